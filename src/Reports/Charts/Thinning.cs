namespace MlPipelines.Reports.Charts;

/// <summary>Leaves out what a drawing's pixels cannot show, never the extremes.</summary>
internal static class Thinning
{
    /// <summary>Positions of the values to draw, in runs that a gap separates.</summary>
    /// <param name="values">Values of a curve; what is not finite leaves a gap, unless the gap is narrower than a column.</param>
    /// <param name="columns">Columns that can be told apart. Of each, the first, last, lowest and highest value are kept.</param>
    public static List<List<int>> Runs(IReadOnlyList<double> values, int columns)
    {
        var runs = new List<List<int>>();
        List<int>? run = null;
        var kept = new SortedSet<int>();
        foreach ((int start, int end) in Columns(values.Count, columns))
        {
            int first = -1, last = -1, lowest = -1, highest = -1;
            for (int i = start; i < end; i++)
            {
                if (!Ticks.CanDraw(values[i])) continue;
                if (first < 0) first = lowest = highest = i;
                if (values[i] < values[lowest]) lowest = i;
                if (values[i] > values[highest]) highest = i;
                last = i;
            }
            if (first < 0)
            {
                run = null;
                continue;
            }
            if (run is null) runs.Add(run = []);
            kept.Clear();
            kept.UnionWith([first, last, lowest, highest]);
            run.AddRange(kept);
        }
        return runs;
    }

    /// <summary>The widest limits in each column, in runs that a gap separates.</summary>
    /// <param name="first">One limit a step.</param>
    /// <param name="second">The other limit.</param>
    /// <param name="columns">Columns that can be told apart.</param>
    public static List<List<(double At, double Low, double High)>> Bands(
        IReadOnlyList<double> first, IReadOnlyList<double> second, int columns)
    {
        var runs = new List<List<(double, double, double)>>();
        List<(double, double, double)>? run = null;
        foreach ((int start, int end) in Columns(Math.Min(first.Count, second.Count), columns))
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            for (int i = start; i < end; i++)
            {
                if (!Ticks.CanDraw(first[i]) || !Ticks.CanDraw(second[i])) continue;
                low = Math.Min(low, Math.Min(first[i], second[i]));
                high = Math.Max(high, Math.Max(first[i], second[i]));
            }
            if (low > high)
            {
                run = null;
                continue;
            }
            if (run is null) runs.Add(run = []);
            run.Add(((start + end - 1) / 2.0, low, high));
        }
        return runs;
    }

    /// <summary>Chooses a few of many: every one of <paramref name="always"/>, and the others at even distances.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="always">Positions that are not left out.</param>
    public static int[] Sample(int count, int most, IEnumerable<int> always)
    {
        if (count <= most) return [.. Enumerable.Range(0, count)];
        var chosen = new SortedSet<int>(always);
        int others = most - chosen.Count;
        for (int i = 0; i < others; i++) chosen.Add((int)((long)i * count / others));
        return [.. chosen];
    }

    private static IEnumerable<(int Start, int End)> Columns(int count, int columns)
    {
        // Up to twice as many values as columns are drawn one by one.
        long parts = count <= 2L * columns ? count : columns;
        for (long i = 0; i < parts; i++) yield return ((int)(i * count / parts), (int)((i + 1) * count / parts));
    }
}
