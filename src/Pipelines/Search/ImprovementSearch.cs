using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Search;

/// <summary>Looks for the place of the greatest expected improvement.</summary>
/// <param name="space">Where to look.</param>
/// <param name="model">What is known, in the unit cube.</param>
/// <param name="tried">Places that have been tried, best first.</param>
internal sealed class ImprovementSearch(SearchSpace space, GaussianProcess model, double[][] tried)
{
    private const int Everywhere = 1000, NearBest = 50, BestOnes = 5, Refined = 4;
    private const double FirstStep = 0.1, LastStep = 0.0005;

    // Of the model's own means: noise may have flattered the best score.
    private readonly double _best = tried.Max(place => model.Mean(place));

    /// <summary>Places in falling order of improvement.</summary>
    public List<double[]> Ranked(ref StrokeRandom random)
    {
        List<double[]> places = [.. QuasiRandom.Places(space, Everywhere, ref random)];
        foreach (double[] good in tried.Take(BestOnes))
            for (int i = 0; i < NearBest; i++) places.Add(Near(good, ref random));
        List<(double[] Place, double Value)> ranked = Rank(places.Select(place => (place, Value(place))));
        ranked.AddRange(ranked.Take(Refined).Select(best => Refine(best.Place, best.Value)).ToList());
        return [.. Rank(ranked).Select(best => best.Place)];
    }

    /// <summary>Logarithm of the expected improvement at a place.</summary>
    public double Value(double[] place)
    {
        (double mean, double variance) = model.Predict(place);
        return ExpectedImprovement.LogOf(mean, Math.Sqrt(variance), _best);
    }

    private static List<(double[] Place, double Value)> Rank(IEnumerable<(double[] Place, double Value)> places) =>
        [.. places.OrderByDescending(place => place.Value)];

    /// <summary>Changes some dimensions of a place, by steps of any size from large to tiny.</summary>
    private double[] Near(double[] place, ref StrokeRandom random)
    {
        double[] near = [.. place];
        double reach = 0.25;
        for (int halvings = random.Below(8); halvings > 0; halvings--) reach /= 2;
        int surely = random.Below(near.Length);
        for (int i = 0; i < near.Length; i++)
        {
            if (i != surely && random.Below(2) == 0) continue;
            Dimension dimension = space.Dimensions[i];
            near[i] = dimension.IsCategorical ? dimension.Snap(random.Uniform()) : dimension.Move(near[i], reach * random.Bell());
        }
        return near;
    }

    /// <summary>Steps up along one dimension after another, by shorter and shorter steps.</summary>
    private (double[] Place, double Value) Refine(double[] start, double value)
    {
        double[] place = [.. start];
        for (double step = FirstStep; step >= LastStep; step /= 2)
            for (int i = 0; i < place.Length; i++)
                foreach (double change in (ReadOnlySpan<double>)[step, -step])
                {
                    double before = place[i];
                    place[i] = space.Dimensions[i].Move(before, change);
                    double there = place[i] == before ? value : Value(place);
                    if (there > value) value = there;
                    else place[i] = before;
                }
        return (place, value);
    }
}
