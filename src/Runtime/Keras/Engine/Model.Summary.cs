using System.Text;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    private const int LeastWidth = 65;

    /// <summary>Prints the layers with their output shapes and numbers of weights, as Keras does; for a model that branches also what each
    /// is
    /// connected to.</summary>
    /// <param name="line_length">Width in characters; -1 for what the names need, at least 65.</param>
    /// <param name="expand_nested">True to list the layers of models inside as well.</param>
    /// <exception cref="InvalidOperationException">The input's shape is not known yet.</exception>
    public void summary(int line_length = -1, bool expand_nested = false) => Console.Out.Write(SummaryText(line_length, expand_nested));

    /// <summary>The text that <see cref="summary"/> prints.</summary>
    /// <param name="lineLength">Width in characters; -1 for what the names need, at least 65.</param>
    /// <param name="expandNested">True to list the layers of models inside as well.</param>
    /// <exception cref="InvalidOperationException">The input's shape is not known yet.</exception>
    public string SummaryText(int lineLength = -1, bool expandNested = false)
    {
        if (!Built)
            throw new InvalidOperationException($"The model '{Name}' has no weights yet; give its first layer an input_shape, "
                + "call build(input_shape), or train it on data first.");
        bool connected = this is Functional { Graph.IsChain: false };
        var rows = new List<string[]>();
        AddRows(rows, this, "", expandNested, connected);
        string[] titles = connected ? ["Layer (type)", "Output Shape", "Param #", "Connected to"] : ["Layer (type)", "Output Shape",
            "Param #"];
        int[] widths = [28, 26, 10, 0];
        for (int column = 0; column < titles.Length; column++)
            widths[column] = Math.Max(widths[column], Math.Max(titles[column].Length, rows.Count == 0 ? 0
                : rows.Max(r => r[column].Length)) + 2);
        // Numbers of weights need no room behind them where no column follows.
        if (!connected) widths[2] -= 2;
        int width = Math.Max(lineLength, Math.Max(LeastWidth, 1 + widths.Take(titles.Length).Sum()));
        string thin = new('_', width), thick = new('=', width);
        var text = new StringBuilder();
        text.Append($"Model: \"{Name}\"\n{thin}\n");
        AppendLine(titles);
        text.Append($"{thick}\n");
        foreach (string[] row in rows) AppendLine(row);
        long all = count_params(), trained = trainable_variables.Sum(w => w.shape.size);
        text.Append($"{thick}\nTotal params: {all} ({Size(all)})\nTrainable params: {trained} ({Size(trained)})\nNon-trainable params: "
            + $"{all - trained} ({Size(all - trained)})\n{thin}\n");
        return text.ToString();

        void AppendLine(string[] cells)
        {
            var line = new StringBuilder(" ");
            for (int column = 0; column < titles.Length; column++) line.Append(cells[column].PadRight(widths[column]));
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
    }

    private static void AddRows(List<string[]> rows, Model model, string indent, bool expandNested, bool connected)
    {
        foreach (Layer layer in model.Layers)
        {
            bool input = layer is Layers.InputLayer;
            if (input && model is Sequential) continue;
            string shape = layer.OutputShape?.ToString() ?? "?";
            string[] sources = connected && model is Functional functional ? Sources(functional.Graph, layer) : [""];
            rows.Add([$"{indent}{layer.Name} ({layer.ClassName})", input ? $"[{shape}]" : OutputShapes(layer),
                layer.count_params().ToString(), sources[0]]);
            foreach (string source in sources.Skip(1)) rows.Add(["", "", "", source]);
            if (expandNested && layer is Model inside) AddRows(rows, inside, indent + "| ", expandNested, connected);
        }
    }

    private static string OutputShapes(Layer layer) => layer.Nodes is [.., { Outputs.Length: > 1 } last]
        ? $"[{string.Join(", ", last.Outputs.Select(t => t.shape))}]"
        : layer.OutputShape?.ToString() ?? "?";

    /// <summary>What a layer is connected to, a line each, as Keras prints a list.</summary>
    private static string[] Sources(Graph graph, Layer layer)
    {
        string[] names = [.. graph.Nodes.Where(n => n.Layer == layer).SelectMany(n => n.Inputs)
            .Select(t => $"'{t.Node!.Layer.Name}[{graph.NumberOf(t.Node)}][{t.Index}]'")];
        if (names.Length == 0) return ["[]"];
        return [.. names.Select((name, i) => (i == 0 ? "[" : " ") + name + (i == names.Length - 1 ? "]" : ","))];
    }

    private static string Size(long elements)
    {
        double bytes = elements * 4.0;
        return bytes < 1024 ? $"{bytes:0.00} Byte" : bytes < 1 << 20 ? $"{bytes / 1024:0.00} KB" : bytes < 1 << 30
            ? $"{bytes / (1 << 20):0.00} MB" : $"{bytes / (1 << 30):0.00} GB";
    }
}
