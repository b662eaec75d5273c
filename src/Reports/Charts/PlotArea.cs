namespace MlPipelines.Reports.Charts;

/// <summary>The rectangle in which values are drawn, with its two axes. Labels never overlap and stay inside the drawing.</summary>
internal sealed class PlotArea
{
    private const double Gap = 8;

    private readonly Canvas _canvas;
    private readonly Ticks _x, _y;
    private readonly double _inset;

    private PlotArea(Canvas canvas, Ticks x, Ticks y, double left, double right, double top, double height, double inset)
    {
        (_canvas, _x, _y, _inset) = (canvas, x, y, inset);
        (Left, Right, Top, Bottom) = (left, right, top, top + height);
    }

    /// <summary>Left edge.</summary>
    public double Left { get; }

    /// <summary>Right edge.</summary>
    public double Right { get; }

    /// <summary>Upper edge.</summary>
    public double Top { get; }

    /// <summary>Lower edge.</summary>
    public double Bottom { get; }

    /// <summary>Place of a value along the lower axis.</summary>
    public double X(double value) => Left + _inset + (Right - Left - 2 * _inset) * Share(value, _x);

    /// <summary>Place of a value along the left axis.</summary>
    public double Y(double value) => Bottom - (Bottom - Top) * Share(value, _y);

    /// <summary>Draws axes, grid and labels below what is on the canvas and leaves the canvas below them.</summary>
    /// <param name="canvas">The drawing.</param>
    /// <param name="x">Range of the lower axis; whole numbers when <paramref name="whole"/>.</param>
    /// <param name="xName">What the lower axis shows.</param>
    /// <param name="y">Left axis.</param>
    /// <param name="yName">What the left axis shows; written above it.</param>
    /// <param name="height">Height of the rectangle.</param>
    /// <param name="whole">True for whole numbers along the lower axis.</param>
    /// <param name="inset">Space between the rectangle's sides and the outermost values.</param>
    public static PlotArea Draw(
        Canvas canvas, (double Low, double High) x, string xName, Ticks y, string yName, double height, bool whole = false,
        double inset = 6)
    {
        double labels = y.Labels.Max(label => ChartText.Width(label, ChartText.TickSize));
        double left = Canvas.Margin + Math.Min(labels, Canvas.Width / 3.0) + 7, right = Canvas.Width - Canvas.Margin - 4;
        canvas.Y += 18;
        canvas.Text(Canvas.Margin, canvas.Y, ChartText.Cut(yName, ChartText.TickSize, Canvas.Width - 2 * Canvas.Margin), "tick");
        canvas.Y += 12;
        Ticks ticks = FitLabels(x.Low, x.High, whole, left + inset, right - inset);
        var plot = new PlotArea(canvas, ticks, y, left, right, canvas.Y, height, inset);
        plot.DrawAxes();
        canvas.Y = plot.Bottom + 38;
        canvas.Text((left + right) / 2, canvas.Y - 2, ChartText.Cut(xName, ChartText.TickSize, right - left), "tick", "middle");
        return plot;
    }

    /// <summary>Ticks whose labels keep a distance from each other: as many as fit.</summary>
    public static Ticks FitLabels(double low, double high, bool whole, double from, double to)
    {
        for (int wanted = 6; ; wanted--)
        {
            Ticks ticks = Ticks.Choose(low, high, wanted, whole);
            double end = double.NegativeInfinity;
            bool fits = true;
            for (int i = 0; i < ticks.Values.Count && fits; i++)
            {
                double width = ChartText.Width(ticks.Labels[i], ChartText.TickSize);
                double start = Inside(from + (to - from) * Share(ticks.Values[i], ticks), width) - width / 2;
                fits = start >= end + Gap;
                end = start + width;
            }
            if (fits) return ticks;
            if (wanted == 1) return ticks with { Values = [ticks.Values[0]], Labels = [ticks.Labels[0]] };
        }
    }

    /// <summary>Draws one label below an axis, centred but inside the drawing.</summary>
    public static void DrawLabel(Canvas canvas, double x, double y, string label, string kind = "tick") =>
        canvas.Text(Inside(x, ChartText.Width(label, ChartText.TickSize)), y, label, kind, "middle");

    private static double Share(double value, Ticks ticks)
    {
        // Halves, because the difference of two values may be larger than a double holds.
        double span = ticks.High / 2 - ticks.Low / 2;
        return (value / 2 - ticks.Low / 2) / span;
    }

    private static double Inside(double x, double width) =>
        Math.Max(Math.Min(x, Canvas.Width - 4 - width / 2), 4 + width / 2);

    private void DrawAxes()
    {
        for (int i = 0; i < _y.Values.Count; i++)
        {
            double at = Y(_y.Values[i]);
            _canvas.Line("grid", Left, at, Right, at);
            _canvas.Text(Left - 7, at + 4.5, ChartText.Cut(_y.Labels[i], ChartText.TickSize, Canvas.Width / 3.0), "tick", "end");
        }
        for (int i = 0; i < _x.Values.Count; i++)
        {
            _canvas.Line("axis", X(_x.Values[i]), Bottom, X(_x.Values[i]), Bottom + 4);
            DrawLabel(_canvas, X(_x.Values[i]), Bottom + 17, _x.Labels[i]);
        }
        _canvas.Line("axis", Left, Bottom, Right, Bottom);
    }
}
