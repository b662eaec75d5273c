using System.Text;

namespace MlPipelines.Reports.Charts;

/// <summary>One curve.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Values">One value a step; what is not finite leaves a gap.</param>
/// <param name="Low">Lower ends of an interval around each value, such as the 95% interval over seeds; null for none.</param>
/// <param name="High">Upper ends of the intervals.</param>
public sealed record LineSeries(
    string Name, IReadOnlyList<double> Values, IReadOnlyList<double>? Low = null, IReadOnlyList<double>? High = null);

/// <summary>Curves over epochs, with the intervals around them as bands.</summary>
/// <remarks>
/// The curves differ in colours, dashes and markers. Markers show their value where the pointer rests; long curves have strips
/// instead, and are thinned to what can be seen: of each column of pixels the first, last, lowest and highest value are drawn.
/// </remarks>
public sealed class LineChart : Chart
{
    private const int PlotHeight = 190, Columns = 300, MostMarkers = 60, FewMarkers = 6;

    /// <summary>What the values are: "accuracy".</summary>
    public required string ValueName { get; init; }

    /// <summary>What a step is.</summary>
    public string StepName { get; init; } = "epoch";

    /// <summary>The curves. Any number, of any lengths; the first 24 are drawn.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    private IEnumerable<LineSeries> Drawn => Series.Take(Canvas.MaxSeries);

    private protected override bool HasValues => Drawn.Any(series => series.Values.Any(Ticks.CanDraw));

    private protected override void Draw(Canvas canvas)
    {
        LineSeries[] series = [.. Drawn];
        string[] names = Names(series.Select(s => s.Name), "curve");
        string step = ChartText.Clean(StepName);
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        int steps = 0;
        foreach (LineSeries one in series)
        {
            foreach (double value in (IEnumerable<double>)[.. one.Values, .. one.Low ?? [], .. one.High ?? []])
            {
                if (!Ticks.CanDraw(value)) continue;
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
            for (int i = one.Values.Count; i > steps; i--)
                if (Ticks.CanDraw(one.Values[i - 1])) steps = i;
        }
        Ticks y = Ticks.Choose(low, high);
        double margin = 0.04 * (y.High - y.Low);
        y = y with { Low = Math.Max(y.Low - margin, -double.MaxValue / 2), High = Math.Min(y.High + margin, double.MaxValue / 2) };

        bool dense = steps > 2 * Columns;
        canvas.Legend(names, dense: dense);
        PlotArea plot = PlotArea.Draw(canvas, (1, steps), step, y, ChartText.Clean(ValueName), PlotHeight, whole: true);
        for (int i = 0; i < series.Length; i++) DrawBand(canvas, plot, series[i], i, steps);
        for (int i = 0; i < series.Length; i++) DrawCurve(canvas, plot, series[i], i, steps, $"{names[i]}, {step}", dense);
        if (steps > MostMarkers) DrawHints(canvas, plot, series, names, steps, step);
        if (Series.Count > series.Length) canvas.Notes.Add($"{series.Length} of {Series.Count} curves are drawn.");
    }

    private static int ColumnsOf(int count, int steps) => (int)Math.Max(1, (long)Columns * Math.Min(count, steps) / steps);

    private static void DrawBand(Canvas canvas, PlotArea plot, LineSeries series, int index, int steps)
    {
        if (series.Low is null || series.High is null) return;
        double[] low = [.. series.Low.Take(steps)], high = [.. series.High.Take(steps)];
        int columns = ColumnsOf(Math.Min(low.Length, high.Length), steps);
        foreach (List<(double At, double Low, double High)> run in Thinning.Bands(low, high, columns))
        {
            if (run.Count == 1)
            {
                double x = plot.X(run[0].At + 1);
                canvas.Line("whisker", x, plot.Y(run[0].Low), x, plot.Y(run[0].High));
                continue;
            }
            var points = new StringBuilder();
            for (int i = 0; i < run.Count; i++) points.Append($"{plot.X(run[i].At + 1):F1},{plot.Y(run[i].High):F1} ");
            for (int i = run.Count - 1; i >= 0; i--) points.Append($"{plot.X(run[i].At + 1):F1},{plot.Y(run[i].Low):F1} ");
            canvas.Band(index, points.ToString().TrimEnd());
        }
    }

    private static void DrawCurve(Canvas canvas, PlotArea plot, LineSeries series, int index, int steps, string hint, bool dense)
    {
        List<List<int>> runs = Thinning.Runs(series.Values, ColumnsOf(series.Values.Count, steps));
        var path = new StringBuilder();
        foreach (List<int> run in runs)
        {
            for (int i = 0; i < run.Count; i++)
                path.Append($"{(i == 0 ? 'M' : 'L')}{plot.X(run[i] + 1):F1} {plot.Y(series.Values[run[i]]):F1}");
        }
        if (path.Length > 0) canvas.Curve(index, path.ToString(), dense: dense);
        // More markers would hide the curve; a value between two gaps has nothing else to show it.
        int few = runs.Sum(run => run.Count) / FewMarkers + 1, seen = few / 2 + index * few / (2 * Canvas.MaxSeries);
        foreach (List<int> run in runs)
        {
            foreach (int i in run)
            {
                if (steps > MostMarkers && run.Count > 1 && seen++ % few != 0) continue;
                double value = series.Values[i];
                canvas.Marker(index, plot.X(i + 1), plot.Y(value), $"{hint} {i + 1}: {Show(value)}{Interval(series, i)}");
            }
        }
    }

    private static void DrawHints(Canvas canvas, PlotArea plot, LineSeries[] series, string[] names, int steps, string step)
    {
        double width = (plot.Right - plot.Left) / MostMarkers;
        for (int strip = 0; strip < MostMarkers; strip++)
        {
            int i = (int)((strip + 0.5) * steps / MostMarkers);
            var hint = new StringBuilder($"{step} {i + 1}");
            for (int s = 0; s < series.Length; s++) hint.Append($"\n{names[s]}: {Show(At(series[s].Values, i))}{Interval(series[s], i)}");
            canvas.Box("hover", plot.Left + strip * width, plot.Top, width, plot.Bottom - plot.Top, hint.ToString());
        }
    }

    private static string Interval(LineSeries series, int i)
    {
        double low = At(series.Low, i), high = At(series.High, i);
        return Ticks.CanDraw(low) && Ticks.CanDraw(high) ? $" ({low:G5} to {high:G5})" : "";
    }

    private protected override string Describe()
    {
        string step = ChartText.Clean(StepName);
        string[] names = Names(Drawn.Select(s => s.Name), "curve");
        return string.Join("; ", Drawn.Select((series, i) =>
        {
            double first = series.Values.FirstOrDefault(Ticks.CanDraw, double.NaN);
            double last = series.Values.LastOrDefault(Ticks.CanDraw, double.NaN);
            return double.IsNaN(last)
                ? $"{names[i]}: not measured"
                : $"{names[i]}: from {first:G4} to {last:G4} over {series.Values.Count} {step}{(series.Values.Count == 1 ? "" : "s")}";
        })) + ".";
    }
}
