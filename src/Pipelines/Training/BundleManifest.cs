using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlPipelines.Pipelines.Training;

/// <summary>An entry of a bundle, as the manifest tells it.</summary>
/// <param name="Name">Name in the zip.</param>
/// <param name="Bytes">Size, unpacked.</param>
/// <param name="Sha256">Checksum of the unpacked bytes, in small hexadecimal letters.</param>
internal sealed record BundleEntry(string Name, long Bytes, string Sha256);

/// <summary>The file manifest.json of a bundle.</summary>
internal sealed record BundleManifest
{
    /// <summary>The version this program writes, and the newest it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>All other entries.</summary>
    public required IReadOnlyList<BundleEntry> Entries { get; init; }

    /// <summary>Name of each class, in the order of the scores.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Height, width and channels of the images the model sees.</summary>
    public required IReadOnlyList<int> Image { get; init; }

    /// <summary>Shape of one sample of the model's input.</summary>
    public required IReadOnlyList<int> Sample { get; init; }

    /// <summary>How images of another size are resized: "bilinear" or "nearest"; null, in files of before there was a choice, for bilinear.</summary>
    public string? Interpolation { get; init; }

    /// <summary>What a byte is divided by. Always 255.</summary>
    public int PixelScale { get; init; } = 255;

    /// <summary>Column of images.</summary>
    public required string PixelsColumn { get; init; }

    /// <summary>Where the model comes from.</summary>
    public required BundleInfo Info { get; init; }

    /// <summary>What is wrong with the manifest; null when nothing is.</summary>
    public string? Problem()
    {
        if (Entries.Count is 0 or > 8 || Entries.Any(e => e is null || e.Bytes < 0 || e.Sha256 is not { Length: 64 }))
            return "its list of entries is no valid one";
        if (ClassNames.Count is 0 or > 65536 || ClassNames.Any(string.IsNullOrEmpty))
            return $"it names {ClassNames.Count} classes, expected 1 to 65536, each with a name";
        if (Image.Count != 3 || Image[0] is < 1 or > 8192 || Image[1] is < 1 or > 8192 || Image[2] is not (1 or 3))
            return $"its image size is [{string.Join(", ", Image)}], expected [height, width, 1 or 3]";
        long pixels = (long)Image[0] * Image[1] * Image[2];
        if (Sample.Count is 0 or > 3 || Sample.Any(n => n < 1) || Sample.Aggregate((Int128)1, (a, b) => a * b) != pixels)
            return $"its sample shape [{string.Join(", ", Sample)}] does not hold images of [{string.Join(", ", Image)}]";
        if (Interpolation is not (null or "bilinear" or "nearest")) return $"its images are resized by '{Interpolation}', expected bilinear or nearest";
        if (PixelScale != 255) return $"its pixels are divided by {PixelScale}, expected 255";
        if (PixelsColumn.Length == 0) return "it names no column of pixels";
        return null;
    }
}

[JsonSerializable(typeof(BundleManifest))]
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class BundleJson : JsonSerializerContext;
