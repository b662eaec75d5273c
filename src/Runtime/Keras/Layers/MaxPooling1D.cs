using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>The largest value of each window of a sequence, channel by channel.</summary>
/// <remarks>[batch, steps, channels] to [batch, steps', channels], sizes as for <see cref="Conv2D"/>.</remarks>
public sealed class MaxPooling1D : Layer
{
    private readonly int _poolSize, _strides;
    private readonly string _padding;

    /// <summary>A layer.</summary>
    /// <param name="pool_size">Steps in a window; 2 unless given.</param>
    /// <param name="strides">Steps between windows; as pool_size unless given.</param>
    /// <param name="padding"><c>valid</c> or <c>same</c>.</param>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="input_shape">[steps, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A size below 1 or a window of more than 256 steps, or an unknown padding.</exception>
    /// <exception cref="NotSupportedException">channels_first.</exception>
    public MaxPooling1D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        string owner = $"MaxPooling1D '{Name}'";
        Steps.RequireChannelsLast(owner, data_format);
        _poolSize = Steps.One($"{owner}, pool_size,", pool_size, 2);
        _strides = Steps.One($"{owner}, strides,", strides, _poolSize);
        _padding = Windows.Padding(owner, padding);
    }

    /// <inheritdoc/>
    protected override int? InputRank => 3;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, steps, channels]";

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Shape output = ComputeOutputShape(x.shape);
        // An image one pixel high.
        return ArrayOps.Reshape(NnOps.MaxPool(ArrayOps.ExpandDims(x, 1), (1, _poolSize), (1, _strides), _padding), output);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        long steps = Windows.Count(input_shape[1], _poolSize, _strides, _padding);
        if (steps == 0)
            throw BadInput($"an input of {input_shape[1]} steps ({input_shape})", $"at least {_poolSize}, the window, with padding \"{_padding}\"",
                "Use padding: \"same\" or a smaller window.");
        return Shape.Of(input_shape[0], steps, input_shape[2]);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["pool_size"] = new JsonArray(_poolSize);
        config["strides"] = new JsonArray(_strides);
        config["padding"] = _padding;
        config["data_format"] = "channels_last";
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static MaxPooling1D from_config(JsonObject config)
    {
        var read = new ConfigReader("MaxPooling1D", config);
        return read.Finish(new MaxPooling1D(read.Dims("pool_size"), read.Dims("strides"), read.Text("padding", "valid")!,
            read.Text("data_format", null), name: read.Name, dtype: read.DType));
    }
}
