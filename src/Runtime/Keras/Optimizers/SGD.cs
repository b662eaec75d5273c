using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Optimizers;

/// <summary>Gradient descent, with momentum if wanted.</summary>
/// <param name="learning_rate">Step size; 0.01 unless given.</param>
/// <param name="momentum">Share of the last step added to the next, 0 up to 1.</param>
/// <param name="nesterov">True for Nesterov's momentum.</param>
/// <param name="clipnorm">Largest length of each gradient.</param>
/// <param name="clipvalue">Largest absolute value of each element.</param>
/// <param name="global_clipnorm">Largest length of all gradients taken together.</param>
/// <param name="name">The optimizer's name.</param>
public sealed class SGD(
    LearningRate? learning_rate = null,
    double momentum = 0,
    bool nesterov = false,
    double? clipnorm = null,
    double? clipvalue = null,
    double? global_clipnorm = null,
    string name = "SGD")
    : Optimizer(name, learning_rate ?? 0.01, new Clipping(clipnorm, clipvalue, global_clipnorm), momentum == 0 ? [] : ["momentum"])
{
    /// <inheritdoc/>
    protected override void Update(ResourceVariable variable, Tensor gradient, double learningRate, long step,
        ReadOnlySpan<ResourceVariable> slots) =>
        TrainingOps.Sgd(variable, gradient, learningRate, slots.Length > 0 ? slots[0] : null, momentum, nesterov);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        (config["momentum"], config["nesterov"]) = (momentum, nesterov);
        return config;
    }

    internal static SGD Read(ConfigReader c)
    {
        return new SGD(LearningRate.Read(c), c.Number("momentum", 0), c.Flag("nesterov", false), c.Number("clipnorm"), c.Number("clipvalue"),
            c.Number("global_clipnorm"), c.Text("name", "SGD")!);
    }
}
