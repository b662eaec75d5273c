using System.Numerics;

namespace Tensorflow.Operations;

public static partial class ArrayOps
{
    /// <summary>For each index a vector that is <paramref name="off"/> but for the place the index names.</summary>
    /// <param name="indices">int32, int64 or uint8, any shape. An index outside 0 .. depth - 1 gives a vector without an on value, as in TensorFlow.</param>
    /// <param name="depth">Length of the vectors, 0 or more.</param>
    /// <param name="on">Value at the place.</param>
    /// <param name="off">Value elsewhere.</param>
    /// <param name="axis">Where the new axis is to be, -1 for last.</param>
    /// <param name="dtype">Element type of the result.</param>
    /// <exception cref="ArgumentException">The indices are no integers, or depth or axis are out of range.</exception>
    public static Tensor OneHot(Tensor indices, long depth, double on = 1, double off = 0, int axis = -1, TF_DataType dtype = TF_DataType.TF_FLOAT)
    {
        ArgumentNullException.ThrowIfNull(indices);
        int at = axis < 0 ? axis + indices.ndim + 1 : axis;
        if (depth < 0 || (uint)at > (uint)indices.ndim)
            throw new ArgumentException($"one_hot got depth {depth} and axis {axis} for indices of shape {indices.shape}; "
                + $"it takes a depth of 0 or more and an axis from {-indices.ndim - 1} to {indices.ndim}.");
        Span<long> dims = stackalloc long[indices.ndim + 1];
        indices.shape.Span[..at].CopyTo(dims);
        dims[at] = depth;
        indices.shape.Span[at..].CopyTo(dims[(at + 1)..]);
        Tensor y = Fill(Shape.Of(dims), off, dtype);
        switch (indices.dtype)
        {
            case TF_DataType.TF_INT32: Mark<int>(indices, y, depth, at, on); break;
            case TF_DataType.TF_INT64: Mark<long>(indices, y, depth, at, on); break;
            case TF_DataType.TF_UINT8: Mark<byte>(indices, y, depth, at, on); break;
            default: throw new ArgumentException($"one_hot got indices of {indices.dtype.as_numpy_name()}; it takes int32, int64 or uint8. "
                + "Convert them with tf.cast.");
        }
        return y;
    }

    private static void Mark<I>(Tensor indices, Tensor y, long depth, int axis, double on)
        where I : unmanaged, IBinaryInteger<I>
    {
        switch (y.dtype)
        {
            case TF_DataType.TF_FLOAT: Mark<I, float>(indices, y, depth, axis, (float)on); break;
            case TF_DataType.TF_DOUBLE: Mark<I, double>(indices, y, depth, axis, on); break;
            case TF_DataType.TF_INT32: Mark<I, int>(indices, y, depth, axis, (int)on); break;
            case TF_DataType.TF_INT64: Mark<I, long>(indices, y, depth, axis, (long)on); break;
            case TF_DataType.TF_BOOL: Mark<I, bool>(indices, y, depth, axis, on != 0); break;
            default: Mark<I, byte>(indices, y, depth, axis, (byte)on); break;
        }
    }

    private static unsafe void Mark<I, T>(Tensor indices, Tensor y, long depth, int axis, T on)
        where I : unmanaged, IBinaryInteger<I>
        where T : unmanaged
    {
        long inner = 1;
        for (int i = axis + 1; i < y.ndim; i++) inner *= y.shape[i];
        I* from = indices.Pointer<I>();
        T* to = y.Pointer<T>();
        for (long i = 0; i < indices.size; i++)
        {
            long index = long.CreateTruncating(from[i]);
            if ((ulong)index < (ulong)depth) to[(i / inner * depth + index) * inner + i % inner] = on;
        }
        GC.KeepAlive(indices);
    }
}
