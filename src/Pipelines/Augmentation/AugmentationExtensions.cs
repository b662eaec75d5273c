using Microsoft.ML;
using MlPipelines.Pipelines.Augmentation;

namespace MlPipelines.Pipelines;

/// <summary>Adds changed and generated images to data for training.</summary>
public static class AugmentationExtensions
{
    /// <summary>Changed copies of images: appended to the rows or, with no copies, in their place; see <see cref="ImageAugmenter"/>.</summary>
    /// <param name="catalog">The catalog of steps.</param>
    /// <param name="ml">The context.</param>
    /// <param name="augmentation">How images are changed; null for <see cref="ClassicalAugmentation.Mild"/>.</param>
    /// <param name="copies">How many copies of each row follow the rows; 0 puts a changed image in each row's place.</param>
    /// <param name="seed">Any number: the same one gives the same copies.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of copies is out of bounds.</exception>
    public static ImageAugmenter AugmentImages(this TransformsCatalog catalog, MLContext ml, ClassicalAugmentation? augmentation = null, int copies = 0,
        ulong seed = 0) =>
        catalog.AugmentImages(ml, new ImageAugmenter.Options { Classical = augmentation ?? ClassicalAugmentation.Mild, Copies = copies, Seed = seed });

    /// <summary>Changed copies of images: appended to the rows or, with no copies, in their place; see <see cref="ImageAugmenter"/>.</summary>
    /// <param name="catalog">The catalog of steps.</param>
    /// <param name="ml">The context.</param>
    /// <param name="options">What is done to which columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of copies is out of bounds.</exception>
    public static ImageAugmenter AugmentImages(this TransformsCatalog catalog, MLContext ml, ImageAugmenter.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageAugmenter(ml, options);
    }

    /// <summary>Digits of a generator without classes, labelled by a classifier, follow the training rows. See <see cref="GanDigits"/>.</summary>
    /// <param name="catalog">The catalog of steps.</param>
    /// <param name="ml">The context.</param>
    /// <param name="options">What makes the digits, and how many.</param>
    /// <exception cref="ArgumentException">A setting is out of range or missing.</exception>
    public static GanDigits AppendGanDigits(this TransformsCatalog catalog, MLContext ml, GanDigits.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new GanDigits(ml, options);
    }

    /// <summary>Digits of a generator that is told their classes follow the training rows. See <see cref="ConditionalGanDigits"/>.</summary>
    /// <param name="catalog">The catalog of steps.</param>
    /// <param name="ml">The context.</param>
    /// <param name="options">What makes the digits, and how many.</param>
    /// <exception cref="ArgumentException">A setting is out of range or missing.</exception>
    public static ConditionalGanDigits AppendConditionalGanDigits(this TransformsCatalog catalog, MLContext ml, ConditionalGanDigits.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ConditionalGanDigits(ml, options);
    }

    /// <summary>Translations of the training images into another domain follow the training rows. See <see cref="CycleGanDigits"/>.</summary>
    /// <param name="catalog">The catalog of steps.</param>
    /// <param name="ml">The context.</param>
    /// <param name="options">What makes the digits, and how many.</param>
    /// <exception cref="ArgumentException">A setting is out of range or missing.</exception>
    public static CycleGanDigits AppendCycleGanDigits(this TransformsCatalog catalog, MLContext ml, CycleGanDigits.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new CycleGanDigits(ml, options);
    }
}
