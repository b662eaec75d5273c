using System.Diagnostics;
using MlPipelines.App;

namespace MlPipelines.Tests.Sweeps;

/// <summary>Protects docs/sweeps/slurm-array.sh: a real Slurm of one node runs it, and the ranking is that of one process.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SlurmTests
{
    private const int DoesNotStart = 99;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void An_array_job_ranks_the_trials_as_one_process_does()
    {
        foreach (string tool in new[] { "sbatch", "slurmctld", "slurmd", "munged" })
            if (!((string[])["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"]).Any(folder => File.Exists(Path.Combine(folder, tool))))
                Assert.Inconclusive($"Needs Slurm, and {tool} is not there: apt-get install slurm-wlm munge.");
        if (Environment.UserName != "root") Assert.Inconclusive("Needs root, to start a Slurm of its own.");

        using var sample = new SweepSample(600, 12, more: ", \"epochs\": 2");
        Assert.AreEqual(ExitCode.Done, sample.Run("local"), sample.App.Error);
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = sample.App.Folder };
        string[] arguments =
        [
            Path.Combine(Repository.Root, "tests/interop/slurm/with-slurm.sh"),
            "sbatch", "--wait", "--cpus-per-task=1", Path.Combine(Repository.Root, "docs/sweeps/slurm-array.sh"), sample.Spec, sample.Folder("array"), "--data", sample.App.Data,
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["MLPIPELINES"] = $"{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"} {Path.Combine(AppContext.BaseDirectory, "mlpipelines.dll")}";
        using Process slurm = Process.Start(start)!;
        Task<string> output = slurm.StandardOutput.ReadToEndAsync(), error = slurm.StandardError.ReadToEndAsync();
        Assert.IsTrue(slurm.WaitForExit(TimeSpan.FromMinutes(5)), "Slurm does not end.");
        TestContext.WriteLine($"{output.Result}{error.Result}");
        if (slurm.ExitCode == DoesNotStart) Assert.Inconclusive($"Slurm cannot be started here. {error.Result}");
        string[] logs = [.. Directory.GetFiles(sample.App.Folder, "sweep-*.log").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        foreach (string log in logs) TestContext.WriteLine(log);
        Assert.AreEqual(0, slurm.ExitCode, string.Join('\n', logs));
        Assert.HasCount(4, logs);
        for (int task = 1; task <= 4; task++) Assert.Contains($"shard {task}/4 of 12 trials", logs[task - 1]);
        Assert.AreEqual(ExitCode.Done, sample.App.Run("sweep", "collect", sample.Folder("array")), sample.App.Error);
        CollectionAssert.AreEqual(sample.Leaderboard("local"), sample.Leaderboard("array"));
    }
}
