using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>Writes TensorFlow.js LayersModels: a folder with model.json and files of weights of at most 4 MiB.</summary>
internal static class TfJsWriter
{
    private const string ModelFile = "model.json";

    /// <summary>Bytes of a file of weights, as TensorFlow's converter has it, so that browsers keep each in their cache.</summary>
    private const int ShardBytes = 4 << 20;

    /// <summary>TensorFlow.js has one class for both penalties, L1L2.</summary>
    private static void JoinRegularizers(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? item in array) JoinRegularizers(item);
            return;
        }
        if (node is not JsonObject owner) return;
        foreach ((string name, JsonNode? value) in owner.ToArray())
        {
            if (!name.EndsWith("_regularizer", StringComparison.Ordinal) || value is not JsonObject { } one || (string?)one["class_name"] is not ("L1" or "L2"))
            {
                JoinRegularizers(value);
                continue;
            }
            JsonNode? config = one["config"];
            owner[name] = new JsonObject
            {
                ["class_name"] = "L1L2",
                ["config"] = new JsonObject { ["l1"] = config?["l1"]?.DeepClone() ?? 0, ["l2"] = config?["l2"]?.DeepClone() ?? 0 },
            };
        }
    }

    /// <summary>Writes a model. The files are made in a folder of their own, which takes the place of the old one when all are
    /// complete.</summary>
    /// <param name="model">The model; its weights are float32.</param>
    /// <param name="path">The folder, or the model.json in it.</param>
    /// <exception cref="NotSupportedException">A class has no configuration, or weights are of another type.</exception>
    /// <exception cref="ArgumentException">Two weights have one name.</exception>
    /// <exception cref="IOException">The folder holds other files, or cannot be written.</exception>
    public static void Save(Model model, string path)
    {
        string folder = Folder(path);
        var manifest = new JsonArray();
        var names = new HashSet<string>();
        foreach (ResourceVariable weight in model.Weights)
        {
            string name = TfJsWeights.PlainName(weight);
            if (weight.dtype != TF_DataType.TF_FLOAT)
                throw new NotSupportedException($"The weight '{name}' is {weight.dtype.as_numpy_name()}; a TensorFlow.js model holds "
                    + "float32.");
            if (!names.Add(name))
                throw new ArgumentException($"Two weights are named '{name}'; TensorFlow.js tells weights by their "
                    + "names. Give the layers other names.");
            manifest.Add((JsonNode)new JsonObject { ["name"] = name, ["shape"] = Layer.Sizes(weight.shape), ["dtype"] = "float32" });
        }
        JsonObject topology = ModelConfig.ToJson(model);
        topology["keras_version"] = "2.15.0";
        topology["backend"] = "tensorflow";
        JoinRegularizers(topology);
        long bytes = model.Weights.Sum(w => w.shape.size) * sizeof(float);
        string[] shards = Shards(bytes);
        var root = new JsonObject
        {
            ["format"] = "layers-model",
            ["generatedBy"] = $"MlPipelines {typeof(TfJsWriter).Assembly.GetName().Version?.ToString(3)}",
            ["convertedBy"] = null,
            ["modelTopology"] = topology,
            ["weightsManifest"] = new JsonArray(new JsonObject { ["paths"] = new JsonArray([.. shards.Select(s => (JsonNode)s)]),
                ["weights"] = manifest }),
        };
        RequireOwnFiles(folder);
        string temporary = Beside(folder), old = Beside(folder);
        try
        {
            Directory.CreateDirectory(temporary);
            WriteShards(model, temporary, shards);
            AtomicFile.Write(Path.Combine(temporary, ModelFile), stream =>
            {
                using var json = new System.Text.Json.Utf8JsonWriter(stream);
                root.WriteTo(json);
            });
            if (Directory.Exists(folder)) Directory.Move(folder, old);
            Directory.Move(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            if (Directory.Exists(old))
            {
                if (Directory.Exists(folder)) Directory.Delete(old, recursive: true);
                else Directory.Move(old, folder);
            }
        }
    }

    private static string Folder(string path)
    {
        string full = Path.GetFullPath(path);
        if (Path.GetFileName(full) == ModelFile) return Path.GetDirectoryName(full)!;
        if (File.Exists(full)) throw new IOException($"{path} is a file; a TensorFlow.js model is saved as a folder.");
        return Path.TrimEndingDirectorySeparator(full);
    }

    /// <summary>A folder is replaced as a whole, so it must hold nothing but a model.</summary>
    private static void RequireOwnFiles(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
            if (Path.GetFileName(entry) != ModelFile && (Path.GetExtension(entry) != ".bin" || Directory.Exists(entry)))
                throw new IOException($"{folder} holds {Path.GetFileName(entry)}, which is no part of a TensorFlow.js model; save the "
                    + "model in a folder of its own.");
    }

    private static string Beside(string folder) => Path.Combine(Path.GetDirectoryName(folder)!,
        $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}.tmp");

    private static string[] Shards(long bytes)
    {
        long count = Math.Max(1, (bytes + ShardBytes - 1) / ShardBytes);
        return [.. Enumerable.Range(1, checked((int)count)).Select(i => $"group1-shard{i}of{count}.bin")];
    }

    /// <summary>Writes the weights' bytes one behind the other; a weight may begin in one file and end in the next.</summary>
    private static void WriteShards(Model model, string folder, string[] shards)
    {
        using IEnumerator<ResourceVariable> weights = model.Weights.GetEnumerator();
        byte[] left = [];
        int at = 0;
        foreach (string shard in shards)
            AtomicFile.Write(Path.Combine(folder, shard), stream =>
            {
                int room = ShardBytes;
                while (room > 0)
                {
                    if (at == left.Length)
                    {
                        if (!weights.MoveNext()) break;
                        left = MemoryMarshal.AsBytes(weights.Current.Operand.AsSpan<float>()).ToArray();
                        at = 0;
                        continue;
                    }
                    int count = Math.Min(room, left.Length - at);
                    stream.Write(left, at, count);
                    at += count;
                    room -= count;
                }
            });
    }
}
