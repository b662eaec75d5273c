using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Losses;

/// <summary>(y - p)², averaged over the last axis.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class MeanSquaredError(string reduction = "sum_over_batch_size", string name = "mean_squared_error") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred) =>
        MathOps.ReduceMean(MathOps.SquaredDifference(y_pred, y_true), Crossentropy.LastAxis);
}

/// <summary>|y - p|, averaged over the last axis.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class MeanAbsoluteError(string reduction = "sum_over_batch_size", string name = "mean_absolute_error") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred) =>
        MathOps.ReduceMean(MathOps.Abs(MathOps.Subtract(y_pred, y_true)), Crossentropy.LastAxis);
}

/// <summary>Half the squared error within delta of the truth, from there on growing in a straight line; averaged over the last axis.</summary>
/// <param name="delta">Where the line begins, above 0.</param>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class Huber(double delta = 1, string reduction = "sum_over_batch_size", string name = "huber_loss") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        Tensor error = MathOps.Abs(MathOps.Subtract(y_pred, y_true));
        // With c the error cut off at delta, c (e - c / 2) is e² / 2 below delta and the line above it.
        Tensor inner = MathOps.Minimum(error, ArrayOps.Fill(Shape.Scalar, delta, error.dtype));
        return MathOps.ReduceMean(MathOps.Multiply(inner, MathOps.Subtract(error, inner * 0.5)), Crossentropy.LastAxis);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["delta"] = delta;
        return config;
    }
}

/// <summary>max(0, 1 - y p), averaged over the last axis: for targets -1 and 1. Targets 0 stand for -1.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class Hinge(string reduction = "sum_over_batch_size", string name = "hinge") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred) =>
        MathOps.ReduceMean(NnOps.Relu(1 - MathOps.Multiply(Signs(y_true), y_pred)), Crossentropy.LastAxis);

    /// <summary>Targets of 0 and 1 as -1 and 1, when there are no others: what Keras does too.</summary>
    internal static Tensor Signs(Tensor y)
    {
        bool binary = y.dtype == TF_DataType.TF_DOUBLE ? OnlyZeroAndOne(y.AsSpan<double>()) : OnlyZeroAndOne(y.AsSpan<float>());
        return binary ? y * 2 - 1 : y;

        static bool OnlyZeroAndOne<T>(ReadOnlySpan<T> values)
            where T : unmanaged, System.Numerics.INumber<T> => !values.ContainsAnyExcept(T.Zero, T.One);
    }
}

/// <summary>max(0, 1 - y p)², averaged over the last axis: for targets -1 and 1. Targets 0 stand for -1.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class SquaredHinge(string reduction = "sum_over_batch_size", string name = "squared_hinge") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred) =>
        MathOps.ReduceMean(MathOps.Square(NnOps.Relu(1 - MathOps.Multiply(Hinge.Signs(y_true), y_pred))), Crossentropy.LastAxis);
}

/// <summary>max(0, 1 + the best score of a wrong class - the score of the right one): for one-hot targets, a linear support vector machine.</summary>
/// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
/// <param name="name">The loss' name.</param>
public sealed class CategoricalHinge(string reduction = "sum_over_batch_size", string name = "categorical_hinge") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        Tensor right = MathOps.ReduceSum(MathOps.Multiply(y_true, y_pred), Crossentropy.LastAxis);
        Tensor wrong = MathOps.ReduceMax(MathOps.Multiply(1 - y_true, y_pred), Crossentropy.LastAxis);
        return NnOps.Relu(MathOps.Subtract(wrong, right) + 1);
    }
}
