using System.Text;
using System.Text.Json;
using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>A sweep's specification in JSON.</summary>
internal static class SweepSpecJson
{
    private const int LongestText = 2_000_000, MostEpochs = 10_000;
    private static readonly string[] Known = ["model", "space", "search", "budget", "seeds", "epochs", "images", "validation", "patience"];
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 5, AllowDuplicateProperties = false };

    public static SweepSpec Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > LongestText) throw new InvalidDataException($"Got a specification of {json.Length} characters; takes up to {LongestText}.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Options);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"Got a specification that is a JSON {root.ValueKind}; expected an object with {Names}.");
            foreach (JsonProperty property in root.EnumerateObject())
                if (!Known.Contains(property.Name)) throw new InvalidDataException($"Got the property '{property.Name}'; takes {Names}.");
            return Check(new SweepSpec
            {
                Model = ModelList.Find(Text(root, "model")),
                Space = SearchSpace.Parse(Required(root, "space").GetRawText()),
                Search = Text(root, "search"),
                Budget = Number(root, "budget", 1, SweepSpec.MostTrials) ?? throw Missing("budget"),
                Seeds = root.TryGetProperty("seeds", out JsonElement seeds) ? ReadSeeds(seeds) : [1],
                Epochs = Number(root, "epochs", 1, MostEpochs),
                Images = Number(root, "images", 2, int.MaxValue),
                Validation = Number(root, "validation", 1, SweepSpec.MostValidation),
                Patience = Number(root, "patience", 1, MostEpochs),
            });
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Got a specification that is no valid JSON: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    public static string Write(SweepSpec spec)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("model", spec.Model.Name);
            writer.WriteStartObject("space");
            // A line a dimension.
            using (JsonDocument space = JsonDocument.Parse(spec.Space.ToJson()))
            {
                foreach (JsonProperty dimension in space.RootElement.EnumerateObject())
                {
                    writer.WritePropertyName(dimension.Name);
                    writer.WriteRawValue(dimension.Value.GetRawText());
                }
            }
            writer.WriteEndObject();
            writer.WriteString("search", spec.Search);
            writer.WriteNumber("budget", spec.Budget);
            writer.WritePropertyName("seeds");
            writer.WriteRawValue($"[{string.Join(',', spec.Seeds)}]");
            foreach ((string name, int? value) in new[] { ("epochs", spec.Epochs), ("images", spec.Images), ("validation", spec.Validation), ("patience", spec.Patience) })
                if (value is { } number) writer.WriteNumber(name, number);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Names => string.Join(", ", Known);

    /// <summary>Refuses what each property allows by itself but not together with the others.</summary>
    private static SweepSpec Check(SweepSpec spec)
    {
        TrialSettings.Check(spec.Model, spec.Space);
        if (spec.Epochs is { } epochs && spec.Space.Dimensions.Any(dimension => dimension.Name == "epochs"))
            throw new InvalidDataException($"Got \"epochs\": {epochs} and a dimension 'epochs' of the space; give one of the two.");
        // An unknown method, or a grid that the budget has no room for.
        string name = SearchMethodList.All.FirstOrDefault(method => method.Name.Equals(spec.Search, StringComparison.OrdinalIgnoreCase))?.Name ?? spec.Search;
        spec = spec with { Search = name };
        spec.Method();
        return spec;
    }

    private static IReadOnlyList<int> ReadSeeds(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong("seeds", element, "a list of whole numbers, such as [1, 2, 3]");
        int count = element.GetArrayLength();
        if (count is 0 or > SweepSpec.MostSeeds) throw new InvalidDataException($"Got {count} \"seeds\"; takes 1 to {SweepSpec.MostSeeds}.");
        int[] seeds = [.. element.EnumerateArray().Select(seed => Whole("seeds", seed, 0, int.MaxValue))];
        foreach (int seed in seeds)
            if (seeds.Count(other => other == seed) > 1) throw new InvalidDataException($"Got the seed {seed} twice; takes each once.");
        return seeds;
    }

    private static JsonElement Required(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) ? value : throw Missing(name);

    private static string Text(JsonElement root, string name) =>
        Required(root, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(name, Required(root, name), "a text");

    private static int? Number(JsonElement root, string name, int least, int most) =>
        root.TryGetProperty(name, out JsonElement value) ? Whole(name, value, least, most) : null;

    private static int Whole(string name, JsonElement element, int least, int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number) && number >= least && number <= most ? number
            : throw Wrong(name, element, $"a whole number from {least} to {most}");

    private static InvalidDataException Missing(string name) =>
        new($"The specification has no \"{name}\". It takes model, space, search and budget, and may have the others of {Names}.");

    private static InvalidDataException Wrong(string name, JsonElement element, string expected) =>
        new($"Got \"{name}\": {(element.GetRawText() is { Length: > 40 } text ? text[..40] + "..." : element.GetRawText())}; expected {expected}.");
}
