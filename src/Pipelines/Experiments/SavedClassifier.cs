using Microsoft.ML;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>
/// The CNN of paper 1 as a judge: trained on real images alone, kept as a bundle in the work folder. It labels images whose class nobody knows, and its
/// features and probabilities measure generated digits.
/// </summary>
internal sealed class SavedClassifier
{
    private const int Seed = 1, BatchSize = 32;

    private readonly string _name;
    private readonly DigitSet _digits;
    private readonly int _epochs, _steps;
    private KerasTransformer? _classifier;

    /// <param name="name">Name of its file, without the ending.</param>
    /// <param name="digits">Real images with labels.</param>
    /// <param name="epochs">Passes over the images.</param>
    /// <param name="leastSteps">Steps that are trained at least, for few images.</param>
    public SavedClassifier(string name, DigitSet digits, int epochs, int leastSteps = 0)
    {
        (_name, _digits) = (name, digits);
        int pass = (digits.Count + BatchSize - 1) / BatchSize;
        (_epochs, _steps) = (epochs, Math.Max(pass, leastSteps / epochs));
    }

    /// <summary>What it is called in reports.</summary>
    public string Description => $"CNN of paper 1, {_digits.Count:N0} real images, {_epochs * _steps:N0} steps, seed {Seed} ({_name}.mlp)";

    /// <summary>The classifier: of its bundle where there is one, else trained.</summary>
    /// <exception cref="OperationCanceledException">Training was stopped.</exception>
    public KerasTransformer Get(ExperimentContext context)
    {
        if (_classifier is not null) return _classifier;
        var ml = new MLContext(Seed);
        string? path = context.Work($"{_name}.mlp");
        if (File.Exists(path)) return _classifier = ml.Model.LoadBundle(path).Classifier;
        context.Headline($"The judge {Description}");
        _classifier = ml.MulticlassClassification.Trainers.Keras(ml, new KerasTrainer.Options
        {
            Model = (_, _) => Gan.Cnn(),
            Epochs = _epochs,
            StepsPerEpoch = _steps,
            BatchSize = BatchSize,
            Seed = Seed,
            CancellationToken = context.CancellationToken,
        }).Fit(_digits.AsDataView());
        context.CancellationToken.ThrowIfCancellationRequested();
        if (path is null) return _classifier;
        Directory.CreateDirectory(context.WorkFolder!);
        ml.Model.SaveBundle(_classifier, path, new BundleInfo
        {
            Model = "cnn",
            Seed = Seed,
            Epochs = _epochs,
            Data = context.Data.Name,
            DataSource = context.Data.Source,
            TrainCount = _digits.Count,
            Synthetic = context.Data.IsSynthetic,
            Scale = context.Scale.Name(),
            Commit = RunRecordEnvironment.Commit(),
        });
        return _classifier;
    }
}
