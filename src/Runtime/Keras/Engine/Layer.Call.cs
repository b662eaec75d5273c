namespace Tensorflow.Keras.Engine;

/// <remarks>
/// A layer of one input and one output overrides the methods of a single <see cref="Tensor"/> and <see cref="Shape"/>. A layer of
/// several inputs (a merge layer) or outputs overrides those of lists instead:
/// <code>
/// public sealed class Add() : Layer
/// {
///     // Only if it has weights, or checks shapes before there are data.
///     protected override void Build(IReadOnlyList&lt;Shape&gt; input_shapes) { .. }
///     public override Shape ComputeOutputShape(IReadOnlyList&lt;Shape&gt; input_shapes) =&gt; input_shapes[0];
///     public override Tensors Call(Tensors inputs, bool training = false) { .. }
/// }
/// </code>
/// A layer that may have several outputs (an LSTM with its states) overrides <see cref="ComputeOutputShapes"/> and both forms of
/// <see cref="Call(Tensor, bool)"/>, the single one for the case of one output alone. First states given to
/// <see cref="Apply(Tensors, Tensors?, bool)"/> arrive behind the inputs.
/// </remarks>
public abstract partial class Layer
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input's rank or channels do not fit; the text names the layer, what it got and what it
    /// takes.</exception>
    public Tensor Apply(Tensor x, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.IsSymbolic) return Only(Node.Record(this, [x], training ? true : null));
        if (InputRank is { } rank && x.ndim != rank) throw WrongRank(x.shape, rank);
        if (Built) return Call(x, training);
        BuildFor([x]);
        Tensor y = Call(x, training);
        OutputShape ??= AnyBatch(y.shape);
        return y;
    }

    /// <summary>As <see cref="Apply(Tensor, bool)"/>, for what is derived from a tensor: an NDArray, or what <c>keras.Input</c>
    /// returned.</summary>
    /// <remarks>Both a tensor and a list of tensors would do for these, so that C# could not choose.</remarks>
    public Tensor Apply<T>(T x, bool training = false)
        where T : Tensor => Apply((Tensor)x, training);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Number, ranks or sizes of the inputs do not fit; the text says what is taken.</exception>
    public Tensors Apply(Tensors inputs, Tensors? states = null, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Length == 0) throw new ArgumentException($"{ClassName} '{Name}' got no input.");
        if (states is { Length: > 0 }) inputs = new Tensors([.. inputs, .. states]);
        if (inputs.Any(t => t.IsSymbolic)) return new Tensors(Node.Record(this, inputs, training ? true : null));
        if (InputRank is { } rank && inputs[0].ndim != rank) throw WrongRank(inputs[0].shape, rank);
        if (Built) return Call(inputs, training);
        BuildFor(inputs);
        Tensors outputs = Call(inputs, training);
        OutputShape ??= AnyBatch(outputs[0].shape);
        return outputs;
    }

    /// <summary>Computes the output; the weights exist. Python's <c>call</c>; use <see cref="Apply(Tensor, bool)"/> to have them
    /// made.</summary>
    /// <param name="x">Input.</param>
    /// <param name="training">True in training.</param>
    public virtual Tensor Call(Tensor x, bool training = false) =>
        throw new ArgumentException($"{ClassName} '{Name}' got one input; it takes several: Apply(new Tensors(a, b)).");

    /// <inheritdoc cref="Apply{T}(T, bool)"/>
    public Tensor Call<T>(T x, bool training = false)
        where T : Tensor => Call((Tensor)x, training);

    /// <summary>Computes the outputs of a layer of several inputs or outputs; the weights exist.</summary>
    /// <param name="inputs">Inputs, then first states if such were given.</param>
    /// <param name="training">True in training.</param>
    public virtual Tensors Call(Tensors inputs, bool training = false) => inputs.Length == 1
        ? Call(inputs[0], training)
        : throw Several(inputs.Length);

    /// <summary>Makes all weights, if they do not exist, for inputs of a shape.</summary>
    /// <param name="input_shape">With the batch axis, for example <c>(-1, 28, 28, 1)</c>.</param>
    public void build(Shape input_shape) => EnsureBuilt(input_shape);

    /// <summary>As <see cref="build(Shape)"/>, for several inputs.</summary>
    /// <param name="input_shapes">With the batch axis.</param>
    public void build(params Shape[] input_shapes) => EnsureBuilt(input_shapes);

    /// <summary>Makes the weights, if they do not exist, for inputs of a shape.</summary>
    /// <param name="input_shape">With the batch axis; -1 for unknown sizes.</param>
    public void EnsureBuilt(Shape input_shape)
    {
        ArgumentNullException.ThrowIfNull(input_shape);
        if (!Built) EnsureBuilt([input_shape]);
    }

    /// <summary>As <see cref="EnsureBuilt(Shape)"/>, for layers of several inputs.</summary>
    /// <param name="input_shapes">Shapes of the inputs, with the batch axis; -1 for unknown sizes.</param>
    public void EnsureBuilt(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        if (Built) return;
        if (InputRank is { } rank && input_shapes[0].ndim != rank) throw WrongRank(input_shapes[0], rank);
        Build(input_shapes);
        Built = true;
    }

    /// <summary>Makes the weights with <see cref="add_weight"/>.</summary>
    /// <param name="input_shape">With the batch axis; -1 for unknown sizes.</param>
    protected virtual void Build(Shape input_shape)
    {
    }

    /// <summary>Makes the weights of a layer of several inputs with <see cref="add_weight"/>; that of one input overrides
    /// <see cref="Build(Shape)"/>.</summary>
    /// <param name="input_shapes">Shapes of the inputs (and first states), with the batch axis; -1 for unknown sizes.</param>
    /// <exception cref="ArgumentException">Their number does not fit.</exception>
    protected virtual void Build(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        Build(input_shapes.Count == 1 ? input_shapes[0] : throw Several(input_shapes.Count));
    }

    /// <inheritdoc/>
    public virtual Shape ComputeOutputShape(Shape input_shape) => input_shape;

    /// <summary>Shape of the output of a layer of several inputs; that of one overrides <see cref="ComputeOutputShape(Shape)"/>.</summary>
    /// <param name="input_shapes">Shapes of the inputs, with the batch axis; -1 for unknown sizes.</param>
    /// <exception cref="ArgumentException">Their number, or a size, does not fit.</exception>
    public virtual Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        return ComputeOutputShape(input_shapes.Count == 1 ? input_shapes[0] : throw Several(input_shapes.Count));
    }

    /// <summary>Shapes of the outputs; a layer of several outputs overrides it.</summary>
    /// <param name="input_shapes">Shapes of the inputs, with the batch axis; -1 for unknown sizes.</param>
    /// <exception cref="ArgumentException">Their number, or a size, does not fit.</exception>
    public virtual IReadOnlyList<Shape> ComputeOutputShapes(IReadOnlyList<Shape> input_shapes) => [ComputeOutputShape(input_shapes)];

    /// <summary>Makes the weights and notes the outputs' shapes.</summary>
    internal IReadOnlyList<Shape> Describe(IReadOnlyList<Shape> input_shapes)
    {
        EnsureBuilt(input_shapes);
        IReadOnlyList<Shape> outputs = ComputeOutputShapes(input_shapes);
        OutputShape = outputs[0];
        return outputs;
    }

    private bool? _isClosed;

    /// <summary>True when the layer and all inside it are the library's: none keeps a tensor that it got or gave.</summary>
    internal virtual bool IsClosed => _isClosed ??= GetType().Assembly == typeof(Layer).Assembly && Layers.All(l => l.IsClosed);

    /// <summary>Makes the weights when the first data come.</summary>
    private protected virtual void BuildFor(IReadOnlyList<Tensor> inputs) => EnsureBuilt([.. inputs.Select(t => t.shape)]);

    /// <summary>The shape with an unknown number of samples.</summary>
    private protected static Shape AnyBatch(Shape shape) => shape.ndim == 0 ? shape : Shape.Of([-1, .. shape.Span[1..]]);

    private KerasTensor Only(KerasTensor[] outputs) => outputs.Length == 1
        ? outputs[0]
        : throw new ArgumentException($"{ClassName} '{Name}' has {outputs.Length} outputs; to get all, pass its input as Apply(new "
            + "Tensors(x)).");

    private ArgumentException Several(int got) => new($"{ClassName} '{Name}' got {got} inputs; it takes one.");

    private ArgumentException WrongRank(Shape got, int rank) => BadInput($"an input of rank {got.ndim} ({got})", $"{InputAxes}",
        got.ndim == rank - 1 ? "Add a batch axis with tf.expand_dims(x, 0), or a channel axis with tf.expand_dims(x, -1)."
            : got.ndim > rank ? "Flatten or reshape it first." : "");
}
