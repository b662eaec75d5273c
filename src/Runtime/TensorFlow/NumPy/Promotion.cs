using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace Tensorflow.NumPy;

/// <summary>NumPy's rules for operands of different types.</summary>
internal static class Promotion
{
    /// <summary>Runs an element-wise operation on both operands, brought to one type.</summary>
    /// <param name="operation">Of two tensors of one type.</param>
    /// <param name="a">Left operand.</param>
    /// <param name="b">Right operand.</param>
    /// <param name="floating">True for an operation whose result is floating-point whatever the operands are.</param>
    public static NDArray Apply(Func<Tensor, Tensor, Tensor> operation, NDArray a, NDArray b, bool floating = false)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        TF_DataType dtype = Common(a, b);
        if (floating && !dtype.IsFloating()) dtype = TF_DataType.TF_DOUBLE;
        Tensor left = To(a, dtype), right = To(b, dtype);
        NDArray result = NDArray.Wrap(operation(left, right));
        Drop(left, a);
        Drop(right, b);
        return result;
    }

    /// <summary>The tensor in another element type; itself where it has that already.</summary>
    public static Tensor To(Tensor x, TF_DataType dtype) => x.dtype == dtype ? x : MathOps.Cast(x, dtype);

    /// <summary>The array in a floating-point type: float64 for integers and truth values.</summary>
    public static Tensor Floating(Tensor x) => x.dtype.IsFloating() ? x : MathOps.Cast(x, TF_DataType.TF_DOUBLE);

    /// <summary>Gives the memory of a converted operand back, where no tape may hold it.</summary>
    public static void Drop(Tensor converted, Tensor original)
    {
        if (!ReferenceEquals(converted, original) && !Tape.AnyActive) converted.Dispose();
    }

    /// <summary>The type for operands together: the larger one, but a scalar gives way to an array unless it is of a higher kind (integers to fractions).</summary>
    public static TF_DataType Common(Tensor a, Tensor b)
    {
        if (a.ndim == 0 && b.ndim > 0 && Kind(a.dtype) <= Kind(b.dtype)) return b.dtype;
        if (b.ndim == 0 && a.ndim > 0 && Kind(b.dtype) <= Kind(a.dtype)) return a.dtype;
        if (a.ndim > 0 == b.ndim > 0) return Common(a.dtype, b.dtype);
        return Rank(a.dtype) >= Rank(b.dtype) ? a.dtype : b.dtype;
    }

    /// <summary>The type for arrays of two types together: float64 for wide integers and float32, which does not hold them exactly.</summary>
    public static TF_DataType Common(TF_DataType a, TF_DataType b)
    {
        (TF_DataType larger, TF_DataType smaller) = Rank(a) >= Rank(b) ? (a, b) : (b, a);
        return larger == TF_DataType.TF_FLOAT && smaller is (TF_DataType.TF_INT32 or TF_DataType.TF_INT64) ? TF_DataType.TF_DOUBLE : larger;
    }

    private static int Kind(TF_DataType dtype) => dtype.IsFloating() ? 2 : dtype == TF_DataType.TF_BOOL ? 0 : 1;

    private static int Rank(TF_DataType dtype) => dtype switch
    {
        TF_DataType.TF_BOOL => 0,
        TF_DataType.TF_UINT8 => 1,
        TF_DataType.TF_INT32 => 2,
        TF_DataType.TF_INT64 => 3,
        TF_DataType.TF_FLOAT => 4,
        _ => 5,
    };
}
