using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Paper 5: a fully connected network from TensorFlow's own parts, trained with a gradient tape.</summary>
/// <remarks>Source: paper 5 (dense), figures 5 to 12.</remarks>
public sealed class DenseExperiment : Experiment
{
    private const int FoldSeed = 1;

    // `for n in range(num_classes)`, figure 8.
    private const int ListedEpochs = 10;

    private const string Curves = "Curves are measured on all training and test images after each epoch. The paper's listing prints the sum of an epoch's batch losses.";

    /// <inheritdoc/>
    public override string Name => "dense";

    /// <inheritdoc/>
    public override string Title => "A fully connected network from TensorFlow's own parts";

    /// <inheritdoc/>
    public override string Paper => "Paper 5";

    /// <inheritdoc/>
    public override string Description => "Trains 784-128-10 written on tf.Module with a gradient tape, 20 epochs of batch 256, and cross-validates it.";

    /// <inheritdoc/>
    public override IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        const string title = "DenseNN 784-128-10 on tf.Module";
        // Short at quick scale: 3 trainings on two thirds of the images.
        (int folds, int foldEpochs) = context.Scale == Scale.Quick ? (3, 3) : (5, DenseTraining.TrainingSteps);
        var dense = new DenseRun
        {
            Experiment = this,
            Model = "dense",
            Title = title,
            Data = context.Data,
            Figures = ["Fig. 9", "Fig. 10", "Fig. 11", "Fig. 12"],
            Notes =
            [
                "The printed loop runs `for n in range(num_classes)`, 10 epochs, where text and figures say 20; 20 are trained.",
                "The listing's shuffle(1024) mixes neighbours only, so that every epoch ends with the same images; the run named dense mixes all of "
                    + "them. The difference is about 0.2 points of test accuracy, here and in PyTorch alike; from desk scale on, both are trained.",
                Curves,
            ],
        };
        DenseRun slip = dense with
        {
            Model = "dense-10-epochs",
            Title = $"{title}, 10 epochs as printed",
            Epochs = ListedEpochs,
            Figures = ["Fig. 8"],
            Notes =
            [
                "The printed loop runs `for n in range(num_classes)`, 10 epochs. This is the run named dense after 10 of its 20 epochs: the same training to the bit, "
                    + "as nothing in it depends on how many epochs follow.",
                Curves,
            ],
        };
        DenseRun listed = dense with
        {
            Model = "dense-shuffle1024",
            Title = $"{title}, shuffle({DenseTraining.ShuffleBuffer})",
            ShuffleBuffer = DenseTraining.ShuffleBuffer,
        };
        DenseRun[] runs = [dense with { After = slip }, .. context.Scale == Scale.Quick ? Array.Empty<DenseRun>() : [listed]];
        return context.Seeds.SelectMany(seed => runs.SelectMany(run => run.Run(context, seed)))
            .Concat(Stratification.Folds(context.Data.Train, folds, FoldSeed).SelectMany((fold, i) => (dense with
            {
                Model = "dense-fold",
                Title = $"{title}, cross-validation",
                Fold = $"fold{i + 1}",
                Data = context.Data with { Train = fold.Left, Test = fold.Drawn },
                Epochs = foldEpochs,
                Figures = ["Cross-validation"],
                Notes =
                [
                    $"Fold {i + 1} of {folds}: the training images in {folds} parts, classes in proportion; trained on the others, tested on this one, with the first seed.",
                    $"{foldEpochs} epochs{(foldEpochs < DenseTraining.TrainingSteps ? " at this scale" : "")}; the test images have no part in it.",
                    Curves,
                ],
            }).Run(context, context.Seeds[0])));
    }
}
