namespace MlPipelines.Pipelines.Evaluation;

/// <summary>How far the mean of a few runs, one a seed, may be from the mean over all seeds.</summary>
/// <remarks>Student's t-interval: mean ± t · s / √n. It takes the runs' results as independent and about normally distributed.</remarks>
public static class TInterval
{
    /// <summary>The interval of a mean.</summary>
    /// <param name="values">One result a seed; at least two.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There are fewer than two values, or one is not finite.</exception>
    public static ConfidenceInterval OfMean(IReadOnlyList<double> values, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        ConfidenceInterval.CheckLevel(level);
        if (values.Count < 2)
            throw new ArgumentException($"Got {values.Count} values; takes two or more. One run says nothing of how runs differ: add "
                + "seeds.", nameof(values));
        foreach (double value in values)
            if (!double.IsFinite(value))
                throw new ArgumentException($"Got the value {value}; takes finite numbers. Look at the run that gave it.", nameof(values));
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        double reach = Quantile((1 + level) / 2, values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new ConfidenceInterval(mean, mean - reach, mean + reach, level);
    }

    /// <summary>Quantile of Student's t distribution.</summary>
    /// <param name="probability">Above 0.5 and below 1.</param>
    /// <param name="freedom">Degrees of freedom, at least 1.</param>
    internal static double Quantile(double probability, int freedom)
    {
        double high = 1;
        while (Central(high, freedom) < 2 * probability - 1) high *= 2;
        double low = 0;
        // Until the two ends are neighbours.
        while ((low + high) / 2 is double middle && middle > low && middle < high)
        {
            if (Central(middle, freedom) < 2 * probability - 1) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <summary>Probability of -t to t: the finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4.</summary>
    private static double Central(double t, int freedom)
    {
        double angle = Math.Atan2(t, Math.Sqrt(freedom)), cosine = Math.Cos(angle), sine = Math.Sin(angle);
        bool odd = freedom % 2 == 1;
        double term = odd ? cosine : 1, sum = freedom > 1 ? term : 0;
        for (int i = odd ? 2 : 1; i + 1 < freedom; i += 2)
        {
            term *= cosine * cosine * i / (i + 1);
            sum += term;
        }
        return odd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
    }
}
