namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Layers that change shapes, and those that change nothing in a prediction.</summary>
internal static class OnnxShapes
{
    /// <summary>A layer that works in training alone.</summary>
    public static OnnxValue Same(OnnxLayer layer) => layer.Input();

    /// <summary>The layer InputLayer: values of any type.</summary>
    public static OnnxValue Input(OnnxLayer layer) => layer.Given();

    /// <summary>The layer Flatten.</summary>
    public static OnnxValue Flatten(OnnxLayer layer) => layer.InputShape().ndim == 2 ? layer.Input() : Reshape(layer);

    /// <summary>The layer Reshape.</summary>
    public static OnnxValue Reshape(OnnxLayer layer) => layer.Reshape(layer.Input(), layer.OutputShape.Span[1..]);

    /// <summary>The layer Permute.</summary>
    public static OnnxValue Permute(OnnxLayer layer) => layer.Transpose(layer.Input(), [0, .. layer.Config.Dims("dims")!]);

    /// <summary>The layer RepeatVector.</summary>
    public static OnnxValue Repeat(OnnxLayer layer)
    {
        OnnxValue once = layer.Reshape(layer.Input(), [1, layer.OutputShape[2]]);
        return layer.Node("Expand", [once, layer.Integers("times", 1, layer.OutputShape[1], 1)]);
    }

    /// <summary>The layer TimeDistributed: all steps become samples of one batch.</summary>
    public static OnnxValue TimeDistributed(OnnxLayer layer)
    {
        ReadOnlySpan<long> step = layer.InputShape().Span[2..];
        OnnxValue steps = layer.Node("Reshape", [layer.Input(), layer.Integers("samples", [-1, .. step])]);
        OnnxOperand made = layer.Inner(layer.Layer.Layers[0], steps, Shape.Of([-1, .. step]));
        return layer.Node("Reshape", [made.Value, layer.Integers("sequences", [-1, .. layer.OutputShape.Span[1..]])]);
    }
}
