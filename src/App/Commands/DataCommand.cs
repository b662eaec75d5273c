using System.CommandLine;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.App.Commands;

/// <summary>The commands about data: info and fetch.</summary>
internal static class DataCommand
{
    public static Command Create(AppServices services) => new("data", "Where the digits come from: look, or download MNIST.")
    {
        DataInfoCommand.Create(services),
        DataFetchCommand.Create(services),
    };

    public static Option<string?> FolderOption(string description) => OptionParsers.Folder("--data", description);

    /// <summary>The option --data of commands that train.</summary>
    public static Option<string?> TrainingFolderOption() => FolderOption(
        "Folder with MNIST, or with a folder of pictures for each class, or a .csv of pixels. Default: MLPIPELINES_DATA, data/, ../shared/data, Keras' cache; else MNIST is downloaded, else digits are drawn.");

    public static Option<bool> OfflineOption() => new("--offline") { Description = "Never use the network." };

    /// <summary>The digits of a run, after one line that says which they are.</summary>
    public static DigitData Load(AppServices services, DataOptions places)
    {
        DigitData data = new DigitDataFinder(places, notice => services.Out.WriteLine($"note: {notice}")).Load(services.CancellationToken);
        services.Out.WriteLine(Describe(data));
        return data;
    }

    /// <summary>One line that says which digits are used, and plainly so when they are no handwriting.</summary>
    public static string Describe(DigitData data) =>
        $"data: {data.Name}{(data.IsSynthetic ? " (digits drawn by a program, no handwriting)" : "")}, "
        + $"{data.Train.Count:N0} training and {data.Test.Count:N0} test images of {data.Height} x {data.Width}, from {data.Source}";
}
