using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Enlarges images by whole factors.</summary>
/// <remarks>[batch, height, width, channels] to [batch, height · rows, width · columns, channels]. Source of its use in generators: Odena,
/// Dumoulin and Olah, 2016, who put a convolution behind it.</remarks>
public sealed class UpSampling2D : Layer
{
    private readonly (int Height, int Width) _size;
    private readonly string _interpolation;

    /// <summary>A layer.</summary>
    /// <param name="size">Factors for height and width; one number for both. 2 unless given.</param>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="interpolation"><c>nearest</c> repeats pixels; <c>bilinear</c> draws straight lines between their centres.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A factor below 1, or an unknown interpolation.</exception>
    /// <exception cref="NotSupportedException">channels_first, or an interpolation that is not built.</exception>
    public UpSampling2D(Shape? size = null, string? data_format = null, string interpolation = "nearest", Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        string owner = $"UpSampling2D '{Name}'";
        Windows.RequireChannelsLast(owner, data_format);
        _size = Windows.Pair($"{owner}, size,", size, (2, 2));
        _interpolation = Interpolations.Known(owner, interpolation);
    }

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) =>
        ImageOps.Resize(x, checked((int)x.shape[1] * _size.Height), checked((int)x.shape[2] * _size.Width), _interpolation);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) =>
        Shape.Of(input_shape[0], input_shape[1] < 0 ? -1 : input_shape[1] * _size.Height,
        input_shape[2] < 0 ? -1 : input_shape[2] * _size.Width, input_shape[3]);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["size"] = new JsonArray(_size.Height, _size.Width);
        config["data_format"] = "channels_last";
        config["interpolation"] = _interpolation;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static UpSampling2D from_config(JsonObject config)
    {
        var read = new ConfigReader("UpSampling2D", config);
        return read.Finish(new UpSampling2D(read.Dims("size"), read.Text("data_format", null), read.Text("interpolation", "nearest")!,
            name: read.Name, dtype: read.DType));
    }
}
