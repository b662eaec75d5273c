using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>0.2 x + 0.5, cut off below 0 and above 1, as in Keras 2. The shape stays.</summary>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class HardSigmoid(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Layer(name, input_shape, dtype)
{
    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => NnOps.HardSigmoid(x);

    /// <summary>A layer with the settings of <c>get_config</c>.</summary>
    public static HardSigmoid from_config(JsonObject config)
    {
        var read = new ConfigReader("HardSigmoid", config);
        return read.Finish(new HardSigmoid(name: read.Name, dtype: read.DType));
    }
}
