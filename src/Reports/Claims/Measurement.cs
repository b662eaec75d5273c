using System.Globalization;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Claims;

/// <summary>
/// Reads one number from a run record. A metric is the name of a final metric ("test_accuracy"), "seconds",
/// "history:val_loss@3" or "@last", "precision:7", "recall:7", "f1:7" of a class ("lowest" and "highest" over all classes),
/// "macro:f1", "weighted:recall", "hits:7", or "confusion:5:3" (true, predicted).
/// </summary>
public static class Measurement
{
    /// <summary>A number, and the trials it is a share of.</summary>
    /// <param name="Value">The number.</param>
    /// <param name="Trials">What a share is a share of; 0 when it is no share of independent trials.</param>
    /// <param name="Scale">What a share was multiplied with: 1, or a class's images for hits.</param>
    public readonly record struct Reading(double Value, long Trials, double Scale = 1)
    {
        /// <summary>The number with the interval one run gives.</summary>
        public Estimate Estimate
        {
            get
            {
                if (Trials == 0 || Scale == 0) return Estimate.Single(Value);
                Estimate share = Estimate.OfShare(Math.Clamp(Value / Scale, 0, 1), Trials);
                return share with { Value = Value, Low = share.Low * Scale, High = share.High * Scale };
            }
        }
    }

    /// <summary>Reads a metric.</summary>
    /// <returns>The number; null when the record does not hold it.</returns>
    /// <exception cref="ArgumentException">There is no such form of metric.</exception>
    public static Reading? Read(RunRecord record, string metric)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(metric);
        if (metric == "seconds") return new Reading(record.Seconds, 0);
        string[] parts = metric.Split(':');
        Reading? reading = parts switch
        {
            [var name] => record.Metrics.TryGetValue(name, out double value) ? new Reading(value, Trials(record, name)) : null,
            ["history", var at] => History(record, at),
            _ => record.ConfusionMatrix is { } counts ? Scores(ConfusionMatrix.FromCounts(counts), parts, metric) : null,
        };
        return reading is { } r && double.IsFinite(r.Value) ? r : null;
    }

    private static long Trials(RunRecord record, string name) => name switch
    {
        RunRecord.TestAccuracyMetric => record.Dataset.TestCount,
        "train_accuracy" or "accuracy" => record.Dataset.TrainCount,
        "val_accuracy" => record.Dataset.ValidationCount > 0 ? record.Dataset.ValidationCount : record.Dataset.TestCount,
        _ => 0,
    };

    private static Reading? History(RunRecord record, string at)
    {
        string[] parts = at.Split('@');
        if (parts.Length != 2)
            throw new ArgumentException($"Got the metric 'history:{at}'; takes history:NAME@EPOCH or history:NAME@last.");
        if (!record.History.TryGetValue(parts[0], out IReadOnlyList<double>? values)) return null;
        int epoch = parts[1] == "last" ? values.Count : int.Parse(parts[1], CultureInfo.InvariantCulture);
        return epoch >= 1 && epoch <= values.Count ? new Reading(values[epoch - 1], Trials(record, parts[0])) : null;
    }

    private static Reading? Scores(ConfusionMatrix matrix, string[] parts, string metric)
    {
        var report = new ClassificationReport(matrix);
        switch (parts)
        {
            case ["macro", var score]: return new Reading(Of(report.MacroAverage, score), 0);
            case ["weighted", var score]: return new Reading(Of(report.WeightedAverage, score), score == "recall" ? matrix.Total : 0);
            case ["precision" or "recall" or "f1", "lowest"]: return new Reading(report.Classes.Min(c => Of(c, parts[0])), 0);
            case ["precision" or "recall" or "f1", "highest"]: return new Reading(report.Classes.Max(c => Of(c, parts[0])), 0);
            case ["precision" or "recall" or "f1" or "hits", var name]:
                if (Class(name) is not { } k) return null;
                return parts[0] switch
                {
                    "hits" => new Reading(matrix[k, k], matrix.Support(k), matrix.Support(k)),
                    "recall" => new Reading(report.Classes[k].Recall, matrix.Support(k)),
                    "precision" => new Reading(report.Classes[k].Precision, matrix.PredictedAs(k)),
                    _ => new Reading(report.Classes[k].F1, 0),
                };
            case ["confusion", var actual, var predicted]:
                if (Class(actual) is not { } a || Class(predicted) is not { } p) return null;
                return new Reading(matrix[a, p], matrix.Support(a), matrix.Support(a));
            default:
                throw new ArgumentException(
                    $"Got the metric '{metric}'; takes a metric's name, seconds, history:, macro:, weighted:, "
                    + "precision:, recall:, f1:, hits: or confusion:.");
        }

        int? Class(string name) => int.TryParse(name, CultureInfo.InvariantCulture, out int k) && k >= 0 && k < matrix.Classes ? k : null;

        double Of(ClassScore line, string score) => score switch
        {
            "precision" => line.Precision,
            "recall" => line.Recall,
            "f1" => line.F1,
            _ => throw new ArgumentException($"Got the metric '{metric}'; its score is precision, recall or f1."),
        };
    }
}
