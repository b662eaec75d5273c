using System.CommandLine;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.App.Commands;

/// <summary>Tells where digits were looked for and what was found.</summary>
internal static class DataInfoCommand
{
    public static Command Create(AppServices services)
    {
        Option<string?> folder = DataCommand.FolderOption("A folder to look into first.");
        Option<bool> offline = DataCommand.OfflineOption();
        var command = new Command("info", "Where digits were looked for, what was found, and what a run would use.") { folder, offline };
        command.SetAction(parsed =>
        {
            DataOptions places = services.DataOptions(parsed.GetValue(folder), parsed.GetValue(offline));
            foreach (string line in DataInfo.Describe(places)) services.Out.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }
}
