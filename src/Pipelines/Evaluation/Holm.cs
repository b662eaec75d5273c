namespace MlPipelines.Pipelines.Evaluation;

/// <summary>Holm's correction of several tests: the chance that any true hypothesis is rejected stays below the level.</summary>
/// <remarks>S. Holm, "A simple sequentially rejective multiple test procedure" (1979).</remarks>
public static class Holm
{
    /// <summary>Adjusted p-values; a test is significant at a level when its adjusted p-value is no greater.</summary>
    /// <param name="pValues">One a test, 0 .. 1.</param>
    /// <returns>One a test, in the same order.</returns>
    /// <exception cref="ArgumentException">A p-value is outside 0 .. 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        for (int i = 0; i < pValues.Count; i++)
            if (!(pValues[i] is >= 0 and <= 1))
                throw new ArgumentException($"Test {i} has the p-value {pValues[i]}; takes 0 to 1.", nameof(pValues));
        var adjusted = new double[pValues.Count];
        double least = 0;
        int left = pValues.Count;
        foreach (int i in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
        {
            least = Math.Max(least, Math.Min(1, left-- * pValues[i]));
            adjusted[i] = least;
        }
        return adjusted;
    }
}
