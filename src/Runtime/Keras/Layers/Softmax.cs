using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>e^x divided by its sum over an axis: scores become probabilities. The shape stays.</summary>
/// <param name="axis">The classes' axis; negative numbers count from the end.</param>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class Softmax(int axis = -1, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Layer(name, input_shape, dtype)
{
    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        if (axis >= x.ndim || axis < -x.ndim)
            throw BadInput($"an input of rank {x.ndim} ({x.shape})", $"one with an axis {axis}", "Change axis; -1 is the last.");
        return NnOps.Softmax(x, axis);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["axis"] = axis;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Softmax from_config(JsonObject config)
    {
        var read = new ConfigReader("Softmax", config);
        return read.Finish(new Softmax(read.Integer("axis") ?? -1, name: read.Name, dtype: read.DType));
    }
}
