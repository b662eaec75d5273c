namespace Tensorflow.Keras.Engine;

/// <remarks>
/// Models look at neighbours: a (leaky) relu that is the only user of a normalization happens in that layer's own
/// pass, with the same bits as two passes, but without the tensor between them.
/// </remarks>
public abstract partial class Layer
{
    /// <summary>Slope below 0 of a layer that is a relu (0) or leaky relu and nothing else; null for all others.</summary>
    internal virtual double? RectifierSlope => null;

    /// <summary>True when the layer has a pass of its own for its output with a (leaky) relu behind it.</summary>
    /// <param name="slope">Slope below 0.</param>
    internal virtual bool CanRectify(double slope) => false;

    /// <summary>As <see cref="Call(Tensor, bool)"/> with a (leaky) relu behind it.</summary>
    /// <param name="x">Input.</param>
    /// <param name="slope">Slope below 0, one for which <see cref="CanRectify"/> is true.</param>
    /// <param name="training">True in training.</param>
    internal virtual Tensor CallRectified(Tensor x, double slope, bool training) => throw new InvalidOperationException($"{ClassName} has no such pass.");

    /// <summary>True when <see cref="ApplyRectified"/> saves a pass.</summary>
    internal static bool AreOnePass(Layer layer, Layer next) => next.RectifierSlope is { } slope && layer.CanRectify(slope);

    /// <summary>What <paramref name="rectifier"/> makes of this layer's output.</summary>
    internal Tensor ApplyRectified(Tensor x, Layer rectifier, bool training) =>
        Built && !x.IsSymbolic && (InputRank ?? x.ndim) == x.ndim
            ? CallRectified(x, rectifier.RectifierSlope!.Value, training)
            : rectifier.Apply(Apply(x, training), training);
}
