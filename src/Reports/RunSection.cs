using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Papers;

namespace MlPipelines.Reports;

/// <summary>The part of the report that shows one run.</summary>
internal static class RunSection
{
    /// <summary>Adds the section.</summary>
    /// <param name="page">The page.</param>
    /// <param name="run">The run.</param>
    /// <param name="number">Its number on the page, from 1.</param>
    /// <param name="brief">True to leave out the figures, which the record holds.</param>
    public static void Add(Markup page, RunRecord run, int number, bool brief = false)
    {
        page.Add($"<section class=\"run\" aria-labelledby=\"run-{number}\">\n<h2 id=\"run-{number}\">{HtmlReport.Name(run)}</h2>\n");
        page.Add($"<p class=\"facts\">");
        page.Add($"{run.Paper}{(run.Figures.Count > 0 ? ", " + string.Join(", ", run.Figures) : "")} · {Conditions(run)}");
        Provenance.AddLink(page, run);
        page.Add($"</p>\n");
        if (run.Status == RunStatus.Cancelled)
        {
            page.Add($"<p class=\"banner\"><strong>Cancelled.</strong> This run was stopped after {Epochs(run)};");
            page.Add($" below is what was measured until then.</p>\n");
        }
        page.Add($"<p class=\"headline\"><span class=\"big\">{Headline(run)}");
        page.Add($", {run.Seconds:F1} seconds</p>\n");
        AddNotes(page, run);
        if (brief) page.Add($"<details><summary>Settings and results; of so many runs, the curves and counts are in the records</summary>\n");
        else AddFigures(page, run, number);
        page.Add($"<div class=\"pair\">\n");
        AddList(page, "Settings", [.. run.Settings.Select(s => (s.Key, s.Value))]);
        AddList(page, $"Results ({Conditions(run)})", Results(run));
        AddList(page, "Where it ran", Machine(run));
        page.Add($"</div>\n");
        if (brief) page.Add($"</details>\n");
        page.Add($"</section>\n");
    }

    private static Markup.Fragment Headline(RunRecord run)
    {
        var text = new Markup();
        if (HtmlReport.IsTrial(run, out double score)) text.Add($"{score:F4}</span> accuracy on validation images, after the best epoch");
        else if (!GeneratorRuns.Is(run)) text.Add($"{HtmlReport.Accuracy(run)}</span> test accuracy on {run.Dataset.TestCount:N0} images");
        else if (run.Metrics.TryGetValue(GeneratorRuns.Distance, out double distance)) text.Add($"{distance:F2}</span> Frechet distance of the generated digits");
        else text.Add($"Generator</span> whose digits were not measured");
        return text.ToFragment();
    }

    private static void AddFigures(Markup page, RunRecord run, int number)
    {
        AddCharts(page, run, number);
        if (run.ConfusionMatrix is { } counts)
        {
            ConfusionMatrix matrix = ConfusionMatrix.FromCounts(counts);
            page.Add($"<div class=\"pair\">\n");
            AddMatrix(page, run, matrix);
            AddReport(page, new ClassificationReport(matrix), $"run-{number}", Conditions(run));
            page.Add($"</div>\n");
        }
        else if (GeneratorRuns.Is(run))
        {
            AddSheets(page, run, number);
        }
        else if (!HtmlReport.IsTrial(run, out _))
        {
            page.Add($"<p>Confusion matrix and classification report: not measured.</p>\n");
        }
    }

    private static void AddSheets(Markup page, RunRecord run, int number)
    {
        if (run.Sheets is not { Count: > 0 } sheets) return;
        page.Add($"<div class=\"charts\">\n");
        for (int i = 0; i < sheets.Count; i++)
        {
            SheetPicture picture = SheetsFill.Picture(sheets[i], run.Model, $"run-{number}-sheet-{i + 1}");
            page.Add($"<figure>{picture.ToSvg()}<figcaption>{Conditions(run)}</figcaption></figure>\n");
        }
        page.Add($"</div>\n");
    }

    private static string Conditions(RunRecord run) =>
        $"{run.Scale.Name()} scale, seed {run.Seed}, {run.Dataset.Name}{(run.Status == RunStatus.Cancelled ? ", cancelled" : "")}";

    private static string Epochs(RunRecord run)
    {
        int epochs = run.History.Count == 0 ? 0 : run.History.Max(h => h.Value.Count);
        return epochs == 1 ? "1 epoch" : $"{epochs} epochs";
    }

    private static void AddNotes(Markup page, RunRecord run)
    {
        if (run.Notes.Count == 0) return;
        page.Add($"<ul class=\"notes\">\n");
        foreach (string note in run.Notes) page.Add($"<li>{note}</li>\n");
        page.Add($"</ul>\n");
    }

    private static void AddCharts(Markup page, RunRecord run, int number)
    {
        var metrics = new List<string>();
        foreach (string name in run.History.Keys)
        {
            string metric = name.StartsWith("val_", StringComparison.Ordinal) ? name["val_".Length..] : name;
            if (!metrics.Contains(metric)) metrics.Add(metric);
        }
        if (metrics.Count == 0)
        {
            page.Add($"<p>Curves: not measured, no epoch was finished.</p>\n");
            return;
        }
        page.Add($"<div class=\"charts\">\n");
        for (int i = 0; i < metrics.Count; i++)
        {
            var series = new List<LineSeries>();
            if (run.History.TryGetValue(metrics[i], out IReadOnlyList<double>? training))
                series.Add(new LineSeries("training", training));
            if (run.History.TryGetValue("val_" + metrics[i], out IReadOnlyList<double>? validation))
                series.Add(new LineSeries("validation", validation));
            var chart = new LineChart { Id = $"chart-{number}-{i + 1}", Title = $"{metrics[i]} per epoch", ValueName = metrics[i], Series = series };
            page.Add($"<figure>{chart.ToSvg()}<figcaption>{Conditions(run)}</figcaption></figure>\n");
        }
        page.Add($"</div>\n");
    }

    private static void AddMatrix(Markup page, RunRecord run, ConfusionMatrix matrix)
    {
        page.Add($"<figure class=\"table\"><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Confusion matrix of seed {run.Seed}, {run.Experiment} {run.Title}\">\n");
        page.Add($"<table class=\"matrix\">\n");
        page.Add($"<caption>Confusion matrix: rows are true digits, columns predicted ones</caption>\n<thead><tr><td></td>");
        for (int c = 0; c < matrix.Classes; c++) page.Add($"<th scope=\"col\">{c}</th>");
        page.Add($"</tr></thead>\n<tbody>\n");
        for (int r = 0; r < matrix.Classes; r++)
        {
            long support = Math.Max(1, matrix.Support(r));
            page.Add($"<tr><th scope=\"row\">{r}</th>");
            for (int c = 0; c < matrix.Classes; c++)
            {
                // The root and the factor lift the few mistakes of a good classifier above the threshold of sight.
                double shade = Math.Min(0.8, (r == c ? 0.8 : 2) * Math.Sqrt((double)matrix[r, c] / support));
                if (matrix[r, c] == 0) page.Add($"<td class=\"none\">0</td>");
                else page.Add($"<td class=\"{(r == c ? "hit" : "miss")}\" style=\"--shade:{shade:F3}\">{matrix[r, c]}</td>");
            }
            page.Add($"</tr>\n");
        }
        page.Add($"</tbody>\n</table></div><figcaption>{Conditions(run)}</figcaption></figure>\n");
    }

    /// <summary>Adds a classification report as a table.</summary>
    internal static void AddReport(Markup page, ClassificationReport report, string id, string conditions)
    {
        page.Add($"<figure class=\"table\"><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Classification report, {id}\">\n");
        page.Add($"<table>\n<caption>Classification report</caption>\n");
        page.Add($"<thead><tr><th scope=\"col\">Digit</th><th scope=\"col\" class=\"number\">Precision</th>");
        page.Add($"<th scope=\"col\" class=\"number\">Recall</th>");
        page.Add($"<th scope=\"col\" class=\"number\">F1</th><th scope=\"col\" class=\"number\">Support</th></tr></thead>\n<tbody>\n");
        foreach (ClassScore score in report.Classes) AddScore(page, score);
        page.Add($"</tbody>\n<tbody class=\"averages\">\n<tr><th scope=\"row\">accuracy</th><td></td><td></td><td class=\"number\">");
        page.Add($"{report.Accuracy:F4}</td><td class=\"number\">{report.Total}</td></tr>\n");
        AddScore(page, report.MacroAverage);
        AddScore(page, report.WeightedAverage);
        page.Add($"</tbody>\n</table></div><figcaption>{conditions}</figcaption></figure>\n");
    }

    private static void AddScore(Markup page, ClassScore score)
    {
        page.Add($"<tr><th scope=\"row\">{score.Name}</th><td class=\"number\">{score.Precision:F4}</td><td class=\"number\">");
        page.Add($"{score.Recall:F4}</td>");
        page.Add($"<td class=\"number\">{score.F1:F4}</td><td class=\"number\">{score.Support}</td></tr>\n");
    }

    /// <summary>Adds names with values as a table.</summary>
    internal static void AddList(Markup page, string title, IReadOnlyList<(string Name, string Value)> rows)
    {
        if (rows.Count == 0) return;
        page.Add($"<figure class=\"table\"><table class=\"list\">\n<caption>{title}</caption>\n<tbody>\n");
        foreach ((string name, string value) in rows) page.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");
        page.Add($"</tbody>\n</table></figure>\n");
    }

    private static List<(string Name, string Value)> Results(RunRecord run)
    {
        var rows = new List<(string, string)> { ("state", HtmlReport.Status(run)) };
        foreach ((string name, double value) in run.Metrics) rows.Add((name.Replace('_', ' '), value.ToString("0.0000##")));
        rows.Add(("seconds", run.Seconds.ToString("F1")));
        if (run.SecondsPerEpoch.Count > 0) rows.Add(("seconds an epoch (mean)", run.SecondsPerEpoch.Average().ToString("F2")));
        return rows;
    }

    private static List<(string Name, string Value)> Machine(RunRecord run) =>
    [
        ("data", $"{run.Dataset.Name}, from {run.Dataset.Source}"),
        ("images", $"{run.Dataset.TrainCount:N0} training, {run.Dataset.ValidationCount:N0} validation, {run.Dataset.TestCount:N0} test"),
        ("started", run.StartedUtc.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss") + " UTC"),
        ("processor", $"{run.Processor.Name}, {run.Processor.Count} processors, {run.Processor.VectorBits}-bit vectors"),
        ("threads", run.Threads.ToString()),
        ("mlpipelines", $"{run.Versions.MlPipelines}{(run.Commit is null ? "" : ", commit " + run.Commit[..Math.Min(12, run.Commit.Length)])}"),
        (".NET", run.Versions.DotNet),
        ("system", run.Versions.OperatingSystem),
    ];
}
