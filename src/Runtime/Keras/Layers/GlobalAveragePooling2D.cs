using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>The mean of all pixels of an image, channel by channel.</summary>
/// <remarks>[batch, height, width, channels] to [batch, channels], or to [batch, 1, 1, channels] with keepdims.</remarks>
/// <param name="data_format"><c>channels_last</c>, the only one built.</param>
/// <param name="keepdims">True to keep the axes, with size 1.</param>
/// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">float32, or float64 for gradient checks.</param>
/// <exception cref="NotSupportedException">channels_first.</exception>
public sealed class GlobalAveragePooling2D(
    string? data_format = "channels_last",
    bool keepdims = false,
    Shape? input_shape = null,
    string? name = null,
    TF_DataType dtype = TF_DataType.TF_FLOAT)
    : GlobalPooling(OfImages, data_format, keepdims, input_shape, name, dtype)
{
    private protected override Tensor Reduce(Tensor x, int[] axes, bool keepdims) => MathOps.ReduceMean(x, axes, keepdims);

    /// <summary>A layer with the settings of <c>get_config</c>.</summary>
    public static GlobalAveragePooling2D from_config(JsonObject config) =>
        Read(
            "GlobalAveragePooling2D",
            config,
            static (read, format, keepdims) => new GlobalAveragePooling2D(format, keepdims, name: read.Name, dtype: read.DType));
}
