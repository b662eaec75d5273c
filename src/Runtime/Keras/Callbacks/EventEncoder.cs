using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Callbacks;

/// <summary>The few protocol-buffer messages that TensorBoard's event files are made of.</summary>
/// <remarks>
/// Event, Summary, Summary.Value, Summary.Image and HistogramProto, by their field numbers in TensorFlow's event.proto and summary.proto.
/// </remarks>
internal static class EventEncoder
{
    /// <summary>The first event of a file, which says how the others are written.</summary>
    public static byte[] Version(double wallTime) => new ProtoMessage().Number(1, wallTime).Text(3, "brain.Event:2").ToArray();

    /// <summary>An event with one value.</summary>
    public static byte[] Event(double wallTime, long step, ProtoMessage value) =>
        new ProtoMessage().Number(1, wallTime).Integer(2, step).Message(5, new ProtoMessage().Message(1, value)).ToArray();

    /// <summary>A single number with a name.</summary>
    public static ProtoMessage Scalar(string tag, float value) => new ProtoMessage().Text(1, tag).Number(2, value);

    /// <summary>A packed image with a name.</summary>
    public static ProtoMessage Image(string tag, int height, int width, int channels, byte[] png) => new ProtoMessage().Text(1, tag)
        .Message(4, new ProtoMessage().Integer(1, height).Integer(2, width).Integer(3, channels).Bytes(4, png));

    /// <summary>Counts of values with a name.</summary>
    public static ProtoMessage Histogram(string tag, in ValueCounts counts) => new ProtoMessage().Text(1, tag)
        .Message(5, new ProtoMessage().Number(1, counts.Least).Number(2, counts.Most).Number(3, counts.Count).Number(4, counts.Sum)
            .Number(5, counts.SumOfSquares).Numbers(6, counts.UpperEdges).Numbers(7, counts.InBuckets));
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
