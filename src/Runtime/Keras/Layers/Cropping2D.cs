using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Cuts pixels off at the edges of images.</summary>
/// <remarks>[batch, height, width, channels] to [batch, height - top - bottom, width - left - right, channels].</remarks>
/// <example><code>layers.Cropping2D(((1, 0), (2, 1)))   // top, bottom; left, right</code></example>
public sealed class Cropping2D : Layer
{
    private readonly Margins _margins;

    /// <summary>A layer.</summary>
    /// <param name="cropping">Pixels at the edges: a number, (top and bottom, left and right), or ((top, bottom), (left, right)); 0 unless
    /// given.</param>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    /// <exception cref="NotSupportedException">channels_first.</exception>
    public Cropping2D(Margins? cropping = null, string? data_format = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        Windows.RequireChannelsLast($"Cropping2D '{Name}'", data_format);
        _margins = cropping ?? 0;
    }

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Shape y = ComputeOutputShape(x.shape);
        return ArrayOps.Slice(x, [0, _margins.Top, _margins.Left, 0], y.dims);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        long height = input_shape[1] < 0 ? -1 : input_shape[1] - _margins.Top - _margins.Bottom;
        long width = input_shape[2] < 0 ? -1 : input_shape[2] - _margins.Left - _margins.Right;
        if ((height <= 0 && input_shape[1] >= 0) || (width <= 0 && input_shape[2] >= 0))
            throw BadInput($"an input of {input_shape[1]} x {input_shape[2]} pixels ({input_shape})",
                $"more than {_margins.Top + _margins.Bottom} x {_margins.Left + _margins.Right}, which are cut off", "Cut off fewer.");
        return Shape.Of(input_shape[0], height, width, input_shape[3]);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["cropping"] = _margins.Serialize();
        config["data_format"] = "channels_last";
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Cropping2D from_config(JsonObject config)
    {
        var read = new ConfigReader("Cropping2D", config);
        return read.Finish(new Cropping2D(Margins.Read("Cropping2D", config["cropping"]), read.Text("data_format", null), name: read.Name,
            dtype: read.DType));
    }
}
