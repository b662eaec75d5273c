using System.Text.Json.Nodes;

namespace Microsoft.ML.Data;

/// <summary>The values that keys stand for, in the order of the keys 1, 2, ...</summary>
internal abstract class KeyTable
{
    /// <summary>The type of the values.</summary>
    public required PrimitiveDataViewType ItemType { get; init; }

    /// <summary>The number of values.</summary>
    public abstract int Count { get; }

    /// <summary>An empty table of values of a type.</summary>
    public static KeyTable Of(PrimitiveDataViewType type) => RawTypes.Call(type.RawType, new Maker(type));

    private sealed class Maker(PrimitiveDataViewType type) : IOver<KeyTable>
    {
        public KeyTable Of<T>() where T : notnull => new KeyTable<T> { ItemType = type };
    }

    /// <summary>What takes the current row's values into the table.</summary>
    public abstract Action Learner(DataViewRow row, DataViewSchema.Column column, int maximum);

    /// <summary>Numbers the values by their size; text by its characters.</summary>
    public abstract void Sort();

    /// <summary>A getter of a column's keys.</summary>
    public abstract Delegate Keys(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Adds the values as the KeyValues annotation.</summary>
    public abstract void Annotate(DataViewSchema.Annotations.Builder builder, bool asText);

    /// <summary>The values, for a model file.</summary>
    public abstract JsonArray ToJson();

    /// <summary>Takes values of a model file.</summary>
    public abstract void FromJson(IEnumerable<string> values);
}

/// <summary>The values of one type that keys stand for.</summary>
internal sealed class KeyTable<T> : KeyTable where T : notnull
{
    private static readonly IEqualityComparer<T> Same =
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)TextComparer.Instance : EqualityComparer<T>.Default;

    private static readonly IComparer<T> Order =
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)TextComparer.Instance : Comparer<T>.Default;

    private readonly List<T> _values = [];
    private readonly Dictionary<T, uint> _keys = new(Same);

    public override int Count => _values.Count;

    private bool IsMissing(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.IsEmpty,
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        _ => ItemType is KeyDataViewType && Same.Equals(value, default!),
    };

    private void Add(T value, int maximum)
    {
        if (_values.Count >= maximum || IsMissing(value) || _keys.ContainsKey(value)) return;
        // Text may lie in a buffer that is written again.
        if (value is ReadOnlyMemory<char> text) value = (T)(object)text.ToString().AsMemory();
        _values.Add(value);
        _keys.Add(value, (uint)_values.Count);
    }

    public override Action Learner(DataViewRow row, DataViewSchema.Column column, int maximum)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                get(ref value);
                Add(value, maximum);
            };
        }
        ValueGetter<VBuffer<T>> getAll = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return () =>
        {
            getAll(ref values);
            foreach (T value in values.DenseValues()) Add(value, maximum);
        };
    }

    public override void Sort()
    {
        _values.Sort(Order);
        _keys.Clear();
        for (int i = 0; i < _values.Count; i++) _keys.Add(_values[i], (uint)i + 1);
    }

    private uint Key(T value) => IsMissing(value) ? 0 : _keys.GetValueOrDefault(value);

    public override Delegate Keys(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            T value = default!;
            return new ValueGetter<uint>((ref uint key) =>
            {
                get(ref value);
                key = Key(value);
            });
        }
        ValueGetter<VBuffer<T>> getAll = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return new ValueGetter<VBuffer<uint>>((ref VBuffer<uint> keys) =>
        {
            getAll(ref values);
            VBufferEditor<uint> editor = VBufferEditor.Create(ref keys, values.Length);
            int at = 0;
            foreach (T value in values.DenseValues()) editor.Values[at++] = Key(value);
            keys = editor.Commit();
        });
    }

    public override void Annotate(DataViewSchema.Annotations.Builder builder, bool asText)
    {
        if (asText)
            builder.AddValues(SchemaAnnotationsExtensions.KeyValues, TextDataViewType.Instance, [.. _values.Select(v => ValueText.Write(v).AsMemory())]);
        else
            builder.AddValues(SchemaAnnotationsExtensions.KeyValues, ItemType, _values.ToArray());
    }

    public override JsonArray ToJson() => ModelJson.Strings(_values.Select(ValueText.Write));

    public override void FromJson(IEnumerable<string> values)
    {
        foreach (string text in values)
        {
            int before = Count;
            Add(ValueText.Read<T>(text), int.MaxValue);
            if (Count == before) throw new InvalidDataException($"The value '{text}' of a key is missing or double.");
        }
    }
}

/// <summary>Compares text by its characters.</summary>
internal sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
{
    public static readonly TextComparer Instance = new();

    public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode(ReadOnlyMemory<char> obj) => string.GetHashCode(obj.Span);

    public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceCompareTo(y.Span);
}

/// <summary>Values as text that gives them back.</summary>
internal static class ValueText
{
    /// <summary>The value as text.</summary>
    public static string Write<T>(T value) => value switch
    {
        DateTime time => time.ToString("O"),
        DateTimeOffset time => time.ToString("O"),
        IFormattable other => other.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    /// <summary>The value that <see cref="Write"/> made the text of.</summary>
    public static T Read<T>(string text)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        object value = typeof(T) == typeof(ReadOnlyMemory<char>) ? text.AsMemory()
            : typeof(T) == typeof(DateTime) ? DateTime.ParseExact(text, "O", culture, System.Globalization.DateTimeStyles.RoundtripKind)
            : typeof(T) == typeof(DateTimeOffset) ? DateTimeOffset.ParseExact(text, "O", culture)
            : typeof(T) == typeof(TimeSpan) ? TimeSpan.Parse(text, culture)
            : Convert.ChangeType(text, typeof(T), culture);
        return (T)value;
    }
}
