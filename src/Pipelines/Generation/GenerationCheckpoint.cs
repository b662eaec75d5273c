using System.Text.Json;
using System.Text.Json.Serialization;
using MlPipelines.KerasModels;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Generation;

/// <summary>
/// The checkpoint of a training in a folder: <c>training-(steps).npz</c> (networks, optimizers, random numbers) and, beside it, <c>.json</c> (settings,
/// losses, warnings).
/// </summary>
/// <remarks>
/// The .npz is written last and makes the pair count; older pairs go away only then. Each file is written through a temporary one that is flushed and
/// renamed. So a process killed at any moment leaves a whole checkpoint.
/// </remarks>
internal sealed class GenerationCheckpoint(string folder, GenerationCheckpoint.Settings settings)
{
    private const string Prefix = "training-";
    private const long MaxBytes = 1 << 28;

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>What has to be the same for a training to go on.</summary>
    internal sealed record Settings(string Kind, int Seed, int BatchSize, string Data);

    /// <summary>What the .json holds.</summary>
    private sealed record Sidecar(
        int Version, Settings? Settings, float[]? Generator, float[]? Discriminator, double[]? Variety, string[]? Warnings, byte[][]? Strip, double Seconds = 0);

    /// <summary>Writes the state and removes the checkpoint before it.</summary>
    public void Save(TrainingState state, GenerationHistory history)
    {
        string path = Path.Combine(folder, $"{Prefix}{history.Steps:00000000}.npz");
        var sidecar = new Sidecar(1, settings, [.. history.GeneratorLoss], [.. history.DiscriminatorLoss], [.. history.Variety], [.. history.Warnings], [.. history.Strip],
            history.Seconds);
        AtomicFile.Write(Path.ChangeExtension(path, ".json"), stream => JsonSerializer.Serialize(stream, sidecar, Json));
        state.Save(path);
        Remove(except: Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Removes what another training left.</summary>
    public void Clear()
    {
        if (Directory.Exists(folder)) Remove(except: null);
    }

    /// <summary>Reads the latest checkpoint into the networks; null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="ArgumentException">It is of a training with other settings or data.</exception>
    public GenerationHistory? Load(TrainingState state, int stepsInEpoch)
    {
        if (!Directory.Exists(folder)) return null;
        string? path = Directory.EnumerateFiles(folder, $"{Prefix}*.npz").Max(StringComparer.Ordinal);
        if (path is null) return null;
        Sidecar sidecar = Read(Path.ChangeExtension(path, ".json"));
        if (sidecar.Settings != settings)
            throw new ArgumentException($"{path} is of another training: {Text(sidecar.Settings)}; this one is {Text(settings)}. Give the training a folder "
                + "of its own, the settings of that one, or Resume = false to begin anew.");
        var history = new GenerationHistory(stepsInEpoch, sidecar.Generator, sidecar.Discriminator, sidecar.Variety, sidecar.Warnings, sidecar.Strip)
        {
            Seconds = sidecar.Seconds,
        };
        if (sidecar.Generator!.Length != sidecar.Discriminator!.Length || Path.GetFileNameWithoutExtension(path) != $"{Prefix}{history.Steps:00000000}"
            || sidecar.Strip!.Any(images => images is null || images.Length != sidecar.Strip![0].Length))
            throw new InvalidDataException($"{Path.ChangeExtension(path, ".json")} does not fit {Path.GetFileName(path)}: it tells of {history.Steps} steps.");
        state.Load(path);
        return history;
    }

    private void Remove(string? except)
    {
        foreach (string other in Directory.GetFiles(folder, $"{Prefix}*"))
            if (Path.GetFileNameWithoutExtension(other) != except && Path.GetExtension(other) is ".npz" or ".json") File.Delete(other);
        // What a killed process had begun to write.
        foreach (string unfinished in Directory.GetFiles(folder, $".{Prefix}*.tmp")) File.Delete(unfinished);
    }

    private static Sidecar Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxBytes) throw new InvalidDataException($"{path} has {file.Length} bytes; a checkpoint's has {MaxBytes} at most.");
            Sidecar? read = JsonSerializer.Deserialize<Sidecar>(file, Json);
            return read is { Version: 1, Settings: not null, Generator: not null, Discriminator: not null, Variety: not null, Warnings: not null, Strip: not null }
                ? read
                : throw new InvalidDataException($"{path} is no file of a checkpoint, or of another version of the program: something is missing in it.");
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or NotSupportedException)
        {
            throw new InvalidDataException($"{path} is missing or damaged: {e.Message}", e);
        }
    }

    private static string Text(Settings? s) => $"{s!.Kind}, seed {s.Seed}, {s.BatchSize} images a step, data {(s.Data.Length > 8 ? s.Data[..8] : s.Data)}";
}
