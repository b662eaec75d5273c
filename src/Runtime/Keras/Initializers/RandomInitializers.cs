using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Initializers;

/// <summary>Numbers of a normal distribution.</summary>
/// <param name="mean">Mean.</param>
/// <param name="stddev">Standard deviation, 0 or more.</param>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class RandomNormal(double mean = 0, double stddev = 0.05, long? seed = null) : RandomInitializer(seed)
{
    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomStream stream) => RandomOps.Normal(shape, mean, stddev, dtype, stream);

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["mean"] = mean, ["stddev"] = stddev, ["seed"] = Seed };
}

/// <summary>Numbers of a normal distribution, drawn again when further than two standard deviations from the mean.</summary>
/// <param name="mean">Mean.</param>
/// <param name="stddev">Standard deviation before the cut, 0 or more.</param>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class TruncatedNormal(double mean = 0, double stddev = 0.05, long? seed = null) : RandomInitializer(seed)
{
    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomStream stream) =>
        RandomOps.TruncatedNormal(shape, mean, stddev, dtype, stream);

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["mean"] = mean, ["stddev"] = stddev, ["seed"] = Seed };
}

/// <summary>Numbers spread evenly.</summary>
/// <param name="minval">Smallest.</param>
/// <param name="maxval">Where they end, itself not among them.</param>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class RandomUniform(double minval = -0.05, double maxval = 0.05, long? seed = null) : RandomInitializer(seed)
{
    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomStream stream) => RandomOps.Uniform(shape, minval, maxval, dtype, stream);

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["minval"] = minval, ["maxval"] = maxval, ["seed"] = Seed };
}
