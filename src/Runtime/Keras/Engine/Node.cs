namespace Tensorflow.Keras.Engine;

/// <summary>One use of a layer in the description of a model: which tensors go in, which come out.</summary>
internal sealed class Node
{
    private Node(Layer layer, KerasTensor[] inputs, bool? training)
    {
        (Layer, Inputs, Training) = (layer, inputs, training);
        Index = layer.Nodes.Count;
        layer.Nodes.Add(this);
    }

    /// <summary>The layer. One that is used several times has as many nodes.</summary>
    public Layer Layer { get; }

    /// <summary>Place among the layer's nodes.</summary>
    public int Index { get; }

    /// <summary>What goes in; nothing for a model's input.</summary>
    public KerasTensor[] Inputs { get; }

    /// <summary>What comes out.</summary>
    public KerasTensor[] Outputs { get; private set; } = [];

    /// <summary>The mode the layer always works in here; null for that of the model.</summary>
    public bool? Training { get; }

    /// <summary>Notes that a layer is used on symbolic tensors, makes its weights and returns its outputs.</summary>
    /// <exception cref="ArgumentException">A tensor has values, or does not fit the layer.</exception>
    public static KerasTensor[] Record(Layer layer, IReadOnlyList<Tensor> inputs, bool? training)
    {
        var symbolic = new KerasTensor[inputs.Count];
        for (int i = 0; i < symbolic.Length; i++)
            symbolic[i] = inputs[i] as KerasTensor ?? throw new ArgumentException(
                $"{layer.ClassName} '{layer.Name}' got values and outputs of layers without values together; use keras.Input for all "
                    + "inputs, or call the finished model on data.");
        IReadOnlyList<Shape> shapes = layer.Describe([.. symbolic.Select(t => t.shape)]);
        var node = new Node(layer, symbolic, training);
        node.Outputs = [.. shapes.Select((shape, i) => new KerasTensor(shape, layer.DType, layer.Name) { Node = node, Index = i })];
        return node.Outputs;
    }

    /// <summary>Notes that an input begins here.</summary>
    public static void RecordInput(Layer layer, KerasTensor input)
    {
        var node = new Node(layer, [], null) { Outputs = [input] };
        input.Node = node;
    }
}
