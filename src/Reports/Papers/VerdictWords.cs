using System.Globalization;
using MlPipelines.Reports.Claims;

namespace MlPipelines.Reports.Papers;

/// <summary>Verdicts and numbers as a reader sees them.</summary>
internal static class VerdictWords
{
    /// <summary>The verdicts in the order in which they are shown.</summary>
    public static IReadOnlyList<VerdictKind> Order { get; } =
        [VerdictKind.Reproduced, VerdictKind.Better, VerdictKind.Worse, VerdictKind.Inconsistent, VerdictKind.NotComparable, VerdictKind.NotMeasured];

    /// <summary>The verdict in words.</summary>
    public static string Words(VerdictKind kind) => kind switch
    {
        VerdictKind.Reproduced => "reproduced",
        VerdictKind.Better => "better",
        VerdictKind.Worse => "worse",
        VerdictKind.Inconsistent => "inconsistent in the paper",
        VerdictKind.NotComparable => "not comparable",
        _ => "not measured",
    };

    /// <summary>A sign that tells verdicts apart without colours.</summary>
    public static string Sign(VerdictKind kind) => kind switch
    {
        VerdictKind.Reproduced => "✓",
        VerdictKind.Better => "▲",
        VerdictKind.Worse => "▼",
        VerdictKind.Inconsistent => "!",
        VerdictKind.NotComparable => "≠",
        _ => "–",
    };

    /// <summary>Class of the style sheet.</summary>
    public static string Class(VerdictKind kind) => "v-" + kind.ToString().ToLowerInvariant();

    /// <summary>True for claims of results; settings, words and other people's figures are left out.</summary>
    public static bool IsResult(Claim claim) =>
        claim.Kind is ClaimKind.Value or ClaimKind.Order || (claim.Kind == ClaimKind.Count && !claim.IsSetting);

    /// <summary>The measurement in the unit of the claim.</summary>
    public static string Measured(ClaimVerdict verdict)
    {
        // Settings, words and other machines' seconds have nothing to be measured; the verdict says so.
        if (verdict.Measured is not { } m) return verdict.Against.Kind == VerdictKind.NotMeasured ? Words(VerdictKind.NotMeasured) : "—";
        string text = One(m.Value);
        if (m.High > m.Low) text += $" ({One(m.Low)} to {One(m.High)})";
        return m.Seeds > 1 ? $"{text}, {m.Seeds} seeds" : text;

        string One(double value) => verdict.Claim.Unit == "%" || verdict.Claim.Kind == ClaimKind.Order
            ? (100 * value).ToString("F2", CultureInfo.InvariantCulture) + (verdict.Claim.Unit == "%" ? "%" : " points")
            : value.ToString(verdict.Claim.Unit is "share" or "loss" ? "F4" : "G5", CultureInfo.InvariantCulture);
    }

    /// <summary>What a claim speaks of: "cnn, augmented, test accuracy".</summary>
    public static string Subject(Claim claim)
    {
        IEnumerable<string> quantities = claim.Kind == ClaimKind.Order ? claim.Order : [claim.Quantity];
        string text = string.Join(" > ", quantities.Select(q => Plain(q, claim.Paper)));
        return text.Length > 0 ? text : claim.Quote;
    }

    private static string Plain(string quantity, string paper)
    {
        string own = quantity.StartsWith(paper + ".", StringComparison.Ordinal) ? quantity[(paper.Length + 1)..] : quantity;
        return own.Replace(".", ", ").Replace('_', ' ');
    }
}
