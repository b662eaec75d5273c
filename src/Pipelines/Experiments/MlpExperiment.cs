using System.Globalization;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.NumPy;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Paper 4: a small network, its tuning and regularization, what it is compared with, and what the paper names as further work.</summary>
/// <remarks>
/// Whatever is chosen is chosen on validation images, a sixth of the training images; with the choice, a model is fitted to all of them and tested
/// on the test images. Source: paper 4 (mlp), sections IV to VII.
/// </remarks>
public sealed class MlpExperiment : Experiment
{
    private const string OneHot = "categorical_crossentropy", Sparse = "sparse_categorical_crossentropy";
    private const int BatchSize = 128, ChoiceSeed = 1, CnnBatch = 64;

    // Of 1e-3, 2e-3 and 4e-3 the best on 10,000 validation images, after six epochs.
    private const double CnnRate = 4e-3;
    private const double FineRate = 1e-4;

    private static readonly ImageShape s_size = new(28, 28);
    private static readonly ModelChoice s_mlp = ModelList.Find("mlp"), s_cnn = ModelList.Find("cnn");

    /// <summary>What the searches choose from: what the paper tunes, learning rate, batch, layers and neurons, and its regularization.</summary>
    public static SearchSpace Space { get; } = new(
        new RealDimension("learning_rate", 1e-4, 1e-2, log: true),
        new ChoiceDimension("batch_size", 32, 64, 128, 256),
        new IntegerDimension("layers", 1, 3),
        new IntegerDimension("units", 32, 512, log: true),
        new RealDimension("l1", 1e-8, 1e-4, log: true),
        new RealDimension("l2", 1e-8, 1e-3, log: true),
        new RealDimension("dropout", 0, 0.5));

    private static readonly (string Name, SearchSpace Strengths)[] s_regularizations =
    [
        ("L1", new(new ChoiceDimension("l1", 1e-6, 1e-5, 1e-4))),
        ("L2", new(new ChoiceDimension("l2", 1e-5, 1e-4, 1e-3))),
        ("dropout", new(new ChoiceDimension("dropout", 0.1, 0.2, 0.3, 0.5))),
    ];

    private static readonly string[] s_standard =
    [
        "The paper leaves the hidden size, the batch and the number of epochs open: 128 neurons, batches of 128.",
        "The standard split; the test images are looked at after every epoch but decide nothing.",
    ];

    /// <inheritdoc/>
    public override string Name => "mlp";

    /// <inheritdoc/>
    public override string Title => "A small network and its tuning";

    /// <inheritdoc/>
    public override string Paper => "Paper 4";

    /// <inheritdoc/>
    public override string Description => "Trains 784-128-10, tunes and regularizes it, and compares it with an SVM, CNNs, a transformer and ensembles.";

    /// <inheritdoc/>
    public override IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Amounts amounts = Amounts.Of(context.Scale);
        context = context with { Data = context.Data.TakeStratified(amounts.Images, amounts.Images) };
        var choice = new Lazy<(DigitSet Train, DigitSet Validation)>(() => Stratification.Draw(context.Data.Train, context.Data.Train.Count / 6, ChoiceSeed));
        ClassifierRun mlp = Mlp("mlp", "MLP 784-128-10") with { Figures = ["Section V", "Section VI"], Also = [("regularization", "none")] };
        ClassifierRun cnn = Classifier("cnn", "CNN of paper 1", Gan.Cnn);
        SearchRuns[] searches = [.. SearchMethodList.All.Select(method => Search(method.Name, Space)), Search("halving", Space)];

        IEnumerable<RunRecord>[] parts =
        [
            mlp.Run(context),
            Deferred(OwnSplit),
            .. s_regularizations.Select(way => Deferred(() => Regularized(way.Name, way.Strengths))),
            .. searches.Select(search => Deferred(() => Tuned(search))),
            Deferred(OneHiddenLayer),
            (mlp with
            {
                Model = "svm", Title = "Linear SVM", Figures = ["Section VI"], Create = () => KerasModels.Mlp.LinearSvm(), Loss = "categorical_hinge", Also = [],
                Notes = [.. s_standard[1..], "Categorical hinge and an L2 penalty of 1e-4, trained like the network."],
            }).Run(context),
            cnn.Run(context),
            (cnn with { Model = "cnn_bilstm", Title = "CNN-BiLSTM of paper 1", Create = Gan.CnnBiLstm, MostSeeds = amounts.FurtherSeeds }).Run(context),
            (cnn with
            {
                Model = "vision_transformer", Title = "Small vision transformer", Create = () => KerasModels.Mlp.VisionTransformer(), Loss = OneHot, BatchSize = BatchSize,
                Epochs = amounts.TransformerEpochs, MostSeeds = amounts.FurtherSeeds,
            }).Run(context),
            .. Ensembles(),
            Deferred(() => context.Usps() is not { } usps ? [] : FineTuned(context, amounts, cnn,
                usps with { Train = DigitDomains.Centred(usps.Train), Test = DigitDomains.Centred(usps.Test) }, prefix: "")),
            Deferred(() => context.Emnist() is not { } emnist ? [] : FineTuned(context, amounts, cnn, emnist, prefix: "emnist_")),
        ];
        return parts.SelectMany(part => part);

        ClassifierRun Classifier(string model, string title, Func<Model> create) => new()
        {
            Experiment = this, Model = model, Title = title, Create = create, Loss = Sparse, Epochs = amounts.CnnEpochs, Figures = ["Section VI"], Notes = s_standard[1..],
        };

        ClassifierRun Mlp(string model, string title) => Classifier(model, title, () => KerasModels.Mlp.Create()) with
        {
            Loss = OneHot, Epochs = amounts.Epochs, BatchSize = BatchSize, Notes = s_standard,
        };

        SearchRuns Search(string name, SearchSpace space) => new(this, name, s_mlp, space) { Epochs = amounts.TrialEpochs };

        // Section IV.1: of all 70,000 images 60% for training, 20% for validation, 20% for testing.
        IEnumerable<RunRecord> OwnSplit()
        {
            DigitSet all = context.Data.Train.Append(context.Data.Test);
            (DigitSet rest, DigitSet test) = Stratification.Draw(all, all.Count / 5, ChoiceSeed);
            (DigitSet train, DigitSet validation) = Stratification.Draw(rest, all.Count / 5, ChoiceSeed);
            return (Mlp("mlp_split", "MLP 784-128-10, 60/20/20") with
            {
                Data = context.Data with { Train = train, Test = test },
                Validation = validation,
                Figures = ["Section IV.1"],
                Notes = [s_standard[0], "The paper's own split of all images into 60, 20 and 20%, classes in proportion. The curves are of the validation images."],
            }).Run(context);
        }

        IEnumerable<RunRecord> Regularized(string name, SearchSpace strengths)
        {
            SearchRuns search = Search(name, strengths);
            int all = (int)strengths.Count!;
            foreach (RunRecord record in search.Run(context, choice.Value, GridSearch.ForBudget(strengths, all), all)) yield return record;
            if (SearchRuns.Best(search.Trials) is not { } best) yield break;
            ClassifierRun run = Fit("mlp", $"MLP 784-128-10 with {name}", best) with { Kind = name, Epochs = amounts.Epochs, Figures = ["Section IV.3"] };
            foreach (RunRecord record in (run with { Also = [("regularization", name), .. run.Also] }).Run(context)) yield return record;
        }

        IEnumerable<RunRecord> Tuned(SearchRuns search)
        {
            foreach (RunRecord record in search.Name == "halving"
                ? search.Halve(context, choice.Value, new RandomSearch(Space, ChoiceSeed), new SuccessiveHalving(amounts.HalvingTrials, leastFraction: 1.0 / amounts.TrialEpochs))
                : search.Run(context, choice.Value, SearchMethodList.Create(search.Name, Space, ChoiceSeed, amounts.Trials), amounts.Trials))
                yield return record;
            if (SearchRuns.Best(search.Trials) is not { } best) yield break;
            ClassifierRun run = Fit("mlp_tuned", $"MLP, tuned by {search.Name} search", best) with { Kind = search.Name, Figures = ["Section IV.2"], MostSeeds = amounts.FurtherSeeds };
            run = run with
            {
                Also = [(SearchRuns.Search, search.Name), .. run.Also],
                Figured =
                [
                    .. run.Figured,
                    ("trials", search.Trials.Count()),
                    ("trial_epochs", search.Trials.Sum(trial => trial.Record.SecondsPerEpoch.Count)),
                    ("search_seconds", search.Trials.Sum(trial => trial.Record.Seconds)),
                ],
            };
            foreach (RunRecord record in run.Run(context)) yield return record;
        }

        // The paper's network has one hidden layer; the searches may choose more.
        IEnumerable<RunRecord> OneHiddenLayer() =>
            SearchRuns.Best(searches.SelectMany(search => search.Trials).Where(trial => trial.Point.Integer("layers") == 1)) is not { } best ? []
            : (Fit("mlp_one_layer", "MLP of one hidden layer, tuned", best) with { Figures = ["Section IV.2"] }).Run(context);

        // The choice was made on validation images; the model is fitted to all training images, for as many epochs as were best.
        ClassifierRun Fit(string model, string title, (Point Point, RunRecord Record) best)
        {
            KerasTrainer.Options options = TrialSettings.Options(s_mlp, best.Point);
            return Mlp(model, title) with
            {
                Create = () => s_mlp.With(best.Point).Create(s_size),
                Optimizer = options.Optimizer,
                BatchSize = options.BatchSize,
                Epochs = (int)best.Record.Metrics[SearchRuns.BestEpoch],
                Also = [.. best.Point.Names.Where(name => name is not ("learning_rate" or "batch_size" or "dropout")).Select(name => (name, best.Point[name].ToString())), ("chosen by", best.Record.Variant)],
                Figured = [("val_accuracy", best.Record.Metrics[SearchRuns.Score])],
                Notes =
                [
                    $"Chosen by the accuracy on {choice.Value.Validation.Count:N0} validation images of models trained on {choice.Value.Train.Count:N0} others; then fitted to all of "
                        + "them. The test images had no part in it.",
                ],
            };
        }

        IEnumerable<IEnumerable<RunRecord>> Ensembles()
        {
            const string figure = "Section VII";
            EnsembleRun Of(string model, string title, Func<int, SavedClassifier> member, params string[] notes) => new()
            {
                Experiment = this, Model = model, Title = title, Members = [.. Enumerable.Range(1, amounts.Members).Select(member)], Figures = [figure], Notes = notes,
            };
            SavedClassifier Small(string name, DigitSet images, int seed) =>
                new($"mlp-{name}-{seed}", images) { Model = s_mlp, Title = "MLP 784-128-10", BatchSize = BatchSize, Epochs = amounts.SmallEpochs, Seed = seed };
            yield return Deferred(() => Of("ensemble_averaged", "MLPs, averaged", seed => Small("averaged", context.Data.Train, seed)).Run(context));
            yield return Deferred(() => Of("ensemble_bagged", "MLPs, bagged", seed => Small("bagged", Bag(context.Data.Train, seed), seed),
                "Each member has as many images as there are, drawn with replacement: some 63% of them.").Run(context));
            yield return Deferred(() => (Of("ensemble_stacked", "MLPs, stacked", seed => Small("stacked", choice.Value.Train, seed)) with
            {
                Stack = (choice.Value.Validation, amounts.SmallEpochs),
                Notes = ["The members have five sixths of the images, the layer that joins them the last sixth."],
            }).Run(context));
            yield return Deferred(() => Of("ensemble_cnn", "CNNs with classical augmentation, averaged", seed => new($"mlp-cnn-{seed}", context.Data.Train)
            {
                BatchSize = CnnBatch,
                Epochs = amounts.MemberEpochs,
                Seed = seed,
                Classical = ClassicalAugmentation.Mild,
                Optimizer = steps => keras.optimizers.Adam(new CosineDecay(CnnRate, steps)),
            }, string.Create(CultureInfo.InvariantCulture, $"Each member's learning rate falls from {CnnRate} to 0 as half a cosine.")).Run(context));
        }
    }

    /// <summary>Images drawn with replacement.</summary>
    private static DigitSet Bag(DigitSet images, int seed)
    {
        var random = new StrokeRandom((ulong)seed, 0);
        int[] rows = new int[images.Count];
        for (int i = 0; i < rows.Length; i++) rows[i] = random.Below(rows.Length);
        return images.Select(rows);
    }

    /// <summary>Transfer: the CNN of MNIST, read from its bundle, is trained on with images of another source, beside one that begins with them.</summary>
    private static IEnumerable<RunRecord> FineTuned(ExperimentContext context, Amounts amounts, ClassifierRun cnn, DigitData other, string prefix)
    {
        if (new ImageShape(context.Data.Height, context.Data.Width) != s_size) yield break;
        string name = $"{prefix}fine_tuned";
        var before = new SavedClassifier("mlp-pretrained", context.Data.Train) { Epochs = amounts.CnnEpochs };
        ClassifierRun scratch = cnn with
        {
            Model = $"{other.Name}_scratch",
            Title = $"CNN trained on {other.Name}",
            Data = other,
            Create = () => s_cnn.ForClasses(s_size, other.Train.ClassNames.Count),
            Epochs = amounts.FineEpochs,
            Figures = ["Section VII"],
            Notes = [s_standard[1]],
        };
        foreach (RunRecord record in scratch.Run(context)) yield return record;
        if (context.CancellationToken.IsCancellationRequested || context.Seeds.All(seed => context.IsDone(cnn.Experiment, name, "", seed, other.Name))) yield break;
        NDArray[] known = [.. before.Get(context).Model.get_weights()];
        ClassifierRun tuned = scratch with
        {
            Model = name,
            Title = $"CNN of MNIST, fine-tuned on {other.Name}",
            Create = () =>
            {
                Model model = scratch.Create();
                NDArray[] own = [.. model.get_weights()];
                // Where the classes are others, the last layer begins anew.
                int shared = other.Train.ClassNames.Count == context.Data.Train.ClassNames.Count ? own.Length : own.Length - 2;
                model.set_weights([.. known.Take(shared), .. own.Skip(shared)]);
                return model;
            },
            Optimizer = () => keras.optimizers.Adam(FineRate),
            Also = [("begins as", before.Description)],
            Notes = [.. scratch.Notes, string.Create(CultureInfo.InvariantCulture, $"All layers are trained on, at a learning rate of {FineRate}.")],
        };
        foreach (RunRecord record in tuned.Run(context)) yield return record;
    }

    /// <summary>How much a scale does.</summary>
    /// <param name="Images">Training images, and test images, at most.</param>
    /// <param name="Epochs">Epochs of the networks of dense layers.</param>
    /// <param name="CnnEpochs">Epochs of the CNN and the CNN-BiLSTM.</param>
    /// <param name="TransformerEpochs">Epochs of the vision transformer.</param>
    /// <param name="FurtherSeeds">Seeds, at most, of what costs much or was chosen with one seed.</param>
    /// <param name="Trials">Points that a search tries.</param>
    /// <param name="TrialEpochs">Epochs of a trial, at most.</param>
    /// <param name="HalvingTrials">Points that successive halving begins with.</param>
    /// <param name="Members">Models of an ensemble.</param>
    /// <param name="SmallEpochs">Epochs of an ensemble's networks of dense layers.</param>
    /// <param name="MemberEpochs">Epochs of an ensemble's CNNs.</param>
    /// <param name="FineEpochs">Epochs on USPS.</param>
    private sealed record Amounts(
        int Images, int Epochs, int CnnEpochs, int TransformerEpochs, int FurtherSeeds, int Trials, int TrialEpochs, int HalvingTrials, int Members, int SmallEpochs,
        int MemberEpochs, int FineEpochs)
    {
        public static Amounts Of(Scale scale) => scale switch
        {
            Scale.Quick => new(
                Images: 10_000, Epochs: 5, CnnEpochs: 1, TransformerEpochs: 1, FurtherSeeds: 1, Trials: 4,
                TrialEpochs: 3, HalvingTrials: 3, Members: 2, SmallEpochs: 5, MemberEpochs: 1, FineEpochs: 1),
            Scale.Desk => new(
                Images: int.MaxValue, Epochs: 20, CnnEpochs: 3, TransformerEpochs: 3, FurtherSeeds: 1, Trials: 16,
                TrialEpochs: 12, HalvingTrials: 27, Members: 10, SmallEpochs: 10, MemberEpochs: 6, FineEpochs: 10),
            _ => new(
                Images: int.MaxValue, Epochs: 20, CnnEpochs: 10, TransformerEpochs: 20, FurtherSeeds: int.MaxValue, Trials: 40,
                TrialEpochs: 27, HalvingTrials: 81, Members: 10, SmallEpochs: 20, MemberEpochs: 20, FineEpochs: 20),
        };
    }
}
