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

    public static Option<bool> OfflineOption() => new("--offline") { Description = "Never use the network." };

    /// <summary>One line that says which digits are used, and plainly so when they are no handwriting.</summary>
    public static string Describe(DigitData data) =>
        $"data: {data.Name}{(data.IsSynthetic ? " (digits drawn by a program, no handwriting)" : "")}, "
        + $"{data.Train.Count:N0} training and {data.Test.Count:N0} test images of {data.Height} x {data.Width}, from {data.Source}";
}
