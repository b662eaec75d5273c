using Microsoft.ML;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Paper 2: CNN and CNN-BiLSTM, with and without digits that a CycleGAN translated among their training images.</summary>
/// <remarks>
/// Images are translated after the split, and training images alone; the paper does it before, which leaks. All classifiers are trained for the same
/// number of steps. Source: paper 2 (cyclegan), figures 2 to 11.
/// </remarks>
public sealed class CycleGanExperiment : Experiment
{
    private const int BatchSize = 32, Appended = 6_000;
    private const string OneHot = "categorical_crossentropy", Augmented = "cyclegan";
    private const ulong StyleSeed = 1;

    /// <inheritdoc/>
    public override string Name => "cyclegan";

    /// <inheritdoc/>
    public override string Title => "CNN and CNN-BiLSTM with digits of a CycleGAN";

    /// <inheritdoc/>
    public override string Paper => "Paper 2";

    /// <inheritdoc/>
    public override string Description => "Trains CycleGANs to another style and to USPS, and both classifiers with and without translated digits.";

    /// <inheritdoc/>
    public override IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Amounts amounts = Amounts.Of(context.Scale);
        context = context with { Data = context.Data.TakeStratified(amounts.Images, amounts.Images) };
        DigitSet real = context.Data.Train;
        var judge = new SavedClassifier("judge", real) { Epochs = amounts.JudgeEpochs };
        var dcgan = new GanRun(this, "dcgan", "DCGAN", judge, real, conditional: false) { Epochs = amounts.GanEpochs, Steps = amounts.GanSteps };
        var cgan = new GanRun(this, "cgan", "Conditional GAN", judge, real, conditional: true) { Epochs = amounts.GanEpochs, Steps = amounts.GanSteps };
        var styles = new Lazy<CycleGanRun>(() =>
        {
            (DigitSet plain, DigitSet styled) = DigitDomains.Styles(real, StyleSeed);
            return Cycle("styles", "another style", plain, styled, styled, ["Fig. 2", "Fig. 3"]);
        });
        ClassifierRun cnn = Classifier("cnn", "CNN", CycleGan.Cnn) with { Figures = ["Fig. 5", "Fig. 7", "Fig. 8", "Fig. 10"] };
        ClassifierRun bilstm = Classifier("cnn_bilstm", "CNN-BiLSTM of two layers", CycleGan.CnnBiLstm) with { Figures = ["Fig. 6", "Fig. 7", "Fig. 9", "Fig. 11"] };

        var translated = ClassifierRun.Once(Translated);

        IEnumerable<RunRecord>[] parts =
        [
            cnn.Run(context),
            bilstm.Run(context),
            (cnn with { Augmentation = "classical", Classical = ClassicalAugmentation.Mild }).Run(context),
            // What paper 1's experiment trained in the same folder is taken up, not trained again; its record stays with that one.
            (cnn with { Augmentation = "dcgan", Append = dcgan.Append(context, Appended, judge, amounts.DrawsPerImage) }).Run(context),
            (cnn with { Augmentation = "cgan", Append = cgan.Append(context, Appended, judge, amounts.DrawsPerImage) }).Run(context),
            Deferred(() => styles.Value.Run(context)),
            (cnn with { Augmentation = Augmented, Append = translated }).Run(context),
            (bilstm with { Augmentation = Augmented, Append = translated }).Run(context),
            Deferred(Usps),
        ];
        return parts.SelectMany(part => part);

        ClassifierRun Classifier(string model, string title, Func<Model> create) => new()
        {
            Experiment = this,
            Model = model,
            Title = title,
            Create = create,
            Loss = OneHot,
            Epochs = amounts.Epochs,
            StepsPerEpoch = (real.Count + BatchSize - 1) / BatchSize,
            BatchSize = BatchSize,
            Notes =
            [
                "The standard split: the paper's reports are over 10,000 test images, which contradicts its split of 80:20.",
                "The paper augments before it splits, so that translations of test images can be trained on. Here training images alone are translated.",
                $"{Appended:N0} generated images are appended, where any are; classical changes are made anew in every epoch.",
            ],
        };

        CycleGanRun Cycle(string domain, string title, DigitSet a, DigitSet b, DigitSet known, string[] figures) =>
            new(this, $"cyclegan-{domain}", $"CycleGAN from MNIST to {title}", judge, a, b, new SavedClassifier($"judge-{domain}", known) { LeastSteps = amounts.TargetSteps })
            {
                Steps = amounts.CycleSteps,
                Figures = figures,
                Notes = context.Scale == Scale.Quick ? ["A few steps at quick scale: images hardly change yet."] : [],
            };

        GeneratedDigitsEstimator Translated(MLContext ml, int seed) => ml.Transforms.AppendCycleGanDigits(ml, new CycleGanDigits.Options
        {
            Count = Appended, Translator = styles.Value.Get(context).Translate, Seed = (ulong)seed, CancellationToken = context.CancellationToken,
        });

        // Where USPS is not on this machine, nothing of it is measured.
        IEnumerable<RunRecord> Usps()
        {
            if (context.Usps() is not { } usps || (real.Height, real.Width) != (DigitPreparation.Side, DigitPreparation.Side)) yield break;
            DigitSet train = DigitDomains.Centred(usps.Train), test = DigitDomains.Centred(usps.Test);
            CycleGanRun run = Cycle("usps", "USPS", real, train, train, ["Fig. 3"]);
            foreach (RunRecord record in run.Run(context)) yield return record;
            ClassifierRun plain = Classifier("usps-cnn", "CNN tested on USPS", CycleGan.Cnn) with
            {
                Data = new DigitData(usps.Name, usps.Source, usps.IsSynthetic, real, test),
                Notes = ["Trained on MNIST, tested on the test images of USPS, which are resized to 20 x 20 and centred in 28 x 28."],
            };
            foreach (RunRecord record in plain.Run(context)) yield return record;
            // Translated once, not for each seed: the CycleGAN has one.
            if (context.CancellationToken.IsCancellationRequested || context.Seeds.All(seed => context.IsDone(this, plain.Model, Augmented, seed, usps.Name))) yield break;
            ClassifierRun moved = plain with
            {
                Augmentation = Augmented,
                Data = plain.Data with { Train = run.Get(context).Translate(real) },
                Notes = [.. plain.Notes, "Every training image was translated to USPS and kept its label; no image of USPS was labelled."],
            };
            foreach (RunRecord record in moved.Run(context)) yield return record;
        }
    }

    /// <summary>How much a scale does.</summary>
    /// <param name="Images">Training images, and test images, at most.</param>
    /// <param name="Epochs">Epochs of the classifiers.</param>
    /// <param name="JudgeEpochs">Epochs of the classifier that labels and measures generated digits.</param>
    /// <param name="CycleSteps">Steps of each CycleGAN.</param>
    /// <param name="TargetSteps">Steps of the classifiers of the other domains.</param>
    /// <param name="GanEpochs">Epochs of the GANs that are compared.</param>
    /// <param name="GanSteps">Steps of the GANs instead; null for epochs.</param>
    /// <param name="DrawsPerImage">Most draws for an image whose class a classifier has to be sure of.</param>
    private sealed record Amounts(int Images, int Epochs, int JudgeEpochs, int CycleSteps, int TargetSteps, int GanEpochs, int? GanSteps, int DrawsPerImage)
    {
        public static Amounts Of(Scale scale) => scale switch
        {
            Scale.Quick => new(10_000, 1, 1, 6, 200, 1, 12, 2),
            Scale.Desk => new(int.MaxValue, 3, 3, 3_000, 3_000, 10, null, 20),
            _ => new(int.MaxValue, 10, 3, 20_000, 3_000, 50, null, 20),
        };
    }
}

/// <summary>Paper 2's CycleGAN between two sets of digits.</summary>
/// <param name="experiment">The experiment it belongs to.</param>
/// <param name="name">Short name.</param>
/// <param name="title">Title in the report.</param>
/// <param name="judge">Measures the translated images as other generated ones are.</param>
/// <param name="a">Images of the first domain, with labels.</param>
/// <param name="b">Images of the second domain.</param>
/// <param name="target">A classifier of the second domain.</param>
internal sealed class CycleGanRun(Experiment experiment, string name, string title, SavedClassifier judge, DigitSet a, DigitSet b, SavedClassifier target)
    : GenerativeRun<CycleGanModel>(experiment, name, title, judge)
{
    private const int Shown = 10, Rows = 4;

    protected override string Architecture => "generators and discriminators of Zhu et al. (2017) for 28 x 28";

    protected override int TrainCount => a.Count + b.Count;

    protected override GenerationResult<CycleGanModel> Train(GenerationOptions options) => new CycleGanTrainer(options).Train(a, b);

    protected override IEnumerable<Model> Networks(CycleGanModel model) => [model.AToB, model.BToA];

    protected override GeneratedQuality Measure(CycleGanModel model, ExperimentContext context, SavedClassifier judge, RunRecord record)
    {
        // All images of domain A, but for a look only.
        DigitSet translated = model.Translate(context.Scale == Scale.Quick ? a.Take(Measured / 10) : a);
        (int[] read, _) = ClassifierPass.Classes(target.Get(context), translated);
        record.Metrics["label_kept"] = read.Where((label, i) => label == translated.Labels[i]).Count() / (double)translated.Count;
        record.Settings["target classifier"] = target.Description;
        // How near they come to the domain they are translated to.
        return GeneratedQuality.Measure(translated.Take(Measured), b, judge.Get(context), judge.Description, labelled: true);
    }

    protected override IReadOnlyList<RunSheet> Sheets(CycleGanModel model, GenerationHistory history)
    {
        DigitSet shown = a.TakeStratified(Shown * Rows), there = model.Translate(shown), back = model.TranslateBack(there);
        RunSheet Sheet(string what, DigitSet digits) => new($"{Title}: {what}", digits.Height, digits.Width, Shown, digits.Images);
        return [Sheet("originals", shown), Sheet("translated", there), Sheet("translated back", back), Sheet("images of the other domain", b.Take(Shown * Rows))];
    }
}
