namespace MlPipelines.Pipelines.Search;

/// <summary>A search method that can be asked for by name.</summary>
/// <param name="Name">As typed on the command line: "bayes".</param>
/// <param name="Description">One line for the help text.</param>
/// <param name="Create">Makes it for a space, a seed and a budget of trials.</param>
public sealed record SearchMethodChoice(string Name, string Description, Func<SearchSpace, long, int, SearchMethod> Create);

/// <summary>The search methods by name.</summary>
/// <example><code>SearchMethod method = SearchMethodList.Create("bayes", space, seed: 1, budget: 30);</code></example>
public static class SearchMethodList
{
    /// <summary>All methods, simple ones first.</summary>
    public static IReadOnlyList<SearchMethodChoice> All { get; } =
    [
        new("grid", "all combinations of evenly spread values, as fine as the budget allows", (space, _, budget) => GridSearch.ForBudget(space, budget)),
        new("random", "independent draws", (space, seed, _) => new RandomSearch(space, seed)),
        new("bayes", "where a Gaussian process expects the greatest improvement",
            (space, seed, budget) => new BayesianSearch(space, seed, Math.Min(Math.Max(5, 2 * space.Dimensions.Count), Math.Max(1, budget / 2)))),
        new("evolution", "children of the best trials, a quarter of the budget random (4 to 20 trials)",
            (space, seed, budget) => new EvolutionarySearch(space, seed, Math.Clamp(budget / 4, 4, 20))),
    ];

    /// <summary>Makes a method.</summary>
    /// <param name="name">One of the names in <see cref="All"/>, in any case.</param>
    /// <param name="space">What to choose from.</param>
    /// <param name="seed">Gives the draws; a grid has none.</param>
    /// <param name="budget">How many trials there will be, at least 1. Random trials at first are at most half of them.</param>
    /// <exception cref="ArgumentException">There is no such method (the text lists the names), or no grid within the budget.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="budget"/> is below 1.</exception>
    public static SearchMethod Create(string name, SearchSpace space, long seed, int budget)
    {
        if (budget < 1) throw new ArgumentOutOfRangeException(nameof(budget), $"Got a budget of {budget} trials; takes 1 and more.");
        SearchMethodChoice choice = All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"'{name}' is no search method. Methods: {string.Join(", ", All.Select(method => method.Name))}.", nameof(name));
        return choice.Create(space, seed, budget);
    }
}
