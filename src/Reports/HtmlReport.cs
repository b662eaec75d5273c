using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Claims;
using MlPipelines.Reports.Papers;

namespace MlPipelines.Reports;

/// <summary>
/// The report of a folder of runs: one HTML file without scripts, which links to nothing but the run records beside it, made from run records alone, so
/// that it can be rebuilt without training. The same records give the same bytes. It begins with what people concluded, where the folder has that as
/// <see cref="ConclusionsName"/>.
/// </summary>
public static class HtmlReport
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "index.html";

    /// <summary>Name of a text in Markdown, written by people, that the report begins with.</summary>
    public const string ConclusionsName = "conclusions.md";

    // A run's figures take about 30 KB; the page stays below 5 MB.
    private const int MostWithFigures = 40;

    /// <summary>Writes the report to a temporary file and renames it, over an older one if there is one.</summary>
    /// <param name="records">The runs, in the order in which they are shown.</param>
    /// <param name="folder">An existing folder.</param>
    /// <returns>Full path of the report.</returns>
    /// <exception cref="InvalidDataException">The conclusions are too long.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Write(IReadOnlyList<RunRecord> records, string folder)
    {
        string path = Path.GetFullPath(Path.Combine(folder, FileName));
        string temporary = Path.Combine(folder, $".{FileName}-{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllText(temporary, Build(records, Conclusions.Read(Path.Combine(folder, ConclusionsName))));
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The report as text: HTML that is well-formed XML too.</summary>
    /// <param name="records">The runs, in the order in which they are shown.</param>
    /// <param name="conclusions">What was concluded, as Markdown; null for none.</param>
    public static string Build(IReadOnlyList<RunRecord> records, string? conclusions = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        var page = new Markup();
        ClaimBook book = ClaimBook.FivePapers;
        IReadOnlyList<ClaimVerdict> verdicts = ClaimVerdicts.Judge(book, records);
        page.Add($"<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        page.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>MlPipelines: what reproduced</title>\n");
        page.Add($"<style>\n{new Markup.Fragment(PageStyle.Css + PaperStyle.Css)}</style>\n</head>\n<body>\n<main>\n");
        page.Add($"<header>\n<h1>Five papers on digits: what reproduced</h1>\n<p class=\"lead\">{Summary(records)}</p>\n</header>\n");
        AddBanners(page, records);
        if (conclusions is not null) Conclusions.Add(page, conclusions);
        GlanceSection.Add(page, book, verdicts);
        if (records.Count > 0) AddOverview(page, records);
        for (int i = 0; i < book.Papers.Count; i++) PaperSection.Add(page, book.Papers[i], i + 1, verdicts, records);
        for (int i = 0; i < records.Count; i++) RunSection.Add(page, records[i], i + 1, brief: records.Count > MostWithFigures);
        page.Add($"</main>\n<footer>Made by mlpipelines from the run records (.json) beside this page; <code>mlpipelines report</code>");
        page.Add($" rebuilds it without training.</footer>\n");
        return page.Add($"</body>\n</html>\n").ToString();
    }

    private static string Summary(IReadOnlyList<RunRecord> records)
    {
        if (records.Count == 0) return "No run was recorded yet.";
        string scales = string.Join(" and ", records.Select(r => r.Scale).Distinct().Order().Select(s => s.Name()));
        string experiments = string.Join(", ", records.Select(r => r.Experiment).Distinct());
        return $"{records.Count} run{(records.Count == 1 ? "" : "s")} of {experiments} at {scales} scale.";
    }

    private static void AddBanners(Markup page, IReadOnlyList<RunRecord> records)
    {
        int synthetic = records.Count(r => r.Dataset.Synthetic), cancelled = records.Count(r => r.Status == RunStatus.Cancelled);
        if (synthetic > 0)
        {
            string which = synthetic == records.Count ? "Every run here" : $"{synthetic} of {records.Count} runs here";
            page.Add($"<p class=\"banner\" role=\"note\"><strong>Synthetic strokes, not handwriting.</strong>");
            page.Add($" {which} used digits drawn by the program, because no MNIST files were found.");
            page.Add($" The figures say nothing about the papers' results.</p>\n");
        }
        if (cancelled > 0)
        {
            page.Add($"<p class=\"banner\" role=\"note\"><strong>Stopped early.</strong> {cancelled} of {records.Count} runs were cancelled");
            page.Add($" before the last epoch; their figures show what was measured until then.</p>\n");
        }
    }

    private static void AddOverview(Markup page, IReadOnlyList<RunRecord> records)
    {
        bool many = records.Count > MostWithFigures;
        page.Add($"<section aria-labelledby=\"overview\">\n<h2 id=\"overview\">Runs</h2>\n");
        if (many) page.Add($"<details><summary>All {records.Count} runs with their test accuracy</summary>\n");
        page.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of runs\">\n<table class=\"runs\">\n");
        page.Add($"<thead><tr><th scope=\"col\">Model</th><th scope=\"col\" class=\"number\">Test accuracy</th>");
        page.Add($"<th scope=\"col\">Scale</th><th scope=\"col\" class=\"number\">Seed</th>");
        page.Add($"<th scope=\"col\" class=\"number\">Seconds</th><th scope=\"col\">Data</th><th scope=\"col\">State</th></tr></thead>\n");
        page.Add($"<tbody>\n");
        for (int i = 0; i < records.Count; i++)
        {
            RunRecord r = records[i];
            page.Add($"<tr><th scope=\"row\"><a href=\"#run-{i + 1}\">{Name(r)}</a></th>");
            page.Add($"<td class=\"number\"><strong>{Accuracy(r)}</strong></td>");
            page.Add($"<td>{r.Scale.Name()}</td><td class=\"number\">{r.Seed}</td><td class=\"number\">{r.Seconds:F1}</td>");
            page.Add($"<td>{r.Dataset.Name}</td><td>{Status(r)}</td></tr>\n");
        }
        page.Add($"</tbody>\n</table>\n</div>\n");
        if (many) page.Add($"</details>\n");
        page.Add($"</section>\n");
    }

    /// <summary>What tells a run from those of other models and variants: "gan: CNN (gan+32)".</summary>
    /// <param name="record">The run.</param>
    public static string Name(RunRecord record) => $"{record.Experiment}: {record.Title}{(record.Variant.Length > 0 ? $" ({record.Variant})" : "")}";

    /// <summary>The test accuracy with four decimals, or words where there is none.</summary>
    internal static string Accuracy(RunRecord record) =>
        record.TestAccuracy is { } value ? value.ToString("F4") : GeneratorRuns.Is(record) ? "a generator" : IsTrial(record, out double score) ? $"{score:F4} in validation" : "not measured";

    /// <summary>Whether the run is a search's trial, which is judged on validation images and sees no others.</summary>
    internal static bool IsTrial(RunRecord record, out double score) => record.Metrics.TryGetValue(SearchFill.Score, out score) && record.TestAccuracy is null;

    /// <summary>How the run ended, in words.</summary>
    internal static string Status(RunRecord record) => record.Status == RunStatus.Completed ? "completed" : "cancelled";
}
