using System.Globalization;
using Microsoft.ML;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>A generative model of an experiment: trained once, or taken up from its checkpoint, measured in a record, and kept for the classifiers that use it.</summary>
/// <typeparam name="TModel">What makes images.</typeparam>
internal abstract class GenerativeRun<TModel>(Experiment experiment, string name, string title, SavedClassifier judge)
{
    /// <summary>Generated images that quality is measured on.</summary>
    protected const int Measured = 10_000;

    private const int Seed = 1;

    private GenerationResult<TModel>? _trained;

    /// <summary>Title in the report.</summary>
    protected string Title { get; } = title;

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Steps, whatever <see cref="Epochs"/> says; null for whole epochs.</summary>
    public int? Steps { get; init; }

    /// <summary>Tables and figures of the paper it stands beside.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What it is trained on, as the settings tell it.</summary>
    protected abstract string Architecture { get; }

    /// <summary>Trains it.</summary>
    protected abstract GenerationResult<TModel> Train(GenerationOptions options);

    /// <summary>Real images it was trained on.</summary>
    protected abstract int TrainCount { get; }

    /// <summary>The networks that make images.</summary>
    protected abstract IEnumerable<Model> Networks(TModel model);

    /// <summary>Measures the images it makes.</summary>
    protected abstract GeneratedQuality Measure(TModel model, ExperimentContext context, SavedClassifier judge, RunRecord record);

    /// <summary>Pictures for the report.</summary>
    protected abstract IReadOnlyList<RunSheet> Sheets(TModel model, GenerationHistory history);

    /// <summary>The trained model.</summary>
    /// <exception cref="OperationCanceledException">Training was stopped.</exception>
    /// <exception cref="InvalidOperationException">Training diverged.</exception>
    public TModel Get(ExperimentContext context)
    {
        GenerationResult<TModel> trained = Trained(context);
        if (trained.Completed) return trained.Model;
        context.CancellationToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException($"The training of {name} diverged: {string.Join(" ", trained.Warnings)} Try another seed.");
    }

    /// <summary>Trains and measures it, unless an earlier run did.</summary>
    public IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        if (context.CancellationToken.IsCancellationRequested || context.IsDone(experiment, name, "", Seed)) yield break;
        RunRecord record = context.StartRecord(experiment, name, Title, Seed);
        GenerationResult<TModel> trained = Trained(context);
        GenerationHistory history = trained.History;
        bool cancelled = !trained.Completed && context.CancellationToken.IsCancellationRequested;
        record = record with
        {
            Status = cancelled ? RunStatus.Cancelled : RunStatus.Completed,
            Figures = Figures,
            Seconds = history.Seconds,
            Dataset = record.Dataset with { TrainCount = TrainCount, TestCount = 0 },
            History = new()
            {
                ["generator_loss"] = history.GeneratorEpochs,
                ["discriminator_loss"] = history.DiscriminatorEpochs,
                ["variety"] = history.Variety,
            },
            Settings = new()
            {
                ["model"] = Architecture,
                ["steps"] = history.Steps.ToString(CultureInfo.InvariantCulture),
                ["steps an epoch"] = history.StepsInEpoch.ToString(CultureInfo.InvariantCulture),
                ["quality classifier"] = judge.Description,
            },
            WeightsSha256 = DigitTensors.Fingerprint(Networks(trained.Model).SelectMany(network => network.Weights)),
            Notes = [.. Notes, .. history.Warnings.Select(warning => $"Warning: {warning}")],
        };
        if (trained.Completed)
        {
            foreach ((string metric, double value) in Measure(trained.Model, context, judge, record).Metrics()) record.Metrics[metric] = value;
            record = record with { Sheets = Sheets(trained.Model, history) };
        }
        yield return record;
    }

    private GenerationResult<TModel> Trained(ExperimentContext context)
    {
        if (_trained is not null) return _trained;
        context.Headline(Title);
        string? folder = context.Work(name);
        return _trained = Train(new GenerationOptions
        {
            Epochs = Epochs,
            Steps = Steps,
            Seed = Seed,
            SampleFolder = folder is null ? null : Path.Combine(folder, "samples"),
            CheckpointFolder = folder,
            CheckpointSteps = 200,
            CancellationToken = context.CancellationToken,
        });
    }
}

/// <summary>Paper 1's GAN, or the conditional one, on a set of digits.</summary>
internal sealed class GanRun(Experiment experiment, string name, string title, SavedClassifier judge, DigitSet digits, bool conditional)
    : GenerativeRun<GeneratorModel>(experiment, name, title, judge)
{
    private const int SheetRows = 8;

    /// <summary>Appends its images to training rows: of the classes asked for or, where it knows none, labelled by a classifier.</summary>
    /// <param name="context">The experiment's.</param>
    /// <param name="count">Images to append.</param>
    /// <param name="labels">The classifier, trained on the same real images.</param>
    /// <param name="drawsPerImage">Most draws for an image of which the classifier is sure.</param>
    public Func<MLContext, int, IDataView, GeneratedDigitsTransformer> Append(ExperimentContext context, int count, SavedClassifier labels, int drawsPerImage) =>
        ClassifierRun.Once((ml, seed) => conditional
            ? ml.Transforms.AppendConditionalGanDigits(ml, new ConditionalGanDigits.Options
            {
                Count = count,
                Generator = Get(context).Generate,
                Seed = (ulong)seed,
                CancellationToken = context.CancellationToken,
            })
            : ml.Transforms.AppendGanDigits(ml, new GanDigits.Options
            {
                Count = count,
                Generator = Get(context).Generate,
                Classifier = labels.Get(context),
                DrawsPerImage = drawsPerImage,
                Seed = (ulong)seed,
                CancellationToken = context.CancellationToken,
            }));

    protected override string Architecture => conditional ? "generator and discriminator of figure 3 with class embeddings" : "generator and discriminator of figure 3";

    protected override int TrainCount => digits.Count;

    protected override GenerationResult<GeneratorModel> Train(GenerationOptions options) =>
        conditional ? new ConditionalGanTrainer(options).Train(digits) : new GanTrainer(options).Train(digits);

    protected override IEnumerable<Model> Networks(GeneratorModel model) => [model.Generator];

    protected override GeneratedQuality Measure(GeneratorModel model, ExperimentContext context, SavedClassifier judge, RunRecord record) =>
        GeneratedQuality.Measure(model.Generate(context.Scale == Scale.Quick ? Measured / 10 : Measured, seed: 1), digits, judge.Get(context), judge.Description, labelled: conditional);

    protected override IReadOnlyList<RunSheet> Sheets(GeneratorModel model, GenerationHistory history)
    {
        int columns = conditional ? 10 : SheetRows;
        DigitSet samples = model.Generate(columns * SheetRows, seed: 2);
        return [new RunSheet($"{Title}: digits after the last step", samples.Height, samples.Width, columns, samples.Images), .. Strip(history, samples)];
    }

    /// <summary>The same noise over the epochs.</summary>
    private IEnumerable<RunSheet> Strip(GenerationHistory history, DigitSet samples)
    {
        byte[][] epochs = [.. history.Strip.TakeLast(20)];
        if (epochs.Length == 0) yield break;
        int rows = epochs[0].Length / samples.ImageSize;
        byte[] pixels = [.. Enumerable.Range(0, rows).SelectMany(row => epochs.SelectMany(e => e.Skip(row * samples.ImageSize).Take(samples.ImageSize)))];
        yield return new RunSheet($"{Title}: the same noise after each epoch", samples.Height, samples.Width, epochs.Length, pixels);
    }
}
