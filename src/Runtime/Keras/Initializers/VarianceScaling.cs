using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Initializers;

/// <summary>Random numbers whose variance is scale / n, where n is the number of inputs or outputs of a unit, or their mean.</summary>
public class VarianceScaling : RandomInitializer
{
    /// <summary>Standard deviation of a standard normal distribution that is cut off at 2 on both sides.</summary>
    private const double TruncatedDeviation = 0.87962566103423978;

    private static readonly string[] Modes = ["fan_in", "fan_out", "fan_avg"];
    private static readonly string[] Distributions = ["truncated_normal", "normal", "untruncated_normal", "uniform"];

    private readonly double _scale;
    private readonly string _mode, _distribution;

    /// <summary>An initializer.</summary>
    /// <param name="scale">Above 0.</param>
    /// <param name="mode"><c>fan_in</c> (inputs), <c>fan_out</c> (outputs) or <c>fan_avg</c> (their mean).</param>
    /// <param name="distribution"><c>truncated_normal</c> (also called <c>normal</c>), <c>untruncated_normal</c> or <c>uniform</c>.</param>
    /// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
    /// <exception cref="ArgumentException">Another mode or distribution, or a scale that is not above 0.</exception>
    public VarianceScaling(double scale = 1, string mode = "fan_in", string distribution = "truncated_normal", long? seed = null)
        : base(seed)
    {
        if (!(scale > 0)) throw new ArgumentException($"VarianceScaling got scale {scale}; it takes a number above 0.");
        if (!Modes.Contains(mode)) throw new ArgumentException($"VarianceScaling got mode '{mode}'; it takes {string.Join(", ", Modes)}.");
        if (!Distributions.Contains(distribution))
            throw new ArgumentException($"VarianceScaling got distribution '{distribution}'; it takes {string.Join(", ", Distributions)}.");
        (_scale, _mode, _distribution) = (scale, mode, distribution);
    }

    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomStream stream)
    {
        (double fanIn, double fanOut) = Fans(shape);
        double variance = _scale / Math.Max(1, _mode switch { "fan_in" => fanIn, "fan_out" => fanOut, _ => (fanIn + fanOut) / 2 });
        double deviation = Math.Sqrt(variance);
        switch (_distribution)
        {
            case "uniform":
                double limit = Math.Sqrt(3 * variance);
                return RandomOps.Uniform(shape, -limit, limit, dtype, stream);
            case "untruncated_normal":
                return RandomOps.Normal(shape, 0, deviation, dtype, stream);
            default:
                return RandomOps.TruncatedNormal(shape, 0, deviation / TruncatedDeviation, dtype, stream);
        }
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["scale"] = _scale, ["mode"] = _mode, ["distribution"] = _distribution, ["seed"] = Seed };

    /// <summary>Inputs and outputs of a unit: a kernel is [.., inputs, outputs], and each position of the axes before counts.</summary>
    internal static (double In, double Out) Fans(Shape shape)
    {
        if (shape.ndim == 0) return (1, 1);
        if (shape.ndim == 1) return (shape[0], shape[0]);
        double field = 1;
        for (int i = 0; i < shape.ndim - 2; i++) field *= shape[i];
        return (field * shape[-2], field * shape[-1]);
    }
}

/// <summary>Evenly spread within sqrt(6 / (inputs + outputs)), the default of dense and convolution kernels.</summary>
/// <remarks>Source: Glorot and Bengio, 2010.</remarks>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class GlorotUniform(long? seed = null) : VarianceScaling(1, "fan_avg", "uniform", seed)
{
    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["seed"] = Seed };
}

/// <summary>Truncated normal of variance 2 / (inputs + outputs).</summary>
/// <remarks>Source: Glorot and Bengio, 2010.</remarks>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class GlorotNormal(long? seed = null) : VarianceScaling(1, "fan_avg", "truncated_normal", seed)
{
    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["seed"] = Seed };
}

/// <summary>Evenly spread within sqrt(6 / inputs), for rectifiers.</summary>
/// <remarks>Source: He et al., 2015.</remarks>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class HeUniform(long? seed = null) : VarianceScaling(2, "fan_in", "uniform", seed)
{
    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["seed"] = Seed };
}

/// <summary>Truncated normal of variance 2 / inputs, for rectifiers.</summary>
/// <remarks>Source: He et al., 2015.</remarks>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class HeNormal(long? seed = null) : VarianceScaling(2, "fan_in", "truncated_normal", seed)
{
    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["seed"] = Seed };
}

/// <summary>Evenly spread within sqrt(3 / inputs).</summary>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class LecunUniform(long? seed = null) : VarianceScaling(1, "fan_in", "uniform", seed)
{
    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["seed"] = Seed };
}

/// <summary>Truncated normal of variance 1 / inputs, for selu.</summary>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class LecunNormal(long? seed = null) : VarianceScaling(1, "fan_in", "truncated_normal", seed)
{
    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["seed"] = Seed };
}
