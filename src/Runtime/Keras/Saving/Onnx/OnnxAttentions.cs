using Tensorflow.Keras.Layers;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Attention: softmax(query keyᵀ) value.</summary>
internal static class OnnxAttentions
{
    /// <summary>The layer Attention.</summary>
    public static OnnxValue Attention(OnnxLayer layer)
    {
        (OnnxValue query, OnnxValue value, OnnxValue key) = Inputs(layer);
        OnnxValue scores = layer.Node("MatMul", [query, layer.Transpose(key, 0, 2, 1)]);
        if (layer.Has("scale")) scores = layer.Node("Mul", [scores, layer.Weight("scale")]);
        if (layer.Config.Flag("causal", false))
        {
            long queries = layer.InputShape()[1], keys = layer.InputShape(layer.InputCount - 1)[1];
            scores = layer.Node("Add", [scores, layer.Constant("causal", () => AttentionShapes.Causal(queries, keys, TF_DataType.TF_FLOAT))]);
        }
        return layer.Node("MatMul", [Softmax(layer, scores), value]);
    }

    /// <summary>The layer MultiHeadAttention.</summary>
    public static OnnxValue MultiHead(OnnxLayer layer)
    {
        (OnnxValue query, OnnxValue value, OnnxValue key) = Inputs(layer);
        long heads = layer.Config.RequiredInteger("num_heads"), keySize = layer.Config.RequiredInteger("key_dim");
        long valueSize = layer.Config.Integer("value_dim") ?? keySize;
        long queries = layer.InputShape()[1], keys = layer.InputShape(layer.InputCount - 1)[1];
        OnnxValue q = layer.Node("Mul", [Heads("query", query, queries, keySize), layer.Number("scale", 1 / Math.Sqrt(keySize))]);
        OnnxValue k = layer.Transpose(Heads("key", key, keys, keySize), 0, 1, 3, 2), v = Heads("value", value, keys, valueSize);
        OnnxValue made = layer.Node("MatMul", [Softmax(layer, layer.Node("MatMul", [q, k])), v]);
        OnnxValue rows = layer.Reshape(layer.Transpose(made, 0, 2, 1, 3), [queries, heads * valueSize]);
        return Project("attention_output", rows, heads * valueSize, layer.OutputShape[2]);

        // [batch, steps, features] to [batch, heads, steps, size].
        OnnxValue Heads(string name, OnnxValue x, long steps, long size) =>
            layer.Transpose(layer.Reshape(Project(name, x, -1, heads * size), [steps, heads, size]), 0, 2, 1, 3);

        OnnxValue Project(string name, OnnxValue x, long features, long width) => OnnxDense.Project(layer, x,
            layer.Constant($"{name}/kernel", () => ArrayOps.Reshape(layer.Values($"{name}/kernel"), Shape.Of(features, width))),
            layer.Has($"{name}/bias") ? layer.Constant($"{name}/bias", () => ArrayOps.Reshape(layer.Values($"{name}/bias"), Shape.Of(width))) : null);
    }

    private static (OnnxValue Query, OnnxValue Value, OnnxValue Key) Inputs(OnnxLayer layer) =>
        AttentionShapes.Split<OnnxValue>([.. Enumerable.Range(0, layer.InputCount).Select(layer.Input)]);

    private static OnnxValue Softmax(OnnxLayer layer, OnnxValue scores) => layer.Node("Softmax", [scores], OnnxAttribute.Integer("axis", -1));
}
