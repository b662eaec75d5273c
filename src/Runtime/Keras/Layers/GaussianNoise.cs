using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>In training, adds random numbers from a normal distribution with mean 0; else changes nothing. The shape stays.</summary>
public sealed class GaussianNoise : Layer
{
    private readonly double _stddev;
    private readonly int? _seed;

    /// <summary>A layer.</summary>
    /// <param name="stddev">The distribution's standard deviation, 0 or more.</param>
    /// <param name="seed">For the same numbers in every run; else split from the global stream when the layer is built.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">Type of the values, for models of float64.</param>
    /// <exception cref="ArgumentException">The standard deviation is negative.</exception>
    public GaussianNoise(double stddev, int? seed = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        if (!(stddev >= 0)) throw new ArgumentException($"GaussianNoise '{Name}' got stddev {stddev}; it takes 0 or more.");
        (_stddev, _seed) = (stddev, seed);
    }

    /// <summary>Where the layer's random numbers come from; null before it is built.</summary>
    internal RandomStream? Stream { get; private set; }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape) => Stream = _seed is { } seed ? new RandomStream(seed) : RandomStream.Global.Split();

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) =>
        !training || _stddev == 0 ? x : MathOps.Add(x, RandomOps.Normal(x.shape, 0, _stddev, x.dtype, Stream));

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["stddev"] = _stddev;
        config["seed"] = _seed;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static GaussianNoise from_config(JsonObject config)
    {
        var read = new ConfigReader("GaussianNoise", config);
        double stddev = read.Number("stddev") ?? throw new InvalidDataException("GaussianNoise's configuration lacks 'stddev', a number.");
        return read.Finish(new GaussianNoise(stddev, read.Integer("seed"), name: read.Name, dtype: read.DType));
    }
}
