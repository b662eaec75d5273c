using MlPipelines.Pipelines.Loading;
using Tensorflow.Kernels;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>What an experiment is given to run with.</summary>
public sealed record ExperimentContext
{
    /// <summary>The digits, in full; the experiment takes what its scale allows.</summary>
    public required DigitData Data { get; init; }

    /// <summary>How much of the paper's work to do.</summary>
    public Scale Scale { get; init; } = Scale.Quick;

    /// <summary>Seeds to train each model with, one record each.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>Stops the run at the next batch.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// Where trainings that take long keep checkpoints and samples, and go on from those that are there; null for nowhere. Made when it is first needed.
    /// </summary>
    public string? WorkFolder { get; init; }

    /// <summary>Records of an earlier, interrupted run, whose models are not trained again.</summary>
    public IReadOnlyList<RunRecord> Earlier { get; init; } = [];

    /// <summary>Digits of another source, 16 x 16 or of any size, for experiments that translate; null where they are not on this machine.</summary>
    public Func<DigitData?> Usps { get; init; } = static () => null;

    /// <summary>Letters and digits of 28 x 28, for transfer to other classes; null where they are not on this machine.</summary>
    public Func<DigitData?> Emnist { get; init; } = static () => null;

    /// <summary>Told what begins, one line without a line end: "dense, seed 1". Keras prints the epochs itself.</summary>
    public Action<string> Headline { get; init; } = static _ => { };

    /// <summary>Whether an earlier run measured a model to the end, at this scale.</summary>
    /// <param name="experiment">The experiment that trains it.</param>
    /// <param name="model">Short name of the model.</param>
    /// <param name="variant">The variant; empty for the plain one.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="data">Name of the data it is tested on; null for those of the experiment.</param>
    public bool IsDone(Experiment experiment, string model, string variant, int seed, string? data = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return Earlier.Any(r => r.Status == RunStatus.Completed
            && (r.Experiment, r.Model, r.Variant, r.Seed, r.Scale, r.Dataset.Name) == (experiment.Name, model, variant, seed, Scale, data ?? Data.Name));
    }

    /// <summary>A path as seen from the current folder: a record that is passed on tells nothing of its machine's folders.</summary>
    internal static string Near(string source) => Path.IsPathRooted(source) ? Path.GetRelativePath(Environment.CurrentDirectory, source) : source;

    /// <summary>A folder inside <see cref="WorkFolder"/>; null where there is none.</summary>
    internal string? Work(string name) => WorkFolder is null ? null : Path.Combine(WorkFolder, name);

    /// <summary>Begins the record of one model and seed: data, versions, processor, threads and time are filled in.</summary>
    /// <remarks>Complete it with <c>record with { Seconds = ..., History = ... }</c> and <see cref="RunRecord.WithPredictions(Evaluation.ClassifierEvaluation)"/>.</remarks>
    /// <param name="experiment">The experiment that trains it.</param>
    /// <param name="model">Short name of the model: "cnn".</param>
    /// <param name="title">What a person reads above the results.</param>
    /// <param name="seed">The seed.</param>
    public RunRecord StartRecord(Experiment experiment, string model, string title, int seed)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return new RunRecord
        {
            Experiment = experiment.Name,
            Model = model,
            Title = title,
            Paper = experiment.Paper,
            Scale = Scale,
            Seed = seed,
            Dataset = new RunDataset(Data.Name, Near(Data.Source), Data.IsSynthetic, Data.Train.Count, 0, Data.Test.Count),
            Commit = RunRecordEnvironment.Commit(),
            Versions = RunRecordEnvironment.Versions,
            Processor = RunRecordEnvironment.Processor,
            Threads = Workers.Threads,
            StartedUtc = DateTimeOffset.UtcNow,
        };
    }
}
