using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Claims;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Reports.Papers;

/// <summary>A row of a table whose columns are runs too.</summary>
/// <param name="Name">Name of the row.</param>
/// <param name="Of">The runs of each column.</param>
public sealed record CrossRow(string Name, IReadOnlyList<RunSelection> Of);

/// <summary>Test accuracies by two things that vary, such as the number of images and the augmentation: means over the seeds, with bars.</summary>
/// <param name="Corner">What the rows are.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The rows, each with a selection for every column.</param>
public sealed record CrossTableFill(string Corner, IReadOnlyList<string> Columns, IReadOnlyList<CrossRow> Rows) : SlotFill
{
    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) =>
        [.. Rows.SelectMany(r => r.Of).SelectMany(of => of.From(records)).Where(r => r.TestAccuracy is not null).Distinct()];

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.Count == 0) return false;
        Estimate?[][] cells = [.. Columns.Select((_, c) => Rows.Select(r => TableFill.Measure(r.Of[c].From(runs), RunRecord.TestAccuracyMetric)).ToArray())];
        var columns = new List<DataFrameColumn> { new StringDataFrameColumn(Corner, Rows.Select(r => r.Name)) };
        for (int c = 0; c < Columns.Count; c++) columns.Add(new DoubleDataFrameColumn(Columns[c], cells[c].Select(v => v?.Value)));
        int[] seeds = [.. cells.SelectMany(c => c).OfType<Estimate>().Select(e => e.Seeds)];
        string each = seeds.Min() == seeds.Max() ? Count(seeds[0]) : $"{seeds.Min()} to {Count(seeds.Max())}";
        page.Add($"{new ReportTable(new DataFrame(columns)) { Caption = $"Test accuracy, means over {each}" }.ToHtml()}");
        var chart = new GroupedBars
        {
            Id = id + "-bars", Title = "accuracy with 95% intervals", ValueName = "accuracy", Groups = [.. Rows.Select(r => r.Name)],
            Series = [.. Columns.Select((name, c) => TableFill.Series(name, cells[c]))],
        };
        page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        return true;

        static string Count(int seeds) => $"{seeds} seed{(seeds == 1 ? "" : "s")}";
    }
}
