using Tensorflow.Operations;

namespace Tensorflow.NumPy;

public static partial class np
{
    /// <summary>Sum; int64 for integers and truth values.</summary>
    /// <param name="x">An array.</param>
    /// <param name="axis">Axes to sum over; null for all.</param>
    /// <param name="keepdims">True to leave them with size 1.</param>
    public static NDArray sum(NDArray x, Axis? axis = null, bool keepdims = false) =>
        NDArray.Wrap(MathOps.ReduceSum(x.dtype.IsFloating() ? x : Promotion.To(x, int64), axis?.axis, keepdims));

    /// <summary>Product; int64 for integers and truth values.</summary>
    /// <inheritdoc cref="sum"/>
    public static NDArray prod(NDArray x, Axis? axis = null, bool keepdims = false) =>
        NDArray.Wrap(MathOps.ReduceProd(x.dtype.IsFloating() ? x : Promotion.To(x, int64), axis?.axis, keepdims));

    /// <summary>Mean; float64 for integers and truth values.</summary>
    /// <inheritdoc cref="sum"/>
    public static NDArray mean(NDArray x, Axis? axis = null, bool keepdims = false) =>
        NDArray.Wrap(MathOps.ReduceMean(Promotion.Floating(x), axis?.axis, keepdims));

    /// <summary>Variance of the values as they are (divided by n).</summary>
    /// <inheritdoc cref="sum"/>
    public static NDArray var(NDArray x, Axis? axis = null, bool keepdims = false)
    {
        Tensor values = Promotion.Floating(x);
        Tensor squares = MathOps.SquaredDifference(values, MathOps.ReduceMean(values, axis?.axis, true));
        return NDArray.Wrap(MathOps.ReduceMean(squares, axis?.axis, keepdims));
    }

    /// <summary>Standard deviation of the values as they are (divided by n).</summary>
    /// <inheritdoc cref="sum"/>
    public static NDArray std(NDArray x, Axis? axis = null, bool keepdims = false) => sqrt(var(x, axis, keepdims));

    /// <summary>Largest value.</summary>
    /// <inheritdoc cref="sum"/>
    public static NDArray max(NDArray x, Axis? axis = null, bool keepdims = false) =>
        NDArray.Wrap(MathOps.ReduceMax(x, axis?.axis, keepdims));

    /// <summary>Smallest value.</summary>
    /// <inheritdoc cref="sum"/>
    public static NDArray min(NDArray x, Axis? axis = null, bool keepdims = false) =>
        NDArray.Wrap(MathOps.ReduceMin(x, axis?.axis, keepdims));

    /// <inheritdoc cref="max"/>
    public static NDArray amax(NDArray x, Axis? axis = null, bool keepdims = false) => max(x, axis, keepdims);

    /// <inheritdoc cref="min"/>
    public static NDArray amin(NDArray x, Axis? axis = null, bool keepdims = false) => min(x, axis, keepdims);

    /// <summary>Place of the largest value, the first of several: int64.</summary>
    /// <param name="x">An array.</param>
    /// <param name="axis">The axis; null for the array row by row.</param>
    public static NDArray argmax(NDArray x, int? axis = null) => NDArray.Wrap(MathOps.ArgMax(axis is null ? x.ravel() : x, axis ?? 0));

    /// <summary>Place of the smallest value, the first of several: int64.</summary>
    /// <inheritdoc cref="argmax"/>
    public static NDArray argmin(NDArray x, int? axis = null) => NDArray.Wrap(MathOps.ArgMin(axis is null ? x.ravel() : x, axis ?? 0));

    /// <summary>True when any element is not 0.</summary>
    public static bool any(NDArray x) => Nonzero(x).Contains(true);

    /// <summary>True when every element is not 0.</summary>
    public static bool all(NDArray x) => !Nonzero(x).Contains(false);

    /// <summary>The number of elements that are not 0.</summary>
    public static int count_nonzero(NDArray x) => Nonzero(x).Count(true);

    private static ReadOnlySpan<bool> Nonzero(NDArray x) => (x.dtype == @bool ? x : x != zeros_like(x)).ToArray<bool>();
}
