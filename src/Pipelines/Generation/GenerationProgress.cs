namespace MlPipelines.Pipelines.Generation;

/// <summary>How far the training of a generative model is.</summary>
/// <param name="Epoch">The epoch of the step that was done, from 1 on.</param>
/// <param name="Epochs">Epochs in all, the last one perhaps not a whole one.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsInEpoch">Steps of an epoch.</param>
/// <param name="GeneratorLoss">The generator's loss, mean over the epoch so far.</param>
/// <param name="DiscriminatorLoss">The discriminator's loss, mean over the epoch so far.</param>
/// <param name="ImagesPerSecond">Real images a second, since training began or went on; samples and checkpoints are not counted as time.</param>
/// <param name="TimeLeft">At this speed, until the last step.</param>
public readonly record struct GenerationProgress(
    int Epoch, int Epochs, int Step, int StepsInEpoch, double GeneratorLoss, double DiscriminatorLoss, double ImagesPerSecond, TimeSpan TimeLeft);
