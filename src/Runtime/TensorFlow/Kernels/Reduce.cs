using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>Folds any set of axes of a dense array.</summary>
/// <remarks>
/// Neighbouring axes that are all folded, or all kept, become one. Then the innermost folded group goes first, as rows when
/// nothing is kept inside it and as columns when something is, until none is left. Everything is in an order that the shape
/// alone decides.
/// </remarks>
internal static unsafe class Reduce<TFold, T>
    where TFold : struct, IFold
    where T : unmanaged, INumber<T>
{
    /// <summary>y = fold of x over the axes whose bit is set.</summary>
    public static void Run(T* x, Shape shape, ulong axes, T* y)
    {
        Span<long> sizes = stackalloc long[shape.ndim + 1];
        int groups = 0, folded = 0;
        bool lastFolded = false;
        for (int axis = 0; axis < shape.ndim; axis++)
        {
            long size = shape.Span[axis];
            bool fold = (axes >> axis & 1) != 0;
            if (size == 1) continue;
            if (groups > 0 && fold == lastFolded)
            {
                sizes[groups - 1] *= size;
                continue;
            }
            sizes[groups++] = size;
            lastFolded = fold;
            if (fold) folded++;
        }
        Run(x, sizes[..groups], folded, lastFolded, y);
    }

    private static void Run(T* x, Span<long> sizes, int folded, bool lastFolded, T* y)
    {
        long columns = 1, outer = 1;
        if (!lastFolded && sizes.Length > 0)
        {
            columns = sizes[^1];
            sizes = sizes[..^1];
        }
        if (folded == 0)
        {
            Buffer.MemoryCopy(x, y, columns * sizeof(T), columns * sizeof(T));
            return;
        }
        long rows = sizes[^1];
        foreach (long size in sizes[..^1]) outer *= size;
        if (folded == 1)
        {
            Middle(x, outer, rows, columns, y);
            return;
        }
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<T>((nint)(outer * columns)));
        T* partial = workspace.Take<T>((nint)(outer * columns));
        Middle(x, outer, rows, columns, partial);
        // The groups left, innermost kept: the kept axes around the folded one are one group now.
        sizes = sizes[..^1];
        sizes[^1] *= columns;
        Run(partial, sizes, folded - 1, false, y);
    }

    private static void Middle(T* x, long outer, long rows, long columns, T* y)
    {
        if (columns == 1) ReduceRows<TFold, T>.Run(x, outer, rows, y);
        else ReduceColumns<TFold, T>.Run(x, outer, rows, columns, y);
    }
}
