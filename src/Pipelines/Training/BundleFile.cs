using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Training;

/// <summary>Reads and writes bundles: a zip of manifest.json, the model as Keras saves it, and ML.NET's own steps before and behind it.</summary>
internal static class BundleFile
{
    private const string ManifestName = "manifest.json", ModelName = "model.keras", BeforeName = "before.mlnet", AfterName = "after.mlnet";

    // A bundle is as large as its model; what claims to unpack to much more is refused before it is unpacked.
    private const int MostEntries = 4, MostManifestBytes = 1 << 22, MostUnpacked = 64;
    private const long AlwaysAllowed = 1L << 24;

    static BundleFile() => ProjectLayers.Register();

    /// <summary>Writes a bundle; a file of that name is replaced once the new one is whole.</summary>
    /// <exception cref="NotSupportedException">A step is neither ML.NET's own nor the classifier.</exception>
    public static void Write(StepFiles models, IReadOnlyList<ITransformer> steps, DataViewSchema? schema, string path, BundleInfo info)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        int at = Classifier(steps);
        var classifier = (KerasTransformer)steps[at];
        var contents = new List<(string Name, byte[] Bytes)> { (ModelName, ModelBytes(classifier.Model)) };
        // The schema goes with the steps before, which is where loading looks for it.
        if (at > 0 || schema is not null) contents.Add((BeforeName, models.Save(steps.Take(at), schema)));
        if (at < steps.Count - 1) contents.Add((AfterName, models.Save(steps.Skip(at + 1), null)));
        ImageShape image = classifier.InputShape;
        var manifest = new BundleManifest
        {
            FormatVersion = BundleManifest.CurrentVersion,
            Entries = [.. contents.Select(c => new BundleEntry(c.Name, c.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(c.Bytes))))],
            ClassNames = classifier.ClassNames,
            Image = [image.Height, image.Width, image.Channels],
            Sample = [.. classifier.Input.Sample.Span.ToArray().Select(n => (int)n)],
            Interpolation = classifier.Input.Interpolation == Interpolation.Nearest ? "nearest" : "bilinear",
            PixelsColumn = classifier.PixelsColumn,
            Info = info with { MlPipelines = Version(), DotNet = Environment.Version.ToString(), CreatedUtc = DateTimeOffset.UtcNow },
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Default.BundleManifest);
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            // Weights hardly shrink; uncompressed they are read faster.
            Add(zip, ManifestName, json);
            foreach ((string name, byte[] bytes) in contents) Add(zip, name, bytes);
        });
    }

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or none; the text names it and the reason.</exception>
    /// <exception cref="NotSupportedException">It is of a newer version.</exception>
    public static Bundle Read(StepFiles models, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'; name a bundle (.mlp), as 'mlpipelines train' or SaveBundle writes it.", path);
        using FileStream stream = File.OpenRead(path);
        try
        {
            using ZipArchive zip = Open(stream);
            BundleManifest manifest = Manifest(zip, stream.Length);
            Dictionary<string, byte[]> contents = Contents(zip, manifest, stream.Length);
            Model model = LoadModel(contents[ModelName]);
            var image = new ImageShape(manifest.Image[0], manifest.Image[1], manifest.Image[2]);
            var input = new ModelInput(image, Shape.Of([.. manifest.Sample.Select(n => (long)n)]))
            {
                Interpolation = manifest.Interpolation == "nearest" ? Interpolation.Nearest : Interpolation.Bilinear,
            };
            CheckFits(model, input, manifest.ClassNames.Count);
            var classifier = new KerasTransformer(model, manifest.ClassNames, input, manifest.PixelsColumn, null);
            DataViewSchema? schema = null;
            var steps = new List<ITransformer>();
            if (contents.TryGetValue(BeforeName, out byte[]? before)) steps.AddRange(models.Load(before, out schema));
            steps.Add(classifier);
            if (contents.TryGetValue(AfterName, out byte[]? after)) steps.AddRange(models.Load(after, out _));
            return new Bundle(steps.Count == 1 ? classifier : new TransformerChain<ITransformer>([.. steps]), classifier, schema, manifest.Info);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            string text = $"'{path}' cannot be read as a bundle: {e.Message}";
            throw e is NotSupportedException ? new NotSupportedException(text, e) : new InvalidDataException(text, e);
        }
    }

    /// <summary>Where the classifier stands among the steps.</summary>
    private static int Classifier(IReadOnlyList<ITransformer> steps)
    {
        int[] places = [.. Enumerable.Range(0, steps.Count).Where(i => steps[i] is KerasTransformer)];
        if (places.Length != 1)
            throw new NotSupportedException($"The pipeline has {places.Length} steps of the kind {nameof(KerasTransformer)} among "
                + $"{string.Join(", ", steps.Select(s => s.GetType().Name))}; a bundle holds one. Save the trained chain, or its {nameof(KerasTransformer)} alone.");
        return places[0];
    }

    private static void CheckFits(Model model, ModelInput input, int classes)
    {
        if (model.inputs is not [var x] || model.outputs is not [var y] || y.shape.ndim != 2 || y.shape[1] != classes
            || x.shape.ndim != input.Sample.ndim + 1 || Enumerable.Range(0, input.Sample.ndim).Any(i => x.shape[i + 1] >= 0 && x.shape[i + 1] != input.Sample[i]))
            throw new InvalidDataException($"its model does not take samples of {input.Sample} and give {classes} scores, as the manifest says");
    }

    /// <summary>The model as the bytes of a .keras file.</summary>
    private static byte[] ModelBytes(Model model) => InTemporaryFolder(path =>
    {
        model.save(path, include_optimizer: false);
        return File.ReadAllBytes(path);
    });

    private static Model LoadModel(byte[] bytes) => InTemporaryFolder(path =>
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            return keras.models.load_model(path, compile: false);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException)
        {
            throw new InvalidDataException($"its entry {ModelName} is no model that can be read. {e.Message.Replace(path, ModelName)}", e);
        }
    });

    /// <summary>Keras reads and writes models by path only.</summary>
    private static T InTemporaryFolder<T>(Func<string, T> use)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlpipelines-");
        try
        {
            return use(Path.Combine(folder.FullName, ModelName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BundleManifest Manifest(ZipArchive zip, long fileLength)
    {
        ZipArchiveEntry entry = zip.GetEntry(ManifestName)
            ?? throw new InvalidDataException($"it has no entry {ManifestName}. Name a bundle (.mlp), as 'mlpipelines train' or SaveBundle writes it.");
        if (entry.Length > MostManifestBytes) throw new InvalidDataException($"its {ManifestName} has {entry.Length} bytes; {MostManifestBytes} are read at most");
        byte[] json = Unpack(entry, entry.Length, fileLength);
        try
        {
            CheckVersion(json);
            BundleManifest manifest = JsonSerializer.Deserialize(json, BundleJson.Default.BundleManifest) ?? throw new InvalidDataException($"its {ManifestName} holds null");
            if (manifest.Problem() is { } problem) throw new InvalidDataException($"its {ManifestName} is no valid one: {problem}");
            return manifest;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"its {ManifestName} is no valid one: {e.Message}", e);
        }
    }

    private static void CheckVersion(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("formatVersion", out JsonElement version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number < 1)
            throw new InvalidDataException($"its {ManifestName} states no format version");
        if (number > BundleManifest.CurrentVersion)
            throw new NotSupportedException($"it has the format version {number}; this program reads up to {BundleManifest.CurrentVersion}. Use the "
                + "version of the program that wrote it or a newer one, or train the model again.");
    }

    /// <summary>All entries, each compared with the manifest. Nothing else may be in the zip, so that no name or path is ever used.</summary>
    private static Dictionary<string, byte[]> Contents(ZipArchive zip, BundleManifest manifest, long fileLength)
    {
        string[] wanted = [.. manifest.Entries.Select(e => e.Name)];
        if (wanted.Distinct().Count() != wanted.Length || !wanted.Contains(ModelName)
            || wanted.FirstOrDefault(name => name is not (ModelName or BeforeName or AfterName)) is not null)
            throw new InvalidDataException($"its {ManifestName} lists the entries {string.Join(", ", wanted)}; expected {ModelName} and at most {BeforeName} and {AfterName}");
        if (zip.Entries.FirstOrDefault(e => e.FullName != ManifestName && !wanted.Contains(e.FullName)) is { } stranger)
            throw new InvalidDataException($"it has the entry '{stranger.FullName}', which its {ManifestName} does not list");
        if (zip.Entries.Count != wanted.Length + 1)
            throw new InvalidDataException($"it has {zip.Entries.Count} entries; its {ManifestName} lists {wanted.Length} beside itself");
        var contents = new Dictionary<string, byte[]>();
        foreach (BundleEntry listed in manifest.Entries)
        {
            byte[] bytes = Unpack(zip.GetEntry(listed.Name) ?? throw new InvalidDataException($"it has no entry {listed.Name}, which its {ManifestName} lists"), listed.Bytes, fileLength);
            string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            if (hash != listed.Sha256)
                throw new InvalidDataException($"its entry {listed.Name} is damaged: SHA-256 {hash}, expected {listed.Sha256}. Copy the bundle again, or train the model again.");
            contents.Add(listed.Name, bytes);
        }
        return contents;
    }

    private static byte[] Unpack(ZipArchiveEntry entry, long expected, long fileLength)
    {
        long most = Math.Min(Array.MaxLength, MostUnpacked * fileLength + AlwaysAllowed);
        if (entry.Length != expected || expected > most)
            throw new InvalidDataException($"its entry {entry.FullName} unpacks to {entry.Length} bytes; expected {expected}, and at most {most}");
        byte[] bytes;
        try
        {
            using Stream content = entry.Open();
            bytes = BoundedReader.ReadUpTo(content, expected);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException)
        {
            throw new InvalidDataException($"its entry {entry.FullName} cannot be unpacked. {e.Message}", e);
        }
        if (bytes.Length != expected) throw new InvalidDataException($"its entry {entry.FullName} ends after {bytes.Length} bytes, expected {expected}");
        return bytes;
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using Stream content = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        content.Write(bytes);
    }

    private static ZipArchive Open(Stream stream)
    {
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MostEntries) throw new InvalidDataException($"it has {zip.Entries.Count} entries, expected at most {MostEntries}");
            return zip;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            zip?.Dispose();
            throw new InvalidDataException($"it is no bundle, or a damaged one. {e.Message}", e);
        }
    }

    private static string Version() =>
        typeof(BundleFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}

/// <summary>ML.NET's own files of steps, as bytes.</summary>
internal readonly struct StepFiles(ModelOperationsCatalog catalog)
{
    /// <summary>Writes steps.</summary>
    /// <exception cref="NotSupportedException">A step is not one of ML.NET's own; the text names it.</exception>
    public byte[] Save(IEnumerable<ITransformer> steps, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        catalog.Save(new TransformerChain<ITransformer>([.. steps]), schema, stream);
        return stream.ToArray();
    }

    /// <summary>Reads steps.</summary>
    public IEnumerable<ITransformer> Load(byte[] bytes, out DataViewSchema? schema)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        ITransformer loaded = catalog.Load(stream, out DataViewSchema found);
        schema = found;
        return loaded is IEnumerable<ITransformer> chain ? chain : [loaded];
    }
}
