using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Claims;

/// <summary>What became of a claim.</summary>
public enum VerdictKind
{
    /// <summary>
    /// Inside the 95% interval, or within 0.3 points for an accuracy; for an order: the measured one is the same, beyond chance.
    /// </summary>
    Reproduced,

    /// <summary>The measured value is better than claimed.</summary>
    Better,

    /// <summary>The measured value is worse than claimed; for an order: the opposite is measured.</summary>
    Worse,

    /// <summary>It cannot be compared; the verdict says why.</summary>
    NotComparable,

    /// <summary>No record holds a measurement.</summary>
    NotMeasured,

    /// <summary>The paper contradicts itself here; the verdict says how.</summary>
    Inconsistent,
}

/// <summary>A verdict and its reason.</summary>
/// <param name="Kind">The verdict.</param>
/// <param name="Why">The reason; empty where the numbers say it.</param>
public sealed record Verdict(VerdictKind Kind, string Why = "")
{
    /// <summary>No record holds a measurement.</summary>
    public static Verdict NotMeasured { get; } = new(VerdictKind.NotMeasured);

    /// <summary>It cannot be compared.</summary>
    public static Verdict NotComparable(string why) => new(VerdictKind.NotComparable, why);
}

/// <summary>A claim with its verdict.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Verdict">The verdict; <see cref="VerdictKind.Inconsistent"/> comes before everything that was measured.</param>
/// <param name="Against">What the measurement alone says, also where the paper contradicts itself.</param>
/// <param name="Measured">The measurement: the quantity's, or for an order the difference of the pair that decides; null without.</param>
/// <param name="Records">The runs it rests on, one a seed and model.</param>
/// <param name="Findings">What arithmetic found about the claim.</param>
public sealed record ClaimVerdict(
    Claim Claim, Verdict Verdict, Verdict Against, Estimate? Measured, IReadOnlyList<RunRecord> Records, IReadOnlyList<Finding> Findings);
