using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Search;

/// <summary>Independent draws, even over the unit cube; finished trials do not matter.</summary>
/// <remarks>J. Bergstra, Y. Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012).</remarks>
/// <example><code>Point first = new RandomSearch(space, seed: 1).Suggest(0, []);</code></example>
public sealed class RandomSearch : SearchMethod
{
    private readonly long _seed;

    /// <summary>A search.</summary>
    /// <param name="space">What to choose from.</param>
    /// <param name="seed">Gives the draws, with the trial's number.</param>
    public RandomSearch(SearchSpace space, long seed) : base(space) => _seed = seed;

    /// <inheritdoc/>
    protected override Point Next(int number, IReadOnlyList<FinishedTrial> finished)
    {
        var random = new StrokeRandom((ulong)_seed, (ulong)number);
        return Space.FromUnit(Space.Draw(ref random));
    }
}
