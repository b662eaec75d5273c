using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Brings images to a size: [batch, any height, any width, channels] to [batch, height, width, channels].</summary>
/// <remarks>Whole numbers, such as the bytes of image files, become floating-point numbers of the same value.</remarks>
public sealed class Resizing : Layer
{
    private readonly int _height, _width;
    private readonly string _interpolation;

    /// <summary>A layer.</summary>
    /// <param name="height">Height in pixels, 1 or more.</param>
    /// <param name="width">Width in pixels, 1 or more.</param>
    /// <param name="interpolation"><c>bilinear</c> or <c>nearest</c>.</param>
    /// <param name="crop_to_aspect_ratio">False; the variant is not built.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A size below 1, or an unknown interpolation.</exception>
    /// <exception cref="NotSupportedException">crop_to_aspect_ratio, or an interpolation that is not built.</exception>
    public Resizing(int height, int width, string interpolation = "bilinear", bool crop_to_aspect_ratio = false, Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        if (height < 1 || width < 1) throw new ArgumentException($"Resizing '{Name}' got the size {height} x {width}; it takes 1 pixel "
            + "or more.");
        if (crop_to_aspect_ratio)
            throw new NotSupportedException($"Resizing '{Name}' got crop_to_aspect_ratio: true, which is not built; use "
                + "layers.Cropping2D first.");
        (_height, _width, _interpolation) = (height, width, Interpolations.Known($"Resizing '{Name}'", interpolation));
    }

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        if (!x.dtype.IsFloating()) x = MathOps.Cast(x, DType);
        return x.shape[1] == _height && x.shape[2] == _width ? x : ImageOps.Resize(x, _height, _width, _interpolation);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) => Shape.Of(input_shape[0], _height, _width, input_shape[3]);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["height"] = _height;
        config["width"] = _width;
        config["interpolation"] = _interpolation;
        config["crop_to_aspect_ratio"] = false;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Resizing from_config(JsonObject config)
    {
        var read = new ConfigReader("Resizing", config);
        return read.Finish(new Resizing(read.RequiredInteger("height"), read.RequiredInteger("width"),
            read.Text("interpolation", "bilinear")!,
            read.Flag("crop_to_aspect_ratio", false), name: read.Name, dtype: read.DType));
    }
}
