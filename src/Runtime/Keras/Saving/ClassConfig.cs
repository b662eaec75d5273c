using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Saving;

/// <summary>The way Keras writes an object down: its class name and its settings.</summary>
internal static class ClassConfig
{
    /// <summary>Class name and settings of <c>{"class_name": .., "config": {..}}</c>, or of a bare name.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public static (string Name, JsonObject Config) Read(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? name) => (name, []),
        JsonObject o when o["class_name"] is JsonValue value && value.TryGetValue(out string? name) && o["config"] is null or JsonObject =>
            (name, o["config"] as JsonObject ?? []),
        _ => throw new InvalidDataException($"Got {Short(node)} where a name, or an object with class_name and config, is expected."),
    };

    private static string Short(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length <= 80 ? text : text[..80] + "..";
    }
}
