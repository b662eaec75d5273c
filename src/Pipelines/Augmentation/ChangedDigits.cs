using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Changed copies of digits as a set, to be saved or measured; in a chain, <see cref="ImageAugmenter"/> makes the same ones of the same rows.</summary>
/// <example><code>
/// DigitSet copies = ChangedDigits.Make(data.Train, 6000, ClassicalAugmentation.Mild, seed: 1);
/// </code></example>
public static class ChangedDigits
{
    /// <summary>
    /// Changed copies, first of every row as often as <paramref name="count"/> takes whole passes, then of rows drawn at random, classes in proportion.
    /// </summary>
    /// <param name="digits">At least one image.</param>
    /// <param name="count">Copies to make, at least 1.</param>
    /// <param name="augmentation">How images are changed.</param>
    /// <param name="seed">Any number: the same one gives the same copies.</param>
    /// <exception cref="ArgumentException">There is no image, or the number of copies is out of range.</exception>
    public static DigitSet Make(DigitSet digits, int count, ClassicalAugmentation augmentation, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (digits.Count == 0) throw new ArgumentException("Got no images to copy; expected one or more.", nameof(digits));
        (int passes, int left) = Math.DivRem(count, digits.Count);
        return Change(digits, [.. Enumerable.Range(0, passes * digits.Count).Select(i => i % digits.Count), .. Draw(digits, left, seed)], augmentation, seed);
    }

    /// <summary>Rows drawn at random, of each class in proportion, in the order of the data.</summary>
    internal static int[] Draw(DigitSet digits, int count, ulong seed)
    {
        int[] drawn = Stratification.Split([.. digits.Labels.Select(label => (uint)label)], count, (int)(seed ^ (seed >> 32)));
        return [.. Enumerable.Range(0, digits.Count).Where(row => drawn[row] == 1)];
    }

    /// <summary>A changed image of each row named; a row's copies are numbered by the passes over the set.</summary>
    internal static DigitSet Change(DigitSet digits, int[] rows, ClassicalAugmentation augmentation, ulong seed)
    {
        byte[] images = new byte[checked(rows.Length * digits.ImageSize)];
        for (int i = 0; i < rows.Length; i++)
        {
            augmentation.Apply(digits.Image(rows[i]), images.AsSpan(i * digits.ImageSize, digits.ImageSize), digits.Height, digits.Width, digits.Channels, seed,
                rows[i], copy: i / digits.Count);
        }
        return new DigitSet(images, [.. rows.Select(row => digits.Labels[row])], digits.Height, digits.Width, digits.Channels, digits.ClassNames);
    }
}
