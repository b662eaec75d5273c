using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>In training, turns each image about its centre by a random angle.</summary>
/// <remarks>[batch, height, width, channels]; the shape stays.</remarks>
public sealed class RandomRotation : RandomImageLayer
{
    private readonly FactorRange _factor;

    /// <summary>A layer.</summary>
    /// <param name="factor">Largest angle to either side as a share of a full turn (0.1 is 36 degrees), or a pair; above 0 is
    /// counter-clockwise.</param>
    /// <param name="fill_mode">What lies beyond the edges: <c>reflect</c> (the image mirrored), <c>wrap</c> (the image again),
    /// <c>nearest</c> (the edge) or <c>constant</c>.</param>
    /// <param name="interpolation"><c>bilinear</c> or <c>nearest</c>.</param>
    /// <param name="seed">For the same numbers in every run; else split from the global stream when the layer is built.</param>
    /// <param name="fill_value">The constant.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for models of that type.</param>
    /// <exception cref="ArgumentException">An unknown fill_mode or interpolation.</exception>
    public RandomRotation(FactorRange factor, string fill_mode = "reflect", string interpolation = "bilinear", int? seed = null,
        double fill_value = 0,
        Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(fill_mode, interpolation, seed, fill_value, input_shape, name, dtype) => _factor = factor;

    private protected override int Draws => 1;

    private protected override void Transform(ReadOnlySpan<double> shares, long height, long width, Span<double> transform)
    {
        (double sin, double cos) = Math.SinCos(_factor.At(shares[0]) * 2 * Math.PI);
        double middleX = (width - 1) / 2.0, middleY = (height - 1) / 2.0;
        (transform[0], transform[1], transform[2]) = (cos, -sin, middleX - (cos * middleX - sin * middleY));
        (transform[3], transform[4], transform[5]) = (sin, cos, middleY - (sin * middleX + cos * middleY));
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["factor"] = _factor.Serialize();
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static RandomRotation from_config(JsonObject config)
    {
        var read = new ConfigReader("RandomRotation", config);
        (string fill, string interpolation, int? seed, double value) = Settings(read);
        return read.Finish(new RandomRotation(Required(read, "RandomRotation", "factor"), fill, interpolation, seed, value,
            name: read.Name, dtype: read.DType));
    }
}
