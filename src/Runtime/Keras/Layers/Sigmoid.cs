using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>1 / (1 + e^-x), between 0 and 1. The shape stays.</summary>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class Sigmoid(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Layer(name, input_shape, dtype)
{
    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => MathOps.Sigmoid(x);

    /// <summary>A layer with the settings of <c>get_config</c>.</summary>
    public static Sigmoid from_config(JsonObject config)
    {
        var read = new ConfigReader("Sigmoid", config);
        return read.Finish(new Sigmoid(name: read.Name, dtype: read.DType));
    }
}
