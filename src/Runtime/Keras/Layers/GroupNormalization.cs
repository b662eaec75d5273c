using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Normalizes each sample by itself, the channels in groups: (x - mean) / sqrt(variance + epsilon) · gamma + beta.</summary>
/// <remarks>
/// [batch, .., channels]; the shape stays. Mean and variance are taken over all positions and the channels of a group. Weights: gamma
/// and beta, [channels] each. Source: Wu and He, 2018.
/// </remarks>
public sealed class GroupNormalization : ChannelNormalization
{
    private readonly int _groups;

    /// <summary>A layer.</summary>
    /// <param name="groups">Number of groups, a divisor of the number of channels; -1 for one channel a group.</param>
    /// <param name="axis">The channels' axis; negative numbers count from the end.</param>
    /// <param name="epsilon">Keeps the root away from 0.</param>
    /// <param name="center">False for no beta.</param>
    /// <param name="scale">False for no gamma.</param>
    /// <param name="beta_initializer">First offsets; zeros unless given.</param>
    /// <param name="gamma_initializer">First scales; ones unless given.</param>
    /// <param name="beta_regularizer">Penalty on the offsets.</param>
    /// <param name="gamma_regularizer">Penalty on the scales.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">The number of groups or epsilon is out of its range.</exception>
    public GroupNormalization(
        int groups = 32,
        int axis = -1,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        Initializer? beta_initializer = null,
        Initializer? gamma_initializer = null,
        Regularizer? beta_regularizer = null,
        Regularizer? gamma_regularizer = null,
        Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(axis, epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, input_shape, name, dtype)
    {
        if (groups is not (-1 or >= 1)) throw new ArgumentException($"GroupNormalization '{Name}' got {groups} groups; it takes 1 or more, or -1.");
        _groups = groups;
    }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        base.Build(input_shape);
        if (_groups > 0 && Channels % _groups != 0)
            throw BadInput($"an input of {Channels} channels ({input_shape}) for {_groups} groups", "a number of channels that the groups divide",
                "Change groups.");
    }

    /// <inheritdoc/>
    private protected override Tensor Normalize(Tensor x, bool training, double? slope) =>
        NnOps.GroupNorm(x, Gamma, Beta, _groups < 0 ? (int)Channels : _groups, Epsilon, slope);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["groups"] = _groups;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static GroupNormalization from_config(JsonObject config)
    {
        var read = new ConfigReader("GroupNormalization", config);
        read.Refuse("beta_constraint", "gamma_constraint");
        return read.Finish(new GroupNormalization(
            read.Integer("groups") ?? 32,
            AxisOf(read, "GroupNormalization"),
            read.Number("epsilon", 1e-3),
            read.Flag("center", true),
            read.Flag("scale", true),
            read.Initializer("beta_initializer"),
            read.Initializer("gamma_initializer"),
            read.Regularizer("beta_regularizer"),
            read.Regularizer("gamma_regularizer"),
            name: read.Name,
            dtype: read.DType));
    }
}
