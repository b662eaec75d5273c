using System.Text;
using System.Text.Json;

namespace MlPipelines.Pipelines.Search;

/// <summary>Search spaces in JSON. Sizes are checked before anything of that size is made.</summary>
internal static class SearchSpaceJson
{
    private const int LongestText = 1_000_000;
    private const string Expected = "expected {\"real\": [low, high]}, {\"integer\": [low, high]}, either with \"log\": true, or {\"choice\": [...]}";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    public static SearchSpace Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > LongestText) throw new InvalidDataException($"Got a search space of {json.Length} characters; takes up to {LongestText}.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Options);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"Got a search space that is a JSON {root.ValueKind}; expected an object with a name for each dimension: "
                    + "{\"units\": {\"integer\": [32, 512]}}.");
            if (root.GetPropertyCount() is var count and (0 or > SearchSpace.MostDimensions))
                throw new InvalidDataException($"Got a search space of {count} dimensions; takes 1 to {SearchSpace.MostDimensions}.");
            return new SearchSpace([.. root.EnumerateObject().Select(property => ReadDimension(property.Name, property.Value))]);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Got a search space that is no valid JSON: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    public static string Write(SearchSpace space)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (Dimension dimension in space.Dimensions)
            {
                writer.WriteStartObject(dimension.Name);
                dimension.Write(writer);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Dimension ReadDimension(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong(name, $"got {Short(element)}; {Expected}");
        JsonProperty? kind = null;
        bool? log = null;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name == "log" && property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False) log = property.Value.GetBoolean();
            else if (property.Name == "log") throw Wrong(name, $"got \"log\": {Short(property.Value)}; expected true or false");
            else if (property.Name is not ("real" or "integer" or "choice")) throw Wrong(name, $"got \"{property.Name}\"; {Expected}");
            else if (kind is not null) throw Wrong(name, $"got both \"{kind.Value.Name}\" and \"{property.Name}\"; {Expected}");
            else kind = property;
        }
        if (kind is not { } given) throw Wrong(name, $"got no values; {Expected}");
        if (given.Value.ValueKind != JsonValueKind.Array) throw Wrong(name, $"got \"{given.Name}\": {Short(given.Value)}; {Expected}");
        int length = given.Value.GetArrayLength();
        if (given.Name == "choice")
        {
            if (log is not null) throw Wrong(name, "got \"log\" with a \"choice\"; it goes with ranges only: leave it out");
            if (length is 0 or > ChoiceDimension.MostChoices) throw Wrong(name, $"got {length} choices; expected 1 to {ChoiceDimension.MostChoices}");
            return new ChoiceDimension(name, [.. given.Value.EnumerateArray().Select(choice => ReadChoice(name, choice))]);
        }
        if (length != 2) throw Wrong(name, $"got a range of {length} elements; expected two numbers, [low, high]");
        return given.Name == "real"
            ? new RealDimension(name, ReadNumber(name, given.Value[0]), ReadNumber(name, given.Value[1]), log ?? false)
            : new IntegerDimension(name, ReadInteger(name, given.Value[0]), ReadInteger(name, given.Value[1]), log ?? false);
    }

    private static PointValue ReadChoice(string name, JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : ReadNumber(name, element);

    private static double ReadNumber(string name, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number) && double.IsFinite(number) ? number
            : throw Wrong(name, $"got {Short(element)}; expected a finite number");

    private static int ReadInteger(string name, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number) ? number
            : throw Wrong(name, $"got {Short(element)}; expected a whole number of 32 bits, written without a point");

    private static InvalidDataException Wrong(string name, string problem) => new($"Dimension '{name}': {problem}.");

    private static string Short(JsonElement element) => element.GetRawText() is { Length: > 40 } text ? text[..40] + "..." : element.GetRawText();
}
