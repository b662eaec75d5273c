namespace MlPipelines.Pipelines.Search;

/// <summary>By how much a normally distributed value is expected to exceed the best one so far; what falls short of it counts as 0.</summary>
/// <remarks>
/// s (z Φ(z) + φ(z)) with z = (mean - best) / s; D. Jones, M. Schonlau, W. Welch, "Efficient global optimization of expensive black-box
/// functions" (1998), equation 15. Its logarithm orders places that the number itself, as small as it gets, does not.
/// </remarks>
/// <example><code>double gain = ExpectedImprovement.Of(mean: 1, deviation: 2, best: 1);   // 2 φ(0) = 0.798</code></example>
public static class ExpectedImprovement
{
    private const double RootTwoPi = 2.5066282746310002, LogRootTwoPi = 0.91893853320467267;

    /// <summary>The expected improvement.</summary>
    /// <param name="mean">Mean of the value.</param>
    /// <param name="deviation">Its standard deviation, at least 0.</param>
    /// <param name="best">What is to be exceeded.</param>
    /// <exception cref="ArgumentException">The deviation is negative or a number is NaN.</exception>
    public static double Of(double mean, double deviation, double best) => PortableMath.Exp(LogOf(mean, deviation, best));

    /// <summary>Natural logarithm of the expected improvement; minus infinity where there is none.</summary>
    /// <inheritdoc cref="Of"/>
    public static double LogOf(double mean, double deviation, double best)
    {
        if (!(deviation >= 0) || double.IsNaN(mean - best))
            throw new ArgumentException($"Got the mean {mean}, deviation {deviation} and best {best}; takes numbers, and a deviation "
                + "from 0 on.", nameof(deviation));
        double z = (mean - best) / deviation;
        // Also with so small a deviation that z is not finite.
        if (deviation == 0 || !double.IsFinite(z)) return PortableMath.Log(Math.Max(0, mean - best));
        return PortableMath.Log(deviation) + LogStandard(z);
    }

    /// <summary>Logarithm of z Φ(z) + φ(z).</summary>
    private static double LogStandard(double z)
    {
        double logDensity = -0.5 * z * z - LogRootTwoPi;
        if (z >= -3) return PortableMath.Log(z * Distribution(z) + PortableMath.Exp(logDensity));
        // φ(z) c / (x + c) with x = -z and c = 1 / (x + 2 / (x + 3 / (x + ...))), from the continued fraction of Mills' ratio: no difference of near
        // equals.
        double x = -z, c = 0;
        for (int k = 60; k >= 1; k--) c = k / (x + c);
        return logDensity + PortableMath.Log(c / (x + c));
    }

    /// <summary>Φ; G. Marsaglia, "Evaluating the normal distribution" (2004): 1/2 + φ(z) (z + z³/3 + z⁵/15 + ...).</summary>
    private static double Distribution(double z)
    {
        if (z > 9) return 1;
        double sum = z, term = z;
        for (int i = 3; sum + term != sum || i == 3; i += 2)
        {
            term *= z * z / i;
            sum += term;
        }
        return 0.5 + sum * PortableMath.Exp(-0.5 * z * z) / RootTwoPi;
    }
}
