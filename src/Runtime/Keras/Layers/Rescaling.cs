using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>x · scale + offset: pixels of 0 to 255 become 0 to 1 with scale 1/255, or -1 to 1 with 1/127.5 and offset -1. The shape stays.</summary>
/// <remarks>Whole numbers become floating-point ones.</remarks>
/// <param name="scale">Factor.</param>
/// <param name="offset">Added afterwards.</param>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the output, float32 or float64.</param>
public sealed class Rescaling(
    double scale, double offset = 0, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Layer(name, input_shape, dtype)
{
    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Tensor y = MathOps.Multiply(x.dtype.IsFloating() ? x : MathOps.Cast(x, DType), scale);
        return offset == 0 ? y : MathOps.Add(y, offset);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["scale"] = scale;
        config["offset"] = offset;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Rescaling from_config(JsonObject config)
    {
        var read = new ConfigReader("Rescaling", config);
        double scale = read.Number("scale") ?? throw new InvalidDataException("Rescaling's configuration lacks 'scale', a number.");
        return read.Finish(new Rescaling(scale, read.Number("offset", 0), name: read.Name, dtype: read.DType));
    }
}
