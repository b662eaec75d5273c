using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tensorflow.IO;

namespace MlPipelines.Notebooks;

/// <summary>A Jupyter notebook (.ipynb, nbformat 4) in C#. What is not understood, such as a viewer's metadata, is kept.</summary>
/// <example><code>
/// NotebookFile notebook = NotebookFile.Read("dense.ipynb");
/// foreach (NotebookCell cell in notebook.Cells) Console.WriteLine($"{cell.Kind}: {cell.Source}");
/// </code></example>
public sealed class NotebookFile
{
    /// <summary>Larger files are refused before they are read, in bytes.</summary>
    public const long MaximumBytes = 64L << 20;

    /// <summary>Name of the kernel that other programs run the cells with.</summary>
    public const string Kernel = ".net-csharp";

    private const int MaxDepth = 64, MaxCells = 10_000, Format = 4;

    private static readonly JsonSerializerOptions s_written = new()
    {
        WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth,
    };

    private readonly JsonObject _root;

    private NotebookFile(JsonObject root, IReadOnlyList<NotebookCell> cells) => (_root, Cells) = (root, cells);

    /// <summary>The cells from the top down.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    /// <summary>A notebook of some cells, as this project's are: for the kernel ".net-csharp", without outputs.</summary>
    /// <param name="cells">Kind and text of each.</param>
    public static NotebookFile Create(params IReadOnlyList<(CellKind Kind, string Source)> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var array = new JsonArray();
        for (int i = 0; i < cells.Count; i++)
        {
            var cell = new JsonObject { ["cell_type"] = cells[i].Kind.Name() };
            if (cells[i].Kind == CellKind.Code) cell["execution_count"] = null;
            cell["id"] = $"cell-{i + 1}";
            cell["metadata"] = new JsonObject();
            if (cells[i].Kind == CellKind.Code) cell["outputs"] = new JsonArray();
            cell["source"] = NotebookCell.Lines(cells[i].Source);
            array.Add(cell);
        }
        return Of(new JsonObject
        {
            ["cells"] = array,
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = Kernel },
                ["language_info"] = new JsonObject
                {
                    ["file_extension"] = ".cs", ["mimetype"] = "text/x-csharp", ["name"] = "C#", ["pygments_lexer"] = "csharp", ["version"] = "14.0",
                },
            },
            ["nbformat"] = Format,
            ["nbformat_minor"] = 5,
        }, "The new notebook");
    }

    /// <summary>Reads a notebook.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is too large, or no notebook of nbformat 4; the text names file and reason.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NotebookFile Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (stream.Length > MaximumBytes) throw new InvalidDataException($"'{path}' has {stream.Length:N0} bytes; a notebook has at most {MaximumBytes:N0}.");
        try
        {
            JsonNode? root = JsonText.Parse(BoundedReader.ReadUpTo(stream, stream.Length), MaxDepth);
            return Of(root as JsonObject ?? throw new InvalidDataException($"'{path}' is no notebook: it is no JSON object."), $"'{path}'");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no notebook: {e.Message}", e);
        }
    }

    /// <summary>Writes the notebook through a temporary file.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        byte[] text = [.. JsonSerializer.SerializeToUtf8Bytes(_root, s_written), (byte)'\n'];
        AtomicFile.Write(path, stream => stream.Write(text));
    }

    private static NotebookFile Of(JsonObject root, string name)
    {
        if (!(root["nbformat"] is JsonValue format && format.TryGetValue(out int number) && number == Format))
            throw new InvalidDataException($"{name} has nbformat {root["nbformat"]?.ToJsonString() ?? "nothing"}; takes {Format}. Open it in Jupyter and save it anew.");
        if (root["cells"] is not JsonArray cells || cells.Count > MaxCells) throw new InvalidDataException($"{name} is no notebook: it has no list of up to {MaxCells:N0} cells.");
        return new NotebookFile(root, [.. cells.Select((cell, i) => NotebookCell.Of(cell as JsonObject, $"{name}, cell {i + 1}"))]);
    }
}
