namespace Tensorflow.NumPy;

public static partial class np
{
    /// <summary>The numbers of the entries in ascending order of their values, equal ones in their own order: int64.</summary>
    /// <param name="x">An array.</param>
    /// <param name="axis">The axis to sort along.</param>
    public static NDArray argsort(NDArray x, int axis = -1) => Sorted(x, axis).Places;

    /// <summary>A copy with the entries in ascending order.</summary>
    /// <param name="x">An array.</param>
    /// <param name="axis">The axis to sort along.</param>
    public static NDArray sort(NDArray x, int axis = -1) => Sorted(x, axis).Values;

    /// <summary>The values that occur, ascending, each once.</summary>
    public static NDArray unique(NDArray x) => unique_counts(x).values;

    /// <summary>The values that occur, ascending, each once, and how often: int64.</summary>
    public static (NDArray values, NDArray counts) unique_counts(NDArray x)
    {
        NDArray sorted = sort(x.ravel(), 0);
        var starts = new List<int>();
        for (int i = 0; i < sorted.size; i++)
            if (i == 0 || !Entry(sorted, i).SequenceEqual(Entry(sorted, i - 1))) starts.Add(i);
        long[] counts = new long[starts.Count];
        for (int i = 0; i < counts.Length; i++) counts[i] = (i + 1 < counts.Length ? starts[i + 1] : sorted.size) - starts[i];
        return (sorted[array(starts.ToArray())], new NDArray(counts));
    }

    /// <summary>How often each of the numbers 0, 1, ... occurs: int64.</summary>
    /// <param name="x">Integers of 0 or more, one axis.</param>
    /// <param name="minlength">Least length of the result.</param>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public static NDArray bincount(NDArray x, int minlength = 0)
    {
        long[] values = x.astype(int64).ToArray<long>();
        if (values.Any(v => v < 0)) throw new ArgumentException($"bincount got {values.Min()}; it takes integers of 0 or more.");
        long[] counts = new long[Math.Max(minlength, values.Length == 0 ? 0 : values.Max() + 1)];
        foreach (long value in values) counts[value]++;
        return new NDArray(counts);
    }

    private static Span<byte> Entry(NDArray x, int i) => x.Bytes.Slice(i * x.dtype.SizeOf(), x.dtype.SizeOf());

    private static (NDArray Values, NDArray Places) Sorted(NDArray x, int axis)
    {
        int at = x.shape.Axis(axis);
        bool last = at == x.ndim - 1;
        NDArray lines = last ? x : swapaxes(x, at, -1);
        NDArray values = new(lines.shape, x.dtype), places = new(lines.shape, int64);
        switch (x.dtype)
        {
            case float32: SortLines<float>(lines, values, places); break;
            case float64: SortLines<double>(lines, values, places); break;
            case int32: SortLines<int>(lines, values, places); break;
            case int64: SortLines<long>(lines, values, places); break;
            case @bool: SortLines<bool>(lines, values, places); break;
            default: SortLines<byte>(lines, values, places); break;
        }
        return last ? (values, places) : (swapaxes(values, at, -1), swapaxes(places, at, -1));
    }

    private static void SortLines<T>(NDArray x, NDArray values, NDArray places)
        where T : unmanaged, IComparable<T>
    {
        int length = (int)x.shape[-1];
        for (int start = 0; start < x.size; start += length)
        {
            T[] keys = x.Span<T>().Slice(start, length).ToArray();
            Span<long> order = places.Span<long>().Slice(start, length);
            for (int i = 0; i < length; i++) order[i] = i;
            // Stable: equal values stay in their order.
            order.Sort((a, b) => keys[a].CompareTo(keys[b]) is var difference and not 0 ? difference : a.CompareTo(b));
            Span<T> to = values.Span<T>().Slice(start, length);
            for (int i = 0; i < length; i++) to[i] = keys[order[i]];
        }
        GC.KeepAlive(x);
    }
}
