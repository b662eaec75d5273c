using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>x from the threshold on, up to max_value; below it negative_slope (x - threshold). The shape stays.</summary>
public sealed class ReLU : Layer
{
    private readonly double? _maxValue;
    private readonly double _negativeSlope, _threshold;

    /// <summary>A layer.</summary>
    /// <param name="max_value">Largest output, 0 or more; no limit unless given.</param>
    /// <param name="negative_slope">Slope below the threshold, 0 or more.</param>
    /// <param name="threshold">Where the rise begins, 0 or more.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">Type of the values, for models of float64.</param>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public ReLU(double? max_value = null, double negative_slope = 0, double threshold = 0, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        if (max_value is not (null or >= 0) || !(negative_slope >= 0) || !(threshold >= 0))
            throw new ArgumentException($"ReLU '{Name}' got max_value {max_value?.ToString() ?? "null"}, "
                + $"negative_slope {negative_slope} and threshold {threshold}; none may be negative.");
        (_maxValue, _negativeSlope, _threshold) = (max_value, negative_slope, threshold);
    }

    /// <inheritdoc/>
    internal override double? RectifierSlope => _threshold == 0 && _maxValue is null ? _negativeSlope : null;

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Tensor y;
        if (_threshold == 0)
        {
            y = _negativeSlope == 0 ? NnOps.Relu(x) : NnOps.LeakyRelu(x, _negativeSlope);
        }
        else
        {
            Tensor threshold = ArrayOps.Fill(Shape.Scalar, _threshold, x.dtype);
            y = MathOps.Where(MathOps.GreaterEqual(x, threshold), x, MathOps.Subtract(x, threshold) * _negativeSlope);
        }
        return _maxValue is { } max ? MathOps.Minimum(y, ArrayOps.Fill(Shape.Scalar, max, x.dtype)) : y;
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["max_value"] = _maxValue;
        config["negative_slope"] = _negativeSlope;
        config["threshold"] = _threshold;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static ReLU from_config(JsonObject config)
    {
        var read = new ConfigReader("ReLU", config);
        return read.Finish(new ReLU(read.Number("max_value"), read.Number("negative_slope", 0), read.Number("threshold", 0), name: read.Name,
            dtype: read.DType));
    }
}
