using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>In training, moves each image by random distances.</summary>
/// <remarks>[batch, height, width, channels]; the shape stays.</remarks>
public sealed class RandomTranslation : RandomImageLayer
{
    private readonly FactorRange _height, _width;

    /// <summary>A layer.</summary>
    /// <param name="height_factor">Largest distance up and down as a share of the height, or a pair, within -1 to 1; above 0 is
    /// down.</param>
    /// <param name="width_factor">Largest distance left and right as a share of the width, or a pair, within -1 to 1; above 0 is
    /// right.</param>
    /// <param name="fill_mode">What lies beyond the edges: <c>reflect</c> (the image mirrored), <c>wrap</c> (the image again),
    /// <c>nearest</c> (the edge) or <c>constant</c>.</param>
    /// <param name="interpolation"><c>bilinear</c> or <c>nearest</c>.</param>
    /// <param name="seed">For the same numbers in every run; else split from the global stream when the layer is built.</param>
    /// <param name="fill_value">The constant.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for models of that type.</param>
    /// <exception cref="ArgumentException">A factor beyond -1 to 1, or an unknown fill_mode or interpolation.</exception>
    public RandomTranslation(FactorRange height_factor, FactorRange width_factor, string fill_mode = "reflect",
        string interpolation = "bilinear",
        int? seed = null, double fill_value = 0, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(fill_mode, interpolation, seed, fill_value, input_shape, name, dtype) =>
        (_height, _width) = (height_factor.Within($"RandomTranslation '{Name}'", -1, 1),
            width_factor.Within($"RandomTranslation '{Name}'", -1, 1));

    private protected override int Draws => 2;

    private protected override void Transform(ReadOnlySpan<double> shares, long height, long width, Span<double> transform)
    {
        (transform[0], transform[1], transform[2]) = (1, 0, -_width.At(shares[1]) * width);
        (transform[3], transform[4], transform[5]) = (0, 1, -_height.At(shares[0]) * height);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["height_factor"] = _height.Serialize();
        config["width_factor"] = _width.Serialize();
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static RandomTranslation from_config(JsonObject config)
    {
        var read = new ConfigReader("RandomTranslation", config);
        (string fill, string interpolation, int? seed, double value) = Settings(read);
        return read.Finish(new RandomTranslation(Required(read, "RandomTranslation", "height_factor"),
            Required(read, "RandomTranslation", "width_factor"),
            fill, interpolation, seed, value, name: read.Name, dtype: read.DType));
    }
}
