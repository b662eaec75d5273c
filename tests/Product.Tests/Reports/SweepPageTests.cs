using System.Xml.Linq;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Sweeps;
using MlPipelines.Reports;

namespace MlPipelines.Tests.Reports;

/// <summary>Protects the page of a sweep: from records alone, the same bytes for the same records, well-formed, with what was found.</summary>
[TestClass]
public sealed class SweepPageTests
{
    [TestMethod]
    public void The_page_ranks_the_trials_and_says_how_they_were_made()
    {
        string page = SweepPage.Build(Results(trials: 30));
        XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        SweepTrial best = Results(trials: 30).Ranked[0];
        foreach (string part in new[]
        {
            "Sweep of mlp", "30 trials by random", "the mean over the seeds 1, 2", "The test images had no part in it.",
            $"{best.Score:F4}", SweepPage.Settings(best.Point), $"(trial {best.Number})",
            "Best so far", "What mattered", "Settings and what they reached",
            "All 27 trials with a score", "3 of 30 trials have no score", "diverged &lt;b&gt;", "Some processor, 2 threads",
            "&quot;learning_rate&quot;: {&quot;real&quot;",
        })
            Assert.Contains(part, page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("Synthetic strokes", page);
        Assert.AreEqual(page, SweepPage.Build(Results(trials: 30)));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Sweeps_of_few_trials_have_a_page(int trials)
    {
        SweepResults results = Results(trials);
        XDocument.Parse(SweepPage.Build(results).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        SweepResults failed = results with { Trials = [.. results.Trials.Select(trial => trial with { Status = TrialStatus.Failed, Reason = "No." })] };
        string page = SweepPage.Build(failed);
        XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.Contains($"{trials} of {trials} trials have no score", page);
    }

    [TestMethod]
    public void Drawn_digits_are_told() => Assert.Contains("Synthetic strokes, not handwriting.", SweepPage.Build(Results(trials: 2, synthetic: true)));

    [TestMethod]
    public void A_sweep_without_trials_is_refused() =>
        Assert.Contains("takes one or more", Assert.ThrowsExactly<ArgumentException>(() => SweepPage.Build(Results(trials: 1) with { Trials = [] })).Message);

    [TestMethod]
    public void Settings_have_four_digits() =>
        Assert.AreEqual("learning_rate=0.001235, units=128, optimizer=adam, big=1.235E+09",
            SweepPage.Settings(new Point(("learning_rate", 0.00123456), ("units", 128), ("optimizer", "adam"), ("big", 1234567890))));

    /// <summary>Made-up trials of several settings, every tenth failed.</summary>
    internal static SweepResults Results(int trials, bool synthetic = false)
    {
        SweepSpec spec = SweepSpec.Parse($$$"""
            {"model": "mlp", "space": {"learning_rate": {"real": [1e-4, 1e-1], "log": true}, "units": {"integer": [32, 512], "log": true}, "dropout": {"real": [0, 0.5]},
             "optimizer": {"choice": ["adam", "sgd", "rmsprop"]}, "batch_size": {"choice": [32, 64, 128]}}, "search": "random", "budget": {{{trials}}}, "epochs": 5, "seeds": [1, 2]}
            """);
        SearchMethod method = spec.Method();
        return new SweepResults(spec, [.. Enumerable.Range(0, trials).Select(number =>
        {
            Point point = method.Suggest(number, []);
            double score = 0.98 - 0.02 * Math.Pow(Math.Log10(point.Number("learning_rate")) + 3, 2) - (point.Text("optimizer") == "sgd" ? 0.1 : 0);
            bool failed = number % 10 == 9;
            return new SweepTrial
            {
                Number = number,
                Point = point,
                Status = failed ? TrialStatus.Failed : TrialStatus.Completed,
                Reason = failed ? "The training diverged <b>." : null,
                Scores = failed ? [] : [new TrialScore(1, score, 4, 5, 1.5), new TrialScore(2, score + 0.01, 5, 5, 1.25)],
                Seconds = 2.75,
                Data = new SweepDataset("mnist", synthetic, 50_000, 10_000, new string('a', 64)),
                Commit = "0123456789abcdef0123456789abcdef01234567",
                Versions = new RunVersions("0.1.0", "10.0.1", "Some OS"),
                Processor = new RunProcessor("Some processor", 2, 512),
                Threads = 2,
            };
        })]);
    }
}
