namespace MlPipelines.Pipelines.Generation;

/// <summary>How a generative model is trained. The defaults are the papers' batch sizes, and an epoch.</summary>
public sealed record GenerationOptions
{
    /// <summary>Passes over the images, at least 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Ends training after this many steps, whatever <see cref="Epochs"/> says; null for whole epochs.</summary>
    public int? Steps { get; init; }

    /// <summary>Images a step, at least 1; the last step of an epoch takes those that are left. Null for the paper's number.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Makes the whole training repeatable: weights, order of images, noise, dropout. The global stream of random numbers is set by it.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Gets a sheet of samples after each epoch (<c>epoch-001.png</c> ..), always of the same noise, and <c>strip.png</c>: the first samples, a column
    /// an epoch. Null for none.
    /// </summary>
    public string? SampleFolder { get; init; }

    /// <summary>
    /// Gets the state of the training after each epoch and where training is stopped; one training a folder. Null for none.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Writes a checkpoint after each so many steps, too; 0 for the ends of epochs alone.</summary>
    public int CheckpointSteps { get; init; }

    /// <summary>Goes on from the checkpoint in <see cref="CheckpointFolder"/>, if there is one, to the same bits as an unbroken training. False starts anew.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>A discriminator loss below this counts as near 0.</summary>
    public double CollapseLoss { get; init; } = 0.05;

    /// <summary>So many steps in succession with a discriminator loss near 0 give a warning.</summary>
    public int CollapseSteps { get; init; } = 100;

    /// <summary>Samples that vary less than this share of what the real images do give a warning.</summary>
    public double LeastVariety { get; init; } = 0.25;

    /// <summary>The variety of samples is watched from this step on: a generator begins with one grey spot for all noise, which is no collapse.</summary>
    public int VarietySteps { get; init; } = 1000;

    /// <summary>Told after each step, on the training's own thread.</summary>
    public Action<GenerationProgress>? Progress { get; init; }

    /// <summary>True for progress on the console: a line rewritten in place on a terminal, elsewhere a line an epoch.</summary>
    public bool Verbose { get; init; } = true;

    /// <summary>Ends training before the next step; a checkpoint is written where there is a folder for it.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Refuses settings that cannot be.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    internal void Check()
    {
        AtLeast(Epochs, 1, nameof(Epochs));
        AtLeast(Steps ?? 1, 1, nameof(Steps));
        AtLeast(BatchSize ?? 1, 1, nameof(BatchSize));
        AtLeast(CheckpointSteps, 0, nameof(CheckpointSteps));
        AtLeast(CollapseSteps, 1, nameof(CollapseSteps));
        AtLeast(VarietySteps, 0, nameof(VarietySteps));
        if (SampleFolder is not null) ArgumentException.ThrowIfNullOrWhiteSpace(SampleFolder);
        if (CheckpointFolder is not null) ArgumentException.ThrowIfNullOrWhiteSpace(CheckpointFolder);
    }

    private static void AtLeast(int value, int least, string name)
    {
        if (value < least) throw new ArgumentOutOfRangeException(name, $"Got {name} = {value}; it is at least {least}.");
    }
}
