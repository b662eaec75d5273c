using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Search;

/// <summary>Places that fill the unit cube more evenly than random ones.</summary>
/// <remarks>R. Richtmyer's sequence (1951): multiples of the square roots of the primes, without their whole parts, from a random start.</remarks>
internal static class QuasiRandom
{
    /// <summary>Some places, each at a value in every dimension.</summary>
    public static double[][] Places(SearchSpace space, int count, ref StrokeRandom random)
    {
        int d = space.Dimensions.Count;
        double[] start = new double[d], steps = new double[d];
        for (int i = 0, prime = 2; i < d; prime++)
        {
            if (Enumerable.Range(2, prime - 2).Any(divisor => prime % divisor == 0)) continue;
            (start[i], steps[i++]) = (random.Uniform(), Math.Sqrt(prime));
        }
        var places = new double[count][];
        for (int n = 0; n < count; n++)
        {
            places[n] = new double[d];
            for (int i = 0; i < d; i++)
            {
                double at = start[i] + n * steps[i];
                places[n][i] = space.Dimensions[i].Snap(at - Math.Floor(at));
            }
        }
        return places;
    }
}
