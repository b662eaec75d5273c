namespace MlPipelines.Reports.Charts;

/// <summary>One kind of bar, such as "claimed" or "measured".</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Values">One value a group; what is not finite, and what is missing, is shown as not measured.</param>
/// <param name="Low">Lower ends of an interval around each value; null for none.</param>
/// <param name="High">Upper ends of the intervals.</param>
public sealed record BarSeries(
    string Name, IReadOnlyList<double> Values, IReadOnlyList<double>? Low = null, IReadOnlyList<double>? High = null);

/// <summary>Groups of bars with intervals and their values as numbers.</summary>
/// <remarks>The bars lie, so that names of any length have room and nothing has to be turned or cut on a narrow screen.</remarks>
public sealed class GroupedBars : Chart
{
    private const int BarHeight = 14, BarStep = 18, MostBars = 120;

    /// <summary>Names of the groups.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The bars of each group. The first 24 kinds are drawn.</summary>
    public required IReadOnlyList<BarSeries> Series { get; init; }

    /// <summary>What the values are: "test accuracy".</summary>
    public required string ValueName { get; init; }

    /// <summary>Digits behind the point of the values, 0 to 10.</summary>
    public int Digits { get; init; } = 4;

    /// <summary>Where the axis begins; null for 0, the honest place. Another place is named below the bars.</summary>
    public double? From { get; init; }

    private BarSeries[] Drawn => [.. Series.Take(Canvas.MaxSeries)];

    private int DrawnGroups => Math.Min(Groups.Count, Math.Max(1, MostBars / Math.Max(1, Drawn.Length)));

    private protected override bool HasValues =>
        Drawn.Any(series => Enumerable.Range(0, DrawnGroups).Any(g => Ticks.CanDraw(At(series.Values, g))));

    private protected override void Draw(Canvas canvas)
    {
        BarSeries[] series = Drawn;
        string[] names = Names(series.Select(s => s.Name), "series"), groups = Names(Groups.Take(DrawnGroups), "group");
        (double low, double high) = Range(series, groups.Length);
        double column = 0;
        foreach (BarSeries one in series)
            for (int g = 0; g < groups.Length; g++)
                column = Math.Max(column, ChartText.Width(Label(At(one.Values, g)), ChartText.BodySize));

        canvas.Legend(names, bars: true);
        double left = Canvas.Margin + 4, right = Canvas.Width - Canvas.Margin - column - 8, top = canvas.Y + 6;
        Ticks x = PlotArea.FitLabels(low, high, false, left, right);
        double X(double value) => left + (right - left) * Math.Clamp((value / 2 - x.Low / 2) / (x.High / 2 - x.Low / 2), 0, 1);

        double bottom = top + groups.Length * (24 + BarStep * series.Length);
        foreach (double tick in x.Values) canvas.Line("grid", X(tick), top + 24, X(tick), bottom);
        for (int g = 0; g < groups.Length; g++)
        {
            canvas.Y += 24;
            canvas.Text(Canvas.Margin, canvas.Y, ChartText.Cut(groups[g], ChartText.BodySize, Canvas.Width - 2 * Canvas.Margin), "halo");
            canvas.Y += 6;
            for (int s = 0; s < series.Length; s++)
            {
                DrawBar(canvas, series[s], s, g, X, x, $"{groups[g]}, {names[s]}");
                canvas.Y += BarStep;
            }
            canvas.Y -= 6;
        }
        canvas.Y = bottom + 6;
        canvas.Line("axis", left, canvas.Y, right, canvas.Y);
        for (int i = 0; i < x.Values.Count; i++)
        {
            canvas.Line("axis", X(x.Values[i]), canvas.Y, X(x.Values[i]), canvas.Y + 4);
            PlotArea.DrawLabel(canvas, X(x.Values[i]), canvas.Y + 17, x.Labels[i]);
        }
        canvas.Y += 36;
        string name = ChartText.Clean(ValueName);
        canvas.Text(Canvas.Margin, canvas.Y, ChartText.Cut(name, ChartText.TickSize, Canvas.Width - 2 * Canvas.Margin), "tick");
        if (From is { } from && Ticks.CanDraw(from)) canvas.Notes.Add($"The axis begins at {x.Low:G5}, not at 0.");
        if (groups.Length < Groups.Count) canvas.Notes.Add($"{groups.Length} of {Groups.Count} groups are drawn.");
        if (series.Length < Series.Count) canvas.Notes.Add($"{series.Length} of {Series.Count} kinds of bars are drawn.");
    }

    private (double Low, double High) Range(BarSeries[] series, int groups)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (BarSeries one in series)
        {
            for (int g = 0; g < groups; g++)
            {
                foreach (double value in (ReadOnlySpan<double>)[At(one.Values, g), At(one.Low, g), At(one.High, g)])
                {
                    if (!Ticks.CanDraw(value)) continue;
                    low = Math.Min(low, value);
                    high = Math.Max(high, value);
                }
            }
        }
        if (From is { } from && Ticks.CanDraw(from)) return (from, Math.Max(high, from));
        return (Math.Min(low, 0), Math.Max(high, 0));
    }

    private void DrawBar(Canvas canvas, BarSeries series, int index, int group, Func<double, double> place, Ticks axis, string hint)
    {
        double value = At(series.Values, group), low = At(series.Low, group), high = At(series.High, group);
        double middle = canvas.Y + BarHeight / 2.0;
        bool drawn = Ticks.CanDraw(value), interval = Ticks.CanDraw(low) && Ticks.CanDraw(high);
        if (drawn)
        {
            double zero = place(Math.Max(axis.Low, Math.Min(0, axis.High))), end = place(value);
            hint += $": {Label(value)}{(interval ? $" ({Label(low)} to {Label(high)})" : "")}";
            canvas.Bar(index, Math.Min(zero, end), canvas.Y, Math.Max(1, Math.Abs(end - zero)), BarHeight, hint);
        }
        if (drawn && interval)
        {
            canvas.Line("whisker", place(low), middle, place(high), middle);
            canvas.Line("whisker", place(low), middle - 4, place(low), middle + 4);
            canvas.Line("whisker", place(high), middle - 4, place(high), middle + 4);
        }
        canvas.Text(Canvas.Width - Canvas.Margin, middle + 4.5, Label(value), drawn ? "value" : "value faint", "end");
    }

    private string Label(double value)
    {
        if (double.IsNaN(value)) return "not measured";
        int digits = Math.Clamp(Digits, 0, 10);
        bool plain = value == 0 || (Math.Abs(value) < 1e7 && Math.Abs(value) >= Math.Pow(10, -digits));
        return Show(value, plain ? $"F{digits}" : "G4");
    }

    private protected override string Describe()
    {
        BarSeries[] series = Drawn;
        string[] names = Names(series.Select(s => s.Name), "series"), groups = Names(Groups.Take(Math.Min(DrawnGroups, 30)), "group");
        return string.Join("; ", groups.Select((group, g) =>
            $"{group}: {string.Join(", ", series.Select((one, s) => $"{names[s]} {Label(At(one.Values, g))}"))}")) + ".";
    }
}
