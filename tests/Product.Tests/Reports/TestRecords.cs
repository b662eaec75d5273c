using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Tests.Reports;

/// <summary>Made-up run records.</summary>
internal static class TestRecords
{
    public static RunRecord Make(string experiment = "dense", int seed = 1, string? model = null, string title = "784-128-10") => new RunRecord
    {
        Experiment = experiment,
        Model = model ?? experiment,
        Title = title,
        Paper = "Paper 5",
        Figures = ["Fig. 9", "Fig. 11"],
        Scale = Scale.Desk,
        Seed = seed,
        Dataset = new RunDataset("mnist", "/data/mnist", false, 60000, 0, 4),
        Settings = new() { ["optimizer"] = "Adam", ["batch"] = "256", ["epochs"] = "3" },
        Commit = "0123456789abcdef0123456789abcdef01234567",
        Versions = new RunVersions("0.1.0", "10.0.1", "Some OS"),
        Processor = new RunProcessor("Some processor", 2, 512),
        Threads = 2,
        StartedUtc = new DateTimeOffset(2025, 2, 3, 4, 5, 6, TimeSpan.Zero),
        Seconds = 12.5,
        SecondsPerEpoch = [4, 4.25, 4.25],
        History = new()
        {
            ["accuracy"] = [0.9, 0.95, 0.975],
            ["loss"] = [0.5, 0.25, 0.125],
            ["val_accuracy"] = [0.91, 0.94, 0.96],
            ["val_loss"] = [0.4, 0.3, 0.2],
        },
        Metrics = new() { ["test_loss"] = 0.0625 },
        Notes = ["A note."],
    }.WithPredictions([0, 1, 2, 3], [0, 1, 2, 4], [0.5f, 1, 0, 0.25f]);

    /// <summary>A folder of its own under the temporary files, removed at the end.</summary>
    public static TemporaryFolder Folder() => new();
}

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mlpipelines-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
