using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Several attentions side by side, each on a projection of its own of query, key and value; their outputs are projected
/// back.</summary>
/// <remarks>
/// Takes a list: query [batch, query steps, features], value [batch, value steps, value features] and, unless it is the value, key; gives
/// [batch, query steps, features] (or the size of output_shape). A single input attends to itself. Weights: query/kernel, key/kernel
/// [features, heads, key_dim] and value/kernel [features, heads, value_dim] with biases [heads, dim]; attention_output/kernel [heads,
/// value_dim, features] with bias [features]. Source: Vaswani et al., "Attention is all you need", 2017, section 3.2.2.
/// </remarks>
/// <example><code>Tensor y = layers.MultiHeadAttention(num_heads: 4, key_dim: 16).Apply(new Tensors(x, x));</code></example>
public sealed class MultiHeadAttention : Layer
{
    /// <summary>Exchanges the axes of heads and steps.</summary>
    private static readonly int[] HeadsAndSteps = [0, 2, 1, 3];

    private readonly int _heads, _keyDim, _valueDim;
    private readonly int? _outputDim, _seed;
    private readonly double _rate;
    private readonly bool _useBias;
    private readonly Initializer _kernelInitializer, _biasInitializer;
    private readonly Regularizer? _kernelRegularizer, _biasRegularizer;
    private Projection _query, _key, _value, _output;

    private readonly record struct Projection(ResourceVariable Kernel, ResourceVariable? Bias);

    /// <summary>A layer.</summary>
    /// <param name="num_heads">Attentions side by side, 1 or more.</param>
    /// <param name="key_dim">Size of each one's queries and keys, 1 or more.</param>
    /// <param name="value_dim">Size of each one's values; key_dim unless given.</param>
    /// <param name="dropout">Share of the weights dropped in training, 0 up to, but not including, 1.</param>
    /// <param name="use_bias">False for projections without biases.</param>
    /// <param name="output_shape">Features of the output; the query's unless given.</param>
    /// <param name="attention_axes">The steps' axis, 1, the only one built.</param>
    /// <param name="kernel_initializer">First values of the kernels; glorot_uniform unless given.</param>
    /// <param name="bias_initializer">First values of the biases; zeros unless given.</param>
    /// <param name="kernel_regularizer">Penalty on the kernels.</param>
    /// <param name="bias_regularizer">Penalty on the biases.</param>
    /// <param name="seed">For the same numbers in every run; else split from the global stream when the layer is built.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    /// <exception cref="NotSupportedException">Attention over other axes, or an output of several axes.</exception>
    public MultiHeadAttention(
        int num_heads,
        int key_dim,
        int? value_dim = null,
        double dropout = 0,
        bool use_bias = true,
        Shape? output_shape = null,
        Shape? attention_axes = null,
        Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null,
        Regularizer? kernel_regularizer = null,
        Regularizer? bias_regularizer = null,
        int? seed = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, null, dtype)
    {
        if (num_heads < 1 || key_dim < 1 || value_dim < 1)
            throw new ArgumentException($"MultiHeadAttention '{Name}' got {num_heads} heads, key_dim {key_dim} and value_dim "
                + $"{value_dim ?? key_dim}; they take 1 or more.");
        if (dropout is not (>= 0 and < 1))
            throw new ArgumentException($"MultiHeadAttention '{Name}' got dropout {dropout}; it takes the share to drop, 0 up to, but "
                + "not including, 1.");
        if (attention_axes is not null && attention_axes != Shape.Of(1))
            throw new NotSupportedException($"MultiHeadAttention '{Name}' got attention_axes {attention_axes}; only axis 1, the steps, "
                + $"is built. Reshape the input to {AttentionShapes.Axes}.");
        if (output_shape is { ndim: not 1 })
            throw new NotSupportedException($"MultiHeadAttention '{Name}' got output_shape {output_shape}; only one size is built. Put a "
                + "Reshape layer behind it.");
        if (output_shape is { } size && size[0] is < 1 or > int.MaxValue)
            throw new ArgumentException($"MultiHeadAttention '{Name}' got output_shape {output_shape}; it takes 1 or more.");
        (_heads, _keyDim, _valueDim, _outputDim) = (num_heads, key_dim, value_dim ?? key_dim, (int?)output_shape?[0]);
        (_rate, _useBias, _seed) = (dropout, use_bias, seed);
        (_kernelInitializer, _biasInitializer) = (kernel_initializer ?? new GlorotUniform(), bias_initializer ?? new Zeros());
        (_kernelRegularizer, _biasRegularizer) = (kernel_regularizer, bias_regularizer);
    }

    /// <summary>Where the layer's random numbers come from; null before it is built.</summary>
    internal RandomStream? Stream { get; private set; }

    /// <inheritdoc/>
    protected override int? InputRank => 3;

    /// <inheritdoc/>
    protected override string InputAxes => AttentionShapes.Axes;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> input_shapes)
    {
        _ = ComputeOutputShape(input_shapes);
        (Shape query, Shape value, Shape key) = AttentionShapes.Split(input_shapes);
        _query = Project("query", Shape.Of(query[2], _heads, _keyDim));
        _key = Project("key", Shape.Of(key[2], _heads, _keyDim));
        _value = Project("value", Shape.Of(value[2], _heads, _valueDim));
        _output = Project("attention_output", Shape.Of(_heads, _valueDim, _outputDim ?? query[2]), biasAxes: 1);
        Stream = _seed is { } seed ? new RandomStream(seed) : RandomStream.Global.Split();
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => Call(x, x, x, null, training).Output;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _ = ComputeOutputShape([.. inputs.Select(x => x.shape)]);
        (Tensor query, Tensor value, Tensor key) = AttentionShapes.Split(inputs);
        return Call(query, value, key, null, training).Output;
    }

    /// <summary>The output and the weights it was made with: Keras' <c>return_attention_scores</c>.</summary>
    /// <param name="inputs">Query and value, or query, value and key.</param>
    /// <param name="attention_mask">[batch, query steps, value steps] of truth values or of 0 and 1, or 1 for any of these sizes: where
    /// attention is allowed. Null for everywhere.</param>
    /// <param name="use_causal_mask">True to let a step see itself and those before it only.</param>
    /// <param name="training">True in training.</param>
    /// <returns>[batch, query steps, features] and [batch, heads, query steps, value steps].</returns>
    public (Tensor Output, Tensor Scores) ApplyWithScores(Tensors inputs, Tensor? attention_mask = null, bool use_causal_mask = false,
        bool training = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        IReadOnlyList<Shape> shapes = [.. inputs.Select(x => x.shape)];
        EnsureBuilt(shapes);
        _ = ComputeOutputShape(shapes);
        (Tensor query, Tensor value, Tensor key) = AttentionShapes.Split(inputs);
        Tensor? mask = null;
        if (attention_mask is not null)
        {
            if (attention_mask.ndim != 3)
                throw BadInput($"an attention_mask of shape {attention_mask.shape}", "[batch, query steps, value steps]");
            mask = (1 - MathOps.Cast(attention_mask, query.dtype)) * AttentionShapes.Never;
        }
        if (use_causal_mask)
        {
            Tensor causal = AttentionShapes.Causal(query.shape[1], key.shape[1], query.dtype);
            mask = mask is null ? causal : MathOps.Add(mask, causal);
        }
        return Call(query, value, key, mask is null ? null : ArrayOps.ExpandDims(mask, 1), training);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) => ComputeOutputShape([input_shape]);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        if (AttentionShapes.Problem(input_shapes) is { } problem) throw BadInput(problem.Got, problem.Takes);
        (Shape query, Shape value, Shape key) = AttentionShapes.Split(input_shapes);
        if (Built)
        {
            CheckFeatures("queries", query, _query);
            CheckFeatures("keys", key, _key);
            CheckFeatures("values", value, _value);
        }
        return Shape.Of(query[0], query[1], _outputDim ?? query[2]);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["num_heads"] = _heads;
        config["key_dim"] = _keyDim;
        config["value_dim"] = _valueDim;
        config["dropout"] = _rate;
        config["use_bias"] = _useBias;
        config["output_shape"] = _outputDim;
        config["attention_axes"] = new JsonArray(1);
        config["kernel_initializer"] = _kernelInitializer.Serialize();
        config["bias_initializer"] = _biasInitializer.Serialize();
        config["kernel_regularizer"] = _kernelRegularizer?.Serialize();
        config["bias_regularizer"] = _biasRegularizer?.Serialize();
        config["seed"] = _seed;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static MultiHeadAttention from_config(JsonObject config)
    {
        var read = new ConfigReader("MultiHeadAttention", config);
        read.Refuse("activity_regularizer", "kernel_constraint", "bias_constraint");
        return read.Finish(new MultiHeadAttention(
            read.RequiredInteger("num_heads"),
            read.RequiredInteger("key_dim"),
            read.Integer("value_dim"),
            read.Number("dropout", 0),
            read.Flag("use_bias", true),
            read.Dims("output_shape"),
            read.Dims("attention_axes"),
            read.Initializer("kernel_initializer"),
            read.Initializer("bias_initializer"),
            read.Regularizer("kernel_regularizer"),
            read.Regularizer("bias_regularizer"),
            read.Integer("seed"),
            read.Name,
            read.DType));
    }

    private Projection Project(string name, Shape kernel, int biasAxes = 2) => new(
        add_weight($"{name}/kernel", kernel, _kernelInitializer, _kernelRegularizer),
        _useBias ? add_weight($"{name}/bias", kernel[^biasAxes..], _biasInitializer, _biasRegularizer) : null);

    private (Tensor Output, Tensor Scores) Call(Tensor query, Tensor value, Tensor key, Tensor? mask, bool training)
    {
        Tensor q = Heads(query, _query, _keyDim) * (1 / Math.Sqrt(_keyDim)), k = Heads(key, _key, _keyDim),
            v = Heads(value, _value, _valueDim);
        Tensor scores = MathOps.MatMul(q, k, transpose_b: true);
        if (mask is not null) scores = MathOps.Add(scores, mask);
        Tensor weights = NnOps.Softmax(scores);
        Tensor kept = training && _rate > 0 ? NnOps.Dropout(weights, _rate, Stream!) : weights;
        Tensor heads = ArrayOps.Transpose(MathOps.MatMul(kept, v), HeadsAndSteps);
        Tensor rows = ArrayOps.Reshape(heads, Shape.Of(query.shape[0], query.shape[1], (long)_heads * _valueDim));
        ResourceVariable kernel = _output.Kernel;
        Tensor y = NnOps.Dense(rows, ArrayOps.Reshape(kernel.Operand, Shape.Of((long)_heads * _valueDim, kernel.shape[2])),
            _output.Bias?.Operand);
        return (y, weights);
    }

    /// <summary>[batch, steps, features] to [batch, heads, steps, dim].</summary>
    private Tensor Heads(Tensor x, Projection projection, int dim)
    {
        long width = (long)_heads * dim;
        Tensor kernel = ArrayOps.Reshape(projection.Kernel.Operand, Shape.Of(x.shape[2], width));
        Tensor? bias = projection.Bias is { } b ? ArrayOps.Reshape(b.Operand, Shape.Of(width)) : null;
        Tensor y = NnOps.Dense(x, kernel, bias);
        return ArrayOps.Transpose(ArrayOps.Reshape(y, Shape.Of(x.shape[0], x.shape[1], _heads, dim)), HeadsAndSteps);
    }

    private void CheckFeatures(string what, Shape got, Projection projection)
    {
        if (AttentionShapes.Differ(got[2], projection.Kernel.shape[0]))
            throw BadInput($"{what} of {got[2]} features ({got})", $"{projection.Kernel.shape[0]} features on the last axis",
                "It was built for that number; make a new layer for another one.");
    }
}
