namespace Tensorflow.Kernels;

/// <summary>Sizes of a pooling: images [Batch, Height, Width, Channels] to [Batch, OutHeight, OutWidth, Channels].</summary>
/// <remarks>A window may reach over the edges; what lies outside does not count. Every window holds at least one pixel.</remarks>
internal readonly record struct PoolShape(
    int Batch, int Height, int Width, int Channels, int OutHeight, int OutWidth,
    int PoolHeight, int PoolWidth, int StrideHeight, int StrideWidth, int PadTop, int PadLeft)
{
    /// <summary>True when no pixel lies in two windows.</summary>
    public bool Disjoint => StrideHeight >= PoolHeight && StrideWidth >= PoolWidth;

    /// <summary>The rows of window <paramref name="oy"/> inside the image: from, and the row behind the last.</summary>
    public (int From, int To) RowsOf(int oy) => (Math.Max(oy * StrideHeight - PadTop, 0), Math.Min(oy * StrideHeight - PadTop + PoolHeight, Height));

    /// <summary>The columns of window <paramref name="ox"/> inside the image.</summary>
    public (int From, int To) ColumnsOf(int ox) => (Math.Max(ox * StrideWidth - PadLeft, 0), Math.Min(ox * StrideWidth - PadLeft + PoolWidth, Width));

    /// <summary>The windows that hold row <paramref name="y"/>: first, and the one behind the last.</summary>
    public (int From, int To) WindowsOfRow(int y) => Windows(y + PadTop, PoolHeight, StrideHeight, OutHeight);

    /// <summary>The windows that hold column <paramref name="x"/>.</summary>
    public (int From, int To) WindowsOfColumn(int x) => Windows(x + PadLeft, PoolWidth, StrideWidth, OutWidth);

    private static (int From, int To) Windows(int position, int pool, int stride, int count)
    {
        int from = position < pool ? 0 : (position - pool) / stride + 1;
        return (from, Math.Min(position / stride + 1, count));
    }
}

internal unsafe struct PoolArgs<T>
    where T : unmanaged
{
    public PoolShape Shape;

    /// <summary>Images [batch, height, width, channels].</summary>
    public T* X;

    /// <summary>Pooled images [batch, out height, out width, channels].</summary>
    public T* Y;

    /// <summary>Per output the place of the maximum in its window, row by row; may be null where it is written.</summary>
    public byte* Index;
}
