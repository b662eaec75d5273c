using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>softmax(query keyᵀ) value: each step of the query gets a mean of the values, weighted by how well their keys fit it.</summary>
/// <remarks>
/// Takes a list: query [batch, query steps, features], value [batch, value steps, value features] and, unless it is the value, key [batch,
/// value steps, features]; gives [batch, query steps, value features]. A single input attends to itself. Source: Luong, Pham and Manning,
/// 2015.
/// </remarks>
/// <example><code>Tensor context = layers.Attention().Apply(new Tensors(query, value));</code></example>
public sealed class Attention : Layer
{
    private readonly bool _useScale, _causal;
    private readonly double _rate;
    private readonly int? _seed;
    private ResourceVariable? _scale;

    /// <summary>A layer.</summary>
    /// <param name="use_scale">True to multiply scores by a learned number that begins with 1.</param>
    /// <param name="score_mode"><c>dot</c>, the only one built.</param>
    /// <param name="causal">True to let a step see itself and those before it only.</param>
    /// <param name="dropout">Share of the weights dropped in training, 0 up to, but not including, 1.</param>
    /// <param name="seed">For the same numbers in every run; else split from the global stream when the layer is built.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">The share is out of its range, or an unknown mode.</exception>
    /// <exception cref="NotSupportedException">score_mode concat.</exception>
    public Attention(bool use_scale = false, string score_mode = "dot", bool causal = false, double dropout = 0, int? seed = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, null, dtype)
    {
        if (score_mode == "concat")
            throw new NotSupportedException($"Attention '{Name}' got score_mode 'concat', which is not built; use \"dot\", with "
                + "use_scale: true.");
        if (score_mode != "dot") throw new ArgumentException($"Attention '{Name}' got score_mode '{score_mode}'; it takes \"dot\".");
        if (dropout is not (>= 0 and < 1))
            throw new ArgumentException($"Attention '{Name}' got dropout {dropout}; it takes the share to drop, 0 up to, but not "
                + "including, 1.");
        (_useScale, _causal, _rate, _seed) = (use_scale, causal, dropout, seed);
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
        if (_useScale) _scale = add_weight("scale", Shape.Scalar, new Ones());
        Stream = _seed is { } seed ? new RandomStream(seed) : RandomStream.Global.Split();
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => Call(x, x, x, training).Output;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        (Tensor query, Tensor value, Tensor key) = AttentionShapes.Split(inputs);
        _ = ComputeOutputShape([.. inputs.Select(x => x.shape)]);
        return Call(query, value, key, training).Output;
    }

    /// <summary>The output and the weights it was made with, [batch, query steps, value steps]: Keras'
    /// <c>return_attention_scores</c>.</summary>
    /// <param name="inputs">Query and value, or query, value and key.</param>
    /// <param name="training">True in training.</param>
    public (Tensor Output, Tensor Scores) ApplyWithScores(Tensors inputs, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        IReadOnlyList<Shape> shapes = [.. inputs.Select(x => x.shape)];
        EnsureBuilt(shapes);
        _ = ComputeOutputShape(shapes);
        (Tensor query, Tensor value, Tensor key) = AttentionShapes.Split(inputs);
        return Call(query, value, key, training);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) => ComputeOutputShape([input_shape]);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        if (AttentionShapes.Problem(input_shapes) is { } problem) throw BadInput(problem.Got, problem.Takes);
        (Shape query, Shape value, Shape key) = AttentionShapes.Split(input_shapes);
        if (AttentionShapes.Differ(query[2], key[2]))
            throw BadInput($"queries of shape {query} and keys of shape {key}", "as many features of both", "Put a Dense layer in front "
                + "of one.");
        return Shape.Of(query[0], query[1], value[2]);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["use_scale"] = _useScale;
        config["score_mode"] = "dot";
        config["causal"] = _causal;
        config["dropout"] = _rate;
        config["seed"] = _seed;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Attention from_config(JsonObject config)
    {
        var read = new ConfigReader("Attention", config);
        return read.Finish(new Attention(read.Flag("use_scale", false), read.Text("score_mode", "dot")!, read.Flag("causal", false),
            read.Number("dropout", 0),
            read.Integer("seed"), read.Name, read.DType));
    }

    private (Tensor Output, Tensor Scores) Call(Tensor query, Tensor value, Tensor key, bool training)
    {
        Tensor scores = MathOps.MatMul(query, key, transpose_b: true);
        if (_scale is not null) scores = MathOps.Multiply(scores, _scale.Operand);
        if (_causal) scores = MathOps.Add(scores, AttentionShapes.Causal(query.shape[1], key.shape[1], query.dtype));
        Tensor weights = NnOps.Softmax(scores);
        if (training && _rate > 0) weights = NnOps.Dropout(weights, _rate, Stream!);
        return (MathOps.MatMul(weights, value), weights);
    }
}
