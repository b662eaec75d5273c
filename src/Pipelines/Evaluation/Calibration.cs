namespace MlPipelines.Pipelines.Evaluation;

/// <summary>The rows whose confidence lies in one interval.</summary>
/// <param name="From">Lower bound, not in the interval (but 0 is in the first one).</param>
/// <param name="To">Upper bound, in the interval.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Confidence">Their mean confidence, 0 .. 1; 0 without rows.</param>
/// <param name="Accuracy">Share of them that was classified rightly, 0 .. 1; 0 without rows.</param>
public sealed record CalibrationBin(double From, double To, long Count, double Confidence, double Accuracy);

/// <summary>Whether a model is as often right as it says: confidence (the probability of the predicted class) against accuracy.</summary>
/// <remarks>
/// Equal intervals of confidence and the expected calibration error of Guo and others, "On Calibration of Modern Neural Networks" (2017),
/// section 2: the mean over rows of the distance between its interval's accuracy and confidence.
/// </remarks>
public sealed class Calibration
{
    private Calibration(CalibrationBin[] bins)
    {
        Bins = bins;
        double rows = bins.Sum(bin => bin.Count);
        foreach (CalibrationBin bin in bins)
        {
            double gap = Math.Abs(bin.Accuracy - bin.Confidence);
            ExpectedError += bin.Count / rows * gap;
            MaximumError = Math.Max(MaximumError, gap);
        }
    }

    /// <summary>The intervals, also those without rows.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>The expected calibration error (ECE), 0 .. 1.</summary>
    public double ExpectedError { get; }

    /// <summary>The greatest distance of an interval's accuracy from its confidence (MCE), 0 .. 1.</summary>
    public double MaximumError { get; }

    /// <summary>Counts rows.</summary>
    /// <param name="confidence">Each row's probability of the predicted class, 0 .. 1.</param>
    /// <param name="right">Whether the predicted class is the true one.</param>
    /// <param name="bins">Number of intervals, at least 1.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are no rows, or a confidence is no probability.</exception>
    public static Calibration Compute(ReadOnlySpan<float> confidence, ReadOnlySpan<bool> right, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (confidence.Length != right.Length || right.Length == 0)
            throw new ArgumentException($"Got {confidence.Length} confidences and {right.Length} results; takes one of each a row, "
                + "and at least one row.", nameof(right));
        long[] counts = new long[bins], hits = new long[bins];
        double[] sums = new double[bins];
        for (int i = 0; i < right.Length; i++)
        {
            if (!(confidence[i] is >= 0 and <= 1))
                throw new ArgumentException($"Row {i} has the confidence {confidence[i]}; takes probabilities, 0 to 1.", nameof(confidence));
            int bin = Math.Clamp((int)Math.Ceiling((double)confidence[i] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            sums[bin] += confidence[i];
            if (right[i]) hits[bin]++;
        }
        var result = new CalibrationBin[bins];
        for (int b = 0; b < bins; b++)
        {
            double rows = Math.Max(1, counts[b]);
            result[b] = new CalibrationBin((double)b / bins, (b + 1.0) / bins, counts[b], sums[b] / rows, hits[b] / rows);
        }
        return new Calibration(result);
    }
}
