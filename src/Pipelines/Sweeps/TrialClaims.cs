using System.Diagnostics;
using System.Globalization;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>
/// Who trains which trial: claim files in a folder that processes of several machines share. No trial is held by two, and a trial whose holder was killed
/// becomes free.
/// </summary>
/// <remarks>
/// Claims of a trial are numbered: <c>trial-0007.1.claim</c>, then <c>trial-0007.2.claim</c>; the highest one counts. A claim is taken by creating the next
/// file, which only one process can. Its holder writes a new text into it several times a lease. Who sees the same text for a whole lease, by a clock of
/// its own, may take the trial over with the next number: clocks of machines need not agree, and a file that a slow process still has open is never
/// taken from it or changed, so that there is no moment at which two take over or a live claim gets lost. A holder of the same machine that no longer
/// runs is not waited for. Claims go away when the trial's record is there.
/// </remarks>
/// <param name="folder">Where the files are; made when there is something to claim.</param>
/// <param name="lease">How long a claim of this process lasts without a sign of life, above 0 to a day.</param>
/// <example><code>
/// var claims = new TrialClaims(folder, TimeSpan.FromSeconds(60));
/// using TrialClaim? claim = claims.TryTake(7);
/// if (claim is not null) Train(claim.Lost);    // ends when another process took the trial over
/// </code></example>
public sealed class TrialClaims(string folder, TimeSpan lease)
{
    /// <summary>Longest lease.</summary>
    public static TimeSpan LongestLease { get; } = TimeSpan.FromDays(1);

    private const int LongestText = 400;

    private readonly TimeSpan _lease = lease > TimeSpan.Zero && lease <= LongestLease ? lease
        : throw new ArgumentOutOfRangeException(nameof(lease), $"Got a lease of {lease}; takes more than 0, up to {LongestLease.TotalDays} day.");

    /// <summary>For each trial held by others, the text of its claim and since when it has not changed.</summary>
    private readonly Dictionary<int, (int Generation, string Text, long Since)> _seen = [];

    /// <summary>Takes a trial that nobody holds.</summary>
    /// <param name="number">The trial.</param>
    /// <returns>The claim; null when another one holds the trial, or has not been silent for long enough yet: ask again later.</returns>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public TrialClaim? TryTake(int number)
    {
        int newest = Newest(folder, number);
        if (newest > 0 && !IsFree(number, newest)) return null;
        Directory.CreateDirectory(folder);
        string path = Path(folder, number, newest + 1);
        try
        {
            // Readers and removers are let in.
            var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            _seen.Remove(number);
            return new TrialClaim(stream, folder, number, newest + 1, _lease);
        }
        catch (IOException e) when (e is DirectoryNotFoundException || File.Exists(path))
        {
            // Another process was faster, or has removed the folder as all trials are done.
            return null;
        }
    }

    /// <summary>The highest number of a trial's claims; 0 when there are none.</summary>
    internal static int Newest(string folder, int number) => Files(folder, number).Select(Generation).DefaultIfEmpty(0).Max();

    /// <summary>The claims of a trial.</summary>
    internal static IEnumerable<string> Files(string folder, int number)
    {
        try
        {
            return Directory.GetFiles(folder, $"{SweepFolder.Name(number)}.*.claim");
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    internal static string Path(string folder, int number, int generation) => System.IO.Path.Combine(folder, $"{SweepFolder.Name(number)}.{generation}.claim");

    private static int Generation(string path) =>
        int.TryParse(path.Split('.')[^2], NumberStyles.None, CultureInfo.InvariantCulture, out int generation) ? generation : 0;

    private bool IsFree(int number, int generation)
    {
        string text = Read(Path(folder, number, generation));
        if (text.StartsWith(TrialClaim.Released, StringComparison.Ordinal) || ClaimOwner.IsDead(text)) return true;
        if (!_seen.TryGetValue(number, out var seen) || (seen.Generation, seen.Text) != (generation, text))
        {
            _seen[number] = (generation, text, Stopwatch.GetTimestamp());
            return false;
        }
        return Stopwatch.GetElapsedTime(seen.Since) >= (TrialClaim.LeaseOf(text) ?? _lease);
    }

    private static string Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[LongestText];
            return System.Text.Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (IOException)
        {
            // It went away just now, as its trial is done, or cannot be read at this moment. Either way it is not known to be free.
            return "";
        }
    }
}
