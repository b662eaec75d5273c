using System.Diagnostics;

namespace MlPipelines.Fuzz;

/// <summary>What came of the cases of a target.</summary>
/// <param name="Read">Cases that were read in spite of their change.</param>
/// <param name="Refused">Cases that were refused with a documented exception.</param>
/// <param name="Slowest">Seconds of the slowest case.</param>
/// <param name="Faults">What else happened, with the case's number.</param>
public sealed record FuzzResult(int Read, int Refused, double Slowest, IReadOnlyList<(int Case, string Fault)> Faults);

/// <summary>Gives changed files to a reader and watches what it does.</summary>
public static class FuzzRun
{
    private const double MostSeconds = 2;

    /// <summary>Room that every reader may take, whatever the file: buffers, and code that is compiled at its first use.</summary>
    private const long FreeMemory = 32 << 20;

    private const int MostFaults = 20;

    /// <summary>The file of a case, which depends on the target and the number alone.</summary>
    public static byte[] Case(FuzzTarget target, int number)
    {
        var random = new Random(number * 7919 + target.Name.Length);
        return Mutation.Of(target.Valid[random.Next(target.Valid.Count)], random);
    }

    /// <summary>Runs cases.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="first">Number of the first case.</param>
    /// <param name="count">How many cases.</param>
    /// <param name="folder">For the files.</param>
    /// <param name="progress">Told the number of each case that is done.</param>
    public static FuzzResult Run(FuzzTarget target, int first, int count, string folder, Action<int>? progress = null)
    {
        int read = 0, refused = 0;
        double slowest = 0;
        var faults = new List<(int, string)>();
        string path = Path.Combine(folder, target.FileName);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (int number = first; number < first + count && faults.Count < MostFaults; number++)
        {
            byte[] content = Case(target, number);
            File.WriteAllBytes(path, content);
            (string? fault, bool well, double seconds) = Try(target, path, content.Length);
            slowest = Math.Max(slowest, seconds);
            if (fault is not null) faults.Add((number, fault));
            else if (well) read++;
            else refused++;
            progress?.Invoke(number - first + 1);
        }
        return new FuzzResult(read, refused, slowest, faults);
    }

    /// <summary>Reads one file; says what is wrong with how it went.</summary>
    public static (string? Fault, bool Well, double Seconds) Try(FuzzTarget target, string path, long length)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        string? fault = null;
        bool well = false;
        try
        {
            target.Read(path);
            well = true;
        }
        catch (Exception e) when (FuzzTarget.IsDocumented(e))
        {
            // As documented.
        }
        catch (Exception e)
        {
            fault = $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').Take(4).Aggregate("", (all, line) => $"{all}\n    {line.Trim()}")}";
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long memory = GC.GetAllocatedBytesForCurrentThread() - before;
        if (fault is null && seconds > MostSeconds) fault = $"took {seconds:F1} s";
        if (fault is null && memory > FreeMemory + length * target.MostPacking) fault = $"took {memory:N0} bytes for a file of {length:N0}";
        return (fault, well, seconds);
    }
}
