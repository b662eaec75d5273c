namespace MlPipelines.Pipelines.Search;

/// <summary>All combinations of evenly spread values, in order: the last dimension changes fastest. Finished trials do not matter.</summary>
/// <example><code>
/// var grid = new GridSearch(space, points: 4);       // 4 learning rates x 4 numbers of units x 2 optimizers
/// Point last = grid.Suggest(grid.Count - 1, []);     // Count is 32
/// </code></example>
public sealed class GridSearch : SearchMethod
{
    private readonly PointLattice _points;

    /// <summary>A grid with equally many values of each range.</summary>
    /// <param name="space">What to choose from.</param>
    /// <param name="points">Values of each real and integer dimension, at least 1; fewer where there are not as many whole
    /// numbers. Choices are all taken.</param>
    /// <exception cref="ArgumentException">The grid has more points than an int counts.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="points"/> is below 1 or above 10,000.</exception>
    public GridSearch(SearchSpace space, int points) : this(space, Values(space, dimension => dimension.Grid(points)))
    {
    }

    private GridSearch(SearchSpace space, IReadOnlyList<PointValue>[] values) : base(space)
    {
        if (Size(values) > int.MaxValue)
            throw new ArgumentException($"Got a grid of more than {int.MaxValue} points; take fewer points a dimension, or "
                + "another method, such as random.");
        _points = new PointLattice(space, [.. values.Select(list => (long)list.Count)], (dimension, i) => values[dimension][i]);
    }

    /// <summary>How many points the grid has.</summary>
    public int Count => _points.Count;

    /// <summary>The finest grid within a budget: values are added in turn to the range that has fewest, while the number of points allows.</summary>
    /// <param name="space">What to choose from.</param>
    /// <param name="budget">Trials at most, at least 1.</param>
    /// <exception cref="ArgumentException">Even one value a range is too many, for the choices alone have more combinations.</exception>
    public static GridSearch ForBudget(SearchSpace space, int budget)
    {
        IReadOnlyList<PointValue>[] values = Values(space, dimension => dimension.Grid(1));
        if (Size(values) > budget)
            throw new ArgumentException($"Got a budget of {budget} trials for a grid of {Size(values)} points or more, as the choices alone have so many "
                + "combinations. Raise the budget, or take random, bayes or evolution.", nameof(budget));
        for (bool grown = true; grown;)
        {
            grown = false;
            foreach (int i in Enumerable.Range(0, values.Length).OrderBy(i => values[i].Count))
            {
                IReadOnlyList<PointValue> coarse = values[i];
                if (Finer(space.Dimensions[i], coarse.Count, budget) is not { } finer) continue;
                values[i] = finer;
                grown = Size(values) <= budget;
                if (grown) break;
                values[i] = coarse;
            }
        }
        return new GridSearch(space, values);
    }

    /// <inheritdoc/>
    protected override Point Next(int number, IReadOnlyList<FinishedTrial> finished) =>
        number < Count ? _points[number]
            : throw new ArgumentOutOfRangeException(nameof(number), $"Got the trial number {number} of a grid of {Count} points; takes 0 to {Count - 1}. "
                + "Stop there, or make a grid of more points.");

    /// <summary>The least spread of more values than now; null when the dimension has no more, or no more than the budget are needed.</summary>
    private static IReadOnlyList<PointValue>? Finer(Dimension dimension, int now, int budget)
    {
        if (dimension.IsCategorical || now >= dimension.Levels) return null;
        for (int points = now + 1; points <= Math.Min(budget, 10_000); points++)
            if (dimension.Grid(points) is var finer && finer.Count > now) return finer;
        return null;
    }

    private static IReadOnlyList<PointValue>[] Values(SearchSpace space, Func<Dimension, IReadOnlyList<PointValue>> of)
    {
        ArgumentNullException.ThrowIfNull(space);
        return [.. space.Dimensions.Select(of)];
    }

    private static long Size(IReadOnlyList<PointValue>[] values) =>
        values.Aggregate(1L, (size, list) => size > int.MaxValue ? size : size * list.Count);
}
