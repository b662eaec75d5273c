using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Paper 3: one to four convolution layers, and the best of the four models as a Keras file.</summary>
/// <remarks>Source: paper 3 (depth), sections 2.4 to 3.6, figures 4 to 12.</remarks>
public sealed class DepthExperiment : Experiment
{
    /// <summary>Name in the work folder of the best model, as Keras saves it.</summary>
    public const string BestFile = "depth-best.h5";

    private const int Layers = 4, Channels = 3, FoldLayers = 2, SplitSeed = 1;

    // Section 2.4: 11,879 images for training and 2,964 for testing.
    private const int PaperImages = 14_843, PaperTestImages = 2_964;

    /// <inheritdoc/>
    public override string Name => "depth";

    /// <inheritdoc/>
    public override string Title => "CNNs of one to four convolution layers";

    /// <inheritdoc/>
    public override string Paper => "Paper 3";

    /// <inheritdoc/>
    public override string Description => "Trains CNNs of one to four convolution layers on enlarged images, and keeps the best as a Keras file.";

    /// <inheritdoc/>
    public override IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Amounts amounts = Amounts.Of(context.Scale);
        context = context with { Data = Split(context.Data, amounts.Images) };
        var best = new BestModel(this, context);
        string[] notes = [.. Notes(context.Data, amounts)];
        ClassifierRun[] models = [.. Enumerable.Range(1, Layers).Select(layers => new ClassifierRun
        {
            Experiment = this,
            Model = ModelName(layers),
            Title = $"CNN of {layers} convolution layer{(layers == 1 ? "" : "s")}",
            Figures = [$"Fig. {2 * layers + 2}", $"Fig. {2 * layers + 3}", "Section 3.5"],
            Create = () => Depth.Create(layers, amounts.Side, amounts.Side, Channels),
            Loss = "sparse_categorical_crossentropy",
            Epochs = amounts.Epochs,
            MostSeeds = amounts.MostSeeds,
            Trained = best.Take,
            Notes = notes,
        })];
        return models.SelectMany(model => model.Run(context))
            .Concat(models[FoldLayers - 1].CrossValidate(context, amounts.Folds, amounts.FoldEpochs))
            .Concat(best.Record());
    }

    private static string ModelName(int layers) => $"depth{layers}";

    /// <summary>As many images as the paper has, in its proportions: of a data set its training images, of a user's own ones both parts.</summary>
    private static DigitData Split(DigitData data, int images)
    {
        if (data.IsOwn) return data.TakeStratified(images - TestShare(images), TestShare(images));
        DigitSet all = data.Train.TakeStratified(images);
        (DigitSet train, DigitSet test) = Stratification.Draw(all, TestShare(all.Count), SplitSeed);
        return data with { Train = train, Test = test };
    }

    private static int TestShare(int images) => (int)(((long)images * PaperTestImages + PaperImages / 2) / PaperImages);

    private static IEnumerable<string> Notes(DigitData data, Amounts amounts)
    {
        int images = data.Train.Count + data.Test.Count;
        yield return data.IsOwn ? $"{images:N0} images of one's own in place of the paper's, which are not published."
            : $"The paper's images are not published: the first {images:N0} training images of the data set, classes in proportion, {data.Train.Count:N0} to train on "
                + $"and {data.Test.Count:N0} to test on, as the paper divides its 14,843.";
        yield return $"Images of {new ImageShape(data.Height, data.Width, data.Train.Channels)} are enlarged (bilinear) as they are needed; grey becomes three equal colours.";
        if (amounts.Side != Amounts.PaperSide)
            yield return $"At this scale {amounts.Side} x {amounts.Side} x {Channels} and {amounts.Epochs} epoch{(amounts.Epochs == 1 ? "" : "s")}; the paper has "
                + $"{Amounts.PaperSide} x {Amounts.PaperSide} x {Channels} and 40.";
        yield return "The paper has no images for validation beside those for testing: what it calls validation accuracy is measured on the test images, and so is it here.";
    }

    /// <summary>The best model so far: its file in the work folder is replaced when a better one is trained.</summary>
    private sealed class BestModel(DepthExperiment experiment, ExperimentContext context)
    {
        private const string Model = "best";

        private readonly string? _path = context.Work(BestFile);

        private RunRecord? _best = context.Earlier.Where(r => r.Status == RunStatus.Completed && r.Variant.Length == 0 && r.TestAccuracy is not null
            && (r.Experiment, r.Scale, r.Dataset.Name) == (experiment.Name, context.Scale, context.Data.Name)
            && Enumerable.Range(1, Layers).Any(layers => r.Model == ModelName(layers)))
            .OrderBy(r => r.Model, StringComparer.Ordinal).ThenBy(r => r.Seed).MaxBy(r => r.TestAccuracy);

        public void Take(RunRecord record, Model model)
        {
            if (record.TestAccuracy <= _best?.TestAccuracy) return;
            _best = record;
            if (_path is null) return;
            Directory.CreateDirectory(context.WorkFolder!);
            model.save(_path, include_optimizer: false);
        }

        /// <summary>The record of the best model, which names its file.</summary>
        public IEnumerable<RunRecord> Record()
        {
            if (context.CancellationToken.IsCancellationRequested || _best is null || context.IsDone(experiment, Model, "", _best.Seed)) yield break;
            OrderedDictionary<string, string> settings = new(_best.Settings) { ["the best of all"] = $"{_best.Model}, seed {_best.Seed}" };
            if (File.Exists(_path)) settings["file"] = ExperimentContext.Near(_path);
            yield return (_best with
            {
                Model = Model,
                Title = $"The best of the four: {_best.Title}",
                Figures = ["Fig. 12", "Section 3.6"],
                Settings = settings,
                Notes =
                [
                    .. _best.Notes,
                    "The same training as the run it names. Chosen by accuracy on the test images, as the paper does, so that this accuracy is a little too good.",
                    "The file is a Keras model: images from 0 (paper) to 1 (ink), probabilities of the ten digits.",
                ],
            }).WithImages(context.Data.Test, pairs: 5);
        }
    }

    /// <summary>How much a scale does; docs/performance.md estimates the hours.</summary>
    /// <param name="Images">Images in all, at most.</param>
    /// <param name="Side">Height and width.</param>
    /// <param name="Epochs">Epochs.</param>
    /// <param name="MostSeeds">Seeds at most.</param>
    /// <param name="Folds">Parts of the cross-validation.</param>
    /// <param name="FoldEpochs">Epochs of each of its trainings.</param>
    private sealed record Amounts(int Images, int Side, int Epochs, int MostSeeds, int Folds, int FoldEpochs)
    {
        public const int PaperSide = 150;

        public static Amounts Of(Scale scale) => scale switch
        {
            Scale.Quick => new(1_500, 48, 1, 1, 3, 1),
            Scale.Desk => new(PaperImages, 48, 5, int.MaxValue, 3, 2),
            _ => new(PaperImages, PaperSide, 40, 3, 5, 10),
        };
    }
}
