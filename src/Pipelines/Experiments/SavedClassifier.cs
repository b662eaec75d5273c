using System.Diagnostics;
using Microsoft.ML;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>
/// A classifier that other runs need: trained on real images alone, and kept as a bundle in the work folder. As the judge it labels images whose class nobody
/// knows, and its features and probabilities measure generated digits; others are the members of an ensemble, or go on with other digits.
/// </summary>
/// <param name="name">Name of its file, without the ending.</param>
/// <param name="digits">Real images with labels.</param>
internal sealed class SavedClassifier(string name, DigitSet digits)
{
    private const string SecondsMetric = "seconds";

    private KerasTransformer? _classifier;

    /// <summary>What is trained.</summary>
    public ModelChoice Model { get; init; } = ModelList.Find("cnn");

    /// <summary>What is trained, for reports.</summary>
    public string Title { get; init; } = "CNN of paper 1";

    /// <summary>Passes over the images.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Steps that are trained at least, for few images.</summary>
    public int LeastSteps { get; init; }

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The seed.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Changes each image anew in every epoch; null for none.</summary>
    public ClassicalAugmentation? Classical { get; init; }

    /// <summary>Makes the optimizer for a number of steps; null for Adam with Keras' settings.</summary>
    public Func<int, IOptimizer>? Optimizer { get; init; }

    /// <summary>What it is called in reports.</summary>
    public string Description => $"{Title}, {digits.Count:N0} real images, {Epochs * Steps:N0} steps, seed {Seed} ({name}.mlp)";

    /// <summary>Seconds that its training took, once it is there.</summary>
    public double Seconds { get; private set; }

    private int Steps => Math.Max((digits.Count + BatchSize - 1) / BatchSize, LeastSteps / Epochs);

    /// <summary>The classifier: of its bundle where there is one, else trained.</summary>
    /// <exception cref="OperationCanceledException">Training was stopped.</exception>
    public KerasTransformer Get(ExperimentContext context)
    {
        if (_classifier is not null) return _classifier;
        var ml = new MLContext(Seed);
        string? path = context.Work($"{name}.mlp");
        if (File.Exists(path))
        {
            Bundle bundle = ml.Model.LoadBundle(path);
            Seconds = bundle.Info.Metrics.GetValueOrDefault(SecondsMetric);
            return _classifier = bundle.Classifier;
        }
        context.Headline(Description);
        var watch = Stopwatch.StartNew();
        KerasTransformer trained = ml.MulticlassClassification.Trainers.Keras(ml, new KerasTrainer.Options
        {
            Model = Model.ForClasses,
            Loss = Model.Loss,
            Optimizer = Optimizer is { } make ? () => make(Epochs * Steps) : null,
            Epochs = Epochs,
            StepsPerEpoch = Steps,
            BatchSize = BatchSize,
            Augmentation = Classical,
            Seed = Seed,
            CancellationToken = context.CancellationToken,
        }).Fit(digits.AsDataView());
        context.CancellationToken.ThrowIfCancellationRequested();
        (_classifier, Seconds) = (trained, watch.Elapsed.TotalSeconds);
        if (path is null) return _classifier;
        Directory.CreateDirectory(context.WorkFolder!);
        ml.Model.SaveBundle(_classifier, path, new BundleInfo
        {
            Model = Model.Name,
            Seed = Seed,
            Epochs = Epochs,
            Data = context.Data.Name,
            DataSource = context.Data.Source,
            TrainCount = digits.Count,
            Synthetic = context.Data.IsSynthetic,
            Scale = context.Scale.Name(),
            Commit = RunRecordEnvironment.Commit(),
            Metrics = { [SecondsMetric] = Seconds },
        });
        return _classifier;
    }
}
