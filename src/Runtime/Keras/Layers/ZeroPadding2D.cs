using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Puts a border of zeros around images.</summary>
/// <remarks>[batch, height, width, channels] to [batch, top + height + bottom, left + width + right, channels].</remarks>
/// <example><code>layers.ZeroPadding2D(((1, 0), (2, 1)))   // top, bottom; left, right</code></example>
public sealed class ZeroPadding2D : Layer
{
    private readonly Margins _margins;

    /// <summary>A layer.</summary>
    /// <param name="padding">Pixels at the edges: a number, (top and bottom, left and right), or ((top, bottom), (left, right)); 1 unless
    /// given.</param>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    /// <exception cref="NotSupportedException">channels_first.</exception>
    public ZeroPadding2D(Margins? padding = null, string? data_format = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        Windows.RequireChannelsLast($"ZeroPadding2D '{Name}'", data_format);
        _margins = padding ?? 1;
    }

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) =>
        ArrayOps.Pad(x, [(0, 0), (_margins.Top, _margins.Bottom), (_margins.Left, _margins.Right), (0, 0)]);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) => Shape.Of(
        input_shape[0], input_shape[1] < 0 ? -1 : input_shape[1] + _margins.Top + _margins.Bottom,
        input_shape[2] < 0 ? -1 : input_shape[2] + _margins.Left + _margins.Right, input_shape[3]);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["padding"] = _margins.Serialize();
        config["data_format"] = "channels_last";
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static ZeroPadding2D from_config(JsonObject config)
    {
        var read = new ConfigReader("ZeroPadding2D", config);
        return read.Finish(new ZeroPadding2D(Margins.Read("ZeroPadding2D", config["padding"]), read.Text("data_format", null),
            name: read.Name, dtype: read.DType));
    }
}
