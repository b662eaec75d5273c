using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>Keras 3's .keras files: a zip of config.json, metadata.json and model.weights.h5.</summary>
internal static class KerasZipModel
{
    private const string KerasVersion = "3.8.0", ConfigName = "config.json", MetadataName = "metadata.json", WeightsName = "model.weights.h5";

    private const long MostJsonBytes = 64L << 20, MostUnpacked = 64, AlwaysAllowed = 1L << 24;

    /// <summary>True for a file that begins as zip files do.</summary>
    public static bool IsZip(string path)
    {
        using FileStream stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        return stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual("PK\x03\x04"u8);
    }

    /// <summary>The model in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="compile">False to leave out how it was trained.</param>
    /// <exception cref="InvalidDataException">The file is damaged; the text names it and the reason.</exception>
    /// <exception cref="NotSupportedException">It holds something that is not built.</exception>
    public static Model Load(string path, bool compile = true)
    {
        using FileStream stream = File.OpenRead(path);
        return KerasErrors.Guard(path, () =>
        {
            using ZipArchive zip = Open(stream);
            JsonObject config = Json(zip, ConfigName, stream.Length);
            JsonObject metadata = zip.GetEntry(MetadataName) is null ? [] : Json(zip, MetadataName, stream.Length);
            KerasH5Config.FromFile(config, ModelConfig.Text(metadata["keras_version"]) ?? "3");
            IHdf5Group root = Weights(zip, path, stream.Length);
            Model model = KerasH5Model.Build(config, KerasH5Model.Budget(root, stream.Length));
            KerasZipWeights.Read(root, model);
            if (compile && config["compile_config"] is JsonObject training)
            {
                KerasH5Training.Compile(model, training, "optimizer", path);
                KerasZipWeights.ReadOptimizer(root, model, path);
            }
            return model;
        });
    }

    /// <summary>Reads the weights out of a file into a model that is there.</summary>
    public static void LoadWeights(Model model, string path, bool byName, bool skipMismatch)
    {
        using FileStream stream = File.OpenRead(path);
        KerasErrors.Guard(path, () =>
        {
            using ZipArchive zip = Open(stream);
            KerasH5Model.LoadWeights(model, Weights(zip, path, stream.Length), path, byName, skipMismatch);
            return model;
        });
    }

    /// <summary>Writes a model.</summary>
    /// <param name="model">Built, and of a class that has a configuration.</param>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="includeOptimizer">False to leave out how it is trained.</param>
    public static void Save(Model model, string path, bool includeOptimizer)
    {
        JsonObject config = ModelConfig.ToJson(model);
        KerasZipConfig.ToKeras3(config);
        var root = new Hdf5Group();
        KerasZipWeights.Write(root, model);
        if (model.BatchInputShape is { } shape) config["build_config"] = new JsonObject { ["input_shape"] = Layer.Sizes(shape) };
        if (includeOptimizer && KerasH5Training.Write(model, "optimizer") is { } training)
        {
            KerasZipConfig.Training(training);
            config["compile_config"] = training;
            KerasZipWeights.WriteOptimizer(root, model);
        }
        var metadata = new JsonObject
        {
            ["keras_version"] = KerasVersion,
            ["date_saved"] = DateTime.UtcNow.ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture),
        };
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Add(zip, MetadataName, s => s.Write(Encoding.UTF8.GetBytes(metadata.ToJsonString())));
            Add(zip, ConfigName, s => s.Write(Encoding.UTF8.GetBytes(config.ToJsonString())));
            Add(zip, WeightsName, s => OwnHdf5.Library.Write(s, root));
        });
    }

    private static void Add(ZipArchive zip, string name, Action<Stream> write)
    {
        // As Keras does, so that its reader can look into the weights without unpacking them.
        using Stream content = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        write(content);
    }

    private static JsonObject Json(ZipArchive zip, string name, long fileLength) =>
        KerasErrors.Parse(Encoding.UTF8.GetString(Read(zip, name, fileLength)), name);

    private static IHdf5Group Weights(ZipArchive zip, string path, long fileLength)
    {
        if (zip.GetEntry(WeightsName) is null && zip.GetEntry("model.weights.npz") is not null)
            throw new NotSupportedException("its weights are in model.weights.npz; model.weights.h5 is read. "
                + "Save it again with Keras' default settings.");
        return OwnHdf5.Library.Open(new MemoryStream(Read(zip, WeightsName, fileLength), writable: false), $"{path}: {WeightsName}");
    }

    /// <summary>An entry, whole. However large it says it is, only so much memory is taken as arrives and fits a file of this length.</summary>
    private static byte[] Read(ZipArchive zip, string name, long fileLength)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InvalidDataException($"it has no entry {name}, so it is no .keras file.");
        long most = Math.Min(name == WeightsName ? Array.MaxLength : MostJsonBytes, MostUnpacked * fileLength + AlwaysAllowed);
        if (entry.Length > most) throw new InvalidDataException($"its entry {name} unpacks to {entry.Length} bytes; {most} are read at most.");
        if (entry.IsEncrypted) throw new InvalidDataException($"its entry {name} is encrypted.");
        byte[] bytes;
        try
        {
            using Stream content = entry.Open();
            bytes = BoundedReader.ReadUpTo(content, entry.Length);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException)
        {
            throw new InvalidDataException($"its entry {name} cannot be unpacked. {e.Message}", e);
        }
        if (bytes.Length != entry.Length || Crc32.Of(bytes) != entry.Crc32)
            throw new InvalidDataException($"its entry {name} is damaged: length or checksum are others than the zip says.");
        return bytes;
    }

    private static ZipArchive Open(Stream stream)
    {
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            _ = zip.Entries;
            return zip;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            zip?.Dispose();
            throw new InvalidDataException($"it is no zip, or a damaged one. {e.Message}", e);
        }
    }
}
