using System.Diagnostics;
using MlPipelines.App;

namespace MlPipelines.Tests.Sweeps;

/// <summary>Protects sweeps from what happens to processes: however they are killed or stalled, each trial has one record, the one of an unbroken sweep.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SweepKillTests
{
    private const int Trials = 24, Kills = 3;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod, Slow]
    [TestCategory("Slow")]
    [DataRow("random", new[] { "1/1" })]
    [DataRow("bayes", new[] { "1/1" })]
    [DataRow("random", new[] { "1/2", "2/2" })]
    [DataRow("random", new[] { "1/1", "1/1" })]
    public void Processes_killed_at_three_random_moments_leave_each_trial_once_as_an_unbroken_sweep_has_it(string search, string[] shards)
    {
        using SweepSample sample = Sample(search);
        Assert.AreEqual(ExitCode.Done, sample.Run("unbroken"), sample.App.Error);
        var random = new Random(shards.Length);
        var kept = new Dictionary<string, string>();
        for (int kill = 0; kill <= Kills; kill++)
        {
            Process[] processes = [.. shards.Select(shard => sample.Start("killed", "--shard", shard, "--lease", "2"))];
            int wanted = (kill + 1) * Trials / (Kills + 2);
            while (kill < Kills && sample.Records("killed") < wanted && !processes.All(process => process.HasExited)) Thread.Sleep(1);
            if (kill < Kills)
            {
                Thread.Sleep(random.Next(150));
                Assert.IsFalse(processes.All(process => process.HasExited), $"They ended before they were killed.\n{sample.Output}");
                foreach (Process process in processes) process.Kill(); // SIGKILL
            }
            foreach (Process process in processes) process.WaitForExit();
            foreach (Process process in processes.Where(_ => kill == Kills)) Assert.AreEqual(ExitCode.Done, process.ExitCode, sample.Output.ToString());
            string[] claims = Directory.Exists(Claims(sample)) ? Directory.GetFiles(Claims(sample)) : [];
            TestContext.WriteLine($"{(kill < Kills ? "killed" : "ended")} with {sample.Records("killed")} records and {claims.Length} claims");
            foreach (string path in Directory.GetFiles(sample.Folder("killed"), "trial-*.json"))
            {
                string text = File.ReadAllText(path);
                Assert.AreEqual(kept.TryAdd(path, text) ? text : kept[path], text, "A record was replaced.");
            }
        }
        Assert.HasCount(Trials, kept);
        CollectionAssert.AreEqual(sample.Leaderboard("unbroken"), sample.Leaderboard("killed"));
        Assert.IsEmpty(Directory.GetDirectories(sample.Folder("killed")), "Claims and checkpoints stay.");
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void A_process_that_stalls_for_longer_than_its_lease_loses_its_trial_and_records_nothing_twice()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Needs signals that stop a process: Linux.");
        using SweepSample sample = Sample("random");
        Assert.AreEqual(ExitCode.Done, sample.Run("unbroken"), sample.App.Error);
        Process stalled = sample.Start("killed", "--lease", "1");
        while (sample.Records("killed") < 3 && !stalled.HasExited) Thread.Sleep(1);
        Signal("STOP", stalled);
        while (Directory.GetFiles(Claims(sample)).Length == 0)
        {
            // It was between two trials.
            Signal("CONT", stalled);
            Thread.Sleep(10);
            Signal("STOP", stalled);
        }
        Process other = sample.Start("killed", "--lease", "1");
        other.WaitForExit();
        Assert.AreEqual(ExitCode.Done, other.ExitCode, sample.Output.ToString());
        Assert.AreEqual(Trials, sample.Records("killed"));
        string[] before = [.. Directory.GetFiles(sample.Folder("killed"), "trial-*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        Signal("CONT", stalled);
        stalled.WaitForExit();
        Assert.AreEqual(ExitCode.Done, stalled.ExitCode, sample.Output.ToString());
        CollectionAssert.AreEqual(before, Directory.GetFiles(sample.Folder("killed"), "trial-*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText).ToArray());
        CollectionAssert.AreEqual(sample.Leaderboard("unbroken"), sample.Leaderboard("killed"));
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void Workers_end_when_the_process_that_started_them_is_killed()
    {
        using SweepSample sample = Sample("random");
        Process parent = sample.Start("killed", "--jobs", "2", "--lease", "2");
        while (sample.Records("killed") < 3 && !parent.HasExited) Thread.Sleep(1);
        parent.Kill(); // SIGKILL, and to it alone
        parent.WaitForExit();
        int after = -1;
        for (var patience = Stopwatch.StartNew(); after != sample.Records("killed") && patience.Elapsed.TotalSeconds < 60; Thread.Sleep(2000)) after = sample.Records("killed");
        Assert.IsLessThan(Trials, after, "The workers went on to the end.");
        Assert.AreEqual(ExitCode.Done, sample.Run("killed"), sample.App.Error);
        Assert.AreEqual(Trials, sample.Records("killed"));
    }

    /// <summary>Trials of about a quarter of a second, with two seeds and checkpoints in between.</summary>
    private static SweepSample Sample(string search) => new(600, Trials, search, ", \"epochs\": 4, \"seeds\": [1, 2]");

    private static string Claims(SweepSample sample) => Path.Combine(sample.Folder("killed"), "claims");

    private static void Signal(string name, Process process)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.AreEqual(0, kill.ExitCode);
    }
}
