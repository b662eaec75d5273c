using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Reports.Claims;

/// <summary>A measured number with its 95% interval.</summary>
/// <param name="Value">Mean over the seeds.</param>
/// <param name="Low">Lower end of the interval; the value itself where there is none.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Seeds">Number of runs, one a seed.</param>
/// <param name="Basis">What the interval rests on; null when nothing gives one.</param>
public sealed record Estimate(double Value, double Low, double High, int Seeds, string? Basis)
{
    /// <summary>Two-sided 95% quantile of the normal distribution.</summary>
    public const double Z = 1.959964;

    /// <summary>The interval.</summary>
    public Interval Interval => new(Low, High);

    /// <summary>Mean of several seeds with its t-interval.</summary>
    /// <param name="values">One value a seed, two or more.</param>
    public static Estimate OfSeeds(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 2);
        if (values.Any(v => !double.IsFinite(v))) return new Estimate(double.NaN, double.NaN, double.NaN, values.Count, null);
        ConfidenceInterval mean = TInterval.OfMean(values);
        return new Estimate(mean.Estimate, mean.Low, mean.High, values.Count, $"t-interval over {values.Count} seeds");
    }

    /// <summary>A share of one run with its Wilson interval.</summary>
    /// <param name="share">The share, 0 .. 1.</param>
    /// <param name="trials">Of how many, 1 or more.</param>
    public static Estimate OfShare(double share, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        double n = trials, z2 = Z * Z / n;
        double middle = (share + z2 / 2) / (1 + z2), half = Z / (1 + z2) * Math.Sqrt(share * (1 - share) / n + z2 / (4 * n));
        return new Estimate(share, Math.Min(share, middle - half), Math.Max(share, middle + half), 1,
            $"Wilson interval, {trials:N0} images");
    }

    /// <summary>One run's value without an interval.</summary>
    public static Estimate Single(double value) => new(value, value, value, 1, null);

    /// <summary>
    /// The difference of two estimates of one seed each, by the normal approximation; without interval where one has none.
    /// </summary>
    public static Estimate Difference(Estimate a, Estimate b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        double difference = a.Value - b.Value;
        if (a.Basis is null || b.Basis is null) return Single(difference);
        double x = (a.High - a.Low) / 2, y = (b.High - b.Low) / 2, half = Math.Sqrt(x * x + y * y);
        return new Estimate(difference, difference - half, difference + half, 1, $"{a.Basis}; {b.Basis}");
    }
}
