using System.Text.Json.Serialization;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>How a run ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Every epoch was trained.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>The run was stopped; the record holds what was measured until then.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>The data a run used.</summary>
/// <param name="Name">Name of the dataset: "MNIST", "synthetic strokes".</param>
/// <param name="Source">Where it came from: a folder or an address.</param>
/// <param name="Synthetic">True when the images are the project's own strokes and no real handwriting.</param>
/// <param name="TrainCount">Images trained on.</param>
/// <param name="ValidationCount">Images used for choices while training; 0 when there were none.</param>
/// <param name="TestCount">Images the final metrics are measured on.</param>
public sealed record RunDataset(string Name, string Source, bool Synthetic, int TrainCount, int ValidationCount, int TestCount);

/// <summary>The software a run used.</summary>
/// <param name="MlPipelines">Version of this project.</param>
/// <param name="DotNet">Version of .NET.</param>
/// <param name="OperatingSystem">Name and version of the operating system.</param>
public sealed record RunVersions(string MlPipelines, string DotNet, string OperatingSystem);

/// <summary>The processor a run used.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Count">Processors the program may use.</param>
/// <param name="VectorBits">Width of the widest vector registers in use: 64, 128, 256 or 512.</param>
public sealed record RunProcessor(string Name, int Count, int VectorBits);

/// <summary>Predictions for the test images, in the order of the test set. Stored in JSON packed, see <see cref="PackedBytes"/>.</summary>
/// <param name="Actual">True labels.</param>
/// <param name="Predicted">Predicted labels.</param>
/// <param name="Confidence">Probability of the predicted label, 0 .. 1 stored as 0 .. 255; null when it was not kept.</param>
public sealed record RunPredictions(
    [property: JsonConverter(typeof(PackedBytes))] byte[] Actual,
    [property: JsonConverter(typeof(PackedBytes))] byte[] Predicted,
    [property: JsonConverter(typeof(PackedBytes))] byte[]? Confidence = null);

/// <summary>A few test images, kept so that a report can show them without the data.</summary>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Channels">Values a pixel.</param>
/// <param name="Rows">Positions in the test set, and so in <see cref="RunPredictions"/>.</param>
/// <param name="Pixels">The images one after the other, height x width x channels bytes each. Stored in JSON packed.</param>
public sealed record RunImages(int Height, int Width, int Channels, int[] Rows, [property: JsonConverter(typeof(PackedBytes))] byte[] Pixels);

/// <summary>Grey images that belong together, such as the samples of a generator after its last epoch.</summary>
/// <param name="Title">What they show.</param>
/// <param name="Height">Height of an image in pixels.</param>
/// <param name="Width">Width of an image in pixels.</param>
/// <param name="Columns">Images in a row, 1 to 20.</param>
/// <param name="Pixels">The images row after row, height x width bytes each, 0 (paper) to 255 (ink). Stored in JSON packed.</param>
public sealed record RunSheet(string Title, int Height, int Width, int Columns, [property: JsonConverter(typeof(PackedBytes))] byte[] Pixels);

/// <summary>
/// All that is known of one model's training with one seed: enough to rebuild every table and figure without training again.
/// Stored as JSON by <see cref="RunRecordFiles"/>.
/// </summary>
public sealed record RunRecord
{
    /// <summary>The schema version this program writes and reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Name in <see cref="Metrics"/> of the accuracy on the test images, 0 .. 1.</summary>
    public const string TestAccuracyMetric = "test_accuracy";

    /// <summary>Version of the JSON schema.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Name of the experiment: "dense".</summary>
    public required string Experiment { get; init; }

    /// <summary>Short name of the model: "dense", "cnn". Experiment, model, variant and seed make the file name.</summary>
    public required string Model { get; init; }

    /// <summary>What tells this run from others of the model, such as its augmentation: "gan+32". Empty for the plain one.</summary>
    public string Variant { get; init; } = "";

    /// <summary>What a person reads above the results: "784-128-10 on tf.Module".</summary>
    public required string Title { get; init; }

    /// <summary>The paper: "Paper 5".</summary>
    public string Paper { get; init; } = "";

    /// <summary>The tables and figures of the paper this run stands beside: "Fig. 9".</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>The scale of the run.</summary>
    public Scale Scale { get; init; }

    /// <summary>Seed of weights, shuffling and dropout.</summary>
    public int Seed { get; init; }

    /// <summary>How the run ended.</summary>
    public RunStatus Status { get; init; }

    /// <summary>The data.</summary>
    public required RunDataset Dataset { get; init; }

    /// <summary>Settings in the order in which a person wants to read them: "optimizer" to "Adam", "learning rate" to "0.001".</summary>
    public OrderedDictionary<string, string> Settings { get; init; } = [];

    /// <summary>The commit the program was built from, 40 or 64 hexadecimal digits; null when there is no repository.</summary>
    public string? Commit { get; init; }

    /// <summary>The software.</summary>
    public required RunVersions Versions { get; init; }

    /// <summary>The processor.</summary>
    public required RunProcessor Processor { get; init; }

    /// <summary>Threads that shared the work.</summary>
    public int Threads { get; init; }

    /// <summary>When training began.</summary>
    public DateTimeOffset StartedUtc { get; init; }

    /// <summary>Seconds from the start to the last measurement.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds an epoch took, in order.</summary>
    public IReadOnlyList<double> SecondsPerEpoch { get; init; } = [];

    /// <summary>Keras' history: metric name ("accuracy", "loss", "val_accuracy", "val_loss") to one value an epoch.</summary>
    public OrderedDictionary<string, IReadOnlyList<double>> History { get; init; } = [];

    /// <summary>Final metrics: "test_accuracy", "test_loss", "train_accuracy" and others.</summary>
    public OrderedDictionary<string, double> Metrics { get; init; } = [];

    /// <summary>
    /// Fingerprint of the trained weights: SHA-256, hexadecimal, of all their values in order. Equal seeds give equal fingerprints at any
    /// number of threads. Null when it was not taken.
    /// </summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Counts on the test images, [true][predicted]; null when nothing was predicted.</summary>
    public int[][]? ConfusionMatrix { get; init; }

    /// <summary>Predictions for the test images; null when nothing was predicted.</summary>
    public RunPredictions? Predictions { get; init; }

    /// <summary>Some of the test images, right and wrong ones; null when none were kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunImages? Images { get; init; }

    /// <summary>Sheets of images, such as those a generator makes; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunSheet>? Sheets { get; init; }

    /// <summary>Name of the file the record was read from; null for one that was not read. Not stored.</summary>
    [JsonIgnore]
    public string? FileName { get; init; }

    /// <summary>What a reader must know: deviations from the paper, cuts made by the scale.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Accuracy on the test images, 0 .. 1; null when it was not measured.</summary>
    [JsonIgnore]
    public double? TestAccuracy => Metrics.TryGetValue(TestAccuracyMetric, out double value) ? value : null;

    /// <summary>The same record with predictions for the test images, the confusion matrix and the accuracy that follow from them.</summary>
    /// <param name="actual">True labels of the test images, 0 .. classes - 1.</param>
    /// <param name="predicted">Predicted labels in the same order.</param>
    /// <param name="confidence">Probability of each predicted label, 0 .. 1; may be left out.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">The lengths differ or a label is too large.</exception>
    public RunRecord WithPredictions(
        ReadOnlySpan<byte> actual, ReadOnlySpan<byte> predicted, ReadOnlySpan<float> confidence = default, int classes = 10)
    {
        if (!confidence.IsEmpty && confidence.Length != predicted.Length)
            throw new ArgumentException(
                $"Got {confidence.Length} probabilities for {predicted.Length} predictions; takes one each or none.", nameof(confidence));
        var matrix = Evaluation.ConfusionMatrix.FromLabels(actual, predicted, classes);
        byte[]? stored = confidence.IsEmpty ? null : new byte[confidence.Length];
        for (int i = 0; i < stored?.Length; i++) stored[i] = (byte)Math.Round(255 * Math.Clamp(float.IsNaN(confidence[i]) ? 0 : confidence[i], 0, 1));
        return this with
        {
            ConfusionMatrix = matrix.ToArrays(),
            Predictions = new RunPredictions(actual.ToArray(), predicted.ToArray(), stored),
            Metrics = new OrderedDictionary<string, double>(Metrics) { [TestAccuracyMetric] = matrix.Accuracy },
        };
    }

    /// <summary>As above, with the predictions of an evaluated view.</summary>
    /// <param name="evaluation">What was evaluated; its classes are numbered as the data set's.</param>
    public RunRecord WithPredictions(Evaluation.ClassifierEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return WithPredictions(Bytes(evaluation.Actual), Bytes(evaluation.Predicted), evaluation.Confidence, evaluation.Confusion.Classes);

        static byte[] Bytes(ReadOnlySpan<int> classes)
        {
            byte[] bytes = new byte[classes.Length];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = checked((byte)classes[i]);
            return bytes;
        }
    }

    /// <summary>The same record with the first right and the first wrong test images, and some of the pairs of classes confused most, for the report.</summary>
    /// <param name="test">The test images, in the order of the predictions.</param>
    /// <param name="each">Greatest number of right ones, and of wrong ones.</param>
    /// <param name="pairs">Greatest number of pairs (taken one for the other either way), of each of which up to four images are kept.</param>
    /// <exception cref="ArgumentException">The numbers of images and predictions differ.</exception>
    public RunRecord WithImages(DigitSet test, int each = 10, int pairs = 0)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (Predictions is not { } predictions) return this;
        if (predictions.Predicted.Length != test.Count)
            throw new ArgumentException($"Got {test.Count} images for {predictions.Predicted.Length} predictions; takes one each.", nameof(test));
        int[] Rows(bool right) => [.. Enumerable.Range(0, test.Count).Where(i => predictions.Actual[i] == predictions.Predicted[i] == right)];
        int[] wrong = Rows(false);
        (byte, byte) Pair(int row) =>
            (Math.Min(predictions.Actual[row], predictions.Predicted[row]), Math.Max(predictions.Actual[row], predictions.Predicted[row]));
        var confused = wrong.GroupBy(Pair).OrderByDescending(pair => pair.Count()).ThenBy(pair => pair.Key).Take(pairs).SelectMany(pair => pair.Take(4));
        int[] rows = [.. Rows(true).Take(each), .. wrong.Take(each).Concat(confused).Distinct()];
        byte[] pixels = new byte[rows.Length * test.ImageSize];
        for (int i = 0; i < rows.Length; i++) test.Image(rows[i]).CopyTo(pixels.AsSpan(i * test.ImageSize));
        return this with { Images = new RunImages(test.Height, test.Width, test.Channels, rows, pixels) };
    }
}
