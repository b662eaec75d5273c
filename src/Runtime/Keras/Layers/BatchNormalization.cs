using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>(x - mean) / sqrt(variance + epsilon) · gamma + beta, for each channel. The shape stays.</summary>
/// <remarks>
/// In training, mean and variance are the batch's, over all axes but the channels', and running averages of them are kept: average ·
/// momentum + batch's · (1 - momentum), of the variance divided by n, as in Keras 3. Else, and always while the layer is not
/// trainable, the running averages are used. Weights: gamma, beta, and, not trained, moving_mean and moving_variance, [channels] each.
/// Source: Ioffe and Szegedy, 2015.
/// </remarks>
public sealed class BatchNormalization : ChannelNormalization
{
    private readonly double _momentum;
    private readonly Initializer _meanInitializer, _varianceInitializer;
    private ResourceVariable _movingMean = null!, _movingVariance = null!;

    /// <summary>A layer.</summary>
    /// <param name="axis">The channels' axis; negative numbers count from the end.</param>
    /// <param name="momentum">Share that the running averages keep in a step, 0 to 1.</param>
    /// <param name="epsilon">Keeps the root away from 0.</param>
    /// <param name="center">False for no beta.</param>
    /// <param name="scale">False for no gamma.</param>
    /// <param name="beta_initializer">First offsets; zeros unless given.</param>
    /// <param name="gamma_initializer">First scales; ones unless given.</param>
    /// <param name="moving_mean_initializer">First running mean; zeros unless given.</param>
    /// <param name="moving_variance_initializer">First running variance; ones unless given.</param>
    /// <param name="trainable">False to keep everything as it is, the running averages as well.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="renorm">False; batch renormalization is not built.</param>
    /// <param name="renorm_momentum">Of batch renormalization; not used.</param>
    /// <param name="beta_regularizer">Penalty on the offsets.</param>
    /// <param name="gamma_regularizer">Penalty on the scales.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">The momentum or epsilon is out of its range.</exception>
    /// <exception cref="NotSupportedException">renorm is true.</exception>
    public BatchNormalization(
        int axis = -1,
        double momentum = 0.99,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        Initializer? beta_initializer = null,
        Initializer? gamma_initializer = null,
        Initializer? moving_mean_initializer = null,
        Initializer? moving_variance_initializer = null,
        bool trainable = true,
        string? name = null,
        bool renorm = false,
        double renorm_momentum = 0.99,
        Regularizer? beta_regularizer = null,
        Regularizer? gamma_regularizer = null,
        Shape? input_shape = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(axis, epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, input_shape, name, dtype)
    {
        if (momentum is not (>= 0 and <= 1)) throw new ArgumentException($"BatchNormalization '{Name}' got momentum {momentum}; it takes 0 to 1.");
        if (renorm)
            throw new NotSupportedException($"BatchNormalization '{Name}' got renorm: true; batch renormalization is not built. "
                + "For small batches use GroupNormalization.");
        _momentum = momentum;
        _meanInitializer = moving_mean_initializer ?? new Zeros();
        _varianceInitializer = moving_variance_initializer ?? new Ones();
        this.trainable = trainable;
    }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        base.Build(input_shape);
        _movingMean = add_weight("moving_mean", Shape.Of(Channels), _meanInitializer, trainable: false);
        _movingVariance = add_weight("moving_variance", Shape.Of(Channels), _varianceInitializer, trainable: false);
    }

    /// <inheritdoc/>
    private protected override Tensor Normalize(Tensor x, bool training, double? slope) => training && trainable
        ? NnOps.BatchNormTraining(x, Gamma, Beta, Epsilon, _movingMean, _movingVariance, _momentum, slope)
        : NnOps.BatchNorm(x, _movingMean.Operand, _movingVariance.Operand, Gamma, Beta, Epsilon, slope);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["momentum"] = _momentum;
        config["moving_mean_initializer"] = _meanInitializer.Serialize();
        config["moving_variance_initializer"] = _varianceInitializer.Serialize();
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static BatchNormalization from_config(JsonObject config)
    {
        var read = new ConfigReader("BatchNormalization", config);
        read.Refuse("beta_constraint", "gamma_constraint", "virtual_batch_size", "renorm_clipping");
        return read.Finish(new BatchNormalization(
            AxisOf(read, "BatchNormalization"),
            read.Number("momentum", 0.99),
            read.Number("epsilon", 1e-3),
            read.Flag("center", true),
            read.Flag("scale", true),
            read.Initializer("beta_initializer"),
            read.Initializer("gamma_initializer"),
            read.Initializer("moving_mean_initializer"),
            read.Initializer("moving_variance_initializer"),
            name: read.Name,
            renorm: read.Flag("renorm", false),
            beta_regularizer: read.Regularizer("beta_regularizer"),
            gamma_regularizer: read.Regularizer("gamma_regularizer"),
            dtype: read.DType));
    }
}
