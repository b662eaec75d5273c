using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Engine;

/// <summary>A model of layers one behind the other.</summary>
/// <example><code>
/// var model = keras.Sequential([
///     layers.Flatten(input_shape: (28, 28)),
///     layers.Dense(128, activation: "relu"),
///     layers.Dense(10, activation: "softmax"),
/// ]);
/// </code></example>
public sealed class Sequential : Model
{
    private readonly List<Layer> _layers = [];

    /// <summary>A model of these layers.</summary>
    /// <param name="layers">The layers, first to last; null for none yet.</param>
    /// <param name="name">The model's name.</param>
    public Sequential(IEnumerable<ILayer>? layers = null, string? name = null)
        : base(name)
    {
        foreach (ILayer layer in layers ?? []) add(layer);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => _layers;

    /// <summary>Puts a layer at the end.</summary>
    /// <exception cref="ArgumentException">It is no layer of this library's kind, its name is taken, or its input does not fit the output before it.</exception>
    public void add(ILayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer is not Layer own) throw new ArgumentException($"Got a {layer.GetType().Name}; add takes layers derived from Tensorflow.Keras.Engine.Layer.");
        if (_layers.Exists(l => l.Name == own.Name)) throw new ArgumentException($"Got a second layer named '{own.Name}'; names in a model are unique. Give it another name.");
        if (_layers.Count > 0)
        {
            if (_layers[^1].OutputShape is { } before) own.Describe(before);
        }
        else if (own.BatchInputShape is { } input)
        {
            BatchInputShape = input;
            own.Describe(input);
        }
        _layers.Add(own);
        Built = _layers[0].OutputShape is not null;
        OutputShape = own.OutputShape;
    }

    /// <summary>Begins the model with an input, as <c>keras.Input</c> returns it.</summary>
    /// <exception cref="ArgumentException">The model has layers already.</exception>
    public void add(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_layers.Count > 0 || BatchInputShape is not null) throw new ArgumentException($"Got an input of shape {input.shape} behind the first layer; it can only begin a model.");
        add(new Layers.InputLayer(batch_input_shape: input.shape, dtype: input.dtype));
    }

    /// <summary>Removes the last layer.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void pop()
    {
        if (_layers.Count == 0) throw new InvalidOperationException($"The model '{Name}' has no layer to remove.");
        _layers.RemoveAt(_layers.Count - 1);
        OutputShape = _layers.Count > 0 ? _layers[^1].OutputShape : null;
        Built = OutputShape is not null;
    }

    /// <summary>Makes all weights for inputs of a shape.</summary>
    /// <param name="input_shape">With the batch axis, for example <c>(-1, 28, 28, 1)</c>.</param>
    public void build(Shape input_shape) => EnsureBuilt(input_shape);

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        if (_layers.Count == 0) throw new InvalidOperationException($"The model '{Name}' has no layers yet; add some first.");
        BatchInputShape = Shape.Of([-1, .. input_shape.Span[1..]]);
        Shape shape = BatchInputShape;
        foreach (Layer layer in _layers) shape = layer.Describe(shape);
        OutputShape = shape;
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        foreach (Layer layer in _layers) x = layer.Apply(x, training);
        return x;
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        foreach (Layer layer in _layers) input_shape = layer.ComputeOutputShape(input_shape);
        return input_shape;
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new()
    {
        ["name"] = Name,
        ["layers"] = new JsonArray([.. _layers.Select(l => (JsonNode)new JsonObject { ["class_name"] = l.ClassName, ["config"] = l.get_config() })]),
    };
}
