using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MlPipelines.Bench.Micro;
using Perfolizer.Horology;
using Tensorflow.Kernels;

// Threads come from THREADS (2), as everything else on the command line is BenchmarkDotNet's.
Workers.Threads = int.TryParse(Environment.GetEnvironmentVariable("THREADS"), out int threads) ? threads : 2;

// In this process: no project is generated and built for each run, so nothing but the SDK is needed, and the limit is measured beside the kernels.
IConfig config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithIterationTime(TimeInterval.FromMilliseconds(100)).WithToolchain(InProcessEmitToolchain.Instance))
    .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(80))
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .WithArtifactsPath(Path.Combine("artifacts", "micro"))
    .AddColumnProvider(DefaultColumnProviders.Params)
    .AddColumn(StatisticColumn.Mean, StatisticColumn.StdDev, RateColumn.GigaFlops, RateColumn.ShareOfPeak, RateColumn.GigaBytes);
BenchmarkSwitcher.FromAssembly(typeof(KernelBenchmark).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], config);
