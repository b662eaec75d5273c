using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Normalizes each sample by itself over some axes: (x - mean) / sqrt(variance + epsilon) · gamma + beta. The shape stays.</summary>
/// <remarks>Weights: gamma and beta, with the normalized axes' sizes. Source: Ba, Kiros and Hinton, 2016.</remarks>
public sealed class LayerNormalization : AffineNormalization
{
    private readonly int[] _axes;
    private Shape _sizes = null!;

    /// <summary>A layer.</summary>
    /// <param name="axis">The axes that share a mean, not the batch's: <c>-1</c>, or several: <c>(1, 2)</c>. The last one unless given.</param>
    /// <param name="epsilon">Keeps the root away from 0.</param>
    /// <param name="center">False for no beta.</param>
    /// <param name="scale">False for no gamma.</param>
    /// <param name="beta_initializer">First offsets; zeros unless given.</param>
    /// <param name="gamma_initializer">First scales; ones unless given.</param>
    /// <param name="beta_regularizer">Penalty on the offsets.</param>
    /// <param name="gamma_regularizer">Penalty on the scales.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">An axis is named twice, or epsilon is out of its range.</exception>
    public LayerNormalization(
        Axis? axis = null,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        Initializer? beta_initializer = null,
        Initializer? gamma_initializer = null,
        Regularizer? beta_regularizer = null,
        Regularizer? gamma_regularizer = null,
        Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, input_shape, name, dtype)
    {
        _axes = axis?.axis ?? [-1];
        if (_axes.Length == 0 || _axes.Distinct().Count() != _axes.Length)
            throw new ArgumentException($"LayerNormalization '{Name}' got axis ({string.Join(", ", _axes)}); it takes each axis once, for example -1.");
    }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        int[] axes = Axes(input_shape);
        _sizes = Shape.Of([.. axes.Select(a => input_shape[a])]);
        AddScaleAndOffset(_sizes);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        int[] axes = Axes(x.shape);
        for (int i = 0; i < axes.Length; i++)
            if (x.shape[axes[i]] != _sizes[i])
                throw BadInput($"an input of shape {x.shape}", $"{_sizes} on the axes ({string.Join(", ", _axes)})",
                    "It was built for these sizes; make a new layer for others.");
        if (axes[0] == x.ndim - axes.Length) return NnOps.LayerNorm(x, Gamma, Beta, axes.Length, Epsilon);
        int[] order = [.. Enumerable.Range(0, x.ndim).Except(axes), .. axes];
        int[] back = [.. Enumerable.Range(0, x.ndim).Select(i => Array.IndexOf(order, i))];
        return ArrayOps.Transpose(NnOps.LayerNorm(ArrayOps.Transpose(x, order), Gamma, Beta, axes.Length, Epsilon), back);
    }

    /// <summary>The normalized axes in rising order, counted from the front.</summary>
    private int[] Axes(Shape shape)
    {
        var axes = new int[_axes.Length];
        for (int i = 0; i < axes.Length; i++) axes[i] = _axes[i] < 0 ? _axes[i] + shape.ndim : _axes[i];
        Array.Sort(axes);
        if (axes[0] < 1 || axes[^1] >= shape.ndim || axes.Distinct().Count() != axes.Length)
            throw BadInput($"an input of rank {shape.ndim} ({shape}) for axis ({string.Join(", ", _axes)})", "axes behind the batch's, each once",
                "Change axis, or add a batch axis with tf.expand_dims(x, 0).");
        return axes;
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["axis"] = _axes is [int axis] ? axis : new JsonArray([.. _axes.Select(a => (JsonNode)a)]);
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static LayerNormalization from_config(JsonObject config)
    {
        var read = new ConfigReader("LayerNormalization", config);
        read.Refuse("beta_constraint", "gamma_constraint");
        if (read.Flag("rms_scaling", false))
            throw new NotSupportedException("LayerNormalization has rms_scaling, which is not built. Train without it and save again.");
        return read.Finish(new LayerNormalization(
            new Axis(AxesOf(read, -1)),
            read.Number("epsilon", 1e-3),
            read.Flag("center", true),
            read.Flag("scale", true),
            read.Initializer("beta_initializer"),
            read.Initializer("gamma_initializer"),
            read.Regularizer("beta_regularizer"),
            read.Regularizer("gamma_regularizer"),
            name: read.Name,
            dtype: read.DType));
    }
}
