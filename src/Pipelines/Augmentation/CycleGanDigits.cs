using Microsoft.ML;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Appends translations of the training images into another domain, as a CycleGAN makes them. An image's label is carried over.</summary>
/// <remarks>
/// A translation is the same each time, so that a row has one at most: where more images are wanted than there are original rows,
/// <see cref="GeneratedDigitsTransformer.Report"/> tells the shortfall instead of there being twins.
/// </remarks>
/// <example><code>
/// var step = ml.Transforms.AppendCycleGanDigits(ml, new CycleGanDigits.Options { Count = 6000, Translator = cycleGan.Translate });
/// </code></example>
public sealed class CycleGanDigits : GeneratedDigitsEstimator
{
    /// <summary>Which rows are translated, and how.</summary>
    public sealed record Options : GeneratedDigitsOptions
    {
        /// <summary>Images to append, at least 1: translations of rows drawn at random, classes in the rows' own proportions. Null for every row.</summary>
        public int? Count { get; init; }

        /// <summary>Translates images. Null where <see cref="Train"/> makes it.</summary>
        public DigitTranslator? Translator { get; init; }

        /// <summary>Trains the translator on the original training rows; null where one is given.</summary>
        public Func<DigitSet, DigitTranslator>? Train { get; init; }

        internal override void Check()
        {
            base.Check();
            CheckCount(Count ?? 1);
            CheckOne(Translator, Train, nameof(Translator));
        }
    }

    private readonly Options _options;

    /// <summary>A step.</summary>
    /// <param name="ml">The context, whose log is told what was made.</param>
    /// <param name="options">Which rows are translated, and how.</param>
    /// <exception cref="ArgumentException">A setting is out of range or missing.</exception>
    public CycleGanDigits(MLContext ml, Options options)
        : base(ml, options) => _options = options;

    /// <inheritdoc/>
    private protected override (DigitSet Made, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet real)
    {
        int wanted = _options.Count ?? real.Count;
        DigitTranslator translate = _options.Translator ?? _options.Train!(real);
        DigitSet source = wanted >= real.Count ? real : real.Select(ChangedDigits.Draw(real, wanted, _options.Seed));
        byte[] images = new byte[source.Images.Length];
        for (int done = 0, count; done < source.Count; done += count)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            count = Math.Min(_options.BatchSize, source.Count - done);
            DigitSet batch = source.Select([.. Enumerable.Range(done, count)]), translated = translate(batch);
            Check(translated, count, real, batch.Labels);
            translated.Images.CopyTo(images, done * source.ImageSize);
        }
        var made = new DigitSet(images, source.Labels, real.Height, real.Width, real.Channels, real.ClassNames);
        // More than there are rows: the classes' shares of what is wanted, in the rows' proportions.
        int[] counts = source.ClassCounts(real.ClassNames.Count);
        return (made, GeneratedDigitsReport.AllKept(made, wanted > source.Count ? Stratification.Shares(counts, wanted) : counts));
    }
}
