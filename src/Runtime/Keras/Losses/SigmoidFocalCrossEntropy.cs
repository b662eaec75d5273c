using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Losses;

/// <summary>
/// -w (1 - q)^gamma ln q, q being the probability given to the truth and w alpha for targets 1, else 1 - alpha; summed over the last axis.
/// What is right already counts little, so that many easy samples do not drown the few hard ones.
/// </summary>
/// <remarks>Targets 0 or 1, [batch, ..]; predictions of the same shape. Predictions that are a sigmoid are traced back to what it was taken
/// of. Source: Lin and others, "Focal loss for dense object detection", 2017.</remarks>
public sealed class SigmoidFocalCrossEntropy : Loss
{
    private readonly bool _fromLogits;
    private readonly double _alpha, _gamma;

    /// <summary>A loss.</summary>
    /// <param name="from_logits">True when predictions are scores before a sigmoid; false for probabilities.</param>
    /// <param name="alpha">Weight of targets 1, 0 to 1.</param>
    /// <param name="gamma">How much less what is right already counts, 0 (not at all) or more.</param>
    /// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
    /// <param name="name">The loss' name.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public SigmoidFocalCrossEntropy(bool from_logits = false, double alpha = 0.25, double gamma = 2,
        string reduction = "sum_over_batch_size",
        string name = "sigmoid_focal_crossentropy")
        : base(name, reduction)
    {
        if (alpha is not (>= 0 and <= 1) || !(gamma >= 0))
            throw new ArgumentException($"SigmoidFocalCrossEntropy got alpha {alpha} and gamma {gamma}; they take 0 to 1, and 0 or more.");
        (_fromLogits, _alpha, _gamma) = (from_logits, alpha, gamma);
    }

    /// <inheritdoc/>
    public override Tensor PerSample(Tensor y_true, Tensor y_pred)
    {
        Tensor? logits = _fromLogits ? y_pred : y_pred.LogitsOf(LogitsKind.Sigmoid);
        Tensor p = _fromLogits ? MathOps.Sigmoid(y_pred) : y_pred;
        Tensor loss = logits is null ? BinaryCrossentropy.Each(y_true, p) : NnOps.SigmoidCrossEntropyWithLogits(y_true, logits);
        loss = MathOps.Multiply(loss, y_true * (2 * _alpha - 1) + (1 - _alpha));
        if (_gamma != 0)
        {
            // The probability given to what is not true: p for targets 0, 1 - p for targets 1.
            Tensor wrong = MathOps.Add(y_true, MathOps.Multiply(p, 1 - y_true * 2));
            loss = MathOps.Multiply(loss, MathOps.Pow(wrong, _gamma));
        }
        return MathOps.ReduceSum(loss, Crossentropy.LastAxis);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        (config["from_logits"], config["alpha"], config["gamma"]) = (_fromLogits, _alpha, _gamma);
        return config;
    }
}
