namespace MlPipelines.Pipelines.Evaluation;

/// <summary>A figure and the range that its chance variation leaves.</summary>
/// <param name="Estimate">The figure.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">How often, over repetitions, such a range holds the true value; above 0 and below 1.</param>
public sealed record ConfidenceInterval(double Estimate, double Low, double High, double Level)
{
    /// <summary>As in "0.9876 [0.9853, 0.9897] (95 %)".</summary>
    public override string ToString() => $"{Estimate:F4} [{Low:F4}, {High:F4}] ({100 * Level:0.##} %)";

    internal static void CheckLevel(double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), $"Got the level {level}; takes above 0 and below 1, as 0.95 for 95 %.");
    }
}
