using MlPipelines.App;
using MlPipelines.Pipelines.Sweeps;

namespace MlPipelines.Tests.Sweeps;

/// <summary>Protects the command sweep: its folder, that it goes on, and that shards, processes and interruptions change no result.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SweepCommandTests
{
    private const string OneEpoch = ", \"epochs\": 1";

    [TestMethod]
    public void A_sweep_leaves_a_record_a_trial_and_a_report_and_goes_on_where_records_are_missing()
    {
        using var sample = new SweepSample(120, 4, more: OneEpoch + ", \"seeds\": [1, 2]");
        Assert.AreEqual(ExitCode.Done, sample.Run("a"), sample.App.Error);
        CollectionAssert.AreEqual(new[] { "index.html", "spec.json", "trial-0000.json", "trial-0001.json", "trial-0002.json", "trial-0003.json" }, sample.App.Files(sample.Folder("a")));
        Assert.IsEmpty(Directory.GetDirectories(sample.Folder("a")), "Claims and checkpoints stay.");
        Assert.Contains("4 trials by random over units, learning_rate, 1 epoch, seeds 1, 2; 100 images to train on, 20 for validation", sample.App.Out);
        Assert.MatchesRegex(@"\n\[4/4\] trial \d: 0\.\d{4}, units=\d+, learning_rate=[\d.E-]+, \d+\.\d s; best 0\.\d{4} \(trial \d\)\n", sample.App.Out);
        Assert.MatchesRegex(@"\nrank +trial +accuracy +settings +seconds\n +1 +\d +0\.\d{4} +units=", sample.App.Out);
        Assert.AreEqual($"report: {Path.Combine(sample.Folder("a"), "index.html")}", sample.App.Out.TrimEnd().Split('\n')[^1]);
        SweepTrial trial = SweepFolder.Open(sample.Folder("a")).ReadTrials()[1];
        Assert.AreEqual((1, TrialStatus.Completed, 100, 20, "mnist (not the original files)"),
            (trial.Number, trial.Status, trial.Data.TrainCount, trial.Data.ValidationCount, trial.Data.Name));
        Assert.AreEqual(trial.Scores.Average(score => score.Score), trial.Score);

        string[] expected = sample.Leaderboard("a");
        string gone = Path.Combine(sample.Folder("a"), "trial-0002.json"), kept = Path.Combine(sample.Folder("a"), "trial-0001.json");
        File.Delete(gone);
        string before = File.ReadAllText(kept);
        Assert.AreEqual(ExitCode.Failed, sample.App.Run("sweep", "collect", sample.Folder("a")));
        Assert.Contains("1 of 4 trials of", sample.App.Error);
        Assert.Contains("have no record yet: 2.", sample.App.Error);
        Assert.AreEqual(ExitCode.Done, sample.Run("a"), sample.App.Error);
        Assert.Contains("going on: 3 of 4 trials are done.", sample.App.Out);
        Assert.AreEqual(before, File.ReadAllText(kept));
        CollectionAssert.AreEqual(expected, sample.Leaderboard("a"));
        Assert.AreEqual(ExitCode.Done, sample.App.Run("sweep", "collect", sample.Folder("a")), sample.App.Error);
        Assert.Contains("rank", sample.App.Out);
    }

    [TestMethod]
    public void Another_specification_other_images_and_other_files_are_refused()
    {
        using var sample = new SweepSample(120, 2, more: OneEpoch);
        sample.Run("a");
        File.Delete(Path.Combine(sample.Folder("a"), "trial-0001.json"));
        using (var other = new SweepSample(240, 2, more: OneEpoch + ", \"images\": 120"))
        {
            other.Run("a");
            Assert.AreEqual(ExitCode.Failed, other.App.Run("sweep", other.Spec, "--out", sample.Folder("a"), "--data", other.App.Data));
            Assert.Contains("holds the sweep of another specification", other.App.Error);
        }
        using (var other = new SweepSample(240, 2, more: OneEpoch))
        {
            Assert.AreEqual(ExitCode.Failed, other.App.Run("sweep", other.Spec, "--out", sample.Folder("a"), "--data", other.App.Data));
            Assert.Contains("Scores of different images cannot be compared", other.App.Error);
        }
        Directory.CreateDirectory(sample.Folder("b"));
        File.WriteAllText(Path.Combine(sample.Folder("b"), "dense-seed1.json"), "{}");
        Assert.AreEqual(ExitCode.Failed, sample.Run("b"));
        Assert.Contains("holds files of something else than a sweep", sample.App.Error);
        Assert.AreEqual(ExitCode.Failed, sample.App.Run("sweep", "collect", sample.Folder("b")));
        Assert.Contains("There is no sweep in", sample.App.Error);
        Assert.AreEqual(ExitCode.Failed, sample.App.Run("sweep", sample.Spec, "--shard", "1/2"));
        Assert.Contains("--shard needs --out", sample.App.Error);
    }

    [TestMethod]
    [DataRow("trial-0001.json", "trial-0000.json", "is the record of trial 1; expected trial 0.")]
    [DataRow("trial-0001.json", "trial-0002.json", "is no record of this sweep: expected the names trial-0000.json to trial-0001.json.")]
    [DataRow("trial-0001.json", "trial-0001 (copy).json", "is no record of this sweep")]
    [DataRow("trial-0001.json", "trial-1.json", "is no record of this sweep")]
    public void A_record_of_the_wrong_name_is_refused(string from, string to, string message)
    {
        using var sample = new SweepSample(60, 2, more: OneEpoch);
        sample.Run("a");
        File.Move(Path.Combine(sample.Folder("a"), from), Path.Combine(sample.Folder("a"), to), overwrite: true);
        Assert.AreEqual(ExitCode.Failed, sample.App.Run("sweep", "collect", sample.Folder("a")));
        Assert.Contains(message, sample.App.Error);
    }

    [TestMethod]
    public void A_damaged_record_is_refused_by_name()
    {
        using var sample = new SweepSample(60, 2, more: OneEpoch);
        sample.Run("a");
        string path = Path.Combine(sample.Folder("a"), "trial-0001.json"), good = File.ReadAllText(path);
        foreach ((string text, string message) in new[]
        {
            (good[..^20], "is no valid record of a trial"),
            (good.Replace("\"number\"", "\"nummer\""), "is no valid record of a trial"),
            (good.Replace("\"number\": 1,", "\"number\": 1, \"number\": 1,"), "is no valid record of a trial"),
            (good.Replace("\"schemaVersion\": 1", "\"schemaVersion\": 2"), "schema version 2"),
            (good.Replace("\"units\"", "\"units2\""), "lies outside the space"),
            (good.Replace("\"seed\": 1", "\"seed\": 9"), "it has scores of the seeds 9; the sweep's are 1."),
            (good.Replace("\"score\": 0", "\"score\": 7"), "a score is no number from 0 to 1"),
            (new string(' ', 2_000_001), "a trial's record has at most 2,000,000"),
        })
        {
            Assert.AreNotEqual(good, text, message);
            File.WriteAllText(path, text);
            Assert.AreEqual(ExitCode.Failed, sample.App.Run("sweep", "collect", sample.Folder("a")));
            Assert.Contains(message, sample.App.Error);
            Assert.Contains("trial-0001.json", sample.App.Error);
        }
    }

    [TestMethod]
    public void Shards_and_processes_rank_the_trials_as_one_process_does()
    {
        using var sample = new SweepSample(120, 5, more: OneEpoch);
        sample.Run("one");
        Assert.AreEqual(ExitCode.Done, sample.Run("shards", "--shard", "2/2"), sample.App.Error);
        Assert.Contains("shard 2/2 of 5 trials", sample.App.Out);
        Assert.Contains("the 2 trials of shard 2/2 are done. 'mlpipelines sweep collect", sample.App.Out);
        CollectionAssert.AreEqual(new[] { "spec.json", "trial-0001.json", "trial-0003.json" }, sample.App.Files(sample.Folder("shards")));
        Assert.AreEqual(ExitCode.Done, sample.Run("shards", "--shard", "1/2"), sample.App.Error);
        CollectionAssert.AreEqual(sample.Leaderboard("one"), sample.Leaderboard("shards"));
        Assert.Contains("report: ", sample.App.Out);

        Assert.AreEqual(ExitCode.Done, sample.Run("jobs", "--jobs", "2"), sample.App.Error);
        CollectionAssert.AreEqual(sample.Leaderboard("one"), sample.Leaderboard("jobs"));
        Assert.Contains("2 processes of ", sample.App.Out);
        Assert.Contains("[5/5] trial ", sample.App.Out);
    }

    [TestMethod]
    [DataRow("bayes")]
    [DataRow("evolution")]
    public void A_search_that_depends_on_results_goes_on_after_Ctrl_C_as_if_it_had_never_stopped(string search)
    {
        using var sample = new SweepSample(120, 8, search, ", \"epochs\": 2, \"seeds\": [1, 2]");
        sample.Run("unbroken");
        foreach (string line in new[] { "[2/8]", "[6/8]" })
        {
            sample.App.StopAt = line;
            Assert.AreEqual(ExitCode.Cancelled, sample.Run("stopped"));
            Assert.Contains($"of 8 trials are done. The same command with --out {sample.Folder("stopped")} goes on.", sample.App.Error);
        }
        sample.App.StopAt = null;
        Assert.AreEqual(ExitCode.Done, sample.Run("stopped"), sample.App.Error);
        CollectionAssert.AreEqual(sample.Leaderboard("unbroken"), sample.Leaderboard("stopped"));
    }

    [TestMethod]
    public void A_trial_that_diverges_is_recorded_with_the_reason_and_the_others_are_ranked()
    {
        using var sample = new SweepSample(120, 2);
        File.WriteAllText(sample.Spec, """
            {"model": "mlp", "space": {"l2": {"choice": [0, 10]}, "learning_rate": {"choice": [1000]}, "optimizer": {"choice": ["sgd"]}},
             "search": "grid", "budget": 2, "epochs": 12, "validation": 50}
            """);
        Assert.AreEqual(ExitCode.Done, sample.Run("a"), sample.App.Error);
        SweepResults results = SweepResults.Of(SweepFolder.Open(sample.Folder("a")));
        Assert.AreEqual(1, results.Failed.Single().Number);
        Assert.Contains("the training diverged", results.Failed[0].Reason!);
        Assert.AreEqual(0, results.Ranked.Single().Number);
        Assert.Contains("1 of 2 trials failed, the first one (trial 1) so: The loss was no finite number in epoch", sample.App.Out);
    }

    [TestMethod]
    public void Patience_ends_trainings_and_counts_the_epochs_that_matter()
    {
        using var sample = new SweepSample(120, 2, more: ", \"epochs\": 30, \"patience\": 2");
        Assert.AreEqual(ExitCode.Done, sample.Run("a"), sample.App.Error);
        foreach (SweepTrial trial in SweepFolder.Open(sample.Folder("a")).ReadTrials())
        {
            TrialScore score = trial.Scores.Single();
            Assert.IsTrue(score.Epochs == 30 || score.Epochs == score.BestEpoch + 2, score.ToString());
        }
    }

    [TestMethod]
    public void Help_has_examples_and_a_specification_that_is_one()
    {
        using var sample = new SweepSample(60, 1);
        Assert.AreEqual(ExitCode.Done, sample.App.Run("sweep", "--help"));
        foreach (string part in new[] { "mlpipelines sweep collect /shared/mlp", "--shard <I/N>", "--lease <SECONDS>" }) Assert.Contains(part, sample.App.Out);
        Assert.DoesNotContain("--worker", sample.App.Out);
        int from = sample.App.Out.IndexOf("mlp.json:\n", StringComparison.Ordinal) + 10, to = sample.App.Out.IndexOf("Other properties", StringComparison.Ordinal);
        Assert.AreEqual(24, SweepSpec.Parse(sample.App.Out[from..to]).Trials);
    }

    [TestMethod]
    [DataRow("1/1", true)]
    [DataRow("3/8", true)]
    [DataRow("0/8", false)]
    [DataRow("9/8", false)]
    [DataRow("-1/8", false)]
    [DataRow("1/8/2", false)]
    [DataRow("1", false)]
    [DataRow("1/99999", false)]
    public void Shards_are_numbered_from_1_to_their_number(string text, bool valid)
    {
        Assert.AreEqual(valid, SweepShard.TryParse(text, out SweepShard shard));
        if (valid) Assert.AreEqual(text, shard.ToString());
        for (int trial = 0; trial < 20; trial++) Assert.AreEqual(1, Enumerable.Range(1, 8).Count(number => new SweepShard(number, 8).Has(trial)));
    }
}
