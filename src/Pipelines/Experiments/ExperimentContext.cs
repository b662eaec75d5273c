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

    /// <summary>Told what begins, one line without a line end: "dense, seed 1". Keras prints the epochs itself.</summary>
    public Action<string> Headline { get; init; } = static _ => { };

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
            Dataset = new RunDataset(Data.Name, Data.Source, Data.IsSynthetic, Data.Train.Count, 0, Data.Test.Count),
            Commit = RunRecordEnvironment.Commit(),
            Versions = RunRecordEnvironment.Versions,
            Processor = RunRecordEnvironment.Processor,
            Threads = Workers.Threads,
            StartedUtc = DateTimeOffset.UtcNow,
        };
    }
}
