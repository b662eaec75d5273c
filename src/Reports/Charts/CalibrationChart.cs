using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Reports.Charts;

/// <summary>A model in a <see cref="CalibrationChart"/>.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Calibration">Its confidences and accuracies; null when nothing was measured.</param>
public sealed record CalibrationSeries(string Name, Calibration? Calibration);

/// <summary>How well confidences agree with accuracy.</summary>
/// <remarks>
/// Points on the diagonal are right as often as they claim; below it they claim too much. Vertical lines are 95% intervals; bars at the
/// foot show how many predictions each class holds.
/// </remarks>
public sealed class CalibrationChart : Chart
{
    private const int PlotHeight = 250, BarRoom = 36, MostSeries = 6;

    /// <summary>The models. The first 6 are drawn.</summary>
    public required IReadOnlyList<CalibrationSeries> Series { get; init; }

    private CalibrationSeries[] Drawn => [.. Series.Take(MostSeries)];

    private protected override bool HasValues => Drawn.Any(series => series.Calibration is not null);

    private protected override void Draw(Canvas canvas)
    {
        CalibrationSeries[] series = Drawn;
        string[] names = Names(series.Select(s => s.Name), "model");
        canvas.Legend([.. series.Select((s, i) =>
            s.Calibration is { } calibration ? $"{names[i]}: error {calibration.ExpectedError:F4}" : $"{names[i]}: not measured")]);
        PlotArea plot = PlotArea.Draw(canvas, (0, 1), "confidence", Ticks.Choose(0, 1), "accuracy", PlotHeight);
        for (int s = 0; s < series.Length; s++) DrawCounts(canvas, plot, series[s], s, series.Length, names[s]);
        canvas.Line("ideal", plot.X(0), plot.Y(0), plot.X(1), plot.Y(1));
        for (int s = 0; s < series.Length; s++) DrawPoints(canvas, plot, series[s], s, names[s]);
        canvas.Notes.Add("Error: mean distance from the dashed line. Bars: share of the predictions.");
        if (series.Length < Series.Count) canvas.Notes.Add($"{series.Length} of {Series.Count} models are drawn.");
    }

    private static CalibrationBin[] Bins(CalibrationSeries series) => [.. (series.Calibration?.Bins ?? []).Where(bin => bin.Count > 0)];

    private static void DrawCounts(Canvas canvas, PlotArea plot, CalibrationSeries series, int index, int of, string name)
    {
        CalibrationBin[] bins = Bins(series);
        double total = bins.Sum(b => b.Count);
        foreach (CalibrationBin bin in bins)
        {
            double left = plot.X(bin.From), width = plot.X(bin.To) - left, gap = Math.Min(1.5, width / 6), bar = (width - 2 * gap) / of;
            double height = Math.Max(1, BarRoom * bin.Count / total);
            string hint = $"{name}: {bin.Count} predictions of confidence {bin.From:G3} to {bin.To:G3}";
            canvas.Bar(index, left + gap + index * bar, plot.Bottom - height, bar, height, hint, 0.4);
        }
    }

    private static void DrawPoints(Canvas canvas, PlotArea plot, CalibrationSeries series, int index, string name)
    {
        CalibrationBin[] bins = Bins(series);
        if (bins.Length > 1)
            canvas.Curve(index, "M" + string.Join('L', bins.Select(b => $"{plot.X(b.Confidence):F1} {plot.Y(b.Accuracy):F1}")));
        foreach (CalibrationBin bin in bins)
        {
            double x = plot.X(bin.Confidence);
            (double low, double high) = Interval(bin);
            canvas.Curve(index, $"M{x:F1} {plot.Y(low):F1}L{x:F1} {plot.Y(high):F1}", dense: true);
            canvas.Marker(index, x, plot.Y(bin.Accuracy),
                $"{name}, confidence {bin.Confidence:F3}: accuracy {bin.Accuracy:F3} ({low:F3} to {high:F3}), {bin.Count} predictions");
        }
    }

    /// <summary>Wilson's 95% interval of an accuracy.</summary>
    private static (double Low, double High) Interval(CalibrationBin bin)
    {
        const double Z = 1.959963984540054;
        double n = bin.Count, p = bin.Accuracy, scale = 1 + Z * Z / n, middle = (p + Z * Z / (2 * n)) / scale;
        double half = Z / scale * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    private protected override string Describe()
    {
        string[] names = Names(Drawn.Select(s => s.Name), "model");
        return string.Join("; ", Drawn.Select((series, i) =>
        {
            CalibrationBin[] bins = Bins(series);
            double count = bins.Sum(b => b.Count);
            return series.Calibration is not { } calibration
                ? $"{names[i]}: not measured"
                : $"{names[i]}: {count} predictions, mean confidence {bins.Sum(b => b.Count * b.Confidence) / count:F4}, "
                    + $"accuracy {bins.Sum(b => b.Count * b.Accuracy) / count:F4}, "
                    + $"expected calibration error {calibration.ExpectedError:F4}";
        })) + ".";
    }
}
