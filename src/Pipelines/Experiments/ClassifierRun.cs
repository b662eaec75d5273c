using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>One Keras classifier to be trained and measured, as a paper's listing says: a view of the digits, a trainer, an evaluation.</summary>
internal sealed record ClassifierRun
{
    /// <summary>Images trained on without an augmentation.</summary>
    public const string None = "none";

    // Shorter trainings are sooner done again than they are worth the disk.
    private const int LeastEpochsToKeep = 11;

    private const int FoldSeed = 1;

    /// <summary>The experiment it belongs to.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Short name: "cnn".</summary>
    public required string Model { get; init; }

    /// <summary>Title in the report.</summary>
    public required string Title { get; init; }

    /// <summary>Tables and figures of the paper it stands beside.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>Makes the model, not compiled.</summary>
    public required Func<Model> Create { get; init; }

    /// <summary>Loss by Keras' name; labels are one-hot for the categorical one.</summary>
    public required string Loss { get; init; }

    /// <summary>Epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Makes the optimizer; null for Adam with Keras' settings.</summary>
    public Func<IOptimizer>? Optimizer { get; init; }

    /// <summary>Steps of an epoch, so that sets of different sizes are trained for as many; null for a pass over the images.</summary>
    public int? StepsPerEpoch { get; init; }

    /// <summary>Images to train and test on; null for those of the experiment.</summary>
    public DigitData? Data { get; init; }

    /// <summary>How the training images are augmented, as the report names it: "gan+32".</summary>
    public string Augmentation { get; init; } = None;

    /// <summary>Appends generated images to the training rows, by seed; null for none.</summary>
    public Func<MLContext, int, IDataView, GeneratedDigitsTransformer>? Append { get; init; }

    /// <summary>Changes each training image anew in every epoch; null for none.</summary>
    public ClassicalAugmentation? Classical { get; init; }

    /// <summary>Greatest number of seeds.</summary>
    public int MostSeeds { get; init; } = int.MaxValue;

    /// <summary>Images that are looked at after every epoch; null for those it is tested on.</summary>
    public DigitSet? Validation { get; init; }

    /// <summary>What tells it from other runs of the model, such as the part of a cross-validation: "fold1"; empty for its augmentation.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Settings of its own for the record, such as ("regularization", "L2").</summary>
    public IReadOnlyList<(string Name, string Value)> Also { get; init; } = [];

    /// <summary>Figures of its own for the record.</summary>
    public IReadOnlyList<(string Name, double Value)> Figured { get; init; } = [];

    /// <summary>Told of each model that was trained and measured to the end, before its record is handed over; null for nobody.</summary>
    public Action<RunRecord, Model>? Trained { get; init; }

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    private string Variant => Kind.Length > 0 ? Kind : Augmentation == None ? "" : Augmentation;

    /// <summary>Trains and measures one model a seed, but not those that an earlier run measured.</summary>
    public IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        foreach (int seed in context.Seeds.Take(MostSeeds))
        {
            if (context.CancellationToken.IsCancellationRequested) yield break;
            string? checkpoint = Epochs < LeastEpochsToKeep ? null
                : context.Work($"{string.Join('-', new[] { Experiment.Name, Model, Variant }.Where(name => name.Length > 0))}-seed{seed}");
            if (!context.IsDone(Experiment, Model, Variant, seed, Data?.Name))
            {
                context.Headline($"{Title}{(Variant.Length == 0 ? "" : $", {Variant}")}, seed {seed}");
                RunRecord record = Train(context, seed, checkpoint);
                yield return record;
                if (record.Status != RunStatus.Completed) continue;
            }
            // The record is stored by now.
            if (Directory.Exists(checkpoint)) Directory.Delete(checkpoint, recursive: true);
        }
    }

    /// <summary>Trains and measures the model for each fold of the training images, with the first seed; the test images have no part in it.</summary>
    /// <param name="context">The experiment's.</param>
    /// <param name="folds">At least 2.</param>
    /// <param name="epochs">Epochs of each.</param>
    public IEnumerable<RunRecord> CrossValidate(ExperimentContext context, int folds, int epochs)
    {
        DigitData data = Data ?? context.Data;
        return Stratification.Folds(data.Train, folds, FoldSeed).SelectMany((fold, i) => (this with
        {
            Model = $"{Model}-fold",
            Kind = $"fold{i + 1}",
            Title = $"{Title}, cross-validation",
            Figures = [],
            Epochs = epochs,
            Data = data with { Train = fold.Left, Test = fold.Drawn },
            MostSeeds = 1,
            Trained = null,
            Notes = [.. Notes, $"Fold {i + 1} of {folds}: the training images in {folds} parts, classes in proportion; trained on the others, tested on this one."],
        }).Run(context));
    }

    /// <summary>Makes a step's images once a seed, for all models that are trained on the same images with them.</summary>
    /// <param name="step">The step for a seed.</param>
    public static Func<MLContext, int, IDataView, GeneratedDigitsTransformer> Once(Func<MLContext, int, GeneratedDigitsEstimator> step)
    {
        var made = new Dictionary<int, GeneratedDigitsTransformer>();
        return (ml, seed, rows) => made.TryGetValue(seed, out GeneratedDigitsTransformer? known) ? known : made[seed] = step(ml, seed).Fit(rows);
    }

    private RunRecord Train(ExperimentContext context, int seed, string? checkpoint)
    {
        DigitData data = Data ?? context.Data;
        RunRecord record = context.StartRecord(Experiment, Model, Title, seed);
        var ml = new MLContext(seed);
        DigitView test = data.Test.AsDataView();
        GeneratedDigitsTransformer? generated = Append?.Invoke(ml, seed, data.Train.AsDataView());
        // Without the making of images, which several models share.
        var watch = Stopwatch.StartNew();
        IDataView rows = generated?.Transform(data.Train.AsDataView()) ?? data.Train.AsDataView();
        KerasTransformer trained = ml.MulticlassClassification.Trainers.Keras(ml, new KerasTrainer.Options
        {
            Model = (_, _) => Create(),
            Optimizer = Optimizer,
            Loss = Loss,
            Epochs = Epochs,
            BatchSize = BatchSize,
            StepsPerEpoch = StepsPerEpoch,
            Augmentation = Classical,
            Validation = Validation?.AsDataView() ?? test,
            Seed = seed,
            CheckpointFolder = checkpoint,
            CancellationToken = context.CancellationToken,
        }).Fit(rows);
        History history = trained.History!;
        double before = history.epoch_seconds.Take(trained.ResumedEpochs).Sum();
        record = record with
        {
            Variant = Variant,
            Status = history.cancelled ? RunStatus.Cancelled : RunStatus.Completed,
            Figures = Figures,
            Dataset = record.Dataset with { Name = data.Name, Source = ExperimentContext.Near(data.Source), TrainCount = data.Train.Count, ValidationCount = Validation?.Count ?? 0, TestCount = data.Test.Count },
            Settings = Settings(trained, generated?.Report),
            WeightsSha256 = DigitTensors.Fingerprint(trained.Model.Weights),
            SecondsPerEpoch = history.epoch_seconds,
            History = new(history.history.Select(h => KeyValuePair.Create<string, IReadOnlyList<double>>(h.Key, [.. h.Value.Select(v => (double)v)]))),
            Notes = generated is null ? Notes : [.. Notes, $"Generated images: {generated.Report}."],
        };
        foreach ((string name, double value) in Figured) record.Metrics[name] = value;
        if (generated?.Report is { } report)
        {
            (record.Metrics["appended"], record.Metrics["draws"]) = (report.Made, report.Draws);
            (record.Metrics["rejected_unsure"], record.Metrics["rejected_full"], record.Metrics["shortfall"]) = (report.LowConfidence, report.ClassFull, report.Shortfall);
        }
        if (history.history.TryGetValue("val_loss", out List<float>? losses)) record.Metrics[Validation is null ? "test_loss" : "val_loss"] = losses[^1];
        if (history.history.TryGetValue("accuracy", out List<float>? accuracies)) record.Metrics["train_accuracy"] = accuracies[^1];
        if (losses is not null && !float.IsFinite(losses[^1]))
            return record with { Seconds = before + watch.Elapsed.TotalSeconds, Notes = [.. record.Notes, "The loss is no number any more: the training diverged, and nothing was predicted."] };
        ClassifierEvaluation evaluation = ml.MulticlassClassification.EvaluateClassifier(trained.Transform(test));
        if (Validation is not null && evaluation.HasProbabilities) record.Metrics["test_loss"] = evaluation.LogLoss;
        record = (record with { Seconds = before + watch.Elapsed.TotalSeconds }).WithPredictions(evaluation);
        // Pictures of one run a model are enough.
        if (Variant.Length == 0 && seed == context.Seeds[0]) record = record.WithImages(data.Test, pairs: 5);
        if (!history.cancelled) Trained?.Invoke(record, trained.Model);
        return record;
    }

    private OrderedDictionary<string, string> Settings(KerasTransformer trained, GeneratedDigitsReport? report)
    {
        Model model = trained.Model;
        OrderedDictionary<string, string> settings = new()
        {
            ["model"] = string.Join(", ", model.Layers.Select(l => l.ClassName)),
            ["input"] = $"{trained.InputShape}",
            ["weights"] = model.count_params().ToString(CultureInfo.InvariantCulture),
            ["optimizer"] = model.optimizer!.GetType().Name,
            ["learning rate"] = model.optimizer!.learning_rate.ToString(CultureInfo.InvariantCulture),
            ["loss"] = Loss,
            ["batch size"] = BatchSize.ToString(CultureInfo.InvariantCulture),
            ["epochs"] = Epochs.ToString(CultureInfo.InvariantCulture),
            ["augmentation"] = Augmentation,
        };
        string[] dropouts = [.. model.Layers.OfType<Dropout>().Select(layer => $"{layer.get_config()["rate"]}")];
        if (dropouts.Length > 0) settings["dropout"] = string.Join(", ", dropouts);
        foreach ((string name, string value) in Also) settings[name] = value;
        if (StepsPerEpoch is { } steps) settings["steps an epoch"] = steps.ToString(CultureInfo.InvariantCulture);
        if (report is not null) settings["images appended"] = report.Made.ToString(CultureInfo.InvariantCulture);
        return settings;
    }
}
