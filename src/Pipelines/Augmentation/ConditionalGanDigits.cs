using Microsoft.ML;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Appends digits of a generator that is told their classes, as a conditional GAN: of each class the same number, in turn.</summary>
/// <remarks>Nothing is thrown away; how many are what was asked for is seen by <see cref="Evaluation.GeneratedQuality"/>.</remarks>
/// <example><code>
/// var step = ml.Transforms.AppendConditionalGanDigits(ml, new ConditionalGanDigits.Options { Count = 6000, Train = real => Learn(real) });
/// </code></example>
public sealed class ConditionalGanDigits : GeneratedDigitsEstimator
{
    /// <summary>How digits are drawn.</summary>
    public sealed record Options : GeneratedDigitsOptions
    {
        /// <summary>Images to append, at least 1.</summary>
        public int Count { get; init; }

        /// <summary>Draws images of the classes asked for. Null where <see cref="Train"/> makes it.</summary>
        public DigitGenerator? Generator { get; init; }

        /// <summary>Trains the generator on the original training rows; null where one is given.</summary>
        public Func<DigitSet, DigitGenerator>? Train { get; init; }

        internal override void Check()
        {
            base.Check();
            CheckCount(Count);
            CheckOne(Generator, Train, nameof(Generator));
        }
    }

    private readonly Options _options;

    /// <summary>A step.</summary>
    /// <param name="ml">The context, whose log is told what was made.</param>
    /// <param name="options">How digits are drawn.</param>
    /// <exception cref="ArgumentException">A setting is out of range or missing.</exception>
    public ConditionalGanDigits(MLContext ml, Options options)
        : base(ml, options) => _options = options;

    /// <inheritdoc/>
    private protected override (DigitSet Made, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet real)
    {
        int classes = real.ClassNames.Count;
        DigitGenerator generate = _options.Generator ?? _options.Train!(real);
        byte[] images = new byte[checked(_options.Count * real.ImageSize)], labels = [.. Enumerable.Range(0, _options.Count).Select(i => (byte)(i % classes))];
        int done = 0;
        foreach (ulong seed in Seeds())
        {
            int count = Math.Min(_options.BatchSize, _options.Count - done);
            if (count == 0) break;
            byte[] asked = labels[done..(done + count)];
            DigitSet batch = generate(count, seed, asked);
            Check(batch, count, real, asked);
            batch.Images.CopyTo(images, done * real.ImageSize);
            done += count;
        }
        var made = new DigitSet(images, labels, real.Height, real.Width, real.Channels, real.ClassNames);
        return (made, GeneratedDigitsReport.AllKept(made, GeneratedDigitsReport.Balanced(_options.Count, classes)));
    }
}
