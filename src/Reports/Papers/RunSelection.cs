using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Papers;

/// <summary>Which run records fill a part of the report.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Model">Short name of the model; null for the experiment's first.</param>
/// <param name="Setting">A setting the record must have; "" for none.</param>
/// <param name="Value">Its value; "none" also matches a record without the setting.</param>
public sealed record RunSelection(string Experiment, string? Model = null, string Setting = "", string Value = "")
{
    /// <summary>The runs of the largest scale, one a seed, completed ones before cancelled ones.</summary>
    public IReadOnlyList<RunRecord> From(IReadOnlyList<RunRecord> records) => Newest(records, r => (r.Seed, ""));

    /// <summary>As <see cref="From"/>, but one a variant and seed, as of a search that tries one model with many settings.</summary>
    public IReadOnlyList<RunRecord> Variants(IReadOnlyList<RunRecord> records) => Newest(records, r => (r.Seed, r.Variant));

    private IReadOnlyList<RunRecord> Newest(IReadOnlyList<RunRecord> records, Func<RunRecord, (int, string)> same)
    {
        ArgumentNullException.ThrowIfNull(records);
        RunRecord[] fitting = [.. records.Where(Fits)];
        if (fitting.Any(r => r.Status == RunStatus.Completed)) fitting = [.. fitting.Where(r => r.Status == RunStatus.Completed)];
        // Drawn digits and handwriting are never mixed, nor are two scales or models.
        if (fitting.Any(r => !r.Dataset.Synthetic)) fitting = [.. fitting.Where(r => !r.Dataset.Synthetic)];
        if (fitting.Length == 0) return [];
        Scale scale = fitting.Max(r => r.Scale);
        RunRecord first = fitting.First(r => r.Scale == scale);
        return [.. fitting.Where(r => r.Scale == scale && r.Model == first.Model && r.Dataset.Name == first.Dataset.Name)
            .GroupBy(same).Select(runs => runs.MaxBy(r => r.StartedUtc)!).OrderBy(r => r.Seed)];
    }

    private bool Fits(RunRecord record) =>
        record.Experiment == Experiment && (Model is null || record.Model == Model)
        && (Setting.Length == 0 || (record.Settings.TryGetValue(Setting, out string? value) ? value == Value : Value == "none"));
}
