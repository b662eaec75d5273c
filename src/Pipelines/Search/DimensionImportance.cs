using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Search;

/// <summary>How much of the scores' variation each dimension accounts for by itself.</summary>
/// <remarks>
/// The variance of the main effects in the mean of a Gaussian process of the scores, after F. Hutter, H. Hoos, K. Leyton-Brown, "An efficient approach for
/// assessing hyperparameter importance" (2014), who take forests: a main effect is the mean over the other dimensions, here over 64
/// quasi-random places, at 16 places of the dimension (or each of up to 16 whole numbers, or of the choices). Failed trials are left out. What
/// dimensions do only together counts for none of them.
/// </remarks>
/// <example><code>
/// foreach ((string name, double share) in DimensionImportance.Of(space, finished)) Console.WriteLine($"{name} {share:P0}");
/// </code></example>
public static class DimensionImportance
{
    private const int Backgrounds = 64, MostLevels = 16;

    /// <summary>Each dimension's share, by name.</summary>
    /// <param name="space">The space of the search.</param>
    /// <param name="finished">Its trials, in any order.</param>
    /// <returns>Shares, 0 .. 1, in the order of the dimensions; their sum is 1, or 0 if the scores do not vary.</returns>
    /// <exception cref="ArgumentException">Fewer than two trials succeeded, or one is of another space.</exception>
    public static OrderedDictionary<string, double> Of(SearchSpace space, IReadOnlyList<FinishedTrial> finished)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(finished);
        FinishedTrial[] trials = [.. finished.Where(trial => trial.Succeeded).OrderBy(trial => trial.Number)];
        if (trials.Length < 2)
            throw new ArgumentException($"Got {trials.Length} trials that succeeded; takes two or more. Run more trials.", nameof(finished));
        double[] inputs = [.. trials.SelectMany(trial => space.ToUnit(trial.Point))];
        GaussianProcess model = GaussianProcess.Tuned(inputs, StandardScores.Of(trials), space.Categorical);
        var random = new StrokeRandom(0, 0);
        double[][] places = QuasiRandom.Places(space, Backgrounds, ref random);
        double[] effects = [.. Enumerable.Range(0, space.Dimensions.Count).Select(i => MainEffect(model, places, i, Levels(space.Dimensions[i])))];
        double sum = effects.Sum();
        var shares = new OrderedDictionary<string, double>();
        // Rounding leaves next to nothing where scores, standardized to variance 1, do not vary.
        for (int i = 0; i < effects.Length; i++) shares.Add(space.Dimensions[i].Name, sum > 1e-12 ? effects[i] / sum : 0);
        return shares;
    }

    private static double[] Levels(Dimension dimension)
    {
        int count = dimension.IsCategorical ? (int)dimension.Levels! : MostLevels;
        return [.. Enumerable.Range(0, count).Select(i => dimension.Snap((i + 0.5) / count)).Distinct()];
    }

    /// <summary>The variance over a dimension's levels of the mean over places that have them.</summary>
    private static double MainEffect(GaussianProcess model, double[][] places, int dimension, double[] levels)
    {
        double[] means = [.. levels.Select(level => places.Average(place =>
        {
            double[] there = [.. place];
            there[dimension] = level;
            return model.Mean(there);
        }))];
        double mean = means.Average();
        return means.Average(value => (value - mean) * (value - mean));
    }
}
