using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Optimizers;

/// <summary>Divides each gradient by the root of the sum of its squares so far: w -= rate · g / √(a + epsilon).</summary>
/// <remarks>Source: Duchi et al., 2011.</remarks>
/// <param name="learning_rate">Step size; 0.001 unless given.</param>
/// <param name="initial_accumulator_value">What the sum begins with, 0 or more.</param>
/// <param name="epsilon">Keeps the divisor above 0.</param>
/// <param name="clipnorm">Largest length of each gradient.</param>
/// <param name="clipvalue">Largest absolute value of each element.</param>
/// <param name="global_clipnorm">Largest length of all gradients taken together.</param>
/// <param name="name">The optimizer's name.</param>
public sealed class Adagrad(
    LearningRate? learning_rate = null,
    double initial_accumulator_value = 0.1,
    double epsilon = 1e-7,
    double? clipnorm = null,
    double? clipvalue = null,
    double? global_clipnorm = null,
    string name = "Adagrad")
    : Optimizer(name, learning_rate ?? 0.001, new Clipping(clipnorm, clipvalue, global_clipnorm), ["accumulator"], initial_accumulator_value)
{
    private readonly double _first = initial_accumulator_value;

    /// <inheritdoc/>
    protected override void Update(ResourceVariable variable, Tensor gradient, double learningRate, long step,
        ReadOnlySpan<ResourceVariable> slots) =>
        TrainingOps.Adagrad(variable, gradient, slots[0], learningRate, epsilon);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        (config["initial_accumulator_value"], config["epsilon"]) = (_first, epsilon);
        return config;
    }

    internal static Adagrad Read(ConfigReader c) => new(
        LearningRate.Read(c), c.Number("initial_accumulator_value", 0.1), c.Number("epsilon", 1e-7),
        c.Number("clipnorm"), c.Number("clipvalue"), c.Number("global_clipnorm"), c.Text("name", "Adagrad")!);
}
