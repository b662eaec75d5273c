using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Several classifiers as one. Members that an interrupted run trained are taken from their bundles.</summary>
/// <remarks>Source: paper 4 (mlp), section VII, which names bagging, boosting and stacking as further work; boosting is not built.</remarks>
internal sealed record EnsembleRun
{
    // Few weights between numbers from 0 to 1: they have a long way to go.
    private const int StackBatch = 32;
    private const double StackRate = 1e-2;

    /// <summary>The experiment it belongs to.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Short name: "ensemble_averaged".</summary>
    public required string Model { get; init; }

    /// <summary>Title in the report.</summary>
    public required string Title { get; init; }

    /// <summary>Two or more.</summary>
    public required IReadOnlyList<SavedClassifier> Members { get; init; }

    /// <summary>Images that no member saw, on which a layer learns whom to believe, and passes over them; null for the mean of the members' probabilities.</summary>
    public (DigitSet Images, int Epochs)? Stack { get; init; }

    /// <summary>Tables and figures of the paper it stands beside.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Trains the members and measures the ensemble, with the first seed, unless an earlier run did.</summary>
    /// <exception cref="OperationCanceledException">Training was stopped.</exception>
    public IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        int seed = context.Seeds[0];
        if (context.CancellationToken.IsCancellationRequested || context.IsDone(Experiment, Model, "", seed)) yield break;
        RunRecord record = context.StartRecord(Experiment, Model, Title, seed);
        KerasTransformer[] members = [.. Members.Select(member => member.Get(context))];
        context.Headline(Title);
        var watch = Stopwatch.StartNew();
        var ml = new MLContext(seed);
        DigitView test = context.Data.Test.AsDataView();
        double[] alone = [.. members.Select(member => ml.MulticlassClassification.EvaluateClassifier(member.Transform(test)).Accuracy)];
        Model[] models = [.. members.Select(member => member.Model)];
        KerasTransformer joined = Stack is { } stack ? Trained(ml, context, models, stack.Images, stack.Epochs, seed)
            : KerasTransformer.Of(Ensembles.Average(models), members[0].ClassNames, members[0].InputShape);
        context.CancellationToken.ThrowIfCancellationRequested();
        ClassifierEvaluation evaluation = ml.MulticlassClassification.EvaluateClassifier(joined.Transform(test));
        record = record with
        {
            Status = RunStatus.Completed,
            Figures = Figures,
            Settings = new()
            {
                ["members"] = Members.Count.ToString(CultureInfo.InvariantCulture),
                ["first member"] = Members[0].Description,
                ["joined by"] = Stack is { } layer ? $"a softmax layer trained on {layer.Images.Count:N0} images that no member saw" : "the mean of the probabilities",
                ["weights"] = joined.Model.count_params().ToString(CultureInfo.InvariantCulture),
            },
            WeightsSha256 = DigitTensors.Fingerprint(joined.Model.Weights),
            Seconds = Members.Sum(member => member.Seconds) + watch.Elapsed.TotalSeconds,
            Notes = Notes,
        };
        (record.Metrics["members_mean"], record.Metrics["members_best"]) = (alone.Average(), alone.Max());
        if (evaluation.HasProbabilities) record.Metrics["test_loss"] = evaluation.LogLoss;
        yield return record.WithPredictions(evaluation);
    }

    private static KerasTransformer Trained(MLContext ml, ExperimentContext context, Model[] members, DigitSet images, int epochs, int seed) =>
        ml.MulticlassClassification.Trainers.Keras(ml, new KerasTrainer.Options
        {
            Model = (_, _) => Ensembles.Stack(members),
            Optimizer = () => keras.optimizers.Adam(StackRate),
            Epochs = epochs,
            BatchSize = StackBatch,
            Seed = seed,
            CancellationToken = context.CancellationToken,
        }).Fit(images.AsDataView());
}
