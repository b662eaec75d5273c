using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>The mean of each window of an image, channel by channel. Padding does not count.</summary>
/// <remarks>[batch, height, width, channels] to [batch, height', width', channels], sizes as for <see cref="Conv2D"/>.</remarks>
/// <param name="pool_size">Height and width of the window in pixels; one number for both. 2 unless given.</param>
/// <param name="strides">Pixels between windows; as pool_size unless given.</param>
/// <param name="padding"><c>valid</c> or <c>same</c>.</param>
/// <param name="data_format"><c>channels_last</c>, the only one built.</param>
/// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">float32, or float64 for gradient checks.</param>
/// <exception cref="ArgumentException">A size below 1, or an unknown padding.</exception>
/// <exception cref="NotSupportedException">channels_first.</exception>
public sealed class AveragePooling2D(
    Shape? pool_size = null,
    Shape? strides = null,
    string padding = "valid",
    string? data_format = null,
    Shape? input_shape = null,
    string? name = null,
    TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Pooling2D(pool_size, strides, padding, data_format, input_shape, name, dtype)
{
    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        _ = ComputeOutputShape(x.shape);
        return NnOps.AvgPool(x, PoolSize, Strides, Padding, TensorFlowJsGradient);
    }

    /// <summary>
    /// True in a model read from a TensorFlow.js file, which trains on with TensorFlow.js' gradient: docs/adr/0003. No part of the
    /// configuration.
    /// </summary>
    internal bool TensorFlowJsGradient { get; set; }

    /// <summary>A layer with the settings of <c>get_config</c>.</summary>
    public static AveragePooling2D from_config(JsonObject config) =>
        Read(
            "AveragePooling2D",
            config,
            static (read, size, strides, padding, format) => new AveragePooling2D(size, strides, padding, format, name: read.Name, dtype: read.DType));
}
