using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Model files: a zip with one entry, model.json, that holds a format's name, a version, the input's columns and the steps.</summary>
internal static class ModelFile
{
    private const string Format = "MlPipelines.ML", Entry = "model.json";
    private const int Version = 1;

    // Far above what steps of images need, and still held in memory without harm.
    private const long LargestEntry = 256L << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    private static readonly Dictionary<string, Func<ModelJson, ITransformer>> Loaders = new(StringComparer.Ordinal)
    {
        ["chain"] = LoadChain,
        ["copy"] = ColumnCopyingTransformer.Load,
        ["select"] = ColumnSelectingTransformer.Load,
        ["concatenate"] = ColumnConcatenatingTransformer.Load,
        ["keys"] = ValueToKeyMappingTransformer.Load,
        ["values"] = KeyToValueMappingTransformer.Load,
        ["scale"] = NormalizingTransformer.Load,
    };

    /// <summary>The bytes of a model file.</summary>
    public static byte[] Write(ITransformer model, DataViewSchema? schema)
    {
        var json = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["schema"] = schema is null ? null : Schema(schema),
            ["model"] = ModelSaveContext.Of(model),
        };
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (Stream entry = zip.CreateEntry(Entry).Open())
        using (var writer = new Utf8JsonWriter(entry))
            json.WriteTo(writer);
        return file.ToArray();
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or not one of these.</exception>
    public static ITransformer Read(Stream stream, out DataViewSchema? schema)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            ZipArchiveEntry entry = zip.GetEntry(Entry) ?? throw new InvalidDataException($"It has no entry {Entry}; files of Microsoft.ML itself cannot be read.");
            if (entry.Length is < 0 or > LargestEntry) throw new InvalidDataException($"{Entry} has {entry.Length} bytes; at most {LargestEntry} are read.");
            using JsonDocument document = JsonDocument.Parse(Bytes(entry), Options);
            var json = new ModelJson(document.RootElement, "model.json");
            if (json.String("format") != Format) throw new InvalidDataException($"Its format is '{json.String("format")}', not '{Format}'.");
            if (json.Integer("version") != Version) throw new InvalidDataException($"Its version is {json.Integer("version")}; this library reads version {Version}.");
            schema = json.Has("schema") ? Schema(json.Items("schema")) : null;
            return Load(json.Get("model"));
        }
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or OverflowException or InvalidCastException or InvalidDataException)
        {
            throw new InvalidDataException($"The model file cannot be read. {error.Message} Save the model again with Model.Save.", error);
        }
    }

    // The declared length is checked before; the stream is not trusted to keep to it.
    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        var bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length || stream.ReadByte() >= 0) throw new InvalidDataException($"{Entry} has not the {bytes.Length} bytes that the zip says.");
        return bytes;
    }

    private static ITransformer Load(ModelJson json)
    {
        string kind = json.String("kind");
        return Loaders.TryGetValue(kind, out Func<ModelJson, ITransformer>? load) ? load(json) : throw new InvalidDataException($"It has a step '{kind}', which is unknown.");
    }

    private static ITransformer LoadChain(ModelJson json)
    {
        ModelJson[] steps = json.Items("steps");
        return new TransformerChain<ITransformer>([.. steps.Select(s => Load(s.Get("step")))], steps.Select(s => (TransformerScope)s.Integer("scope")));
    }

    // Annotations that say something of a model's input: names and values in text, and flags.
    private static JsonArray Schema(DataViewSchema schema) => new([.. schema.Where(c => !c.IsHidden).Select(column => new JsonObject
    {
        ["name"] = column.Name,
        ["type"] = ModelJson.Type(column.Type),
        ["texts"] = new JsonArray([.. column.Annotations.Schema.Where(a => a.Type is VectorDataViewType { ItemType: TextDataViewType }).Select(a =>
        {
            VBuffer<ReadOnlyMemory<char>> values = default;
            column.Annotations.GetValue(a.Name, ref values);
            return new JsonObject { ["name"] = a.Name, ["values"] = ModelJson.Strings(values.DenseValues().Select(v => v.ToString())) };
        })]),
        ["normalized"] = column.IsNormalized(),
    })]);

    private static DataViewSchema Schema(ModelJson[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (ModelJson column in columns)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            foreach (ModelJson texts in column.Items("texts"))
                annotations.AddValues(texts.String("name"), TextDataViewType.Instance, texts.Strings("values").Select(v => v.AsMemory()).ToArray());
            if (column.Flag("normalized")) annotations.AddPrimitiveValue(SchemaAnnotationsExtensions.Normalized, BooleanDataViewType.Instance, true);
            builder.AddColumn(column.String("name"), column.Get("type").ToType(), annotations.ToAnnotations());
        }
        return builder.ToSchema();
    }
}
