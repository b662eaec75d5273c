using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that change images at random, each in a way of its own, in training only: classical augmentation.</summary>
/// <remarks>
/// [batch, height, width, channels]; the shape stays. Whole numbers become floating-point numbers of the same value. What is drawn depends
/// on the layer's stream of random numbers only: its seed and its position.
/// </remarks>
public abstract class RandomImageLayer : Layer
{
    private const int TransformSize = 6;

    private readonly string _fillMode, _interpolation;
    private readonly double _fillValue;
    private readonly int? _seed;

    private protected RandomImageLayer(string fill_mode, string interpolation, int? seed, double fill_value, Shape? input_shape,
        string? name, TF_DataType dtype)
        : base(name, input_shape, dtype)
    {
        string owner = $"{ClassName} '{Name}'";
        _fillMode = fill_mode?.ToLowerInvariant() is "constant" or "nearest" or "reflect" or "wrap" ? fill_mode.ToLowerInvariant()
            : throw new ArgumentException($"{owner} got fill_mode '{fill_mode}'; it takes \"constant\", \"nearest\", \"reflect\" or "
                + "\"wrap\".");
        _interpolation = Interpolations.Known(owner, interpolation);
        (_fillValue, _seed) = (fill_value, seed);
    }

    /// <summary>Where the layer's random numbers come from; null before it is built.</summary>
    internal RandomStream? Stream { get; private set; }

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <summary>Random numbers an image takes.</summary>
    private protected abstract int Draws { get; }

    /// <summary>Works out where the output's pixel in column x and row y comes from: column t0 x + t1 y + t2, row t3 x + t4 y +
    /// t5.</summary>
    /// <param name="shares">Random numbers, 0 to 1, as many as <see cref="Draws"/>.</param>
    /// <param name="height">Of the images, in pixels.</param>
    /// <param name="width">Of the images, in pixels.</param>
    /// <param name="transform">The six numbers.</param>
    private protected abstract void Transform(ReadOnlySpan<double> shares, long height, long width, Span<double> transform);

    /// <inheritdoc/>
    protected override void Build(Shape input_shape) => Stream = _seed is { } seed ? new RandomStream(seed) : RandomStream.Global.Split();

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        if (!x.dtype.IsFloating()) x = MathOps.Cast(x, DType);
        if (!training || x.size == 0) return x;
        int images = checked((int)x.shape[0]);
        using Tensor shares = RandomOps.Uniform(Shape.Of(images, Draws), 0, 1, TF_DataType.TF_DOUBLE, Stream);
        Tensor transforms = Tensor.Empty(Shape.Of(images, TransformSize), TF_DataType.TF_DOUBLE);
        ReadOnlySpan<double> drawn = shares.AsSpan<double>();
        Span<double> to = transforms.Span<double>();
        for (int i = 0; i < images; i++)
            Transform(drawn.Slice(i * Draws, Draws), x.shape[1], x.shape[2], to.Slice(i * TransformSize, TransformSize));
        return ImageOps.AffineTransform(x, transforms, _interpolation, _fillMode, _fillValue);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["fill_mode"] = _fillMode;
        config["interpolation"] = _interpolation;
        config["fill_value"] = _fillValue;
        config["seed"] = _seed;
        return config;
    }

    /// <summary>What all these layers read from a configuration.</summary>
    private protected static (string FillMode, string Interpolation, int? Seed, double FillValue) Settings(ConfigReader read) =>
        (read.Text("fill_mode", "reflect")!, read.Text("interpolation", "bilinear")!, read.Integer("seed"), read.Number("fill_value", 0));

    private protected static FactorRange Required(ConfigReader read, string owner, string key) => FactorRange.Read(read, key)
        ?? throw new InvalidDataException($"{owner}'s configuration lacks '{key}', a number or a pair.");
}
