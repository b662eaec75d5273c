using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Memory;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// A layer that can be trained: it has an optimizer, a loss and metrics. A model of one's own overrides
/// <see cref="Layer.Call(Tensor, bool)"/>; the layers in its fields and properties, also in lists, are found by themselves.
/// </summary>
/// <example><code>
/// sealed class Residual : Model
/// {
///     readonly Layer _first = keras.layers.Dense(32, activation: "relu"), _second = keras.layers.Dense(32), _last =
/// keras.layers.Dense(10);
///     public override Tensor Call(Tensor x, bool training = false)
///     {
///         x = _first.Apply(x, training);
///         return _last.Apply(x + _second.Apply(x, training), training);
///     }
/// }
/// </code></example>
public abstract partial class Model : Layer, IModel
{
    private LossesArgument _lossArgument;
    private LossWeights _lossWeightArgument;
    private OutputMetrics _metricArguments;
    private Dictionary<Layer, bool> _trainableAtCompile = [];
    private IReadOnlyList<Tensor>? _sample;

    /// <summary>A model.</summary>
    /// <param name="name">Its name.</param>
    protected Model(string? name = null)
        : base(name)
    {
    }

    /// <summary>The optimizer given to <c>compile</c>; null before.</summary>
    public IOptimizer? optimizer { get; private set; }

    /// <summary>The loss given to <c>compile</c>; null before, and where outputs have losses of their own.</summary>
    public ILossFunc? loss => _lossArgument.One;

    /// <summary>Set it to true, in a callback, to end training after the present step.</summary>
    public bool stop_training { get; set; }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<Layer> layers => Layers;

    /// <summary>The symbolic inputs the model was described with; none for a subclass, or while the input's shape is not known.</summary>
    public virtual IReadOnlyList<KerasTensor> inputs => [];

    /// <summary>The symbolic outputs the model was described with; none for a subclass, or while the input's shape is not known.</summary>
    public virtual IReadOnlyList<KerasTensor> outputs => [];

    /// <summary>Names of the outputs, by which losses, metrics and figures go: those of the layers that give them.</summary>
    public IReadOnlyList<string> output_names => OutputNames(Math.Max(1, outputs.Count));

    /// <summary>Says how the model is to be trained. The layers' <see cref="Layer.trainable"/> holds as it is now, until the next
    /// call.</summary>
    /// <param name="optimizer">By name (<c>"adam"</c>) or as an object.</param>
    /// <param name="loss">By name (<c>"sparse_categorical_crossentropy"</c>), as an object or function; for several outputs also a list, or
    /// by
    /// output name. The model is trained on the weighted sum.</param>
    /// <param name="metrics">Names (<c>"accuracy"</c>) or objects, for each output.</param>
    /// <param name="loss_weights">How much the loss of each output counts; 1 unless given.</param>
    /// <exception cref="ArgumentException">A name is unknown; the text lists the known ones.</exception>
    public void compile(OptimizerArgument optimizer, LossesArgument loss, MetricsArgument metrics = default,
        LossWeights loss_weights = default) =>
        compile(optimizer, loss, OutputMetrics.Same(metrics), loss_weights);

    /// <summary>Says how the model is to be trained, with metrics of its own for each output.</summary>
    /// <param name="optimizer">By name or as an object.</param>
    /// <param name="loss">For all outputs, a list, or by output name.</param>
    /// <param name="metrics">Those of each output by itself.</param>
    /// <param name="loss_weights">How much the loss of each output counts; 1 unless given.</param>
    /// <exception cref="ArgumentException">A name is unknown; the text lists the known ones.</exception>
    [OverloadResolutionPriority(-1)]
    public void compile(OptimizerArgument optimizer, LossesArgument loss, OutputMetrics metrics, LossWeights loss_weights = default)
    {
        this.optimizer = optimizer.Value ?? throw new ArgumentException("compile got no optimizer; it takes a name such as \"adam\" or an "
            + "object such as keras.optimizers.Adam().");
        if (loss.IsEmpty)
            throw new ArgumentException("compile got no loss; it takes a name such as \"sparse_categorical_crossentropy\" "
                + "or an object.");
        (_lossArgument, _metricArguments, _lossWeightArgument) = (loss, metrics, loss_weights);
        _targets = null;
        _gathered = false;
        _trainableAtCompile = All(this).Distinct().ToDictionary(l => l, l => l.trainable);
    }

    /// <summary>As the others, for an optimizer known by its interface only.</summary>
    [OverloadResolutionPriority(-2)]
    public void compile(IOptimizer optimizer, LossesArgument loss, MetricsArgument metrics = default, LossWeights loss_weights = default) =>
        compile(OptimizerArgument.Of(optimizer), loss, metrics, loss_weights);

    /// <summary>As the others, for a loss known by its interface only.</summary>
    [OverloadResolutionPriority(-3)]
    public void compile(OptimizerArgument optimizer, ILossFunc loss, MetricsArgument metrics = default) =>
        compile(optimizer, LossesArgument.Of(loss), metrics);

    /// <summary>As the others, for an optimizer and a loss known by their interfaces only.</summary>
    [OverloadResolutionPriority(-4)]
    public void compile(IOptimizer optimizer, ILossFunc loss, MetricsArgument metrics = default) =>
        compile(OptimizerArgument.Of(optimizer), LossesArgument.Of(loss), metrics);

    /// <summary>The layer with this name.</summary>
    /// <exception cref="ArgumentException">There is none; the text lists the names.</exception>
    public Layer get_layer(string name) => Layers.FirstOrDefault(l => l.Name == name)
        ?? throw new ArgumentException($"Got layer name '{name}'; the model '{Name}' has {string.Join(", ", Layers.Select(l => l.Name))}.");

    /// <summary>The layer with this number, counted from 0; from the end if negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public Layer get_layer(int index)
    {
        int i = index < 0 ? index + Layers.Count : index;
        return i >= 0 && i < Layers.Count ? Layers[i]
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"Got layer number {index}; the model '{Name}' has "
                + $"{Layers.Count} layers.");
    }

    /// <summary>Settings from which an equal model can be made. A subclass overrides it to be saved with its structure.</summary>
    /// <exception cref="NotSupportedException">The model is a subclass that does not override it.</exception>
    public override JsonObject get_config() => throw new NotSupportedException(
        $"The model '{Name}' is of the class {ClassName}, whose structure is in its code; save its weights, or override get_config and "
            + "register the class with LayerRegistry.Register.");

    /// <summary>The model's structure as JSON, without weights; <c>keras.models.model_from_json</c> reads it.</summary>
    /// <exception cref="NotSupportedException">A class inside has no configuration.</exception>
    public string to_json() => Saving.ModelConfig.ToJson(this).ToJsonString();

    /// <summary>Makes the weights of a subclass: those of the layers inside come to be when it first computes, here on one
    /// sample.</summary>
    /// <param name="input_shapes">With the batch axis.</param>
    protected override void Build(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        if (input_shapes.Count == 1) Build(input_shapes[0]);
        OutputShape = AnyBatch(Trial(input_shapes)[0]);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) => ComputeOutputShape([input_shape]);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes) => ComputeOutputShapes(input_shapes)[0];

    /// <summary>Shapes of the outputs, found out by computing them for one sample of zeros.</summary>
    /// <param name="input_shapes">With the batch axis.</param>
    public override IReadOnlyList<Shape> ComputeOutputShapes(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        return [.. Trial(input_shapes).Select(s => s.ndim == 0 ? s : Shape.Of([input_shapes[0][0], .. s.Span[1..]]))];
    }

    /// <summary>Computes all outputs of the inputs.</summary>
    private protected virtual void Run(Tensor[] inputs, ref Tensor[] outputs, bool training)
    {
        Tensors made = Apply(new Tensors(inputs), null, training);
        if (outputs.Length != made.Length) outputs = new Tensor[made.Length];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = made[i];
    }

    /// <inheritdoc/>
    private protected override void BuildFor(IReadOnlyList<Tensor> inputs)
    {
        _sample = inputs;
        try
        {
            base.BuildFor(inputs);
        }
        finally
        {
            _sample = null;
        }
    }

    /// <summary>Shapes of the outputs for one sample: the first of the data where there are some, else zeros.</summary>
    private Shape[] Trial(IReadOnlyList<Shape> shapes)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor[] samples = _sample is { } data && data.All(t => t.ndim > 0 && t.shape[0] > 0)
            ? [.. data.Select(t => Part(t, 0, 1))]
            : [.. shapes.Select(s => Tensor.Zeros(Shape.Of([.. s.Select((d, axis) => d < 0 || axis == 0 ? 1 : d)]), DType))];
        return [.. Call(new Tensors(samples)).Select(t => t.shape)];
    }

    private string[] OutputNames(int count)
    {
        if (outputs.Count != count) return [.. Enumerable.Range(1, count).Select(i => $"output_{i}")];
        string[] names = [.. outputs.Select(t => t.Node!.Layer.Name)];
        // A layer that gives several outputs: dense, dense_1 and so on.
        return [.. names.Select((name, i) => names.Take(i).Count(n => n == name) is > 0 and var before ? $"{name}_{before}" : name)];
    }

    private static IEnumerable<Layer> All(Layer layer) => layer.Layers.SelectMany(All).Prepend(layer);
}
