using MlPipelines.Reports.Charts;

namespace MlPipelines.Reports;

/// <summary>The report's style sheet: light and dark, narrow and wide screens, paper.</summary>
internal static class PageStyle
{
    /// <summary>The whole sheet; it holds no character with a meaning in HTML besides the greater-than sign.</summary>
    public static string Css { get; } = Template
        .Replace("THEME_LIGHT", Palette.LightTheme.Variables())
        .Replace("THEME_DARK", Palette.DarkTheme.Variables())
        .Replace("THEME_PRINT", Palette.PrintTheme.Variables())
        .Replace("CHART_RULES", ChartStyle.Rules.TrimEnd());

    private const string Template = """
        :root {
          color-scheme: light dark;
          --link: #00568a; --warn-page: #fff4d6; --warn-rule: #c98a00;
          THEME_LIGHT
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --link: #7cc4f5; --warn-page: #3a2e0c; --warn-rule: #d9a126;
            THEME_DARK
          }
        }
        @media print {
          :root {
            color-scheme: light;
            --link: #000000; --warn-page: #ffffff; --warn-rule: #000000;
            THEME_PRINT
          }
          section.run { break-before: page; }
          figure, tr { break-inside: avoid; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
        main, footer { max-width: 1180px; margin: 0 auto; padding: 0 16px; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 32px 0 4px; }
        h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 4px; overflow-wrap: anywhere; }
        a { color: var(--link); }
        .lead, .facts, figcaption, footer { color: var(--quiet); }
        .lead { font-size: 1.1rem; margin: 0 0 20px; }
        .facts { margin: 0 0 12px; overflow-wrap: anywhere; }
        section { margin: 32px 0; }
        section.run { border-top: 2px solid var(--rule); padding-top: 24px; margin-top: 48px; }
        .banner { background: var(--warn-page); border-left: 5px solid var(--warn-rule); padding: 10px 14px; margin: 12px 0; }
        .headline { margin: 8px 0 12px; }
        .big { font-size: 2rem; font-weight: 650; font-variant-numeric: tabular-nums; margin-right: 6px; }
        .notes { margin: 12px 0; padding-left: 20px; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: 0.93rem; }
        caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
        th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
        thead th { color: var(--quiet); font-weight: 600; white-space: nowrap; vertical-align: bottom; }
        tbody th { font-weight: 500; }
        tr > :last-child { padding-right: 0; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .averages tr:first-child > * { border-top: 2px solid var(--rule); }
        figure { margin: 0; min-width: 0; }
        figcaption { font-size: 0.82rem; margin-top: 4px; overflow-wrap: anywhere; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 24px; margin: 16px 0 28px; }
        .pair { display: flex; flex-wrap: wrap; gap: 28px 48px; margin: 24px 0; }
        .pair > figure { max-width: 100%; }
        .list th { color: var(--quiet); white-space: nowrap; padding-right: 18px; }
        .list td { overflow-wrap: anywhere; max-width: 30rem; }
        .matrix th, .matrix td { text-align: center; padding: 5px 4px; min-width: 2.7em; border: 1px solid var(--page); font-variant-numeric: tabular-nums; }
        .matrix thead td { border: 0; }
        .hit { background: rgb(0 114 178 / var(--shade)); }
        .miss { background: rgb(192 79 0 / var(--shade)); }
        .none { color: var(--quiet); }
        CHART_RULES
        footer { font-size: 0.85rem; padding: 24px 16px 40px; }
        @media (max-width: 480px) {
          body { font-size: 15px; }
          .matrix th, .matrix td { min-width: 0; padding: 4px 2px; font-size: 0.72rem; }
          .list { table-layout: fixed; width: 100%; }
          .list th { white-space: normal; width: 34%; padding-right: 10px; overflow-wrap: anywhere; }
          table { font-size: 0.85rem; }
          th, td, .number { padding-right: 6px; white-space: normal; }
          .averages th { white-space: nowrap; }
          figure.table table:not(.matrix) { font-size: 0.78rem; }
          .runs tbody th { min-width: 8.5em; }
        }

        """;
}
