using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Search;

/// <summary>
/// After some random trials, each trial goes where a Gaussian process of the scores expects the greatest improvement: close to the best, or where
/// little is known.
/// </summary>
/// <remarks>
/// J. Snoek, H. Larochelle, R. Adams, "Practical Bayesian optimization of machine learning algorithms" (2012): <see cref="Matern52"/> tuned by
/// <see cref="GaussianProcess.Tuned"/> to standardized scores, <see cref="ExpectedImprovement"/> over the best of the process' means at tried points.
/// A failed trial counts as the worst score seen. Whole numbers and choices are known to the process by their values alone, so that equal settings
/// are equal to it. A point is tried again only where a space has no others left. Trials that still run are not known: those started together after
/// the random ones go to about the same place, so it is best to run one after another.
/// </remarks>
/// <example><code>Point next = new BayesianSearch(space, seed: 1).Suggest(finished.Count, finished);</code></example>
public sealed class BayesianSearch : SearchMethod
{
    private const int MostListed = 2000;
    private readonly long _seed;

    /// <summary>A search.</summary>
    /// <param name="space">What to choose from.</param>
    /// <param name="seed">Gives the draws, with the trial's number. The first trials are those of a <see cref="RandomSearch"/> of this seed.</param>
    /// <param name="initial">Random trials at first, at least 1; null for twice the dimensions, at least 5.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="initial"/> is below 1.</exception>
    public BayesianSearch(SearchSpace space, long seed, int? initial = null) : base(space)
    {
        if (initial < 1) throw new ArgumentOutOfRangeException(nameof(initial), $"Got {initial} initial trials; takes 1 and more.");
        _seed = seed;
        Initial = initial ?? Math.Max(5, 2 * space.Dimensions.Count);
    }

    /// <summary>How many trials are random at first.</summary>
    public int Initial { get; }

    /// <inheritdoc/>
    protected override Point Next(int number, IReadOnlyList<FinishedTrial> finished)
    {
        var random = new StrokeRandom((ulong)_seed, (ulong)number);
        HashSet<Point> tried = [.. finished.Select(trial => trial.Point)];
        if (number < Initial || !finished.Any(trial => trial.Succeeded)) return DrawUntried(ref random, tried);

        double[][] places = [.. finished.Select(trial => Space.ToUnit(trial.Point))];
        double[] scores = StandardScores.Of(finished);
        GaussianProcess model = GaussianProcess.Tuned([.. places.SelectMany(place => place)], scores, Space.Categorical);
        var search = new ImprovementSearch(Space, model, [.. Enumerable.Range(0, places.Length).OrderByDescending(i => scores[i]).Select(i => places[i])]);
        if (Space.Count <= MostListed)
        {
            PointLattice all = Space.Lattice();
            Point[] points = [.. Enumerable.Range(0, all.Count).Select(i => all[i])];
            Point[] untried = [.. points.Where(point => !tried.Contains(point))];
            return (untried.Length > 0 ? untried : points).MaxBy(point => search.Value(Space.ToUnit(point)))!;
        }
        foreach (double[] place in search.Ranked(ref random))
            if (Space.FromUnit(place) is { } point && !tried.Contains(point)) return point;
        return DrawUntried(ref random, tried);
    }
}
