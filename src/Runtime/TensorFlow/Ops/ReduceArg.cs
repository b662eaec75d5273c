using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static unsafe partial class MathOps
{
    private static readonly Op ArgReduceOp = new("ArgReduce", null);

    /// <summary>
    /// Where the largest element along an axis stands: the first of equal ones; the first NaN, if there is one, as NumPy's.
    /// </summary>
    /// <param name="x">Numbers.</param>
    /// <param name="axis">The axis, which the result does not have; negative ones count from the end.</param>
    /// <returns>int64 indices along the axis.</returns>
    /// <exception cref="ArgumentException">The axis has no elements, or the tensor holds no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public static Tensor ArgMax(Tensor x, int axis) => ArgReduce(x, axis, false, "argmax");

    /// <summary>
    /// Where the smallest element along an axis stands: the first of equal ones; the first NaN, if there is one, as NumPy's.
    /// </summary>
    /// <inheritdoc cref="ArgMax(Tensor, int)"/>
    public static Tensor ArgMin(Tensor x, int axis) => ArgReduce(x, axis, true, "argmin");

    private static Tensor ArgReduce(Tensor x, int axis, bool smallest, string name)
    {
        int at = x.shape.Axis(axis);
        ReadOnlySpan<long> dims = x.shape.Span;
        if (dims[at] == 0)
            throw new ArgumentException($"{name} got axis {axis} of a tensor of shape {x.shape}, which has no elements to choose from; it takes an axis of size 1 or more.");
        long outer = 1, columns = 1;
        Span<long> left = stackalloc long[dims.Length - 1];
        for (int i = 0; i < dims.Length; i++)
        {
            if (i < at) outer *= dims[i];
            else if (i > at) columns *= dims[i];
            if (i != at) left[i < at ? i : i - 1] = dims[i];
        }
        Tensor y = Tensor.Empty(Shape.Of(left), TF_DataType.TF_INT64);
        long* py = y.Pointer<long>();
        switch (x.dtype)
        {
            case TF_DataType.TF_FLOAT: ReduceArg<float>.Run(x.Pointer<float>(), outer, dims[at], columns, smallest, py); break;
            case TF_DataType.TF_DOUBLE: ReduceArg<double>.Run(x.Pointer<double>(), outer, dims[at], columns, smallest, py); break;
            case TF_DataType.TF_INT32: ReduceArg<int>.Run(x.Pointer<int>(), outer, dims[at], columns, smallest, py); break;
            case TF_DataType.TF_INT64: ReduceArg<long>.Run(x.Pointer<long>(), outer, dims[at], columns, smallest, py); break;
            case TF_DataType.TF_UINT8: ReduceArg<byte>.Run(x.Pointer<byte>(), outer, dims[at], columns, smallest, py); break;
            default: throw NoNumbers(name, x);
        }
        return ArgReduceOp.Record(y, x);
    }
}
