using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Tests.App;

/// <summary>An experiment that trains nothing.</summary>
internal sealed class FakeExperiment(string name, Func<FakeExperiment, ExperimentContext, IEnumerable<RunRecord>>? run = null) : Experiment
{
    public ExperimentContext? Seen { get; private set; }

    public override string Name => name;

    public override string Title => $"The {name} experiment";

    public override string Paper => "Paper 5";

    public override string Description => $"trains {name}";

    public override IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        Seen = context;
        return run is null ? context.Seeds.Select(seed => Record(context, seed)) : run(this, context);
    }

    /// <summary>A record with accuracy 0.75 and two epochs.</summary>
    public RunRecord Record(ExperimentContext context, int seed, RunStatus status = RunStatus.Completed) =>
        context.StartRecord(this, name, $"model of {name}", seed).WithPredictions([0, 1, 2, 3], [0, 1, 2, 4]) with
        {
            Status = status,
            Seconds = 1.5,
            History = new() { ["accuracy"] = [0.5, 0.7] },
        };
}
