using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Papers;

/// <summary>Runs that trained a generator, which recognizes nothing and so has no test accuracy.</summary>
internal static class GeneratorRuns
{
    /// <summary>What a run's quality is measured by, where the record has it.</summary>
    public const string Distance = "generated_frechet_distance";

    private const string Warning = "Warning: ";

    /// <summary>True for a run without a test accuracy that has what generators have.</summary>
    public static bool Is(RunRecord run) =>
        run.TestAccuracy is null && run.Predictions is null && (run.History.ContainsKey("generator_loss") || run.Metrics.ContainsKey(Distance));

    /// <summary>Adds the warnings of a collapse that the runs hold, each with its model and seed.</summary>
    public static void AddWarnings(Markup page, IReadOnlyList<RunRecord> runs)
    {
        (RunRecord Run, string Text)[] warnings =
            [.. runs.SelectMany(r => r.Notes.Where(n => n.StartsWith(Warning, StringComparison.Ordinal)).Select(n => (r, n[Warning.Length..])))];
        if (warnings.Length == 0) return;
        page.Add($"<ul class=\"notes warnings\">\n");
        foreach ((RunRecord run, string text) in warnings) page.Add($"<li><strong>Warning</strong>, {run.Model}, seed {run.Seed}: {text}</li>\n");
        page.Add($"</ul>\n");
    }
}
