using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that make one number of each window of an image, channel by channel.</summary>
/// <remarks>[batch, height, width, channels] to [batch, height', width', channels], sizes as for <see cref="Conv2D"/>.</remarks>
public abstract class Pooling2D : Layer
{
    private protected readonly (int Height, int Width) PoolSize, Strides;
    private protected readonly string Padding;

    private protected Pooling2D(Shape? pool_size, Shape? strides, string padding, string? data_format, Shape? input_shape, string? name,
        TF_DataType dtype)
        : base(name, input_shape, dtype)
    {
        string owner = $"{ClassName} '{Name}'";
        Windows.RequireChannelsLast(owner, data_format);
        PoolSize = Windows.Pair($"{owner}, pool_size,", pool_size, (2, 2));
        Strides = Windows.Pair($"{owner}, strides,", strides, PoolSize);
        Padding = Windows.Padding(owner, padding);
    }

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        long height = Windows.Count(input_shape[1], PoolSize.Height, Strides.Height, Padding);
        long width = Windows.Count(input_shape[2], PoolSize.Width, Strides.Width, Padding);
        if (height == 0 || width == 0)
            throw BadInput(
                $"an input of {input_shape[1]} x {input_shape[2]} pixels ({input_shape})",
                $"at least {PoolSize.Height} x {PoolSize.Width}, the window, with padding \"{Padding}\"",
                "Use padding: \"same\", a smaller window, or fewer layers that shrink the image.");
        return Shape.Of(input_shape[0], height, width, input_shape[3]);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["pool_size"] = new JsonArray(PoolSize.Height, PoolSize.Width);
        config["strides"] = new JsonArray(Strides.Height, Strides.Width);
        config["padding"] = Padding;
        config["data_format"] = "channels_last";
        return config;
    }

    private protected static T Read<T>(string className, JsonObject config, Func<ConfigReader, Shape?, Shape?, string, string?, T> make)
        where T : Pooling2D
    {
        var read = new ConfigReader(className, config);
        return read.Finish(make(read, read.Dims("pool_size"), read.Dims("strides"), read.Text("padding", "valid")!, read.Text("data_format", null)));
    }
}
