using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using static Tensorflow.Binding;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Digits as the tensors that models take, and models' outputs as labels.</summary>
public static class DigitTensors
{
    /// <summary>Pixels as float32 from 0 (paper) to 1 (ink).</summary>
    /// <param name="digits">Images.</param>
    /// <param name="sample">Shape of one image: <c>784</c> or <c>(28, 28, 1)</c>.</param>
    /// <returns>[images, ..sample].</returns>
    /// <exception cref="ArgumentException">The shape has another number of pixels than an image.</exception>
    public static Tensor Pixels(DigitSet digits, Shape sample)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.size != (long)digits.Height * digits.Width)
            throw new ArgumentException($"Got images of {digits.Height} x {digits.Width} pixels for a model of {sample}; it takes {sample.size} pixels an image.", nameof(sample));
        using Tensor bytes = Tensor.From<byte>(digits.Images, Shape.Of([digits.Count, .. sample.Span]));
        using Tensor numbers = tf.cast(bytes, tf.float32);
        return numbers / 255f;
    }

    /// <summary>Class numbers, [images], uint8.</summary>
    public static Tensor Labels(DigitSet digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return Tensor.From<byte>(digits.Labels, Shape.Of(digits.Count));
    }

    /// <summary>Class numbers as one-hot rows, [images, classes], float32.</summary>
    public static Tensor OneHot(DigitSet digits, int classes = 10) => tf.one_hot(tf.cast(Labels(digits), tf.int32), classes);

    /// <summary>Fingerprint of weights: SHA-256, hexadecimal, of all values in order.</summary>
    public static string Fingerprint(IEnumerable<IVariableV1> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (IVariableV1 weight in weights) hash.AppendData(MemoryMarshal.AsBytes<float>(weight.numpy().ToArray<float>()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The most probable class of each row, and its probability.</summary>
    /// <param name="probabilities">[images, classes], float32.</param>
    public static (byte[] Labels, float[] Confidence) Classes(Tensor probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ReadOnlySpan<float> values = probabilities.AsSpan<float>();
        int classes = (int)probabilities.shape[-1], rows = (int)probabilities.shape[0];
        byte[] labels = new byte[rows];
        float[] confidence = new float[rows];
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = values.Slice(i * classes, classes);
            int best = 0;
            for (int c = 1; c < classes; c++)
                if (row[c] > row[best]) best = c;
            (labels[i], confidence[i]) = ((byte)best, row[best]);
        }
        GC.KeepAlive(probabilities);
        return (labels, confidence);
    }
}
