using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>
/// Protects the reason for Bayesian search: it needs at most half the trials of random search, here until Branin's function is within 1 % of its
/// optimum, in the mean over seeds.
/// </summary>
/// <remarks>
/// Branin's function over -5 .. 10 and 0 .. 15 has three equal minima of 0.397887. Within 1 % means: its value is no greater than the minimum plus
/// 1 % of the way from there to the function's mean over the domain, 54.3; that is so on 1 % of the domain. A run is ended after 400
/// trials and counts as 400, which favours the slower method.
/// </remarks>
[TestClass]
public sealed class BraninTests
{
    private const double Minimum = 0.39788735772973816;
    private const int Most = 400;

    private static readonly SearchSpace Space = new(new RealDimension("x", -5, 10), new RealDimension("y", 0, 15));
    private static readonly double Target = Minimum + 0.01 * (Mean() - Minimum);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Bayesian_search_needs_half_of_random_searchs_trials_over_5_seeds() => Compare(5);

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void Bayesian_search_needs_half_of_random_searchs_trials_over_20_seeds() => Compare(20);

    private void Compare(int seeds)
    {
        int[] random = Trials("random", seeds), bayes = Trials("bayes", seeds);
        Assert.IsLessThanOrEqualTo(0.5 * random.Average(), bayes.Average());
    }

    /// <summary>For each seed, the number of trials until one is within 1 %.</summary>
    private int[] Trials(string name, int seeds)
    {
        int?[] needed = [.. Enumerable.Range(1, seeds).Select(seed => Trials(SearchMethodList.Create(name, Space, seed, budget: 40)))];
        int[] trials = [.. needed.Select(n => n ?? Most)], sorted = [.. trials.Order()];
        TestContext.WriteLine($"{name}: mean {trials.Average()}, median {(sorted[(seeds - 1) / 2] + sorted[seeds / 2]) / 2.0}, ended after {Most} trials "
            + $"{needed.Count(n => n is null)} of {seeds}: {string.Join(" ", trials)}");
        return trials;
    }

    /// <summary>The number of trials until one is within 1 %; null if none is.</summary>
    private static int? Trials(SearchMethod method)
    {
        var finished = new List<FinishedTrial>();
        for (int number = 0; number < Most; number++)
        {
            Point point = method.Suggest(number, finished);
            double value = Branin(point.Number("x"), point.Number("y"));
            if (value <= Target) return number + 1;
            finished.Add(new FinishedTrial(number, point, -value));
        }
        return null;
    }

    /// <summary>F. Branin (1972), with the constants of L. Dixon and G. Szegő (1978).</summary>
    private static double Branin(double x, double y)
    {
        double across = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return across * across + 10 * (1 - 1 / (8 * Math.PI)) * Math.Cos(x) + 10;
    }

    /// <summary>Over the domain, by the midpoints of a grid.</summary>
    private static double Mean()
    {
        double sum = 0;
        for (int i = 0; i < 200; i++)
            for (int j = 0; j < 200; j++) sum += Branin(-5 + 15 * (i + 0.5) / 200, 15 * (j + 0.5) / 200);
        return sum / (200 * 200);
    }
}
