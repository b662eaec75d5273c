using System.Diagnostics;
using Microsoft.ML;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>One Keras classifier to be trained and measured, as a paper's listing says: a view of the digits, a trainer, an evaluation.</summary>
internal sealed record ClassifierRun
{
    /// <summary>The experiment it belongs to.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Short name: "cnn".</summary>
    public required string Model { get; init; }

    /// <summary>Title in the report.</summary>
    public required string Title { get; init; }

    /// <summary>Tables and figures of the paper it stands beside.</summary>
    public required IReadOnlyList<string> Figures { get; init; }

    /// <summary>Makes the model, not compiled.</summary>
    public required Func<Model> Create { get; init; }

    /// <summary>Loss by Keras' name; labels are one-hot for the categorical one.</summary>
    public required string Loss { get; init; }

    /// <summary>Epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Trains and measures one model a seed.</summary>
    public IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        foreach (int seed in context.Seeds)
        {
            if (context.CancellationToken.IsCancellationRequested) yield break;
            context.Headline($"{Title}, seed {seed}");
            yield return Train(context, seed);
        }
    }

    private RunRecord Train(ExperimentContext context, int seed)
    {
        RunRecord record = context.StartRecord(Experiment, Model, Title, seed);
        var watch = Stopwatch.StartNew();
        var ml = new MLContext(seed);
        DigitView test = context.Data.Test.AsDataView();
        KerasTransformer trained = ml.MulticlassClassification.Trainers.Keras(ml, new KerasTrainer.Options
        {
            Model = (_, _) => Create(),
            Loss = Loss,
            Epochs = Epochs,
            BatchSize = BatchSize,
            Validation = test,
            Seed = seed,
            CancellationToken = context.CancellationToken,
        }).Fit(context.Data.Train.AsDataView());
        History history = trained.History!;
        record = record with
        {
            Status = history.cancelled ? RunStatus.Cancelled : RunStatus.Completed,
            Figures = Figures,
            Settings = new()
            {
                ["model"] = string.Join(", ", trained.Model.Layers.Select(l => l.ClassName)),
                ["weights"] = trained.Model.count_params().ToString(),
                ["optimizer"] = "Adam",
                ["learning rate"] = trained.Model.optimizer!.learning_rate.ToString(),
                ["loss"] = Loss,
                ["batch size"] = BatchSize.ToString(),
                ["epochs"] = Epochs.ToString(),
            },
            WeightsSha256 = DigitTensors.Fingerprint(trained.Model.Weights),
            SecondsPerEpoch = history.epoch_seconds,
            History = new(history.history.Select(h => KeyValuePair.Create<string, IReadOnlyList<double>>(h.Key, [.. h.Value.Select(v => (double)v)]))),
            Notes = Notes,
        };
        if (history.history.TryGetValue("val_loss", out List<float>? losses)) record.Metrics["test_loss"] = losses[^1];
        if (history.history.TryGetValue("accuracy", out List<float>? accuracies)) record.Metrics["train_accuracy"] = accuracies[^1];
        if (losses is not null && !float.IsFinite(losses[^1]))
            return record with { Seconds = watch.Elapsed.TotalSeconds, Notes = [.. Notes, "The loss is no number any more: the training diverged, and nothing was predicted."] };
        ClassifierEvaluation evaluation = ml.MulticlassClassification.EvaluateClassifier(trained.Transform(test));
        return (record with { Seconds = watch.Elapsed.TotalSeconds }).WithPredictions(evaluation).WithImages(context.Data.Test);
    }
}
