using MlPipelines.KerasModels;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Paper 4: a small network of one hidden layer.</summary>
/// <remarks>Source: paper 4 (mlp), section IV.</remarks>
public sealed class MlpExperiment : Experiment
{
    /// <inheritdoc/>
    public override string Name => "mlp";

    /// <inheritdoc/>
    public override string Title => "A small network of one hidden layer";

    /// <inheritdoc/>
    public override string Paper => "Paper 4";

    /// <inheritdoc/>
    public override string Description => "Trains 784-128-10 with Adam on categorical crossentropy.";

    /// <inheritdoc/>
    public override IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ClassifierRun
        {
            Experiment = this,
            Model = "mlp",
            Title = "MLP 784-128-10",
            Figures = ["Section V: training 98.9, test 97.1"],
            Create = () => Mlp.Create(),
            Loss = "categorical_crossentropy",
            Epochs = context.Scale == Scale.Quick ? 5 : 20,
            BatchSize = 128,
            Notes =
            [
                "The paper leaves the hidden size, the batch and the number of epochs open: 128 neurons, batches of 128.",
                "The standard split; the test images are looked at after every epoch but decide nothing.",
            ],
        }.Run(context);
    }
}
