using System.Diagnostics;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Web;

/// <summary>Puts the images of requests that come at about the same time through the model together.</summary>
/// <remarks>
/// A thread of its own takes what is waiting as soon as every request in hand waits, or 2 ms after the first of them came. So one request alone waits for
/// nobody, and many share a pass. A row's scores have the same bits in any batch.
/// </remarks>
internal sealed class PredictionQueue : IDisposable
{
    private const int MostImages = KerasTransformer.BatchSize;

    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(2);

    private readonly Func<DigitSet, float[][]> _predict;
    private readonly ServerMetrics _metrics;
    private readonly Queue<Waiting> _waiting = new();
    private readonly Thread _thread;
    private int _images, _inHand;
    private bool _closed;

    /// <param name="predict">The model: the scores of each image.</param>
    /// <param name="metrics">Counts its passes.</param>
    public PredictionQueue(Func<DigitSet, float[][]> predict, ServerMetrics metrics)
    {
        (_predict, _metrics) = (predict, metrics);
        _thread = new Thread(Run) { IsBackground = true, Name = "predictions" };
        _thread.Start();
    }

    /// <summary>Counts a request that is going to ask, until it is disposed of.</summary>
    public InHand Enter()
    {
        lock (_waiting) _inHand++;
        return new InHand(this);
    }

    /// <summary>The scores of images of the model's side.</summary>
    public Task<float[][]> PredictAsync(DigitSet images)
    {
        var waiting = new Waiting(images);
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Enqueue(waiting);
            _images += images.Count;
            Monitor.Pulse(_waiting);
        }
        return waiting.Result.Task;
    }

    public void Dispose()
    {
        lock (_waiting)
        {
            _closed = true;
            Monitor.Pulse(_waiting);
        }
        _thread.Join();
    }

    private void Leave()
    {
        lock (_waiting)
        {
            _inHand--;
            Monitor.Pulse(_waiting);
        }
    }

    private void Run()
    {
        var batch = new List<Waiting>();
        while (Take(batch))
        {
            try
            {
                DigitSet images = Together(batch);
                _metrics.AddBatch(images.Count);
                float[][] scores = _predict(images);
                int at = 0;
                foreach (Waiting waiting in batch)
                {
                    waiting.Result.SetResult(batch.Count == 1 ? scores : scores[at..(at + waiting.Images.Count)]);
                    at += waiting.Images.Count;
                }
            }
            catch (Exception e)
            {
                foreach (Waiting waiting in batch) waiting.Result.TrySetException(e);
            }
            batch.Clear();
        }
    }

    /// <summary>Waits for images; false when there will be no more.</summary>
    private bool Take(List<Waiting> batch)
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0)
            {
                if (_closed) return false;
                Monitor.Wait(_waiting);
            }
            long first = Stopwatch.GetTimestamp();
            while (!_closed && _waiting.Count < _inHand && _images < MostImages)
            {
                TimeSpan left = s_longest - Stopwatch.GetElapsedTime(first);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_waiting, left)) break;
            }
            int images = 0;
            while (_waiting.TryPeek(out Waiting? next) && (batch.Count == 0 || images + next.Images.Count <= MostImages))
            {
                batch.Add(_waiting.Dequeue());
                images += next.Images.Count;
            }
            _images -= images;
            return true;
        }
    }

    private static DigitSet Together(List<Waiting> batch)
    {
        DigitSet first = batch[0].Images;
        if (batch.Count == 1) return first;
        int count = batch.Sum(waiting => waiting.Images.Count), at = 0;
        byte[] pixels = new byte[count * first.ImageSize];
        foreach (Waiting waiting in batch)
        {
            waiting.Images.Images.CopyTo(pixels, at);
            at += waiting.Images.Images.Length;
        }
        return new DigitSet(pixels, new byte[count], first.Height, first.Width);
    }

    /// <summary>A request that is going to ask.</summary>
    internal readonly struct InHand(PredictionQueue queue) : IDisposable
    {
        public void Dispose() => queue.Leave();
    }

    private sealed class Waiting(DigitSet images)
    {
        public DigitSet Images { get; } = images;

        /// <summary>What waits goes on elsewhere, so that the thread is free for the next batch.</summary>
        public TaskCompletionSource<float[][]> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
