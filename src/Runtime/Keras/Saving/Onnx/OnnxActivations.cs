namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Activations, as settings of layers and as layers.</summary>
internal static class OnnxActivations
{
    /// <summary>For each name, the nodes that do the same to each element.</summary>
    private static readonly Dictionary<string, Func<OnnxLayer, OnnxValue, OnnxValue>> Pointwise = new()
    {
        ["elu"] = (layer, x) => layer.Node("Elu", [x]),
        ["exponential"] = (layer, x) => layer.Node("Exp", [x]),
        ["gelu"] = Gelu,
        ["hard_sigmoid"] = (layer, x) => HardSigmoid(layer, x, 0.2),
        [KerasH5Config.Keras3HardSigmoid] = (layer, x) => HardSigmoid(layer, x, 1 / 6.0),
        ["leaky_relu"] = (layer, x) => LeakyRelu(layer, x, 0.2),
        ["linear"] = (_, x) => x,
        ["relu"] = (layer, x) => layer.Node("Relu", [x]),
        ["relu6"] = (layer, x) => layer.Node("Clip", [x, layer.Number("least", 0), layer.Number("most", 6)]),
        ["selu"] = (layer, x) => layer.Node("Selu", [x]),
        ["sigmoid"] = (layer, x) => layer.Node("Sigmoid", [x]),
        ["softplus"] = (layer, x) => layer.Node("Softplus", [x]),
        ["softsign"] = (layer, x) => layer.Node("Softsign", [x]),
        ["swish"] = (layer, x) => layer.Node("Mul", [x, layer.Node("Sigmoid", [x])]),
        ["tanh"] = (layer, x) => layer.Node("Tanh", [x]),
    };

    /// <summary>The layer Activation.</summary>
    public static OnnxValue Activation(OnnxLayer layer) => OfSetting(layer, layer.Input());

    /// <summary>A layer that is an activation of this name.</summary>
    public static OnnxValue Of(OnnxLayer layer, string name) => Apply(layer, layer.Input(), name);

    /// <summary>The layer ELU.</summary>
    public static OnnxValue Elu(OnnxLayer layer) =>
        Each(layer, layer.Input(), x => layer.Node("Elu", [x], OnnxAttribute.Number("alpha", layer.Config.Number("alpha", 1))));

    /// <summary>The layer LeakyReLU.</summary>
    public static OnnxValue LeakyRelu(OnnxLayer layer) =>
        Each(layer, layer.Input(), x => LeakyRelu(layer, x, layer.Config.Number("alpha", 0.3)));

    /// <summary>The layer ReLU with its limits.</summary>
    public static OnnxValue Relu(OnnxLayer layer) => Each(layer, layer.Input(), x =>
    {
        double slope = layer.Config.Number("negative_slope", 0), threshold = layer.Config.Number("threshold", 0);
        OnnxValue y;
        if (threshold == 0)
        {
            y = slope == 0 ? layer.Node("Relu", [x]) : LeakyRelu(layer, x, slope);
        }
        else
        {
            // At the threshold and above x stays, below it is slope (x - threshold).
            OnnxValue from = layer.Number("threshold", threshold);
            OnnxValue below = layer.Node("Mul", [layer.Node("Sub", [x, from]), layer.Number("slope", slope)]);
            y = layer.Node("Where", [layer.Node("GreaterOrEqual", [x, from]), x, below]);
        }
        return layer.Config.Number("max_value") is { } most ? layer.Node("Min", [y, layer.Number("most", most)]) : y;
    });

    /// <summary>The layer Softmax.</summary>
    public static OnnxValue Softmax(OnnxLayer layer) => OnAxis(layer, layer.Input(), "Softmax", layer.Config.Integer("axis") ?? -1);

    /// <summary>The activation that a layer's settings name, on what its other nodes gave.</summary>
    /// <param name="layer">Has the setting.</param>
    /// <param name="x">In Keras' shape.</param>
    public static OnnxValue OfSetting(OnnxLayer layer, OnnxValue x) => Apply(layer, x, layer.Config.Text("activation", null) ?? "linear");

    private static OnnxValue Apply(OnnxLayer layer, OnnxValue x, string name) => name switch
    {
        "softmax" => OnAxis(layer, x, "Softmax", -1),
        "log_softmax" => OnAxis(layer, x, "LogSoftmax", -1),
        _ when Pointwise.TryGetValue(name, out Func<OnnxLayer, OnnxValue, OnnxValue>? add) => Each(layer, x, value => add(layer, value)),
        _ => throw layer.Refuse($"has the activation '{name}'", $"Use one of softmax, log_softmax, {string.Join(", ", Pointwise.Keys)}."),
    };

    private static OnnxValue Each(OnnxLayer layer, OnnxValue x, Func<OnnxValue, OnnxValue> add) =>
        layer.Pointwise(layer.OutputShape.ndim, [x], values => add(values[0]));

    private static OnnxValue OnAxis(OnnxLayer layer, OnnxValue x, string op, int axis) =>
        layer.Node(op, [x], OnnxAttribute.Integer("axis", axis));

    private static OnnxValue LeakyRelu(OnnxLayer layer, OnnxValue x, double alpha) =>
        layer.Node("LeakyRelu", [x], OnnxAttribute.Number("alpha", alpha));

    private static OnnxValue HardSigmoid(OnnxLayer layer, OnnxValue x, double slope) =>
        layer.Node("HardSigmoid", [x], OnnxAttribute.Number("alpha", slope), OnnxAttribute.Number("beta", 0.5));

    /// <summary>In its tanh form: x sigmoid(x (a x^2 + b)).</summary>
    private static OnnxValue Gelu(OnnxLayer layer, OnnxValue x)
    {
        double b = 2 * Math.Sqrt(2 / Math.PI);
        OnnxValue square = layer.Node("Mul", [x, x]);
        OnnxValue inner = layer.Node("Add", [layer.Node("Mul", [square, layer.Number("a", b * 0.044715)]), layer.Number("b", b)]);
        return layer.Node("Mul", [x, layer.Node("Sigmoid", [layer.Node("Mul", [x, inner])])]);
    }
}
