using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tensorflow.IO;

/// <summary>Reads JSON of files that nobody vouches for.</summary>
public static class JsonText
{
    private const int MostDepth = 64;

    /// <summary>Reads a value, and all texts in it, so that what is no valid text is found now and not when somebody looks at it.</summary>
    /// <param name="utf8">The whole text.</param>
    /// <param name="maxDepth">How many levels of objects and lists there may be.</param>
    /// <returns>Null for the JSON null.</returns>
    /// <exception cref="JsonException">It is no JSON, nests deeper, names a property twice, or holds half a character.</exception>
    /// <example><code>
    /// JsonNode? node = JsonText.Parse(File.ReadAllBytes("model.json"));
    /// </code></example>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, int maxDepth = MostDepth)
    {
        var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth };
        JsonNode? node = JsonNode.Parse(utf8, documentOptions: options);
        try
        {
            Check(node);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException($"A text in it is no valid Unicode. {e.Message}", e);
        }
        return node;
    }

    private static void Check(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject owner:
                foreach ((_, JsonNode? value) in owner) Check(value);
                break;
            case JsonArray list:
                foreach (JsonNode? item in list) Check(item);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }
}
