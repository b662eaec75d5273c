namespace MlPipelines.Reports.Papers;

/// <summary>Rules for the first screen and the papers' sections.</summary>
internal static class PaperStyle
{
    /// <summary>The rules; they follow those of the page.</summary>
    public const string Css = """
        :root { --v-good: #0072b2; --v-better: #007a5a; --v-worse: #b84a00; --v-odd: #9c3f7c; --v-other: #7a8694; --v-none: #c3cad2; }
        @media (prefers-color-scheme: dark) {
          :root { --v-good: #56b4e9; --v-better: #2fc49a; --v-worse: #ff9a57; --v-odd: #e29bc9; --v-other: #8c98a6; --v-none: #48525e; }
        }
        h3 { font-size: 1.08rem; margin: 0 0 8px; overflow-wrap: anywhere; }
        .place { color: var(--quiet); font-weight: 500; margin-right: 6px; }
        section.paper { border-top: 2px solid var(--rule); padding-top: 24px; margin-top: 48px; }
        section.slot { margin: 28px 0; }
        section.slot .charts { margin: 8px 0; }
        section.slot .charts > figure.table { max-width: 100%; }
        .wide, section.slot .charts > p, section.slot .charts > ul { grid-column: 1 / -1; min-width: 0; }
        section.slot .charts > p, section.slot .charts > ul { margin: 0; max-width: 72rem; }
        .warnings { border-left: 4px solid var(--warn-rule); padding-left: 28px; }
        .missing { color: var(--quiet); border-left: 4px solid var(--v-none); padding: 2px 10px; margin: 6px 0; }
        .provenance { font-size: 0.8rem; color: var(--quiet); margin: 4px 0 10px; overflow-wrap: anywhere; max-width: 72rem; }
        .tiles, .strips { list-style: none; padding: 0; margin: 16px 0; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(136px, 1fr)); gap: 10px; }
        .tiles li { background: var(--panel); border-left: 6px solid var(--v); border-radius: 4px; padding: 8px 12px; }
        .count { display: block; font-size: 1.7rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .strips li { margin: 10px 0; }
        .strip { display: flex; height: 12px; margin: 4px 0 2px; gap: 2px; border-radius: 4px; overflow: hidden; }
        .strip span { background: var(--v); flex: 1 1 0; min-width: 3px; }
        .words { font-size: 0.86rem; color: var(--quiet); }
        .v-reproduced { --v: var(--v-good); } .v-better { --v: var(--v-better); } .v-worse { --v: var(--v-worse); }
        .v-inconsistent { --v: var(--v-odd); } .v-notcomparable { --v: var(--v-other); } .v-notmeasured { --v: var(--v-none); }
        .verdict { border-left: 4px solid var(--v); padding-left: 6px; }
        .claims { font-size: 0.88rem; }
        .claims td, .claims tbody th { overflow-wrap: anywhere; min-width: 5.5em; }
        .claims td:last-child { min-width: 9em; }
        details { margin: 12px 0; } summary { cursor: pointer; color: var(--link); }
        .listing p { margin: 0 0 4px; font-size: 0.86rem; color: var(--quiet); }
        pre { margin: 0; padding: 10px 12px; background: var(--panel); border-radius: 6px; overflow-x: auto; font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; max-height: 36rem; }
        .compact { margin: 4px 0; }
        @media (max-width: 480px) {
          .claims { font-size: 0.74rem; table-layout: fixed; width: 100%; }
          .claims td, .claims tbody th, .claims td:last-child { min-width: 0; }
          .claims.all { min-width: 560px; }
        }
        @media print { :root { --v-good: #0072b2; --v-better: #007a5a; --v-worse: #b84a00; --v-odd: #9c3f7c; --v-other: #7a8694; --v-none: #c3cad2; } pre { max-height: none; white-space: pre-wrap; } section.paper { break-before: page; } }

        """;
}
