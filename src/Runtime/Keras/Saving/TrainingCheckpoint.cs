using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// The state of a training that can go on later: weights, what the optimizer remembers, the streams of random numbers, and how
/// far it came. One .npz file: arrays weight_0 .., optimizer_0 .., and "manifest", the bytes of a JSON text.
/// </summary>
/// <remarks>Written through a temporary file that is flushed and renamed: a killed process leaves the last whole checkpoint.</remarks>
internal static class TrainingCheckpoint
{
    private const string Format = "mlpipelines-checkpoint", ManifestName = "manifest";
    private const int Version = 1;

    /// <summary>Writes the state.</summary>
    public static void Save(Model model, string path, TrainingPosition position, RandomStream? shuffle)
    {
        RequireBuilt(model);
        var manifest = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["model"] = model.ClassName,
            ["epoch"] = position.epoch,
            ["batch"] = position.batch,
            ["weights"] = Describe(model.Weights),
            ["streams"] = new JsonArray([.. LayerParts.StreamsOf(model).Select(Write)]),
            ["global_stream"] = Write(RandomStream.Global),
            ["shuffle"] = shuffle is null ? null : Write(shuffle),
        };
        IEnumerable<KeyValuePair<string, NpyArray>> arrays = Arrays("weight", model.Weights);
        if (model.optimizer is { } optimizer)
        {
            manifest["optimizer"] = new JsonObject
            {
                ["name"] = optimizer.Name,
                ["iterations"] = optimizer.iterations,
                ["learning_rate"] = optimizer.get_config()["learning_rate"] is JsonValue rate ? rate.DeepClone() : null,
                ["variables"] = Describe(optimizer.variables),
            };
            arrays = arrays.Concat(Arrays("optimizer", optimizer.variables));
        }
        byte[] text = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        Npz.Write(path, arrays.Prepend(new(ManifestName, NpyArray.From<byte>(text))));
    }

    /// <summary>Reads the state into a model made and compiled as the other one was. Nothing is changed unless all of it fits.</summary>
    /// <returns>How far the training came, and the stream its shuffling drew from.</returns>
    public static (TrainingPosition Position, RandomStream? Shuffle) Load(Model model, string path)
    {
        RequireBuilt(model);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist; load_checkpoint takes a file that "
                + "save_checkpoint wrote.", path);
        Dictionary<string, NpyArray> arrays = Npz.Read(path);
        JsonObject manifest = Manifest(path, arrays);
        try
        {
            var position = new TrainingPosition(checked((int)Number(manifest, "epoch")), Number(manifest, "batch"));
            List<(ResourceVariable, NpyArray)> values = Match(arrays, manifest, "weights", "weight", model.Weights);
            RandomStream[] streams = [.. LayerParts.StreamsOf(model)];
            (long Seed, long Position)[] states = [.. (manifest["streams"] as JsonArray ?? throw Missing("streams")).Select(Read)];
            if (states.Length != streams.Length)
                throw new InvalidDataException($"it has {states.Length} streams of random numbers, the model's layers have "
                    + $"{streams.Length}: it is of another model.");
            (long Seed, long Position) global = Read(manifest["global_stream"]);
            RandomStream? shuffle = manifest["shuffle"] is { } node ? new RandomStream(Read(node).Seed) : null;
            if (manifest["optimizer"] is JsonObject saved) ReadOptimizer(model, arrays, saved, values);

            foreach ((ResourceVariable variable, NpyArray array) in values) Assign(variable, array);
            for (int i = 0; i < streams.Length; i++) streams[i].Restore(states[i].Seed, states[i].Position);
            RandomStream.Global.Restore(global.Seed, global.Position);
            return (position, shuffle);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static void ReadOptimizer(Model model, Dictionary<string, NpyArray> arrays, JsonObject saved,
        List<(ResourceVariable, NpyArray)> values)
    {
        IOptimizer optimizer = model.optimizer
            ?? throw new InvalidOperationException($"The checkpoint holds the state of an optimizer, and the model '{model.Name}' was not "
                + "compiled; compile it as it was first.");
        if (saved["name"]?.ToString() is { } name && name != optimizer.Name)
            throw new InvalidDataException($"it has the state of the optimizer '{name}'; the model was compiled with '{optimizer.Name}'.");
        long iterations = Number(saved, "iterations");
        // An optimizer makes its variables when it first meets a weight: make them in the same order now.
        if (saved["variables"] is JsonArray { Count: > 0 }) model.BuildOptimizer();
        values.AddRange(Match(arrays, saved, "variables", "optimizer", optimizer.variables));
        optimizer.iterations = iterations;
        if (saved["learning_rate"] is JsonValue rate && rate.TryGetValue(out double number)) optimizer.learning_rate = number;
    }

    private static JsonObject Manifest(string path, Dictionary<string, NpyArray> arrays)
    {
        if (!arrays.TryGetValue(ManifestName, out NpyArray? text) || text.Type != NpyType.UInt8)
            throw new InvalidDataException($"{path} holds no '{ManifestName}'; it is no checkpoint that save_checkpoint wrote.");
        try
        {
            JsonObject manifest = JsonText.Parse(text.Data) as JsonObject ?? throw new InvalidDataException($"{path}: its manifest is no "
                + "JSON object.");
            if (manifest["format"]?.ToString() != Format)
                throw new InvalidDataException($"{path}: its manifest is not of the format "
                    + $"{Format}.");
            if (Number(manifest, "version") != Version)
                throw new NotSupportedException($"{path} is a checkpoint of version {manifest["version"]}; version {Version} is read. Use "
                    + "the program that wrote it.");
            return manifest;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: its manifest is no valid JSON. {e.Message}", e);
        }
    }

    private static List<(ResourceVariable, NpyArray)> Match(
        Dictionary<string, NpyArray> arrays, JsonObject manifest, string key, string prefix, IReadOnlyList<ResourceVariable> variables)
    {
        int count = (manifest[key] as JsonArray ?? throw Missing(key)).Count;
        if (count != variables.Count)
            throw new InvalidDataException($"it has {count} {key}, the model has {variables.Count}: it is of another model, or of one "
                + "compiled otherwise.");
        var matched = new List<(ResourceVariable, NpyArray)>();
        for (int i = 0; i < count; i++)
        {
            ResourceVariable variable = variables[i];
            NpyArray array = arrays.TryGetValue($"{prefix}_{i}", out NpyArray? found) ? found : throw Missing($"{prefix}_{i}");
            if (array.Type != TypeOf(variable) || !array.Shape.AsSpan().SequenceEqual(variable.shape.Span))
                throw new InvalidDataException($"its '{prefix}_{i}' is {array}; the model's '{variable.Name}' is "
                    + $"{variable.dtype.as_numpy_name()} {variable.shape}.");
            matched.Add((variable, array));
        }
        return matched;
    }

    private static JsonArray Describe(IReadOnlyList<ResourceVariable> variables) => new([.. variables.Select(v => new JsonObject
    {
        ["name"] = v.Name, ["shape"] = Layer.Sizes(v.shape), ["dtype"] = v.dtype.as_numpy_name(),
    })]);

    private static IEnumerable<KeyValuePair<string, NpyArray>> Arrays(string prefix, IReadOnlyList<ResourceVariable> variables) =>
        variables.Select((v, i) => new KeyValuePair<string, NpyArray>($"{prefix}_{i}", v.dtype switch
        {
            TF_DataType.TF_FLOAT => NpyArray.From(v.Operand.AsSpan<float>(), v.shape.dims),
            TF_DataType.TF_DOUBLE => NpyArray.From(v.Operand.AsSpan<double>(), v.shape.dims),
            _ => throw new NotSupportedException($"The variable '{v.Name}' is {v.dtype.as_numpy_name()}; checkpoints hold float32 and "
                + "float64."),
        }));

    private static NpyType TypeOf(ResourceVariable variable) => variable.dtype == TF_DataType.TF_DOUBLE ? NpyType.Float64 : NpyType.Float32;

    private static void Assign(ResourceVariable variable, NpyArray array)
    {
        using Tensor value = array.Type == NpyType.Float64
            ? Tensor.From<double>(array.ToArray<double>(), variable.shape)
            : Tensor.From<float>(array.ToArray<float>(), variable.shape);
        variable.assign(value);
    }

    private static JsonObject Write(RandomStream stream) => new() { ["seed"] = stream.Seed, ["position"] = stream.Position };

    private static (long Seed, long Position) Read(JsonNode? node)
    {
        JsonObject stream = node as JsonObject ?? throw Missing("a stream of random numbers");
        long position = Number(stream, "position");
        return position % 4 == 0 ? (Number(stream, "seed", negative: true), position)
            : throw new InvalidDataException($"it has a stream at position {position}.");
    }

    private static long Number(JsonObject from, string key, bool negative = false) =>
        from[key] is JsonValue value && value.TryGetValue(out long number) && (negative || number >= 0) ? number : throw Missing(key);

    private static InvalidDataException Missing(string what) => new($"it lacks '{what}', or has another kind of value there.");

    private static void RequireBuilt(Model model)
    {
        if (!model.Built)
            throw new InvalidOperationException($"The model '{model.Name}' has no weights yet; give its first layer an input_shape, or "
                + "call build(input_shape), first.");
    }
}
