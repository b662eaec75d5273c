using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Papers;

/// <summary>How a model was trained: the settings of its first run.</summary>
/// <param name="Of">Which runs.</param>
public sealed record SettingsFill(RunSelection Of) : ModelFill(Of)
{
    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.FirstOrDefault(r => r.Settings.Count > 0) is not { } run) return false;
        RunSection.AddList(page, "Settings", [.. run.Settings.Select(s => (s.Key, s.Value))]);
        return true;
    }
}
