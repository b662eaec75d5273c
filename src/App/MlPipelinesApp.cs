using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using MlPipelines.App.Commands;
using MlPipelines.Pipelines.Experiments;
using Tensorflow.Kernels;

namespace MlPipelines.App;

/// <summary>The command line program.</summary>
public static class MlPipelinesApp
{
    /// <summary>Set to 1, this environment variable adds the stack trace to an error.</summary>
    public const string TraceVariable = "MLPIPELINES_TRACE";

    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="services">Streams, experiments, data and the token that stops the command.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, AppServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Option<int?> threads = OptionParsers.WholeNumber("--threads", "N", 1, 64,
            "Threads that share the work, 1 to 64. Results are the same bits with any number. Default: all processors.");
        threads.Recursive = true;

        var root = new RootCommand("Trains the models of five papers on handwritten digits, in C# alone, and reports what they reach.")
        {
            ReproduceCommand.Create(services),
            TrainCommand.Create(services),
            SweepCommand.Create(services),
            AugmentCommand.Create(services),
            EvaluateCommand.Create(services),
            PredictCommand.Create(services),
            ServeCommand.Create(services),
            ExportCommand.Create(services),
            ImportCommand.Create(services),
            DataCommand.Create(services),
            ReportCommand.Create(services),
            CompareCommand.Create(services),
            NotebookCommand.Create(services),
            threads,
        };
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion(services.Out);

        // Response files (@name) and bundled short options would give odd readings of file names; neither is offered.
        var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        ParseResult parsed = root.Parse(args.Count == 0 ? ["--help"] : args, parsing);
        if (parsed.Errors.Count > 0)
        {
            UsageErrors.Write(parsed, services.Error);
            return ExitCode.WrongUsage;
        }
        try
        {
            if (parsed.GetValue(threads) is { } count) Workers.Threads = count;
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = services.Out,
                Error = services.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (OperationCanceledException) when (services.CancellationToken.IsCancellationRequested)
        {
            services.Error.WriteLine("stopped.");
            return ExitCode.Cancelled;
        }
        catch (Exception e)
        {
            WriteError(e, services.Error);
            return ExitCode.Failed;
        }
    }

    private static void WriteError(Exception e, TextWriter error)
    {
        bool trace = Environment.GetEnvironmentVariable(TraceVariable) == "1";
        bool expected = e is ArgumentException or IOException or InvalidDataException or NotSupportedException
            or UnauthorizedAccessException or HttpRequestException;
        string message = e.Message.ReplaceLineEndings(" ");
        error.WriteLine(expected ? $"error: {message}" : $"error: {e.GetType().Name}: {message} ({TraceVariable}=1 shows where)");
        if (trace) error.WriteLine(e);
    }

    private sealed class PrintVersion(TextWriter output) : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            RunVersions versions = RunRecordEnvironment.Versions;
            string? commit = RunRecordEnvironment.Commit();
            output.WriteLine($"mlpipelines {versions.MlPipelines}{(commit is null ? "" : $" (commit {commit[..12]})")}, .NET {versions.DotNet}");
            return ExitCode.Done;
        }
    }
}
