using System.Globalization;
using System.Text;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Utils;

/// <summary>Draws a model's layers and what flows between them as an SVG picture, from top to bottom.</summary>
internal sealed class ModelPlot
{
    private const double CharacterWidth = 7.3, LineHeight = 17, Padding = 8, ColumnGap = 34, RowGap = 44, Margin = 16;

    private readonly List<Box> _boxes = [];
    private readonly List<(Box From, Box To)> _edges = [];
    private readonly bool _shapes, _dtypes;

    private ModelPlot(bool shapes, bool dtypes) => (_shapes, _dtypes) = (shapes, dtypes);

    /// <summary>The picture.</summary>
    /// <param name="model">A model that knows its input's shape.</param>
    /// <param name="shapes">True to show the outputs' shapes.</param>
    /// <param name="dtypes">True to show the outputs' types.</param>
    /// <param name="expandNested">True to draw the layers of models inside in place of one box.</param>
    public static string Draw(Model model, bool shapes, bool dtypes, bool expandNested)
    {
        var plot = new ModelPlot(shapes, dtypes);
        if (model.outputs.Count > 0) plot.AddGraph(model, new Dictionary<KerasTensor, Box>(ReferenceEqualityComparer.Instance),
            expandNested);
        // What a subclass does is in its code.
        else plot.Add(model, []);
        plot.Arrange();
        return plot.Write(model.Name);
    }

    private void AddGraph(Model model, Dictionary<KerasTensor, Box> boxOf, bool expandNested)
    {
        var graph = model is Functional functional ? functional.Graph : new Graph(model.Name, model.inputs, model.outputs);
        foreach (Node node in graph.Nodes)
        {
            if (node.Inputs.Length == 0 && boxOf.ContainsKey(node.Outputs[0])) continue;
            if (expandNested && node.Layer is Model inside && inside.inputs.Count == node.Inputs.Length
                && inside.outputs.Count == node.Outputs.Length)
            {
                var inner = new Dictionary<KerasTensor, Box>(ReferenceEqualityComparer.Instance);
                for (int i = 0; i < node.Inputs.Length; i++) inner[inside.inputs[i]] = boxOf[node.Inputs[i]];
                AddGraph(inside, inner, expandNested);
                for (int i = 0; i < node.Outputs.Length; i++) boxOf[node.Outputs[i]] = inner[inside.outputs[i]];
                continue;
            }
            Box box = Add(node.Layer, node.Outputs);
            foreach (KerasTensor input in node.Inputs) _edges.Add((boxOf[input], box));
            foreach (KerasTensor output in node.Outputs) boxOf[output] = box;
        }
    }

    private Box Add(Layer layer, KerasTensor[] outputs)
    {
        var lines = new List<string> { $"{layer.Name} ({layer.ClassName})" };
        string[] shapes = outputs.Length > 0 ? [.. outputs.Select(t => t.shape.ToString())] : [layer.OutputShape?.ToString() ?? "?"];
        string types = _dtypes && outputs.Length > 0 ? " " + outputs[0].dtype.as_numpy_name() : "";
        if (_shapes) lines.Add(string.Join(", ", shapes) + types);
        else if (types.Length > 0) lines.Add(types.Trim());
        var box = new Box(lines) { Model = layer is Model, Input = layer is Layers.InputLayer };
        _boxes.Add(box);
        return box;
    }

    /// <summary>A row for each distance from the inputs; in a row, boxes stand near the middle of what they get.</summary>
    private void Arrange()
    {
        ILookup<Box, Box> sources = _edges.ToLookup(e => e.To, e => e.From);
        foreach (Box box in _boxes) box.Row = sources[box].Select(s => s.Row + 1).DefaultIfEmpty(0).Max();
        Box[][] rows = [.. _boxes.GroupBy(b => b.Row).OrderBy(g => g.Key).Select(g => g.ToArray())];
        double widest = rows.Max(r => r.Sum(b => b.Width) + ColumnGap * (r.Length - 1)), y = Margin;
        _middle = Margin + widest / 2;
        foreach (Box[] row in rows)
        {
            Array.Sort(row, (a, b) => Center(a).CompareTo(Center(b)));
            double width = row.Sum(b => b.Width) + ColumnGap * (row.Length - 1);
            double x = Math.Clamp(row.Average(Center) - width / 2, Margin, Margin + widest - width);
            foreach (Box box in row)
            {
                (box.X, box.Y) = (x, y);
                x += box.Width + ColumnGap;
            }
            y += row.Max(b => b.Height) + RowGap;
        }
        _bottom = y - RowGap + Margin;
        _right = Margin + widest;

        double Center(Box box) => sources[box].Select(s => s.X + s.Width / 2).DefaultIfEmpty(_middle).Average();
    }

    private double _middle, _right, _bottom;

    private string Write(string title)
    {
        var edges = new StringBuilder();
        double lane = _right + 14;
        foreach ((Box from, Box to) in _edges)
        {
            double x1 = from.X + from.Width / 2, y1 = from.Y + from.Height, x2 = to.X + to.Width / 2, y2 = to.Y - 1, bend = RowGap / 2;
            if (to.Row == from.Row + 1)
            {
                edges.Append($"""<path d="M{N(x1)} {N(y1)} C{N(x1)} {N(y1 + bend)} {N(x2)} {N(y2 - bend)} {N(x2)} {N(y2)}"/>""");
            }
            else
            {
                double side = Free(from, to) ? x1 : lane;
                if (side == lane) lane += 14;
                edges.Append($"""<path d="M{N(x1)} {N(y1)} C{N(x1)} {N(y1 + bend)} {N(side)} {N(y1)} {N(side)} {N(y1 + bend
                    + 8)} L{N(side)} {N(y2 - bend - 8)} C{N(side)} {N(y2)} {N(x2)} {N(y2 - bend)} {N(x2)} {N(y2)}"/>""");
            }
        }
        double width = Math.Max(_right, lane - 14) + Margin;
        var svg = new StringBuilder();
        svg.Append($"""<svg xmlns="http://www.w3.org/2000/svg" width="{N(width)}" height="{N(_bottom)}" viewBox="0 0 {N(width)} {N(_bottom)}" role="img" aria-label="{Text($"Layers of the model {title}")}">""");
        svg.Append('\n').Append("""<style>text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1f2933}.t{font-weight:600}path{fill:none;stroke:#7b8794;stroke-width:1.3;marker-end:url(#a)}rect{fill:#fff;stroke:#3e6b99;stroke-width:1.2}.i{fill:#e8f1fa}.m{fill:#fdf3e1;stroke:#b7791f}</style>""");
        svg.Append("""<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" style="fill:#7b8794;stroke:none;marker-end:none"/></marker></defs>""");
        svg.Append("""<rect width="100%" height="100%" style="fill:#fff;stroke:none"/>""").Append('\n').Append(edges).Append('\n');
        foreach (Box box in _boxes)
        {
            string kind = box.Input ? " class=\"i\"" : box.Model ? " class=\"m\"" : "";
            svg.Append($"""<rect x="{N(box.X)}" y="{N(box.Y)}" width="{N(box.Width)}" height="{N(box.Height)}" rx="4"{kind}/>""");
            for (int i = 0; i < box.Lines.Count; i++)
                svg.Append($"""<text x="{N(box.X + box.Width / 2)}" y="{N(box.Y + Padding + 12 + i * LineHeight)}" text-anchor="middle"{(i == 0 ? " class=\"t\"" : "")}>{Text(box.Lines[i])}</text>""");
            svg.Append('\n');
        }
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>True when a straight line down from a box meets none on its way.</summary>
    private bool Free(Box from, Box to)
    {
        double x = from.X + from.Width / 2;
        return _boxes.TrueForAll(b => b.Row <= from.Row || b.Row >= to.Row || x < b.X - 6 || x > b.X + b.Width + 6);
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => System.Net.WebUtility.HtmlEncode(text);

    private sealed class Box(List<string> lines)
    {
        public List<string> Lines => lines;
        public double Width { get; } = lines.Max(l => l.Length) * CharacterWidth + 2 * Padding;
        public double Height { get; } = lines.Count * LineHeight + 2 * Padding - 3;
        public bool Model { get; init; }
        public bool Input { get; init; }
        public int Row { get; set; }
        public double X { get; set; }
        public double Y { get; set; }
    }
}
