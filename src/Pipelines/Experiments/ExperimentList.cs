namespace MlPipelines.Pipelines.Experiments;

/// <summary>The experiments the program knows.</summary>
public static class ExperimentList
{
    /// <summary>All experiments, in the order in which they run when none is named.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
        [new DenseExperiment(), new MlpExperiment(), new DepthExperiment(), new GanExperiment(), new CycleGanExperiment()];
}
