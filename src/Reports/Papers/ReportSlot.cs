using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Papers;

/// <summary>A place in the report for a table, figure or listing of a paper, or for one of our own.</summary>
/// <param name="Paper">Short name of the paper: "gan".</param>
/// <param name="Place">Where the paper has it: "Table I", "Fig. 9"; "ours" for what the papers lack.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Fill">How it is filled from run records.</param>
/// <param name="Text">The section whose text states the figure's numbers, when the figure has none of its own.</param>
public sealed record ReportSlot(string Paper, string Place, string Title, SlotFill Fill, string? Text = null)
{
    /// <summary>Unique within the page; letters, digits and hyphens.</summary>
    public string Id => $"{Paper}-{string.Concat($"{Place} {Title}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}";

    /// <summary>True when a claim at <paramref name="place"/> belongs here: "Fig. 11, log" to "Fig. 11".</summary>
    public bool Holds(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return place == Place || place == Text || place.StartsWith(Place + ",", StringComparison.Ordinal);
    }
}

/// <summary>What fills a slot.</summary>
public abstract record SlotFill
{
    /// <summary>True when run records are needed; false for listings, which are always there.</summary>
    public virtual bool NeedsRuns => true;

    /// <summary>The runs it uses, in order.</summary>
    public abstract IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records);

    /// <summary>Adds figures to the page.</summary>
    /// <returns>False when nothing was measured; then nothing was added.</returns>
    internal abstract bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id);
}
