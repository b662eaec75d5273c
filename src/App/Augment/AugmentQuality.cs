using System.Text.Json;
using System.Text.Json.Serialization;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.App.Augment;

/// <summary>How good made digits are: as a table for people, as quality.json for programs.</summary>
internal sealed class AugmentQuality(AugmentRequest request, DigitData data, AugmentKind kind, GeneratedDigitsReport report, GeneratedQuality quality)
{
    private const string Features = "features of our own CNN; not Inception's";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes the table.</summary>
    public void Write(TextWriter output)
    {
        var table = new TextTable("quality", "value", "meaning");
        table.Add("sure share", $"{quality.SureShare:F4}", $"of the images have a class that the CNN gives more than {GeneratedQuality.Sure}"
            + (report.LowConfidence > 0 ? "; those below --confidence are not among them" : ""));
        table.Add("Frechet distance", $"{quality.FrechetDistance:F2}", $"from the {kind.ModelName}, on the {Features}");
        table.Add("nearest, median", $"{quality.NearestMedian:F2}", $"distance of {quality.Compared:N0} images to the nearest of the {kind.ModelName}");
        table.Add("copies", $"{quality.Copies}", $"of these are one of the {kind.ModelName}, pixel by pixel");
        table.Add("diversity", $"{quality.Diversity:F2}", $"mean distance of two images; {quality.TrainingDiversity:F2} of two of the {kind.ModelName}");
        if (quality.LabelAgreement is { } agreement) table.Add("label agreement", $"{agreement:F4}", "of the images are to the CNN what their labels say");
        table.Write(output);
    }

    /// <summary>Writes quality.json as a whole.</summary>
    public void Save(string path)
    {
        var file = new QualityFile(1, request.Kind, request.Seed, data.Name, data.IsSynthetic, kind.Training?.Steps, report.Wanted, report.Made, report.Draws,
            report.LowConfidence, report.ClassFull, quality.Classifier, Features, kind.ModelName, kind.Training?.Warnings ?? [], quality.Metrics(prefix: ""));
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, file, Json));
    }

    private sealed record QualityFile(int Version, string Kind, int Seed, string Data, bool Synthetic, int? TrainingSteps, int Wanted, int Made, long Draws,
        long LowConfidence, long ClassFull, string Classifier, string FrechetDistanceOn, string ComparedWith, IReadOnlyList<string> Warnings,
        OrderedDictionary<string, double> Metrics);
}
