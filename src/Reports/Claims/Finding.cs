namespace MlPipelines.Reports.Claims;

/// <summary>What a finding says.</summary>
public enum FindingKind
{
    /// <summary>Two statements cannot both be true.</summary>
    Contradiction,

    /// <summary>A comparison of which the paper prints no figures.</summary>
    Unsupported,
}

/// <summary>Something that arithmetic finds in a paper or a record.</summary>
/// <param name="Kind">Contradiction or comparison without figures.</param>
/// <param name="Rule">Rule that found it: "f1".</param>
/// <param name="Paper">Short name of the paper, or the experiment of a record.</param>
/// <param name="Text">One or two sentences that name the places with their numbers.</param>
/// <param name="Claims">Ids of the claims that do not fit together.</param>
public sealed record Finding(FindingKind Kind, string Rule, string Paper, string Text, IReadOnlyList<string> Claims);
