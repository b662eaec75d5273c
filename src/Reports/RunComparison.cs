using System.Globalization;
using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Papers;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Reports;

/// <summary>Runs side by side: what differs and what they reached.</summary>
public static class RunComparison
{
    /// <summary>A table with one column a run and one row a setting or figure; what a run lacks is missing.</summary>
    /// <param name="records">One run or more.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ReportTable Table(IReadOnlyList<RunRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count == 0) throw new ArgumentException("Got no runs; takes one or more.", nameof(records));
        var rows = new OrderedDictionary<string, string?[]>();
        for (int i = 0; i < records.Count; i++)
            foreach ((string name, string value) in Facts(records[i]))
            {
                if (!rows.TryGetValue(name, out string?[]? row)) rows.Add(name, row = new string?[records.Count]);
                row[i] = value;
            }
        var columns = new List<DataFrameColumn> { new StringDataFrameColumn(" ", rows.Keys) };
        string[] names = Names(records);
        for (int i = 0; i < records.Count; i++) columns.Add(new StringDataFrameColumn(names[i], rows.Values.Select(row => row[i])));
        return new ReportTable(new DataFrame(columns)) { Caption = $"{records.Count} run{(records.Count == 1 ? "" : "s")} side by side", Missing = "-" };
    }

    /// <summary>A page with the table and the runs' curves over each other.</summary>
    /// <param name="records">One run or more.</param>
    /// <returns>HTML that is well-formed XML too.</returns>
    public static string Page(IReadOnlyList<RunRecord> records)
    {
        ReportTable table = Table(records);
        string[] names = Names(records);
        var page = new Markup();
        page.Add($"<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        page.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>MlPipelines: runs side by side</title>\n");
        page.Add($"<style>\n{new Markup.Fragment(PageStyle.Css + PaperStyle.Css)}</style>\n</head>\n<body>\n<main>\n<h1>Runs side by side</h1>\n");
        page.Add($"{table.ToHtml()}<div class=\"charts\">\n");
        foreach (string metric in records.SelectMany(r => r.History.Keys).Distinct())
        {
            LineSeries[] series = [.. records.Select((r, i) => (r, i)).Where(x => x.r.History.ContainsKey(metric))
                .Select(x => new LineSeries(names[x.i], x.r.History[metric]))];
            var chart = new LineChart { Id = "compare-" + Letters(metric), Title = $"{metric} per epoch", ValueName = metric, Series = series };
            page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        }
        return page.Add($"</div>\n</main>\n</body>\n</html>\n").ToString();
    }

    private static string Letters(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"-{(int)c:x}"));

    /// <summary>Names that differ: the model, variant and seed, and a number where runs are of the same model and seed.</summary>
    private static string[] Names(IReadOnlyList<RunRecord> records)
    {
        var names = new List<string>();
        foreach (RunRecord r in records)
        {
            string name = (r.Model == r.Experiment ? r.Model : $"{r.Experiment} {r.Model}") + (r.Variant.Length > 0 ? $" {r.Variant}" : "") + $" seed {r.Seed}";
            string taken = name;
            for (int copy = 2; names.Contains(taken, StringComparer.OrdinalIgnoreCase); copy++) taken = $"{name} ({copy})";
            names.Add(taken);
        }
        return [.. names];
    }

    private static IEnumerable<(string Name, string Value)> Facts(RunRecord r)
    {
        yield return ("title", r.Title);
        yield return ("state", HtmlReport.Status(r));
        foreach ((string name, double value) in r.Metrics) yield return (name.Replace('_', ' '), value.ToString("F4", CultureInfo.InvariantCulture));
        yield return ("seconds", r.Seconds.ToString("F1", CultureInfo.InvariantCulture));
        yield return ("epochs", r.History.Select(h => h.Value.Count).DefaultIfEmpty(0).Max().ToString());
        yield return ("scale", r.Scale.Name());
        yield return ("data", r.Dataset.Name);
        yield return ("training images", r.Dataset.TrainCount.ToString());
        yield return ("test images", r.Dataset.TestCount.ToString());
        // The list of layers is long and the title names the model.
        foreach ((string name, string value) in r.Settings.Where(s => s.Key != "model")) yield return ($"setting: {name}", value);
        yield return ("processor", r.Processor.Name);
        yield return ("threads", r.Threads.ToString());
        yield return ("mlpipelines", r.Versions.MlPipelines);
        if (r.Commit is { } commit) yield return ("commit", commit[..Math.Min(12, commit.Length)]);
        if (r.WeightsSha256 is { } weights) yield return ("weights", weights[..Math.Min(12, weights.Length)]);
    }
}
