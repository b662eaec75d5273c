using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class ArrayOps
{
    private static readonly Op GatherOp = new("Gather", static g => g.Add(0, ScatterAdd(g.OutputGradient, g.Input(1), g.Input(0).shape, g.Attribute<AxisAttribute>().Axis)));

    private static readonly Op ScatterAddOp = new("ScatterAdd", static g => g.Add(0, Gather(g.OutputGradient, g.Input(1), g.Attribute<AxisAttribute>().Axis)));

    /// <summary>Entries along an axis, by number: [.., n, ..] and indices of shape [i, j] give [.., i, j, ..].</summary>
    /// <param name="x">Any tensor but a scalar.</param>
    /// <param name="indices">int32 or int64, 0 to n - 1, any shape.</param>
    /// <param name="axis">The axis, -rank to rank - 1.</param>
    /// <exception cref="ArgumentException">An index lies outside, or the indices are no integers.</exception>
    public static Tensor Gather(Tensor x, Tensor indices, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        int at = x.shape.Axis(axis);
        Tensor y = Tensor.Empty(Replace(x.shape, at, indices.shape), x.dtype);
        if (indices.dtype == TF_DataType.TF_INT32) Pick<int>(x, indices, y, at);
        else if (indices.dtype == TF_DataType.TF_INT64) Pick<long>(x, indices, y, at);
        else throw IndexType("gather", indices);
        return GatherOp.Record(y, x, indices, AxisAttribute.Of(at));
    }

    /// <summary>Rows of a tensor, by number, without a tensor of numbers: what batches of a dataset are made of. Not recorded.</summary>
    internal static unsafe Tensor Rows(Tensor x, ReadOnlySpan<int> rows)
    {
        Tensor y = Tensor.Empty(Replace(x.shape, 0, Shape.Of(rows.Length)), x.dtype);
        long bytes = x.shape[0] == 0 ? 0 : x.size / x.shape[0] * x.dtype.SizeOf();
        fixed (int* p = rows) ArrayRows<int>.Pick(x.Address, p, y.Address, 1, x.shape[0], rows.Length, bytes);
        GC.KeepAlive(x);
        return y;
    }

    /// <summary>The inverse of <see cref="Gather"/>: adds each entry to the place it came from, in the order of the indices.</summary>
    /// <param name="x">Floating-point values, of the shape that gathering from <paramref name="shape"/> gives.</param>
    /// <param name="indices">int32 or int64, any shape.</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="axis">The axis of the result that the indices name.</param>
    /// <exception cref="ArgumentException">An index lies outside, or shapes or types do not fit.</exception>
    public static unsafe Tensor ScatterAdd(Tensor x, Tensor indices, Shape shape, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(shape);
        int at = shape.Axis(axis);
        if (!x.dtype.IsFloating() || x.shape != Replace(shape, at, indices.shape))
            throw new ArgumentException($"scatter_add got {x.dtype.as_numpy_name()} {x.shape} and indices {indices.shape} for the shape {shape}, axis {axis}; "
                + $"it takes float32 or float64 values of shape {Replace(shape, at, indices.shape)}.");
        Tensor y = Tensor.Zeros(shape, x.dtype);
        if (indices.dtype == TF_DataType.TF_INT32) Put<int>(x, indices, y, at);
        else if (indices.dtype == TF_DataType.TF_INT64) Put<long>(x, indices, y, at);
        else throw IndexType("scatter_add", indices);
        return ScatterAddOp.Record(y, x, indices, AxisAttribute.Of(at));
    }

    /// <summary>The entries where the mask is true, in their order: [a, b, ..] and a mask [a, b] give [true ones, ..].</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="mask">bool, its shape equal to the leading axes of <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The mask is not bool or its shape does not fit.</exception>
    public static Tensor BooleanMask(Tensor x, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.dtype != TF_DataType.TF_BOOL || mask.ndim == 0 || mask.ndim > x.ndim || x.shape[..mask.ndim] != mask.shape)
            throw new ArgumentException($"A mask of {mask.dtype.as_numpy_name()} {mask.shape} does not fit a tensor of shape {x.shape}; "
                + $"it takes bool values with the tensor's leading sizes, such as {x.shape[..Math.Min(1, x.ndim)]}.");
        Span<long> dims = stackalloc long[x.ndim - mask.ndim + 1];
        dims[0] = mask.size;
        x.shape.Span[mask.ndim..].CopyTo(dims[1..]);
        return Gather(Reshape(x, Shape.Of(dims)), TrueIndices(mask), 0);
    }

    /// <summary>Places of the true values of a mask, counted row by row: int64 [count].</summary>
    internal static Tensor TrueIndices(Tensor mask)
    {
        ReadOnlySpan<bool> values = mask.Span<bool>();
        int count = 0, n = 0;
        foreach (bool value in values)
            if (value) count++;
        Tensor places = Tensor.Empty(count, TF_DataType.TF_INT64);
        Span<long> to = places.Span<long>();
        for (int i = 0; i < values.Length; i++)
            if (values[i]) to[n++] = i;
        GC.KeepAlive(mask);
        return places;
    }

    private static unsafe void Pick<I>(Tensor x, Tensor indices, Tensor y, int axis)
        where I : unmanaged, IBinaryInteger<I>
    {
        long rows = x.shape[axis];
        Check<I>("gather", indices, rows, x.shape, axis);
        if (y.size == 0) return;
        (long outer, long inner) = Around(x.shape, axis);
        ArrayRows<I>.Pick(x.Address, indices.Pointer<I>(), y.Address, outer, rows, indices.size, inner * x.dtype.SizeOf());
    }

    private static unsafe void Put<I>(Tensor x, Tensor indices, Tensor y, int axis)
        where I : unmanaged, IBinaryInteger<I>
    {
        long rows = y.shape[axis];
        Check<I>("scatter_add", indices, rows, y.shape, axis);
        if (x.size == 0) return;
        (long outer, long inner) = Around(y.shape, axis);
        if (x.dtype == TF_DataType.TF_FLOAT) ArrayRows<I>.Add(x.Pointer<float>(), indices.Pointer<I>(), y.Pointer<float>(), outer, rows, indices.size, inner);
        else ArrayRows<I>.Add(x.Pointer<double>(), indices.Pointer<I>(), y.Pointer<double>(), outer, rows, indices.size, inner);
    }

    private static void Check<I>(string name, Tensor indices, long rows, Shape shape, int axis)
        where I : unmanaged, IBinaryInteger<I>
    {
        foreach (I index in indices.AsSpan<I>())
        {
            long i = long.CreateTruncating(index);
            if ((ulong)i >= (ulong)rows) throw new ArgumentException($"{name} got index {i} for axis {axis} of shape {shape}; "
                + $"it takes 0 to {rows - 1}.");
        }
    }

    private static ArgumentException IndexType(string name, Tensor indices) =>
        new($"{name} got indices of {indices.dtype.as_numpy_name()}; it takes int32 or int64. Convert them with tf.cast.");

    /// <summary>The products of the sizes before and behind an axis.</summary>
    private static (long Outer, long Inner) Around(Shape shape, int axis)
    {
        long outer = 1, inner = 1;
        for (int i = 0; i < axis; i++) outer *= shape[i];
        for (int i = axis + 1; i < shape.ndim; i++) inner *= shape[i];
        return (outer, inner);
    }

    /// <summary>The shape with other sizes in place of one axis.</summary>
    private static Shape Replace(Shape shape, int axis, Shape by)
    {
        Span<long> dims = stackalloc long[shape.ndim - 1 + by.ndim];
        shape.Span[..axis].CopyTo(dims);
        by.Span.CopyTo(dims[axis..]);
        shape.Span[(axis + 1)..].CopyTo(dims[(axis + by.ndim)..]);
        return Shape.Of(dims);
    }
}
