using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Search;

/// <summary>
/// After a random population, each trial is a child of two of the best: settings of either parent, some of them changed.
/// </summary>
/// <remarks>
/// Steady state: a child competes as soon as it has finished. Parents are the better of two drawn from as many of the best finished trials as a
/// population has; failed trials have no children. A child takes each setting from either parent; one setting surely, and the others with
/// a chance of one in the number of dimensions, are changed: numbers by a bell curve with a standard deviation of a seventh of the unit interval,
/// choices by drawing again.
/// A. Eiben, J. Smith, "Introduction to Evolutionary Computing" (2015), chapters 4 and 5.
/// </remarks>
/// <example><code>Point next = new EvolutionarySearch(space, seed: 1, population: 8).Suggest(finished.Count, finished);</code></example>
public sealed class EvolutionarySearch : SearchMethod
{
    private const int Children = 20;
    private const double Reach = 1.0 / 7;
    private readonly long _seed;

    /// <summary>A search.</summary>
    /// <param name="space">What to choose from.</param>
    /// <param name="seed">Gives the draws, with the trial's number. The first trials are those of a <see cref="RandomSearch"/> of this seed.</param>
    /// <param name="population">Random trials at first, and how many of the best can be parents; at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="population"/> is below 2.</exception>
    public EvolutionarySearch(SearchSpace space, long seed, int population) : base(space)
    {
        if (population < 2) throw new ArgumentOutOfRangeException(nameof(population), $"Got a population of {population}; takes 2 and more.");
        (_seed, Population) = (seed, population);
    }

    /// <summary>Random trials at first, and how many of the best can be parents.</summary>
    public int Population { get; }

    /// <inheritdoc/>
    protected override Point Next(int number, IReadOnlyList<FinishedTrial> finished)
    {
        var random = new StrokeRandom((ulong)_seed, (ulong)number);
        HashSet<Point> tried = [.. finished.Select(trial => trial.Point)];
        double[][] parents =
        [
            .. finished.Where(trial => trial.Succeeded).OrderByDescending(trial => trial.Score).Take(Population)
                .Select(trial => Space.ToUnit(trial.Point)),
        ];
        for (int i = 0; i < Children && number >= Population && parents.Length > 0; i++)
        {
            Point child = Child(Tournament(parents, ref random), Tournament(parents, ref random), ref random);
            if (!tried.Contains(child)) return child;
        }
        return DrawUntried(ref random, tried);
    }

    /// <summary>The better of two; parents come best first.</summary>
    private static double[] Tournament(double[][] parents, ref StrokeRandom random) =>
        parents[Math.Min(random.Below(parents.Length), random.Below(parents.Length))];

    private Point Child(double[] mother, double[] father, ref StrokeRandom random)
    {
        double[] child = new double[mother.Length];
        int surely = random.Below(child.Length);
        for (int i = 0; i < child.Length; i++)
        {
            child[i] = random.Below(2) == 0 ? mother[i] : father[i];
            if (i != surely && random.Below(child.Length) != 0) continue;
            Dimension dimension = Space.Dimensions[i];
            child[i] = dimension.IsCategorical ? dimension.Snap(random.Uniform()) : dimension.Move(child[i], Reach * random.Bell());
        }
        return Space.FromUnit(child);
    }
}
