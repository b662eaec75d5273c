namespace MlPipelines.Pipelines.Generation;

/// <summary>What happened in the training of a generative model.</summary>
public sealed class GenerationHistory
{
    private readonly List<float> _generator, _discriminator;
    private readonly List<double> _variety;
    private readonly List<string> _warnings;

    internal GenerationHistory(int stepsInEpoch, IEnumerable<float>? generator = null, IEnumerable<float>? discriminator = null, IEnumerable<double>? variety = null,
        IEnumerable<string>? warnings = null, IEnumerable<byte[]>? strip = null)
    {
        StepsInEpoch = stepsInEpoch;
        (_generator, _discriminator, _variety, _warnings, Strip) = ([.. generator ?? []], [.. discriminator ?? []], [.. variety ?? []], [.. warnings ?? []], [.. strip ?? []]);
    }

    /// <summary>Steps of an epoch.</summary>
    public int StepsInEpoch { get; }

    /// <summary>Steps done.</summary>
    public int Steps => _generator.Count;

    /// <summary>Seconds that the steps took, those before a checkpoint too.</summary>
    public double Seconds { get; internal set; }

    /// <summary>The generator's loss (of both, where there are two), before each step.</summary>
    public IReadOnlyList<float> GeneratorLoss => _generator;

    /// <summary>The discriminator's loss (of both, where there are two), before each step.</summary>
    public IReadOnlyList<float> DiscriminatorLoss => _discriminator;

    /// <summary>The generator's loss, a mean an epoch; the last epoch's perhaps of a part.</summary>
    public IReadOnlyList<double> GeneratorEpochs => Means(_generator);

    /// <summary>The discriminator's loss, a mean an epoch; the last epoch's perhaps of a part.</summary>
    public IReadOnlyList<double> DiscriminatorEpochs => Means(_discriminator);

    /// <summary>How much the samples vary after each whole epoch, as a share of what the real images do: 1 for as much.</summary>
    public IReadOnlyList<double> Variety => _variety;

    /// <summary>Signs of a collapse, in plain words; none in a training that went well.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The first samples of each epoch.</summary>
    internal List<byte[]> Strip { get; }

    internal void AddStep(float generator, float discriminator)
    {
        _generator.Add(generator);
        _discriminator.Add(discriminator);
    }

    internal void AddVariety(double share) => _variety.Add(share);

    internal void AddWarning(string text) => _warnings.Add(text);

    private double[] Means(List<float> losses) => [.. losses.Chunk(StepsInEpoch).Select(epoch => epoch.Average(loss => (double)loss))];
}

/// <summary>A trained generative model.</summary>
/// <typeparam name="TModel">What makes images.</typeparam>
/// <param name="Model">What makes images.</param>
/// <param name="History">Losses and warnings.</param>
/// <param name="Completed">False where training was stopped before its last step, or ended itself because a loss was no number.</param>
public sealed record GenerationResult<TModel>(TModel Model, GenerationHistory History, bool Completed)
{
    /// <summary>Signs of a collapse, in plain words.</summary>
    public IReadOnlyList<string> Warnings => History.Warnings;
}
