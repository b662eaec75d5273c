using System.Text;
using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Sweeps;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Papers;
using MlPipelines.Reports.Tables;
using Tensorflow.IO;

namespace MlPipelines.Reports;

/// <summary>
/// The report of a sweep: one HTML file without scripts, made from the trials' records alone. The same records give the same bytes.
/// </summary>
public static class SweepPage
{
    private const int Best = 10;

    /// <summary>Writes the page as <see cref="HtmlReport.FileName"/>, over an older one if there is one.</summary>
    /// <param name="results">The trials.</param>
    /// <param name="folder">The sweep's folder.</param>
    /// <returns>Full path of the page.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Write(SweepResults results, string folder)
    {
        string path = Path.GetFullPath(Path.Combine(folder, HtmlReport.FileName));
        byte[] page = Encoding.UTF8.GetBytes(Build(results));
        AtomicFile.Write(path, stream => stream.Write(page));
        return path;
    }

    /// <summary>The page as text: HTML that is well-formed XML too.</summary>
    /// <param name="results">The trials, one at least.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static string Build(SweepResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Trials.Count == 0) throw new ArgumentException("Got a sweep without trials; takes one or more.", nameof(results));
        IReadOnlyList<SweepTrial> ranked = results.Ranked;
        var page = new Markup();
        page.Add($"<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        page.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>MlPipelines: sweep of {results.Spec.Model.Name}</title>\n");
        page.Add($"<style>\n{new Markup.Fragment(PageStyle.Css + PaperStyle.Css)}</style>\n</head>\n<body>\n<main>\n");
        page.Add($"<header>\n<h1>Sweep of {results.Spec.Model.Name}</h1>\n<p class=\"lead\">{Summary(results)}</p>\n</header>\n");
        AddBanners(page, results);
        if (ranked.Count > 0)
        {
            page.Add($"<p class=\"headline\"><span class=\"big\">{ranked[0].Score:F4}</span> validation accuracy with {Settings(ranked[0].Point)} (trial {ranked[0].Number})</p>\n");
            page.Add($"<section aria-label=\"The best trials\">\n{Leaderboard(results, ranked.Take(Best), "The best trials").ToHtml()}</section>\n");
            page.Add($"<div class=\"charts\">\n");
            foreach (Chart chart in Charts(results, ranked)) page.Add($"<figure>{chart.ToSvg()}</figure>\n");
            page.Add($"</div>\n");
            page.Add($"<details><summary>All {ranked.Count} trials with a score</summary>\n{Leaderboard(results, ranked, "All trials").ToHtml()}</details>\n");
        }
        AddFailed(page, results.Failed);
        AddProvenance(page, results);
        page.Add($"</main>\n<footer>Made by mlpipelines from the trials' records (.json) beside this page; <code>mlpipelines sweep collect</code>");
        return page.Add($" rebuilds it without training.</footer>\n</body>\n</html>\n").ToString();
    }

    /// <summary>A point as a person reads it, with up to four digits a number: "learning_rate=0.001234, units=128".</summary>
    /// <param name="point">Any point.</param>
    public static string Settings(Point point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return string.Join(", ", point.Names.Select(name => $"{name}={SearchCharts.Show(point[name])}"));
    }

    private static string Summary(SweepResults results)
    {
        SweepSpec spec = results.Spec;
        SweepDataset data = results.Trials[0].Data;
        string seeds = spec.Seeds.Count == 1 ? $"seed {spec.Seeds[0]}" : $"the mean over the seeds {string.Join(", ", spec.Seeds)}";
        return $"{results.Trials.Count} trials by {spec.Search}: trained on {data.TrainCount:N0} images of {data.Name}, ranked by the accuracy of the best epoch on "
            + $"{data.ValidationCount:N0} others, {seeds}. The test images had no part in it.";
    }

    private static void AddBanners(Markup page, SweepResults results)
    {
        if (results.Trials[0].Data.Synthetic)
        {
            page.Add($"<p class=\"banner\" role=\"note\"><strong>Synthetic strokes, not handwriting.</strong> The trials used digits drawn by the program,");
            page.Add($" because no MNIST files were found.</p>\n");
        }
        if (results.Failed.Count > 0)
            page.Add($"<p class=\"banner\" role=\"note\"><strong>Failed.</strong> {results.Failed.Count} of {results.Trials.Count} trials have no score; the reasons are below.</p>\n");
    }

    private static ReportTable Leaderboard(SweepResults results, IEnumerable<SweepTrial> ranked, string caption)
    {
        SweepTrial[] trials = [.. ranked];
        var columns = new List<DataFrameColumn>
        {
            new PrimitiveDataFrameColumn<int>("Rank", Enumerable.Range(1, trials.Length)),
            new PrimitiveDataFrameColumn<int>("Trial", trials.Select(trial => trial.Number)),
            new PrimitiveDataFrameColumn<double>("Accuracy", trials.Select(trial => trial.Score!.Value)),
        };
        if (results.Spec.Seeds.Count > 1)
        {
            columns.Add(new PrimitiveDataFrameColumn<double>("Lowest seed", trials.Select(trial => trial.Scores.Min(score => score.Score))));
            columns.Add(new PrimitiveDataFrameColumn<double>("Highest seed", trials.Select(trial => trial.Scores.Max(score => score.Score))));
        }
        foreach (Dimension dimension in results.Spec.Space.Dimensions)
            columns.Add(new StringDataFrameColumn(dimension.Name, trials.Select(trial => SearchCharts.Show(trial.Point[dimension.Name]))));
        columns.Add(new StringDataFrameColumn("Best epoch", trials.Select(trial => string.Join(", ", trial.Scores.Select(score => $"{score.BestEpoch} of {score.Epochs}")))));
        columns.Add(new PrimitiveDataFrameColumn<double>("Seconds", trials.Select(trial => trial.Seconds)));
        return new ReportTable(new DataFrame(columns)) { Caption = caption, Digits = new Dictionary<string, int> { ["Seconds"] = 1 } };
    }

    private static IEnumerable<Chart> Charts(SweepResults results, IReadOnlyList<SweepTrial> ranked)
    {
        yield return new LineChart
        {
            Id = "best-so-far",
            Title = "Best so far",
            ValueName = "validation accuracy",
            StepName = "trial",
            Series = [new LineSeries("best so far", SearchCharts.BestSoFar(results.Trials.Select(trial => trial.Score))), new LineSeries("each trial", [.. results.Trials.Select(trial => trial.Score ?? double.NaN)])],
            Note = "Trials in the order of their numbers; the first is number 0. Failed ones leave a gap.",
        };
        if (SearchCharts.Importance("importance", results.Spec.Space, [.. results.Trials.Select(trial => trial.ToFinished())]) is { } importance) yield return importance;
        yield return SearchCharts.Settings("settings", results.Spec.Space, [.. ranked.Select(trial => ($"trial {trial.Number}", trial.Point, trial.Score!.Value))]);
    }

    private static void AddFailed(Markup page, IReadOnlyList<SweepTrial> failed)
    {
        if (failed.Count == 0) return;
        page.Add($"<section aria-labelledby=\"failed\">\n<h2 id=\"failed\">Failed trials</h2>\n<ul class=\"notes\">\n");
        foreach (SweepTrial trial in failed) page.Add($"<li>Trial {trial.Number}, {Settings(trial.Point)}: {trial.Reason}</li>\n");
        page.Add($"</ul>\n</section>\n");
    }

    private static void AddProvenance(Markup page, SweepResults results)
    {
        page.Add($"<section aria-labelledby=\"made\">\n<h2 id=\"made\">How it was made</h2>\n<pre tabindex=\"0\">{results.Spec.ToJson()}</pre>\n<ul class=\"provenance\">\n");
        var groups = results.Trials.GroupBy(trial => (trial.Processor, trial.Threads, trial.Versions, trial.Commit));
        foreach (var group in groups)
        {
            page.Add($"<li>{group.Count()} trials, {group.Sum(trial => trial.Seconds):F1} s");
            page.Add($" · {group.Key.Processor.Name}, {group.Key.Threads} thread{(group.Key.Threads == 1 ? "" : "s")}");
            page.Add($" · mlpipelines {group.Key.Versions.MlPipelines}, .NET {group.Key.Versions.DotNet}, {group.Key.Versions.OperatingSystem}");
            if (group.Key.Commit is { } commit) page.Add($", commit {commit[..Math.Min(12, commit.Length)]}");
            page.Add($"</li>\n");
        }
        page.Add($"</ul>\n</section>\n");
    }
}
