using System.Globalization;
using System.Xml.Linq;
using MlPipelines.Reports.Charts;

namespace MlPipelines.Tests.Reports.Charts;

/// <summary>Where the texts of a drawing are, by the widths that <see cref="ChartText"/> estimates.</summary>
internal static class SvgTexts
{
    public sealed record Box(string Text, string Kind, double Left, double Right, double Top, double Bottom)
    {
        public bool Overlaps(Box other) =>
            Math.Min(Right, other.Right) - Math.Max(Left, other.Left) > 0.2 && Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top) > 0.2;
    }

    public static Box[] Boxes(XElement svg) =>
        [.. svg.Elements().Where(e => e.Name.LocalName == "text" && e.Value.Length > 0).Select(Of)];

    public static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>Fails when two texts overlap or one leaves the drawing.</summary>
    public static void Check(XElement svg, string name)
    {
        double[] frame = [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        Box[] boxes = Boxes(svg);
        for (int i = 0; i < boxes.Length; i++)
        {
            Box box = boxes[i];
            Assert.IsTrue(box.Left >= 0 && box.Right <= frame[2] && box.Top >= 0 && box.Bottom <= frame[3], $"{name}: {box} leaves the drawing of {frame[2]} x {frame[3]}.");
            for (int j = i + 1; j < boxes.Length; j++) Assert.IsFalse(box.Overlaps(boxes[j]), $"{name}: {box} overlaps {boxes[j]}.");
        }
    }

    private static Box Of(XElement text)
    {
        string kind = text.Attribute("class")?.Value ?? "";
        double size = kind.Split(' ')[0] switch
        {
            "heading" => ChartText.HeadingSize, "tick" or "note" => ChartText.TickSize, "cell" => ChartText.CellSize, _ => ChartText.BodySize,
        };
        double width = ChartText.Width(text.Value, size, bold: kind == "heading"), up = size * 0.75, down = size * 0.2;
        if (text.Attribute("transform") is { } turned)
        {
            string[] at = turned.Value[(turned.Value.IndexOf('(') + 1)..turned.Value.IndexOf(')')].Split(' ');
            double x = double.Parse(at[0], CultureInfo.InvariantCulture), y = double.Parse(at[1], CultureInfo.InvariantCulture);
            return new Box(text.Value, kind, x - up, x + down, y - width, y);
        }
        double anchor = text.Attribute("text-anchor")?.Value switch { "middle" => 0.5, "end" => 1, _ => 0 };
        double left = Number(text, "x") - anchor * width, line = Number(text, "y");
        return new Box(text.Value, kind, left, left + width, line - up, line + down);
    }
}
