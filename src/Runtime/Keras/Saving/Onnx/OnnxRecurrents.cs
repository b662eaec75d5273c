using Tensorflow.Keras.Layers;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Recurrent layers, and two of them in opposite directions.</summary>
internal static class OnnxRecurrents
{
    /// <summary>The activations that ONNX' recurrent operators take, by Keras' names.</summary>
    private static readonly Dictionary<string, string> Activations = new()
    {
        ["hard_sigmoid"] = "HardSigmoid", ["relu"] = "Relu", ["sigmoid"] = "Sigmoid", ["softplus"] = "Softplus", ["softsign"] = "Softsign", ["tanh"] = "Tanh",
    };

    /// <summary>Where the gates of a kernel of Keras' stand in ONNX: i, f, c, o there, i, o, f, c here.</summary>
    private static readonly int[] LstmGates = [0, 3, 1, 2];

    /// <summary>The gates z, r, h, in the same order.</summary>
    private static readonly int[] GruGates = [0, 1, 2];

    private static readonly int[] OneGate = [0];

    /// <summary>The layer LSTM.</summary>
    public static OnnxValue[] Lstm(OnnxLayer layer) => InStepOrder(layer, Run(layer, States(layer, 0, 2)));

    /// <summary>The layer GRU.</summary>
    public static OnnxValue[] Gru(OnnxLayer layer) => InStepOrder(layer, Run(layer, States(layer, 0, 1)));

    /// <summary>The layer SimpleRNN.</summary>
    public static OnnxValue[] Simple(OnnxLayer layer) => InStepOrder(layer, Run(layer, States(layer, 0, 1)));

    /// <summary>The layer Bidirectional: both directions give sequences in the order of the input.</summary>
    public static OnnxValue[] Bidirectional(OnnxLayer layer)
    {
        int each = ((Recurrent)layer.Layer.Layers[0]).Cell.StateSizes.Count;
        OnnxValue[] forward = Run(layer.Inside(layer.Layer.Layers[0]), States(layer, 0, each));
        OnnxValue[] backward = Run(layer.Inside(layer.Layer.Layers[1]), States(layer, each, each));
        OnnxValue[] merged = layer.Config.Text("merge_mode", null) switch
        {
            "concat" => [layer.Node("Concat", [forward[0], backward[0]], OnnxAttribute.Integer("axis", -1))],
            "sum" => [layer.Node("Add", [forward[0], backward[0]])],
            "ave" => [layer.Node("Mul", [layer.Node("Add", [forward[0], backward[0]]), layer.Number("half", 0.5)])],
            "mul" => [layer.Node("Mul", [forward[0], backward[0]])],
            _ => [forward[0], backward[0]],
        };
        return [.. merged, .. forward[1..], .. backward[1..]];
    }

    /// <summary>First states among a layer's inputs.</summary>
    private static OnnxValue[] States(OnnxLayer layer, int skip, int count) =>
        layer.InputCount == 1 ? [] : [.. Enumerable.Range(1 + skip, count).Select(layer.Input)];

    /// <summary>Adds the operator of a recurrent layer.</summary>
    /// <param name="layer">An LSTM, GRU or SimpleRNN.</param>
    /// <param name="states">First states, [batch, units] each; none for zeros.</param>
    /// <returns>The output, sequences in the order of the input, and the last states where they are asked for.</returns>
    private static OnnxValue[] Run(OnnxLayer layer, OnnxValue[] states)
    {
        if (layer.Config.Flag("time_major", false)) throw layer.Refuse("has time_major: true", "Put the batch first.");
        (string op, int[] gates, string[] activations, OnnxAttribute[] own) = layer.Layer.ClassName switch
        {
            "LSTM" => ("LSTM", LstmGates, (string[])["recurrent_activation", "activation", "activation"], Array.Empty<OnnxAttribute>()),
            "GRU" => ("GRU", GruGates, ["recurrent_activation", "activation"],
                [OnnxAttribute.Integer("linear_before_reset", layer.Config.Flag("reset_after", true) ? 1 : 0)]),
            "SimpleRNN" => ("RNN", OneGate, ["activation"], []),
            _ => throw layer.Refuse("is inside a Bidirectional", "Use LSTM, GRU or SimpleRNN."),
        };
        int units = layer.Config.RequiredInteger("units");
        OnnxValue x = layer.Transpose(layer.Input(), 1, 0, 2);
        OnnxValue?[] inputs =
        [
            x, Kernel(layer, "kernel", gates), Kernel(layer, "recurrent_kernel", gates), Bias(layer, gates),
            // No lengths: all sequences have all steps.
            .. states.Length == 0 ? [] : (OnnxValue?[])[null, .. states.Select(state => layer.Node("Unsqueeze", [state, layer.Integers("axis", 0)]))],
        ];
        OnnxValue[] made = layer.Nodes(op, inputs, op == "LSTM" ? 3 : 2,
        [
            OnnxAttribute.Integer("hidden_size", units), OnnxAttribute.Texts("activations", [.. activations.Select(key => Activation(layer, key))]),
            OnnxAttribute.Text("direction", layer.Config.Flag("go_backwards", false) ? "reverse" : "forward"), .. own,
        ]);
        // [time, direction, batch, units], then the last states, [direction, batch, units].
        OnnxValue[] last = [.. made.Skip(1).Select(state => layer.Node("Squeeze", [state, layer.Integers("axis", 0)]))];
        OnnxValue output = layer.Config.Flag("return_sequences", false)
            ? layer.Transpose(layer.Node("Squeeze", [made[0], layer.Integers("axis", 1)]), 1, 0, 2) : last[0];
        return layer.Config.Flag("return_state", false) ? [output, .. last] : [output];
    }

    /// <summary>Sequences that were read backwards come in the order in which they were read, in Keras.</summary>
    private static OnnxValue[] InStepOrder(OnnxLayer layer, OnnxValue[] outputs)
    {
        if (!layer.Config.Flag("go_backwards", false) || !layer.Config.Flag("return_sequences", false)) return outputs;
        return [layer.Node("Slice", [outputs[0], layer.Integers("from", -1), layer.Integers("to", long.MinValue), layer.Integers("axes", 1),
            layer.Integers("steps", -1)]), .. outputs[1..]];
    }

    private static string Activation(OnnxLayer layer, string key)
    {
        string name = layer.Config.Text(key, null) ?? "linear";
        return Activations.TryGetValue(name, out string? known) ? known
            : throw layer.Refuse($"has the {key} '{name}'", $"Use one of {string.Join(", ", Activations.Keys)}.");
    }

    /// <summary>[features, gates · units] to [1, gates · units, features], the gates in ONNX' order.</summary>
    private static OnnxValue Kernel(OnnxLayer layer, string name, int[] gates) => layer.Constant(name, () =>
    {
        Tensor rows = ArrayOps.Transpose(layer.Values(name), [1, 0]);
        return ArrayOps.Reshape(InOrder(rows, gates), Shape.Of(1, rows.shape[0], rows.shape[1]));
    });

    /// <summary>[gates · units], or a GRU's [2, gates · units], to [1, 2 · gates · units]: the input's, then the states'.</summary>
    private static OnnxValue? Bias(OnnxLayer layer, int[] gates) => !layer.Has("bias") ? null : layer.Constant("bias", () =>
    {
        Tensor bias = layer.Values("bias");
        Tensor[] both = bias.ndim == 2 ? ArrayOps.Unstack(bias, 0) : [bias, Tensor.Zeros(bias.shape)];
        return ArrayOps.Reshape(ArrayOps.Concat([.. both.Select(part => InOrder(part, gates))], 0), Shape.Of(1, -1));
    });

    /// <summary>Blocks of rows, one a gate, in another order.</summary>
    private static Tensor InOrder(Tensor rows, int[] gates)
    {
        Tensor[] blocks = ArrayOps.Split(rows, gates.Length, 0);
        return ArrayOps.Concat([.. gates.Select(gate => blocks[gate])], 0);
    }
}
