using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>The weights of a TensorFlow.js model: names and shapes from the manifest, values from the files it lists.</summary>
internal sealed class TfJsWeights
{
    private const int MostAxes = 16;

    private readonly List<(string Name, Shape Shape, byte[] Group, int Offset)> _weights = [];

    /// <summary>Bytes of all weights.</summary>
    public long Bytes { get; private set; }

    /// <summary>Reads the files that a manifest lists.</summary>
    /// <param name="modelPath">The model.json; the files are beside it.</param>
    /// <param name="manifest">Its weightsManifest.</param>
    /// <exception cref="InvalidDataException">A file is missing or of another size than the manifest says, or the manifest is
    /// damaged.</exception>
    public static TfJsWeights Read(string modelPath, JsonNode? manifest)
    {
        if (manifest is not JsonArray groups) throw new InvalidDataException($"{modelPath}: 'weightsManifest' is missing or no list.");
        var result = new TfJsWeights();
        foreach (JsonNode? node in groups)
        {
            if (node is not JsonObject group || group["paths"] is not JsonArray paths || group["weights"] is not JsonArray specs)
                throw new InvalidDataException($"{modelPath}: a group of 'weightsManifest' lacks 'paths' or 'weights'.");
            var entries = new List<(string Name, Shape Shape)>();
            long expected = 0;
            foreach (JsonNode? spec in specs)
            {
                (string name, Shape shape) = Spec(modelPath, spec);
                expected += shape.size * sizeof(float);
                if (expected is < 0 or > int.MaxValue)
                    throw new InvalidDataException($"{modelPath}: the weights of one group take more than {int.MaxValue} bytes.");
                entries.Add((name, shape));
            }
            byte[] bytes = Files(modelPath, paths, (int)expected);
            int offset = 0;
            foreach ((string name, Shape shape) in entries)
            {
                result._weights.Add((name, shape, bytes, offset));
                offset += (int)shape.size * sizeof(float);
            }
            result.Bytes += expected;
        }
        return result;
    }

    /// <summary>Gives a model the weights: by name, or in order where the names are not the model's.</summary>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public void AssignTo(Model model)
    {
        IReadOnlyList<ResourceVariable> variables = model.Weights;
        var byName = new Dictionary<string, int>();
        for (int i = 0; i < _weights.Count; i++)
            if (!byName.TryAdd(_weights[i].Name, i))
                throw new InvalidDataException($"the manifest names the weight '{_weights[i].Name}' "
                    + "twice.");
        if (_weights.Count != variables.Count)
            throw new InvalidDataException($"the manifest has {_weights.Count} weights, the layers have {variables.Count}: "
                + $"{string.Join(", ", variables.Take(8).Select(v => v.Name))}{(variables.Count > 8 ? " .." : "")}.");
        bool named = variables.All(v => byName.ContainsKey(PlainName(v)));
        for (int i = 0; i < variables.Count; i++)
        {
            (string name, Shape shape, byte[] group, int offset) = _weights[named ? byName[PlainName(variables[i])] : i];
            if (shape != variables[i].shape)
                throw new InvalidDataException($"the weight '{name}' has shape {shape}; the layer's '{variables[i].Name}' has "
                    + $"{variables[i].shape}.");
            ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(group.AsSpan(offset, (int)shape.size * sizeof(float)));
            using Tensor tensor = Tensor.From(values, shape);
            variables[i].assign(tensor);
        }
    }

    /// <summary>A weight's name without the number of its output.</summary>
    internal static string PlainName(ResourceVariable variable) =>
        variable.Name.EndsWith(":0", StringComparison.Ordinal) ? variable.Name[..^2] : variable.Name;

    private static (string Name, Shape Shape) Spec(string modelPath, JsonNode? node)
    {
        if (node is not JsonObject spec || spec["name"] is not JsonValue nameValue || !nameValue.TryGetValue(out string? name)
            || spec["shape"] is not JsonArray sizes || sizes.Count > MostAxes)
            throw new InvalidDataException($"{modelPath}: a weight of 'weightsManifest' lacks its name or shape.");
        string? dtype = spec["dtype"]?.ToString();
        if (dtype != "float32" || spec["quantization"] is not null)
            throw new NotSupportedException($"{modelPath}: the weight '{name}' is "
                + $"{(spec["quantization"] is null ? $"of '{dtype}'" : "quantized")}; "
                + "float32 is read here. Save the model without quantization.");
        var dims = new long[sizes.Count];
        for (int i = 0; i < dims.Length; i++)
            if (sizes[i] is not JsonValue size || !size.TryGetValue(out dims[i]) || dims[i] < 0 || dims[i] > int.MaxValue)
                throw new InvalidDataException($"{modelPath}: the weight '{name}' has the shape {Short(sizes)}; it takes sizes of 0 or "
                    + "more.");
        try
        {
            return (name, Shape.Of(dims));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{modelPath}: the weight '{name}' has the shape {Short(sizes)}. {e.Message}", e);
        }
    }

    /// <summary>The files of a group one behind the other, once their sizes add up to what the manifest says.</summary>
    private static byte[] Files(string modelPath, JsonArray paths, int expected)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var files = new List<string>();
        long total = 0;
        foreach (JsonNode? node in paths)
        {
            string? name = node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
            if (string.IsNullOrWhiteSpace(name) || Path.IsPathRooted(name) || name.Contains(':', StringComparison.Ordinal)
                || name.Split('/', '\\').Contains(".."))
                throw new InvalidDataException($"{modelPath}: 'paths' names {Short(node)}; "
                    + "a file of weights is named relative to the model and lies beside it.");
            string file = Path.Combine(folder, name);
            if (!File.Exists(file))
                throw new InvalidDataException($"{modelPath}: its file of weights '{name}' is missing; put it beside model.json.");
            total += new FileInfo(file).Length;
            files.Add(file);
        }
        if (total != expected)
            throw new InvalidDataException($"{modelPath}: the files {string.Join(", ", files.Take(4).Select(Path.GetFileName))} have "
                + $"{total} bytes; "
                + $"the manifest's weights take {expected}.");
        byte[] bytes = new byte[expected];
        int filled = 0;
        foreach (string file in files)
        {
            using FileStream stream = File.OpenRead(file);
            if (stream.Length > bytes.Length - filled) throw new InvalidDataException($"{file} grew while it was read.");
            int length = (int)stream.Length;
            stream.ReadExactly(bytes, filled, length);
            filled += length;
        }
        return bytes;
    }

    private static string Short(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length <= 80 ? text : text[..80] + "..";
    }
}
