using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlPipelines.Bench;
using Tensorflow.Kernels;

const string Help = """
    Trains a workload on random images for some seconds, or lets the CNN classify some, and prints one JSON line; or measures the processor's limit.

      dotnet run -c Release --project bench -- WORKLOAD... [--seconds S] [--threads N]
      dotnet run -c Release --project bench -- infer [--batch N] [--seconds S] [--threads N]
      dotnet run -c Release --project bench -- peak [--threads N]

    WORKLOAD is one of: {0}; or all.
      --batch N     images a call of infer, 1 unless given
      --seconds S   seconds to measure, 5 unless given
      --threads N   threads, 2 unless given

    gflops counts two operations a multiply-add of products and convolutions, those with the zeros around images included, as is usual.
    share_of_peak leaves these out, and is what remains over the limit on as many threads, measured in the same process. peak_rss_mb is the
    process's: for one workload, run that workload alone.

    Examples:
      dotnet run -c Release --project bench -- cnn --seconds 5 --threads 2
      dotnet run -c Release --project bench -- infer --batch 32
      dotnet run -c Release --project bench -- peak
      bench/compare.sh mlp cnn          # beside PyTorch on the same machine
      bench/infer.sh                    # beside onnxruntime
    """;

var names = new List<string>();
double seconds = 5;
int threads = 2, batch = 1;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--help" or "-h":
            Console.WriteLine(string.Format(Help, string.Join(", ", Workloads.Names)));
            return 0;
        case "--seconds" when i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seconds) && seconds > 0:
        case "--threads" when i + 1 < args.Length && int.TryParse(args[i + 1], out threads) && threads is >= 1 and <= 64:
        case "--batch" when i + 1 < args.Length && int.TryParse(args[i + 1], out batch) && batch >= 1:
            i++;
            break;
        case "all":
            names.AddRange(Workloads.Names);
            break;
        case "peak" or "infer":
        case { } name when Workloads.Names.Contains(name):
            names.Add(args[i]);
            break;
        default:
            Console.Error.WriteLine($"Got '{args[i]}'; it takes workloads ({string.Join(", ", Workloads.Names)}, infer, peak, all), --seconds S above 0, "
                + "--threads N from 1 to 64 and --batch N of 1 or more. --help says more.");
            return 2;
    }
}
if (names.Count == 0)
{
    Console.Error.WriteLine(string.Format(Help, string.Join(", ", Workloads.Names)));
    return 2;
}

Workers.Threads = threads;
foreach (string name in names)
    Console.WriteLine(JsonSerializer.Serialize(name switch
    {
        "peak" => new { engine = "mlpipelines", workload = "peak", threads, vector_bits = Peak.VectorBits, gflops = Math.Round(Peak.Measure(threads), 1) },
        "infer" => Inference.Measure(batch, threads, seconds),
        _ => Train(name),
    }));
return 0;

object Train(string name)
{
    // Before and after, as the processor's clock moves; the limit is the larger.
    double limit = Peak.Measure(threads);
    Workload workload = Workloads.Create(name);
    workload.Step();
    workload.Step();
    long steps = 0, allocated = GC.GetAllocatedBytesForCurrentThread();
    var watch = Stopwatch.StartNew();
    while (steps < 2 || watch.Elapsed.TotalSeconds < seconds)
    {
        workload.Step();
        steps++;
    }
    double elapsed = watch.Elapsed.TotalSeconds, perSecond = steps * workload.Batch / elapsed;
    double flop = workload.Flop(true), needed = workload.Flop(false);
    allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
    limit = Math.Max(limit, Peak.Measure(threads));
    return new
    {
        engine = "mlpipelines",
        workload = name,
        batch = workload.Batch,
        threads,
        images_per_second = Math.Round(perSecond, 1),
        ms_per_step = Math.Round(1000 * elapsed / steps, 3),
        mflop_per_image = Math.Round(flop / 1e6, 2),
        gflops = Math.Round(perSecond * flop / 1e9, 1),
        share_of_peak = Math.Round(perSecond * needed / 1e9 / limit, 3),
        allocated_bytes_per_step = allocated / steps,
        peak_rss_mb = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
    };
}
