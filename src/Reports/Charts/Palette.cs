namespace MlPipelines.Reports.Charts;

/// <summary>The colours of a page: of text and surfaces, of series of values, and of a heat map's hits and misses.</summary>
/// <param name="Page">Behind everything.</param>
/// <param name="Panel">Behind a drawing.</param>
/// <param name="Ink">Text.</param>
/// <param name="Quiet">Text of less weight, and axes.</param>
/// <param name="Rule">Lines that divide, and grids.</param>
/// <param name="Hit">What was right, at its strongest; ink can be read on it.</param>
/// <param name="Miss">What was wrong, at its strongest; ink can be read on it.</param>
/// <param name="Series">Series of values, in order.</param>
internal sealed record Theme(
    string Page, string Panel, string Ink, string Quiet, string Rule, string Hit, string Miss, IReadOnlyList<string> Series)
{
    /// <summary>The colours as variables of a style sheet.</summary>
    public string Variables() =>
        $"--page: {Page}; --panel: {Panel}; --ink: {Ink}; --quiet: {Quiet}; --rule: {Rule}; --hit: {Hit}; --miss: {Miss}; "
        + string.Join(' ', Series.Select((colour, i) => $"--series-{i}: {colour};"));
}

/// <summary>Colours that colour-blind readers can tell apart (after Okabe and Ito), in one set for light and one for dark pages.</summary>
internal static class Palette
{
    /// <summary>Series on light pages.</summary>
    public static IReadOnlyList<string> Light { get; } = ["#0072b2", "#c04f00", "#00785a", "#a4508a", "#8a6d00", "#333333"];

    /// <summary>Series on dark pages.</summary>
    public static IReadOnlyList<string> Dark { get; } = ["#56b4e9", "#f0894a", "#2fc79a", "#e29cc8", "#f0e442", "#dddddd"];

    /// <summary>Light pages.</summary>
    public static Theme LightTheme { get; } = new("#ffffff", "#f4f6f8", "#1a1f26", "#55606e", "#d5dae1", "#4a9ccb", "#e38a45", Light);

    /// <summary>Dark pages.</summary>
    public static Theme DarkTheme { get; } = new("#14181d", "#1d232a", "#e8ebef", "#a4aebb", "#38414c", "#1f639b", "#9c4a12", Dark);

    /// <summary>Paper.</summary>
    public static Theme PrintTheme { get; } = new("#ffffff", "#ffffff", "#000000", "#444444", "#bbbbbb", "#4a9ccb", "#e38a45", Light);
}
