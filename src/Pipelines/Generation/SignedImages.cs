using System.Security.Cryptography;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Pipelines.Generation;

/// <summary>Digits as generative models take and give them: [batch, 28, 28, 1], -1 (paper) to 1 (ink).</summary>
internal static class SignedImages
{
    public const int Side = 28, Size = Side * Side;

    /// <summary>Refuses sets that the models do not take.</summary>
    public static void Check(DigitSet digits, string name)
    {
        ArgumentNullException.ThrowIfNull(digits, name);
        if (digits.Count == 0) throw new ArgumentException("Got no images; a generative model is trained on at least 1.", name);
        if ((digits.Height, digits.Width, digits.Channels) != (Side, Side, 1))
            throw new ArgumentException($"Got images of {digits.Height} x {digits.Width} x {digits.Channels}; the generative models take grey ones of 28 x 28. "
                + "Load them at that size.", name);
    }

    /// <summary>Images of a set as a tensor of their own.</summary>
    public static Tensor Take(DigitSet digits, ReadOnlySpan<int> rows)
    {
        Tensor batch = Tensor.Empty((rows.Length, Side, Side, 1));
        Span<float> values = batch.Span<float>();
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<byte> image = digits.Image(rows[i]);
            Span<float> place = values.Slice(i * Size, Size);
            for (int p = 0; p < place.Length; p++) place[p] = image[p] / 127.5f - 1;
        }
        return batch;
    }

    /// <summary>Classes of a set, [batch], int32.</summary>
    public static Tensor Labels(DigitSet digits, ReadOnlySpan<int> rows)
    {
        Tensor batch = Tensor.Empty(Shape.Of(rows.Length), TF_DataType.TF_INT32);
        Span<int> values = batch.Span<int>();
        for (int i = 0; i < rows.Length; i++) values[i] = digits.Labels[rows[i]];
        return batch;
    }

    /// <summary>Rounds to bytes, 0 (paper) to 255 (ink).</summary>
    public static void ToBytes(Tensor images, Span<byte> pixels)
    {
        ReadOnlySpan<float> values = images.AsSpan<float>();
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(MathF.Round((values[i] + 1) * 127.5f), 0, 255);
        GC.KeepAlive(images);
    }

    /// <summary>SHA-256, hexadecimal, of the images and labels of sets.</summary>
    public static string Fingerprint(params ReadOnlySpan<DigitSet> sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (DigitSet set in sets)
        {
            hash.AppendData(set.Images);
            hash.AppendData(set.Labels);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

/// <summary>The rows of a set in an endless order: each pass has all of them, shuffled anew. A place's row depends on the seed and the place alone.</summary>
internal sealed class EndlessRows(int count, RandomStream orders)
{
    private readonly int[] _order = new int[count];
    private long _pass = -1;

    /// <summary>The rows at places in succession.</summary>
    public void Take(long first, Span<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            (long pass, long place) = Math.DivRem(first + i, count);
            if (pass != _pass)
            {
                RandomOps.Permutation(_order, new RandomStream(orders.Seed) { Position = 4 * pass }.Split());
                _pass = pass;
            }
            rows[i] = _order[place];
        }
    }
}
