using System.CommandLine;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;

namespace MlPipelines.App.Commands;

/// <summary>Rebuilds the report of a folder from its run records.</summary>
internal static class ReportCommand
{
    public static Command Create(AppServices services)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder with run records, as 'reproduce' leaves it." };
        var command = new Command("report", "Rebuild index.html from the run records in a folder, without training.") { folder };
        command.SetAction(parsed => Run(services, parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Run(AppServices services, string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"There is no folder '{folder}'; takes one with run records, as 'mlpipelines reproduce' leaves it.");
        IReadOnlyList<RunRecord> records = RunRecordFiles.ReadAll(folder);
        if (records.Count == 0)
            throw new InvalidDataException(
                $"The folder '{folder}' holds no run records (.json); 'mlpipelines reproduce --out {folder}' makes some.");
        services.Out.WriteLine($"{records.Count} run record{(records.Count == 1 ? "" : "s")}");
        services.Out.WriteLine($"report: {HtmlReport.Write(records, folder)}");
        return ExitCode.Done;
    }
}
