using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Tensorflow.Kernels;

namespace MlPipelines.Bench.Micro;

/// <summary>What a kernel does a second: operations, their share of the processor's limit, or bytes.</summary>
/// <param name="name">The column's title.</param>
/// <param name="legend">What it means.</param>
/// <param name="amount">What a call does; 0 for nothing to show.</param>
/// <param name="show">The text for billions a second.</param>
internal sealed class RateColumn(string name, string legend, Func<Kernel, double> amount, Func<double, string> show) : IColumn
{
    private static readonly Lazy<double> Limit = new(() => Peak.Measure(Workers.Threads));

    public static readonly RateColumn
        GigaFlops = new("GFLOP/s", "Billions of floating-point operations a second, two a multiply-add", k => k.Flop, Number),
        ShareOfPeak = new("Of peak", "GFLOP/s over what the micro-kernel reaches in the first cache on as many threads", k => k.Flop,
            rate => (rate / Limit.Value).ToString("P0", CultureInfo.InvariantCulture)),
        GigaBytes = new("GB/s", "Billions of bytes a second, each tensor counted once", k => k.Bytes, Number);

    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        double done = amount((Kernel)benchmarkCase.Parameters[nameof(KernelBenchmark.Kernel)]);
        return done > 0 && summary[benchmarkCase]?.ResultStatistics is { } result ? show(done / result.Mean) : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public override string ToString() => name;

    private static string Number(double rate) => rate.ToString("F1", CultureInfo.InvariantCulture);
}
