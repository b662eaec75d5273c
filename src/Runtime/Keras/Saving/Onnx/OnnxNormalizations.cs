using Tensorflow.Operations;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Normalizations with a scale and an offset.</summary>
internal static class OnnxNormalizations
{
    /// <summary>The layer BatchNormalization, with its running averages.</summary>
    public static OnnxValue Batch(OnnxLayer layer) => OverChannels(layer, (x, sizes) => layer.Node("BatchNormalization",
        [x, Gamma(layer, sizes[0]), Beta(layer, sizes[0]), layer.Weight("moving_mean"), layer.Weight("moving_variance")], Epsilon(layer)));

    /// <summary>The layer InstanceNormalization.</summary>
    public static OnnxValue Instance(OnnxLayer layer) => OverChannels(layer, (x, sizes) =>
        layer.Node("InstanceNormalization", [x, Gamma(layer, sizes[0]), Beta(layer, sizes[0])], Epsilon(layer)));

    /// <summary>The layer GroupNormalization: an instance normalization of the groups, then each channel's scale and offset.</summary>
    public static OnnxValue Group(OnnxLayer layer) => OverChannels(layer, (x, sizes) =>
    {
        int groups = layer.Config.Integer("groups") is { } given and > 0 ? given : (int)sizes[0];
        OnnxValue grouped = layer.Reshape(x, [groups, sizes.Aggregate(1L, (a, b) => a * b) / groups]);
        OnnxValue normalized = layer.Node("InstanceNormalization",
            [grouped, layer.Constant("ones", () => Filled(groups, 1)), layer.Constant("zeros", () => Filled(groups, 0))], Epsilon(layer));
        OnnxValue y = layer.Reshape(normalized, sizes);
        if (layer.Has("gamma")) y = layer.Node("Mul", [y, Each("gamma")]);
        return layer.Has("beta") ? layer.Node("Add", [y, Each("beta")]) : y;

        OnnxValue Each(string name)
        {
            long[] ones = [.. sizes.Select((size, axis) => axis == 0 ? size : 1)];
            return layer.Constant(name, () => ArrayOps.Reshape(layer.Values(name), Shape.Of(ones)));
        }
    });

    /// <summary>The layer LayerNormalization, over the last axes.</summary>
    public static OnnxValue Layer(OnnxLayer layer)
    {
        int rank = layer.InputShape().ndim;
        int[] axes = layer.Config.Config["axis"] is System.Text.Json.Nodes.JsonArray
            ? [.. layer.Config.Numbers("axis").Select(axis => (int)axis)] : [layer.Config.Integer("axis") ?? -1];
        axes = [.. axes.Select(axis => axis < 0 ? axis + rank : axis).Order()];
        if (axes[0] != rank - axes.Length)
            throw layer.Refuse($"has the axes ({string.Join(", ", axes)}) of {rank}", "Normalize the last axes; Permute brings others there.");
        Shape sizes = layer.InputShape()[axes[0]..];
        OnnxValue gamma = layer.Has("gamma") ? layer.Weight("gamma") : layer.Constant("gamma", () => ArrayOps.Fill(sizes, 1, TF_DataType.TF_FLOAT));
        return layer.Node("LayerNormalization", layer.Has("beta") ? [layer.Input(), gamma, layer.Weight("beta")] : [layer.Input(), gamma],
            OnnxAttribute.Integer("axis", axes[0]), Epsilon(layer));
    }

    /// <summary>Adds nodes that work on [batch, channels, ..], the form in which the layer's channels may be, too.</summary>
    private static OnnxValue OverChannels(OnnxLayer layer, Func<OnnxValue, long[], OnnxValue> normalize)
    {
        Shape shape = layer.InputShape();
        int rank = shape.ndim, axis = layer.Config.Integer("axis") ?? -1;
        if (axis < 0) axis += rank;
        OnnxValue x = layer.Input();
        if (axis == 1) return normalize(x, shape.dims[1..]);
        if (axis != rank - 1) throw layer.Refuse($"has the axis {axis} of {rank}", "Normalize the last axis; Permute brings others there.");
        return layer.ChannelsLast(normalize(layer.ChannelsFirst(x, rank), [shape[-1], .. shape.dims[1..^1]]), rank);
    }

    private static OnnxValue Gamma(OnnxLayer layer, long channels) =>
        layer.Has("gamma") ? layer.Weight("gamma") : layer.Constant("gamma", () => Filled(channels, 1));

    private static OnnxValue Beta(OnnxLayer layer, long channels) =>
        layer.Has("beta") ? layer.Weight("beta") : layer.Constant("beta", () => Filled(channels, 0));

    private static Tensor Filled(long count, double value) => ArrayOps.Fill(Shape.Of(count), value, TF_DataType.TF_FLOAT);

    private static OnnxAttribute Epsilon(OnnxLayer layer) => OnnxAttribute.Number("epsilon", layer.Config.Number("epsilon", 1e-3));
}
