using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Makes one row of each sample: [batch, ..] to [batch, product of the other sizes].</summary>
public sealed class Flatten : Layer
{
    /// <summary>A layer.</summary>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">Type of the values, for models of float64.</param>
    /// <exception cref="NotSupportedException">channels_first.</exception>
    public Flatten(string? data_format = null, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype) => Windows.RequireChannelsLast($"Flatten '{Name}'", data_format);

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Shape flat = ComputeOutputShape(x.shape);
        return x.ndim == 2 ? x : ArrayOps.Reshape(x, flat);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        if (input_shape.ndim < 1) throw BadInput($"an input of rank 0 ({input_shape})", "[batch, ..]", "Add a batch axis with tf.expand_dims(x, 0).");
        long features = 1;
        foreach (long size in input_shape.Span[1..]) features = size < 0 || features < 0 ? -1 : features * size;
        return Shape.Of(input_shape[0], features);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["data_format"] = "channels_last";
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Flatten from_config(JsonObject config)
    {
        var read = new ConfigReader("Flatten", config);
        return read.Finish(new Flatten(read.Text("data_format", null), name: read.Name, dtype: read.DType));
    }
}
