using System.Diagnostics;
using System.Globalization;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>Who holds a claim, as its text begins: a name, the machine's run and the process' number there.</summary>
internal static class ClaimOwner
{
    private static readonly string s_place = Place();

    /// <summary>A text of this process that no other claim has.</summary>
    public static string Next() => $"{Guid.NewGuid():N} {s_place} {Environment.ProcessId}";

    /// <summary>Whether a claim's process surely does not run any more: it was started where this one was, and there is none of its number.</summary>
    public static bool IsDead(string text)
    {
        if (text.Split(' ') is not [_, var place, var number, ..] || place != s_place) return false;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id)) return false;
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>
    /// What processes that see each other's numbers have in common, and no others: one run of one machine, and in it one space of process numbers, of which
    /// containers have their own. Where it is not known, a text of its own, so that only leases count.
    /// </summary>
    private static string Place()
    {
        try
        {
            string run = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            string? space = new FileInfo("/proc/self/ns/pid").LinkTarget;
            if (run.Length > 0 && space is not null) return string.Concat($"{run}-{space}".Where(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No Linux, or one that hides these.
        }
        return Guid.NewGuid().ToString("N");
    }
}
