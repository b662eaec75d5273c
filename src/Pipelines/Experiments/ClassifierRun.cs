using System.Diagnostics;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>One Keras classifier to be trained and measured, as a paper's listing says.</summary>
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
    public required Func<Sequential> Create { get; init; }

    /// <summary>Shape of one image.</summary>
    public required Shape Sample { get; init; }

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
        bool oneHot = Loss == "categorical_crossentropy";
        using Tensor x = DigitTensors.Pixels(context.Data.Train, Sample), xTest = DigitTensors.Pixels(context.Data.Test, Sample);
        using Tensor y = oneHot ? DigitTensors.OneHot(context.Data.Train) : DigitTensors.Labels(context.Data.Train);
        using Tensor yTest = oneHot ? DigitTensors.OneHot(context.Data.Test) : DigitTensors.Labels(context.Data.Test);
        foreach (int seed in context.Seeds)
        {
            if (context.CancellationToken.IsCancellationRequested) yield break;
            context.Headline($"{Title}, seed {seed}");
            yield return Train(context, seed, x, y, xTest, yTest);
        }
    }

    private RunRecord Train(ExperimentContext context, int seed, Tensor x, Tensor y, Tensor xTest, Tensor yTest)
    {
        RunRecord record = context.StartRecord(Experiment, Model, Title, seed);
        var watch = Stopwatch.StartNew();
        keras.backend.clear_session();
        keras.utils.set_random_seed(seed);
        Sequential model = Create();
        model.compile(optimizer: "adam", loss: Loss, metrics: "accuracy");
        var history = (History)model.fit(x, y, batch_size: BatchSize, epochs: Epochs, validation_data: (xTest, yTest), cancellation_token: context.CancellationToken);
        (byte[] labels, float[] confidence) = DigitTensors.Classes(model.predict(xTest, batch_size: 256));
        record = record with
        {
            Status = history.cancelled ? RunStatus.Cancelled : RunStatus.Completed,
            Figures = Figures,
            Settings = new()
            {
                ["model"] = string.Join(", ", model.Layers.Select(l => l.ClassName)),
                ["weights"] = model.count_params().ToString(),
                ["optimizer"] = "Adam",
                ["learning rate"] = model.optimizer!.learning_rate.ToString(),
                ["loss"] = Loss,
                ["batch size"] = BatchSize.ToString(),
                ["epochs"] = Epochs.ToString(),
            },
            WeightsSha256 = DigitTensors.Fingerprint(model.Weights),
            Seconds = watch.Elapsed.TotalSeconds,
            SecondsPerEpoch = history.epoch_seconds,
            History = new(history.history.Select(h => KeyValuePair.Create<string, IReadOnlyList<double>>(h.Key, [.. h.Value.Select(v => (double)v)]))),
            Notes = Notes,
        };
        if (history.history.TryGetValue("val_loss", out List<float>? losses)) record.Metrics["test_loss"] = losses[^1];
        if (history.history.TryGetValue("accuracy", out List<float>? accuracies)) record.Metrics["train_accuracy"] = accuracies[^1];
        return record.WithPredictions(context.Data.Test.Labels, labels, confidence);
    }
}
