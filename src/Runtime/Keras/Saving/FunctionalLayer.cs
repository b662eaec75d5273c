using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras.Saving;

/// <summary>Names a tensor of a model in a file: an output of a use of a layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Use">Number of the use.</param>
/// <param name="Output">Number of the output.</param>
internal readonly record struct FunctionalReference(string Layer, int Use, int Output)
{
    /// <summary>All references in a piece of JSON, in both layouts and at any depth, in their order.</summary>
    public static IEnumerable<FunctionalReference> ReadAll(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list when list.Count >= 3 && ModelConfig.Text(list[0]) is { } layer && Number(list[1]) is { } use
                && Number(list[2]) is { } output:
                return [new FunctionalReference(layer, use, output)];
            case JsonArray list:
                return list.SelectMany(ReadAll);
            case JsonObject o when ModelConfig.Text(o["class_name"]) == "__keras_tensor__":
                return ReadAll((o["config"] as JsonObject)?["keras_history"]);
            default:
                return [];
        }
    }

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) && number >= 0 ? number
        : null;
}

/// <summary>One use of a layer as a file has it.</summary>
internal sealed class FunctionalUse
{
    /// <summary>What goes in.</summary>
    public required FunctionalReference[] Inputs { get; init; }

    /// <summary>The mode it always works in; null for the model's.</summary>
    public bool? Training { get; init; }

    /// <summary>Inputs that are there already.</summary>
    public int Next { get; set; }

    /// <summary>True while its inputs are being made.</summary>
    public bool Entered { get; set; }

    /// <summary>What comes out; null until it was applied.</summary>
    public KerasTensor[]? Outputs { get; set; }

    /// <summary>Reads an entry of inbound_nodes.</summary>
    public static FunctionalUse Read(JsonNode? node, string owner)
    {
        var inputs = new List<FunctionalReference>();
        var arguments = new List<JsonObject>();
        if (node is JsonObject keras3)
        {
            inputs.AddRange(FunctionalReference.ReadAll(keras3["args"]));
            if (keras3["kwargs"] is JsonObject kwargs) arguments.Add(kwargs);
        }
        else
        {
            inputs.AddRange(FunctionalReference.ReadAll(node));
            if (node is JsonArray list) arguments.AddRange(Arguments(list));
        }
        bool? training = null;
        foreach ((string key, JsonNode? value) in arguments.SelectMany(a => a))
        {
            FunctionalReference[] tensors = [.. FunctionalReference.ReadAll(value)];
            if (tensors.Length > 0) inputs.AddRange(tensors);
            else if (key == "training" && value is JsonValue flag && flag.TryGetValue(out bool on)) training = on;
            else if (value is not null && !(value is JsonValue truth && truth.TryGetValue(out bool set) && !set))
                throw new NotSupportedException($"layer '{owner}' gets the argument '{key}' ({Short(value)}) in a call, which is not "
                    + "built.");
        }
        if (inputs.Count == 0) throw new InvalidDataException($"layer '{owner}' has an entry in 'inbound_nodes' that names no tensor.");
        return new FunctionalUse { Inputs = [.. inputs], Training = training };
    }

    /// <summary>The arguments behind the tensors of a list.</summary>
    private static IEnumerable<JsonObject> Arguments(JsonArray list) =>
        list.Count >= 4 && ModelConfig.Text(list[0]) is not null ? list.Skip(3).OfType<JsonObject>()
            : list.OfType<JsonArray>().SelectMany(Arguments);

    private static string Short(JsonNode node)
    {
        string text = node.ToJsonString();
        return text.Length <= 60 ? text : text[..60] + "..";
    }
}

/// <summary>A layer of a functional model as a file has it.</summary>
internal sealed class FunctionalLayer
{
    private readonly Layer _layer;
    private readonly FunctionalUse[] _uses;
    private int _first;

    /// <summary>Makes the layer and reads its uses.</summary>
    public FunctionalLayer(JsonNode? entry, int number)
    {
        _layer = ModelConfig.ReadLayer(entry, $"layer {number}");
        if (ModelConfig.Text(entry!["name"]) is { } name) _layer.Name = name;
        if (_layer is InputLayer input)
        {
            _uses = [new FunctionalUse { Inputs = [], Outputs = [new KerasInput(input)] }];
            return;
        }
        // Keras keeps use number 0 for a model by itself.
        _first = _layer is Model ? 1 : 0;
        _uses = entry["inbound_nodes"] is JsonArray nodes ? [.. nodes.Select(n => FunctionalUse.Read(n, Name))] : [];
    }

    /// <summary>The layer's name.</summary>
    public string Name => _layer.Name;

    /// <summary>Its uses.</summary>
    public IReadOnlyList<FunctionalUse> Uses => _uses;

    /// <summary>Takes note that a use of this number was named: Keras 3 counts those of a Sequential from 0.</summary>
    public void CountFrom(int use) => _first = Math.Min(_first, use);

    /// <summary>A reference to each use.</summary>
    public IEnumerable<FunctionalReference> AllUses() => _uses.Select((_, i) => new FunctionalReference(Name, i + _first, 0));

    /// <summary>The use that a reference names.</summary>
    /// <exception cref="InvalidDataException">There is no such use.</exception>
    public FunctionalUse Use(FunctionalReference reference) => (uint)(reference.Use - _first) < (uint)_uses.Length
        ? _uses[reference.Use - _first]
        : throw new InvalidDataException($"the model uses output {reference.Output} of use {reference.Use} of layer '{Name}', which has "
            + $"{_uses.Length} uses.");

    /// <summary>The tensor that a reference names; its use was applied.</summary>
    /// <exception cref="InvalidDataException">There is no such output.</exception>
    public KerasTensor Output(FunctionalReference reference)
    {
        KerasTensor[] outputs = Use(reference).Outputs!;
        return reference.Output < outputs.Length ? outputs[reference.Output]
            : throw new InvalidDataException($"the model uses output {reference.Output} of layer '{Name}', which has {outputs.Length}.");
    }

    /// <summary>Applies the layer.</summary>
    /// <exception cref="InvalidDataException">The inputs do not fit it.</exception>
    public void Apply(FunctionalUse use, KerasTensor[] inputs)
    {
        try
        {
            use.Outputs = Node.Record(_layer, inputs, use.Training);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"layer '{Name}', {_layer.ClassName}, cannot be used. {e.Message}", e);
        }
    }
}
