using System.Globalization;
using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Reports.Papers;

/// <summary>A cross-validation: a line a fold, and the mean over the folds with its 95% t-interval.</summary>
/// <param name="Of">The runs: one model, its folds as variants.</param>
public sealed record FoldsFill(RunSelection Of) : SlotFill
{
    private static readonly (string Heading, string Metric)[] s_columns =
        [("accuracy", "accuracy"), ("precision", "precision"), ("recall", "recall"), ("F1", "f1"), ("training accuracy", "train_accuracy")];

    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records)
    {
        RunRecord[] folds = [.. Of.Variants(records).Where(r => r.Variant.Length > 0 && r.TestAccuracy is not null)];
        // One seed's folds are a cross-validation; those of several are several.
        return [.. folds.Where(r => r.Seed == folds[0].Seed).OrderBy(r => r.Variant.Length).ThenBy(r => r.Variant, StringComparer.Ordinal)];
    }

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.Count == 0) return false;
        double?[] Values(string metric) => [.. runs.Select(r => TableFill.Measure([r], metric)?.Value)];
        var columns = new List<DataFrameColumn>
        {
            new StringDataFrameColumn("fold", runs.Select(r => r.Variant)),
            new DoubleDataFrameColumn("trained on", runs.Select(r => (double)r.Dataset.TrainCount)),
            new DoubleDataFrameColumn("tested on", runs.Select(r => (double)r.Dataset.TestCount)),
        };
        foreach ((string heading, string metric) in s_columns) columns.Add(new DoubleDataFrameColumn(heading, Values(metric)));
        var digits = new Dictionary<string, int> { ["trained on"] = 0, ["tested on"] = 0 };
        page.Add($"<div class=\"wide\">{new ReportTable(new DataFrame(columns)) { Caption = "Fold by fold", Digits = digits }.ToHtml()}</div>\n");
        double[] accuracies = [.. runs.Select(r => r.TestAccuracy!.Value)];
        var chart = new GroupedBars
        {
            Id = id + "-folds", Title = "accuracy of each fold", ValueName = "accuracy", Groups = [.. runs.Select(r => r.Variant)],
            Series = [new BarSeries("accuracy", accuracies)],
        };
        page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        page.Add($"<p>{Words(accuracies)} Every fold is tested on images that its model never saw; the models share training images, so that the");
        page.Add($" interval is a rough one.</p>\n");
        return true;
    }

    private static string Words(double[] accuracies)
    {
        if (accuracies.Length < 2) return "One fold so far, which gives no mean.";
        ConfidenceInterval mean = TInterval.OfMean(accuracies);
        return string.Create(CultureInfo.InvariantCulture,
            $"Mean accuracy over {accuracies.Length} folds: {mean.Estimate:F4} (95% t-interval {mean.Low:F4} to {mean.High:F4}).");
    }
}
