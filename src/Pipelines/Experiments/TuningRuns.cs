using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>
/// The grid search of paper 1: learning rates and batch sizes, chosen on validation images. Training once to 50 epochs, and stopping early, covers the
/// grid's numbers of epochs.
/// </summary>
/// <remarks>Source: paper 1 (gan), section II: 80% for training, 10% for validation, 10% for testing, of all 70,000 images.</remarks>
/// <param name="experiment">The experiment it belongs to.</param>
/// <param name="model">Short name of the model that is tuned.</param>
/// <param name="title">Title in the report.</param>
/// <param name="create">Makes the model, not compiled.</param>
internal sealed class TuningRuns(Experiment experiment, string model, string title, Func<Model> create)
{
    private const int SplitSeed = 1;

    private static readonly float[] s_learningRates = [1e-3f, 5e-4f, 1e-4f];
    private static readonly int[] s_batchSizes = [32, 64, 128];

    /// <summary>One record a point of the grid, of the first seed, but not those that an earlier run measured.</summary>
    public IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        (int images, int epochs, int patience) = context.Scale switch { Scale.Quick => (2_000, 1, 1), Scale.Desk => (20_000, 50, 3), _ => (int.MaxValue, 50, 5) };
        int seed = context.Seeds[0];
        // Split when the first point is trained: a finished grid costs nothing.
        (DigitSet Train, DigitSet Validation, DigitSet Test)? parts = null;
        foreach (float rate in s_learningRates)
        {
            foreach (int batch in s_batchSizes)
            {
                string variant = string.Create(CultureInfo.InvariantCulture, $"lr{rate}-batch{batch}"), name = $"{model}-grid";
                if (context.CancellationToken.IsCancellationRequested) yield break;
                if (context.IsDone(experiment, name, variant, seed)) continue;
                parts ??= Split(context, images);
                context.Headline($"{title}, {variant}, seed {seed}");
                RunRecord record = context.StartRecord(experiment, name, title, seed) with { Variant = variant, Figures = ["Section II, tuning"] };
                yield return Train(context, record, parts.Value, rate, batch, epochs, patience);
            }
        }
    }

    private RunRecord Train(ExperimentContext context, RunRecord record, (DigitSet Train, DigitSet Validation, DigitSet Test) parts, float rate, int batch, int epochs, int patience)
    {
        var watch = Stopwatch.StartNew();
        var ml = new MLContext(record.Seed);
        KerasTransformer trained = ml.MulticlassClassification.Trainers.Keras(ml, new KerasTrainer.Options
        {
            Model = (_, _) => create(),
            Optimizer = () => keras.optimizers.Adam(rate),
            Epochs = epochs,
            BatchSize = batch,
            Validation = parts.Validation.AsDataView(),
            Callbacks = [keras.callbacks.EarlyStopping(monitor: "val_loss", patience: patience, restore_best_weights: true)],
            Seed = record.Seed,
            CancellationToken = context.CancellationToken,
        }).Fit(parts.Train.AsDataView());
        History history = trained.History!;
        record = record with
        {
            Status = history.cancelled ? RunStatus.Cancelled : RunStatus.Completed,
            Dataset = record.Dataset with { TrainCount = parts.Train.Count, ValidationCount = parts.Validation.Count, TestCount = parts.Test.Count },
            Settings = new()
            {
                ["learning rate"] = rate.ToString(CultureInfo.InvariantCulture),
                ["batch size"] = batch.ToString(CultureInfo.InvariantCulture),
                ["epochs"] = $"{history.epoch.Count} of at most {epochs}, patience {patience}",
            },
            SecondsPerEpoch = history.epoch_seconds,
            History = new(history.history.Select(h => KeyValuePair.Create<string, IReadOnlyList<double>>(h.Key, [.. h.Value.Select(v => (double)v)]))),
            Notes = ["80% of all images for training, 10% for validation, 10% for testing, classes in proportion. The point of the grid is chosen on validation alone.",
                .. parts.Train.Count < 50_000 ? new[] { $"At this scale {parts.Train.Count:N0} of the training images are used." } : []],
        };
        if (!history.history.TryGetValue("val_loss", out List<float>? losses) || losses.Count == 0) return record;
        int best = losses.IndexOf(losses.Min());
        (record.Metrics["val_loss"], record.Metrics["val_accuracy"], record.Metrics["best_epoch"]) = (losses[best], history.history["val_accuracy"][best], best + 1);
        record.Metrics[RunRecord.TestAccuracyMetric] = ml.MulticlassClassification.EvaluateClassifier(trained.Transform(parts.Test.AsDataView())).Accuracy;
        return record with { Seconds = watch.Elapsed.TotalSeconds };
    }

    /// <summary>80, 10 and 10% of training and test images together, and of the first part as many as the scale takes.</summary>
    private static (DigitSet Train, DigitSet Validation, DigitSet Test) Split(ExperimentContext context, int images)
    {
        DigitSet all = context.Data.Train.Append(context.Data.Test);
        int tenth = all.Count / 10;
        (DigitSet rest, DigitSet test) = Stratification.Draw(all, tenth, SplitSeed);
        (DigitSet train, DigitSet validation) = Stratification.Draw(rest, tenth, SplitSeed);
        return (images < train.Count ? Stratification.Draw(train, images, SplitSeed).Drawn : train, validation, test);
    }
}
