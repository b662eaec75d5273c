using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Optimizers;

/// <summary>Gradient descent with step sizes of each weight's own, from running means of gradients and their squares.</summary>
/// <remarks>
/// w -= rate · m^ / (√v^ + epsilon), m^ and v^ corrected for having begun at 0 (Kingma and Ba, 2015, algorithm 1). With weight
/// decay, w is first multiplied by 1 - rate · weight_decay (Loshchilov and Hutter, 2019).
/// </remarks>
public class Adam : Optimizer
{
    private readonly double _beta1, _beta2, _epsilon, _decay;

    /// <summary>An optimizer.</summary>
    /// <param name="learning_rate">Step size; 0.001 unless given.</param>
    /// <param name="beta_1">Share of the mean gradient kept each step, 0 up to 1.</param>
    /// <param name="beta_2">Share of the mean square kept each step, 0 up to 1.</param>
    /// <param name="epsilon">Keeps the divisor above 0.</param>
    /// <param name="amsgrad">False; the variant is not built.</param>
    /// <param name="weight_decay">Share of each weight, times the rate, taken off it each step.</param>
    /// <param name="clipnorm">Largest length of each gradient.</param>
    /// <param name="clipvalue">Largest absolute value of each element.</param>
    /// <param name="global_clipnorm">Largest length of all gradients taken together.</param>
    /// <param name="name">The optimizer's name.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    /// <exception cref="NotSupportedException">amsgrad.</exception>
    public Adam(
        LearningRate? learning_rate = null,
        double beta_1 = 0.9,
        double beta_2 = 0.999,
        double epsilon = 1e-7,
        bool amsgrad = false,
        double weight_decay = 0,
        double? clipnorm = null,
        double? clipvalue = null,
        double? global_clipnorm = null,
        string name = "Adam")
        : base(name, learning_rate ?? 0.001, new Clipping(clipnorm, clipvalue, global_clipnorm), ["m", "v"])
    {
        if (amsgrad) throw new NotSupportedException($"{name} got amsgrad: true, which is not built. Leave it out.");
        if (beta_1 is not (>= 0 and < 1) || beta_2 is not (>= 0 and < 1))
            throw new ArgumentException($"{name} got beta_1 {beta_1} and beta_2 {beta_2}; they take 0 up to, but not including, 1.");
        if (!(epsilon >= 0) || !(weight_decay >= 0))
            throw new ArgumentException($"{name} got epsilon {epsilon} and weight_decay {weight_decay}; they take 0 or more.");
        (_beta1, _beta2, _epsilon, _decay) = (beta_1, beta_2, epsilon, weight_decay);
    }

    /// <inheritdoc/>
    protected override void Update(ResourceVariable variable, Tensor gradient, double learningRate, long step,
        ReadOnlySpan<ResourceVariable> slots) =>
        TrainingOps.Adam(variable, gradient, slots[0], slots[1], learningRate, _beta1, _beta2, _epsilon, step, _decay);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        (config["beta_1"], config["beta_2"], config["epsilon"], config["amsgrad"], config["weight_decay"]) 
            = (_beta1, _beta2, _epsilon, false, _decay);
        return config;
    }

    internal static Adam Read(ConfigReader c) => new(
        LearningRate.Read(c), c.Number("beta_1", 0.9), c.Number("beta_2", 0.999), c.Number("epsilon", 1e-7), c.Flag("amsgrad", false),
        c.Number("weight_decay", 0),
        c.Number("clipnorm"), c.Number("clipvalue"), c.Number("global_clipnorm"), c.Text("name", "Adam")!);
}

/// <summary>Adam with weight decay.</summary>
/// <param name="learning_rate">Step size; 0.001 unless given.</param>
/// <param name="weight_decay">Share of each weight, times the rate, taken off it each step.</param>
/// <param name="beta_1">Share of the mean gradient kept each step, 0 up to 1.</param>
/// <param name="beta_2">Share of the mean square kept each step, 0 up to 1.</param>
/// <param name="epsilon">Keeps the divisor above 0.</param>
/// <param name="amsgrad">False; the variant is not built.</param>
/// <param name="clipnorm">Largest length of each gradient.</param>
/// <param name="clipvalue">Largest absolute value of each element.</param>
/// <param name="global_clipnorm">Largest length of all gradients taken together.</param>
/// <param name="name">The optimizer's name.</param>
public sealed class AdamW(
    LearningRate? learning_rate = null,
    double weight_decay = 0.004,
    double beta_1 = 0.9,
    double beta_2 = 0.999,
    double epsilon = 1e-7,
    bool amsgrad = false,
    double? clipnorm = null,
    double? clipvalue = null,
    double? global_clipnorm = null,
    string name = "AdamW")
    : Adam(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, clipnorm, clipvalue, global_clipnorm, name)
{
    internal static new AdamW Read(ConfigReader c) => new(
        LearningRate.Read(c), c.Number("weight_decay", 0.004), c.Number("beta_1", 0.9), c.Number("beta_2", 0.999), c.Number("epsilon", 1e-7),
        c.Flag("amsgrad", false),
        c.Number("clipnorm"), c.Number("clipvalue"), c.Number("global_clipnorm"), c.Text("name", "AdamW")!);
}
