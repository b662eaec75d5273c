using Tensorflow.Operations;

namespace Tensorflow;

public sealed partial class tensorflow
{
    /// <summary>Random numbers.</summary>
    public RandomApi random { get; } = new();

    /// <inheritdoc cref="RandomApi.truncated_normal"/>
    public Tensor truncated_normal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        random.truncated_normal(shape, mean, stddev, dtype, seed);

    /// <inheritdoc cref="RandomApi.normal"/>
    public Tensor random_normal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        random.normal(shape, mean, stddev, dtype, seed);

    /// <inheritdoc cref="RandomApi.uniform"/>
    public Tensor random_uniform(Shape shape, double minval = 0, double maxval = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        random.uniform(shape, minval, maxval, dtype, seed);
}

/// <summary>Random tensors: <c>tf.random</c>. Without a seed of its own a function draws from the global stream, which <see cref="set_seed"/> starts anew.</summary>
public sealed class RandomApi
{
    internal RandomApi()
    {
    }

    internal static RandomStream Stream(int? seed) => seed is { } s ? new RandomStream(s) : RandomStream.Global;

    /// <summary>Starts the global stream anew: the same seed gives the same numbers.</summary>
    public void set_seed(long seed) => RandomStream.SetGlobalSeed(seed);

    /// <summary>Normally distributed numbers.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="mean">Mean.</param>
    /// <param name="stddev">Standard deviation, 0 or more.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="seed">The same seed gives the same numbers at every call.</param>
    /// <param name="name">Not used.</param>
    public Tensor normal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        RandomOps.Normal(shape, mean, stddev, dtype, Stream(seed));

    /// <summary>Normally distributed numbers, those more than two standard deviations from the mean drawn again.</summary>
    /// <inheritdoc cref="normal"/>
    public Tensor truncated_normal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        RandomOps.TruncatedNormal(shape, mean, stddev, dtype, Stream(seed));

    /// <summary>Numbers spread evenly over [minval, maxval).</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="minval">Smallest possible number.</param>
    /// <param name="maxval">The end, itself never drawn.</param>
    /// <param name="dtype">float32, float64, or an integer type for whole numbers.</param>
    /// <param name="seed">The same seed gives the same numbers at every call.</param>
    /// <param name="name">Not used.</param>
    public Tensor uniform(Shape shape, double minval = 0, double maxval = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        dtype.IsFloating() ? RandomOps.Uniform(shape, minval, maxval, dtype, Stream(seed)) : RandomOps.RandomInt(shape, (long)minval, (long)maxval, dtype, Stream(seed));

    /// <summary>The entries of the first axis in random order.</summary>
    /// <param name="value">At least one axis.</param>
    /// <param name="seed">The same seed gives the same order at every call.</param>
    /// <param name="name">Not used.</param>
    public Tensor shuffle(Tensor value, int? seed = null, string? name = null) =>
        ArrayOps.Gather(value, RandomOps.Permutation(checked((int)value.shape[0]), Stream(seed)));
}
