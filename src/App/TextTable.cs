using Spectre.Console;

namespace MlPipelines.App;

/// <summary>A table for people: with a frame on a terminal, plain columns elsewhere and where NO_COLOR is set.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with one text a heading.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes the table.</summary>
    public void Write(TextWriter output)
    {
        if (IsTerminal(output)) WriteFramed(output);
        else WritePlain(output);
    }

    private static bool IsTerminal(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private void WriteFramed(TextWriter output)
    {
        var table = new Table().RoundedBorder();
        for (int i = 0; i < headings.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(headings[i])).NoWrap();
            table.AddColumn(IsNumeric(i) ? column.RightAligned() : column);
        }
        foreach (string[] row in _rows) table.AddRow(Array.ConvertAll(row, Markup.Escape));
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }

    private void WritePlain(TextWriter output)
    {
        int[] widths = Array.ConvertAll(headings, heading => heading.Length);
        foreach (string[] row in _rows)
            for (int i = 0; i < widths.Length; i++) widths[i] = Math.Max(widths[i], row[i].Length);
        WriteLine(headings);
        foreach (string[] row in _rows) WriteLine(row);

        void WriteLine(string[] cells)
        {
            string line = "";
            for (int i = 0; i < cells.Length; i++)
                line += (i == 0 ? "" : "  ") + (IsNumeric(i) ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i]));
            output.WriteLine(line.TrimEnd());
        }
    }

    private bool IsNumeric(int column) => _rows.Count > 0 && _rows.All(row => row[column] is "-" || double.TryParse(row[column], out _));
}
