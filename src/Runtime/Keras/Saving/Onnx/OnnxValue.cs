namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>A value in an ONNX graph: an input, a constant, or what a node gives.</summary>
public sealed class OnnxValue
{
    internal OnnxValue(string name, TF_DataType type) => (Name, Type) = (name, type);

    /// <summary>Its name, which no other value of the graph has.</summary>
    public string Name { get; internal set; }

    /// <summary>Type of its elements.</summary>
    public TF_DataType Type { get; }

    /// <summary>The same values as [batch, channels, ..], where some node gives them so; null elsewhere.</summary>
    internal OnnxValue? ChannelsFirst { get; set; }
}

/// <summary>A value between two layers.</summary>
/// <param name="Value">The value.</param>
/// <param name="Shape">Its shape as Keras has it: -1 for the batch, then sizes that are all known.</param>
internal readonly record struct OnnxOperand(OnnxValue Value, Shape Shape);
