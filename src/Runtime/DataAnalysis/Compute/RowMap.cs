namespace Microsoft.Data.Analysis;

/// <summary>Turns what selects rows (a column of bool, int or long) into row numbers; -1 stands for a row of nulls.</summary>
internal static class RowMap
{
    public static int[] From(DataFrameColumn map, long sourceLength, bool invert = false, long nulls = 0)
    {
        int[] rows = map switch
        {
            PrimitiveDataFrameColumn<bool> filter => Chosen(filter, sourceLength),
            PrimitiveDataFrameColumn<int> indices => Indices(indices, sourceLength, index => index),
            PrimitiveDataFrameColumn<long> indices => Indices(indices, sourceLength, index => index),
            _ => throw new ArgumentException($"Rows were selected by a column of {map.DataType}; it must hold bool, int or long.", nameof(map)),
        };
        if (invert) Array.Reverse(rows);
        return WithNulls(rows, nulls);
    }

    /// <summary>All rows in their order, then nulls.</summary>
    public static int[] All(long length, long nulls)
    {
        var rows = new int[length];
        for (int i = 0; i < rows.Length; i++) rows[i] = i;
        return WithNulls(rows, nulls);
    }

    /// <summary>The rows in the order of their values; rows with equal values keep their order, nulls go to one end.</summary>
    public static int[] Sorted(long length, Func<long, bool> valid, Comparison<int> compare, bool ascending, bool putNullValuesLast)
    {
        int[] order = [.. Enumerable.Range(0, (int)length).Where(row => valid(row))];
        int[] nulls = [.. Enumerable.Range(0, (int)length).Where(row => !valid(row))];
        int sign = ascending ? 1 : -1;
        Array.Sort(order, (a, b) => compare(a, b) is int c && c != 0 ? sign * Math.Sign(c) : a - b);
        return putNullValuesLast ? [.. order, .. nulls] : [.. nulls, .. order];
    }

    private static int[] WithNulls(int[] rows, long nulls) => nulls > 0 ? [.. rows, .. Enumerable.Repeat(-1, checked((int)nulls))] : rows;

    private static int[] Chosen(PrimitiveDataFrameColumn<bool> filter, long sourceLength)
    {
        if (filter.Length > sourceLength)
            throw new ArgumentException($"The filter has {filter.Length} rows; the column has {sourceLength}.", nameof(filter));
        var rows = new List<int>();
        for (int i = 0; i < filter.Length; i++)
            if (filter[i] == true) rows.Add(i);
        return [.. rows];
    }

    private static int[] Indices<T>(PrimitiveDataFrameColumn<T> indices, long sourceLength, Func<T, long> toRow) where T : unmanaged
    {
        var rows = new int[indices.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            long row = indices[i] is T index ? toRow(index) : -1;
            if (indices.IsValid(i) && (ulong)row >= (ulong)sourceLength) throw Messages.RowOutOfRange(row, sourceLength);
            rows[i] = (int)row;
        }
        return rows;
    }
}
