using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;

namespace Tensorflow.Keras.Engine;

/// <summary>Base of all layers. A layer of one's own overrides <see cref="Build(Shape)"/> to make its weights and
/// <see cref="Call(Tensor, bool)"/> to use them.</summary>
/// <example><code>
/// sealed class Scale() : Layer("scale")
/// {
///     ResourceVariable _factor = null!;
///     protected override void Build(Shape input_shape) =&gt; _factor = add_weight("factor", input_shape[-1], new Ones());
///     public override Tensor Call(Tensor x, bool training = false) =&gt; x * _factor.Operand;
/// }
/// </code></example>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.AllFields)] // LayerParts finds a layer's parts in its fields.
public abstract partial class Layer : ILayer
{
    private static readonly ConcurrentDictionary<string, int> Names = new();

    private readonly List<ResourceVariable> _trainable = [], _fixed = [];
    private readonly List<(ResourceVariable Weight, IRegularizer Regularizer)> _regularized = [];
    private bool _isTrainable = true;
    private List<Node>? _nodes;

    /// <summary>A layer.</summary>
    /// <param name="name">Its name; the class name in snake case, numbered from the second on, unless given.</param>
    /// <param name="input_shape">Shape of one sample, without the batch axis, for a layer that begins a model.</param>
    /// <param name="dtype">Type of its weights: float32, or float64 for gradient checks.</param>
    protected Layer(string? name = null, Shape? input_shape = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    {
        Name = name ?? UniqueName(SnakeCase(ClassName));
        DType = dtype;
        if (input_shape is not null) BatchInputShape = Shape.Of([-1, .. input_shape.Span]);
    }

    /// <inheritdoc/>
    public string Name { get; set; }

    /// <summary>Class name in Keras.</summary>
    public virtual string ClassName => GetType().Name;

    /// <summary>Type of the weights.</summary>
    public TF_DataType DType { get; }

    /// <inheritdoc/>
    public bool Built { get; protected set; }

    /// <summary>Shape of the input with the batch axis, where it is known from the start.</summary>
    public Shape? BatchInputShape { get; set; }

    /// <summary>Shape of the last output that was described, with the batch axis; null before.</summary>
    public Shape? OutputShape { get; protected set; }

    /// <summary>The layer's uses in descriptions of models.</summary>
    internal List<Node> Nodes => _nodes ??= [];

    /// <summary>The symbolic input of the layer's only use in a model; for the parts of a model to be models too.</summary>
    /// <exception cref="InvalidOperationException">It was not used on symbolic tensors, or more than once, or takes several
    /// inputs.</exception>
    public KerasTensor input => OnlyNode("input").Inputs is [{ } only] ? only
        : throw new InvalidOperationException($"{ClassName} '{Name}' has {OnlyNode("input").Inputs.Length} inputs, not one.");

    /// <summary>The symbolic output of the layer's only use in a model: <c>keras.Model(model.inputs,
    /// model.get_layer("x").output)</c>.</summary>
    /// <exception cref="InvalidOperationException">It was not used on symbolic tensors, or more than once, or has several
    /// outputs.</exception>
    public KerasTensor output => OnlyNode("output").Outputs is [{ } only] ? only
        : throw new InvalidOperationException($"{ClassName} '{Name}' has {OnlyNode("output").Outputs.Length} outputs, not one.");

    /// <summary>The number of axes the (first) input must have, the batch axis included; null for any.</summary>
    protected virtual int? InputRank => null;

    /// <summary>What the axes of the input mean, for errors, for example <c>[batch, height, width, channels]</c>.</summary>
    protected virtual string InputAxes => "[batch, ..]";

    /// <inheritdoc/>
    /// <remarks>
    /// Setting it sets it for the layers inside as well. A model trains with the values at the time of <c>compile</c>, as in
    /// Keras: call <c>compile</c> again to have a change take effect.
    /// </remarks>
    public virtual bool trainable
    {
        get => _isTrainable;
        set
        {
            _isTrainable = value;
            foreach (Layer layer in Layers) layer.trainable = value;
        }
    }

    /// <summary>As <see cref="trainable"/>, of this layer alone.</summary>
    internal bool OwnTrainable
    {
        get => _isTrainable;
        set => _isTrainable = value;
    }

    /// <summary>Layers inside this one, in order: those in its fields and properties, also in lists and dictionaries.</summary>
    public virtual IReadOnlyList<Layer> Layers => LayerParts.LayersOf(this);

    /// <inheritdoc/>
    public virtual IReadOnlyList<ResourceVariable> trainable_variables
    {
        get
        {
            if (!trainable) return [];
            IReadOnlyList<Layer> inside = Layers;
            IReadOnlyList<ResourceVariable> loose = LayerParts.VariablesOf(this);
            if (inside.Count == 0 && loose.Count == 0) return _trainable;
            var all = new List<ResourceVariable>(_trainable);
            var known = new HashSet<ResourceVariable>(_trainable);
            for (int i = 0; i < loose.Count; i++)
                if (loose[i].trainable && known.Add(loose[i])) all.Add(loose[i]);
            for (int i = 0; i < inside.Count; i++)
            {
                IReadOnlyList<ResourceVariable> its = inside[i].trainable_variables;
                for (int v = 0; v < its.Count; v++)
                    if (known.Add(its[v])) all.Add(its[v]);
            }
            return all;
        }
    }

    /// <summary>As <see cref="trainable_variables"/>; the name Keras uses too.</summary>
    public IReadOnlyList<ResourceVariable> trainable_weights => trainable_variables;

    /// <summary>Weights that training does not change: moving averages, and all weights of a layer that is not trainable.</summary>
    public virtual IReadOnlyList<ResourceVariable> non_trainable_weights => [.. Weights.Except(trainable_variables)];

    /// <inheritdoc/>
    public virtual IReadOnlyList<ResourceVariable> Weights =>
        [.. _trainable.Concat(_fixed).Concat(LayerParts.VariablesOf(this)).Concat(Layers.SelectMany(l => l.Weights)).Distinct()];

    /// <summary>As <see cref="trainable_variables"/>, in TensorFlow.NET's spelling.</summary>
    public List<IVariableV1> TrainableVariables => [.. trainable_variables];

    /// <summary>Penalties on weights, of this layer and those inside it.</summary>
    internal IEnumerable<(ResourceVariable Weight, IRegularizer Regularizer)> Regularized =>
        _regularized.Concat(Layers.SelectMany(l => l.Regularized)).DistinctBy(r => r.Weight);

    /// <summary>Number of weights' elements.</summary>
    public long count_params() => Weights.Sum(w => w.shape.size);

    /// <inheritdoc/>
    public virtual JsonObject get_config()
    {
        var config = new JsonObject { ["name"] = Name, ["trainable"] = trainable, ["dtype"] = DType.as_numpy_name() };
        if (BatchInputShape is { } shape) config["batch_input_shape"] = Sizes(shape);
        return config;
    }

    /// <summary>A shape as configurations have it: null for unknown sizes.</summary>
    internal static JsonArray Sizes(Shape shape) => new([.. shape.Select(d => d < 0 ? null : (JsonNode)d)]);

    /// <summary>Makes a weight.</summary>
    /// <param name="name">Its name inside the layer, for example <c>kernel</c>.</param>
    /// <param name="shape">Sizes, all known.</param>
    /// <param name="initializer">First values.</param>
    /// <param name="regularizer">Penalty on it; null for none.</param>
    /// <param name="trainable">False for a weight that the layer itself updates.</param>
    protected ResourceVariable add_weight(string name, Shape shape, IInitializer initializer, IRegularizer? regularizer = null,
        bool trainable = true)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        if (!shape.IsFullyDefined)
            throw new ArgumentException($"{ClassName} '{Name}' needs to know all sizes of '{name}', got {shape}. Give the model an input "
                + "shape: input_shape: (28, 28, 1).");
        ResourceVariable weight = ResourceVariable.Take(initializer.Apply(shape, DType), trainable, $"{Name}/{name}:0");
        (trainable ? _trainable : _fixed).Add(weight);
        if (regularizer is not null) _regularized.Add((weight, regularizer));
        return weight;
    }

    /// <summary>Copies of all weights, in the order of <see cref="Weights"/>.</summary>
    public NumPy.NDArray[] get_weights() => [.. Weights.Select(w => w.numpy())];

    /// <summary>Gives all weights new values.</summary>
    /// <exception cref="ArgumentException">Number or shapes differ.</exception>
    public void set_weights(IReadOnlyList<Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        IReadOnlyList<ResourceVariable> own = Weights;
        if (values.Count != own.Count)
            throw new ArgumentException($"'{Name}' got {values.Count} weights; it has "
                + $"{own.Count}{(Built ? "" : ", as it was not built yet: call build(input_shape) first")}.");
        for (int i = 0; i < own.Count; i++)
            if (values[i].shape != own[i].shape)
                throw new ArgumentException($"'{own[i].Name}' got values of shape {values[i].shape}; it "
                    + $"has shape {own[i].shape}.");
        for (int i = 0; i < own.Count; i++) own[i].assign(values[i]);
    }

    /// <summary>An exception about an input, with the layer's name, what it got and what it takes.</summary>
    protected ArgumentException BadInput(string got, string takes, string remedy = "") =>
        new($"{ClassName} '{Name}' got {got}; it takes {takes}.{(remedy.Length > 0 ? " " + remedy : "")}");

    private Node OnlyNode(string what) => Nodes.Count == 1 ? Nodes[0]
        : throw new InvalidOperationException($"{ClassName} '{Name}' has {(Nodes.Count == 0 ? "no" : "several possible")} {what}: it was used "
            + $"{Nodes.Count} times in the description of a model. Give the model an input shape, or keep the tensors that Apply returns.");

    /// <summary>Starts numbering layers anew.</summary>
    internal static void ResetNames() => Names.Clear();

    /// <summary>The next name of an input: input_1, input_2 and so on.</summary>
    internal static string InputName() => $"input_{Names.AddOrUpdate("input/", 1, (_, n) => n + 1)}";

    internal static string UniqueName(string stem)
    {
        int number = Names.AddOrUpdate(stem, 0, (_, n) => n + 1);
        return number == 0 ? stem : $"{stem}_{number}";
    }

    internal static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            // Conv2DTranspose -> conv2d_transpose, as Keras does: no break between a digit and the D behind it.
            bool upper = char.IsUpper(name[i]), lowerBefore = i > 0 && char.IsLower(name[i - 1]), lowerBehind = i + 1 < name.Length
                && char.IsLower(name[i + 1]);
            if (upper && i > 0 && (lowerBefore || (lowerBehind && char.IsLetter(name[i - 1])))) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
