using System.Diagnostics;
using System.Text;
using MlPipelines.Pipelines.Sweeps;
using MlPipelines.Tests.App;

namespace MlPipelines.Tests.Sweeps;

/// <summary>Drawn digits, a specification over them, and the program as processes that can be killed.</summary>
internal sealed class SweepSample : IDisposable
{
    private readonly List<Process> _processes = [];

    public SweepSample(int images, int budget, string search = "random", string more = "")
    {
        App.PutStrokes(images, 20);
        File.WriteAllText(Spec, $$$"""
            {"model": "mlp", "space": {"units": {"integer": [8, 64], "log": true}, "learning_rate": {"real": [1e-4, 1e-1], "log": true}},
             "search": "{{{search}}}", "budget": {{{budget}}}{{{more}}}}
            """);
    }

    public AppRun App { get; } = new();

    public string Spec => Path.Combine(App.Folder, "spec-of-test.json");

    public string Folder(string name) => Path.Combine(App.Folder, name);

    /// <summary>Runs the command in this process.</summary>
    public int Run(string folder, params string[] more) => App.Run(["sweep", Spec, "--out", Folder(folder), "--data", App.Data, .. more]);

    /// <summary>Starts the command in a process of its own.</summary>
    public Process Start(string folder, params string[] more)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "mlpipelines.dll"), "sweep", Spec, "--out", Folder(folder), "--data", App.Data, "--threads", "1", .. more];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        process.OutputDataReceived += Note;
        process.ErrorDataReceived += Note;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;

        void Note(object sender, DataReceivedEventArgs e)
        {
            lock (Output) Output.AppendLine(e.Data);
        }
    }

    /// <summary>What the processes wrote.</summary>
    public StringBuilder Output { get; } = new();

    public int Records(string folder) => Directory.Exists(Folder(folder)) ? Directory.GetFiles(Folder(folder), "trial-*.json").Length : 0;

    /// <summary>The trials as a leaderboard has them, without times and machines.</summary>
    public string[] Leaderboard(string folder) =>
        [.. SweepResults.Of(SweepFolder.Open(Folder(folder))).Ranked.Select(trial =>
            $"{trial.Number} {trial.Point.ToJson()} {string.Join(' ', trial.Scores.Select(s => (s.Seed, s.Score, s.BestEpoch, s.Epochs)))}")];

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        App.Dispose();
    }
}
