using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>x, or alpha (e^x - 1) below 0. The shape stays.</summary>
/// <param name="alpha">How far outputs go below 0.</param>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class ELU(double alpha = 1, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Layer(name, input_shape, dtype)
{
    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => NnOps.Elu(x, alpha);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["alpha"] = alpha;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static ELU from_config(JsonObject config)
    {
        var read = new ConfigReader("ELU", config);
        return read.Finish(new ELU(read.Number("alpha", 1), name: read.Name, dtype: read.DType));
    }
}
