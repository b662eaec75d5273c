using System.Text;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>A setting of a node in an ONNX graph.</summary>
public sealed class OnnxAttribute
{
    // Fields of onnx.proto's AttributeProto, and its numbers for the kinds of values.
    private const int NameField = 1, NumberField = 2, IntegerField = 3, TextField = 4, IntegersField = 8, TextsField = 9, KindField = 20;
    private const int NumberKind = 1, IntegerKind = 2, TextKind = 3, IntegersKind = 7, TextsKind = 8;

    private OnnxAttribute(string name, int kind, Action<ProtoMessage> write)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Message.Text(NameField, name).Integer(KindField, kind);
        write(Message);
    }

    internal ProtoMessage Message { get; } = new();

    /// <summary>A whole number.</summary>
    public static OnnxAttribute Integer(string name, long value) => new(name, IntegerKind, message => message.Integer(IntegerField, value));

    /// <summary>Whole numbers.</summary>
    public static OnnxAttribute Integers(string name, params long[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(name, IntegersKind, message =>
        {
            foreach (long value in values) message.Integer(IntegersField, value);
        });
    }

    /// <summary>A number, kept as float32.</summary>
    public static OnnxAttribute Number(string name, double value) =>
        new(name, NumberKind, message => message.Number(NumberField, (float)value));

    /// <summary>A text.</summary>
    public static OnnxAttribute Text(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(name, TextKind, message => message.Bytes(TextField, Encoding.UTF8.GetBytes(value)));
    }

    /// <summary>Texts.</summary>
    public static OnnxAttribute Texts(string name, params string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(name, TextsKind, message =>
        {
            foreach (string value in values) message.Bytes(TextsField, Encoding.UTF8.GetBytes(value));
        });
    }
}
