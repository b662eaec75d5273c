using System.Diagnostics.CodeAnalysis;

namespace Tensorflow.Keras.Engine;

/// <summary>The first batches of each epoch of others.</summary>
internal sealed class LimitedBatches : Batches
{
    private readonly Batches _all;
    private readonly long _limit;
    private long _done;

    private LimitedBatches(Batches all, long limit) => (_all, _limit) = (all, limit);

    public override long? Steps => Math.Min(_limit, _all.Steps ?? _limit);

    /// <summary>The batches, or the first ones of them where there is a limit.</summary>
    /// <exception cref="ArgumentException">The limit is below 1.</exception>
    [return: NotNullIfNotNull(nameof(batches))]
    public static Batches? Of(Batches? batches, int? limit)
    {
        Check("a number of steps of", limit);
        return batches is null || limit is null ? batches : new LimitedBatches(batches, limit.Value);
    }

    /// <summary>Refuses a number of steps below 1.</summary>
    public static void Check(string name, int? steps)
    {
        if (steps < 1) throw new ArgumentException($"Got {name} {steps}; it takes 1 or more, or null for all batches.");
    }

    public override void Start(int epoch)
    {
        _done = 0;
        _all.Start(epoch);
    }

    public override bool Next(Batch batch) => _done++ < _limit && _all.Next(batch);
}
