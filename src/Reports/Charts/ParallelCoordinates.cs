using System.Text;

namespace MlPipelines.Reports.Charts;

/// <summary>One axis of <see cref="ParallelCoordinates"/>: a setting or a result.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Categories">Names of the values 0, 1, 2 and so on; null for an axis of numbers.</param>
/// <param name="Logarithmic">True to space the values by their logarithm, where all are above 0.</param>
public sealed record ParallelAxis(string Name, IReadOnlyList<string>? Categories = null, bool Logarithmic = false);

/// <summary>One line through all axes: a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One value an axis; a missing one leaves a gap.</param>
/// <param name="Highlight">True to draw it in colour and name it in the legend.</param>
public sealed record ParallelLine(string Name, IReadOnlyList<double> Values, bool Highlight = false);

/// <summary>Many runs over many settings: one axis a setting, one line a run.</summary>
/// <remarks>
/// The axes lie below each other, so that any number of them, with names of any length, can be read on a narrow screen. Up to 300 lines
/// are drawn; the extremes of every axis are always among them.
/// </remarks>
public sealed class ParallelCoordinates : Chart
{
    private const int RowHeight = 62, MostLines = 300, MostAxes = 24;
    private const double Left = Canvas.Margin + 4, Right = Canvas.Width - Canvas.Margin - 4;

    /// <summary>The axes, from the top down. The first 24 are drawn.</summary>
    public required IReadOnlyList<ParallelAxis> Axes { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<ParallelLine> Lines { get; init; }

    private protected override bool HasValues =>
        Lines.Any(line => line.Values.Take(Math.Min(MostAxes, Axes.Count)).Any(Ticks.CanDraw));

    private protected override void Draw(Canvas canvas)
    {
        ParallelAxis[] axes = [.. Axes.Take(MostAxes)];
        string[] names = Names(axes.Select(a => a.Name), "axis");
        int[] coloured = [.. Enumerable.Range(0, Lines.Count).Where(i => Lines[i].Highlight).Take(Canvas.MaxSeries)];
        int[] drawn = Thinning.Sample(Lines.Count, MostLines, [.. coloured, .. Extremes(axes.Length)]);
        if (coloured.Length > 0) canvas.Legend(Names(coloured.Select(i => Lines[i].Name), "run"));

        double first = canvas.Y + 30;
        Func<double, double>[] places = [.. axes.Select((axis, a) => Place(axis, a))];
        foreach (int i in drawn)
        {
            int series = Array.IndexOf(coloured, i);
            string path = Path(Lines[i], places, first), name = Names([Lines[i].Name], "run")[0];
            if (path.Length > 0 && series < 0) canvas.ThinCurve(path, $"{name}: {Settings(Lines[i], axes, names)}");
        }
        for (int s = 0; s < coloured.Length; s++)
        {
            ParallelLine line = Lines[coloured[s]];
            string hint = $"{Names([line.Name], "run")[0]}: {Settings(line, axes, names)}", path = Path(line, places, first);
            if (path.Length > 0) canvas.Curve(s, path, hint);
            for (int a = 0; a < axes.Length; a++)
                if (Ticks.CanDraw(At(line.Values, a))) canvas.Marker(s, places[a](line.Values[a]), first + a * RowHeight, hint);
        }
        for (int a = 0; a < axes.Length; a++) DrawAxis(canvas, axes[a], a, names[a], places[a], first + a * RowHeight);
        canvas.Y = first + (axes.Length - 1) * RowHeight + 24;
        if (drawn.Length < Lines.Count)
            canvas.Notes.Add($"{drawn.Length} of {Lines.Count} lines are drawn, the extremes of every axis among them.");
        if (axes.Length < Axes.Count) canvas.Notes.Add($"{axes.Length} of {Axes.Count} axes are drawn.");
    }

    private IEnumerable<int> Extremes(int axes)
    {
        for (int a = 0; a < axes; a++)
        {
            int low = -1, high = -1;
            for (int i = 0; i < Lines.Count; i++)
            {
                double value = At(Lines[i].Values, a);
                if (!Ticks.CanDraw(value)) continue;
                if (low < 0 || value < At(Lines[low].Values, a)) low = i;
                if (high < 0 || value > At(Lines[high].Values, a)) high = i;
            }
            if (low >= 0) yield return low;
            if (high >= 0) yield return high;
        }
    }

    private (double Low, double High) Range(int axis)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (ParallelLine line in Lines)
        {
            double value = At(line.Values, axis);
            if (!Ticks.CanDraw(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        return (low, high);
    }

    private Func<double, double> Place(ParallelAxis axis, int index)
    {
        (double low, double high) = Range(index);
        if (axis.Categories is { } categories) (low, high) = (0, Math.Max(categories.Count - 1, 0));
        // Values that are the same, or too near to each other for the arithmetic below, lie in the middle.
        if (!(high - low > 1e-300)) return _ => (Left + Right) / 2;
        if (axis.Logarithmic && low > 0 && axis.Categories is null)
        {
            double from = Math.Log(low), range = Math.Log(high) - from;
            return value => Left + (Right - Left) * ((Math.Log(value) - from) / range);
        }
        return value => Left + (Right - Left) * Math.Clamp((value / 2 - low / 2) / (high / 2 - low / 2), 0, 1);
    }

    private static string Path(ParallelLine line, Func<double, double>[] places, double first)
    {
        var path = new StringBuilder();
        bool pen = false;
        for (int a = 0; a < places.Length; a++)
        {
            bool drawn = Ticks.CanDraw(At(line.Values, a));
            if (drawn) path.Append($"{(pen ? 'L' : 'M')}{places[a](line.Values[a]):F1} {first + a * RowHeight:F1}");
            pen = drawn;
        }
        return path.ToString();
    }

    private void DrawAxis(Canvas canvas, ParallelAxis axis, int index, string name, Func<double, double> place, double y)
    {
        canvas.Line("axis", Left, y, Right, y);
        canvas.Text(Canvas.Margin, y - 9, ChartText.Cut(name, ChartText.BodySize, Canvas.Width - 2 * Canvas.Margin), "halo");
        (double low, double high) = Range(index);
        if (axis.Categories is { Count: > 0 } categories) DrawCategories(canvas, Names(categories, "value"), place, y);
        else if (!(low <= high)) canvas.Text(Canvas.Margin, y + 17, "not measured", "tick halo");
        else if (low == high) PlotArea.DrawLabel(canvas, place(low), y + 17, Show(low, "G4"), "tick halo");
        else DrawEnds(canvas, low, high, y);
    }

    private static void DrawEnds(Canvas canvas, double low, double high, double y)
    {
        canvas.Line("axis", Left, y - 4, Left, y + 4);
        canvas.Line("axis", Right, y - 4, Right, y + 4);
        string format = Show(low) == Show(high) ? "G15" : "G5";
        canvas.Text(Canvas.Margin, y + 17, Show(low, format), "tick halo");
        canvas.Text(Canvas.Width - Canvas.Margin, y + 17, Show(high, format), "tick halo", "end");
    }

    private static void DrawCategories(Canvas canvas, string[] categories, Func<double, double> place, double y)
    {
        // The outermost labels are moved inwards, so they need half as much room again.
        double room = Right - Left, end = double.NegativeInfinity;
        if (categories.Length > 1) room = Math.Min(room / categories.Length, room * 2 / 3 / (categories.Length - 1));
        for (int i = 0; i < categories.Length; i++)
        {
            // Where even a few letters have no room, some names are left out.
            string label = ChartText.Cut(categories[i], ChartText.TickSize, Math.Max(room - 8, 40));
            double width = ChartText.Width(label, ChartText.TickSize);
            double x = Math.Clamp(place(i), 4 + width / 2, Canvas.Width - 4 - width / 2);
            if (x - width / 2 < end + 6) continue;
            canvas.Line("axis", place(i), y - 4, place(i), y + 4);
            PlotArea.DrawLabel(canvas, x, y + 17, label, "tick halo");
            end = x + width / 2;
        }
    }

    private static string Settings(ParallelLine line, ParallelAxis[] axes, string[] names) =>
        string.Join(", ", axes.Select((axis, a) =>
        {
            double value = At(line.Values, a);
            bool named = axis.Categories is { } c && value >= 0 && value < c.Count && value == Math.Floor(value);
            return $"{names[a]} {(named ? Names([axis.Categories![(int)value]], "value")[0] : Show(value))}";
        }));

    private protected override string Describe()
    {
        string[] names = Names(Axes.Take(MostAxes).Select(a => a.Name), "axis");
        return $"{Lines.Count} line{(Lines.Count == 1 ? "" : "s")} over {string.Join(", ", names.Select((name, a) =>
        {
            (double low, double high) = Range(a);
            return !(low <= high) ? $"{name} (not measured)" : Axes[a].Categories is null ? $"{name} ({low:G4} to {high:G4})" : name;
        }))}.";
    }
}
