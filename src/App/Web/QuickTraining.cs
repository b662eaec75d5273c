using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using static Tensorflow.KerasApi;

namespace MlPipelines.App.Web;

/// <summary>Trains a small model for a server that has none, in well under a minute.</summary>
/// <param name="data">Finds digits; may be told to stop.</param>
/// <param name="output">The bundle to write.</param>
/// <param name="trained">Told when the bundle is there.</param>
/// <param name="stopping">Ends the training.</param>
internal sealed class QuickTraining(Func<CancellationToken, DigitData> data, string output, Action<string> trained, CancellationToken stopping)
{
    private const string Model = "cnn";
    private const int Images = 10_000, Epochs = 3;

    private readonly Lock _lock = new();
    private State _state = new("none", 0, "");
    private Task _task = Task.CompletedTask;

    /// <summary>How far it is.</summary>
    /// <param name="Name">none, running, failed or done.</param>
    /// <param name="Done">Share of the work that is done, 0 to 1.</param>
    /// <param name="Message">For people.</param>
    public sealed record State(string Name, double Done, string Message);

    public State Now => Volatile.Read(ref _state);

    /// <summary>Ends when the training has.</summary>
    public Task Finished => _task;

    /// <summary>Starts, unless it runs already.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (!_task.IsCompleted || Now.Name == "done") return;
            Volatile.Write(ref _state, new State("running", 0, "looking for digits"));
            _task = Task.Run(Run, CancellationToken.None);
        }
    }

    private void Run()
    {
        try
        {
            DigitData digits = data(stopping);
            DigitSet images = digits.Train.TakeStratified(Images);
            var ml = new MLContext(1);
            KerasTrainer.Options options = ModelList.Find(Model).Options();
            (options.Epochs, options.Seed, options.Verbose, options.CancellationToken) = (Epochs, 1, false, stopping);
            long steps = (long)Epochs * ((images.Count + options.BatchSize - 1) / options.BatchSize), step = 0;
            options.Callbacks = [keras.callbacks.LambdaCallback(on_batch_end: (_, _) =>
            {
                step++;
                Volatile.Write(ref _state, new State("running", (double)step / (steps + 1), $"training on {images.Count:N0} images of {digits.Name}"));
            })];
            KerasTransformer classifier = ml.MulticlassClassification.Trainers.Keras(ml, options).Fit(images.AsDataView());
            stopping.ThrowIfCancellationRequested();
            ClassifierEvaluation evaluation = ml.MulticlassClassification.EvaluateClassifier(classifier.Transform(digits.Test.AsDataView()));
            ml.Model.SaveBundle(classifier, output, new BundleInfo
            {
                Model = Model,
                Seed = options.Seed,
                Epochs = Epochs,
                Data = digits.Name,
                DataSource = digits.Source,
                TrainCount = images.Count,
                Synthetic = digits.IsSynthetic,
                Commit = RunRecordEnvironment.Commit(),
                Metrics = { ["test_accuracy"] = evaluation.Accuracy },
            });
            trained(output);
            Volatile.Write(ref _state, new State("done", 1, $"test accuracy {evaluation.Accuracy:P1}"));
        }
        catch (OperationCanceledException)
        {
            Volatile.Write(ref _state, new State("failed", 0, "The server is stopping."));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException or UnauthorizedAccessException or ArgumentException or HttpRequestException)
        {
            Volatile.Write(ref _state, new State("failed", 0, e.Message.ReplaceLineEndings(" ")));
        }
    }
}
