namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Pooling, over windows and over all positions.</summary>
internal static class OnnxPooling
{
    /// <summary>The layer AveragePooling2D; padding does not count.</summary>
    public static OnnxValue Average(OnnxLayer layer) => Node(layer, "AveragePool", OnnxAttribute.Integer("count_include_pad", 0));

    /// <summary>The layers MaxPooling1D and MaxPooling2D.</summary>
    public static OnnxValue Max(OnnxLayer layer) => Node(layer, "MaxPool");

    /// <summary>The layers GlobalAveragePooling1D and 2D.</summary>
    public static OnnxValue GlobalAverage(OnnxLayer layer) => Reduce(layer, "ReduceMean");

    /// <summary>The layers GlobalMaxPooling1D and 2D.</summary>
    public static OnnxValue GlobalMax(OnnxLayer layer) => Reduce(layer, "ReduceMax");

    private static OnnxValue Node(OnnxLayer layer, string op, params OnnxAttribute[] more)
    {
        int rank = layer.OutputShape.ndim;
        OnnxValue x = layer.ChannelsFirst(layer.Input(), rank);
        return layer.ChannelsLast(layer.Node(op, [x], [.. OnnxWindows.Of(layer, "pool_size").OfPooling, .. more]), rank);
    }

    private static OnnxValue Reduce(OnnxLayer layer, string op)
    {
        long[] positions = [.. Enumerable.Range(1, layer.InputShape().ndim - 2).Select(axis => (long)axis)];
        return layer.Node(op, [layer.Input()], OnnxAttribute.Integers("axes", positions),
            OnnxAttribute.Integer("keepdims", layer.Config.Flag("keepdims", false) ? 1 : 0));
    }
}
