using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Normalizes each channel of each sample by itself: (x - mean) / sqrt(variance + epsilon) · gamma + beta.</summary>
/// <remarks>
/// [batch, .., channels], at least one axis between; the shape stays. Weights: gamma and beta, [channels] each. Source: Ulyanov, Vedaldi
/// and Lempitsky, 2016; the CycleGAN of paper 2 uses it.
/// </remarks>
/// <param name="axis">The channels' axis; negative numbers count from the end.</param>
/// <param name="epsilon">Keeps the root away from 0. 0.001 unless given, as for Keras' GroupNormalization; PyTorch has 0.00001.</param>
/// <param name="center">False for no beta.</param>
/// <param name="scale">False for no gamma.</param>
/// <param name="beta_initializer">First offsets; zeros unless given.</param>
/// <param name="gamma_initializer">First scales; ones unless given.</param>
/// <param name="beta_regularizer">Penalty on the offsets.</param>
/// <param name="gamma_regularizer">Penalty on the scales.</param>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">float32, or float64 for gradient checks.</param>
/// <exception cref="ArgumentException">Epsilon is out of its range.</exception>
public sealed class InstanceNormalization(
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
    : ChannelNormalization(
        axis, epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, input_shape, name, dtype)
{
    /// <inheritdoc/>
    private protected override int LeastRank => 3;

    /// <inheritdoc/>
    private protected override Tensor Normalize(Tensor x, bool training, double? slope) =>
        NnOps.GroupNorm(x, Gamma, Beta, (int)Channels, Epsilon, slope);

    /// <summary>A layer with the settings of <c>get_config</c>.</summary>
    public static InstanceNormalization from_config(JsonObject config)
    {
        var read = new ConfigReader("InstanceNormalization", config);
        read.Refuse("beta_constraint", "gamma_constraint");
        return read.Finish(new InstanceNormalization(
            AxisOf(read, "InstanceNormalization"),
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
