using MlPipelines.Pipelines.Generation;

namespace MlPipelines.App.Augment;

/// <summary>The training of a generative model: what it shows, where it goes on from, how it ends.</summary>
internal sealed class GenerativeTraining(AppServices services, AugmentRequest request, int epochs, int? steps, bool resume)
{
    private const int CheckpointSteps = 100;

    private readonly string _checkpoint = Path.Combine(request.Output, "checkpoint");

    /// <summary>How long it is, in words.</summary>
    public string Length => steps is { } count ? Count(count, "step") : Count(epochs, "epoch");

    /// <summary>Steps done, earlier runs' included; 0 before the training.</summary>
    public int Steps { get; private set; }

    /// <summary>Signs of a collapse, in plain words.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Whether there is something to go on from.</summary>
    public bool HasCheckpoint => Directory.Exists(_checkpoint) && Directory.EnumerateFileSystemEntries(_checkpoint).Any();

    /// <summary>What a stopped run leaves, and the way on.</summary>
    public string HowToGoOn => $"stopped after {Count(Steps, "step")}; the checkpoint in {_checkpoint} was kept. The same command with --resume goes on from it.";

    /// <summary>Refuses to overwrite a checkpoint.</summary>
    /// <exception cref="IOException">There is one, and it was not said to go on from it.</exception>
    public void Check()
    {
        if (HasCheckpoint && !resume)
            throw new IOException($"'{_checkpoint}' holds the checkpoint of a training; go on from it with --resume, or name another folder with --out.");
        if (resume)
            services.Out.WriteLine(HasCheckpoint ? $"going on from {_checkpoint}" : $"note: {_checkpoint} holds no checkpoint; the training begins anew.");
    }

    /// <summary>How the model is trained.</summary>
    public GenerationOptions Options()
    {
        // Lines rewritten in place go to the console alone; whoever reads another stream gets a line an epoch.
        bool live = ReferenceEquals(services.Out, Console.Out);
        return new GenerationOptions
        {
            Epochs = epochs,
            Steps = steps,
            Seed = request.Seed,
            SampleFolder = Path.Combine(request.Output, "samples"),
            CheckpointFolder = _checkpoint,
            CheckpointSteps = CheckpointSteps,
            Verbose = live,
            Progress = live ? null : WriteEpoch,
            CancellationToken = services.CancellationToken,
        };
    }

    /// <summary>The trained model; its warnings are told.</summary>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    /// <exception cref="InvalidDataException">It ended itself.</exception>
    public T Finish<T>(GenerationResult<T> trained)
    {
        (Steps, Warnings) = (trained.History.Steps, trained.Warnings);
        foreach (string warning in Warnings) services.Out.WriteLine($"warning: {warning}");
        if (trained.Completed)
        {
            // A checkpoint may hold more steps than were asked for now.
            services.Out.WriteLine($"trained: {Count(Steps, "step")}");
            return trained.Model;
        }
        services.CancellationToken.ThrowIfCancellationRequested();
        throw new InvalidDataException($"The training ended at step {Steps}: its losses are no numbers. Begin anew with another --seed and another --out.");
    }

    private static string Count(int count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";

    private void WriteEpoch(GenerationProgress at)
    {
        if (at.Step != at.StepsInEpoch && at.TimeLeft != TimeSpan.Zero) return;
        services.Out.WriteLine($"epoch {at.Epoch}/{at.Epochs}, step {at.Step}/{at.StepsInEpoch}: generator {at.GeneratorLoss:F4}, discriminator "
            + $"{at.DiscriminatorLoss:F4}, {at.ImagesPerSecond:F0} images/s");
    }
}
