using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Reports.Papers;

/// <summary>Sheets of images that runs kept, of each row's first seed that has any; warnings of these runs stand below.</summary>
/// <param name="Rows">The runs.</param>
/// <param name="Which">Positions of the sheets in the records.</param>
public sealed record SheetsFill(IReadOnlyList<TableRow> Rows, params int[] Which) : SlotFill
{
    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) => [.. Rows.Select(r => First(r, records)).OfType<RunRecord>()];

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        bool any = false;
        var shown = new List<RunRecord>();
        for (int i = 0; i < Rows.Count; i++)
        {
            if (First(Rows[i], runs) is not { } run) continue;
            foreach (int sheet in Which.Where(w => w < run.Sheets!.Count))
                page.Add($"<figure>{Picture(run.Sheets![sheet], $"{Rows[i].Name}, seed {run.Seed}", $"{id}-{i + 1}-{sheet + 1}").ToSvg()}</figure>\n");
            shown.Add(run);
            any = true;
        }
        GeneratorRuns.AddWarnings(page, shown);
        return any;
    }

    /// <summary>A sheet as a drawing.</summary>
    internal static SheetPicture Picture(RunSheet sheet, string of, string id) => new()
    {
        Id = id, Title = $"{of}: {sheet.Title}", Height = sheet.Height, Width = sheet.Width, Columns = sheet.Columns, Pixels = sheet.Pixels,
    };

    private RunRecord? First(TableRow row, IReadOnlyList<RunRecord> records) =>
        row.Of.From(records).FirstOrDefault(r => Which.Any(w => w < (r.Sheets?.Count ?? 0)));
}

/// <summary>How good generated digits are, from the figures of <see cref="GeneratedQuality"/>, and how often each digit was drawn.</summary>
/// <param name="Rows">The generators.</param>
/// <param name="Histograms">The first so many rows have their digits counted in a drawing.</param>
public sealed record QualityFill(IReadOnlyList<TableRow> Rows, int Histograms = 2) : SlotFill
{
    private const string ClassShare = "generated_class_share_";

    private static readonly (string Metric, string Heading, int Digits)[] s_columns =
    [
        ("generated_frechet_distance", "Frechet distance", 2), ("generated_sure_share", "read surely", 3), ("generated_mean_confidence", "mean confidence", 3),
        ("generated_label_agreement", "label as asked", 3), ("label_kept", "label kept", 3), ("generated_nearest_median", "to nearest real", 2),
        ("generated_copies", "copies", 1), ("generated_diversity", "diversity", 2), ("generated_training_diversity", "diversity of real", 2),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) => [.. Rows.SelectMany(r => r.Of.From(records)).Where(IsMeasured).Distinct()];

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.Count == 0) return false;
        IReadOnlyList<RunRecord>[] of = [.. Rows.Select(row => row.Of.From(runs))];
        var columns = new List<DataFrameColumn> { new StringDataFrameColumn("generator", Rows.Select(r => r.Name)) };
        foreach ((string metric, string heading, _) in s_columns.Where(c => runs.Any(r => r.Metrics.ContainsKey(c.Metric))))
            columns.Add(new DoubleDataFrameColumn(heading, of.Select(rows => TableFill.Measure(rows, metric)?.Value)));
        columns.Add(new DoubleDataFrameColumn("seeds", of.Select(rows => (double?)rows.Count)));
        Dictionary<string, int> digits = new(s_columns.Select(c => KeyValuePair.Create(c.Heading, c.Digits))) { ["seeds"] = 0 };
        ReportTable table = new(new DataFrame(columns)) { Digits = digits, Caption = "Quality of the generated digits, means over the seeds", Missing = "–" };
        page.Add($"<div class=\"wide\">{table.ToHtml()}</div>\n");
        AddWords(page, runs);
        AddHistogram(page, of, id);
        return true;
    }

    private static void AddWords(Markup page, IReadOnlyList<RunRecord> runs)
    {
        string[] classifiers = [.. runs.Select(r => r.Settings.TryGetValue("quality classifier", out string? name) ? name : "").Where(n => n.Length > 0).Distinct()];
        page.Add($"<p>The Frechet distance lies on the features of our own classifier");
        page.Add($"{(classifiers.Length > 0 ? $" ({string.Join("; ", classifiers)})" : ", which the records do not name")}");
        page.Add($": it compares these generators with each other, not with the Inception FID of other work. Read surely: the share that this classifier reads");
        page.Add($" with a probability above {GeneratedQuality.Sure}. To nearest real: the median distance to the nearest training image, where 0 is a copy; diversity:");
        page.Add($" the mean distance of two images, near 0 where one image is repeated. Distances are Euclidean, of pixels from 0 to 1.");
        if (runs.Any(r => r.Metrics.ContainsKey("label_kept")))
            page.Add($" Label kept: the share of translated images that a classifier of the target domain reads as the digit they were made from.");
        page.Add($"</p>\n");
    }

    private void AddHistogram(Markup page, IReadOnlyList<RunRecord>[] of, string id)
    {
        var rows = Rows.Zip(of).Take(Histograms).Where(x => x.Second.Any(r => Classes(r).Any())).ToArray();
        if (rows.Length == 0) return;
        string[] classes = [.. rows.SelectMany(x => x.Second).SelectMany(Classes).Distinct().Order(StringComparer.Ordinal)];
        var chart = new GroupedBars
        {
            Id = id + "-classes", Title = "Digits among the generated images, as the classifier reads them", ValueName = "share", Digits = 3,
            Groups = [.. classes.Select(c => $"digit {c}")], Note = $"All alike would be {1.0 / classes.Length:F3} each.",
            Series = [.. rows.Select(x => TableFill.Series(x.First.Name, classes.Select(c => TableFill.Measure(x.Second, ClassShare + c))))],
        };
        page.Add($"<figure>{chart.ToSvg()}</figure>\n");
    }

    private static bool IsMeasured(RunRecord run) => s_columns.Any(c => run.Metrics.ContainsKey(c.Metric));

    private static IEnumerable<string> Classes(RunRecord run) =>
        run.Metrics.Keys.Where(k => k.StartsWith(ClassShare, StringComparison.Ordinal)).Select(k => k[ClassShare.Length..]);
}

/// <summary>Losses of generators and discriminators over the epochs, how much the samples vary, and warnings of a collapse.</summary>
/// <param name="Rows">The generators.</param>
public sealed record GeneratorCurvesFill(IReadOnlyList<TableRow> Rows) : SlotFill
{
    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) =>
        [.. Rows.SelectMany(r => r.Of.From(records)).Where(r => r.History.Any(h => h.Value.Count > 0)).Distinct()];

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.Count == 0) return false;
        for (int i = 0; i < Rows.Count; i++)
        {
            IReadOnlyList<RunRecord> of = Rows[i].Of.From(runs);
            LineSeries[] losses = [.. new[] { "generator", "discriminator" }.Select(n => CurvesFill.Series(n, n + "_loss", of)).OfType<LineSeries>()];
            if (losses.Length == 0) continue;
            var chart = new LineChart { Id = $"{id}-{i + 1}", Title = $"{Rows[i].Name}: loss per epoch", ValueName = "loss", Series = losses };
            page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        }
        LineSeries[] variety = [.. Rows.Select(r => CurvesFill.Series(r.Name, "variety", r.Of.From(runs))).OfType<LineSeries>()];
        if (variety.Length > 0)
        {
            var chart = new LineChart
            {
                Id = id + "-variety", Title = "How much the samples vary, per epoch", ValueName = "variety", Series = variety, Note = "1 is as much as real images.",
            };
            page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        }
        GeneratorRuns.AddWarnings(page, runs);
        return true;
    }
}
