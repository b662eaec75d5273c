using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>What a run record says about the program and the machine. Starts no process and asks no network.</summary>
public static class RunRecordEnvironment
{
    /// <summary>Versions of the project, .NET and the operating system.</summary>
    public static RunVersions Versions { get; } = new(
        ProjectVersion(),
        Environment.Version.ToString(),
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}");

    /// <summary>The processor of this machine.</summary>
    public static RunProcessor Processor { get; } = new(
        ProcessorName(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64);

    /// <summary>The commit of the checkout the program runs in: looked for above the program, then above the current folder.</summary>
    /// <returns>The commit's hash, or null when the program runs outside a checkout of this project.</returns>
    public static string? Commit() => Commit(AppContext.BaseDirectory) ?? Commit(Environment.CurrentDirectory);

    /// <summary>The commit of the checkout of this project that holds a folder.</summary>
    /// <param name="folder">Where the search starts; it goes upwards.</param>
    /// <returns>The commit's hash, or null when there is none.</returns>
    public static string? Commit(string folder)
    {
        try
        {
            for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
            {
                // Only this project's repository says something about the program; one that merely surrounds it does not.
                string git = Path.Combine(place.FullName, ".git");
                if (Path.Exists(git) && File.Exists(Path.Combine(place.FullName, "MlPipelines.sln"))) return Head(git);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A repository that cannot be read is none; the record goes without.
        }
        return null;
    }

    private static string? Head(string git)
    {
        // In a linked worktree .git is a file that names the folder; branches are kept in the common folder.
        if (File.Exists(git)) git = Path.Combine(Path.GetDirectoryName(git)!, FirstLine(git).Replace("gitdir:", "").Trim());
        string common = git, commonFile = Path.Combine(git, "commondir");
        if (File.Exists(commonFile)) common = Path.Combine(git, FirstLine(commonFile));

        string head = FirstLine(Path.Combine(git, "HEAD"));
        if (!head.StartsWith("ref:", StringComparison.Ordinal)) return Hash(head);
        string branch = head["ref:".Length..].Trim();
        if (!branch.StartsWith("refs/", StringComparison.Ordinal) || branch.Contains("..")) return null;
        foreach (string root in new[] { git, common })
        {
            string loose = Path.Combine(root, branch);
            if (File.Exists(loose)) return Hash(FirstLine(loose));
        }
        string packed = Path.Combine(common, "packed-refs");
        if (!File.Exists(packed)) return null;
        foreach (string line in File.ReadLines(packed))
            if (line.EndsWith(' ' + branch, StringComparison.Ordinal)) return Hash(line[..line.IndexOf(' ')]);
        return null;
    }

    private static string FirstLine(string path)
    {
        using var reader = new StreamReader(path);
        return (reader.ReadLine() ?? "").Trim();
    }

    private static string? Hash(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit) ? text : null;

    /// <summary>The version without the commit that the build appends.</summary>
    private static string ProjectVersion()
    {
        var attribute = typeof(RunRecordEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return attribute?.InformationalVersion.Split('+')[0] ?? "unknown";
    }

    private static string ProcessorName()
    {
        try
        {
            if (File.Exists("/proc/cpuinfo"))
                foreach (string line in File.ReadLines("/proc/cpuinfo"))
                    if (line.StartsWith("model name", StringComparison.Ordinal)) return line[(line.IndexOf(':') + 1)..].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The name is a courtesy; the fallback below does.
        }
        string? windows = Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return string.IsNullOrWhiteSpace(windows) ? $"{RuntimeInformation.ProcessArchitecture} processor" : windows;
    }
}
