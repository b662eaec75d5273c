using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving.Onnx;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>The small network of paper 4, its sizes open to tuning.</summary>
/// <remarks>Source: paper 4 (mlp), section IV, steps 2 to 4.</remarks>
public static class Mlp
{
    /// <summary>784 pixels, one or more hidden relu layers, 10 softmax outputs.</summary>
    /// <param name="hidden">Neurons of each hidden layer; null for one of 128.</param>
    /// <param name="l1">L1 penalty on the hidden kernels, 0 or more.</param>
    /// <param name="l2">L2 penalty on the hidden kernels, 0 or more.</param>
    /// <param name="dropout">Share of hidden outputs dropped in training, 0 up to 1.</param>
    /// <returns>A model from [batch, 784], pixels 0 to 1, to [batch, 10], probabilities; not compiled.</returns>
    /// <exception cref="ArgumentException">A size is below 1, or a penalty or share out of range.</exception>
    /// <example><code>
    /// Sequential model = Mlp.Create([256], dropout: 0.2);
    /// model.compile("adam", "categorical_crossentropy", "accuracy");
    /// </code></example>
    public static Sequential Create(int[]? hidden = null, double l1 = 0, double l2 = 0, double dropout = 0)
    {
        hidden ??= [128];
        if (hidden.Length == 0 || hidden.Any(units => units < 1)) throw new ArgumentException($"Got hidden sizes [{string.Join(", ", hidden)}]; it takes one or more sizes of 1 or more.");
        var layers = keras.layers;
        var model = keras.Sequential();
        model.add(keras.Input(784));                                                      // an input layer of 784 neurons (one for each pixel)
        foreach (int units in hidden)                                                     // one or more hidden layers with ReLU activation functions
        {
            model.add(layers.Dense(units, activation: "relu", kernel_regularizer: l1 > 0 || l2 > 0 ? keras.regularizers.L1L2(l1, l2) : null));
            if (dropout > 0) model.add(layers.Dropout(dropout));
        }
        model.add(layers.Dense(10, activation: "softmax"));                               // an output layer with 10 neurons (one for each digit) and a softmax
        return model;
    }

    /// <summary>The linear support vector machine that the paper compares with: one score a class; 7,850 weights.</summary>
    /// <param name="l2">L2 penalty on the kernel, which makes the margin wide; 0 or more.</param>
    /// <returns>A model from [batch, 784], pixels 0 to 1, to [batch, 10], scores. Compile it with <c>categorical_hinge</c>.</returns>
    /// <remarks>Source: paper 4 (mlp), section V.</remarks>
    /// <example><code>
    /// Sequential model = Mlp.LinearSvm();
    /// model.compile("adam", "categorical_hinge", "accuracy");
    /// </code></example>
    public static Sequential LinearSvm(double l2 = 1e-4)
    {
        var model = keras.Sequential();
        model.add(keras.Input(784));
        model.add(keras.layers.Dense(10, kernel_regularizer: l2 > 0 ? keras.regularizers.l2(l2) : null));
        return model;
    }

    /// <summary>A small vision transformer, which the paper names as further work: the 28 rows of an image are its tokens; 71,370 weights.</summary>
    /// <param name="width">Length of a token's vector, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="blocks">Encoder blocks.</param>
    /// <returns>A model from [batch, 28, 28], pixels 0 to 1, to [batch, 10], probabilities; not compiled.</returns>
    /// <exception cref="ArgumentException">The width is no multiple of the heads, or a count is below 1.</exception>
    /// <remarks>Normalization before attention and before the dense layers of a block. Source: paper 4 (mlp), conclusion.</remarks>
    /// <example><code>Model model = Mlp.VisionTransformer();</code></example>
    public static Model VisionTransformer(int width = 64, int heads = 4, int blocks = 2)
    {
        if (heads < 1 || blocks < 1 || width < 1 || width % heads != 0)
            throw new ArgumentException($"Got width {width}, {heads} heads and {blocks} blocks; it takes 1 or more of each, and a width that is a multiple of the heads.");
        var layers = keras.layers;
        var rows = keras.Input((28, 28));
        Tensor x = new RowPositions().Apply(layers.Dense(width).Apply(rows));
        for (int i = 0; i < blocks; i++)
        {
            Tensor y = layers.LayerNormalization().Apply(x);
            y = layers.MultiHeadAttention(heads, width / heads).Apply(new Tensors(y, y));
            x = layers.Add().Apply(new Tensors(x, y));
            y = layers.LayerNormalization().Apply(x);
            y = layers.Dense(width).Apply(layers.Dense(2 * width, activation: "relu").Apply(y));
            x = layers.Add().Apply(new Tensors(x, y));
        }
        x = layers.GlobalAveragePooling1D().Apply(layers.LayerNormalization().Apply(x));
        return keras.Model(rows, layers.Dense(10, activation: "softmax").Apply(x), name: "vision_transformer");
    }
}

/// <summary>Adds a learned vector to each row's token, as attention does not know their order. [batch, rows, width] to the same.</summary>
/// <remarks>A layer written outside the runtime: it joins the registry, so that models with it can be read from files.</remarks>
public sealed class RowPositions : Layer
{
    private ResourceVariable _positions = null!;

    static RowPositions()
    {
        LayerRegistry.Register(nameof(RowPositions), from_config);
        OnnxLayers.Register(nameof(RowPositions), layer => layer.Node("Add", [layer.Input(), layer.Weight("positions")]));
    }

    /// <summary>A layer of positions.</summary>
    /// <param name="name">Its name.</param>
    public RowPositions(string? name = null)
        : base(name)
    {
    }

    /// <inheritdoc/>
    protected override int? InputRank => 3;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, rows, width]";

    /// <summary>Makes the layer that a config describes.</summary>
    /// <param name="config">As <c>get_config</c> gives it.</param>
    public static RowPositions from_config(JsonObject config) => new((string?)config["name"]);

    /// <inheritdoc/>
    protected override void Build(Shape input_shape) => _positions = add_weight("positions", input_shape[1..], new RandomNormal(stddev: 0.02));

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => x + _positions.Operand;
}
