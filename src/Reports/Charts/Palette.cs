namespace MlPipelines.Reports.Charts;

/// <summary>Colours that colour-blind readers can tell apart (Okabe and Ito), in one set for light and one for dark pages.</summary>
internal static class Palette
{
    public static IReadOnlyList<string> Light { get; } = ["#0072b2", "#c04f00", "#00785a", "#a4508a", "#8a6d00", "#333333"];

    public static IReadOnlyList<string> Dark { get; } = ["#56b4e9", "#f0894a", "#2fc79a", "#e29cc8", "#f0e442", "#dddddd"];
}
