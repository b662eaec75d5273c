using MlPipelines.Reports.Notebooks;

namespace MlPipelines.Reports.Charts;

/// <summary>A drawing that needs no script: an SVG with text alternatives, whose colours follow the page or the reader's system.</summary>
/// <remarks>
/// Every drawing is 360 units wide and scales with its container up to 500 pixels, so that its text is readable on a telephone. Any data
/// give a well-formed drawing: what cannot be drawn is left out and, where that could mislead, counted in a note below.
/// </remarks>
[TypeFormatterSource(typeof(RichFormatterSource), PreferredMimeTypes = [RichValue.HtmlType])]
public abstract class Chart
{
    private protected Chart()
    {
    }

    /// <summary>Heading of the drawing and its accessible name.</summary>
    public required string Title { get; init; }

    /// <summary>Unique within the page; letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>A sentence below the drawing, such as the conditions of the run.</summary>
    public string? Note { get; init; }

    /// <summary>Draws the chart for a page.</summary>
    /// <returns>An svg element; where no value can be drawn it says that nothing was measured.</returns>
    public Markup.Fragment ToSvg() => Build(file: false).ToFragment();

    /// <summary>Draws the chart for a file of its own, with its style sheet.</summary>
    /// <returns>The file's text.</returns>
    public string ToSvgFile() => Build(file: true).ToString();

    /// <summary>True when there is something to draw.</summary>
    private protected abstract bool HasValues { get; }

    /// <summary>Draws below <see cref="Canvas.Y"/> and moves it down.</summary>
    private protected abstract void Draw(Canvas canvas);

    /// <summary>What the drawing shows, in words.</summary>
    private protected abstract string Describe();

    private Markup Build(bool file)
    {
        const double Room = Canvas.Width - 2 * Canvas.Margin;
        string title = ChartText.Clean(Title);
        bool drawn = HasValues;
        var canvas = new Canvas();
        foreach (string line in ChartText.Wrap(title, ChartText.HeadingSize, Room, 2, bold: true))
        {
            canvas.Y += 18;
            canvas.Text(Canvas.Margin, canvas.Y, line, "heading");
        }
        if (drawn)
        {
            Draw(canvas);
        }
        else
        {
            canvas.Y += 26;
            canvas.Text(Canvas.Margin, canvas.Y, "Not measured: no value was recorded.", "faint");
        }
        if (Note is not null) canvas.Notes.Add(ChartText.Clean(Note));
        canvas.Y += canvas.Notes.Count > 0 ? 4 : 0;
        foreach (string line in canvas.Notes.SelectMany(note => ChartText.Wrap(note, ChartText.TickSize, Room, 4)))
        {
            canvas.Y += 17;
            canvas.Text(Canvas.Margin, canvas.Y, line, "note");
        }

        int height = (int)Math.Ceiling(canvas.Y + 10);
        var svg = new Markup();
        svg.Add($"<svg class=\"chart\" viewBox=\"0 0 {Canvas.Width} {height}\" role=\"img\"");
        svg.Add($" aria-labelledby=\"{Id}-title{(drawn ? $" {Id}-desc" : "")}\"");
        if (file) svg.Add($" xmlns=\"http://www.w3.org/2000/svg\" width=\"{Canvas.Width * 2}\" height=\"{height * 2}\"");
        svg.Add($">\n<title id=\"{Id}-title\">{title}</title>");
        if (drawn) svg.Add($"<desc id=\"{Id}-desc\">{Describe()}</desc>\n");
        if (file) svg.Add($"<style>\n{ChartStyle.File}</style>\n");
        return svg.Add($"{canvas.ToFragment()}</svg>\n");
    }

    /// <summary>Names as they are drawn and put into sentences; one without a visible character gets a number.</summary>
    private protected static string[] Names(IEnumerable<string> names, string fallback) =>
        [.. names.Select((name, i) => ChartText.Clean(name) is { Length: > 0 } clean ? ChartText.Isolate(clean) : $"{fallback} {i + 1}")];

    /// <summary>A value at most a few digits long, in words where it is no number.</summary>
    private protected static string Show(double value, string format = "G5") =>
        double.IsNaN(value) ? "no value" : double.IsInfinity(value) ? (value > 0 ? "∞" : "-∞") : value.ToString(format);

    /// <summary>The numbers of a list that may be missing or shorter than others.</summary>
    private protected static double At(IReadOnlyList<double>? values, int index) =>
        values is not null && index < values.Count ? values[index] : double.NaN;
}
