using System.Diagnostics;
using MlPipelines.Fuzz;

// Gives every reader changed files, many more than the suite has time for.
//   dotnet run -c Release --project tests/Fuzz                  15,000 cases of each format: some minutes
//   dotnet run -c Release --project tests/Fuzz -- 1000 png h5   fewer, of some formats
// A case that goes wrong is printed with its number, and its file kept in fuzz-faults/.
int cases = args.Length > 0 && int.TryParse(args[0], out int number) ? number : 15_000;
string[] wanted = args.Where(argument => !int.TryParse(argument, out _)).ToArray();
DirectoryInfo folder = Directory.CreateTempSubdirectory("mlp-fuzz-");
int faults = 0, all = 0;
try
{
    FuzzTarget[] targets = [.. FuzzTargets.All(Path.Combine(folder.FullName, "valid")).Where(target => wanted.Length == 0 || wanted.Contains(target.Name))];
    var watch = Stopwatch.StartNew();
    Console.WriteLine($"{"format",-10} {"cases",8} {"read",8} {"refused",8} {"slowest",9} {"faults",7}");
    for (int t = 0; t < targets.Length; t++)
    {
        FuzzTarget target = targets[t];
        bool live = !Console.IsOutputRedirected;
        FuzzResult result = FuzzRun.Run(target, 0, cases, Path.Combine(folder.FullName, target.Name), done =>
        {
            if (!live || done % 500 != 0) return;
            double share = (t + (double)done / cases) / targets.Length;
            Console.Write($"\r{target.Name,-10} {done,8} ... about {watch.Elapsed.TotalMinutes / share * (1 - share):F0} min left ");
        });
        all += result.Read + result.Refused + result.Faults.Count;
        faults += result.Faults.Count;
        Console.WriteLine($"{(live ? "\r" : "")}{target.Name,-10} {result.Read + result.Refused + result.Faults.Count,8} {result.Read,8} {result.Refused,8} {result.Slowest * 1000,6:F0} ms {result.Faults.Count,7}");
        foreach ((int at, string fault) in result.Faults)
        {
            string path = Path.Combine("fuzz-faults", $"{target.Name}-{at}{Path.GetExtension(target.FileName)}");
            Directory.CreateDirectory("fuzz-faults");
            File.WriteAllBytes(path, FuzzRun.Case(target, at));
            Console.WriteLine($"  case {at} ({path}): {fault}");
        }
    }
    Console.WriteLine($"{all:N0} cases, {faults} faults, {watch.Elapsed.TotalMinutes:F1} minutes");
}
finally
{
    folder.Delete(recursive: true);
}
return faults == 0 ? 0 : 1;
