using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Saving;

/// <summary>Where configurations of Keras 2 and 3 say the same thing in other words, or other things in the same words.</summary>
internal static class KerasH5Config
{
    /// <summary>Keras 2's hard_sigmoid is 0.2 x + 0.5, Keras 3's x / 6 + 0.5: here they have two names.</summary>
    public const string HardSigmoid = "hard_sigmoid", Keras3HardSigmoid = "keras3_hard_sigmoid";

    private static readonly string[] OfInputs = ["batch_input_shape", "dtype", "name"], ArgumentNames = ["query", "value", "key"];

    /// <summary>Brings the configuration of a file into the form that is read here, where what it says makes no difference to results.</summary>
    /// <param name="config">The model's class name and configuration.</param>
    /// <param name="version">The version of Keras that wrote it; only the first number counts.</param>
    public static void FromFile(JsonObject config, string version)
    {
        Visit(config, static o =>
        {
            foreach (string key in o.Select(p => p.Key).Where(k => k.EndsWith("_initializer", StringComparison.Ordinal)).ToArray())
                if (o[key] is { } node && !IsKnown(node)) o.Remove(key);
            // Trained in half precision with weights of full precision: computed in the latter here.
            if (o["dtype"] is { } dtype && Policy(dtype).StartsWith("mixed_", StringComparison.Ordinal)) o["dtype"] = "float32";
            // What type the data have matters to Python's graphs, not here.
            if (IsInput(o, out JsonObject settings) && Policy(settings["dtype"]) is not ("float32" or "float64" or "int32" or "string" or ""))
                settings["dtype"] = Policy(settings["dtype"]).StartsWith("int", StringComparison.Ordinal) ? "int32" : "float32";
        });
        if (version.StartsWith('3')) FromKeras3(config);
    }

    /// <summary>Leaves out what Python's Keras 2 does not know.</summary>
    /// <exception cref="NotSupportedException">The model computes what Keras 2 does not.</exception>
    public static void ToKeras2(JsonObject config) => Visit(config, static o =>
    {
        if (Activations(o, Keras3HardSigmoid).Count > 0)
            throw new NotSupportedException("The model has the activation hard_sigmoid as Keras 3 computes it, which files of Keras 2 "
                + "cannot say. Save it as a .keras file.");
        AttentionInputs(o, static references =>
        {
            // The first is an argument by place, the others by name.
            var first = (JsonArray)references[0].DeepClone();
            if (first.Count < 4) first.Add((JsonNode)new JsonObject());
            for (int i = 1; i < references.Length; i++) first[3]![ArgumentNames[i]] = Plain(references[i]);
            return new JsonArray(first);
        });
        if (!IsInput(o, out JsonObject settings)) return;
        Keep(settings, OfInputs);
        settings["sparse"] = false;
        settings["ragged"] = false;
    });

    private static void FromKeras3(JsonObject config) => Visit(config, static o =>
    {
        foreach (string key in Activations(o, HardSigmoid)) o[key] = Keras3HardSigmoid;
        // Uses of a functional model inside another count from 0 as inputs of layers, but from 1 as outputs of the whole.
        if (o["layers"] is not JsonArray layers || o["output_layers"] is not JsonArray outputs) return;
        HashSet<string> inside = [.. layers.OfType<JsonObject>().Where(l => ModelConfig.Text(l["class_name"]) == "Functional")
            .Select(l => ModelConfig.Text(l["name"])).OfType<string>()];
        foreach (JsonArray reference in ModelConfig.Text(outputs.FirstOrDefault()) is null ? outputs.OfType<JsonArray>() : [outputs])
            CountFromZero(reference, inside);
    });

    /// <summary>Takes one off the number of the use that a reference names, if it is to one of these layers.</summary>
    public static void CountFromZero(JsonArray reference, HashSet<string> layers)
    {
        if (reference.Count >= 3 && layers.Contains(ModelConfig.Text(reference[0]) ?? "") && reference[1] is JsonValue use
            && use.TryGetValue(out int number) && number > 0)
            reference[1] = number - 1;
    }

    /// <summary>True for an initializer that is built. Of others the values are of no use, as the file's take their place.</summary>
    private static bool IsKnown(JsonNode node)
    {
        try
        {
            _ = Initializers.InitializerRegistry.FromConfig(node);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>The name of a type, or of Keras' policy for one.</summary>
    private static string Policy(JsonNode? node) =>
        ModelConfig.Text(node) ?? ModelConfig.Text(((node as JsonObject)?["config"] as JsonObject)?["name"]) ?? "";

    /// <summary>Rewrites the inputs of attention, which in Python are arguments of their own: layers of a list of inputs get one list.</summary>
    /// <param name="o">Any object; only that of an attention layer is changed.</param>
    /// <param name="rewrite">Makes what stands for one use of the tensors it gets.</param>
    public static void AttentionInputs(JsonObject o, Func<JsonArray[], JsonNode> rewrite)
    {
        if (ModelConfig.Text(o["class_name"]) != "MultiHeadAttention" || o["inbound_nodes"] is not JsonArray nodes) return;
        for (int i = 0; i < nodes.Count; i++)
            if (nodes[i] is JsonArray { Count: > 1 } use && use.All(r => r is JsonArray)) nodes[i] = rewrite([.. use.OfType<JsonArray>()]);
    }

    /// <summary>A reference to a tensor without what else is said of a use.</summary>
    public static JsonArray Plain(JsonArray reference) => new([.. reference.Take(3).Select(n => n!.DeepClone())]);

    /// <summary>True for the object of an InputLayer, whose settings Keras takes no further ones among.</summary>
    public static bool IsInput(JsonObject o, out JsonObject settings)
    {
        settings = o["config"] as JsonObject ?? [];
        return ModelConfig.Text(o["class_name"]) == "InputLayer" && o["config"] is JsonObject;
    }

    /// <summary>Removes all settings but some.</summary>
    public static void Keep(JsonObject settings, params ReadOnlySpan<string> keys)
    {
        foreach (string key in settings.Select(p => p.Key).ToArray())
            if (!keys.Contains(key)) settings.Remove(key);
    }

    /// <summary>The keys under which an activation of this name is, as a name or as Keras 3's object of a function.</summary>
    public static List<string> Activations(JsonObject o, string name)
    {
        var keys = new List<string>();
        foreach ((string key, JsonNode? value) in o)
        {
            if (!key.EndsWith("activation", StringComparison.Ordinal)) continue;
            JsonNode? given = value is JsonObject function ? function["config"] as JsonValue ?? function["class_name"] : value;
            if (ModelConfig.Text(given) == name) keys.Add(key);
        }
        return keys;
    }

    /// <summary>Calls an action for every object, those inside first.</summary>
    public static void Visit(JsonNode? node, Action<JsonObject> action)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? item in list) Visit(item, action);
        }
        else if (node is JsonObject o)
        {
            foreach (JsonNode? item in o.Select(p => p.Value).ToArray()) Visit(item, action);
            action(o);
        }
    }
}
