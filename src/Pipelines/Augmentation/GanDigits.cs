using Microsoft.ML;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>
/// Appends digits of a generator that knows no classes, as the DCGAN of paper 1. A classifier trained on the same real rows labels them; those it is
/// not sure of are thrown away, and of each class the same number is kept.
/// </summary>
/// <remarks>
/// The paper does not say where labels come from; SPEC settles them so. A class the generator seldom draws is given up after
/// <see cref="Options.DrawsPerImage"/> draws for each image wanted; <see cref="GeneratedDigitsTransformer.Report"/> then tells the shortfall.
/// </remarks>
/// <example><code>
/// var step = ml.Transforms.AppendGanDigits(ml, new GanDigits.Options { Count = 6000, Generator = generator, Classifier = classifier });
/// var model = step.Append(trainer).Fit(train).GetModelFor(TransformerScope.Scoring);
/// </code></example>
public sealed class GanDigits : GeneratedDigitsEstimator
{
    /// <summary>How digits are drawn and labelled.</summary>
    public sealed record Options : GeneratedDigitsOptions
    {
        /// <summary>Images to append, at least 1.</summary>
        public int Count { get; init; }

        /// <summary>Draws images; its labels are not looked at. Null where <see cref="Train"/> makes it.</summary>
        public DigitGenerator? Generator { get; init; }

        /// <summary>Trains the generator on the original training rows; null where one is given.</summary>
        public Func<DigitSet, DigitGenerator>? Train { get; init; }

        /// <summary>Labels the images; it has to have been trained on the same real rows and no others. Null to train one.</summary>
        public KerasTransformer? Classifier { get; init; }

        /// <summary>
        /// Trains the classifier, where none is given, on a view of Label, Pixels and Id of the original rows; null for the CNN of paper 1, 3 epochs.
        /// </summary>
        public IEstimator<KerasTransformer>? ClassifierTrainer { get; init; }

        /// <summary>Least probability of the class, by the classifier, with which an image is kept; 0 to 1.</summary>
        public double Confidence { get; init; } = 0.95;

        /// <summary>Most draws for each image wanted, over all classes; at least 1.</summary>
        public int DrawsPerImage { get; init; } = 20;

        internal override void Check()
        {
            base.Check();
            CheckCount(Count);
            CheckOne(Generator, Train, nameof(Generator));
            if (!(Confidence >= 0 && Confidence <= 1))
                throw new ArgumentOutOfRangeException(nameof(Confidence), $"Got the confidence {Confidence}; expected a probability, 0 to 1.");
            if (DrawsPerImage < 1)
                throw new ArgumentOutOfRangeException(nameof(DrawsPerImage), $"Got {DrawsPerImage} draws an image; expected 1 or more.");
            if (Classifier is not null && ClassifierTrainer is not null)
                throw new ArgumentException("Got a Classifier and a ClassifierTrainer; expected one of the two at most.");
        }
    }

    private readonly Options _options;

    /// <summary>A step.</summary>
    /// <param name="ml">The context, whose log is told what was made and thrown away.</param>
    /// <param name="options">How digits are drawn and labelled.</param>
    /// <exception cref="ArgumentException">A setting is out of range or missing.</exception>
    public GanDigits(MLContext ml, Options options)
        : base(ml, options) => _options = options;

    /// <summary>What trains the classifier unless told otherwise: the CNN of paper 1, 3 epochs.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="seed">Makes the training repeatable.</param>
    /// <param name="cancellationToken">Ends the training at the next batch.</param>
    public static KerasTrainer DefaultClassifier(MLContext ml, ulong seed, CancellationToken cancellationToken = default) => new(ml, new KerasTrainer.Options
    {
        Model = ModelList.Find("cnn").ForClasses,
        Epochs = 3,
        Seed = (int)(seed & int.MaxValue),
        Verbose = false,
        CancellationToken = cancellationToken,
    });

    /// <inheritdoc/>
    private protected override (DigitSet Made, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet real)
    {
        int classes = real.ClassNames.Count;
        KerasTransformer classifier = Classifier(ml, real);
        DigitGenerator generate = _options.Generator ?? _options.Train!(real);
        int[] wanted = GeneratedDigitsReport.Balanced(_options.Count, classes), made = new int[classes];
        long most = (long)_options.Count * _options.DrawsPerImage, draws = 0, unsure = 0, full = 0;
        var images = new List<byte>();
        var labels = new List<byte>();
        foreach (ulong seed in Seeds())
        {
            int count = (int)Math.Min(_options.BatchSize, most - draws);
            if (labels.Count == _options.Count || count == 0) break;
            DigitSet batch = generate(count, seed, null);
            Check(batch, count, real, []);
            (int[] chosen, float[] confidence) = ClassifierPass.Classes(classifier, batch);
            for (int i = 0; i < count && labels.Count < _options.Count; i++)
            {
                draws++;
                // A score that is no number is below any confidence.
                if (!(confidence[i] >= _options.Confidence)) unsure++;
                else if (made[chosen[i]] == wanted[chosen[i]]) full++;
                else
                {
                    made[chosen[i]]++;
                    images.AddRange(batch.Image(i));
                    labels.Add((byte)chosen[i]);
                }
            }
        }
        return (new DigitSet([.. images], [.. labels], real.Height, real.Width, real.Channels, real.ClassNames),
            new GeneratedDigitsReport(real.ClassNames, wanted, made, draws, unsure, full));
    }

    private KerasTransformer Classifier(MLContext ml, DigitSet real)
    {
        KerasTransformer classifier = _options.Classifier
            ?? (_options.ClassifierTrainer ?? DefaultClassifier(ml, _options.Seed, _options.CancellationToken)).Fit(real.AsDataView());
        _options.CancellationToken.ThrowIfCancellationRequested();
        if (!classifier.ClassNames.SequenceEqual(real.ClassNames))
            throw new ArgumentException($"The classifier knows the classes {string.Join(", ", classifier.ClassNames)}; the training rows have "
                + $"{string.Join(", ", real.ClassNames)}. Give one that was trained on these rows.");
        return classifier;
    }
}
