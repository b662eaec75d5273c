using System.Text;

namespace MlPipelines.Reports.Charts;

/// <summary>Values whose distribution is shown.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Values">Any number of values; those that are not finite are counted in a note.</param>
public sealed record HistogramSeries(string Name, IReadOnlyList<double> Values);

/// <summary>How often values occur, for one or a few series over the same classes of values.</summary>
/// <remarks>
/// Classes have round limits: a class holds its lower limit, the last one its upper limit too. A class that holds anything can be seen.
/// </remarks>
public sealed class Histogram : Chart
{
    private const int PlotHeight = 180, MostSeries = 6;

    /// <summary>The series. The first 6 are drawn.</summary>
    public required IReadOnlyList<HistogramSeries> Series { get; init; }

    /// <summary>What the values are: "confidence".</summary>
    public required string ValueName { get; init; }

    /// <summary>What is counted.</summary>
    public string CountName { get; init; } = "images";

    /// <summary>About how many classes, 2 to 60; null lets the number of values decide.</summary>
    public int? Bins { get; init; }

    private HistogramSeries[] Drawn => [.. Series.Take(MostSeries)];

    private protected override bool HasValues => Drawn.Any(series => series.Values.Any(Ticks.CanDraw));

    private protected override void Draw(Canvas canvas)
    {
        HistogramSeries[] series = Drawn;
        string[] names = Names(series.Select(s => s.Name), "series");
        double[] edges = Edges(series);
        int[][] counts = [.. series.Select(s => Count(s.Values, edges))];

        canvas.Legend(names, bars: true);
        Ticks y = Ticks.Choose(0, Math.Max(1, counts.Max(c => c.Max())), 5, whole: true);
        y = y with { High = y.High * 1.04 };
        PlotArea plot = PlotArea.Draw(
            canvas, (edges[0], edges[^1]), ChartText.Clean(ValueName), y, ChartText.Clean(CountName), PlotHeight, inset: 0);
        for (int s = 0; s < series.Length; s++) DrawSeries(canvas, plot, s, counts[s], edges, series.Length == 1 ? 0.9 : 0.5);
        for (int b = 0; b + 1 < edges.Length; b++)
        {
            var hint = new StringBuilder($"{edges[b]:G6} to {edges[b + 1]:G6}");
            for (int s = 0; s < series.Length; s++) hint.Append($"\n{names[s]}: {counts[s][b]}");
            double left = plot.X(edges[b]);
            canvas.Box("hover", left, plot.Top, plot.X(edges[b + 1]) - left, plot.Bottom - plot.Top, hint.ToString());
        }
        long left_out = series.Sum(s => s.Values.LongCount(v => !Ticks.CanDraw(v)));
        if (left_out > 0) canvas.Notes.Add($"{left_out} value{(left_out == 1 ? " is" : "s are")} not finite and left out.");
        if (series.Length < Series.Count) canvas.Notes.Add($"{series.Length} of {Series.Count} series are drawn.");
    }

    private double[] Edges(HistogramSeries[] series)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        long count = 0;
        foreach (double value in series.SelectMany(s => s.Values).Where(Ticks.CanDraw))
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
            count++;
        }
        // Rice's rule.
        int wanted = Math.Clamp(Bins ?? (int)Math.Ceiling(2 * Math.Cbrt(count)), Bins is null ? 5 : 2, Bins is null ? 40 : 60);
        Ticks ticks = Ticks.Choose(low, high, wanted);
        if (ticks.Values.Count < 2) return [ticks.Low, ticks.High];
        double step = ticks.Values[1] - ticks.Values[0];
        var edges = new List<double>();
        double first = ticks.Values[0];
        if (first - ticks.Low > step * 1e-6) edges.Add(first - step);
        edges.AddRange(ticks.Values);
        if (ticks.High - edges[^1] > step * 1e-6) edges.Add(edges[^1] + step);
        return [.. edges];
    }

    private static int[] Count(IReadOnlyList<double> values, double[] edges)
    {
        var counts = new int[edges.Length - 1];
        double step = edges[1] - edges[0];
        foreach (double value in values)
            if (Ticks.CanDraw(value)) counts[(int)Math.Clamp(Math.Floor((value - edges[0]) / step + 1e-9), 0, counts.Length - 1)]++;
        return counts;
    }

    private static void DrawSeries(Canvas canvas, PlotArea plot, int index, int[] counts, double[] edges, double opacity)
    {
        var outline = new StringBuilder($"M{plot.X(edges[0]):F1} {plot.Bottom:F1}");
        for (int b = 0; b < counts.Length; b++)
        {
            double left = plot.X(edges[b]), right = plot.X(edges[b + 1]);
            double top = counts[b] == 0 ? plot.Bottom : Math.Min(plot.Bottom - 1.5, plot.Y(counts[b]));
            outline.Append($"L{left:F1} {top:F1}L{right:F1} {top:F1}");
            string corners = $"{left:F1},{plot.Bottom:F1} {left:F1},{top:F1} {right:F1},{top:F1} {right:F1},{plot.Bottom:F1}";
            if (counts[b] > 0) canvas.Band(index, corners, opacity);
        }
        canvas.Curve(index, outline.Append($"L{plot.X(edges[^1]):F1} {plot.Bottom:F1}").ToString());
    }

    private protected override string Describe()
    {
        string[] names = Names(Drawn.Select(s => s.Name), "series");
        return string.Join("; ", Drawn.Select((series, i) =>
        {
            double[] values = [.. series.Values.Where(Ticks.CanDraw)];
            if (values.Length == 0) return $"{names[i]}: no values";
            Array.Sort(values);
            double middle = values[(values.Length - 1) / 2];
            return $"{names[i]}: {values.Length} values from {values[0]:G4} to {values[^1]:G4}, half of them up to {middle:G4}";
        })) + ".";
    }
}
