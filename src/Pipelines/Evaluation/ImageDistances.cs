using System.Numerics;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>How far images are apart: the Euclidean distance of their pixels, these from 0 to 1. Exact: equal images are at distance 0.</summary>
public static class ImageDistances
{
    // A block's sum of squares, each at most 255 * 255, stays below 2^32.
    private const int Block = 1 << 15;

    /// <summary>The distance of each image to the nearest one of another set.</summary>
    /// <remarks>
    /// Small distances of generated images to those their network was trained on tell that it learned images by heart. What is small is told by
    /// the same distances of real images that the network never saw.
    /// </remarks>
    /// <param name="images">Some images.</param>
    /// <param name="others">At least one image, of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, or there is nothing to be near to.</exception>
    public static double[] Nearest(DigitSet images, DigitSet others)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(others);
        if (others.Count == 0 || (images.Height, images.Width, images.Channels) != (others.Height, others.Width, others.Channels))
            throw new ArgumentException($"Got {others.Count} images of {new ImageShape(others.Height, others.Width, others.Channels)} to compare images of "
                + $"{new ImageShape(images.Height, images.Width, images.Channels)} with; expected one or more of the same size.", nameof(others));
        double[] nearest = new double[images.Count];
        Parallel.For(0, images.Count, i =>
        {
            long best = long.MaxValue;
            for (int j = 0; j < others.Count && best > 0; j++) best = Math.Min(best, Squared(images.Image(i), others.Image(j)));
            nearest[i] = Math.Sqrt(best) / byte.MaxValue;
        });
        return nearest;
    }

    /// <summary>The mean distance of all pairs of a set: 0 where all images are the same.</summary>
    /// <param name="images">At least two images.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static double MeanPair(DigitSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count < 2) throw new ArgumentException($"Got {images.Count} images; a pair takes two.", nameof(images));
        double[] sums = new double[images.Count];
        Parallel.For(0, images.Count, i =>
        {
            for (int j = 0; j < i; j++) sums[i] += Math.Sqrt(Squared(images.Image(i), images.Image(j)));
        });
        // Added in the order of the images, so that the last bit does not depend on the threads.
        return sums.Sum() / byte.MaxValue / ((double)images.Count * (images.Count - 1) / 2);
    }

    /// <summary>The sum of squared differences of two images' bytes.</summary>
    /// <param name="a">Pixels, 0 to 255.</param>
    /// <param name="b">As many.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static long Squared(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"Got {a.Length} and {b.Length} pixels; expected as many of each.", nameof(b));
        long sum = 0;
        for (; a.Length > Block; a = a[Block..], b = b[Block..]) sum += OfBlock(a[..Block], b[..Block]);
        return sum + OfBlock(a, b);
    }

    // Lanes: bytes, their differences' squares as 16 bits without sign, sums as 32 bits.
    private static long OfBlock(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Vector<uint> sums = default;
        int i = 0;
        for (; i <= a.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var x = new Vector<byte>(a[i..]);
            var y = new Vector<byte>(b[i..]);
            Vector.Widen(Vector.Max(x, y) - Vector.Min(x, y), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low * low, out Vector<uint> p, out Vector<uint> q);
            Vector.Widen(high * high, out Vector<uint> r, out Vector<uint> s);
            sums += p + q + (r + s);
        }
        long sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
