using System.Text.Json.Nodes;
using Tensorflow.Memory;

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
    private readonly List<KerasTensor> _outputs = [];
    private KerasTensor? _input;

    /// <summary>A model of these layers.</summary>
    /// <param name="layers">The layers, first to last; what <c>keras.Input</c> returned can be the first. Null for none yet.</param>
    /// <param name="name">The model's name.</param>
    public Sequential(IEnumerable<ILayer>? layers = null, string? name = null)
        : base(name)
    {
        foreach (ILayer layer in layers ?? []) add(layer);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => _layers;

    /// <inheritdoc/>
    public override IReadOnlyList<KerasTensor> inputs => _input is null ? [] : [_input];

    /// <inheritdoc/>
    public override IReadOnlyList<KerasTensor> outputs => _outputs.Count == 0 ? [] : [_outputs[^1]];

    /// <summary>Puts a layer at the end.</summary>
    /// <exception cref="ArgumentException">It is no layer of this library's kind, its name is taken, or its input does not fit the output
    /// before it.</exception>
    public void add(ILayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer is KerasInput given)
        {
            add(given);
            return;
        }
        if (layer is not Layer own)
            throw new ArgumentException($"Got a {layer.GetType().Name}; add takes layers derived from "
                + "Tensorflow.Keras.Engine.Layer.");
        if (_layers.Exists(l => l.Name == own.Name))
            throw new ArgumentException($"Got a second layer named '{own.Name}'; names in a "
                + "model are unique. Give it another name.");
        if (_layers.Count == 0 && own.BatchInputShape is { } shape)
        {
            if (own is Layers.InputLayer input) Begin(input.Nodes.Count > 0 ? input.Nodes[0].Outputs[0] : new KerasInput(input));
            else Begin(new KerasInput(shape, own.DType, $"{own.Name}_input"));
        }
        if (_input is not null) Extend(own);
        _gathered = false;
        _layers.Add(own);
    }

    /// <summary>Begins the model with an input, as <c>keras.Input</c> returns it.</summary>
    /// <exception cref="ArgumentException">The model has layers already.</exception>
    public void add(KerasInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_layers.Count > 0 || _input is not null)
            throw new ArgumentException($"Got an input of shape {input.shape} behind the first "
                + "layer; it can only begin a model.");
        add(input.Origin);
    }

    /// <inheritdoc cref="add(KerasInput)"/>
    public void add(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        add(input as KerasInput ?? new KerasInput(input.shape, input.dtype));
    }

    /// <summary>Removes the last layer.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void pop()
    {
        if (_layers.Count == 0) throw new InvalidOperationException($"The model '{Name}' has no layer to remove.");
        _gathered = false;
        _layers.RemoveAt(_layers.Count - 1);
        if (_outputs.Count > 0) _outputs.RemoveAt(_outputs.Count - 1);
        if (_outputs.Count == 0) _input = null;
        OutputShape = _outputs.Count > 0 ? _outputs[^1].shape : null;
        BatchInputShape = _input?.shape;
        Built = _outputs.Count > 0;
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        if (input_shapes.Count != 1)
            throw new ArgumentException($"The model '{Name}' got {input_shapes.Count} inputs; a Sequential takes "
                + "one.");
        if (_layers.Count == 0) throw new InvalidOperationException($"The model '{Name}' has no layers yet; add some first.");
        try
        {
            Begin(new KerasInput(AnyBatch(input_shapes[0]), _layers[0].DType, $"{_layers[0].Name}_input"));
            foreach (Layer layer in _layers) Extend(layer);
        }
        catch
        {
            _outputs.Clear();
            (_input, Built) = (null, false);
            throw;
        }
    }

    private void Begin(KerasTensor input)
    {
        _input = input;
        BatchInputShape = input.shape;
    }

    /// <summary>Describes what a layer does to the output so far, which makes its weights.</summary>
    private void Extend(Layer layer)
    {
        KerasTensor before = _outputs.Count > 0 ? _outputs[^1] : _input!;
        _outputs.Add(before.Node!.Layer == layer ? before : (KerasTensor)layer.Apply((Tensor)before));
        OutputShape = _outputs[^1].shape;
        Built = true;
    }

    /// <inheritdoc/>
    internal override bool IsClosed => _layers.TrueForAll(l => l.IsClosed);

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        long since = Temporary.Now;
        for (int i = 0; i < _layers.Count; i++)
        {
            bool onePass = i + 1 < _layers.Count && AreOnePass(_layers[i], _layers[i + 1]);
            x = onePass ? _layers[i].ApplyRectified(x, _layers[++i], training) : _layers[i].Apply(x, training);
            // A layer may return its input, so the last word counts.
            if (i == _layers.Count - 1) Temporary.Show(x, forGood: false);
            else if (_layers[i].IsClosed && _layers[i + 1].IsClosed) Temporary.Hide(x, since);
            else Temporary.Show(x, forGood: true);
        }
        return x;
    }

    /// <inheritdoc/>
    private protected override void Run(Tensor[] inputs, ref Tensor[] outputs, bool training)
    {
        if (inputs.Length != 1) throw new ArgumentException($"The model '{Name}' got {inputs.Length} inputs; a Sequential takes one.");
        if (outputs.Length != 1) outputs = new Tensor[1];
        outputs[0] = Apply(inputs[0], training);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> ComputeOutputShapes(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        foreach (Layer layer in _layers) input_shapes = layer.ComputeOutputShapes(input_shapes);
        return input_shapes;
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject[] layers = [.. _layers.Select(l => new JsonObject { ["class_name"] = l.ClassName, ["config"] = l.get_config() })];
        // A model that was built by data says what shape they had, so that it can be built again without them.
        if (Built && _layers[0] is not Model && layers[0]["config"]!["batch_input_shape"] is null)
            layers[0]["config"]!["batch_input_shape"] = Sizes(BatchInputShape!);
        return new() { ["name"] = Name, ["layers"] = new JsonArray([.. layers]) };
    }
}
