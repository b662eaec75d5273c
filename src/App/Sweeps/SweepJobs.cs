using System.Diagnostics;
using MlPipelines.App.Commands;
using MlPipelines.Pipelines.Sweeps;

namespace MlPipelines.App.Sweeps;

/// <summary>The processes of --jobs: this program again, as hidden workers that share the folder's claims.</summary>
internal static class SweepJobs
{
    /// <summary>The hidden option that makes the program a worker.</summary>
    public const string WorkerOption = "--worker";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200), s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Starts workers and waits until all have ended.</summary>
    /// <param name="request">What each of them is to do.</param>
    /// <param name="jobs">How many.</param>
    /// <param name="threads">Threads of each.</param>
    /// <param name="progress">Called often.</param>
    /// <param name="stop">Ends all of them.</param>
    /// <exception cref="OperationCanceledException">They were ended.</exception>
    /// <exception cref="IOException">None of those that are left could do the work; the text is a worker's own.</exception>
    public static void Run(SweepRequest request, int jobs, int threads, Action progress, CancellationToken stop)
    {
        var workers = new List<Worker>();
        try
        {
            for (int i = 0; i < jobs; i++) workers.Add(new Worker(request, threads));
            while (workers.Any(worker => !worker.Process.HasExited) && !stop.IsCancellationRequested)
            {
                progress();
                stop.WaitHandle.WaitOne(s_look);
            }
            // A worker stops when nothing can be read from its input any more.
            foreach (Worker worker in workers) worker.Process.StandardInput.Close();
            foreach (Worker worker in workers) worker.Process.WaitForExit(s_patience);
            progress();
            stop.ThrowIfCancellationRequested();
            // What one of them could not do, another one has done.
            if (workers.All(worker => worker.Process.ExitCode != ExitCode.Done))
                throw new IOException($"No worker came to the end. One ended with exit code {workers[0].Process.ExitCode}: {workers[0].LastError}");
        }
        finally
        {
            foreach (Worker worker in workers) worker.Dispose();
        }
    }

    /// <summary>What a worker does: trains trials until all are done, or until its input ends, as it does when the process that started it is gone.</summary>
    public static int Work(AppServices services, SweepRequest request)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(services.CancellationToken);
        var watch = new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }
            stop.Cancel();
        }) { IsBackground = true };
        watch.Start();
        try
        {
            SweepSpec spec = SweepSpec.Read(request.SpecPath);
            SweepImages images = SweepImages.Of(DataCommand.Load(services, services.DataOptions(request.Data, request.Offline)), spec);
            new SweepWorker(SweepFolder.Open(request.Folder, spec), images, request.Lease).Run(request.Shard, _ => { }, stop.Token);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
    }

    private sealed class Worker : IDisposable
    {
        public Worker(SweepRequest request, int threads)
        {
            ProcessStartInfo start = ThisProgram();
            List<string> arguments = ["sweep", request.SpecPath, "--out", request.Folder, "--shard", request.Shard.ToString(), "--lease", $"{request.Lease.TotalSeconds:F0}",
                "--threads", $"{threads}", WorkerOption];
            if (request.Data is { } data) arguments.AddRange(["--data", data]);
            if (request.Offline) arguments.Add("--offline");
            foreach (string argument in arguments) start.ArgumentList.Add(argument);
            Process = Process.Start(start)!;
            Process.ErrorDataReceived += (_, e) => LastError = string.IsNullOrWhiteSpace(e.Data) ? LastError : e.Data;
            Process.BeginErrorReadLine();
            Process.BeginOutputReadLine();
        }

        public Process Process { get; }

        public string LastError { get; private set; } = "";

        public void Dispose()
        {
            if (!Process.HasExited) Process.Kill(entireProcessTree: true);
            Process.Dispose();
        }

        /// <summary>The program's own file; started by dotnet, dotnet with the program's assembly.</summary>
        private static ProcessStartInfo ThisProgram()
        {
            string assembly = typeof(SweepJobs).Assembly.Location, name = typeof(SweepJobs).Assembly.GetName().Name!;
            bool own = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == name;
            var start = new ProcessStartInfo(own ? Environment.ProcessPath! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            if (!own) start.ArgumentList.Add(assembly);
            return start;
        }
    }
}
