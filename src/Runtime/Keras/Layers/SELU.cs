using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>1.0507 x, or 1.0507 · 1.6733 (e^x - 1) below 0: keeps mean 0 and variance 1 (Klambauer et al., 2017). The shape stays.</summary>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class SELU(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Layer(name, input_shape, dtype)
{
    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => NnOps.Selu(x);

    /// <summary>A layer with the settings of <c>get_config</c>.</summary>
    public static SELU from_config(JsonObject config)
    {
        var read = new ConfigReader("SELU", config);
        return read.Finish(new SELU(name: read.Name, dtype: read.DType));
    }
}
