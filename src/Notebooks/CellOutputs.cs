using System.Text;
using System.Text.Json.Nodes;
using MlPipelines.Reports.Notebooks;

namespace MlPipelines.Notebooks;

/// <summary>Collects what a running cell prints and shows, in order, as nbformat keeps it.</summary>
internal sealed class CellOutputs : TextWriter
{
    // A cell that prints without end must not fill the memory or the file.
    private const int MostText = 1_000_000;

    private readonly List<JsonObject> _outputs = [];
    private readonly StringBuilder _printed = new();
    private readonly Lock _turn = new();
    private int _room = MostText;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Text that the cell prints.</summary>
    public override void Write(char value)
    {
        lock (_turn)
        {
            if (_room <= 0) return;
            _printed.Append(value);
            if (--_room == 0) _printed.Append($"\n[more than {MostText:N0} characters: the rest was left out]\n");
        }
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        lock (_turn)
            foreach (char c in value ?? "") Write(c);
    }

    /// <summary>A value that the cell shows.</summary>
    public void Show(RichValue value) => Add(new JsonObject { ["data"] = Bundle(value), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" });

    /// <summary>The value of the cell's last expression.</summary>
    public void Result(RichValue value, int count) => Add(new JsonObject
    {
        ["data"] = Bundle(value), ["execution_count"] = count, ["metadata"] = new JsonObject(), ["output_type"] = "execute_result",
    });

    /// <summary>Why the cell ended early.</summary>
    public void Error(string name, string message, IEnumerable<string> trace) => Add(new JsonObject
    {
        ["ename"] = name, ["evalue"] = message, ["output_type"] = "error", ["traceback"] = new JsonArray([.. trace.Select(line => (JsonNode)line)]),
    });

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<JsonObject> ToOutputs()
    {
        lock (_turn)
        {
            EndText();
            return [.. _outputs];
        }
    }

    private void Add(JsonObject output)
    {
        lock (_turn)
        {
            EndText();
            _outputs.Add(output);
        }
    }

    private void EndText()
    {
        if (_printed.Length == 0) return;
        _outputs.Add(new JsonObject { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = NotebookCell.Lines(Settled(_printed.ToString())) });
        _printed.Clear();
    }

    /// <summary>The text as a terminal shows it in the end: what a line was rewritten to with carriage returns.</summary>
    private static string Settled(string text)
    {
        text = text.Replace("\r\n", "\n");
        if (!text.Contains('\r')) return text;
        return string.Join('\n', text.Split('\n').Select(line =>
        {
            string[] parts = line.Split('\r');
            string shown = "";
            foreach (string part in parts) shown = part.Length >= shown.Length ? part : part + shown[part.Length..];
            return shown.TrimEnd(' ');
        }));
    }

    private static JsonObject Bundle(RichValue value)
    {
        var data = new JsonObject();
        if (value.Png is { } png) data[RichValue.PngType] = Convert.ToBase64String(png);
        if (value.Svg is { } svg) data[RichValue.SvgType] = NotebookCell.Lines(svg);
        if (value.Html is { } html) data[RichValue.HtmlType] = NotebookCell.Lines(html);
        data[RichValue.TextType] = NotebookCell.Lines(value.Text);
        return data;
    }
}
