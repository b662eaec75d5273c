using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using Tensorflow.Memory;
using static Tensorflow.Binding;

namespace MlPipelines.Pipelines.Recognition;

/// <summary>Which pixels a model's answer hangs on: the gradient of the answer's score with respect to them (Simonyan et al., 2013).</summary>
public static class Saliency
{
    /// <summary>Keeps the logarithm of a probability of 0 finite, and a saturated softmax from hiding what it hangs on.</summary>
    private const float Least = 1e-30f;

    /// <summary>How much each pixel counts for the class with the highest score.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="images">Grey images of any one size.</param>
    /// <returns>For each image [height, width], 0 to 255: the gradient's size, 255 where it is greatest; all 0 where the answer hangs on no pixel.</returns>
    /// <remarks>
    /// The score is that of the answer less the mean of all, of probabilities their logarithm's: before the softmax, where it does not saturate.
    /// </remarks>
    /// <exception cref="ArgumentException">The images have colours.</exception>
    /// <example><code>
    /// byte[][] maps = Saliency.Of(classifier, images);
    /// </code></example>
    public static byte[][] Of(KerasTransformer classifier, DigitSet images)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Channels != 1) throw new ArgumentException($"Got images of {images.Channels} channels; saliency takes grey ones.", nameof(images));
        byte[][] maps = new byte[images.Count][];
        for (int first = 0; first < maps.Length; first += classifier.RowsAtOnce)
        {
            int rows = Math.Min(classifier.RowsAtOnce, maps.Length - first);
            float[] gradients = classifier.InputGradients(images, first, rows, Answer);
            for (int i = 0; i < rows; i++) maps[first + i] = Map(gradients.AsSpan(i * images.ImageSize, images.ImageSize));
        }
        return maps;
    }

    /// <summary>One number for each row: the highest score less the mean.</summary>
    private static Tensor Answer(Tensor scores)
    {
        Tensor values = IsProbabilities(scores) ? tf.math.log(scores + Least) : scores;
        return tf.reduce_max(values, axis: 1) - tf.reduce_mean(values, axis: 1);
    }

    private static bool IsProbabilities(Tensor scores)
    {
        ReadOnlySpan<float> values = scores.AsSpan<float>();
        float sum = 0;
        foreach (float value in values)
        {
            if (!(value >= 0)) return false;
            sum += value;
        }
        return Math.Abs(sum - scores.shape[0]) < 1e-3 * scores.shape[0];
    }

    private static byte[] Map(ReadOnlySpan<float> gradient)
    {
        float most = 0;
        foreach (float value in gradient) most = Math.Max(most, Math.Abs(value));
        byte[] map = new byte[gradient.Length];
        if (!(most > 0) || !float.IsFinite(most)) return map;
        for (int i = 0; i < map.Length; i++) map[i] = (byte)(Math.Abs(gradient[i]) / most * byte.MaxValue + 0.5f);
        return map;
    }
}
