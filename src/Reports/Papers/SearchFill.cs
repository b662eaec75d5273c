using System.Globalization;
using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Search;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Reports.Papers;

/// <summary>The trials of several searches of one space: the best of all, how far each search came, what mattered, and all settings beside each other.</summary>
/// <param name="Of">The trials: one model, a variant a trial.</param>
/// <param name="Space">What they are chosen from.</param>
/// <param name="Searches">The searches, by the setting "search" of their trials.</param>
public sealed record SearchFill(RunSelection Of, SearchSpace Space, IReadOnlyList<string> Searches) : SlotFill
{
    internal const string Score = "val_accuracy";

    private const string Search = "search";
    private const int Listed = 10;

    private sealed record Trial(RunRecord Run, string Name, Point Point, double? Score);

    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) => [.. Of.Variants(records)
        .Where(r => r.Settings.TryGetValue(Search, out string? name) && Searches.Contains(name) && Read(r) is not null).OrderBy(r => r.Variant, StringComparer.Ordinal)];

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        Trial[] trials = [.. runs.Select(r => new Trial(r, r.Settings[Search], Read(r)!, r.Metrics.TryGetValue(Score, out double score) && double.IsFinite(score) ? score : null))];
        Trial[] ranked = [.. trials.Where(t => t.Score is not null).OrderByDescending(t => t.Score).ThenBy(t => t.Run.Variant, StringComparer.Ordinal)];
        if (ranked.Length == 0) return false;
        page.Add($"<div class=\"wide\">{Table([.. ranked.Take(Listed)]).ToHtml()}</div>\n");
        string[] names = [.. Searches.Where(name => trials.Any(t => t.Name == name))];
        var progress = new LineChart
        {
            Id = id + "-best",
            Title = "Best so far",
            ValueName = "validation accuracy",
            StepName = "trial",
            Series = [.. names.Select(name => new LineSeries(name, SearchCharts.BestSoFar(trials.Where(t => t.Name == name).Select(t => t.Score))))],
            Note = "Each search's trials in their order. Those of successive halving are trained for different numbers of epochs.",
        };
        page.Add($"<figure>{progress.ToSvg()}</figure>\n");
        if (SearchCharts.Importance(id + "-importance", Space, [.. trials.Select((t, number) => new FinishedTrial(number, t.Point, t.Score))]) is { } importance)
            page.Add($"<figure>{importance.ToSvg()}</figure>\n");
        page.Add($"<figure>{SearchCharts.Settings(id + "-settings", Space, [.. ranked.Select(t => (t.Run.Variant, t.Point, t.Score!.Value))]).ToSvg()}</figure>\n");
        int failed = trials.Length - ranked.Length;
        page.Add($"<p>{trials.Length} trials{(failed > 0 ? $", of which {failed} diverged" : "")}, ranked by the best epoch's accuracy on validation images. The test images had no part in it.</p>\n");
        return true;
    }

    private ReportTable Table(Trial[] trials)
    {
        var columns = new List<DataFrameColumn>
        {
            new PrimitiveDataFrameColumn<int>("rank", Enumerable.Range(1, trials.Length)),
            new StringDataFrameColumn("trial", trials.Select(t => t.Run.Variant)),
            new DoubleDataFrameColumn("accuracy", trials.Select(t => t.Score)),
        };
        foreach (Dimension dimension in Space.Dimensions)
            columns.Add(new StringDataFrameColumn(dimension.Name, trials.Select(t => SearchCharts.Show(t.Point[dimension.Name]))));
        columns.Add(new StringDataFrameColumn("epochs", trials.Select(t => t.Run.Settings.TryGetValue("epochs", out string? epochs) ? epochs.Split(',')[0] : null)));
        columns.Add(new DoubleDataFrameColumn("seconds", trials.Select(t => (double?)t.Run.Seconds)));
        return new ReportTable(new DataFrame(columns)) { Caption = "The best trials, by validation accuracy", Digits = new Dictionary<string, int> { ["seconds"] = 1 } };
    }

    /// <summary>A run's point; null when it is none of the space.</summary>
    private Point? Read(RunRecord run)
    {
        var values = new List<(string, PointValue)>();
        foreach (Dimension dimension in Space.Dimensions)
        {
            if (!run.Settings.TryGetValue(dimension.Name, out string? text)) return null;
            PointValue value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : text;
            if (!dimension.Contains(value)) return null;
            values.Add((dimension.Name, value));
        }
        return new Point(values);
    }
}
