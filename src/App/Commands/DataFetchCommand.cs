using System.CommandLine;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.App.Commands;

/// <summary>Downloads MNIST.</summary>
internal static class DataFetchCommand
{
    public static Command Create(AppServices services)
    {
        Option<string?> folder = DataCommand.FolderOption(
            "Folder that gets the subfolder mnist. Default: data/ in the repository, else the user's data folder.");
        var command = new Command("fetch", "Download MNIST from its public mirrors, checked by SHA-256.") { folder };
        command.SetAction(parsed =>
        {
            var finder = new DigitDataFinder(services.DataOptions(parsed.GetValue(folder), false), services.Out.WriteLine);
            services.Out.WriteLine($"MNIST: {finder.FetchMnist(services.CancellationToken)}");
            return ExitCode.Done;
        });
        return command;
    }
}
