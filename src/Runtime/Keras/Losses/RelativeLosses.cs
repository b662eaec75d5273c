using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Losses;

/// <summary>Numbers kept away from 0, where logarithms and divisions have no value.</summary>
internal static class AboveZero
{
    public static Tensor AtLeast(Tensor x, double least) => MathOps.Maximum(x, ArrayOps.Fill(Shape.Scalar, least, x.dtype));
}

/// <summary>100 |y - p| / |y|, averaged over the last axis: the error in percent of the truth.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class MeanAbsolutePercentageError(string reduction = "sum_over_batch_size", string name = "mean_absolute_percentage_error")
    : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        Tensor share = MathOps.Divide(MathOps.Subtract(y_true, y_pred), AboveZero.AtLeast(MathOps.Abs(y_true), Crossentropy.Epsilon));
        return MathOps.ReduceMean(MathOps.Abs(share), Crossentropy.LastAxis) * 100;
    }
}

/// <summary>(ln(1 + y) - ln(1 + p))², averaged over the last axis; numbers below 0 count as 0.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class MeanSquaredLogarithmicError(string reduction = "sum_over_batch_size", string name = "mean_squared_logarithmic_error")
    : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred) =>
        MathOps.ReduceMean(MathOps.SquaredDifference(Logarithm(y_pred), Logarithm(y_true)), Crossentropy.LastAxis);

    private static Tensor Logarithm(Tensor x) => MathOps.Log1p(AboveZero.AtLeast(x, Crossentropy.Epsilon));
}

/// <summary>ln cosh(p - y), averaged over the last axis: half the squared error near 0, |p - y| - ln 2 far from it.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class LogCosh(string reduction = "sum_over_batch_size", string name = "log_cosh") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        Tensor error = MathOps.Subtract(y_pred, y_true);
        // cosh itself would overflow: ln cosh(x) = x + ln(1 + e^-2x) - ln 2.
        return MathOps.ReduceMean(MathOps.Add(error, NnOps.Softplus(error * -2)) - Math.Log(2), Crossentropy.LastAxis);
    }
}

/// <summary>p - y ln p, averaged over the last axis: for counts.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class Poisson(string reduction = "sum_over_batch_size", string name = "poisson") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred) =>
        MathOps.ReduceMean(MathOps.Subtract(y_pred, MathOps.Multiply(y_true, MathOps.Log(y_pred + Crossentropy.Epsilon))),
            Crossentropy.LastAxis);
}

/// <summary>Σ y ln(y / p) over the last axis: how far one distribution is from another.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class KLDivergence(string reduction = "sum_over_batch_size", string name = "kl_divergence") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        Tensor y = MathOps.ClipByValue(y_true, Crossentropy.Epsilon, 1), p = MathOps.ClipByValue(y_pred, Crossentropy.Epsilon, 1);
        return MathOps.ReduceSum(MathOps.Multiply(y, MathOps.Log(MathOps.Divide(y, p))), Crossentropy.LastAxis);
    }
}

/// <summary>Minus the cosine of the angle between targets and predictions: -1 where they point the same way, 1 where opposite
/// ways.</summary>
/// <param name="axis">The vectors' axis; negative numbers count from the end.</param>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class CosineSimilarity(int axis = -1, string reduction = "sum_over_batch_size", string name = "cosine_similarity")
    : Loss(name, reduction)
{
    /// <summary>A squared length below this counts as this, so that nothing is divided by 0. Keras' value.</summary>
    internal const double LeastSquare = 1e-12;

    private readonly int[] _axis = [axis];

    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred) =>
        -MathOps.ReduceSum(MathOps.Multiply(Unit(y_true), Unit(y_pred)), _axis);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["axis"] = axis;
        return config;
    }

    private Tensor Unit(Tensor x) =>
        MathOps.Multiply(x, MathOps.Rsqrt(AboveZero.AtLeast(MathOps.ReduceSum(MathOps.Square(x), _axis, keepdims: true), LeastSquare)));
}
