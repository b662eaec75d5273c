using System.Globalization;

namespace MlPipelines.Reports.Charts;

/// <summary>How drawings look: rules that a page takes into its style sheet and a drawing in a file of its own carries along.</summary>
internal static class ChartStyle
{
    /// <summary>Rules for the parts of drawings; their colours are variables.</summary>
    public static string Rules { get; } = string.Create(CultureInfo.InvariantCulture, $$"""
        .chart { display: block; width: 100%; max-width: 500px; height: auto; background: var(--panel); border-radius: 6px; }
        .chart { fill: var(--ink); font-size: {{ChartText.BodySize}}px; font-family: inherit; direction: ltr; }
        .chart text { unicode-bidi: plaintext; }
        .chart .heading { font-weight: 600; font-size: {{ChartText.HeadingSize}}px; }
        .chart .tick, .chart .note { fill: var(--quiet); font-size: {{ChartText.TickSize}}px; }
        .chart .tick, .chart .cell, .chart .value { font-variant-numeric: tabular-nums; }
        .chart .cell { font-size: {{ChartText.CellSize}}px; }
        .chart .faint { fill: var(--quiet); }
        .chart .halo { paint-order: stroke; stroke: var(--panel); stroke-width: 4px; stroke-linejoin: round; }
        .chart .grid { stroke: var(--rule); stroke-width: 1; }
        .chart .axis { stroke: var(--quiet); stroke-width: 1; }
        .chart .ideal { stroke: var(--quiet); stroke-width: 1.5; stroke-dasharray: 5 4; }
        .chart .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .chart .dense { stroke-width: 1; }
        .chart .marker { paint-order: stroke; stroke: var(--panel); stroke-width: 1.5px; }
        .chart .band { stroke: none; }
        .chart .whisker { stroke: var(--ink); stroke-width: 1.5; }
        .chart .thin { fill: none; stroke: var(--quiet); stroke-width: 1; stroke-opacity: 0.45; }
        .chart .hover { fill: transparent; stroke: none; }
        .chart .hit { fill: var(--hit); }
        .chart .miss { fill: var(--miss); }
        .chart .frame { fill: none; stroke: var(--rule); stroke-width: 1; }
        .chart .wrong { fill: none; stroke: var(--series-1); stroke-width: 3; }
        .chart .pixels { image-rendering: pixelated; }

        """);

    /// <summary>A style sheet for a drawing in a file of its own: light, dark and on paper. It says nothing of a page that the drawing is put into.</summary>
    public static string File { get; } =
        $".chart {{ color-scheme: light dark; {Palette.LightTheme.Variables()} }}\n"
        + $"@media (prefers-color-scheme: dark) {{ .chart {{ {Palette.DarkTheme.Variables()} }} }}\n"
        + $"@media print {{ .chart {{ color-scheme: light; {Palette.PrintTheme.Variables()} }} }}\n"
        // On its own the drawing may be as large as the window, and has no page whose face it could take.
        + Rules.Replace("max-width: 500px; ", "").Replace("inherit;", "system-ui, \"Segoe UI\", Roboto, \"Helvetica Neue\", sans-serif;");
}
