using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Layers inside layers: how configurations hold them, and what their weights are called.</summary>
internal static class NestedLayer
{
    /// <summary>A layer as Keras writes it into another's configuration.</summary>
    public static JsonObject Write(Layer layer) => new() { ["class_name"] = layer.ClassName, ["config"] = layer.get_config() };

    /// <summary>The layer that a setting holds.</summary>
    /// <exception cref="InvalidDataException">It is missing, or no layer.</exception>
    /// <exception cref="NotSupportedException">Its class is not known.</exception>
    public static Layer Read(ConfigReader read, string key) =>
        read.Config[key] is { } node ? Read(node) : throw new InvalidDataException($"A configuration lacks '{key}', a layer.");

    /// <inheritdoc cref="Read(ConfigReader, string)"/>
    public static Layer Read(JsonNode? node)
    {
        (string name, JsonObject config) = ClassConfig.Read(node);
        return LayerRegistry.Create(name, config);
    }

    /// <summary>The layer of this library's kind that a caller gave.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Layer Of(ILayer? layer, string owner) => layer as Layer ?? throw new ArgumentException(
        $"{owner} got {layer?.GetType().Name ?? "no layer"}; it takes a layer derived from Tensorflow.Keras.Engine.Layer.");

    /// <summary>Puts a layer's name in front of the names of weights made inside it.</summary>
    public static void Prefix(string name, Layer inside)
    {
        foreach (ResourceVariable weight in inside.Weights) weight.Name = $"{name}/{weight.Name}";
    }
}
