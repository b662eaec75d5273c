using System.Globalization;
using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Reports.Papers;

/// <summary>A grid of learning rates and batch sizes: the best validation accuracy of each pair, and the test accuracy of the pair that it chose.</summary>
/// <param name="Models">The models, each with all runs of its grid.</param>
public sealed record TuningFill(IReadOnlyList<TableRow> Models) : SlotFill
{
    private const string Rate = "learning rate", Batch = "batch size", Validation = "val_accuracy";

    private sealed record Pair(string Rate, string Batch, IReadOnlyList<RunRecord> Runs)
    {
        public double Mean(string metric) => TableFill.Measure(Runs, metric)?.Value ?? double.NaN;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) => [.. Models.SelectMany(m => m.Of.Variants(records)).Where(IsTried).Distinct()];

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.Count == 0) return false;
        foreach (TableRow model in Models) AddGrid(page, model.Name, model.Of.Variants(runs));
        page.Add($"<p>Each cell is the best epoch's accuracy on validation images that are held out of the training images, and that epoch. The pair was chosen");
        page.Add($" by these alone; the test images had no part in it.</p>\n");
        return true;
    }

    private static void AddGrid(Markup page, string name, IReadOnlyList<RunRecord> runs)
    {
        if (runs.Count == 0)
        {
            page.Add($"<p>{name}: not measured.</p>\n");
            return;
        }
        Pair[] pairs = [.. runs.GroupBy(r => (r.Settings[Rate], r.Settings[Batch])).Select(g => new Pair(g.Key.Item1, g.Key.Item2, [.. g]))];
        // Among equals, the one that errs less surely; NaN, where the loss is missing, comes last.
        Pair best = pairs.OrderByDescending(p => p.Mean(Validation)).ThenBy(p => double.IsNaN(p.Mean("val_loss"))).ThenBy(p => p.Mean("val_loss")).First();
        string[] rates = Sorted(pairs.Select(p => p.Rate), descending: true), batches = Sorted(pairs.Select(p => p.Batch), descending: false);
        var columns = new List<DataFrameColumn> { new StringDataFrameColumn(Rate, rates) };
        foreach (string batch in batches)
            columns.Add(new StringDataFrameColumn($"batch {batch}", rates.Select(rate => pairs.FirstOrDefault(p => p.Rate == rate && p.Batch == batch) is { } pair
                ? Cell(pair) + (pair == best ? ", the best" : "") : null)));
        ReportTable table = new(new DataFrame(columns)) { Caption = $"{name}: validation accuracy" };
        page.Add($"<div class=\"wide\">{table.ToHtml()}</div>\n");
        double test = best.Mean(RunRecord.TestAccuracyMetric);
        page.Add($"<p>{name}: validation chose learning rate {best.Rate} and batch size {best.Batch}; the test accuracy of this pair is");
        page.Add($" {(double.IsNaN(test) ? "not measured" : test.ToString("F4", CultureInfo.InvariantCulture))}.</p>\n");
    }

    private static string Cell(Pair pair)
    {
        double[] epochs = [.. pair.Runs.Where(r => r.Metrics.ContainsKey("best_epoch")).Select(r => r.Metrics["best_epoch"]).Distinct().Order()];
        string value = pair.Mean(Validation).ToString("F4", CultureInfo.InvariantCulture);
        return epochs.Length == 0 ? value : $"{value} (epoch{(epochs.Length == 1 ? "" : "s")} {string.Join(", ", epochs)})";
    }

    private static bool IsTried(RunRecord run) =>
        run.Settings.ContainsKey(Rate) && run.Settings.ContainsKey(Batch) && run.Metrics.TryGetValue(Validation, out double value) && double.IsFinite(value);

    private static string[] Sorted(IEnumerable<string> numbers, bool descending)
    {
        var sorted = numbers.Distinct().OrderBy(n => double.TryParse(n, CultureInfo.InvariantCulture, out double value) ? value : double.MaxValue);
        return descending ? [.. sorted.Reverse()] : [.. sorted];
    }
}
