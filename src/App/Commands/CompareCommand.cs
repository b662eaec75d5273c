using System.CommandLine;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;

namespace MlPipelines.App.Commands;

/// <summary>Puts runs side by side, without training.</summary>
internal static class CompareCommand
{
    public static Command Create(AppServices services)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Run records (.json), or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out") { HelpName = "FILE", Description = "Write an HTML page with the table and the curves as well." };
        var command = new Command("compare", "Put runs side by side.") { runs, output };
        command.SetAction(parsed => Run(services, parsed.GetRequiredValue(runs), parsed.GetValue(output)));
        return command;
    }

    private static int Run(AppServices services, string[] runs, string? output)
    {
        var records = new List<RunRecord>();
        foreach (string run in runs)
        {
            if (Directory.Exists(run)) records.AddRange(RunRecordFiles.ReadAll(run));
            else if (File.Exists(run)) records.Add(RunRecordFiles.Read(run));
            else throw new FileNotFoundException($"There is no run '{run}'; takes run records (.json) or folders of them.");
        }
        if (records.Count == 0)
            throw new InvalidDataException($"{string.Join(", ", runs)} hold no run records (.json); 'mlpipelines reproduce' makes some.");
        services.Out.Write(RunComparison.Table(records).ToText());
        if (output is null) return ExitCode.Done;
        string temporary = output + $".{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, RunComparison.Page(records));
            File.Move(temporary, output, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
        services.Out.WriteLine($"comparison: {Path.GetFullPath(output)}");
        return ExitCode.Done;
    }
}
