using System.Numerics;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class ArrayOps
{
    /// <summary>A tensor of one value.</summary>
    /// <param name="shape">Sizes, all known.</param>
    /// <param name="value">The value; converted to the element type (for bool: true unless 0).</param>
    /// <param name="dtype">Element type.</param>
    public static unsafe Tensor Fill(Shape shape, double value, TF_DataType dtype = TF_DataType.TF_FLOAT)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Tensor y = Tensor.Empty(shape, dtype);
        switch (dtype)
        {
            case TF_DataType.TF_FLOAT: Kernels.ArrayFill.Run(y.Pointer<float>(), y.size, (float)value); break;
            case TF_DataType.TF_DOUBLE: Kernels.ArrayFill.Run(y.Pointer<double>(), y.size, value); break;
            case TF_DataType.TF_INT32: Kernels.ArrayFill.Run(y.Pointer<int>(), y.size, (int)value); break;
            case TF_DataType.TF_INT64: Kernels.ArrayFill.Run(y.Pointer<long>(), y.size, (long)value); break;
            case TF_DataType.TF_BOOL: Kernels.ArrayFill.Run(y.Pointer<bool>(), y.size, value != 0); break;
            default: Kernels.ArrayFill.Run(y.Pointer<byte>(), y.size, (byte)value); break;
        }
        return y;
    }

    /// <summary>Ones, of the shape and type of <paramref name="x"/>.</summary>
    public static Tensor OnesLike(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Fill(x.shape, 1, x.dtype);
    }

    /// <summary>Zeros, of the shape and type of <paramref name="x"/>.</summary>
    public static Tensor ZerosLike(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Tensor.Zeros(x.shape, x.dtype);
    }

    /// <summary>The numbers start, start + delta, ... that come before limit.</summary>
    /// <param name="start">First number.</param>
    /// <param name="limit">Where to end; not contained itself.</param>
    /// <param name="delta">Distance, not 0; may be negative.</param>
    /// <param name="dtype">int32, int64, float32 or float64.</param>
    /// <exception cref="ArgumentException">The distance is 0, or the type is another.</exception>
    public static Tensor Range(double start, double limit, double delta = 1, TF_DataType dtype = TF_DataType.TF_INT32)
    {
        if (delta == 0) throw new ArgumentException("range got a delta of 0; it takes a positive or negative one.");
        Tensor y = Tensor.Empty(Math.Max(0, (long)Math.Ceiling((limit - start) / delta)), dtype);
        switch (dtype)
        {
            case TF_DataType.TF_FLOAT: Sequence<float>(y, start, delta); break;
            case TF_DataType.TF_DOUBLE: Sequence<double>(y, start, delta); break;
            case TF_DataType.TF_INT32: Sequence<int>(y, start, delta); break;
            case TF_DataType.TF_INT64: Sequence<long>(y, start, delta); break;
            default: throw new ArgumentException($"range got element type {dtype.as_numpy_name()}; it takes int32, int64, float32 or float64.");
        }
        return y;
    }

    private static void Sequence<T>(Tensor y, double start, double delta)
        where T : unmanaged, INumber<T>
    {
        Span<T> values = y.Span<T>();
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(start + i * delta);
    }

    /// <summary>The identity matrix, or its left or upper part.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns; -1 for as many as rows.</param>
    /// <param name="dtype">Element type.</param>
    public static Tensor Eye(long rows, long columns = -1, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        OneHot(Range(0, rows), columns < 0 ? rows : columns, dtype: dtype);
}
