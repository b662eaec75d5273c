using System.Buffers.Binary;
using System.Text;

namespace MlPipelines.Tests.Keras;

/// <summary>One value of an event file.</summary>
/// <param name="Step">Its step.</param>
/// <param name="WallTime">Seconds since 1970.</param>
/// <param name="Tag">Its name.</param>
/// <param name="Number">The number, of a scalar.</param>
/// <param name="Image">Height, width, channels and PNG file, of an image.</param>
/// <param name="Histogram">Smallest, largest, count, sum, sum of squares, upper edges and counts, of a histogram.</param>
internal sealed record EventValue(long Step, double WallTime, string Tag, float? Number, (long Height, long Width, long Channels,
    byte[] Png)? Image, (double[] Figures, double[] Edges, double[] Counts)? Histogram);

/// <summary>
/// Reads TensorBoard's event files by their descriptions, not by the writer's code: TFRecord frames with CRC-32C (bit by bit, after its
/// polynomial) and protocol buffers' wire format.
/// </summary>
internal static class EventFileReader
{
    public static List<EventValue> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var values = new List<EventValue>();
        for (int at = 0, record = 0; at < file.Length; record++)
        {
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.AreEqual(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)),
                "Checksum of a length.");
            byte[] message = file[(at + 12)..(at + 12 + (int)length)];
            Assert.AreEqual(Masked(message), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + (int)length)),
                "Checksum of a message.");
            at += 16 + (int)length;
            Event(message, record, values);
        }
        return values;
    }

    private static void Event(byte[] message, int record, List<EventValue> values)
    {
        double wallTime = 0;
        long step = 0;
        byte[]? summary = null;
        string? version = null;
        foreach ((int field, object value) in Fields(message))
        {
            if (field == 1) wallTime = BitConverter.Int64BitsToDouble((long)value);
            if (field == 2) step = (long)value;
            if (field == 3) version = Encoding.UTF8.GetString((byte[])value);
            if (field == 5) summary = (byte[])value;
        }
        Assert.AreEqual(record == 0 ? "brain.Event:2" : null, version);
        Assert.AreEqual(record == 0, summary is null);
        if (summary is null) return;
        foreach ((int field, object value) in Fields(summary))
        {
            Assert.AreEqual(1, field);
            values.Add(Value(step, wallTime, (byte[])value));
        }
    }

    private static EventValue Value(long step, double wallTime, byte[] message)
    {
        var result = new EventValue(step, wallTime, "", null, null, null);
        foreach ((int field, object value) in Fields(message))
        {
            result = field switch
            {
                1 => result with { Tag = Encoding.UTF8.GetString((byte[])value) },
                2 => result with { Number = BitConverter.Int32BitsToSingle((int)value) },
                4 => result with { Image = Image((byte[])value) }, 5 => result with { Histogram = Histogram((byte[])value) },
                _ => throw new AssertFailedException($"A value has the unknown field {field}."),
            };
        }
        return result;
    }

    private static (long, long, long, byte[]) Image(byte[] message)
    {
        Dictionary<int, object> fields = Fields(message).ToDictionary(f => f.Field, f => f.Value);
        return ((long)fields[1], (long)fields[2], (long)fields[3], (byte[])fields[4]);
    }

    private static (double[], double[], double[]) Histogram(byte[] message)
    {
        Dictionary<int, object> fields = Fields(message).ToDictionary(f => f.Field, f => f.Value);
        return ([.. Enumerable.Range(1, 5).Select(i => BitConverter.Int64BitsToDouble((long)fields[i]))], Doubles((byte[])fields[6]),
            Doubles((byte[])fields[7]));

        static double[] Doubles(byte[] bytes) => [.. bytes.Chunk(8).Select(part => BinaryPrimitives.ReadDoubleLittleEndian(part))];
    }

    private static IEnumerable<(int Field, object Value)> Fields(byte[] message)
    {
        int at = 0;
        while (at < message.Length)
        {
            long key = Varint();
            object value = (key & 7) switch
            {
                0 => Varint(),
                1 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)), 2 => Take((int)Varint()),
                5 => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
                _ => throw new AssertFailedException($"A field has the unknown wire type {key & 7}."),
            };
            yield return ((int)(key >> 3), value);
        }

        long Varint()
        {
            long value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = message[at++];
                value |= (long)(next & 0x7F) << shift;
                if (next < 0x80) return value;
            }
        }

        byte[] Take(int count) => message[at..(at += count)];
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return (crc >> 15 | crc << 17) + 0xA282EAD8;
    }

    /// <summary>CRC-32C of "123456789" is E3069283 (RFC 3720's polynomial); it keeps this reader honest.</summary>
    public static void CheckItself() => Assert.AreEqual((0xE3069283u >> 15 | 0xE3069283u << 17) + 0xA282EAD8, Masked("123456789"u8));
}
