using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Losses;

/// <summary>What the crossentropies share.</summary>
internal static class Crossentropy
{
    /// <summary>Probabilities are kept this far from 0 and 1, so that logarithms are finite. Keras' value.</summary>
    public const double Epsilon = 1e-7;

    public static Tensor Clip(Tensor probabilities) => MathOps.ClipByValue(probabilities, Epsilon, 1 - Epsilon);

    public static double Smoothing(string owner, double smoothing) => smoothing is >= 0 and <= 1
        ? smoothing
        : throw new ArgumentException($"{owner} got label_smoothing {smoothing}; it takes 0 to 1.");

    /// <summary>The last axis, for reductions.</summary>
    public static readonly int[] LastAxis = [-1];
}

/// <summary>-y ln p - (1 - y) ln(1 - p), averaged over the last axis: for yes-or-no targets.</summary>
/// <remarks>Targets 0 or 1 (or between), [batch, ..]; predictions of the same shape. Targets [batch] go with predictions [batch, 1].
/// Predictions that are a sigmoid are traced back to what it was taken of, which is more precise.</remarks>
public sealed class BinaryCrossentropy : Loss
{
    private readonly bool _fromLogits;
    private readonly double _smoothing;

    /// <summary>A loss.</summary>
    /// <param name="from_logits">True when predictions are scores before a sigmoid; false for probabilities.</param>
    /// <param name="label_smoothing">Moves targets this share of the way to 0.5, 0 to 1.</param>
    /// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
    /// <param name="name">The loss' name.</param>
    public BinaryCrossentropy(bool from_logits = false, double label_smoothing = 0, string reduction = "sum_over_batch_size",
        string name = "binary_crossentropy")
        : base(name, reduction) => (_fromLogits, _smoothing) = (from_logits, Crossentropy.Smoothing(nameof(BinaryCrossentropy), label_smoothing));

    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        Tensor y = _smoothing == 0 ? y_true : y_true * (1 - _smoothing) + 0.5 * _smoothing;
        if ((_fromLogits ? y_pred : y_pred.LogitsOf(LogitsKind.Sigmoid)) is { } logits)
            return MathOps.ReduceMean(NnOps.SigmoidCrossEntropyWithLogits(y, logits), Crossentropy.LastAxis);
        return MathOps.ReduceMean(Each(y, y_pred), Crossentropy.LastAxis);
    }

    /// <summary>The crossentropy of each probability.</summary>
    internal static Tensor Each(Tensor y, Tensor probabilities)
    {
        Tensor p = Crossentropy.Clip(probabilities);
        return -(y * MathOps.Log(p) + (1 - y) * MathOps.Log(1 - p));
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        (config["from_logits"], config["label_smoothing"]) = (_fromLogits, _smoothing);
        return config;
    }
}

/// <summary>-Σ y ln p over the last axis, the classes: for one-hot targets.</summary>
/// <remarks>Targets and predictions [batch, .., classes]. Predictions that are a softmax are traced back to what it was taken of, which is
/// more precise.</remarks>
public sealed class CategoricalCrossentropy : Loss
{
    private readonly bool _fromLogits;
    private readonly double _smoothing;

    /// <summary>A loss.</summary>
    /// <param name="from_logits">True when predictions are scores before a softmax; false for probabilities.</param>
    /// <param name="label_smoothing">Moves targets this share of the way to 1 / classes, 0 to 1.</param>
    /// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
    /// <param name="name">The loss' name.</param>
    public CategoricalCrossentropy(bool from_logits = false, double label_smoothing = 0, string reduction = "sum_over_batch_size",
        string name = "categorical_crossentropy")
        : base(name, reduction) => (_fromLogits, _smoothing) = (from_logits, Crossentropy.Smoothing(nameof(CategoricalCrossentropy), label_smoothing));

    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        Tensor y = _smoothing == 0 ? y_true : y_true * (1 - _smoothing) + _smoothing / y_pred.shape[-1];
        if (_fromLogits) return NnOps.SoftmaxCrossEntropyWithLogits(y, y_pred);
        if (y_pred.LogitsOf(LogitsKind.Softmax) is { } logits) return NnOps.SoftmaxCrossEntropyWithLogits(y, logits);
        Tensor p = Crossentropy.Clip(MathOps.Divide(y_pred, MathOps.ReduceSum(y_pred, Crossentropy.LastAxis, keepdims: true)));
        return -MathOps.ReduceSum(y * MathOps.Log(p), Crossentropy.LastAxis);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        (config["from_logits"], config["label_smoothing"]) = (_fromLogits, _smoothing);
        return config;
    }
}

/// <summary>-ln of the probability given to the right class: for class numbers as targets.</summary>
/// <remarks>Targets 0 .. classes - 1 of any type, [batch, ..] or [batch, .., 1]; predictions [batch, .., classes].</remarks>
public sealed class SparseCategoricalCrossentropy : Loss
{
    private readonly bool _fromLogits;

    /// <summary>A loss.</summary>
    /// <param name="from_logits">True when predictions are scores before a softmax; false for probabilities.</param>
    /// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
    /// <param name="name">The loss' name.</param>
    public SparseCategoricalCrossentropy(bool from_logits = false, string reduction = "sum_over_batch_size",
        string name = "sparse_categorical_crossentropy")
        : base(name, reduction) => _fromLogits = from_logits;

    /// <inheritdoc/>
    protected override Tensor Prepare(Tensor y_true, Tensor y_pred) => Targets.Classes(ClassName, y_true, y_pred);

    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        // Of probabilities, the logarithms serve as scores: a softmax of them gives the probabilities back.
        Tensor logits = _fromLogits ? y_pred : y_pred.LogitsOf(LogitsKind.Softmax) ?? MathOps.Log(Crossentropy.Clip(y_pred));
        return NnOps.SparseSoftmaxCrossEntropyWithLogits(y_true, logits);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["from_logits"] = _fromLogits;
        return config;
    }
}
