using System.Text.Json;
using System.Text.Json.Serialization;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Search;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>How a trial ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrialStatus>))]
public enum TrialStatus
{
    /// <summary>It was trained with every seed and has a score.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>Its settings cannot be trained with, or the training diverged; it has a reason instead of a score.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>The images of a sweep; trials of one sweep all have the same.</summary>
/// <param name="Name">Name of the dataset: "mnist".</param>
/// <param name="Synthetic">True when the images were drawn by a program.</param>
/// <param name="TrainCount">Images trained on.</param>
/// <param name="ValidationCount">Images that the score is measured on; none of the test images is among them.</param>
/// <param name="Sha256">SHA-256, hexadecimal, of all pixels and labels in order.</param>
public sealed record SweepDataset(string Name, bool Synthetic, int TrainCount, int ValidationCount, string Sha256);

/// <summary>What a trial reached with one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Score">Validation accuracy of the best epoch, 0 .. 1.</param>
/// <param name="BestEpoch">That epoch, from 1.</param>
/// <param name="Epochs">Epochs that count: all, or those until patience ended.</param>
/// <param name="Seconds">Seconds of its epochs.</param>
public sealed record TrialScore(int Seed, double Score, int BestEpoch, int Epochs, double Seconds);

/// <summary>The record of one trial: a point of the space, and what it reached with each seed.</summary>
public sealed record SweepTrial
{
    /// <summary>The schema version this program writes and reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the JSON schema.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Which trial it is, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Its settings.</summary>
    public required Point Point { get; init; }

    /// <summary>How it ended.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>Why it failed; null for one that did not.</summary>
    public string? Reason { get; init; }

    /// <summary>What it reached with each seed, in the specification's order; a failed one may have some of them.</summary>
    public required IReadOnlyList<TrialScore> Scores { get; init; }

    /// <summary>Seconds of all its trainings, interruptions left out.</summary>
    public double Seconds { get; init; }

    /// <summary>The images.</summary>
    public required SweepDataset Data { get; init; }

    /// <summary>The commit the program was built from; null when there is no repository.</summary>
    public string? Commit { get; init; }

    /// <summary>The software.</summary>
    public required RunVersions Versions { get; init; }

    /// <summary>The processor.</summary>
    public required RunProcessor Processor { get; init; }

    /// <summary>Threads that shared the work; they do not change the score.</summary>
    public int Threads { get; init; }

    /// <summary>When it was finished.</summary>
    public DateTimeOffset FinishedUtc { get; init; }

    /// <summary>The mean of the seeds' scores; null for a failed trial.</summary>
    [JsonIgnore]
    public double? Score => Status == TrialStatus.Completed ? Scores.Average(score => score.Score) : null;

    /// <summary>The trial as search methods take it.</summary>
    public FinishedTrial ToFinished() => new(Number, Point, Score);

    /// <summary>The record as indented UTF-8 JSON.</summary>
    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SweepJsonContext.Default.SweepTrial);

    /// <summary>Reads a record and checks that its parts agree with each other and with the sweep.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Names the file in messages.</param>
    /// <param name="spec">The sweep's specification.</param>
    /// <exception cref="InvalidDataException">It is no record, or none of this sweep.</exception>
    internal static SweepTrial Read(string json, string path, SweepSpec spec)
    {
        try
        {
            SweepTrial trial = JsonSerializer.Deserialize(json, SweepJsonContext.Default.SweepTrial) ?? throw new JsonException("it holds null.");
            return trial.Problem(spec) is { } problem ? throw new InvalidDataException($"'{path}' is no record of a trial of this sweep: {problem}") : trial;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no valid record of a trial: {e.Message}", e);
        }
    }

    private string? Problem(SweepSpec spec)
    {
        if (SchemaVersion != CurrentSchemaVersion) return $"it has schema version {SchemaVersion}; this program reads version {CurrentSchemaVersion}.";
        if (!spec.Space.Contains(Point)) return $"its point {Point} lies outside the space.";
        if (!Enum.IsDefined(Status)) return $"its status {(int)Status} is unknown; takes completed, failed.";
        if (Scores.Any(score => score is null || !(score.Score is >= 0 and <= 1))) return "a score is no number from 0 to 1.";
        return Status == TrialStatus.Completed && !Scores.Select(score => score.Seed).SequenceEqual(spec.Seeds)
            ? $"it has scores of the seeds {string.Join(", ", Scores.Select(score => score.Seed))}; the sweep's are {string.Join(", ", spec.Seeds)}." : null;
    }
}

[JsonSerializable(typeof(SweepTrial))]
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    MaxDepth = 8,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class SweepJsonContext : JsonSerializerContext;
