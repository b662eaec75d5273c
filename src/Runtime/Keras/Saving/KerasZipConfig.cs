using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Saving;

/// <summary>Writes configurations as Keras 3 has them: every object with the module it comes from.</summary>
internal static class KerasZipConfig
{
    /// <summary>Turns the configuration of a model, in Keras 2's layout, into Keras 3's.</summary>
    /// <exception cref="NotSupportedException">The model computes what Keras 3 does not.</exception>
    public static void ToKeras3(JsonObject model)
    {
        KerasH5Config.Visit(model, Model);
        KerasH5Config.Visit(model, Layer);
        KerasH5Config.Visit(model, o => Modules(o, "keras.layers"));
        Object(model, "keras.layers");
    }

    /// <summary>Adds modules to how a model is trained.</summary>
    public static void Training(JsonObject training)
    {
        KerasH5Config.Visit(training["metrics"], o => Object(o, "keras.metrics"));
        KerasH5Config.Visit(training["loss"], o => Object(o, "keras.losses"));
        if (training["optimizer"] is not JsonObject optimizer) return;
        if (optimizer["config"] is JsonObject config) Modules(config, "keras.optimizers");
        Object(optimizer, "keras.optimizers");
    }

    private static void Model(JsonObject o)
    {
        if ((o["config"] as JsonObject)?["layers"] is not JsonArray layers) return;
        if (ModelConfig.Text(o["class_name"]) == "Sequential") BeginWithInput(layers);
        else CountUses((JsonObject)o["config"]!, layers);
    }

    private static void Layer(JsonObject o)
    {
        if (KerasH5Config.Activations(o, KerasH5Config.HardSigmoid).Count > 0)
            throw new NotSupportedException("The model has the activation hard_sigmoid as Keras 2 computes it, 0.2 x + 0.5, which is "
                + "x / 6 + 0.5 in Keras 3. Save it as an .h5 file.");
        foreach (string key in KerasH5Config.Activations(o, KerasH5Config.Keras3HardSigmoid)) o[key] = KerasH5Config.HardSigmoid;
        KerasH5Config.AttentionInputs(o, static references => new JsonObject
        {
            ["args"] = new JsonArray([.. references.Select(Tensor)]),
            ["kwargs"] = new JsonObject(),
        });
        if (o["config"] is not JsonObject config) return;
        string? className = ModelConfig.Text(o["class_name"]);
        if (KerasH5Config.IsInput(o, out _))
        {
            if (config["batch_input_shape"] is { } shape) config["batch_shape"] = shape.DeepClone();
            KerasH5Config.Keep(config, "batch_shape", "dtype", "name");
            config["sparse"] = false;
        }
        else if (className is not null)
        {
            config.Remove("batch_input_shape");
            if (className == "LeakyReLU" && config["alpha"] is { } alpha)
            {
                config["negative_slope"] = alpha.DeepClone();
                config.Remove("alpha");
            }
        }
    }

    /// <summary>A Sequential's shape is said by its input, not by its first layer.</summary>
    private static void BeginWithInput(JsonArray layers)
    {
        if (layers.Count == 0 || layers[0] is not JsonObject first || KerasH5Config.IsInput(first, out JsonObject settings)
            || settings["batch_input_shape"] is not { } shape)
            return;
        layers.Insert(0, new JsonObject
        {
            ["class_name"] = "InputLayer",
            ["config"] = new JsonObject
            {
                ["batch_shape"] = shape.DeepClone(), ["dtype"] = "float32", ["name"] = "input_layer", ["sparse"] = false,
            },
        });
    }

    /// <summary>
    /// Uses of models inside a model are counted from 0 where they are inputs of layers, where Keras 2 counts them from 1; as outputs of
    /// the whole, those of a Sequential are too.
    /// </summary>
    private static void CountUses(JsonObject config, JsonArray layers)
    {
        HashSet<string> models = Named(layers, ModelConfig.IsModel), sequential = Named(layers, static name => name == "Sequential");
        foreach (JsonArray nodes in layers.OfType<JsonObject>().Select(l => l["inbound_nodes"]).OfType<JsonArray>())
            foreach (JsonArray reference in nodes.OfType<JsonArray>().SelectMany(n => n).OfType<JsonArray>())
                KerasH5Config.CountFromZero(reference, models);
        foreach (JsonArray reference in (config["output_layers"] as JsonArray ?? []).OfType<JsonArray>()) KerasH5Config.CountFromZero(reference, sequential);
    }

    private static HashSet<string> Named(JsonArray layers, Func<string, bool> ofClass) =>
        [.. layers.OfType<JsonObject>().Where(l => ofClass(ModelConfig.Text(l["class_name"]) ?? "")).Select(l => ModelConfig.Text(l["name"])).OfType<string>()];

    private static JsonObject Tensor(JsonArray reference) => new()
    {
        ["class_name"] = "__keras_tensor__",
        ["config"] = new JsonObject
        {
            ["shape"] = new JsonArray(null, null, null), ["dtype"] = "float32", ["keras_history"] = KerasH5Config.Plain(reference),
        },
    };

    /// <summary>Adds modules to the objects that settings hold.</summary>
    private static void Modules(JsonObject settings, string others)
    {
        foreach ((string key, JsonNode? value) in settings.ToArray())
        {
            string module = key.EndsWith("initializer", StringComparison.Ordinal) ? "keras.initializers"
                : key.EndsWith("regularizer", StringComparison.Ordinal) ? "keras.regularizers"
                : key == "learning_rate" ? "keras.optimizers.schedules"
                : others;
            if (value is JsonObject o) Object(o, module);
            else if (value is JsonArray list) foreach (JsonObject item in list.OfType<JsonObject>()) Object(item, module);
        }
    }

    private static void Object(JsonObject o, string module)
    {
        if (ModelConfig.Text(o["class_name"]) is not { } className || !o.ContainsKey("config") || o.ContainsKey("module")) return;
        bool graph = className is "Functional" or "Model";
        if (graph) o["class_name"] = "Functional";
        o["module"] = graph ? "keras.src.models.functional" : className == "Sequential" ? "keras" : module;
        o["registered_name"] = graph ? "Functional" : null;
    }
}
