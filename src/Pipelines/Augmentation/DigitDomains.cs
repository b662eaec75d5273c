using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>The second domain of a CycleGAN: digits that look otherwise than MNIST's.</summary>
/// <remarks>Source: paper 2 (cyclegan), which names no domain.</remarks>
public static class DigitDomains
{
    private const int Side = DigitPreparation.Side, Box = 20;

    /// <summary>How digits of <see cref="Styles"/> look: slanted to the right, drawn with a thick pen by an unsteady hand.</summary>
    public static ClassicalAugmentation Style { get; } = new() { Shear = (10, 25), StrokeThickness = (0.5, 1.5), ElasticAlpha = (15, 34) };

    /// <summary>Halves a set and draws one half in another style, so that a CycleGAN needs no other data and never sees an image in both domains.</summary>
    /// <param name="digits">Grey images.</param>
    /// <param name="seed">Any number: the same one gives the same images.</param>
    /// <returns>The images with even numbers as they are, those with odd numbers in <see cref="Style"/>.</returns>
    public static (DigitSet Plain, DigitSet Styled) Styles(DigitSet digits, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(digits);
        int[] rows = [.. Enumerable.Range(0, digits.Count)];
        return (digits.Select([.. rows.Where(row => row % 2 == 0)]), Restyle(digits.Select([.. rows.Where(row => row % 2 == 1)]), seed));
    }

    /// <summary>Images in <see cref="Style"/>.</summary>
    /// <param name="digits">Grey images.</param>
    /// <param name="seed">Any number: the same one gives the same images.</param>
    public static DigitSet Restyle(DigitSet digits, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return ChangedDigits.Change(digits, [.. Enumerable.Range(0, digits.Count)], Style, seed);
    }

    /// <summary>
    /// Images of any size as MNIST places its own: resized bilinearly to 20 x 20, their centre of mass in the middle of 28 x 28 or as near as the whole
    /// box allows. USPS comes so.
    /// </summary>
    /// <param name="digits">Grey images, 0 (paper) to 255 (ink).</param>
    /// <exception cref="NotSupportedException">The images are coloured.</exception>
    public static DigitSet Centred(DigitSet digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Channels != 1)
            throw new NotSupportedException($"Got images of {digits.Channels} channels; digits are centred by how dark their ink is. Load them with 1 channel.");
        byte[] images = new byte[digits.Count * Side * Side];
        for (int i = 0; i < digits.Count; i++)
        {
            float[] small = Resampler.Resize(digits.Image(i), new ImageShape(digits.Height, digits.Width), Box, Box, Interpolation.Bilinear);
            (int top, int left) = DigitPreparation.Middle(small, Box, Box, Side);
            Span<byte> image = images.AsSpan(i * Side * Side, Side * Side);
            for (int y = 0; y < Box; y++)
                for (int x = 0; x < Box; x++) image[(top + y) * Side + left + x] = Resampler.Pixel(small[y * Box + x]);
        }
        return new DigitSet(images, digits.Labels, Side, Side, 1, digits.ClassNames);
    }
}
