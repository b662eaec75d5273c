using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>One training of paper 5's network with its own loop, measured after every epoch.</summary>
internal sealed record DenseRun
{
    private static readonly string[] s_curves = ["accuracy", "loss", "val_accuracy", "val_loss"];

    /// <summary>The experiment it belongs to.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Short name: "dense".</summary>
    public required string Model { get; init; }

    /// <summary>Title in the report.</summary>
    public required string Title { get; init; }

    /// <summary>The part of a cross-validation: "fold1"; empty for none.</summary>
    public string Fold { get; init; } = "";

    /// <summary>Images to train and test on.</summary>
    public required DigitData Data { get; init; }

    /// <summary>Epochs.</summary>
    public int Epochs { get; init; } = DenseTraining.TrainingSteps;

    /// <summary>Images mixed at a time; null for all.</summary>
    public int? ShuffleBuffer { get; init; }

    /// <summary>A record to be taken on the way: of the same training, when some epochs are done; null for none.</summary>
    public DenseRun? After { get; init; }

    /// <summary>Tables and figures of the paper it stands beside.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Trains and measures it, unless an earlier run did.</summary>
    public IEnumerable<RunRecord> Run(ExperimentContext context, int seed)
    {
        DenseRun[] wanted = [.. new[] { After, this }.OfType<DenseRun>().Where(run => !context.IsDone(Experiment, run.Model, run.Fold, seed, Data.Name))];
        if (wanted.Length == 0 || context.CancellationToken.IsCancellationRequested) yield break;
        context.Headline($"{Title}{(Fold.Length == 0 ? "" : $", {Fold}")}, seed {seed}");
        // A run that lacks the record on the way alone is trained that far.
        foreach (RunRecord record in (wanted.Contains(this) ? this : wanted[0]).Train(context, seed))
            if (wanted.Any(run => run.Model == record.Model)) yield return record;
    }

    private List<RunRecord> Train(ExperimentContext context, int seed)
    {
        var records = new List<RunRecord>();
        var watch = Stopwatch.StartNew();
        RunRecord started = context.StartRecord(Experiment, Model, Title, seed);
        using Tensor xTest = DigitTensors.Pixels(Data.Test, 784), yTest = DigitTensors.OneHot(Data.Test);
        keras.utils.set_random_seed(seed);
        var model = new SequentialModule();
        var curves = new List<double[]>();
        var seconds = new List<double>();
        double begun = watch.Elapsed.TotalSeconds;
        int epochs = 0;
        var ml = new MLContext(seed);
        KerasTransformer trained = ml.MulticlassClassification.Trainers.Loop(ml, 784, (x, y) =>
        {
            epochs = DenseTraining.Train(model, x, y, Epochs, DenseTraining.BatchSize, ShuffleBuffer ?? Data.Train.Count, (epoch, sum) =>
            {
                seconds.Add(watch.Elapsed.TotalSeconds - begun);
                (double accuracy, double loss, _, _) = Measure(model, x, y, Data.Train.Labels);
                (double testAccuracy, double testLoss, byte[] predicted, float[] confidence) = Measure(model, xTest, yTest, Data.Test.Labels);
                curves.Add([accuracy, loss, testAccuracy, testLoss]);
                Console.Out.WriteLine($"Epoch {epoch + 1}/{Epochs} - {seconds[^1]:0.0}s - accuracy: {accuracy:0.0000} - loss: {loss:0.0000} - val_accuracy: {testAccuracy:0.0000} - val_loss: {testLoss:0.0000}");
                if (After?.Epochs == epoch + 1)
                    records.Add(After.Fill(started, model, curves, seconds, watch).WithPredictions(Data.Test.Labels, predicted, confidence));
                begun = watch.Elapsed.TotalSeconds;
            }, context.CancellationToken);
            // Stopped before the first step, the weights have not come to be.
            if (model.variables.Count == 0) model.Call(tf.zeros((1, 784)));
            return ModelList.WithWeights("dense", model.variables);
        }).Fit(Data.Train.AsDataView());
        RunRecord record = Fill(started, model, curves, seconds, watch) with { Status = epochs < Epochs ? RunStatus.Cancelled : RunStatus.Completed };
        if (epochs > 0) record = record.WithPredictions(ml.MulticlassClassification.EvaluateClassifier(trained.Transform(Data.Test.AsDataView())));
        records.Add(Fold.Length == 0 ? record.WithImages(Data.Test) : record);
        return records;
    }

    /// <summary>The record of what is trained so far.</summary>
    private RunRecord Fill(RunRecord started, SequentialModule model, List<double[]> curves, List<double> seconds, Stopwatch watch)
    {
        RunRecord record = started with
        {
            Model = Model,
            Title = Title,
            Variant = Fold,
            Figures = Figures,
            Dataset = started.Dataset with { TrainCount = Data.Train.Count, TestCount = Data.Test.Count },
            Settings = new()
            {
                ["model"] = "DenseNN(128, relu), DenseNN(10, softmax)",
                ["weights"] = model.variables.Sum(v => v.shape.size).ToString(CultureInfo.InvariantCulture),
                ["optimizer"] = "Adam",
                ["learning rate"] = DenseTraining.LearningRate.ToString(CultureInfo.InvariantCulture),
                ["loss"] = "mean categorical crossentropy",
                ["batch size"] = DenseTraining.BatchSize.ToString(CultureInfo.InvariantCulture),
                ["epochs"] = Epochs.ToString(CultureInfo.InvariantCulture),
                ["shuffle buffer"] = (ShuffleBuffer ?? Data.Train.Count).ToString(CultureInfo.InvariantCulture),
            },
            WeightsSha256 = DigitTensors.Fingerprint(model.variables),
            Seconds = watch.Elapsed.TotalSeconds,
            SecondsPerEpoch = [.. seconds],
            History = new(s_curves.Select((name, i) => KeyValuePair.Create<string, IReadOnlyList<double>>(name, [.. curves.Select(values => values[i])]))),
            // Not shared with the record before: predictions are added to each.
            Metrics = [],
            Notes = Notes,
        };
        if (curves.Count == 0) return record;
        (record.Metrics["train_accuracy"], record.Metrics["train_loss"], record.Metrics["test_loss"]) = (curves[^1][0], curves[^1][1], curves[^1][3]);
        return record;
    }

    private static (double Accuracy, double Loss, byte[] Predicted, float[] Confidence) Measure(SequentialModule model, Tensor x, Tensor y, byte[] labels)
    {
        Tensor probabilities = model.Call(x);
        (byte[] predicted, float[] confidence) = DigitTensors.Classes(probabilities);
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
            if (predicted[i] == labels[i]) right++;
        return ((double)right / labels.Length, (float)tf.reduce_mean(tf.losses.categorical_crossentropy(y, probabilities)), predicted, confidence);
    }
}
