using System.Runtime.InteropServices;
using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.App;

/// <summary>The process: streams, signals and the exit code.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return MlPipelinesApp.Run(args, new AppServices
        {
            Out = Console.Out,
            Error = Console.Error,
            Experiments = ExperimentList.All,
            CancellationToken = stop.Token,
        });

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            // Whoever asks twice does not want to wait for the batch, nor for the records to be written.
            if (stop.IsCancellationRequested) Environment.Exit(ExitCode.Cancelled);
            Console.Error.WriteLine("stopping at the next batch; once more ends at once.");
            stop.Cancel();
        }
    }
}
