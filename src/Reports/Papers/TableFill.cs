using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Claims;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Reports.Papers;

/// <summary>A row of a table that compares models or settings.</summary>
/// <param name="Name">Name of the row.</param>
/// <param name="Of">Which runs.</param>
public sealed record TableRow(string Name, RunSelection Of);

/// <summary>A table of models, one row each, with means over the seeds; a row without a run says 'not measured'.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Metrics">The columns: "accuracy", "precision", "recall", "f1", "train_accuracy", "seconds" or a metric's name.</param>
/// <param name="Bars">True to draw bars with 95% intervals of the first metric as well.</param>
/// <param name="BarMetrics">How many of the first metrics are drawn beside each other, where they have the same unit.</param>
public sealed record TableFill(IReadOnlyList<TableRow> Rows, IReadOnlyList<string> Metrics, bool Bars = false, int BarMetrics = 1) : SlotFill
{
    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) => [.. Rows.SelectMany(r => r.Of.From(records)).Distinct()];

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.Count == 0) return false;
        IReadOnlyList<RunRecord>[] of = [.. Rows.Select(row => row.Of.From(runs))];
        var columns = new List<DataFrameColumn> { new StringDataFrameColumn("model", Rows.Select(r => r.Name)) };
        foreach (string metric in Metrics)
            columns.Add(new DoubleDataFrameColumn(metric.Replace('_', ' '), of.Select(rows => Measure(rows, metric)?.Value)));
        columns.Add(new DoubleDataFrameColumn("seeds", of.Select(rows => (double?)rows.Count)));
        var digits = new Dictionary<string, int> { ["seeds"] = 0, ["trials"] = 0, ["trial epochs"] = 0, ["seconds"] = 1, ["search seconds"] = 1 };
        // Where every row has its runs, an empty cell is a figure that these runs do not have.
        string missing = of.All(rows => rows.Count > 0) ? "–" : "not measured";
        page.Add($"{new ReportTable(new DataFrame(columns)) { Digits = digits, Caption = "Means over the seeds", Missing = missing }.ToHtml()}");
        if (Bars)
        {
            var chart = new GroupedBars
            {
                Id = id + "-bars", Title = $"{string.Join(", ", Metrics.Take(BarMetrics))} with 95% intervals", ValueName = BarMetrics == 1 ? Metrics[0] : "share",
                Groups = [.. Rows.Select(r => r.Name)],
                Series = [.. Metrics.Take(BarMetrics).Select(m => Series(BarMetrics == 1 ? "measured" : m, of.Select(rows => Measure(rows, m))))],
            };
            page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        }
        return true;
    }

    /// <summary>Bars with the intervals of estimates; null for a bar that was not measured.</summary>
    internal static BarSeries Series(string name, IEnumerable<Estimate?> values)
    {
        Estimate?[] all = [.. values];
        double[] At(Func<Estimate, double> part) => [.. all.Select(v => v is null ? double.NaN : part(v))];
        // One run of what is no share has no interval; a whisker without length would claim certainty.
        return new BarSeries(name, At(v => v.Value), At(v => v.Basis is null ? double.NaN : v.Low), At(v => v.Basis is null ? double.NaN : v.High));
    }

    /// <summary>A row's value with its interval; null when no run has it.</summary>
    internal static Estimate? Measure(IReadOnlyList<RunRecord> runs, string metric)
    {
        string key = metric switch
        {
            "accuracy" => RunRecord.TestAccuracyMetric,
            "precision" or "recall" or "f1" => "macro:" + metric,
            _ => metric,
        };
        var read = runs.Select(r => Measurement.Read(r, key)).OfType<Measurement.Reading>().ToArray();
        return read.Length switch
        {
            0 => null,
            1 => read[0].Estimate,
            _ => Estimate.OfSeeds([.. read.Select(r => r.Value)]),
        };
    }
}
