using System.CommandLine;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Reports;
using Tensorflow.Kernels;

namespace MlPipelines.App.Commands;

/// <summary>Trains the models of the papers, stores a record a run and writes the report.</summary>
internal static class ReproduceCommand
{
    private const int MaximumSeeds = 100;
    private const string Runs = "runs";

    public static Command Create(AppServices services)
    {
        Argument<string[]> names = OptionParsers.Experiments(services.Experiments);
        Option<Scale?> scale = OptionParsers.Scale(
            "quick (the default): minutes; desk: full MNIST, hours; paper: the papers' own settings, up to a day.");
        Option<int?> seeds = OptionParsers.WholeNumber("--seeds", "N", 1, MaximumSeeds,
            "Train each model N times, with consecutive seeds. Default: 1 at quick, 3 at desk, 5 at paper scale.");
        Option<int?> first = OptionParsers.WholeNumber("--seed", "N", 0, int.MaxValue - MaximumSeeds, "The first seed. Default: 1.");
        Option<string?> output = OptionParsers.Folder("--out", "Folder for the run records and index.html. Default: runs/NAMES-DATE-TIME.");
        Option<string?> data = DataCommand.TrainingFolderOption();
        Option<bool> offline = DataCommand.OfflineOption();
        Option<bool> resume = new("--resume")
        {
            Description = "Go on where a run was stopped or killed: in the folder of --out, else in the newest of runs/NAMES-. What is measured is kept, "
                + "and long trainings go on from their checkpoints, to the same bits.",
        };
        var command = new Command("reproduce", "Train the papers' models and report what they reach.") { names, scale, seeds, first, output, data, offline, resume };
        command.SetAction(parsed =>
        {
            Experiment[] chosen = Choose(services.Experiments, parsed.GetRequiredValue(names));
            Scale size = parsed.GetValue(scale) ?? Scale.Quick;
            int count = parsed.GetValue(seeds) ?? size.DefaultSeeds();
            int[] numbers = [.. Enumerable.Range(parsed.GetValue(first) ?? 1, count)];
            DataOptions places = services.DataOptions(parsed.GetValue(data), parsed.GetValue(offline));
            return Run(services, chosen, size, numbers, parsed.GetValue(output), places, parsed.GetValue(resume));
        });
        return command;
    }

    /// <summary>The named experiments in the order of the list, each once; all when none is named.</summary>
    private static Experiment[] Choose(IReadOnlyList<Experiment> known, string[] names)
    {
        Experiment[] chosen = names.Length == 0 ? [.. known] : [.. known.Where(e => names.Contains(e.Name, StringComparer.OrdinalIgnoreCase))];
        return chosen.Length > 0 ? chosen : throw new NotSupportedException("This build holds no experiments.");
    }

    private static int Run(AppServices services, Experiment[] chosen, Scale scale, int[] seeds, string? output, DataOptions places, bool resume)
    {
        if (resume) output = InterruptedFolder(output, chosen);
        using var folder = OutputFolder.Open(output ?? DefaultFolder(chosen), isOption: output is not null);
        string work = folder.Work(scale, resume);
        DigitData data = DataCommand.Load(services, places);
        string threads = Workers.Threads == 1 ? "1 thread" : $"{Workers.Threads} threads";
        services.Out.WriteLine($"scale: {scale.Name()}, seed{(seeds.Length == 1 ? "" : "s")} {string.Join(", ", seeds)}, {threads}");

        var context = new ExperimentContext
        {
            Data = data,
            Scale = scale,
            Seeds = seeds,
            WorkFolder = work,
            Earlier = resume ? folder.Earlier : [],
            Usps = new DigitDataFinder(places).FindUsps,
            Emnist = () => Emnist.Find(places),
            CancellationToken = services.CancellationToken,
            Headline = services.Out.WriteLine,
        };
        int measured = context.Earlier.Count(r => r.Status == RunStatus.Completed && r.Scale == scale);
        if (resume) services.Out.WriteLine($"going on in {output}: {measured} run{(measured == 1 ? " is" : "s are")} measured.");
        try
        {
            foreach (Experiment experiment in chosen)
            {
                services.CancellationToken.ThrowIfCancellationRequested();
                services.Out.WriteLine($"\n== {experiment.Name}: {experiment.Title} ({experiment.Paper}, {scale.Name()} scale) ==");
                foreach (RunRecord record in experiment.Run(context))
                {
                    folder.Add(record);
                    services.Out.WriteLine($"{HtmlReport.Name(record)}, seed {record.Seed}: {Result(record)}");
                    services.CancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        catch (OperationCanceledException) when (services.CancellationToken.IsCancellationRequested)
        {
            Finish(services, folder);
            services.Error.WriteLine($"stopped; {folder.Added.Count} run{(folder.Added.Count == 1 ? " was" : "s were")} kept. The same command with --resume goes on.");
            return ExitCode.Cancelled;
        }
        catch when (folder.Added.Count > 0)
        {
            // What finished before the failure is worth its report; the error itself is told by the caller.
            Finish(services, folder);
            throw;
        }
        Finish(services, folder);
        return ExitCode.Done;
    }

    private static void Finish(AppServices services, OutputFolder folder)
    {
        if (folder.Added.Count == 0) return;
        RunRecord first = folder.Added[0];
        var table = new TextTable("model", "seed", "test accuracy", "seconds", "state");
        foreach (RunRecord r in folder.Added)
        {
            string accuracy = r.TestAccuracy is { } value ? value.ToString("F4") : "-";
            string state = r.Status == RunStatus.Completed ? "completed" : "cancelled";
            table.Add(HtmlReport.Name(r), r.Seed.ToString(), accuracy, r.Seconds.ToString("F1"), state);
        }
        services.Out.WriteLine($"\nResults at {first.Scale.Name()} scale on {first.Dataset.Name}:");
        table.Write(services.Out);
        services.Out.WriteLine();
        services.Out.WriteLine($"report: {folder.WriteReport()}");
    }

    private static string Result(RunRecord record) =>
        (record.TestAccuracy is { } accuracy ? $"test accuracy {accuracy:F4}, " : "") + $"{record.Seconds:F1} s"
        + (record.Status == RunStatus.Cancelled ? ", cancelled" : "");

    private static string DefaultFolder(Experiment[] chosen) => Path.Combine(Runs, $"{Names(chosen)}-{DateTime.Now:yyyyMMdd-HHmmss}");

    private static string Names(Experiment[] chosen) => string.Join('-', chosen.Select(e => e.Name));

    /// <summary>Where a run goes on: the folder that was named, else the newest one with the name that these experiments' folders have.</summary>
    private static string InterruptedFolder(string? output, Experiment[] chosen)
    {
        string? folder = output ?? (Directory.Exists(Runs) ? Directory.EnumerateDirectories(Runs, $"{Names(chosen)}-????????-??????").Max(StringComparer.Ordinal) : null);
        if (Directory.Exists(folder)) return folder;
        throw new DirectoryNotFoundException(folder is null
            ? $"There is no run to go on with: no folder {Path.Combine(Runs, Names(chosen))}-DATE-TIME. Name the run's folder with --out, or leave --resume out."
            : $"There is no run to go on with: no folder '{folder}'. Name the run's folder with --out, or leave --resume out.");
    }
}
