using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Engine;

/// <summary>Where a loop gets its batches from.</summary>
internal abstract class Batches
{
    /// <summary>Batches in an epoch; null when that is not known before its end.</summary>
    public abstract long? Steps { get; }

    /// <summary>Starts an epoch.</summary>
    public abstract void Start();

    /// <summary>The next batch, or false at the end of the epoch.</summary>
    public abstract bool Next(out Tensor x, out Tensor? y, out Tensor? weights);

    /// <summary>Checks that there are as many targets (and weights) as samples.</summary>
    public static void Check(Tensor x, Tensor? y, Tensor? weights)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim == 0) throw new ArgumentException("Got a single number as x; it takes samples along the first axis.");
        if (y is not null && (y.ndim == 0 || y.shape[0] != x.shape[0]))
            throw new ArgumentException($"Got x of shape {x.shape} and y of shape {y.shape}; both take one entry a sample along the first axis.");
        if (weights is not null && (weights.ndim != 1 || weights.shape[0] != x.shape[0]))
            throw new ArgumentException($"Got sample weights of shape {weights.shape} for {x.shape[0]} samples; they take shape [{x.shape[0]}].");
    }
}

/// <summary>Rows of arrays, in their order or shuffled anew each epoch.</summary>
internal sealed class ArrayBatches : Batches
{
    private readonly Tensor _x;
    private readonly Tensor? _y, _weights;
    private readonly int _batch;
    private readonly RandomStream? _shuffle;
    private readonly int _rows;
    private int[]? _order;
    private int _next;

    /// <summary>Batches of rows.</summary>
    /// <param name="x">Samples, [rows, ..].</param>
    /// <param name="y">Targets, [rows, ..].</param>
    /// <param name="weights">Sample weights, [rows].</param>
    /// <param name="batch">Rows in a batch; the last one may have fewer.</param>
    /// <param name="shuffle">Where the order of an epoch comes from; null to keep the rows' order.</param>
    public ArrayBatches(Tensor x, Tensor? y, Tensor? weights, int batch, RandomStream? shuffle)
    {
        Check(x, y, weights);
        (_x, _y, _weights, _batch, _shuffle, _rows) = (x, y, weights, batch, shuffle, checked((int)x.shape[0]));
    }

    public override long? Steps => (_rows + _batch - 1) / _batch;

    public override void Start()
    {
        _next = 0;
        if (_shuffle is not null) _order = RandomOps.Permutation(_rows, _shuffle);
    }

    public override bool Next(out Tensor x, out Tensor? y, out Tensor? weights)
    {
        (x, y, weights) = (null!, null, null);
        if (_next >= _rows) return false;
        int count = Math.Min(_batch, _rows - _next);
        if (_order is null)
        {
            x = Rows(_x, _next, count);
            if (_y is not null) y = Rows(_y, _next, count);
            if (_weights is not null) weights = Rows(_weights, _next, count);
        }
        else
        {
            Tensor rows = Tensor.From<int>(_order.AsSpan(_next, count), Shape.Of(count));
            x = ArrayOps.Gather(_x, rows, 0);
            if (_y is not null) y = ArrayOps.Gather(_y, rows, 0);
            if (_weights is not null) weights = ArrayOps.Gather(_weights, rows, 0);
        }
        _next += count;
        return true;
    }

    private static Tensor Rows(Tensor source, int first, int count)
    {
        long[] begin = new long[source.ndim], size = source.shape.dims;
        (begin[0], size[0]) = (first, count);
        return ArrayOps.Slice(source, begin, size);
    }
}

/// <summary>The batches of a data set.</summary>
internal sealed class DatasetBatches(IDatasetV2 dataset, long? steps) : Batches
{
    private IEnumerator<(Tensor, Tensor)>? _batches;
    private long _done;

    public override long? Steps => steps ?? (dataset.cardinality() is >= 0 and var n ? n : null);

    public override void Start()
    {
        _done = 0;
        // With a number of steps an epoch, a data set that repeats goes on where the last epoch left it.
        if (steps is null || _batches is null) _batches = dataset.GetEnumerator();
    }

    public override bool Next(out Tensor x, out Tensor? y, out Tensor? weights)
    {
        (x, y, weights) = (null!, null, null);
        if (_done++ == steps) return false;
        if (!_batches!.MoveNext())
        {
            _batches = null;
            return false;
        }
        (x, y) = _batches.Current;
        return true;
    }
}

/// <summary>Data that a model is tried on after each epoch: (x, y), (x, y, sample weights) or a data set.</summary>
public sealed class ValidationDataPack
{
    internal readonly Tensor? X, Y, Weights;
    internal readonly IDatasetV2? Dataset;

    private ValidationDataPack(Tensor? x, Tensor? y, Tensor? weights, IDatasetV2? dataset) => (X, Y, Weights, Dataset) = (x, y, weights, dataset);

    internal Batches Open(int batch) => Dataset is { } dataset ? new DatasetBatches(dataset, null) : new ArrayBatches(X!, Y, Weights, batch, null);

    /// <summary>Samples and targets.</summary>
    public static implicit operator ValidationDataPack((NDArray, NDArray) data) => new(data.Item1, data.Item2, null, null);

    /// <summary>Samples and targets.</summary>
    public static implicit operator ValidationDataPack((Tensor, Tensor) data) => new(data.Item1, data.Item2, null, null);

    /// <summary>Samples, targets and sample weights.</summary>
    public static implicit operator ValidationDataPack((NDArray, NDArray, NDArray) data) => new(data.Item1, data.Item2, data.Item3, null);

    /// <summary>A data set of batches.</summary>
    public static ValidationDataPack From(IDatasetV2 dataset) => new(null, null, null, dataset);
}
