using System.Buffers.Binary;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>The inputs, constants, nodes and outputs of an ONNX graph, and how they are written: the field numbers are onnx.proto's.</summary>
/// <param name="name">The graph's name.</param>
internal sealed class OnnxGraph(string name)
{
    /// <summary>What the open size of the batch is called.</summary>
    public const string Batch = "batch";

    private readonly HashSet<string> _names = [];
    private readonly List<OnnxOperand> _inputs = [], _outputs = [];
    private readonly List<Constant> _constants = [];
    private readonly List<Node> _nodes = [];

    private sealed record Constant(OnnxValue Value, long[] Sizes, byte[] Bytes);

    private sealed record Node(string Op, string Name, OnnxValue?[] Inputs, OnnxValue[] Outputs, OnnxAttribute[] Attributes);

    /// <summary>A name that nothing in the graph has yet: the one wanted, or that with a number.</summary>
    public string Unique(string wanted)
    {
        string unique = wanted;
        for (int i = 1; !_names.Add(unique); i++) unique = $"{wanted}_{i}";
        return unique;
    }

    /// <summary>An input.</summary>
    public OnnxOperand AddInput(string wanted, Shape shape, TF_DataType type)
    {
        var input = new OnnxOperand(new OnnxValue(Unique(wanted), type), shape);
        _inputs.Add(input);
        return input;
    }

    /// <summary>Float32 numbers that stay as they are, bit for bit.</summary>
    public OnnxValue AddConstant(string wanted, Shape shape, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[checked(sizeof(float) * values.Length)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(float) * i), BitConverter.SingleToUInt32Bits(values[i]));
        return AddConstant(wanted, TF_DataType.TF_FLOAT, shape.dims, bytes);
    }

    /// <summary>A list of whole numbers that stay as they are.</summary>
    public OnnxValue AddConstant(string wanted, ReadOnlySpan<long> values)
    {
        byte[] bytes = new byte[sizeof(long) * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long) * i), values[i]);
        return AddConstant(wanted, TF_DataType.TF_INT64, [values.Length], bytes);
    }

    private OnnxValue AddConstant(string wanted, TF_DataType type, long[] sizes, byte[] bytes)
    {
        var value = new OnnxValue(Unique(wanted), type);
        _constants.Add(new Constant(value, sizes, bytes));
        return value;
    }

    /// <summary>A node behind those that are there.</summary>
    /// <param name="op">The operator, of ONNX' own.</param>
    /// <param name="wanted">The node's name; its outputs get it, too.</param>
    /// <param name="inputs">Null for an input that is left out.</param>
    /// <param name="outputs">How many outputs are used; null in place of one that is not.</param>
    /// <param name="type">Type of all outputs.</param>
    /// <param name="attributes">Settings.</param>
    public OnnxValue[] AddNode(string op, string wanted, IEnumerable<OnnxValue?> inputs, int outputs, TF_DataType type,
        ReadOnlySpan<OnnxAttribute> attributes)
    {
        string name = Unique(wanted);
        OnnxValue[] made = [.. Enumerable.Range(0, outputs).Select(i => new OnnxValue(i == 0 ? name : Unique(name), type))];
        _nodes.Add(new Node(op, name, [.. inputs], made, attributes.ToArray()));
        return made;
    }

    /// <summary>Makes a value an output.</summary>
    /// <param name="unique">A name that <see cref="Unique"/> gave.</param>
    /// <param name="output">The value and its shape.</param>
    public void AddOutput(string unique, OnnxOperand output)
    {
        OnnxValue value = output.Value;
        // What a node gives can be called by the output's name; all else needs a node that gives it once more.
        if (!_nodes.Any(node => node.Outputs.Contains(value)) || _outputs.Any(other => other.Value == value))
            value = AddNode("Identity", $"{unique}/Identity", [value], 1, value.Type, [])[0];
        value.Name = unique;
        _outputs.Add(output with { Value = value });
    }

    /// <summary>A number of onnx.proto for a type; null for a type that graphs are not written with.</summary>
    public static int? Number(TF_DataType type) => type switch
    {
        TF_DataType.TF_FLOAT => 1,
        TF_DataType.TF_UINT8 => 2,
        TF_DataType.TF_INT32 => 6,
        TF_DataType.TF_INT64 => 7,
        TF_DataType.TF_BOOL => 9,
        TF_DataType.TF_DOUBLE => 11,
        _ => null,
    };

    /// <summary>The graph as a GraphProto: nodes that no output needs are left out, and so are constants.</summary>
    public ProtoMessage ToMessage()
    {
        var needed = new HashSet<OnnxValue>(_outputs.Select(output => output.Value));
        var kept = new Stack<Node>();
        foreach (Node node in Enumerable.Reverse(_nodes))
        {
            if (!node.Outputs.Any(needed.Contains)) continue;
            kept.Push(node);
            needed.UnionWith(node.Inputs.OfType<OnnxValue>());
        }
        var graph = new ProtoMessage();
        foreach (Node node in kept) graph.Message(1, Write(node));
        graph.Text(2, name);
        foreach (Constant constant in _constants.Where(constant => needed.Contains(constant.Value))) graph.Message(5, Write(constant));
        foreach (OnnxOperand input in _inputs) graph.Message(11, Write(input));
        foreach (OnnxOperand output in _outputs) graph.Message(12, Write(output));
        return graph;
    }

    /// <summary>A NodeProto.</summary>
    private static ProtoMessage Write(Node node)
    {
        var message = new ProtoMessage();
        foreach (OnnxValue? input in node.Inputs) message.Text(1, input?.Name ?? "");
        foreach (OnnxValue output in node.Outputs) message.Text(2, output.Name);
        message.Text(3, node.Name).Text(4, node.Op);
        foreach (OnnxAttribute attribute in node.Attributes) message.Message(5, attribute.Message);
        return message;
    }

    /// <summary>A TensorProto with raw data.</summary>
    private static ProtoMessage Write(Constant constant)
    {
        var message = new ProtoMessage();
        foreach (long size in constant.Sizes) message.Integer(1, size);
        return message.Integer(2, Number(constant.Value.Type)!.Value).Text(8, constant.Value.Name).Bytes(9, constant.Bytes);
    }

    /// <summary>A ValueInfoProto.</summary>
    private static ProtoMessage Write(OnnxOperand value)
    {
        var sizes = new ProtoMessage();
        foreach (long size in value.Shape.dims) sizes.Message(1, size < 0 ? new ProtoMessage().Text(2, Batch) : new ProtoMessage().Integer(1, size));
        ProtoMessage tensor = new ProtoMessage().Integer(1, Number(value.Value.Type)!.Value).Message(2, sizes);
        return new ProtoMessage().Text(1, value.Value.Name).Message(2, new ProtoMessage().Message(1, tensor));
    }
}
