using System.Diagnostics;
using MlPipelines.Pipelines.Sweeps;
using MlPipelines.Reports;

namespace MlPipelines.App.Sweeps;

/// <summary>Writes a line for each trial that ends, whichever process trained it: how many are done, the best so far, the time left.</summary>
internal sealed class SweepProgress
{
    private readonly TextWriter _output;
    private readonly SweepShard _shard;
    private readonly HashSet<int> _told;
    private readonly int _before;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Tells what was done before.</summary>
    public SweepProgress(TextWriter output, SweepFolder folder, SweepShard shard)
    {
        (_output, _shard) = (output, shard);
        Total = Enumerable.Range(0, folder.Trials).Count(shard.Has);
        _told = [.. folder.ReadTrials().Select(trial => trial.Number).Where(shard.Has)];
        _before = Done;
        if (Done > 0) output.WriteLine($"going on: {Done} of {Total} trials are done.");
    }

    /// <summary>Trials of the shard that are done.</summary>
    public int Done => _told.Count;

    /// <summary>Trials of the shard.</summary>
    public int Total { get; }

    /// <summary>Writes the lines of the trials that ended since the last time.</summary>
    public void Show(SweepFolder folder)
    {
        IReadOnlyList<SweepTrial> trials = folder.ReadTrials();
        foreach (SweepTrial trial in trials)
        {
            if (!_shard.Has(trial.Number) || !_told.Add(trial.Number)) continue;
            string result = trial.Score is { } score ? $"{score:F4}" : $"failed ({trial.Reason})";
            SweepTrial? first = trials.Where(other => other.Score is not null && _told.Contains(other.Number)).MaxBy(other => other.Score);
            string best = first is null ? "" : $"; best {first.Score:F4} (trial {first.Number})";
            _output.WriteLine($"[{Done}/{Total}] trial {trial.Number}: {result}, {SweepPage.Settings(trial.Point)}, {trial.Seconds:F1} s{best}{Left()}");
        }
    }

    private string Left()
    {
        if (Done == Total) return "";
        TimeSpan left = Stopwatch.GetElapsedTime(_started) / (Done - _before) * (Total - Done);
        string time = left.TotalMinutes < 2 ? $"{left.TotalSeconds:F0} s" : left.TotalHours < 2 ? $"{left.TotalMinutes:F0} min" : $"{left.TotalHours:F1} h";
        return $"; about {time} left";
    }
}
