using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;

namespace Tensorflow.Keras;

/// <summary><c>keras.initializers</c>.</summary>
public sealed class InitializersApi
{
    internal InitializersApi()
    {
    }

    /// <inheritdoc cref="Initializers.Constant"/>
    public Constant Constant(double value = 0) => new(value);

    /// <inheritdoc cref="Initializers.GlorotNormal"/>
    public GlorotNormal GlorotNormal(long? seed = null) => new(seed);

    /// <inheritdoc cref="Initializers.GlorotUniform"/>
    public GlorotUniform GlorotUniform(long? seed = null) => new(seed);

    /// <inheritdoc cref="Initializers.HeNormal"/>
    public HeNormal HeNormal(long? seed = null) => new(seed);

    /// <inheritdoc cref="Initializers.HeUniform"/>
    public HeUniform HeUniform(long? seed = null) => new(seed);

    /// <inheritdoc cref="Initializers.LecunNormal"/>
    public LecunNormal LecunNormal(long? seed = null) => new(seed);

    /// <inheritdoc cref="Initializers.LecunUniform"/>
    public LecunUniform LecunUniform(long? seed = null) => new(seed);

    /// <inheritdoc cref="Initializers.Ones"/>
    public Ones Ones() => new();

    /// <inheritdoc cref="Initializers.Orthogonal"/>
    public Orthogonal Orthogonal(double gain = 1, long? seed = null) => new(gain, seed);

    /// <inheritdoc cref="Initializers.RandomNormal"/>
    public RandomNormal RandomNormal(double mean = 0, double stddev = 0.05, long? seed = null) => new(mean, stddev, seed);

    /// <inheritdoc cref="Initializers.RandomUniform"/>
    public RandomUniform RandomUniform(double minval = -0.05, double maxval = 0.05, long? seed = null) => new(minval, maxval, seed);

    /// <inheritdoc cref="Initializers.TruncatedNormal"/>
    public TruncatedNormal TruncatedNormal(double mean = 0, double stddev = 0.05, long? seed = null) => new(mean, stddev, seed);

    /// <inheritdoc cref="Initializers.VarianceScaling"/>
    public VarianceScaling VarianceScaling(double scale = 1, string mode = "fan_in", string distribution = "truncated_normal", long? seed = null) =>
        new(scale, mode, distribution, seed);

    /// <inheritdoc cref="Initializers.Zeros"/>
    public Zeros Zeros() => new();

    /// <summary>The initializer of a name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public Initializer get(string identifier) => InitializerRegistry.Get(identifier);
}

/// <summary><c>keras.regularizers</c>.</summary>
public sealed class RegularizersApi
{
    internal RegularizersApi()
    {
    }

    /// <inheritdoc cref="Regularizers.L1"/>
    public L1 L1(double l1 = Regularizers.L1L2.DefaultStrength) => new(l1);

    /// <inheritdoc cref="Regularizers.L2"/>
    public L2 L2(double l2 = Regularizers.L1L2.DefaultStrength) => new(l2);

    /// <inheritdoc cref="Regularizers.L1L2"/>
    public L1L2 L1L2(double l1 = 0, double l2 = 0) => new(l1, l2);

    /// <inheritdoc cref="L1"/>
    public L1 l1(double l1 = Regularizers.L1L2.DefaultStrength) => new(l1);

    /// <inheritdoc cref="L2"/>
    public L2 l2(double l2 = Regularizers.L1L2.DefaultStrength) => new(l2);

    /// <summary>Both penalties, 0.01 each unless given, as Keras' function has it.</summary>
    public L1L2 l1_l2(double l1 = Regularizers.L1L2.DefaultStrength, double l2 = Regularizers.L1L2.DefaultStrength) => new(l1, l2);

    /// <summary>The regularizer of a name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public Regularizer get(string identifier) => RegularizerRegistry.Get(identifier);
}
