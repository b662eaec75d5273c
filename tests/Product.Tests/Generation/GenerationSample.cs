using System.Security.Cryptography;
using System.Runtime.InteropServices;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Tests.Generation;

/// <summary>Few drawn digits, trainings of some steps, and folders that go away.</summary>
internal sealed class GenerationSample : IDisposable
{
    private static readonly Lazy<DigitSet> Drawn = new(() => SyntheticStrokes.Generate(60, 10).Train);

    public static DigitSet Digits => Drawn.Value;

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"mlpipelines-{Guid.NewGuid():N}");

    public string Checkpoint => Path.Combine(Folder, "checkpoint");

    public string Sheets => Path.Combine(Folder, "samples");

    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Two epochs of three steps, the last one smaller.</summary>
    public static GenerationOptions Options => new() { Epochs = 2, BatchSize = 4, Seed = 5, Verbose = false };

    public static DigitSet Ten => Digits.Take(10);

    /// <summary>A training by name: what it gives of the networks that make images, and what happened.</summary>
    public static (string Weights, GenerationHistory History, bool Completed) Train(string kind, GenerationOptions options)
    {
        switch (kind)
        {
            case "gan":
                var gan = new GanTrainer(options).Train(Ten);
                return (Fingerprint(gan.Model.Generator), gan.History, gan.Completed);
            case "cgan":
                var conditional = new ConditionalGanTrainer(options).Train(Ten);
                return (Fingerprint(conditional.Model.Generator), conditional.History, conditional.Completed);
            default:
                // Fewer images of the second domain: it is gone through more often.
                var cycle = new CycleGanTrainer(options).Train(Ten, Digits.Select([20, 21, 22, 23, 24, 25, 26]));
                return (Fingerprint(cycle.Model.AToB, cycle.Model.BToA), cycle.History, cycle.Completed);
        }
    }

    public static string Fingerprint(params Model[] models)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Model model in models)
            foreach (ResourceVariable weight in model.Weights) hash.AppendData(MemoryMarshal.AsBytes<float>(weight.numpy().ToArray<float>()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
