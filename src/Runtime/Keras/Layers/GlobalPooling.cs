using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that make one number of all positions of a sequence or image, channel by channel.</summary>
/// <remarks>[batch, .., channels] to [batch, channels], or to [batch, 1, .., channels] with keepdims.</remarks>
public abstract class GlobalPooling : Layer
{
    private readonly bool _keepdims;
    private readonly int[] _axes;

    private protected GlobalPooling(int[] axes, string? data_format, bool keepdims, Shape? input_shape, string? name, TF_DataType dtype)
        : base(name, input_shape, dtype)
    {
        if (axes.Length == 1) Steps.RequireChannelsLast($"{ClassName} '{Name}'", data_format);
        else Windows.RequireChannelsLast($"{ClassName} '{Name}'", data_format);
        (_axes, _keepdims) = (axes, keepdims);
    }

    /// <summary>The axes of sequences and of images.</summary>
    private protected static readonly int[] OfSequences = [1], OfImages = [1, 2];

    /// <inheritdoc/>
    protected override int? InputRank => _axes.Length + 2;

    /// <inheritdoc/>
    protected override string InputAxes => _axes.Length == 1 ? "[batch, steps, channels]" : "[batch, height, width, channels]";

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => Reduce(x, _axes, _keepdims);

    private protected abstract Tensor Reduce(Tensor x, int[] axes, bool keepdims);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        if (!_keepdims) return Shape.Of(input_shape[0], input_shape[-1]);
        return _axes.Length == 1 ? Shape.Of(input_shape[0], 1, input_shape[-1]) : Shape.Of(input_shape[0], 1, 1, input_shape[-1]);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["data_format"] = "channels_last";
        config["keepdims"] = _keepdims;
        return config;
    }

    private protected static T Read<T>(string className, JsonObject config, Func<ConfigReader, string?, bool, T> make)
        where T : GlobalPooling
    {
        var read = new ConfigReader(className, config);
        return read.Finish(make(read, read.Text("data_format", null), read.Flag("keepdims", false)));
    }
}
