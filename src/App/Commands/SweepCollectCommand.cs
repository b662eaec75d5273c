using System.CommandLine;
using MlPipelines.Pipelines.Sweeps;
using MlPipelines.Reports;

namespace MlPipelines.App.Commands;

/// <summary>Ranks the trials of a sweep, wherever they were trained.</summary>
internal static class SweepCollectCommand
{
    private const int Shown = 10;

    public static Command Create(AppServices services)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of a sweep whose trials are all done." };
        var command = new Command("collect", "Rank the trials of a sweep, of which none may be missing, and write index.html.") { folder };
        command.SetAction(parsed => Finish(services, SweepFolder.Open(parsed.GetRequiredValue(folder))));
        return command;
    }

    /// <summary>Prints the best trials and writes the report.</summary>
    public static int Finish(AppServices services, SweepFolder folder)
    {
        SweepResults results = SweepResults.Of(folder);
        IReadOnlyList<SweepTrial> ranked = results.Ranked;
        if (ranked.Count > 0)
        {
            services.Out.WriteLine($"\n{(ranked.Count > Shown ? $"The best {Shown} of {ranked.Count}" : "The")} trials on {results.Trials[0].Data.Name}, by validation accuracy:");
            var table = new TextTable("rank", "trial", "accuracy", "settings", "seconds");
            for (int i = 0; i < Math.Min(Shown, ranked.Count); i++)
                table.Add($"{i + 1}", $"{ranked[i].Number}", $"{ranked[i].Score:F4}", SweepPage.Settings(ranked[i].Point), $"{ranked[i].Seconds:F1}");
            table.Write(services.Out);
            services.Out.WriteLine();
        }
        if (results.Failed is [var first, ..] failed)
            services.Out.WriteLine($"{failed.Count} of {results.Trials.Count} trials failed, the first one (trial {first.Number}) so: {first.Reason}");
        services.Out.WriteLine($"report: {SweepPage.Write(results, folder.Path)}");
        return ranked.Count > 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
