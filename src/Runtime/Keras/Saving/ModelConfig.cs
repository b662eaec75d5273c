using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// The structure of a model as JSON, without weights: Keras 2's layout on writing; Keras 2's, Keras 3's and TensorFlow.js' on
/// reading. All file formats go through it.
/// </summary>
internal static class ModelConfig
{
    /// <summary>The class name and configuration of a model.</summary>
    /// <exception cref="NotSupportedException">The model, or a layer inside, is of a class that has no configuration.</exception>
    public static JsonObject ToJson(Model model) => new() { ["class_name"] = model.ClassName, ["config"] = model.get_config() };

    /// <summary>The model of such a JSON, with new weights.</summary>
    /// <exception cref="InvalidDataException">Something is missing, of another kind, or does not fit.</exception>
    /// <exception cref="NotSupportedException">The model or a layer is of a class that is not known.</exception>
    public static Model FromJson(JsonObject json)
    {
        Layer layer = ReadLayer(json, "the model");
        return layer as Model ?? throw new NotSupportedException($"the model is of the class '{layer.ClassName}', which is a layer; "
            + "Sequential, Functional and Model are models.");
    }

    /// <summary>True for a class name of a model that has a configuration.</summary>
    public static bool IsModel(string className) => className is "Sequential" or "Functional" or "Model";

    /// <summary>A model of one of the classes of <see cref="IsModel"/>.</summary>
    public static Model Create(string className, JsonObject config) =>
        className == "Sequential" ? ReadSequential(config) : FunctionalConfig.Read(config);

    /// <summary>The layer or nested model of a class name and a configuration.</summary>
    /// <param name="node">The JSON.</param>
    /// <param name="place">What it is in the model, for errors: <c>layer 3</c>.</param>
    public static Layer ReadLayer(JsonNode? node, string place)
    {
        // Sequential had a bare list as its configuration once, and still has in TensorFlow.js.
        (string className, JsonObject config) = node is JsonObject o && o["config"] is JsonArray list && Text(o["class_name"]) is { } name
            ? (name, new JsonObject { ["layers"] = list.DeepClone() })
            : ClassConfig.Read(node);
        try
        {
            return LayerRegistry.Create(className, config);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or InvalidOperationException)
        {
            throw new InvalidDataException($"{place}, {className}, cannot be made. {e.Message}", e);
        }
    }

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static Sequential ReadSequential(JsonObject config)
    {
        if (config["layers"] is not JsonArray layers) throw new InvalidDataException("the model's 'layers' are missing or no list.");
        var read = new ConfigReader("Sequential", config);
        var model = new Sequential(name: read.Name);
        for (int i = 0; i < layers.Count; i++)
        {
            Layer layer = ReadLayer(layers[i], $"layer {i}");
            try
            {
                model.add(layer);
            }
            catch (ArgumentException e)
            {
                throw new InvalidDataException($"layer {i}, {layer.ClassName}, cannot be made. {e.Message}", e);
            }
        }
        Shape? input = read.Dims("build_input_shape") ?? read.Dims("batch_input_shape");
        if (!model.Built && input is not null && layers.Count > 0) model.build(input);
        if (!read.Flag("trainable", true)) model.trainable = false;
        return model;
    }
}
