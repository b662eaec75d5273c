using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Claims;

/// <summary>States what a run record holds as claims, so that the papers' rules check it as well.</summary>
internal static class RecordClaims
{
    public static ClaimBook From(RunRecord record)
    {
        var claims = new List<Claim>();
        var checks = new List<ClaimCheck>();
        string paper = record.Experiment;

        // Counts are exact, and doubles print with all their digits: nothing of a record is rounded.
        string Number(string id, string place, string quantity, double value, string unit = "")
        {
            string printed = value.ToString("R");
            claims.Add(new Claim { Id = id, Paper = paper, Place = place, Quote = printed, Kind = ClaimKind.Count, Quantity = quantity,
                Printed = printed, Unit = unit });
            return id;
        }

        void Check(string rule, params (string Role, IReadOnlyList<string> Ids)[] roles) =>
            checks.Add(new ClaimCheck(rule, paper, roles.ToDictionary(r => r.Role, r => r.Ids), new HashSet<string>()));

        Number("dataset.test", "dataset", "test images", record.Dataset.TestCount, "images");
        if (record.ConfusionMatrix is { } counts)
        {
            var matrix = ConfusionMatrix.FromCounts(counts);
            Number("matrix.total", "confusion matrix", "test images", matrix.Total, "images");
            Number("matrix.accuracy", "confusion matrix", RunRecord.TestAccuracyMetric, matrix.Accuracy, "share");
            for (int i = 0; i < matrix.Classes; i++)
                Number($"matrix.support{i}", "confusion matrix", $"images of class {i}", matrix.Support(i), "images");
            foreach ((string name, double value) in Averages(new ClassificationReport(matrix)))
                if (record.Metrics.ContainsKey(name)) Number($"matrix.{name}", "confusion matrix", name, value, "share");
        }
        if (record.Predictions is { } predictions)
        {
            Number("predictions.total", "predictions", "test images", predictions.Predicted.Length, "images");
            if (predictions.Actual.Length > 0)
                Number("predictions.accuracy", "predictions", RunRecord.TestAccuracyMetric,
                    (double)predictions.Actual.Zip(predictions.Predicted).Count(p => p.First == p.Second) / predictions.Actual.Length,
                    "share");
            for (int i = 0; i < (record.ConfusionMatrix?.Length ?? 0); i++)
                Number($"predictions.support{i}", "predictions", $"images of class {i}", predictions.Actual.Count(a => a == i), "images");
        }
        foreach ((string name, double value) in record.Metrics)
            Number($"metrics.{name}", "metrics", name, value, name.EndsWith("accuracy", StringComparison.Ordinal) ? "share" : "");
        if (record.SecondsPerEpoch.Count > 0 && double.IsFinite(record.Seconds) && record.SecondsPerEpoch.All(double.IsFinite))
        {
            for (int i = 0; i < record.SecondsPerEpoch.Count; i++)
                Number($"epochs.{i + 1}.seconds", "seconds an epoch", $"seconds of epoch {i + 1}", record.SecondsPerEpoch[i], "s");
            Number("seconds", "seconds of the run", "seconds", record.Seconds, "s");
            Check("at_most", ("parts", ["epochs.*.seconds"]), ("limit", ["seconds"]));
        }
        foreach ((string name, IReadOnlyList<double> values) in record.History)
            Number($"history.{name}", $"history of {name}", "epochs with a measurement", values.Count, "epochs");
        return new ClaimBook(claims, checks);
    }

    private static IEnumerable<(string Name, double Value)> Averages(ClassificationReport report)
    {
        foreach ((string prefix, ClassScore average) in new[] { ("macro_", report.MacroAverage), ("weighted_", report.WeightedAverage) })
        {
            yield return (prefix + "precision", average.Precision);
            yield return (prefix + "recall", average.Recall);
            yield return (prefix + "f1", average.F1);
        }
    }
}
