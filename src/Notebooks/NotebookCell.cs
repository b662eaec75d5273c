using System.Text.Json.Nodes;

namespace MlPipelines.Notebooks;

/// <summary>What a cell is.</summary>
public enum CellKind
{
    /// <summary>C# that is run.</summary>
    Code,

    /// <summary>Text for people.</summary>
    Markdown,

    /// <summary>Text that is passed on as it is.</summary>
    Raw,
}

internal static class CellKinds
{
    /// <summary>As nbformat calls it.</summary>
    public static string Name(this CellKind kind) => kind switch { CellKind.Code => "code", CellKind.Markdown => "markdown", _ => "raw" };
}

/// <summary>A cell of a <see cref="NotebookFile"/>.</summary>
public sealed class NotebookCell
{
    private readonly JsonObject _cell;

    private NotebookCell(JsonObject cell, CellKind kind, string source) => (_cell, Kind, Source) = (cell, kind, source);

    /// <summary>What it is.</summary>
    public CellKind Kind { get; }

    /// <summary>Its text.</summary>
    public string Source { get; }

    /// <summary>What running it gave, as nbformat has it; empty for a cell that is not run.</summary>
    public IReadOnlyList<JsonObject> Outputs => [.. (_cell["outputs"] as JsonArray)?.OfType<JsonObject>() ?? []];

    /// <summary>Replaces the outputs of a code cell.</summary>
    /// <param name="count">Which cell it was in the order of running, from 1; null for one that was not run.</param>
    /// <param name="outputs">What it gave.</param>
    internal void SetOutputs(int? count, IEnumerable<JsonObject> outputs)
    {
        _cell["execution_count"] = count;
        _cell["outputs"] = new JsonArray([.. outputs]);
    }

    /// <summary>A text as nbformat keeps it: lines with their ends.</summary>
    internal static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">As the file has it.</param>
    /// <param name="name">Names the cell in messages.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static NotebookCell Of(JsonObject? cell, string name)
    {
        CellKind kind = Text(cell?["cell_type"]) switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            var other => throw new InvalidDataException($"{name}: got the cell type {other ?? "nothing"}; takes code, markdown, raw."),
        };
        string source = cell!["source"] switch
        {
            JsonArray lines => string.Concat(lines.Select(line => Text(line) ?? throw new InvalidDataException($"{name}: a line of the source is no text."))),
            var whole => Text(whole) ?? throw new InvalidDataException($"{name}: the source is no text."),
        };
        return new NotebookCell(cell, kind, source.ReplaceLineEndings("\n"));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
