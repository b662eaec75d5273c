using MlPipelines.KerasModels;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Paper 1: its convolutional network, without augmentation so far.</summary>
/// <remarks>Source: paper 1 (gan), figures 5 and 8.</remarks>
public sealed class GanExperiment : Experiment
{
    /// <inheritdoc/>
    public override string Name => "gan";

    /// <inheritdoc/>
    public override string Title => "The convolutional network of the GAN paper";

    /// <inheritdoc/>
    public override string Paper => "Paper 1";

    /// <inheritdoc/>
    public override string Description => "Trains the CNN of figure 5 as figure 8 does, on real images only.";

    /// <inheritdoc/>
    public override IEnumerable<RunRecord> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ClassifierRun
        {
            Experiment = this,
            Model = "cnn",
            Title = "CNN (figure 5)",
            Figures = ["Fig. 5", "Fig. 8", "Fig. 11", "Table II, before augmentation: 98.0"],
            Create = Gan.Cnn,
            Loss = "sparse_categorical_crossentropy",
            Epochs = context.Scale switch { Scale.Quick => 1, Scale.Desk => 3, _ => 10 },
            Notes =
            [
                "The paper validates on the test images (figure 8). That leaks where validation decides anything; here it decides nothing.",
                "The paper states Adam at 1e-4 and batches of 256, but its listing and log show Keras' defaults, 1e-3 and 32. The listing is followed.",
            ],
        }.Run(context);
    }
}
