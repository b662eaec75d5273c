using Tensorflow.Keras.Engine;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>One use of a layer while its model is written as an ONNX graph: what goes in, its weights and settings, and the means to add
/// nodes.</summary>
/// <remarks>Values are float32, in Keras' shapes, [batch, .., channels].</remarks>
/// <example><code>
/// OnnxLayers.Register("Scale", layer =&gt; layer.Node("Mul", [layer.Input(), layer.Weight("factor")]));
/// </code></example>
public sealed class OnnxLayer
{
    private readonly OnnxWriter _writer;
    private readonly string _path;
    private readonly OnnxOperand[] _inputs;

    internal OnnxLayer(OnnxWriter writer, Layer layer, string path, OnnxOperand[] inputs)
    {
        (_writer, _path, _inputs, Layer) = (writer, path, inputs, layer);
        Config = new ConfigReader(layer.ClassName, layer.get_config());
        OutputShapes = layer.ComputeOutputShapes([.. inputs.Select(input => input.Shape)]);
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>Its settings, as <c>get_config</c> gives them.</summary>
    public ConfigReader Config { get; }

    /// <summary>The number of its inputs.</summary>
    public int InputCount => _inputs.Length;

    /// <summary>Shape of its first output: -1 for the batch, then known sizes.</summary>
    public Shape OutputShape => OutputShapes[0];

    /// <summary>Shapes of all outputs.</summary>
    internal IReadOnlyList<Shape> OutputShapes { get; }

    /// <summary>Shape of an input: -1 for the batch, then known sizes.</summary>
    /// <param name="number">From 0.</param>
    public Shape InputShape(int number = 0) => _inputs[number].Shape;

    /// <summary>An input, as float32.</summary>
    /// <param name="number">From 0.</param>
    public OnnxValue Input(int number = 0) =>
        Given(number) is { Type: not TF_DataType.TF_FLOAT } other ? Cast(other, TF_DataType.TF_FLOAT) : Given(number);

    /// <summary>An input in its own type.</summary>
    internal OnnxValue Given(int number = 0) => _inputs[number].Value;

    /// <summary>A weight.</summary>
    /// <param name="name">As given to <c>add_weight</c>: "kernel".</param>
    /// <exception cref="InvalidOperationException">The layer has none of that name.</exception>
    public OnnxValue Weight(string name) => Constant(name, () => Values(name));

    /// <summary>Whether the layer has a weight of this name.</summary>
    internal bool Has(string name) => Find(name) is not null;

    /// <summary>A weight's values.</summary>
    internal Tensor Values(string name) => (Find(name) ?? throw new InvalidOperationException($"{Layer.ClassName} '{Layer.Name}' has no weight "
        + $"'{name}'; it has {string.Join(", ", Layer.Weights.Select(weight => weight.Name))}.")).Operand;

    /// <summary>A weight with its axes in another order.</summary>
    internal OnnxValue Weight(string name, params int[] axes) => Constant(name, () => ArrayOps.Transpose(Values(name), axes));

    /// <summary>Numbers that belong to the layer, made once for all its uses.</summary>
    /// <param name="what">What they are, which no other constant of the layer is.</param>
    /// <param name="make">Makes them, float32.</param>
    internal OnnxValue Constant(string what, Func<Tensor> make) => _writer.Constant(Layer, what, $"{_path}{Layer.Name}/{what}", make);

    /// <summary>A single number.</summary>
    /// <param name="what">Its name.</param>
    /// <param name="value">Kept as float32.</param>
    public OnnxValue Number(string what, double value) => _writer.Graph.AddConstant($"{_path}{Layer.Name}/{what}", Shape.Scalar, [(float)value]);

    /// <summary>A list of whole numbers, int64.</summary>
    /// <param name="what">Its name.</param>
    /// <param name="values">The numbers.</param>
    public OnnxValue Integers(string what, params long[] values) => _writer.Graph.AddConstant($"{_path}{Layer.Name}/{what}", values);

    /// <summary>Adds a node of one float32 output.</summary>
    /// <param name="op">An operator of ONNX' opset 17.</param>
    /// <param name="inputs">Null for an input that is left out.</param>
    /// <param name="attributes">Settings.</param>
    /// <returns>The output.</returns>
    public OnnxValue Node(string op, IReadOnlyList<OnnxValue?> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Nodes(op, inputs, 1, attributes)[0];

    /// <summary>Adds a node of several float32 outputs.</summary>
    internal OnnxValue[] Nodes(string op, IReadOnlyList<OnnxValue?> inputs, int outputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        _writer.Graph.AddNode(op, $"{_path}{Layer.Name}/{op}", inputs, outputs, TF_DataType.TF_FLOAT, attributes);

    /// <summary>The same numbers in another type.</summary>
    internal OnnxValue Cast(OnnxValue x, TF_DataType type) => _writer.Graph.AddNode("Cast", $"{_path}{Layer.Name}/Cast", [x], 1, type,
        [OnnxAttribute.Integer("to", OnnxGraph.Number(type)!.Value)])[0];

    /// <summary>Other axes in place of those behind the batch.</summary>
    /// <param name="x">The values.</param>
    /// <param name="sample">Sizes behind the batch.</param>
    internal OnnxValue Reshape(OnnxValue x, ReadOnlySpan<long> sample) => Node("Reshape", [x, Integers("sizes", [0, .. sample])]);

    /// <summary>The axes in another order.</summary>
    internal OnnxValue Transpose(OnnxValue x, params long[] axes) => Node("Transpose", [x], OnnxAttribute.Integers("perm", axes));

    /// <summary>Values [batch, .., channels] as [batch, channels, ..].</summary>
    internal OnnxValue ChannelsFirst(OnnxValue x, int rank)
    {
        if (rank < 3) return x;
        return x.ChannelsFirst ??= Transpose(x, [0, rank - 1, .. Enumerable.Range(1, rank - 2).Select(axis => (long)axis)]);
    }

    /// <summary>Values [batch, channels, ..] as [batch, .., channels]. A layer behind takes them as they are where it can.</summary>
    internal OnnxValue ChannelsLast(OnnxValue x, int rank)
    {
        if (rank < 3) return x;
        OnnxValue last = Transpose(x, [0, .. Enumerable.Range(2, rank - 2).Select(axis => (long)axis), 1]);
        last.ChannelsFirst = x;
        return last;
    }

    /// <summary>Adds nodes that do the same to each element, whatever the order of the axes: where all values are there with the channels
    /// first, they stay so.</summary>
    /// <param name="rank">Number of axes of each value.</param>
    /// <param name="values">What goes in.</param>
    /// <param name="add">Adds the nodes.</param>
    internal OnnxValue Pointwise(int rank, IReadOnlyList<OnnxValue> values, Func<IReadOnlyList<OnnxValue>, OnnxValue> add) =>
        values.All(value => value.ChannelsFirst is not null)
            ? ChannelsLast(add([.. values.Select(value => value.ChannelsFirst!)]), rank)
            : add(values);

    /// <summary>What another layer inside this one makes of a value.</summary>
    internal OnnxOperand Inner(Layer layer, OnnxValue x, Shape shape) =>
        _writer.Apply(layer, [new OnnxOperand(x, shape)], $"{_path}{Layer.Name}/")[0];

    /// <summary>A layer inside this one, with an input of this one's.</summary>
    internal OnnxLayer Inside(Layer layer) => new(_writer, layer, $"{_path}{Layer.Name}/", [_inputs[0]]);

    /// <summary>An error about a setting that has no ONNX form.</summary>
    /// <param name="has">The setting: "has go_backwards: true".</param>
    /// <param name="remedy">What to do instead.</param>
    public NotSupportedException Refuse(string has, string remedy) =>
        new($"{Layer.ClassName} '{Layer.Name}' {has}, which has no ONNX form here. {remedy}");

    private ResourceVariable? Find(string name) => Layer.Weights.FirstOrDefault(weight =>
    {
        string plain = TfJsWeights.PlainName(weight);
        return plain == name || plain.EndsWith($"/{name}", StringComparison.Ordinal);
    });
}
