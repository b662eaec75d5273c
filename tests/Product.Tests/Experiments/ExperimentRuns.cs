using System.Text;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Reports.Papers;

namespace MlPipelines.Tests.Experiments;

/// <summary>What every experiment keeps: each record once, nothing trained twice, every slot of the report filled.</summary>
internal static class ExperimentRuns
{
    /// <summary>A whole run, of which a second one has nothing left to do.</summary>
    public static RunRecord[] Complete(Experiment experiment, string work, out string[] headlines)
    {
        RunRecord[] records = Run(experiment, work, [], out headlines);
        CollectionAssert.AllItemsAreUnique(records.Select(RunRecordFiles.Name).ToArray());
        Assert.IsTrue(records.All(r => r.Status == RunStatus.Completed && r.Experiment == experiment.Name));
        Assert.IsEmpty(Run(experiment, work, records, out string[] second));
        Assert.IsEmpty(second);
        return records;
    }

    /// <summary>The records that a run adds to earlier ones, and what it said that it trains.</summary>
    public static RunRecord[] Run(Experiment experiment, string work, RunRecord[] earlier, out string[] headlines, Scale scale = Scale.Quick, CancellationToken stop = default)
    {
        var told = new List<string>();
        DigitData digits = SyntheticStrokes.Generate(300, 100);
        var context = new ExperimentContext
        {
            Data = digits, WorkFolder = work, Earlier = earlier, Headline = told.Add, Usps = () => SyntheticStrokes.Generate(60, 40) with { Name = "usps" },
            Scale = scale, CancellationToken = stop,
        };
        RunRecord[] records = [.. experiment.Run(context)];
        headlines = [.. told];
        return records;
    }

    public static RunRecord One(RunRecord[] records, string model, string variant = "") => records.Single(r => r.Model == model && r.Variant == variant);

    /// <summary>The report's slots that these records leave empty.</summary>
    public static string[] Unfilled(string paper, RunRecord[] records) =>
        [.. ReportSlots.All.Where(s => s.Paper == paper && s.Fill.NeedsRuns && s.Fill.Runs(records).Count == 0).Select(s => s.Id)];

    /// <summary>Runs something that is cancelled when it prints a line that begins so.</summary>
    public static T StopAt<T>(string line, CancellationTokenSource stop, Func<T> run)
    {
        TextWriter console = Console.Out;
        try
        {
            Console.SetOut(new Stopper(line, stop));
            return run();
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    private sealed class Stopper(string text, CancellationTokenSource stop) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            if (value?.StartsWith(text, StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
