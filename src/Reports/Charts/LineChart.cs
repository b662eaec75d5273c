namespace MlPipelines.Reports.Charts;

/// <summary>One curve.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Values">One value a step; what is not finite leaves a gap.</param>
public sealed record LineSeries(string Name, IReadOnlyList<double> Values);

/// <summary>Curves over epochs as an SVG drawing that needs no script. Colours are CSS variables of the page, with fallbacks.</summary>
/// <remarks>
/// The palette is Okabe and Ito's, which colour-blind readers can tell apart; the curves differ in their dashes and markers as well.
/// The drawing scales with its container: about 330 to 560 pixels wide.
/// </remarks>
public sealed class LineChart
{
    private const int Width = 440, Left = 58, Right = 14, PlotHeight = 190, LegendRow = 20;

    private static readonly string[] Dashes = ["none", "7 3", "2 3", "9 3 2 3"];

    /// <summary>Heading above the curves; the drawing's accessible name.</summary>
    public required string Title { get; init; }

    /// <summary>What the values are: "accuracy".</summary>
    public required string ValueName { get; init; }

    /// <summary>What a step is.</summary>
    public string StepName { get; init; } = "epoch";

    /// <summary>Unique within the page; letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>The curves. Any number, of any lengths.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <summary>Draws the chart.</summary>
    /// <returns>An svg element; where no value can be drawn it holds a sentence instead of curves.</returns>
    public Markup.Fragment ToSvg()
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        int steps = 0;
        foreach (LineSeries series in Series)
        {
            for (int i = 0; i < series.Values.Count; i++)
            {
                if (!Ticks.CanDraw(series.Values[i])) continue;
                low = Math.Min(low, series.Values[i]);
                high = Math.Max(high, series.Values[i]);
                steps = Math.Max(steps, i + 1);
            }
        }
        var svg = new Markup();
        if (steps == 0)
        {
            svg.Add($"<svg class=\"chart\" viewBox=\"0 0 {Width} 80\" role=\"img\" aria-labelledby=\"{Id}-title\">");
            svg.Add($"<title id=\"{Id}-title\">{Title}</title>");
            svg.Add($"<text class=\"heading\" x=\"{Left}\" y=\"18\">{Title}</text><text x=\"{Left}\" y=\"50\">");
            svg.Add($"Not measured: no value was recorded.</text></svg>\n");
            return svg.ToFragment();
        }

        List<int[]> legend = LegendRows();
        int top = 30 + LegendRow * legend.Count, bottom = top + PlotHeight, height = bottom + 42;
        Ticks y = Ticks.Choose(low, high), x = Ticks.Choose(1, steps, 6, whole: true);
        double margin = 0.04 * (y.High - y.Low);
        y = y with { Low = y.Low - margin, High = y.High + margin };

        svg.Add($"<svg class=\"chart\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-labelledby=\"{Id}-title {Id}-desc\">");
        svg.Add($"<title id=\"{Id}-title\">{Title}</title><desc id=\"{Id}-desc\">{Description()}</desc>\n");
        svg.Add($"<text class=\"heading\" x=\"{Left}\" y=\"18\">{Title}</text>\n");
        DrawLegend(svg, legend);
        DrawAxes(svg, x, y, top, bottom);
        for (int i = 0; i < Series.Count; i++) DrawCurve(svg, i, steps, p => X(p, x), v => Y(v, y, top));
        return svg.Add($"</svg>\n").ToFragment();
    }

    private static double X(double step, Ticks x) => Left + 6 + (Width - Left - Right - 12) * ((step - x.Low) / (x.High - x.Low));

    private static double Y(double value, Ticks y, int top) => top + PlotHeight * (1 - (value - y.Low) / (y.High - y.Low));

    private static Markup.Fragment Colour(int series) => new($"var(--series-{series % 6}, {Palette.Light[series % 6]})");

    private void DrawAxes(Markup svg, Ticks x, Ticks y, int top, int bottom)
    {
        for (int i = 0; i < y.Values.Count; i++)
        {
            double at = Y(y.Values[i], y, top);
            svg.Add($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{at:F1}\" y2=\"{at:F1}\"/>");
            svg.Add($"<text class=\"tick\" x=\"{Left - 7}\" y=\"{at + 4:F1}\" text-anchor=\"end\">{y.Labels[i]}</text>\n");
        }
        for (int i = 0; i < x.Values.Count; i++)
        {
            double at = X(x.Values[i], x);
            svg.Add($"<line class=\"axis\" x1=\"{at:F1}\" x2=\"{at:F1}\" y1=\"{bottom}\" y2=\"{bottom + 4}\"/>");
            svg.Add($"<text class=\"tick\" x=\"{at:F1}\" y=\"{bottom + 18}\" text-anchor=\"middle\">{x.Labels[i]}</text>\n");
        }
        svg.Add($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>");
        svg.Add($"<text class=\"tick\" x=\"{(Left + Width - Right) / 2}\" y=\"{bottom + 36}\" text-anchor=\"middle\">{StepName}</text>");
        svg.Add($"<text class=\"tick\" transform=\"translate(13 {(top + bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">");
        svg.Add($"{ValueName}</text>\n");
    }

    private void DrawCurve(Markup svg, int index, int steps, Func<double, double> x, Func<double, double> y)
    {
        IReadOnlyList<double> values = Series[index].Values;
        Markup.Fragment colour = Colour(index);
        var path = new System.Text.StringBuilder();
        bool pen = false;
        for (int i = 0; i < values.Count; i++)
        {
            bool drawn = Ticks.CanDraw(values[i]);
            if (drawn) path.Append($"{(pen ? 'L' : 'M')}{x(i + 1):F1} {y(values[i]):F1}");
            pen = drawn;
        }
        if (path.Length > 0)
            svg.Add($"<path class=\"curve\" style=\"stroke:{colour}\" stroke-dasharray=\"{Dashes[index % Dashes.Length]}\" d=\"{path}\"/>\n");
        // Markers carry the values as tooltips; beyond 60 steps they would hide the curve, unless a point stands alone.
        for (int i = 0; i < values.Count; i++)
        {
            if (!Ticks.CanDraw(values[i])) continue;
            bool alone = (i == 0 || !Ticks.CanDraw(values[i - 1])) && (i + 1 == values.Count || !Ticks.CanDraw(values[i + 1]));
            if (steps > 60 && !alone) continue;
            DrawMarker(svg, index, x(i + 1), y(values[i]), $"{Series[index].Name}, {StepName} {i + 1}: {values[i]:G5}");
        }
    }

    private static void DrawMarker(Markup svg, int index, double x, double y, string hint)
    {
        Markup.Fragment colour = Colour(index);
        if (index % 2 == 0)
        {
            svg.Add($"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"3\" style=\"fill:{colour}\"><title>{hint}</title></circle>\n");
            return;
        }
        svg.Add($"<rect x=\"{x - 2.8:F1}\" y=\"{y - 2.8:F1}\" width=\"5.6\" height=\"5.6\" style=\"fill:{colour}\"><title>{hint}</title></rect>\n");
    }

    /// <summary>Names of series, cut to fit one row and grouped into rows that fit the width.</summary>
    private List<int[]> LegendRows()
    {
        var rows = new List<int[]>();
        var row = new List<int>();
        int used = 0;
        for (int i = 0; i < Series.Count; i++)
        {
            int width = EntryWidth(i);
            if (row.Count > 0 && used + width > Width - Left - Right)
            {
                rows.Add([.. row]);
                row.Clear();
                used = 0;
            }
            row.Add(i);
            used += width;
        }
        if (row.Count > 0) rows.Add([.. row]);
        return rows;
    }

    private int EntryWidth(int series) => 46 + 8 * LegendName(series).Length;

    private string LegendName(int series)
    {
        string name = Series[series].Name;
        return name.Length <= 36 ? name : name[..35] + "…";
    }

    private void DrawLegend(Markup svg, List<int[]> rows)
    {
        for (int r = 0; r < rows.Count; r++)
        {
            int x = Left, y = 36 + LegendRow * r;
            foreach (int i in rows[r])
            {
                svg.Add($"<line class=\"curve\" style=\"stroke:{Colour(i)}\" stroke-dasharray=\"{Dashes[i % Dashes.Length]}\"");
                svg.Add($" x1=\"{x}\" x2=\"{x + 26}\" y1=\"{y - 4}\" y2=\"{y - 4}\"/>");
                DrawMarker(svg, i, x + 13, y - 4, Series[i].Name);
                svg.Add($"<text x=\"{x + 32}\" y=\"{y}\">{LegendName(i)}</text>\n");
                x += EntryWidth(i);
            }
        }
    }

    private string Description()
    {
        var parts = new List<string>();
        foreach (LineSeries series in Series)
        {
            double first = double.NaN, last = double.NaN;
            foreach (double value in series.Values)
            {
                if (!Ticks.CanDraw(value)) continue;
                if (double.IsNaN(first)) first = value;
                last = value;
            }
            parts.Add(double.IsNaN(last)
                ? $"{series.Name}: not measured"
                : $"{series.Name}: from {first:G4} to {last:G4} over {series.Values.Count} {StepName}{(series.Values.Count == 1 ? "" : "s")}");
        }
        return string.Join("; ", parts) + ".";
    }
}
