using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Run records as JSON text. NaN and the infinities are kept, as the strings "NaN", "Infinity" and "-Infinity".</summary>
public static class RunRecordJson
{
    /// <summary>The record as indented UTF-8 JSON.</summary>
    public static byte[] Serialize(RunRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, RunRecordJsonContext.Default.RunRecord);

    /// <summary>Reads a record and checks that its parts agree with each other.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="name">Name for error messages, such as the file's path.</param>
    /// <exception cref="InvalidDataException">The text is no JSON, no run record, of another schema version, or contradicts itself.</exception>
    public static RunRecord Deserialize(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            CheckVersion(json, name);
            RunRecord record = JsonSerializer.Deserialize(json.Span, RunRecordJsonContext.Default.RunRecord)
                ?? throw new InvalidDataException($"'{name}' is no run record: it holds null.");
            record = WithDefaults(record);
            if (Problem(record) is { } problem) throw new InvalidDataException($"'{name}' is no valid run record: {problem}");
            return record;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{name}' is no valid run record: {e.Message}", e);
        }
    }

    private static void CheckVersion(ReadOnlyMemory<byte> json, string name)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("schemaVersion", out JsonElement version))
            throw new InvalidDataException(
                $"'{name}' is no run record: it has no schemaVersion. Run records are written by 'mlpipelines reproduce'.");
        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != RunRecord.CurrentSchemaVersion)
            throw new InvalidDataException(
                $"'{name}' has schema version {version.GetRawText()}; this program reads version {RunRecord.CurrentSchemaVersion}. "
                + "Use the program version that wrote it, or run the experiment again.");
    }

    /// <summary>Properties that the text leaves out are null here, whatever their type says: the serializer sets all of a record's at once.</summary>
    private static RunRecord WithDefaults(RunRecord record) => record with
    {
        Variant = record.Variant ?? "",
        Paper = record.Paper ?? "",
        Figures = record.Figures ?? [],
        Settings = record.Settings ?? [],
        SecondsPerEpoch = record.SecondsPerEpoch ?? [],
        History = record.History ?? [],
        Metrics = record.Metrics ?? [],
        Notes = record.Notes ?? [],
    };

    private static string? Problem(RunRecord record)
    {
        if (!Enum.IsDefined(record.Scale)) return $"scale {(int)record.Scale} is unknown; takes {string.Join(", ", Scales.Names)}.";
        if (!Enum.IsDefined(record.Status)) return $"status {(int)record.Status} is unknown; takes completed, cancelled.";
        if (record.Notes.Contains(null!) || record.Figures.Contains(null!)) return "a note or figure is null.";
        foreach ((string key, string value) in record.Settings)
            if (value is null) return $"setting '{key}' is null.";
        foreach ((string key, IReadOnlyList<double> values) in record.History)
            if (values is null) return $"history '{key}' is null.";
        if (record.ConfusionMatrix is { } matrix)
        {
            try
            {
                Evaluation.ConfusionMatrix.FromCounts(matrix);
            }
            catch (ArgumentException e)
            {
                return e.Message;
            }
        }
        if (record.Predictions is { } p)
        {
            if (p.Actual is null || p.Predicted is null) return "predictions lack their true or predicted labels.";
            if (p.Actual.Length != p.Predicted.Length || (p.Confidence is { } c && c.Length != p.Predicted.Length))
                return $"predictions hold {p.Actual.Length} true and {p.Predicted.Length} predicted labels and {p.Confidence?.Length ?? 0} "
                    + "probabilities; takes one of each an image.";
        }
        if (record.Images is { } images)
        {
            if (images.Rows is null || images.Pixels is null) return "images lack their rows or pixels.";
            long size = (long)images.Height * images.Width * images.Channels;
            if (images.Height is < 1 or > 4096 || images.Width is < 1 or > 4096 || images.Channels is not (1 or 3 or 4)
                || size * images.Rows.Length != images.Pixels.Length)
                return $"images hold {images.Pixels.Length} bytes for {images.Rows.Length} of {images.Height}x{images.Width}x{images.Channels}.";
            if (images.Rows.Any(row => row < 0 || row >= (record.Predictions?.Predicted.Length ?? 0)))
                return "an image belongs to no prediction.";
        }
        foreach (RunSheet sheet in record.Sheets ?? [])
        {
            if (sheet is null || sheet.Height is < 1 or > 4096 || sheet.Width is < 1 or > 4096 || sheet.Columns is < 1 or > 20
                || sheet.Pixels is not { Length: > 0 } || sheet.Pixels.Length % (sheet.Height * sheet.Width) != 0)
                return $"the sheet '{sheet?.Title}' holds {sheet?.Pixels?.Length} bytes of {sheet?.Height}x{sheet?.Width} in {sheet?.Columns} columns.";
        }
        return null;
    }
}

[JsonSerializable(typeof(RunRecord))]
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class RunRecordJsonContext : JsonSerializerContext;
