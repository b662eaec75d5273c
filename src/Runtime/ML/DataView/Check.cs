using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Data;

/// <summary>The errors of the library: received, expected, remedy.</summary>
internal static class Check
{
    /// <summary>Throws unless <paramref name="good"/>; the texts are put together only then.</summary>
    public static void That([DoesNotReturnIf(false)] bool good, string parameter, int received, string what, [InterpolatedStringHandlerArgument(nameof(good))] Text expected)
    {
        if (!good) throw new ArgumentOutOfRangeException(parameter, $"{what} was {received}; it must be {expected.Built}.");
    }

    /// <summary>Throws unless <paramref name="good"/>.</summary>
    public static void That([DoesNotReturnIf(false)] bool good, string parameter, int received, string what, string expected)
    {
        if (!good) throw new ArgumentOutOfRangeException(parameter, $"{what} was {received}; it must be {expected}.");
    }

    /// <summary>A getter was asked for a type that the column does not hold.</summary>
    public static InvalidOperationException WrongType<TValue>(string kind, DataViewSchema.Column column) =>
        new($"{kind} '{column.Name}' of type {column.Type} was read as {typeof(TValue)}; read it as {column.Type?.RawType}.");

    /// <summary>A getter was asked of a column that the cursor was not opened for.</summary>
    public static ArgumentException NotActive(DataViewSchema.Column column) =>
        new($"Column '{column.Name}' is not active in this cursor; name it in columnsNeeded of GetRowCursor.", nameof(column));

    /// <summary>The column of a step's input, or the error that schema mismatches give.</summary>
    public static DataViewSchema.Column Column(DataViewSchema schema, string name, string role, string parameter = "inputSchema") =>
        schema.GetColumnOrNull(name) ?? throw Missing(name, role, schema.Names(), parameter);

    /// <summary>The error of a column that is not there.</summary>
    public static ArgumentOutOfRangeException Missing(string name, string role, string present, string parameter = "inputSchema") =>
        new(parameter, $"Could not find {role} column '{name}'; the columns are {present}. Name one of these, or add the step that makes it.");

    /// <summary>The error of a column with a type that a step cannot use.</summary>
    public static ArgumentOutOfRangeException Mismatch(string name, string role, string expected, string got, string parameter = "inputSchema") =>
        new(parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {got}.");

    /// <summary>An interpolated string that is built only when a check fails.</summary>
    [InterpolatedStringHandler]
    public ref struct Text
    {
        private DefaultInterpolatedStringHandler _inner;
        private readonly bool _build;

        /// <summary>Begins the text where the check failed.</summary>
        public Text(int literalLength, int formattedCount, bool good, out bool build)
        {
            build = _build = !good;
            _inner = build ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        /// <summary>Adds a constant part.</summary>
        public void AppendLiteral(string value) => _inner.AppendLiteral(value);

        /// <summary>Adds a value.</summary>
        public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

        /// <summary>The text.</summary>
        public string Built => _build ? _inner.ToStringAndClear() : "";
    }
}
