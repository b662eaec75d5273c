using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>x, or alpha x below 0. The shape stays.</summary>
/// <param name="alpha">Slope below 0.</param>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class LeakyReLU(double alpha = 0.3, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Layer(name, input_shape, dtype)
{
    /// <inheritdoc/>
    internal override double? RectifierSlope => alpha;

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => NnOps.LeakyRelu(x, alpha);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["alpha"] = alpha;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>. Keras 3 calls alpha negative_slope.</summary>
    public static LeakyReLU from_config(JsonObject config)
    {
        var read = new ConfigReader("LeakyReLU", config);
        return read.Finish(new LeakyReLU(read.Number("alpha") ?? read.Number("negative_slope", 0.3), name: read.Name, dtype: read.DType));
    }
}
