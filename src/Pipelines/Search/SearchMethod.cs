using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Search;

/// <summary>A way to choose the settings of the next trial from those that have ended.</summary>
/// <remarks>
/// A method keeps no state: its seed, a trial's number and the finished trials, in any order, give the point, on any machine. So a search can
/// be stopped and resumed, and any subset of the earlier trials may have finished.
/// </remarks>
/// <example><code>
/// SearchMethod method = new BayesianSearch(space, seed: 1);
/// var finished = new List&lt;FinishedTrial&gt;();
/// for (int number = 0; number &lt; 30; number++)
/// {
///     Point point = method.Suggest(number, finished);
///     finished.Add(new FinishedTrial(number, point, Train(point)));   // a validation accuracy; NaN or null if training failed
/// }
/// </code></example>
public abstract class SearchMethod
{
    private const int Redraws = 50;

    /// <summary>Sets the space.</summary>
    /// <param name="space">What to choose from.</param>
    protected SearchMethod(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space = space;
    }

    /// <summary>What the method chooses from.</summary>
    public SearchSpace Space { get; }

    /// <summary>The settings of a trial.</summary>
    /// <param name="number">Which trial it is, from 0.</param>
    /// <param name="finished">The trials that have ended, failed ones too; none at first. Their order does not matter.</param>
    /// <returns>A point of <see cref="Space"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or beyond the last point of a grid.</exception>
    /// <exception cref="ArgumentException">A finished trial is of another space.</exception>
    public Point Suggest(int number, IReadOnlyList<FinishedTrial> finished)
    {
        ArgumentNullException.ThrowIfNull(finished);
        if (number < 0) throw new ArgumentOutOfRangeException(nameof(number), $"Got the trial number {number}; takes 0 and more.");
        return Next(number, [.. finished.OrderBy(trial => trial.Number)]);
    }

    /// <summary>The settings of a trial.</summary>
    /// <param name="number">Which trial it is, from 0.</param>
    /// <param name="finished">The trials that have ended, in the order of their numbers.</param>
    protected abstract Point Next(int number, IReadOnlyList<FinishedTrial> finished);

    /// <summary>A random point, if need be drawn again until it is an untried one. A tried one only when there are no others.</summary>
    private protected Point DrawUntried(ref StrokeRandom random, HashSet<Point> tried)
    {
        Point point = Space.FromUnit(Space.Draw(ref random));
        for (int i = 0; i < Redraws && tried.Contains(point); i++) point = Space.FromUnit(Space.Draw(ref random));
        if (!tried.Contains(point) || Space.Count is not { } count) return point;
        // Few are left, or they are hardly ever drawn: the next one from a random place on.
        PointLattice all = Space.Lattice();
        int start = random.Below(count);
        for (int i = 0; i < count; i++)
            if (all[(int)(((long)start + i) % count)] is { } next && !tried.Contains(next)) return next;
        return point;
    }
}
