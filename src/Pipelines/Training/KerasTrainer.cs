using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Training;

/// <summary>Trains a Keras model to tell images apart: an estimator of PredictedLabel and Score from Pixels and Label.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Reads</term><description>Label, a key; Pixels, a vector of Byte or Single with its dimensions; Id where there is one.</description></item>
/// <item><term>Adds</term><description>Score, a vector of Single with slot names; PredictedLabel, a key with key values.</description></item>
/// <item><term>Data</term><description>Read once, through one cursor, into one tensor: bytes where the data are bytes. Floats are made of a
/// batch at a time.</description></item>
/// <item><term>Log</term><description>The channel "Keras trainer" of the context gets a message an epoch.</description></item>
/// </list>
/// </remarks>
/// <example><code>
/// var model = ml.MulticlassClassification.Trainers.Keras(ml, Gan.Cnn, epochs: 3).Fit(ml.Data.LoadMnist("train"));
/// var metrics = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadMnist("test")));
/// </code></example>
public sealed partial class KerasTrainer : IEstimator<KerasTransformer>
{
    /// <summary>Name of the channel of the context's log that progress goes to.</summary>
    public const string ChannelName = "Keras trainer";

    private readonly MLContext _ml;
    private readonly Options _options;

    /// <summary>A trainer.</summary>
    /// <param name="ml">Where progress is reported.</param>
    /// <param name="options">How to train; later changes of the object do not count.</param>
    /// <exception cref="ArgumentException">A setting is out of range or missing.</exception>
    public KerasTrainer(MLContext ml, Options options)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_ml, _options) = (ml, options.Copy());
    }

    /// <summary>Trains a new model.</summary>
    /// <param name="input">The rows to learn from; those without a label are left out.</param>
    /// <returns>What scores images with the trained model. After a cancellation, with what it learned until then.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, there is no row, the model does not fit the classes, or validation rows were made by a program.
    /// </exception>
    /// <exception cref="InvalidDataException">A pixel is not finite, or a label is none of the classes.</exception>
    public KerasTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = ((IChannelProvider)_ml).Start(ChannelName);
        string[] classNames = ImageColumns.ClassNames(ImageColumns.FindLabel(input.Schema, _options.LabelColumn));
        CheckClassWeights(classNames);
        using PixelTable table = Read(input, "training", channel);
        using PixelTable? other = ReadValidation(input.Schema, classNames, channel);
        (int[] train, int[]? validation) = Split(table);

        // As the first lines of a Keras script: layers are named from the beginning, and everything drawn follows from the seed.
        if (_options.Seed is { } seed)
        {
            keras.backend.clear_session();
            keras.utils.set_random_seed(seed);
        }
        Model model = _options.Model!(table.Shape, classNames.Length) ?? throw new ArgumentException("The function Model of the options gave no model.");
        ModelInput taken = ModelInput.Of(model, table.Shape) with { Interpolation = _options.Interpolation };
        CheckClasses(model, classNames.Length);
        var loss = (LossesArgument)_options.Loss;
        model.compile(OptimizerArgument.Of(_options.Optimizer?.Invoke() ?? keras.optimizers.Adam()), loss, (MetricsArgument)_options.Metrics);

        int oneHot = _options.Loss.StartsWith("sparse_", StringComparison.Ordinal) ? 0 : classNames.Length;
        RandomStream order = RandomStream.Global.Split();
        TrainerCheckpoint? checkpoint = _options.CheckpointFolder is { } folder ? TrainerCheckpoint.Open(folder, _options, table, train, model, ref order) : null;
        int done = checkpoint?.EpochsBefore ?? 0;
        var batches = new TrainingBatches(table, taken, train, _options.BatchSize, oneHot)
        {
            Augmentation = _options.Augmentation is { } change ? (change, (ulong)order.Seed) : null,
        };
        IDatasetV2? tried = validation is not null ? new TrainingBatches(table, taken, validation, _options.BatchSize, oneHot).InOrder()
            : other is not null ? new TrainingBatches(other, taken, [.. Enumerable.Range(0, other.Count)], _options.BatchSize, oneHot).InOrder()
            : null;
        int steps = _options.StepsPerEpoch ?? batches.Steps;
        channel.Trace(MessageSensitivity.None, $"{train.Length} images of {table.Shape}, {classNames.Length} classes, "
            + $"{steps} steps an epoch, {validation?.Length ?? other?.Count ?? 0} images for validation");
        if (done > 0) channel.Info(MessageSensitivity.None, $"going on after epoch {done} of {_options.Epochs}");
        var history = (History)model.fit(
            batches.Epochs(order, (long)done * steps),
            epochs: _options.Epochs,
            verbose: _options.Verbose ? 1 : 0,
            callbacks: [.. _options.Callbacks, new ChannelProgress(channel, _options.Epochs), .. checkpoint is null ? Array.Empty<ICallback>() : [checkpoint]],
            validation_data: tried,
            initial_epoch: done,
            steps_per_epoch: steps,
            class_weight: ClassWeights(classNames),
            cancellation_token: _options.CancellationToken);
        checkpoint?.PutBefore(history);
        if (history.cancelled) channel.Warning(MessageSensitivity.None, $"stopped after {history.epoch.Count} of {_options.Epochs} epochs");
        return new KerasTransformer(model, classNames, taken, _options.PixelsColumn, history) { ResumedEpochs = done };
    }

    /// <summary>The columns of the input, Score and PredictedLabel.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ScoreColumns.Promise(_ml, inputSchema, _options.LabelColumn, _options.PixelsColumn);

    private PixelTable Read(IDataView view, string what, IChannel channel)
    {
        PixelTable table = PixelTable.Read(view, _options.PixelsColumn, _options.LabelColumn, what, _options.CancellationToken);
        if (table.Unlabelled > 0)
            channel.Warning(MessageSensitivity.None, $"{table.Unlabelled} rows of the {what} view have no label and were left out");
        return table;
    }

    private PixelTable? ReadValidation(DataViewSchema trainSchema, string[] classNames, IChannel channel)
    {
        if (_options.Validation is not { } view) return null;
        string[] names = ImageColumns.ClassNames(ImageColumns.FindLabel(view.Schema, _options.LabelColumn));
        if (!names.SequenceEqual(classNames))
            throw new ArgumentException($"The validation view has the classes {string.Join(", ", names)}, the training view "
                + $"{string.Join(", ", classNames)}. Make both by splitting one view, or map their labels with the same keys.");
        ImageShape own = ImageColumns.FindPixels(trainSchema, _options.PixelsColumn, out _);
        ImageShape shape = ImageColumns.FindPixels(view.Schema, _options.PixelsColumn, out _);
        if (shape != own)
            throw new ArgumentException($"The validation view has images of {shape}, the training view of {own}. Load both at one size.");
        PixelTable table = Read(view, "validation", channel);
        if (table.SyntheticId is not { } id) return table;
        table.Dispose();
        throw new ArgumentException($"The validation view has the row with Id {id}, which a program made of others. Validate on original rows: "
            + "split before augmenting, and augment the training part only.");
    }

    /// <summary>The table's rows to train on, and those to validate on.</summary>
    private (int[] Train, int[]? Validation) Split(PixelTable table)
    {
        if (_options.ValidationFraction == 0) return ([.. Enumerable.Range(0, table.Count)], null);
        if (table.SyntheticId is { } id)
            throw new ArgumentException($"Got a validation fraction of {_options.ValidationFraction} for rows of which some were made of others, such as "
                + $"the one with Id {id}; copies of the validation images would be trained on. Split with ml.Data.StratifiedSplit before augmenting and "
                + "give the other part as Validation, or augment with the trainer's option Augmentation.");
        int count = (int)Math.Round(table.Count * _options.ValidationFraction);
        if (count == 0 || count == table.Count)
            throw new ArgumentException($"A validation fraction of {_options.ValidationFraction} of {table.Count} rows is {count} rows; training and "
                + "validation need one each. Take more data or another fraction.");
        int[] parts = Stratification.Split([.. table.Labels.Select(label => (uint)label)], count, _options.Seed ?? 0);
        IEnumerable<int> Rows(int part) => Enumerable.Range(0, table.Count).Where(row => parts[row] == part);
        return ([.. Rows(0)], [.. Rows(1)]);
    }

    /// <summary>Refuses a model whose output is no score for each class.</summary>
    internal static void CheckClasses(Model model, int classes)
    {
        if (model.outputs.Count > 1)
            throw new ArgumentException($"The model '{model.Name}' has {model.outputs.Count} outputs; a classifier has one, a score for each class.");
        if (model.outputs is not [var output]) return;
        if (output.shape.ndim != 2 || output.shape[1] != classes)
            throw new ArgumentException($"The model '{model.Name}' gives samples of shape {output.shape[1..]}; the labels have {classes} classes, so it "
                + $"takes [{classes}]. End the model with a Dense layer of {classes} units.");
    }

    private void CheckClassWeights(string[] classNames)
    {
        foreach ((string name, float weight) in _options.ClassWeights)
        {
            if (!classNames.Contains(name))
                throw new ArgumentException($"Got a weight for the class '{name}'; the classes are {string.Join(", ", classNames)}.");
            if (!(weight >= 0 && float.IsFinite(weight)))
                throw new ArgumentException($"Got the weight {weight} for the class '{name}'; weights are finite numbers of 0 or more.");
        }
    }

    private Dictionary<int, float>? ClassWeights(string[] classNames) => _options.ClassWeights.Count == 0 ? null
        : _options.ClassWeights.ToDictionary(pair => Array.IndexOf(classNames, pair.Key), pair => pair.Value);

    /// <summary>Sends the figures of each epoch to a channel.</summary>
    private sealed class ChannelProgress(IChannel channel, int epochs) : Callback
    {
        public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => channel.Info(MessageSensitivity.None,
            FormattableString.Invariant($"Epoch {epoch + 1}/{epochs} - ")
                + string.Join(" - ", epoch_logs.Select(pair => FormattableString.Invariant($"{pair.Key}: {pair.Value:0.0000}"))));
    }
}
