namespace MlPipelines.Pipelines.Search;

/// <summary>All combinations of some values of each dimension, by number; the last dimension changes fastest.</summary>
/// <param name="space">Gives the names.</param>
/// <param name="levels">How many values each dimension has, at least 1; their product fits an int.</param>
/// <param name="value">The value of a dimension with a number.</param>
internal sealed class PointLattice(SearchSpace space, long[] levels, Func<int, int, PointValue> value)
{
    /// <summary>How many points there are.</summary>
    public int Count { get; } = (int)levels.Aggregate(1L, (count, level) => checked(count * level));

    /// <summary>A point by its number, 0 .. <see cref="Count"/> - 1.</summary>
    public Point this[int number]
    {
        get
        {
            var values = new (string, PointValue)[levels.Length];
            long left = number;
            for (int i = levels.Length - 1; i >= 0; i--)
            {
                values[i] = (space.Dimensions[i].Name, value(i, (int)(left % levels[i])));
                left /= levels[i];
            }
            return new Point(values);
        }
    }
}
