using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Optimizers;

/// <summary>Divides each gradient by the root of a running mean of its squares: w -= rate · g / √(r + epsilon).</summary>
/// <remarks>Source: Hinton, lecture 6e.</remarks>
/// <param name="learning_rate">Step size; 0.001 unless given.</param>
/// <param name="rho">Share of the mean square kept each step, 0 up to 1.</param>
/// <param name="momentum">Share of the last step added to the next, 0 up to 1.</param>
/// <param name="epsilon">Keeps the divisor above 0.</param>
/// <param name="centered">True to divide by the variance in place of the mean square.</param>
/// <param name="clipnorm">Largest length of each gradient.</param>
/// <param name="clipvalue">Largest absolute value of each element.</param>
/// <param name="global_clipnorm">Largest length of all gradients taken together.</param>
/// <param name="name">The optimizer's name.</param>
public sealed class RMSprop(
    LearningRate? learning_rate = null,
    double rho = 0.9,
    double momentum = 0,
    double epsilon = 1e-7,
    bool centered = false,
    double? clipnorm = null,
    double? clipvalue = null,
    double? global_clipnorm = null,
    string name = "RMSprop")
    : Optimizer(
        name,
        learning_rate ?? 0.001,
        new Clipping(clipnorm, clipvalue, global_clipnorm),
        centered ? ["rms", "momentum", "mean"] : momentum == 0 ? ["rms"] : ["rms", "momentum"])
{
    /// <inheritdoc/>
    protected override void Update(ResourceVariable variable, Tensor gradient, double learningRate, long step,
        ReadOnlySpan<ResourceVariable> slots) =>
        TrainingOps.RmsProp(
            variable, gradient, slots[0], learningRate, rho, epsilon, slots.Length > 1 ? slots[1] : null, momentum, slots.Length > 2 ? slots[2] : null);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        (config["rho"], config["momentum"], config["epsilon"], config["centered"]) = (rho, momentum, epsilon, centered);
        return config;
    }

    internal static RMSprop Read(ConfigReader c) => new(
        LearningRate.Read(c), c.Number("rho", 0.9), c.Number("momentum", 0), c.Number("epsilon", 1e-7), c.Flag("centered", false),
        c.Number("clipnorm"), c.Number("clipvalue"), c.Number("global_clipnorm"), c.Text("name", "RMSprop")!);
}
