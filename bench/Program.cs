using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlPipelines.Bench;
using Tensorflow.Kernels;

const string Help = """
    Trains a workload on random images for some seconds and prints one JSON line, or measures the processor's limit.

      dotnet run -c Release --project bench -- WORKLOAD... [--seconds S] [--threads N]
      dotnet run -c Release --project bench -- peak [--threads N]

    WORKLOAD is one of: {0}; or all.
      --seconds S   seconds to train, 5 unless given
      --threads N   threads, 2 unless given

    Examples:
      dotnet run -c Release --project bench -- cnn --seconds 5 --threads 2
      dotnet run -c Release --project bench -- peak
      bench/compare.sh mlp cnn          # beside PyTorch on the same machine
    """;

var names = new List<string>();
double seconds = 5;
int threads = 2;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--help" or "-h":
            Console.WriteLine(string.Format(Help, string.Join(", ", Workloads.Names)));
            return 0;
        case "--seconds" when i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seconds) && seconds > 0:
        case "--threads" when i + 1 < args.Length && int.TryParse(args[i + 1], out threads) && threads is >= 1 and <= 64:
            i++;
            break;
        case "all":
            names.AddRange(Workloads.Names);
            break;
        case "peak":
        case { } name when Workloads.Names.Contains(name):
            names.Add(args[i]);
            break;
        default:
            Console.Error.WriteLine($"Got '{args[i]}'; it takes workloads ({string.Join(", ", Workloads.Names)}, peak, all), --seconds S above 0 and --threads N from 1 to 64. --help says more.");
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
{
    if (name == "peak")
    {
        Console.WriteLine(JsonSerializer.Serialize(new { engine = "mlpipelines", workload = "peak", threads, vector_bits = Peak.VectorBits, gflops = Math.Round(Peak.Measure(threads), 1) }));
        continue;
    }
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
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        engine = "mlpipelines",
        workload = name,
        batch = workload.Batch,
        threads,
        images_per_second = Math.Round(perSecond, 1),
        ms_per_step = Math.Round(1000 * elapsed / steps, 3),
        gflops = Math.Round(perSecond * workload.MegaFlop / 1000, 1),
        allocated_bytes_per_step = (GC.GetAllocatedBytesForCurrentThread() - allocated) / steps,
        peak_rss_mb = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
    }));
}
return 0;
