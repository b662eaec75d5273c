using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>In training, sets a share of the values to 0 and divides the others by 1 - rate; else changes nothing.</summary>
/// <remarks>Each layer draws from a stream of random numbers of its own. Source: Srivastava et al., 2014.</remarks>
public sealed class Dropout : Layer
{
    private readonly double _rate;
    private readonly Shape? _noiseShape;
    private readonly int? _seed;

    /// <summary>A layer.</summary>
    /// <param name="rate">Share of values to drop, 0 up to, but not including, 1.</param>
    /// <param name="noise_shape">Shape of what is drawn, with the batch axis: 1 drops along an axis together, -1 is the input's size. The
    /// input's shape unless given.</param>
    /// <param name="seed">For the same numbers in every run; else split from the global stream when the layer is built.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">Type of the values, for models of float64.</param>
    /// <exception cref="ArgumentException">The rate is out of its range.</exception>
    public Dropout(double rate, Shape? noise_shape = null, int? seed = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        if (rate is not (>= 0 and < 1))
            throw new ArgumentException($"Dropout '{Name}' got rate {rate}; it takes the share to drop, 0 up to, but not including, 1.");
        (_rate, _noiseShape, _seed) = (rate, noise_shape, seed);
    }

    /// <summary>Where the layer's random numbers come from; null before it is built.</summary>
    internal RandomStream? Stream { get; private set; }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        if (_noiseShape is { } noise && noise.ndim != input_shape.ndim)
            throw BadInput($"an input of rank {input_shape.ndim} ({input_shape})", $"rank {noise.ndim}, as its noise_shape {noise} has",
                "Give noise_shape a size for every axis, with the batch axis.");
        Stream = _seed is { } seed ? new RandomStream(seed) : RandomStream.Global.Split();
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        if (!training || _rate == 0) return x;
        if (_noiseShape is null) return NnOps.Dropout(x, _rate, Stream!);
        Span<long> dims = stackalloc long[x.ndim];
        for (int i = 0; i < dims.Length; i++) dims[i] = _noiseShape[i] < 0 ? x.shape[i] : _noiseShape[i];
        return MathOps.Multiply(x, NnOps.Dropout(ArrayOps.Fill(Shape.Of(dims), 1, x.dtype), _rate, Stream!));
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["rate"] = _rate;
        config["noise_shape"] = _noiseShape is null ? null : new JsonArray([.. _noiseShape.Select(d => d < 0 ? null : (JsonNode)d)]);
        config["seed"] = _seed;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Dropout from_config(JsonObject config)
    {
        var read = new ConfigReader("Dropout", config);
        double rate = read.Number("rate") ?? throw new InvalidDataException("Dropout's configuration lacks 'rate', a number.");
        return read.Finish(new Dropout(rate, read.Dims("noise_shape"), read.Integer("seed"), name: read.Name, dtype: read.DType));
    }
}
