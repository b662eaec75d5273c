using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>In training, mirrors each image, or does not, at even odds.</summary>
/// <remarks>[batch, height, width, channels]; the shape stays. Mirrored digits are mostly not digits any more: 2, 3, 4, 5, 6, 7 and
/// 9.</remarks>
public sealed class RandomFlip : RandomImageLayer
{
    private readonly bool _horizontal, _vertical;

    /// <summary>A layer.</summary>
    /// <param name="mode"><c>horizontal</c> exchanges left and right, <c>vertical</c> top and bottom, <c>horizontal_and_vertical</c> draws
    /// for each.</param>
    /// <param name="seed">For the same numbers in every run; else split from the global stream when the layer is built.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for models of that type.</param>
    /// <exception cref="ArgumentException">An unknown mode.</exception>
    public RandomFlip(string mode = "horizontal_and_vertical", int? seed = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base("constant", "nearest", seed, 0, input_shape, name, dtype) => (_horizontal, _vertical) = mode?.ToLowerInvariant() switch
        {
            "horizontal" => (true, false),
            "vertical" => (false, true),
            "horizontal_and_vertical" => (true, true),
            _ => throw new ArgumentException($"RandomFlip '{Name}' got mode '{mode}'; it takes \"horizontal\", \"vertical\" or "
                + "\"horizontal_and_vertical\"."),
        };

    private protected override int Draws => 2;

    private protected override void Transform(ReadOnlySpan<double> shares, long height, long width, Span<double> transform)
    {
        bool across = _horizontal && shares[0] < 0.5, down = _vertical && shares[1] < 0.5;
        (transform[0], transform[1], transform[2]) = across ? (-1.0, 0.0, width - 1.0) : (1, 0, 0);
        (transform[3], transform[4], transform[5]) = down ? (0.0, -1.0, height - 1.0) : (0, 1, 0);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        foreach (string unused in (string[])["fill_mode", "interpolation", "fill_value"]) config.Remove(unused);
        config["mode"] = _horizontal && _vertical ? "horizontal_and_vertical" : _horizontal ? "horizontal" : "vertical";
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static RandomFlip from_config(JsonObject config)
    {
        var read = new ConfigReader("RandomFlip", config);
        return read.Finish(new RandomFlip(read.Text("mode", "horizontal_and_vertical")!, read.Integer("seed"), name: read.Name,
            dtype: read.DType));
    }
}
