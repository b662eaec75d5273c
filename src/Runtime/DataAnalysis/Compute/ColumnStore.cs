using System.Numerics;

namespace Microsoft.Data.Analysis;

/// <summary>The cells of a column of fixed-size values: an array, and one bit a row that says whether the row has a value.</summary>
/// <remarks>The bits are only made when the first null comes. The value under a null is always the default, so sums need not look at the bits.</remarks>
internal sealed class ColumnStore<T> where T : unmanaged
{
    private T[] _values;
    private ulong[] _valid;

    public ColumnStore(long length = 0)
    {
        _values = length == 0 ? [] : new T[Limit(length)];
        Length = (int)length;
        // A column made with a length holds nulls until it is written, as in the original library.
        if (length > 0)
        {
            _valid = new ulong[Words(Length)];
            NullCount = Length;
        }
    }

    private ColumnStore(T[] values, ulong[] valid, int length, int nulls) => (_values, _valid, Length, NullCount) = (values, valid, length, nulls);

    public int Length { get; private set; }

    public int NullCount { get; private set; }

    public ReadOnlySpan<T> Values => _values.AsSpan(0, Length);

    /// <summary>The value in a row, or null.</summary>
    public T? this[long row]
    {
        get => IsValid(row) ? _values[row] : null;
        set
        {
            bool was = IsValid(row);
            _values[row] = value.GetValueOrDefault();
            if (was == value.HasValue) return;
            NullCount += was ? 1 : -1;
            Mark((int)row, value.HasValue);
        }
    }

    public bool IsValid(long row)
    {
        if ((ulong)row >= (ulong)Length) throw Messages.RowOutOfRange(row, Length);
        return _valid is null || (_valid[row >> 6] >> (int)(row & 63) & 1) != 0;
    }

    public void Append(T? value)
    {
        if (value.HasValue) Append(value.GetValueOrDefault());
        else AppendNulls(1);
    }

    public void Append(T value)
    {
        Reserve(Length + 1L);
        _values[Length++] = value;
        if (_valid is not null) Mark(Length - 1, true);
    }

    public void AppendMany(T? value, long count)
    {
        if (!value.HasValue)
        {
            AppendNulls(count);
            return;
        }
        Reserve(Length + count);
        for (long i = 0; i < count; i++) Append(value.GetValueOrDefault());
    }

    public void AppendNulls(long count)
    {
        if (count <= 0) return;
        Reserve(Length + count);
        EnsureBits();
        _values.AsSpan(Length, (int)count).Clear();
        for (int end = Length + (int)count; Length < end;) Mark(Length++, false);
        NullCount += (int)count;
    }

    /// <summary>Gives back what growing by doubling left unused.</summary>
    public void Trim()
    {
        if (_values.Length > Length) Array.Resize(ref _values, Length);
    }

    public ColumnStore<T> Clone() => new(Values.ToArray(), (ulong[])_valid?.Clone(), Length, NullCount);

    /// <summary>The rows named, in that order; -1 stands for a null.</summary>
    public ColumnStore<T> Take(ReadOnlySpan<int> rows)
    {
        var taken = new ColumnStore<T>(new T[rows.Length], null, 0, 0);
        foreach (int row in rows) taken.Append(row < 0 ? null : this[row]);
        return taken;
    }

    /// <summary>The same cells as another type.</summary>
    public ColumnStore<U> Convert<U>(Action<ReadOnlySpan<T>, Span<U>> convert) where U : unmanaged
    {
        var values = new U[Length];
        convert(Values, values);
        return new ColumnStore<U>(values, (ulong[])_valid?.Clone(), Length, NullCount);
    }

    private void Mark(int row, bool valid)
    {
        EnsureBits();
        if (_valid.Length <= row >> 6) Array.Resize(ref _valid, Math.Max(_valid.Length * 2, Words(_values.Length)));
        ulong bit = 1UL << (row & 63);
        if (valid) _valid[row >> 6] |= bit;
        else _valid[row >> 6] &= ~bit;
    }

    private void EnsureBits()
    {
        if (_valid is not null) return;
        _valid = new ulong[Words(Math.Max(_values.Length, 1))];
        _valid.AsSpan().Fill(ulong.MaxValue);
    }

    private void Reserve(long length)
    {
        if (length <= _values.Length) return;
        long grown = Math.Min(Math.Max(8, (long)BitOperations.RoundUpToPowerOf2((uint)Limit(length))), Array.MaxLength);
        Array.Resize(ref _values, (int)Math.Max(grown, length));
    }

    private static int Words(int rows) => (rows + 63) >> 6;

    private static int Limit(long length) => length >= 0 && length <= Array.MaxLength
        ? (int)length
        : throw new ArgumentOutOfRangeException(nameof(length), length, $"A column got {length} rows; it holds between 0 and {Array.MaxLength}.");
}
