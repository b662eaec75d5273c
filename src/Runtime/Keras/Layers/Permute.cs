using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Reorders the axes of each sample; the batch axis stays in front.</summary>
/// <example><code>layers.Permute((2, 1))   // [batch, time, features] to [batch, features, time]</code></example>
public sealed class Permute : Layer
{
    private readonly int[] _dims, _axes;

    /// <summary>A layer.</summary>
    /// <param name="dims">Axis i of the output is axis dims[i] of the input, both counted from 1, without the batch axis: each
    /// once.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">Type of the values, for models of float64.</param>
    /// <exception cref="ArgumentException">An axis is missing or named twice.</exception>
    public Permute(Shape dims, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        ArgumentNullException.ThrowIfNull(dims);
        if (!dims.Order().SequenceEqual(Enumerable.Range(1, dims.ndim).Select(i => (long)i)))
            throw new ArgumentException($"Permute '{Name}' got dims {dims}; it takes each of 1 to the number of a sample's axes once.");
        _dims = [.. dims.Select(d => (int)d)];
        _axes = [0, .. _dims];
    }

    /// <inheritdoc/>
    protected override int? InputRank => _axes.Length;

    /// <inheritdoc/>
    protected override string InputAxes => $"rank {_axes.Length}, as dims ({string.Join(", ", _dims)}) says";

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => ArrayOps.Transpose(x, _axes);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        Span<long> dims = stackalloc long[_axes.Length];
        for (int i = 0; i < dims.Length; i++) dims[i] = input_shape[_axes[i]];
        return Shape.Of(dims);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["dims"] = new JsonArray([.. _dims.Select(d => (JsonNode)d)]);
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Permute from_config(JsonObject config)
    {
        var read = new ConfigReader("Permute", config);
        Shape dims = read.Dims("dims") ?? throw new InvalidDataException("Permute's configuration lacks 'dims', a list of axes.");
        return read.Finish(new Permute(dims, name: read.Name, dtype: read.DType));
    }
}
