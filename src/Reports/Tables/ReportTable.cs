using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Notebooks;

namespace MlPipelines.Reports.Tables;

/// <summary>A data frame for people: the same table as HTML, Markdown, CSV and plain text.</summary>
/// <remarks>
/// Numbers stand at the right, with the digits chosen for their column; a missing value is a word. HTML, Markdown and plain text show
/// the first <see cref="MaxRows"/> rows and say so; CSV has all rows and all digits, because programs read it.
/// </remarks>
/// <param name="data">The table. Its columns' names are the headings.</param>
[TypeFormatterSource(typeof(RichFormatterSource), PreferredMimeTypes = [RichValue.HtmlType])]
public sealed class ReportTable(DataFrame data)
{
    /// <summary>What the table shows; null for no caption.</summary>
    public string? Caption { get; init; }

    /// <summary>Digits behind the point, 0 to 15, by the columns' names. Without an entry fractions have 4, whole numbers none.</summary>
    public IReadOnlyDictionary<string, int> Digits { get; init; } = new Dictionary<string, int>();

    /// <summary>What stands for a missing value.</summary>
    public string Missing { get; init; } = "not measured";

    /// <summary>Greatest number of rows shown, 1 or more.</summary>
    public int MaxRows { get; init; } = 500;

    /// <summary>The table.</summary>
    public DataFrame Data { get; } = data ?? throw new ArgumentNullException(nameof(data));

    /// <summary>The table as a figure for a page, in a frame that scrolls sideways where the page is too narrow.</summary>
    public Markup.Fragment ToHtml()
    {
        (string[] headings, bool[] numeric, List<string[]> rows) = Cells();
        string caption = ChartText.Clean(Caption);
        var html = new Markup();
        html.Add($"<figure class=\"table\"><div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        html.Add($" aria-label=\"{(caption.Length > 0 ? caption : "Table")}\">\n<table>\n");
        if (caption.Length > 0) html.Add($"<caption>{caption}</caption>\n");
        html.Add($"<thead><tr>");
        for (int c = 0; c < headings.Length; c++) Cell(html, "th scope=\"col\"", headings[c], numeric[c]);
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (string[] row in rows)
        {
            html.Add($"<tr>");
            for (int c = 0; c < row.Length; c++) Cell(html, c == 0 && !numeric[0] ? "th scope=\"row\"" : "td", row[c], numeric[c]);
            html.Add($"</tr>\n");
        }
        if (rows.Count == 0) html.Add($"<tr><td colspan=\"{Math.Max(1, headings.Length)}\">No rows.</td></tr>\n");
        html.Add($"</tbody>\n</table></div>");
        if (Rest(rows.Count) is { } rest) html.Add($"<figcaption>{rest}</figcaption>");
        return html.Add($"</figure>\n").ToFragment();
    }

    /// <summary>The table in GitHub's Markdown, with columns that line up in the source too.</summary>
    public string ToMarkdown()
    {
        (string[] headings, bool[] numeric, List<string[]> rows) = Cells();
        var text = new StringBuilder();
        string caption = ChartText.Clean(Caption);
        if (caption.Length > 0) text.Append($"**{TableText.Escape(caption)}**\n\n");
        if (headings.Length == 0) return text.Append("No rows.\n").ToString();
        headings = Array.ConvertAll(headings, TableText.Escape);
        rows = rows.ConvertAll(row => Array.ConvertAll(row, TableText.Escape));
        int[] widths = Widths(headings, rows, least: 3);
        Line(text, "| ", headings, numeric, widths, " | ", " |");
        string[] rule = [.. widths.Select((width, c) => new string('-', width - 1) + (numeric[c] ? ':' : '-'))];
        Line(text, "| ", rule, numeric, widths, " | ", " |");
        foreach (string[] row in rows) Line(text, "| ", row, numeric, widths, " | ", " |");
        if ((rows.Count == 0 ? "No rows." : Rest(rows.Count)) is { } rest) text.Append($"\n{rest}\n");
        return text.ToString();
    }

    /// <summary>All rows as comma-separated values with a heading, numbers with the digits that give them back exactly.</summary>
    public string ToCsv()
    {
        using var stream = new MemoryStream();
        DataFrame.SaveCsv(Data, stream, cultureInfo: CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length).ReplaceLineEndings("\n");
    }

    /// <summary>The table in plain text for a terminal or a log: no colours, no control characters.</summary>
    public string ToText()
    {
        (string[] headings, bool[] numeric, List<string[]> rows) = Cells();
        var text = new StringBuilder();
        string caption = ChartText.Clean(Caption);
        if (caption.Length > 0) text.Append(caption).Append('\n');
        int[] widths = Widths(headings, rows, least: 1);
        if (headings.Length > 0)
        {
            Line(text, "", headings, numeric, widths, "  ", "");
            Line(text, "", [.. widths.Select(width => new string('-', width))], numeric, widths, "  ", "");
        }
        foreach (string[] row in rows) Line(text, "", row, numeric, widths, "  ", "");
        if ((rows.Count == 0 ? "No rows." : Rest(rows.Count)) is { } rest) text.Append($"{rest}\n");
        return text.ToString();
    }

    private string? Rest(int shown) => Data.Rows.Count > shown ? $"{shown} of {Data.Rows.Count} rows are shown." : null;

    private (string[] Headings, bool[] Numeric, List<string[]> Rows) Cells()
    {
        DataFrameColumn[] columns = [.. Data.Columns];
        var rows = new List<string[]>();
        for (long r = 0; columns.Length > 0 && r < Math.Min(Data.Rows.Count, Math.Max(1, MaxRows)); r++)
            rows.Add(Array.ConvertAll(columns, column => Show(column, column[r])));
        return ([.. columns.Select(column => ChartText.Clean(column.Name))], [.. columns.Select(column => column.IsNumericColumn())], rows);
    }

    private string Show(DataFrameColumn column, object? value)
    {
        bool chosen = Digits.TryGetValue(column.Name, out int digits);
        string fixedPoint = "F" + (chosen ? Math.Clamp(digits, 0, 15) : 4);
        return value switch
        {
            null or double.NaN or float.NaN => Missing,
            double.PositiveInfinity or float.PositiveInfinity => "∞",
            double.NegativeInfinity or float.NegativeInfinity => "-∞",
            // Beyond these, digits behind the point say nothing or make the column very wide.
            double number when IsExtreme(number) => number.ToString("G4", CultureInfo.InvariantCulture),
            float number when IsExtreme(number) => number.ToString("G4", CultureInfo.InvariantCulture),
            double or float or decimal => ((IFormattable)value).ToString(fixedPoint, CultureInfo.InvariantCulture),
            bool flag => flag ? "yes" : "no",
            DateTime time when time.TimeOfDay == TimeSpan.Zero => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            IFormattable whole => whole.ToString(chosen && column.IsNumericColumn() ? fixedPoint : null, CultureInfo.InvariantCulture),
            _ => ChartText.Clean(value.ToString()),
        };

        bool IsExtreme(double number) => Math.Abs(number) >= 1e15 || (!chosen && number != 0 && Math.Abs(number) < 1e-4);
    }

    private static void Cell(Markup html, string element, string text, bool numeric)
    {
        html.Add($"<{new Markup.Fragment(element)}");
        if (numeric) html.Add($" class=\"number\"");
        if (ChartText.IsRightToLeft(text)) html.Add($" dir=\"auto\"");
        html.Add($">{text}</{new Markup.Fragment(element[..2])}>");
    }

    private static int[] Widths(string[] headings, List<string[]> rows, int least)
    {
        int[] widths = Array.ConvertAll(headings, heading => Math.Max(least, TableText.Columns(heading)));
        foreach (string[] row in rows)
            for (int c = 0; c < widths.Length; c++) widths[c] = Math.Max(widths[c], TableText.Columns(row[c]));
        return widths;
    }

    private static void Line(StringBuilder text, string start, string[] cells, bool[] numeric, int[] widths, string between, string end)
    {
        var line = new StringBuilder(start);
        for (int c = 0; c < cells.Length; c++)
        {
            string space = new(' ', widths[c] - TableText.Columns(cells[c]));
            line.Append(c == 0 ? "" : between).Append(numeric[c] ? space + cells[c] : cells[c] + space);
        }
        text.Append(line.Append(end).ToString().TrimEnd()).Append('\n');
    }
}
