using Microsoft.ML;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Augment;

/// <summary>A way to make digits.</summary>
internal abstract class AugmentKind(AugmentRequest request)
{
    /// <summary>What is trained for it; null for nothing.</summary>
    public virtual GenerativeTraining? Training => null;

    /// <summary>Whether the labels do not come from the CNN that would have to agree with them.</summary>
    public virtual bool Labelled => true;

    /// <summary>What the made digits are to look like, in words.</summary>
    public virtual string ModelName => "training images";

    protected AugmentRequest Request => request;

    /// <summary>The images the made digits are to look like; read before anything is trained.</summary>
    public virtual DigitSet Prepare(DigitSet images) => images;

    /// <summary>Trains what is to be trained, and makes the digits.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="images">The training images.</param>
    /// <param name="classifier">A CNN trained on these images when it is first asked for.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public abstract (DigitSet Digits, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet images, Lazy<KerasTransformer> classifier,
        CancellationToken cancellationToken);

    private protected static (DigitSet Digits, GeneratedDigitsReport Report) Fit(GeneratedDigitsEstimator step, DigitSet images)
    {
        GeneratedDigitsTransformer made = step.Fit(images.AsDataView());
        return (made.Digits, made.Report);
    }
}

/// <summary>The GAN of paper 1, labelled by a CNN.</summary>
internal sealed class GanKind(AugmentRequest request, GenerativeTraining training, double confidence) : AugmentKind(request)
{
    public override GenerativeTraining Training => training;

    public override bool Labelled => false;

    public override (DigitSet Digits, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet images, Lazy<KerasTransformer> classifier,
        CancellationToken cancellationToken)
    {
        GeneratorModel model = training.Finish(new GanTrainer(training.Options()).Train(images));
        return Fit(new GanDigits(ml, new GanDigits.Options
        {
            Count = Request.Count,
            Generator = model.Generate,
            Classifier = classifier.Value,
            Confidence = confidence,
            Seed = (ulong)Request.Seed,
            CancellationToken = cancellationToken,
        }), images);
    }
}

/// <summary>The GAN that is told which digit to draw.</summary>
internal sealed class ConditionalGanKind(AugmentRequest request, GenerativeTraining training) : AugmentKind(request)
{
    public override GenerativeTraining Training => training;

    public override (DigitSet Digits, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet images, Lazy<KerasTransformer> classifier,
        CancellationToken cancellationToken)
    {
        GeneratorModel model = training.Finish(new ConditionalGanTrainer(training.Options()).Train(images));
        return Fit(new ConditionalGanDigits(ml, new ConditionalGanDigits.Options
        {
            Count = Request.Count,
            Generator = model.Generate,
            Seed = (ulong)Request.Seed,
            CancellationToken = cancellationToken,
        }), images);
    }
}

/// <summary>Changed copies.</summary>
internal sealed class ClassicalKind(AugmentRequest request) : AugmentKind(request)
{
    public override (DigitSet Digits, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet images, Lazy<KerasTransformer> classifier,
        CancellationToken cancellationToken)
    {
        DigitSet made = ChangedDigits.Make(images, Request.Count, ClassicalAugmentation.Mild, (ulong)Request.Seed);
        int[] counts = made.ClassCounts(made.ClassNames.Count);
        return (made, new GeneratedDigitsReport(made.ClassNames, counts, counts, made.Count));
    }
}
