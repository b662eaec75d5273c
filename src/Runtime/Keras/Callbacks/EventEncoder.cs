using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Tensorflow.Keras.Callbacks;

/// <summary>Writes the few protocol-buffer messages that TensorBoard's event files are made of.</summary>
/// <remarks>
/// Event, Summary, Summary.Value, Summary.Image and HistogramProto, by their field numbers in TensorFlow's event.proto and summary.proto.
/// </remarks>
internal sealed class EventEncoder
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _message = new();

    private EventEncoder()
    {
    }

    /// <summary>The first event of a file, which says how the others are written.</summary>
    public static byte[] Version(double wallTime) => new EventEncoder().Number(1, wallTime).Text(3, "brain.Event:2").ToArray();

    /// <summary>An event with one value.</summary>
    public static byte[] Event(double wallTime, long step, EventEncoder value) =>
        new EventEncoder().Number(1, wallTime).Integer(2, step).Message(5, new EventEncoder().Message(1, value)).ToArray();

    /// <summary>A single number with a name.</summary>
    public static EventEncoder Scalar(string tag, float value) => new EventEncoder().Text(1, tag).Number(2, value);

    /// <summary>A packed image with a name.</summary>
    public static EventEncoder Image(string tag, int height, int width, int channels, byte[] png) => new EventEncoder().Text(1, tag)
        .Message(4, new EventEncoder().Integer(1, height).Integer(2, width).Integer(3, channels).Raw(4, png));

    /// <summary>Counts of values with a name.</summary>
    public static EventEncoder Histogram(string tag, in ValueCounts counts) => new EventEncoder().Text(1, tag)
        .Message(5, new EventEncoder().Number(1, counts.Least).Number(2, counts.Most).Number(3, counts.Count).Number(4, counts.Sum)
            .Number(5, counts.SumOfSquares).Numbers(6, counts.UpperEdges).Numbers(7, counts.InBuckets));

    private byte[] ToArray() => _message.WrittenSpan.ToArray();

    private EventEncoder Integer(int field, long value)
    {
        Key(field, Varint);
        Put((ulong)value);
        return this;
    }

    private EventEncoder Number(int field, double value)
    {
        Key(field, Fixed64);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _message.Write(bytes);
        return this;
    }

    private EventEncoder Number(int field, float value)
    {
        Key(field, Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _message.Write(bytes);
        return this;
    }

    private EventEncoder Numbers(int field, double[] values)
    {
        byte[] bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), values[i]);
        return Raw(field, bytes);
    }

    private EventEncoder Text(int field, string text) => Raw(field, Encoding.UTF8.GetBytes(text));

    private EventEncoder Message(int field, EventEncoder message) => Raw(field, message.ToArray());

    private EventEncoder Raw(int field, byte[] bytes)
    {
        Key(field, Bytes);
        Put((ulong)bytes.Length);
        _message.Write(bytes);
        return this;
    }

    private void Key(int field, int wire) => Put((ulong)(field << 3 | wire));

    /// <summary>Seven bits a byte, lowest first; the eighth says that more follow.</summary>
    private void Put(ulong value)
    {
        for (; value > 0x7F; value >>= 7) _message.Write([(byte)(value | 0x80)]);
        _message.Write([(byte)value]);
    }
}

/// <summary>How many values lie in which of 30 equal parts of their range. Values that are not finite are left out.</summary>
internal readonly struct ValueCounts
{
    private const int Buckets = 30;

    public ValueCounts(ReadOnlySpan<float> values)
    {
        (Least, Most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) continue;
            (Least, Most) = (Math.Min(Least, value), Math.Max(Most, value));
            Count++;
            Sum += value;
            SumOfSquares += (double)value * value;
        }
        if (Count == 0) (Least, Most) = (0, 0);
        double width = Most > Least ? (Most - Least) / Buckets : 1;
        UpperEdges = new double[Buckets];
        InBuckets = new double[Buckets];
        for (int i = 0; i < Buckets; i++) UpperEdges[i] = Least + (i + 1) * width;
        foreach (float value in values)
            if (float.IsFinite(value)) InBuckets[Math.Min(Buckets - 1, (int)((value - Least) / width))]++;
    }

    public double Least { get; }

    public double Most { get; }

    public double Count { get; }

    public double Sum { get; }

    public double SumOfSquares { get; }

    public double[] UpperEdges { get; }

    public double[] InBuckets { get; }
}
