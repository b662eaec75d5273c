using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// A model described by what happens between its inputs and outputs: branches, residual connections, shared layers, several
/// inputs and outputs, other models used as layers.
/// </summary>
/// <example><code>
/// var inputs = keras.Input((28, 28, 1));
/// var a = layers.Conv2D(4, 3, padding: "same").Apply(inputs);
/// var b = layers.Conv2D(4, 3, padding: "same").Apply(a);
/// var sum = layers.Add().Apply(new Tensors(a, b));
/// var model = keras.Model(inputs, layers.GlobalAveragePooling2D().Apply(sum));
/// </code></example>
public sealed class Functional : Model
{
    private readonly Graph _graph;

    /// <summary>The model that computes some outputs from some inputs.</summary>
    /// <param name="inputs">What <c>keras.Input</c> returned, or outputs of layers at which a part of another model begins.</param>
    /// <param name="outputs">What layers returned.</param>
    /// <param name="name">The model's name; model, model_1 and so on unless given.</param>
    /// <exception cref="ArgumentException">The outputs need an input that is not given, or two layers have one name.</exception>
    public Functional(Tensors inputs, Tensors outputs, string? name = null)
        : base(name ?? UniqueName("model"))
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        _graph = new Graph(Name, inputs, outputs);
        BatchInputShape = inputs.Count == 1 ? _graph.Inputs[0].shape : null;
        OutputShape = _graph.Outputs[0].shape;
        Built = true;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => _graph.Layers;

    /// <inheritdoc/>
    public override IReadOnlyList<KerasTensor> inputs => _graph.Inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<KerasTensor> outputs => _graph.Outputs;

    internal Graph Graph => _graph;

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        CheckInputs(1);
        if (_graph.Outputs.Length > 1)
            throw new ArgumentException($"The model '{Name}' has {_graph.Outputs.Length} outputs; to get all, pass its input as Apply(new "
                + "Tensors(x)).");
        Tensor y = null!;
        _graph.Run(new ReadOnlySpan<Tensor>(in x), new Span<Tensor>(ref y), training);
        return y;
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Tensor[] outputs = [];
        Run(inputs.ToArray(), ref outputs, training);
        return new Tensors(outputs);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> ComputeOutputShapes(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        CheckInputs(input_shapes.Count);
        return _graph.Shapes(input_shapes);
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => FunctionalConfig.Write(this);

    /// <inheritdoc/>
    private protected override void Run(Tensor[] inputs, ref Tensor[] outputs, bool training)
    {
        CheckInputs(inputs.Length);
        if (outputs.Length != _graph.Outputs.Length) outputs = new Tensor[_graph.Outputs.Length];
        _graph.Run(inputs, outputs, training);
    }

    private void CheckInputs(int got)
    {
        if (got != _graph.Inputs.Length)
            throw new ArgumentException($"The model '{Name}' got {got} input{(got == 1 ? "" : "s")}; it takes {_graph.Inputs.Length}: "
                + string.Join(", ", _graph.Inputs.Select(t => $"'{t.name}' {t.shape}")) + ".");
    }
}
