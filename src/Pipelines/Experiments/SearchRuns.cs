using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Callbacks;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>A search inside of an experiment: a record a trial, and the best of them. Test images have no part in it.</summary>
/// <remarks>Source: paper 4 (mlp), section IV.2, and section VII for the searches beyond grid and random ones.</remarks>
/// <param name="experiment">The experiment it belongs to.</param>
/// <param name="name">What the search is called: "bayes".</param>
/// <param name="model">What is tuned.</param>
/// <param name="space">What may be chosen.</param>
internal sealed class SearchRuns(Experiment experiment, string name, ModelChoice model, SearchSpace space)
{
    /// <summary>Setting of a record that names its search.</summary>
    public const string Search = "search";

    /// <summary>Metrics of a trial's record: the best accuracy on validation images, and its epoch.</summary>
    public const string Score = "val_accuracy", BestEpoch = "best_epoch";

    private readonly SortedDictionary<int, (Point Point, RunRecord Record)> _trials = [];

    /// <summary>What the search is called.</summary>
    public string Name => name;

    /// <summary>What may be chosen.</summary>
    public SearchSpace Space => space;

    /// <summary>Epochs of a trial, at most.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>A trial ends when so many epochs brought no better accuracy.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>The trials that have ended with a score.</summary>
    public IEnumerable<(Point Point, RunRecord Record)> Trials => _trials.Values.Where(trial => trial.Record.Metrics.ContainsKey(Score));

    /// <summary>The trial with the best validation accuracy, the earlier of equals; null when there is none.</summary>
    public static (Point Point, RunRecord Record)? Best(IEnumerable<(Point Point, RunRecord Record)> trials) =>
        trials.OrderByDescending(trial => trial.Record.Metrics[Score]).Select(trial => ((Point, RunRecord)?)trial).FirstOrDefault();

    /// <summary>Tries points one after the other, each chosen from what those before it reached; those that an earlier run tried are not trained again.</summary>
    /// <param name="context">The experiment's.</param>
    /// <param name="images">Images to train on, and to validate on.</param>
    /// <param name="method">Chooses the points.</param>
    /// <param name="budget">How many points.</param>
    public IEnumerable<RunRecord> Run(ExperimentContext context, (DigitSet Train, DigitSet Validation) images, SearchMethod method, int budget)
    {
        int trials = method is GridSearch grid ? Math.Min(budget, grid.Count) : budget, seed = context.Seeds[0];
        for (int number = 0; number < trials; number++)
        {
            if (context.CancellationToken.IsCancellationRequested) yield break;
            Point point = method.Suggest(number, [.. _trials.Select(trial => Finished(trial.Key, trial.Value))]);
            if (Earlier(context, number, seed) is { } known)
            {
                _trials[number] = (point, known);
                continue;
            }
            context.Headline($"{name} search, trial {number + 1} of {trials}: {point}");
            RunRecord record = Train(context, images, number, point, seed, Epochs, checkpoint: null);
            if (record.Status == RunStatus.Completed) _trials[number] = (point, record);
            yield return record;
        }
    }

    /// <summary>
    /// Tries many points briefly and trains the best of them on, as a plan says. A trial goes on from its checkpoint, to the same bits as if it were
    /// trained in one go; without a work folder it is trained anew.
    /// </summary>
    /// <param name="context">The experiment's.</param>
    /// <param name="images">Images to train on, and to validate on.</param>
    /// <param name="method">Chooses the points, from nothing.</param>
    /// <param name="plan">How many go on, and for how long.</param>
    public IEnumerable<RunRecord> Halve(ExperimentContext context, (DigitSet Train, DigitSet Validation) images, SearchMethod method, SuccessiveHalving plan)
    {
        int seed = context.Seeds[0];
        Point[] points = [.. Enumerable.Range(0, plan.Rungs[0].Trials).Select(number => method.Suggest(number, []))];
        RunRecord?[] earlier = [.. points.Select((_, number) => Earlier(context, number, seed))];
        for (int number = 0; number < points.Length; number++)
            if (earlier[number] is { } known) _trials[number] = (points[number], known);
        if (_trials.Count == points.Length) yield break;
        _trials.Clear();
        int[] numbers = [.. Enumerable.Range(0, points.Length)];
        foreach (HalvingRung rung in plan.Rungs)
        {
            int epochs = Math.Max(1, (int)Math.Round(rung.BudgetFraction * Epochs));
            var scored = new List<FinishedTrial>();
            foreach (int number in numbers)
            {
                if (context.CancellationToken.IsCancellationRequested) yield break;
                context.Headline($"{name} search, rung {rung.Number + 1} of {plan.Rungs.Count}, {epochs} epoch{(epochs == 1 ? "" : "s")}, trial {number + 1}: {points[number]}");
                RunRecord record = Train(context, images, number, points[number], seed, epochs, context.Work($"{experiment.Name}-{name}-{number + 1:00}"));
                if (record.Status != RunStatus.Completed) yield break;
                record.Settings["epochs"] = $"{epochs} of at most {Epochs}";
                _trials[number] = (points[number], record);
                scored.Add(Finished(number, _trials[number]));
            }
            numbers = [.. plan.Survivors(rung.Number, scored)];
        }
        foreach ((int number, (_, RunRecord record)) in _trials)
        {
            yield return record;
            string? checkpoint = context.Work($"{experiment.Name}-{name}-{number + 1:00}");
            if (Directory.Exists(checkpoint)) Directory.Delete(checkpoint, recursive: true);
        }
    }

    private static FinishedTrial Finished(int number, (Point Point, RunRecord Record) trial) =>
        new(number, trial.Point, trial.Record.Metrics.TryGetValue(Score, out double score) ? score : null);

    private string ModelName => $"{model.Name}_trial";

    private string Variant(int number) => string.Create(CultureInfo.InvariantCulture, $"{name}-{number + 1:00}");

    private RunRecord? Earlier(ExperimentContext context, int number, int seed) => context.IsDone(experiment, ModelName, Variant(number), seed)
        ? context.Earlier.First(r => r.Status == RunStatus.Completed && (r.Experiment, r.Model, r.Variant, r.Seed, r.Scale) == (experiment.Name, ModelName, Variant(number), seed, context.Scale))
        : null;

    private RunRecord Train(ExperimentContext context, (DigitSet Train, DigitSet Validation) images, int number, Point point, int seed, int epochs, string? checkpoint)
    {
        RunRecord record = context.StartRecord(experiment, ModelName, $"{name} search, trial {number + 1}", seed) with { Variant = Variant(number) };
        var watch = Stopwatch.StartNew();
        var ml = new MLContext(seed);
        KerasTrainer.Options options = TrialSettings.Options(model, point);
        options.Epochs = epochs;
        options.Validation = images.Validation.AsDataView();
        options.Seed = seed;
        options.CheckpointFolder = checkpoint;
        options.CancellationToken = context.CancellationToken;
        // What a callback remembers is not in a checkpoint: a trial that is trained on has none.
        if (checkpoint is null) options.Callbacks = [keras.callbacks.EarlyStopping(monitor: "val_accuracy", patience: Patience, mode: "max"), keras.callbacks.TerminateOnNaN()];
        History history = ml.MulticlassClassification.Trainers.Keras(ml, options).Fit(images.Train.AsDataView()).History!;
        OrderedDictionary<string, string> settings = new() { [Search] = name };
        foreach (string dimension in point.Names) settings[dimension] = point[dimension].ToString();
        settings["epochs"] = $"{history.epoch.Count} of at most {epochs}, patience {Patience}";
        record = record with
        {
            Status = history.cancelled ? RunStatus.Cancelled : RunStatus.Completed,
            Dataset = record.Dataset with { TrainCount = images.Train.Count, ValidationCount = images.Validation.Count, TestCount = 0 },
            Settings = settings,
            SecondsPerEpoch = history.epoch_seconds,
            History = new(history.history.Select(h => KeyValuePair.Create<string, IReadOnlyList<double>>(h.Key, [.. h.Value.Select(v => (double)v)]))),
            // Of all its epochs, where some were trained before an interruption.
            Seconds = checkpoint is null ? watch.Elapsed.TotalSeconds : history.epoch_seconds.Sum(),
        };
        // A training that diverged has no score, and the next points are chosen without it.
        if (!history.history.TryGetValue("val_accuracy", out List<float>? scores) || scores.Count == 0 || !float.IsFinite(history.history["val_loss"][^1])) return record;
        int best = scores.IndexOf(scores.Max());
        (record.Metrics[Score], record.Metrics[BestEpoch]) = (scores[best], best + 1);
        return record;
    }
}
