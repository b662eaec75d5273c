using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Pipelines.Training;

/// <summary>
/// The state of a classifier's training after its last whole epoch, in a folder: <c>epoch-(number).npz</c> (weights, optimizer, random numbers) and, beside
/// it, <c>.json</c> (settings, order of the rows, figures of the epochs).
/// </summary>
/// <remarks>
/// The .npz is written last and makes the pair count; the older pair goes away only then. Each file is written through a temporary one that is flushed and
/// renamed. So a process killed at any moment leaves a whole checkpoint.
/// </remarks>
internal sealed class TrainerCheckpoint : Callback
{
    private const string Prefix = "epoch-";
    private const long MaxBytes = 1 << 26;

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, WriteIndented = true };

    private readonly string _folder;
    private readonly State _state;
    private long _started;

    /// <summary>What has to be the same for a training to go on. The runtime compares the weights' shapes and the optimizer.</summary>
    private sealed record Settings(int? Seed, int BatchSize, int? StepsPerEpoch, string Loss, string Augmentation, string Interpolation, string Data)
    {
        public override string ToString() => $"seed {Seed?.ToString() ?? "none"}, {BatchSize} rows a step, {StepsPerEpoch?.ToString() ?? "all"} steps an epoch, {Loss}, "
            + $"augmentation {(Augmentation.Length == 0 ? "none" : Augmentation)}, {Interpolation}, data {Data[..Math.Min(8, Data.Length)]}";
    }

    /// <summary>What the .json holds.</summary>
    private sealed record State(int Version, Settings? Settings, long Order, List<double>? Seconds, Dictionary<string, List<float>>? Figures);

    private TrainerCheckpoint(string folder, State state) => (_folder, _state, EpochsBefore) = (folder, state, state.Seconds!.Count);

    /// <summary>Epochs that the checkpoint had when it was opened: the ones that are not trained again.</summary>
    public int EpochsBefore { get; }

    /// <summary>Opens the folder of a training, and reads the state that is there into its model.</summary>
    /// <param name="folder">Made when there is something to keep.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="table">The images.</param>
    /// <param name="rows">The table's rows that are trained on.</param>
    /// <param name="model">Made and compiled as it was first.</param>
    /// <param name="order">Where the orders of the rows come from; replaced by what the state has.</param>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    /// <exception cref="ArgumentException">It is of a training with other settings or data, or of more epochs.</exception>
    public static TrainerCheckpoint Open(string folder, KerasTrainer.Options options, PixelTable table, int[] rows, Model model, ref RandomStream order)
    {
        var settings = new Settings(options.Seed, options.BatchSize, options.StepsPerEpoch, options.Loss, options.Augmentation?.ToString() ?? "",
            options.Interpolation.ToString(), Fingerprint(table, rows));
        string? path = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{Prefix}*.npz").Max(StringComparer.Ordinal) : null;
        if (path is null) return new TrainerCheckpoint(folder, new State(1, settings, order.Seed, [], []));
        State state = Read(Path.ChangeExtension(path, ".json"));
        if (state.Settings != settings)
            throw new ArgumentException($"{path} is of another training: {state.Settings}; this one is {settings}. Give the training a checkpoint folder of "
                + "its own, the settings of that one, or remove the folder to begin anew.");
        int epochs = state.Seconds!.Count;
        if (Path.GetFileNameWithoutExtension(path) != Name(epochs) || state.Figures!.Values.Any(values => values is null || values.Count > epochs))
            throw new InvalidDataException($"{Path.ChangeExtension(path, ".json")} does not fit {Path.GetFileName(path)}: it tells of {epochs} epochs.");
        if (epochs > options.Epochs)
            throw new ArgumentException($"{path} has {epochs} epochs behind it; this training has {options.Epochs}. Give as many or more, or another checkpoint folder.");
        model.load_checkpoint(path);
        order = new RandomStream(state.Order);
        return new TrainerCheckpoint(folder, state);
    }

    /// <inheritdoc/>
    public override void on_epoch_begin(int epoch) => _started = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        _state.Seconds!.Add(Stopwatch.GetElapsedTime(_started).TotalSeconds);
        foreach ((string name, float value) in epoch_logs)
        {
            if (!_state.Figures!.TryGetValue(name, out List<float>? values)) _state.Figures[name] = values = [];
            values.Add(value);
        }
        string kept = Name(_state.Seconds.Count), path = Path.Combine(_folder, kept + ".npz");
        AtomicFile.Write(Path.ChangeExtension(path, ".json"), stream => JsonSerializer.Serialize(stream, _state, Json));
        model.save_checkpoint(path);
        foreach (string other in Directory.GetFiles(_folder, $"{Prefix}*"))
            if (Path.GetFileNameWithoutExtension(other) != kept) File.Delete(other);
        // What a killed process had begun to write.
        foreach (string unfinished in Directory.GetFiles(_folder, $".{Prefix}*.tmp")) File.Delete(unfinished);
    }

    /// <summary>Puts the epochs before this training's own in front of them.</summary>
    public void PutBefore(History history)
    {
        history.epoch.InsertRange(0, Enumerable.Range(0, EpochsBefore));
        history.epoch_seconds.InsertRange(0, _state.Seconds!.Take(EpochsBefore));
        foreach ((string name, List<float> values) in _state.Figures!)
        {
            List<float> own = history.history.TryGetValue(name, out List<float>? now) ? now : history.history[name] = [];
            own.InsertRange(0, values.Take(values.Count - own.Count));
        }
    }

    private static string Name(int epochs) => $"{Prefix}{epochs:0000}";

    private static State Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxBytes) throw new InvalidDataException($"{path} has {file.Length} bytes; a checkpoint's has {MaxBytes} at most.");
            State? read = JsonSerializer.Deserialize<State>(file, Json);
            return read is { Version: 1, Settings: not null, Seconds: not null, Figures: not null } ? read
                : throw new InvalidDataException($"{path} is no file of a checkpoint, or of another version of the program: something is missing in it.");
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or NotSupportedException)
        {
            throw new InvalidDataException($"{path} is missing or damaged: {e.Message} Remove the folder to begin anew.", e);
        }
    }

    private static string Fingerprint(PixelTable table, int[] rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (int row in rows)
        {
            hash.AppendData(MemoryMarshal.AsBytes(table.Labels.AsSpan(row, 1)));
            hash.AppendData(table.IsBytes ? table.Bytes(row) : MemoryMarshal.AsBytes(table.Floats(row)));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
