using Tensorflow.IO;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Writes models as ONNX files: graphs that compute predictions, of the operators of opset 17.</summary>
/// <remarks>
/// Inputs and outputs have Keras' shapes, [batch, height, width, channels], with an open batch axis; inside, convolutions and what follows
/// them work on [batch, channels, height, width], as ONNX has it. Weights are float32, bit for bit.
/// </remarks>
internal sealed class OnnxWriter
{
    // Of ONNX 1.12, 2022: the oldest pair with LayerNormalization.
    private const int IrVersion = 8, OpsetVersion = 17;

    private readonly OnnxGraph _graph;
    private readonly Dictionary<(Layer Layer, string What), OnnxValue> _constants = [];

    private OnnxWriter(string name) => _graph = new OnnxGraph(name);

    /// <summary>Writes a model.</summary>
    /// <param name="model">Built, with one or more inputs whose sizes are known but for the batch.</param>
    /// <param name="path">The file to make or to replace.</param>
    /// <exception cref="NotSupportedException">The model is a subclass, holds a layer or a setting that has no ONNX form here, or takes 2
    /// GiB or more; the text names the layer and what to do.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(Model model, string path)
    {
        ProtoMessage file = new OnnxWriter(model.Name).Write(model);
        if (file.Size > int.MaxValue)
            throw new NotSupportedException($"The model '{model.Name}' takes {file.Size} bytes as ONNX, whose files hold less than 2 GiB. "
                + "Save it as .h5 or .keras.");
        AtomicFile.Write(path, file.WriteTo);
    }

    /// <summary>The graph's nodes and constants, for layers that add to them.</summary>
    public OnnxGraph Graph => _graph;

    /// <summary>A constant that all uses of a layer share.</summary>
    public OnnxValue Constant(Layer layer, string what, string wanted, Func<Tensor> make)
    {
        if (_constants.TryGetValue((layer, what), out OnnxValue? known)) return known;
        Tensor values = make();
        OnnxValue constant = _graph.AddConstant(wanted, values.shape, values.AsSpan<float>());
        GC.KeepAlive(values);
        return _constants[(layer, what)] = constant;
    }

    /// <summary>Adds what a layer, or a model as a layer, makes of some inputs.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">What goes in.</param>
    /// <param name="path">The names of the models around it, each with a slash behind it.</param>
    /// <param name="training">The mode the layer was told to work in; null for that of the model.</param>
    public OnnxOperand[] Apply(Layer layer, OnnxOperand[] inputs, string path, bool? training = null)
    {
        if (training == true)
            throw new NotSupportedException($"{layer.ClassName} '{layer.Name}' was applied with training: true; an ONNX graph computes "
                + "predictions. Leave the argument out.");
        if (layer is Model model) return Apply(model, inputs, $"{path}{layer.Name}/");
        if (layer.DType == TF_DataType.TF_DOUBLE)
            throw new NotSupportedException($"{layer.ClassName} '{layer.Name}' computes in float64; an ONNX graph is written in float32. "
                + "Make the model with float32, and give it the weights with set_weights.");
        var call = new OnnxLayer(this, layer, path, inputs);
        OnnxValue[] made = OnnxLayers.Find(layer)(call);
        return [.. made.Zip(call.OutputShapes, (value, shape) => new OnnxOperand(value, shape))];
    }

    private ProtoMessage Write(Model model)
    {
        OnnxOperand[] inputs = [.. model.inputs.Select(input => Input(model, input))];
        if (inputs.Length == 0) throw Subclass(model);
        string[] names = [.. model.output_names.Select(_graph.Unique)];
        OnnxOperand[] outputs = Apply(model, inputs, "");
        for (int i = 0; i < outputs.Length; i++) _graph.AddOutput(names[i], outputs[i]);
        // ModelProto.
        return new ProtoMessage().Integer(1, IrVersion).Text(2, "MlPipelines")
            .Text(3, typeof(OnnxWriter).Assembly.GetName().Version?.ToString(3) ?? "").Message(7, _graph.ToMessage())
            .Message(8, new ProtoMessage().Text(1, "").Integer(2, OpsetVersion));
    }

    private OnnxOperand Input(Model model, KerasTensor input)
    {
        if (input.shape.ndim < 1 || input.shape.Span[1..].ContainsAnyExceptInRange(1, long.MaxValue))
            throw new NotSupportedException($"The input '{input.name}' of the model '{model.Name}' has the shape {input.shape}; an ONNX graph "
                + "is written for sizes that are all known but for the batch. Make the model with such an input, and give it the weights with "
                + "set_weights.");
        if (OnnxGraph.Number(input.dtype) is null)
            throw new NotSupportedException($"The input '{input.name}' of the model '{model.Name}' is {input.dtype.as_numpy_name()}; an ONNX "
                + "graph is written for float32, float64, uint8, int32, int64 and bool.");
        return _graph.AddInput(input.name, Shape.Of([-1, .. input.shape.Span[1..]]), input.dtype);
    }

    private OnnxOperand[] Apply(Model model, OnnxOperand[] inputs, string path)
    {
        if (model is Functional functional) return Apply(functional.Graph, inputs, path);
        if (model is not Sequential chain) throw Subclass(model);
        foreach (Layer layer in chain.Layers) inputs = [Apply(layer, inputs, path)[0]];
        return inputs;
    }

    private OnnxOperand[] Apply(Graph graph, OnnxOperand[] inputs, string path)
    {
        var values = new Dictionary<KerasTensor, OnnxOperand>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < inputs.Length; i++) values[graph.Inputs[i]] = inputs[i];
        foreach (Node node in graph.Nodes.Where(node => node.Inputs.Length > 0))
        {
            OnnxOperand[] made = Apply(node.Layer, [.. node.Inputs.Select(tensor => values[tensor])], path, node.Training);
            for (int i = 0; i < made.Length; i++) values[node.Outputs[i]] = made[i];
        }
        return [.. graph.Outputs.Select(tensor => values[tensor])];
    }

    private static NotSupportedException Subclass(Model model) => new($"The model '{model.Name}' is of the class {model.ClassName}, whose "
        + "structure is in its code; an ONNX graph is made of a Sequential or functional model. Describe it with keras.Input and "
        + "keras.Model, and give it the weights with set_weights.");
}
