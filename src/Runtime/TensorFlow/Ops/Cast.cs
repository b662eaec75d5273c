using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static unsafe partial class MathOps
{
    private static readonly Op CastOp = new("Cast", static g => g.Add(0, Cast(g.OutputGradient, g.Input(0).dtype)));

    /// <summary>
    /// The values as another type; the tensor itself when it has that type already. To integers, fractions are cut off, what
    /// does not fit becomes the nearest value that does, and NaN becomes 0; to bool, everything but 0 is true.
    /// </summary>
    /// <param name="x">Values.</param>
    /// <param name="dtype">The type wanted. Gradients flow between float32 and float64.</param>
    /// <exception cref="ArgumentException"><paramref name="dtype"/> is none that a tensor can hold.</exception>
    public static Tensor Cast(Tensor x, TF_DataType dtype)
    {
        if (x.dtype == dtype) return x;
        Tensor y = Tensor.Empty(x.shape, dtype);
        switch (x.dtype)
        {
            case TF_DataType.TF_FLOAT: CastFrom<float>(x, y); break;
            case TF_DataType.TF_DOUBLE: CastFrom<double>(x, y); break;
            case TF_DataType.TF_INT32: CastFrom<int>(x, y); break;
            case TF_DataType.TF_INT64: CastFrom<long>(x, y); break;
            case TF_DataType.TF_UINT8: CastFrom<byte>(x, y); break;
            default: CastFromBool(x, y); break;
        }
        return CastOp.Record(y, x);
    }

    private static void CastFrom<TFrom>(Tensor x, Tensor y)
        where TFrom : unmanaged, INumber<TFrom>
    {
        TFrom* px = x.Pointer<TFrom>();
        switch (y.dtype)
        {
            case TF_DataType.TF_FLOAT: Convert<CastMap<TFrom, float>, TFrom, float>(px, y); break;
            case TF_DataType.TF_DOUBLE: Convert<CastMap<TFrom, double>, TFrom, double>(px, y); break;
            case TF_DataType.TF_INT32: Convert<CastMap<TFrom, int>, TFrom, int>(px, y); break;
            case TF_DataType.TF_INT64: Convert<CastMap<TFrom, long>, TFrom, long>(px, y); break;
            case TF_DataType.TF_UINT8: Convert<CastMap<TFrom, byte>, TFrom, byte>(px, y); break;
            default: Convert<ToBoolMap<TFrom>, TFrom, bool>(px, y); break;
        }
    }

    private static void CastFromBool(Tensor x, Tensor y)
    {
        bool* px = x.Pointer<bool>();
        switch (y.dtype)
        {
            case TF_DataType.TF_FLOAT: Convert<FromBoolMap<float>, bool, float>(px, y); break;
            case TF_DataType.TF_DOUBLE: Convert<FromBoolMap<double>, bool, double>(px, y); break;
            case TF_DataType.TF_INT32: Convert<FromBoolMap<int>, bool, int>(px, y); break;
            case TF_DataType.TF_INT64: Convert<FromBoolMap<long>, bool, long>(px, y); break;
            default: Convert<FromBoolMap<byte>, bool, byte>(px, y); break;
        }
    }

    private static void Convert<TMap, TFrom, TTo>(TFrom* x, Tensor y)
        where TMap : struct, IMixedMap<TFrom, byte, byte, TTo>
        where TFrom : unmanaged
        where TTo : unmanaged => ElementwiseCast<TMap, TFrom, TTo>.Run(x, y.Pointer<TTo>(), y.size);
}
