using Microsoft.ML;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Kernels;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>Trains a trial with each seed and scores it on the validation images.</summary>
internal static class TrialTraining
{
    /// <summary>Trains a trial to its record, going on from the checkpoints that are there.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="images">Its images.</param>
    /// <param name="number">Which trial.</param>
    /// <param name="point">Its settings.</param>
    /// <param name="work">Folder for checkpoints.</param>
    /// <param name="stop">Ends the training.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static SweepTrial Run(SweepSpec spec, SweepImages images, int number, Point point, string work, CancellationToken stop)
    {
        var scores = new List<TrialScore>();
        double seconds = 0;
        string? reason = null;
        try
        {
            foreach (int seed in spec.Seeds)
            {
                (TrialScore? score, string? failure, double spent) = Train(spec, images, point, seed, Path.Combine(work, $"seed-{seed}"), stop);
                seconds += spent;
                if (score is not null) scores.Add(score);
                reason ??= failure;
                if (reason is not null) break;
            }
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or ArithmeticException)
        {
            // Settings that cannot be trained with are a result; a full disk or a damaged file is none, and ends the process.
            reason = e.Message;
        }
        return new SweepTrial
        {
            Number = number,
            Point = point,
            Status = reason is null ? TrialStatus.Completed : TrialStatus.Failed,
            Reason = reason,
            Scores = scores,
            Seconds = seconds,
            Data = images.Facts,
            Commit = RunRecordEnvironment.Commit(),
            Versions = RunRecordEnvironment.Versions,
            Processor = RunRecordEnvironment.Processor,
            Threads = Workers.Threads,
            FinishedUtc = DateTimeOffset.UtcNow,
        };
    }

    private static (TrialScore? Score, string? Failure, double Seconds) Train(SweepSpec spec, SweepImages images, Point point, int seed, string checkpoints, CancellationToken stop)
    {
        KerasTrainer.Options options = TrialSettings.Options(spec.Model, point);
        if (spec.Epochs is { } epochs) options.Epochs = epochs;
        options.Validation = images.Validation.AsDataView();
        options.Seed = seed;
        options.Verbose = false;
        options.CheckpointFolder = checkpoints;
        options.Callbacks = [new StopWhenDecided(spec.Patience)];
        options.CancellationToken = stop;
        var ml = new MLContext(seed);
        History history = ml.MulticlassClassification.Trainers.Keras(ml, options).Fit(images.Train.AsDataView()).History!;
        if (history.cancelled) throw new OperationCanceledException(stop);
        double seconds = history.epoch_seconds.Sum();
        Outcome outcome = Outcome.Of(history.history["loss"], history.history["val_accuracy"], spec.Patience);
        return outcome.Diverged
            ? (null, $"The loss was no finite number in epoch {outcome.Epochs} with seed {seed}: the training diverged. Try smaller learning rates.", seconds)
            : (new TrialScore(seed, outcome.Best, outcome.BestEpoch, outcome.Epochs, seconds), null, seconds);
    }

    /// <summary>What the figures of a training's epochs say. Only they count, so that it does not matter how often the training was interrupted.</summary>
    /// <param name="Best">Highest accuracy.</param>
    /// <param name="BestEpoch">Its epoch, from 1; the first one of equals.</param>
    /// <param name="Epochs">Epochs until patience ended or the training diverged; what comes after them does not count.</param>
    /// <param name="Decided">Whether more epochs could change nothing.</param>
    /// <param name="Diverged">Whether the loss was no finite number.</param>
    private sealed record Outcome(double Best, int BestEpoch, int Epochs, bool Decided, bool Diverged)
    {
        public static Outcome Of(IReadOnlyList<float> losses, IReadOnlyList<float> accuracies, int? patience)
        {
            double best = 0;
            int at = 0;
            for (int epoch = 1; epoch <= losses.Count; epoch++)
            {
                if (!float.IsFinite(losses[epoch - 1])) return new Outcome(best, at, epoch, true, true);
                if (at == 0 || accuracies[epoch - 1] > best) (best, at) = (accuracies[epoch - 1], epoch);
                if (epoch - at >= patience) return new Outcome(best, at, epoch, true, false);
            }
            return new Outcome(best, at, losses.Count, false, false);
        }
    }

    /// <summary>Saves epochs that would not count. After an interruption it knows the epochs since then only, and so stops at the same one or later.</summary>
    private sealed class StopWhenDecided(int? patience) : Callback
    {
        private readonly List<float> _losses = [], _accuracies = [];

        public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
        {
            _losses.Add(epoch_logs["loss"]);
            _accuracies.Add(epoch_logs["val_accuracy"]);
            if (Outcome.Of(_losses, _accuracies, patience).Decided) model.stop_training = true;
        }
    }
}
