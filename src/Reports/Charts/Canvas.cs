namespace MlPipelines.Reports.Charts;

/// <summary>A drawing under construction, filled from the top down. Every text is cleaned, every number written the same way.</summary>
internal sealed class Canvas
{
    /// <summary>Width of every drawing: about the pixels of a narrow telephone, so that text is readable there.</summary>
    public const int Width = 360;

    /// <summary>Space left free at the sides.</summary>
    public const int Margin = 10;

    /// <summary>Greatest number of series with colours, dashes and markers that differ.</summary>
    public const int MaxSeries = 24;

    private static readonly string[] Dashes = ["none", "7 3", "2 3", "9 3 2 3"];

    private readonly Markup _body = new();

    /// <summary>Everything above this is taken.</summary>
    public double Y { get; set; } = 8;

    /// <summary>Sentences that go below the drawing.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What was drawn so far.</summary>
    public Markup.Fragment ToFragment() => _body.ToFragment();

    /// <summary>Colour of a series, with a fallback for pages that define none.</summary>
    public static Markup.Fragment Colour(int series) => new($"var(--series-{series % 6}, {Palette.Light[series % 6]})");

    /// <summary>Dashes of a series' line. With the colour they are different for <see cref="MaxSeries"/> series.</summary>
    public static string Dash(int series) => Dashes[(series + series / 12) % Dashes.Length];

    /// <summary>Adds a text whose base line is at <paramref name="y"/>.</summary>
    public void Text(double x, double y, string text, string kind = "", string anchor = "start")
    {
        _body.Add($"<text");
        if (kind.Length > 0) _body.Add($" class=\"{kind}\"");
        _body.Add($" x=\"{x:F1}\" y=\"{y:F1}\"");
        if (anchor != "start") _body.Add($" text-anchor=\"{anchor}\"");
        _body.Add($">{text}</text>\n");
    }

    /// <summary>Adds a text that is read from the bottom up and begins at the point.</summary>
    public void UprightText(double x, double y, string text, string kind) =>
        _body.Add($"<text class=\"{kind}\" transform=\"translate({x:F1} {y:F1}) rotate(-90)\">{text}</text>\n");

    /// <summary>Adds a straight line.</summary>
    public void Line(string kind, double x1, double y1, double x2, double y2) =>
        _body.Add($"<line class=\"{kind}\" x1=\"{x1:F1}\" x2=\"{x2:F1}\" y1=\"{y1:F1}\" y2=\"{y2:F1}\"/>\n");

    /// <summary>Adds a series' line, as the data of an SVG path.</summary>
    /// <param name="series">Its position.</param>
    /// <param name="path">The data.</param>
    /// <param name="hint">What the pointer shows.</param>
    /// <param name="dense">True for a line that goes up and down within a pixel: dashes would hide its extremes.</param>
    public void Curve(int series, string path, string? hint = null, bool dense = false)
    {
        _body.Add($"<path class=\"{(dense ? "curve dense" : "curve")}\" style=\"stroke:{Colour(series)}\"");
        _body.Add($" stroke-dasharray=\"{(dense ? "none" : Dash(series))}\" d=\"{path}\"");
        Close("path", hint);
    }

    /// <summary>Adds a line of no series.</summary>
    public void ThinCurve(string path, string? hint)
    {
        _body.Add($"<path class=\"thin\" d=\"{path}\"");
        Close("path", hint);
    }

    /// <summary>Adds a series' area, as a polygon's points.</summary>
    public void Band(int series, string points, double opacity = 0.2) =>
        _body.Add($"<polygon class=\"band\" style=\"fill:{Colour(series)}\" fill-opacity=\"{opacity:F2}\" points=\"{points}\"/>\n");

    /// <summary>Adds a rectangle of a kind that the style sheet knows.</summary>
    public void Box(string kind, double x, double y, double width, double height, string? hint = null, double? opacity = null)
    {
        _body.Add($"<rect class=\"{kind}\" x=\"{x:F1}\" y=\"{y:F1}\" width=\"{width:F1}\" height=\"{height:F1}\"");
        if (opacity is { } value) _body.Add($" fill-opacity=\"{value:F2}\"");
        Close("rect", hint);
    }

    /// <summary>Adds a series' rectangle.</summary>
    /// <remarks>Every second series is an outline with a weaker filling, which a copy without colours shows too.</remarks>
    public void Bar(int series, double x, double y, double width, double height, string? hint = null, double opacity = 1)
    {
        if (series % 2 == 1) opacity *= 0.35;
        _body.Add($"<rect style=\"fill:{Colour(series)};stroke:{Colour(series)}\" fill-opacity=\"{opacity:F2}\"");
        _body.Add($" x=\"{x:F1}\" y=\"{y:F1}\" width=\"{width:F1}\" height=\"{height:F1}\"");
        Close("rect", hint);
    }

    /// <summary>Adds a series' marker: a disc, a square, a diamond or a triangle.</summary>
    public void Marker(int series, double x, double y, string hint)
    {
        switch (series % 4)
        {
            case 0:
                _body.Add($"<circle class=\"marker\" cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"3\" style=\"fill:{Colour(series)}\"");
                Close("circle", hint);
                break;
            case 1:
                _body.Add($"<rect class=\"marker\" x=\"{x - 2.8:F1}\" y=\"{y - 2.8:F1}\" width=\"5.6\" height=\"5.6\"");
                _body.Add($" style=\"fill:{Colour(series)}\"");
                Close("rect", hint);
                break;
            case 2:
                _body.Add($"<polygon class=\"marker\" points=\"{x - 4:F1},{y:F1} {x:F1},{y - 4:F1} {x + 4:F1},{y:F1} {x:F1},{y + 4:F1}\"");
                _body.Add($" style=\"fill:{Colour(series)}\"");
                Close("polygon", hint);
                break;
            default:
                _body.Add($"<polygon class=\"marker\" points=\"{x - 3.8:F1},{y + 3:F1} {x:F1},{y - 3.8:F1} {x + 3.8:F1},{y + 3:F1}\"");
                _body.Add($" style=\"fill:{Colour(series)}\"");
                Close("polygon", hint);
                break;
        }
    }

    /// <summary>Adds a PNG image.</summary>
    public void Image(double x, double y, double width, double height, byte[] png, string hint)
    {
        _body.Add($"<image class=\"pixels\" x=\"{x:F1}\" y=\"{y:F1}\" width=\"{width:F1}\" height=\"{height:F1}\"");
        _body.Add($" href=\"data:image/png;base64,{new Markup.Fragment(Convert.ToBase64String(png))}\"");
        Close("image", hint);
    }

    /// <summary>Adds swatches with names, in as many rows as they need, below what is there.</summary>
    /// <param name="names">Names of the series, in order.</param>
    /// <param name="bars">True for boxes, false for lines with markers.</param>
    /// <param name="dense">True for lines without dashes.</param>
    public void Legend(IReadOnlyList<string> names, bool bars = false, bool dense = false)
    {
        const int Row = 20;
        double x = Margin, swatch = bars ? 20 : 32;
        Y += Row;
        for (int i = 0; i < names.Count; i++)
        {
            string name = ChartText.Cut(names[i], ChartText.BodySize, Width - 2 * Margin - swatch);
            double width = swatch + ChartText.Width(name, ChartText.BodySize);
            if (x > Margin && x + width > Width - Margin) (x, Y) = (Margin, Y + Row);
            if (bars)
            {
                Bar(i, x + 0.5, Y - 10, 13, 10);
            }
            else
            {
                _body.Add($"<line class=\"curve\" style=\"stroke:{Colour(i)}\" stroke-dasharray=\"{(dense ? "none" : Dash(i))}\"");
                _body.Add($" x1=\"{x:F1}\" x2=\"{x + 26:F1}\" y1=\"{Y - 4:F1}\" y2=\"{Y - 4:F1}\"/>");
                Marker(i, x + 13, Y - 4, names[i]);
            }
            Text(x + swatch, Y, name);
            x += width + 14;
        }
        Y += 4;
    }

    private void Close(string element, string? hint)
    {
        if (string.IsNullOrEmpty(hint)) _body.Add($"/>\n");
        else _body.Add($"><title>{hint}</title></{new Markup.Fragment(element)}>\n");
    }
}
