using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Gives each sample another shape: [batch, ..] to [batch, target sizes]. The order of the values stays.</summary>
public sealed class Reshape : Layer
{
    private readonly Shape _target;

    /// <summary>A layer.</summary>
    /// <param name="target_shape">Shape of one sample, without the batch axis; one size may be -1, to be worked out.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">Type of the values, for models of float64.</param>
    /// <exception cref="ArgumentException">More than one size is -1.</exception>
    public Reshape(Shape target_shape, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        ArgumentNullException.ThrowIfNull(target_shape);
        if (target_shape.Count(size => size < 0) > 1)
            throw new ArgumentException($"Reshape '{Name}' got target_shape {target_shape}; at most one size can be -1.");
        _target = target_shape;
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => ArrayOps.Reshape(x, ComputeOutputShape(x.shape));

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        if (input_shape.ndim < 1) throw BadInput($"an input of rank 0 ({input_shape})", "[batch, ..]", "Add a batch axis with tf.expand_dims(x, 0).");
        long have = Product(input_shape.Span[1..], out bool known), want = Product(_target.Span, out bool fixedSizes);
        Span<long> dims = stackalloc long[_target.ndim + 1];
        dims[0] = input_shape[0];
        _target.Span.CopyTo(dims[1..]);
        if (!known) return Shape.Of(dims);
        if (fixedSizes ? have != want : want == 0 || have % want != 0)
            throw BadInput($"samples of {have} values ({input_shape})", $"{(fixedSizes ? "" : "a multiple of ")}{want}, for target_shape {_target}",
                "Change target_shape, or one size of it to -1.");
        if (!fixedSizes) dims[1 + _target.Span.IndexOf(-1)] = have / want;
        return Shape.Of(dims);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["target_shape"] = new JsonArray([.. _target.Select(size => (JsonNode)size)]);
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Reshape from_config(JsonObject config)
    {
        var read = new ConfigReader("Reshape", config);
        Shape target = read.Dims("target_shape") ?? throw new InvalidDataException("Reshape's configuration lacks 'target_shape', a list of sizes.");
        return read.Finish(new Reshape(target, name: read.Name, dtype: read.DType));
    }

    /// <summary>Product of the known sizes.</summary>
    private static long Product(ReadOnlySpan<long> dims, out bool allKnown)
    {
        long product = 1;
        allKnown = true;
        foreach (long size in dims)
        {
            if (size < 0) allKnown = false;
            else product *= size;
        }
        return product;
    }
}
