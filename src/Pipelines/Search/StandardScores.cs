namespace MlPipelines.Pipelines.Search;

/// <summary>Scores with mean 0 and standard deviation 1, as a <see cref="GaussianProcess"/> takes them.</summary>
internal static class StandardScores
{
    /// <summary>The scores of trials of which one at least succeeded; failed ones count as the worst. All 0 when they are equal.</summary>
    public static double[] Of(IReadOnlyList<FinishedTrial> trials)
    {
        double worst = trials.Where(trial => trial.Succeeded).Min(trial => trial.Score!.Value);
        double[] scores = [.. trials.Select(trial => trial.Succeeded ? trial.Score!.Value : worst)];
        // Divided by the greatest first, so that no square overflows.
        double greatest = scores.Max(Math.Abs);
        if (greatest == 0) return scores;
        for (int i = 0; i < scores.Length; i++) scores[i] /= greatest;
        double mean = scores.Average();
        double deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
        for (int i = 0; i < scores.Length; i++) scores[i] = deviation > 1e-12 ? (scores[i] - mean) / deviation : 0;
        return scores;
    }
}
