using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Memory;

namespace MlPipelines.Pipelines.Generation;

/// <summary>The two generators of a CycleGAN: images of one domain in the style of the other. What they show, and so their label, stays.</summary>
public sealed class CycleGanModel
{
    private const int Block = 256;

    /// <summary>Wraps two generators.</summary>
    /// <param name="aToB">From images of domain A, [batch, 28, 28, 1], -1 to 1, to images of domain B.</param>
    /// <param name="bToA">The other way.</param>
    public CycleGanModel(Model aToB, Model bToA)
    {
        ArgumentNullException.ThrowIfNull(aToB);
        ArgumentNullException.ThrowIfNull(bToA);
        (AToB, BToA) = (aToB, bToA);
    }

    /// <summary>From domain A to domain B.</summary>
    public Model AToB { get; }

    /// <summary>From domain B to domain A.</summary>
    public Model BToA { get; }

    /// <summary>Turns images of domain A into images of domain B; labels are carried over.</summary>
    /// <param name="digits">Grey images of 28 x 28.</param>
    /// <exception cref="ArgumentException">They are of another size.</exception>
    public DigitSet Translate(DigitSet digits) => Translate(AToB, digits);

    /// <summary>Turns images of domain B into images of domain A; labels are carried over.</summary>
    /// <param name="digits">Grey images of 28 x 28.</param>
    /// <exception cref="ArgumentException">They are of another size.</exception>
    public DigitSet TranslateBack(DigitSet digits) => Translate(BToA, digits);

    private static DigitSet Translate(Model generator, DigitSet digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Count == 0) return digits;
        SignedImages.Check(digits, nameof(digits));
        byte[] images = new byte[digits.Images.Length];
        int[] rows = [.. Enumerable.Range(0, digits.Count)];
        for (int at = 0; at < rows.Length; at += Block)
        {
            int size = Math.Min(Block, rows.Length - at);
            using TensorScope scope = TensorScope.Enter();
            SignedImages.ToBytes(generator.Apply(SignedImages.Take(digits, rows.AsSpan(at, size))), images.AsSpan(at * SignedImages.Size, size * SignedImages.Size));
        }
        return new DigitSet(images, [.. digits.Labels], digits.Height, digits.Width, 1, digits.ClassNames);
    }
}
