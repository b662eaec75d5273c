namespace Microsoft.ML.Data;

/// <summary>A number from 0 to 1 for each row that depends on nothing but a seed and the row's identity, or the value of a key column. So
/// splits are the same in any order of rows, and rows of one key stay together.</summary>
internal static class Draw
{
    /// <summary>The rows whose number lies from <paramref name="low"/> to below <paramref name="high"/>, or all the others.</summary>
    public static IDataView Rows(IDataView input, string? keyColumn, int seed, double low, double high, bool complement)
    {
        DataViewSchema.Column[] reads = keyColumn is null ? [] : [Check.Column(input.Schema, keyColumn, "sampling key", "samplingKeyColumnName")];
        if (reads is [{ Type: VectorDataViewType } vector])
            throw Check.Mismatch(vector.Name, "sampling key", "a single value", vector.Type.ToString()!, "samplingKeyColumnName");
        return SubsetView.Where(input, reads, row =>
        {
            Func<ulong> hash = keyColumn is null ? OfId(row) : RawTypes.Call(reads[0].Type.RawType, new OfKey(row, reads[0]));
            return () =>
            {
                double number = (Mix(hash() + (ulong)(uint)seed * 0x9E3779B97F4A7C15) >> 11) * (1.0 / (1L << 53));
                return (number >= low && number < high) != complement;
            };
        });
    }

    private static Func<ulong> OfId(DataViewRow row)
    {
        ValueGetter<DataViewRowId> get = row.GetIdGetter();
        DataViewRowId id = default;
        return () =>
        {
            get(ref id);
            return Mix(Mix(id.Low) ^ id.High);
        };
    }

    private sealed class OfKey(DataViewRow row, DataViewSchema.Column column) : IOver<Func<ulong>>
    {
        public Func<ulong> Of<T>() where T : notnull
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                get(ref value);
                return Mix(Hash(value));
            };
        }
    }

    // The same in every process, unlike hashes of strings.
    private static ulong Hash<T>(T value)
    {
        if (value is not ReadOnlyMemory<char> text) return value is DataViewRowId id ? Mix(id.Low) ^ id.High : (uint)EqualityComparer<T>.Default.GetHashCode(value!);
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in text.Span) hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
