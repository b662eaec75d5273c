using Google.Protobuf;

namespace Tensorflow.Keras.Utils;

/// <summary>A protocol-buffer message that is put together field by field, by their numbers, and written once it is whole.</summary>
/// <remarks>It knows its size before it is written, so that large fields are never copied. A message is complete when it becomes a field.</remarks>
internal sealed class ProtoMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];
    private long _size;

    /// <summary>Bytes of the whole message.</summary>
    public long Size => _size;

    /// <summary>A whole number of any integer kind but the zigzag ones.</summary>
    public ProtoMessage Integer(int field, long value) => Add(field, WireFormat.WireType.Varint, CodedOutputStream.ComputeInt64Size(value),
        output => output.WriteInt64(value));

    /// <summary>A float.</summary>
    public ProtoMessage Number(int field, float value) =>
        Add(field, WireFormat.WireType.Fixed32, sizeof(float), output => output.WriteFloat(value));

    /// <summary>A double.</summary>
    public ProtoMessage Number(int field, double value) =>
        Add(field, WireFormat.WireType.Fixed64, sizeof(double), output => output.WriteDouble(value));

    /// <summary>A repeated double, packed.</summary>
    public ProtoMessage Numbers(int field, double[] values) => Add(field, WireFormat.WireType.LengthDelimited,
        CodedOutputStream.ComputeLengthSize(checked(sizeof(double) * values.Length)) + sizeof(double) * values.Length, output =>
        {
            output.WriteLength(sizeof(double) * values.Length);
            foreach (double value in values) output.WriteDouble(value);
        });

    /// <summary>A text.</summary>
    public ProtoMessage Text(int field, string text) =>
        Add(field, WireFormat.WireType.LengthDelimited, CodedOutputStream.ComputeStringSize(text), output => output.WriteString(text));

    /// <summary>Bytes, which must stay as they are until the message is written.</summary>
    public ProtoMessage Bytes(int field, byte[] bytes)
    {
        ByteString wrapped = UnsafeByteOperations.UnsafeWrap(bytes);
        return Add(field, WireFormat.WireType.LengthDelimited, CodedOutputStream.ComputeBytesSize(wrapped), output => output.WriteBytes(wrapped));
    }

    /// <summary>A message, complete.</summary>
    /// <exception cref="NotSupportedException">It has more bytes than a field of a message can have.</exception>
    public ProtoMessage Message(int field, ProtoMessage message)
    {
        if (message._size > int.MaxValue)
            throw new NotSupportedException($"Got a message of {message._size} bytes; a protocol buffer holds at most {int.MaxValue}.");
        int size = (int)message._size;
        return Add(field, WireFormat.WireType.LengthDelimited, (long)CodedOutputStream.ComputeLengthSize(size) + size, output =>
        {
            output.WriteLength(size);
            foreach (Action<CodedOutputStream> write in message._fields) write(output);
        });
    }

    /// <summary>Writes the message.</summary>
    public void WriteTo(Stream stream)
    {
        using var output = new CodedOutputStream(stream, leaveOpen: true);
        foreach (Action<CodedOutputStream> write in _fields) write(output);
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        WriteTo(stream);
        return stream.ToArray();
    }

    private ProtoMessage Add(int field, WireFormat.WireType wire, long size, Action<CodedOutputStream> write)
    {
        _size += CodedOutputStream.ComputeTagSize(field) + size;
        _fields.Add(output =>
        {
            output.WriteTag(field, wire);
            write(output);
        });
        return this;
    }
}
