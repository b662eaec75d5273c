namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Layers that make one value of several.</summary>
internal static class OnnxMerges
{
    /// <summary>The layer Add.</summary>
    public static OnnxValue Add(OnnxLayer layer) => Merge(layer, "Add");

    /// <summary>The layer Average.</summary>
    public static OnnxValue Average(OnnxLayer layer) =>
        layer.Pointwise(layer.OutputShape.ndim, [Add(layer)], sum => layer.Node("Div", [sum[0], layer.Number("count", layer.InputCount)]));

    /// <summary>The layer Maximum.</summary>
    public static OnnxValue Maximum(OnnxLayer layer) => Merge(layer, "Max");

    /// <summary>The layer Minimum.</summary>
    public static OnnxValue Minimum(OnnxLayer layer) => Merge(layer, "Min");

    /// <summary>The layer Multiply.</summary>
    public static OnnxValue Multiply(OnnxLayer layer) => Merge(layer, "Mul");

    /// <summary>The layer Subtract.</summary>
    public static OnnxValue Subtract(OnnxLayer layer) => Merge(layer, "Sub");

    /// <summary>The layer Concatenate.</summary>
    public static OnnxValue Concatenate(OnnxLayer layer)
    {
        int axis = layer.OutputShape.Axis(layer.Config.Integer("axis") ?? -1);
        if (axis == 0) throw layer.Refuse("has axis 0, which is the batch's", "Concatenate another axis.");
        return layer.Node("Concat", [.. Enumerable.Range(0, layer.InputCount).Select(layer.Input)], OnnxAttribute.Integer("axis", axis));
    }

    /// <summary>Combines two inputs, then what that gave and the next one.</summary>
    private static OnnxValue Merge(OnnxLayer layer, string op)
    {
        int rank = layer.OutputShape.ndim;
        OnnxValue[] inputs = [.. Enumerable.Range(0, layer.InputCount).Select(i => Aligned(layer, i, rank))];
        return layer.Pointwise(rank, inputs, values => values.Skip(1).Aggregate(values[0], (a, b) => layer.Node(op, [a, b])));
    }

    /// <summary>An input with axes of size 1 behind the batch's, so that it has as many as the others.</summary>
    private static OnnxValue Aligned(OnnxLayer layer, int number, int rank)
    {
        Shape shape = layer.InputShape(number);
        OnnxValue x = layer.Input(number);
        return shape.ndim == rank ? x : layer.Reshape(x, [.. Enumerable.Repeat(1L, rank - shape.ndim), .. shape.Span[1..]]);
    }
}
