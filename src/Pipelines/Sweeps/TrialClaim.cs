using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>A trial that this process holds, see <see cref="TrialClaims"/>: a thread writes signs of life until it is given up.</summary>
public sealed class TrialClaim : IDisposable
{
    /// <summary>What the file of a trial that was given up begins with.</summary>
    internal const string Released = "released ";

    private const int BeatsPerLease = 4;

    private readonly FileStream _stream;
    private readonly string _folder, _path, _owner;
    private readonly TimeSpan _lease;
    private readonly CancellationTokenSource _lost = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;
    private int _beats;
    private bool _removed;

    internal TrialClaim(FileStream stream, string folder, int number, int generation, TimeSpan lease)
    {
        (_stream, _folder, Number, Generation, _lease) = (stream, folder, number, generation, lease);
        _path = TrialClaims.Path(folder, number, generation);
        _owner = ClaimOwner.Next();
        Beat();
        // A thread of its own, for training may keep all threads of the pool busy.
        _thread = new Thread(KeepAlive) { IsBackground = true, Name = $"claim of trial {number}" };
        _thread.Start();
    }

    /// <summary>The trial.</summary>
    public int Number { get; }

    /// <summary>Which claim of the trial it is, from 1.</summary>
    public int Generation { get; }

    /// <summary>Cancelled when another process took the trial over, because this one gave no sign of life for a lease.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Looks whether the trial is still this process' own.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public bool IsHeld => File.Exists(_path) && TrialClaims.Newest(_folder, Number) == Generation;

    /// <summary>Ends the claim of a trial whose record is there, and removes all of its claim files.</summary>
    public void Remove()
    {
        _removed = true;
        Dispose();
        foreach (string path in TrialClaims.Files(_folder, Number))
        {
            try
            {
                File.Delete(path);
            }
            catch (DirectoryNotFoundException)
            {
                // Whoever finished the last trial removed them all.
            }
        }
    }

    /// <summary>Gives the trial up, so that another process may take it at once.</summary>
    public void Dispose()
    {
        if (_end.IsSet) return;
        _end.Set();
        _thread.Join();
        using (_stream)
        {
            if (!_removed) TryWrite($"{Released}by {_owner}\n");
        }
        _lost.Dispose();
    }

    /// <summary>The lease that a claim's text names; null for a text of another kind.</summary>
    internal static TimeSpan? LeaseOf(string text) =>
        text.Split(' ') is [_, _, _, "lease", var seconds, ..] && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value > 0 && value <= TrialClaims.LongestLease.TotalSeconds ? TimeSpan.FromSeconds(value) : null;

    private void KeepAlive()
    {
        long last = Stopwatch.GetTimestamp();
        while (!_end.Wait(_lease / BeatsPerLease))
        {
            if (Beat()) last = Stopwatch.GetTimestamp();
            if (IsTaken() || Stopwatch.GetElapsedTime(last) > _lease)
            {
                _lost.Cancel();
                return;
            }
        }
    }

    private bool IsTaken()
    {
        try
        {
            return !IsHeld;
        }
        catch (IOException)
        {
            // The file system does not answer; the next look tells.
            return false;
        }
    }

    /// <summary>A text that differs from the last one; its length does not.</summary>
    private bool Beat() => TryWrite(string.Create(CultureInfo.InvariantCulture, $"{_owner} lease {_lease.TotalSeconds:R} beat {++_beats:D10}\n"));

    private bool TryWrite(string text)
    {
        try
        {
            _stream.Position = 0;
            _stream.Write(Encoding.UTF8.GetBytes(text));
            _stream.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
