using System.Text;
using MlPipelines.Pipelines.Search;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>Trains the trials of a sweep that are not done and that nobody else holds, until all are done.</summary>
/// <remarks>
/// Any number of workers may do so at once, in one process or many. The point of a trial is chosen when it is first claimed, from the trials that are done
/// then, and kept: whoever takes the trial over trains the same point, from the same checkpoint.
/// </remarks>
/// <param name="folder">The sweep.</param>
/// <param name="images">Its images.</param>
/// <param name="lease">How long a trial stays this worker's without a sign of life; the default is a minute.</param>
/// <example><code>
/// SweepFolder folder = SweepFolder.Open("runs/my-sweep", spec);
/// new SweepWorker(folder, SweepImages.Of(data, spec), SweepWorker.DefaultLease).Run(SweepShard.All, _ => { }, CancellationToken.None);
/// </code></example>
public sealed class SweepWorker(SweepFolder folder, SweepImages images, TimeSpan lease)
{
    private const string PointFile = "point.json";
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly TrialClaims _claims = new(folder.Claims, lease);
    private readonly SearchMethod _method = folder.Spec.Method();

    /// <summary>How long a claim lasts unless told otherwise.</summary>
    public static TimeSpan DefaultLease { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Works until the trials of a shard are done; those that others hold are waited for, and taken over if their holders fall silent.</summary>
    /// <param name="shard">Which trials.</param>
    /// <param name="progress">Called after each trial and while waiting.</param>
    /// <param name="stop">Ends the work; the trial that is being trained goes on from its checkpoint next time.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="InvalidDataException">A file of the folder is damaged, or its trials had other images.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public void Run(SweepShard shard, Action<SweepFolder> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(progress);
        folder.ReadTrials();
        folder.CheckData(images.Facts, "This process");
        TimeSpan pause = lease / 4 < s_longestPause ? lease / 4 : s_longestPause;
        while (true)
        {
            bool open = false, worked = false;
            for (int number = 0; number < folder.Trials; number++)
            {
                if (!shard.Has(number) || folder.IsDone(number)) continue;
                stop.ThrowIfCancellationRequested();
                open = true;
                using TrialClaim? claim = _claims.TryTake(number);
                if (claim is null) continue;
                if (folder.IsDone(number)) claim.Remove(); // it was done in between
                else Train(claim, stop);
                worked = true;
                progress(folder);
            }
            if (!open) break;
            if (worked) continue;
            progress(folder);
            stop.WaitHandle.WaitOne(pause);
        }
        if (folder.ReadTrials().Count == folder.Trials) folder.Clean();
    }

    private void Train(TrialClaim claim, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, claim.Lost);
        try
        {
            string work = folder.WorkOf(claim, PointFile);
            Point point = Choose(claim.Number, work);
            SweepTrial trial = TrialTraining.Run(folder.Spec, images, claim.Number, point, work, either.Token);
            // Only whoever holds the trial records it. Were it lost in this very moment, the other one's record would be refused or this one.
            if (!claim.IsHeld) return;
            folder.Publish(trial);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return;
        }
        catch (IOException) when (!claim.IsHeld)
        {
            // Whoever took the trial over has removed this one's files, perhaps before the loss was noticed here.
            return;
        }
        folder.RemoveWork(claim.Number);
        claim.Remove();
    }

    /// <summary>The point that was kept, else the one that the method chooses now.</summary>
    private Point Choose(int number, string work)
    {
        string path = Path.Combine(work, PointFile);
        if (!File.Exists(path))
        {
            Point chosen = _method.Suggest(number, [.. folder.ReadTrials().Select(trial => trial.ToFinished())]);
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(chosen.ToJson())));
        }
        Point point = Point.Parse(SweepFiles.ReadText(path, "a trial's point"));
        return folder.Spec.Space.Contains(point) ? point
            : throw new InvalidDataException($"'{path}' holds the point {point}, which is none of the sweep's space. Remove the file to choose anew.");
    }
}
