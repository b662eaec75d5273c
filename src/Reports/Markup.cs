using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MlPipelines.Reports;

/// <summary>
/// Text of an HTML or SVG document under construction. The fixed parts of an interpolated string are markup; what is filled
/// in is encoded, so that no value can break the document. <see cref="Fragment"/>s are filled in as they are.
/// </summary>
public sealed class Markup
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a piece.</summary>
    /// <param name="piece">An interpolated string; its values are encoded.</param>
    /// <returns>This object, so that pieces can be chained.</returns>
    public Markup Add([InterpolatedStringHandlerArgument("")] ref Piece piece)
    {
        _ = piece;
        return this;
    }

    /// <summary>What was built so far, to be filled into another document.</summary>
    public Fragment ToFragment() => new(_text.ToString());

    /// <summary>What was built so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>
    /// Replaces the characters with a meaning in HTML and XML by references, and those that XML does not allow (most control
    /// characters, halves of surrogate pairs) by the replacement character.
    /// </summary>
    public static string Encode(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var encoded = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) encoded.Append(c).Append(text[++i]);
            else if (c == '&') encoded.Append("&amp;");
            else if (c == '<') encoded.Append("&lt;");
            else if (c == '>') encoded.Append("&gt;");
            else if (c == '"') encoded.Append("&quot;");
            else if (c == '\'') encoded.Append("&#39;");
            else if ((c < ' ' && c is not ('\t' or '\n' or '\r')) || char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF') encoded.Append('\uFFFD');
            else encoded.Append(c);
        }
        return encoded.ToString();
    }

    /// <summary>Markup that is complete and safe.</summary>
    public readonly record struct Fragment(string Text);

    /// <summary>Collects the parts of an interpolated string. Used by the compiler.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Piece
    {
        private readonly StringBuilder _text;

        /// <summary>Starts a piece that goes into <paramref name="markup"/>.</summary>
        public Piece(int literalLength, int formattedCount, Markup markup)
        {
            _ = literalLength;
            _ = formattedCount;
            _text = markup._text;
        }

        /// <summary>Adds markup.</summary>
        public void AppendLiteral(string markup) => _text.Append(markup);

        /// <summary>Adds finished markup.</summary>
        public void AppendFormatted(Fragment fragment) => _text.Append(fragment.Text);

        /// <summary>Adds text, encoded.</summary>
        public void AppendFormatted(string? value) => _text.Append(Encode(value));

        /// <summary>Adds a value in invariant form, encoded.</summary>
        public void AppendFormatted<T>(T value, string? format = null) =>
            _text.Append(Encode(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString()));
    }
}
