using Tensorflow.Memory;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Engine;

/// <summary>Where a loop gets its batches from.</summary>
internal abstract class Batches
{
    /// <summary>Batches in an epoch; null when that is not known before its end.</summary>
    public abstract long? Steps { get; }

    /// <summary>Starts an epoch.</summary>
    /// <param name="epoch">Its number, from 0; the order of the rows depends on it alone, so that training can go on after a break.</param>
    public abstract void Start(int epoch);

    /// <summary>Fills in the next batch; false at the end of the epoch.</summary>
    public abstract bool Next(Batch batch);

    /// <summary>Passes over some batches.</summary>
    /// <param name="count">How many.</param>
    /// <param name="batch">Takes them.</param>
    public virtual void Skip(long count, Batch batch)
    {
        for (long i = 0; i < count; i++)
        {
            using TensorScope scope = TensorScope.Enter();
            if (!Next(batch)) return;
        }
    }
}

/// <summary>Rows of arrays, in their order or shuffled anew each epoch.</summary>
internal sealed class ArrayBatches : Batches
{
    private readonly Batch _all;
    private readonly int _batch;
    private readonly RandomStream? _shuffle;
    private readonly int _rows;
    private int[]? _order;
    private int _next;

    /// <summary>Batches of rows.</summary>
    /// <param name="x">Samples for each input, [rows, ..].</param>
    /// <param name="y">Targets for each output, [rows, ..].</param>
    /// <param name="weights">Sample weights, [rows].</param>
    /// <param name="batch">Rows in a batch; the last one may have fewer.</param>
    /// <param name="shuffle">Where the order of an epoch comes from; null to keep the rows' order.</param>
    public ArrayBatches(Tensors x, Tensors? y, Tensors? weights, int batch, RandomStream? shuffle)
    {
        _all = Batch.Of(x, y, weights);
        (_batch, _shuffle, _rows) = (batch, shuffle, checked((int)_all.Samples));
    }

    public override long? Steps => (_rows + _batch - 1) / _batch;

    public override void Start(int epoch)
    {
        _next = 0;
        // A split of the stream at the epoch's place: the same for a number of the epoch, whatever was drawn before.
        if (_shuffle is not null) _order = RandomOps.Permutation(_rows, new RandomStream(_shuffle.Seed) { Position = 4L * epoch }.Split());
    }

    public override bool Next(Batch batch)
    {
        if (_next >= _rows) return false;
        int count = Math.Min(_batch, _rows - _next);
        Tensor? rows = _order is null ? null : Tensor.From<int>(_order.AsSpan(_next, count), Shape.Of(count));
        batch.X = Take(_all.X, batch.X, rows, count);
        batch.Y = Take(_all.Y, batch.Y, rows, count);
        batch.Weights = Take(_all.Weights, batch.Weights, rows, count);
        _next += count;
        return true;
    }

    public override void Skip(long count, Batch batch) => _next = (int)Math.Min(_rows, _next + count * _batch);

    private Tensor[] Take(Tensor[] from, Tensor[] to, Tensor? rows, int count)
    {
        if (to.Length != from.Length) to = new Tensor[from.Length];
        for (int i = 0; i < from.Length; i++) to[i] = rows is null ? Rows(from[i], _next, count) : ArrayOps.Gather(from[i], rows, 0);
        return to;
    }

    private static Tensor Rows(Tensor source, int first, int count)
    {
        long[] begin = new long[source.ndim], size = source.shape.dims;
        (begin[0], size[0]) = (first, count);
        return ArrayOps.Slice(source, begin, size);
    }
}

/// <summary>The batches of a data set: first the inputs, then the targets, then sample weights if there are any.</summary>
/// <param name="dataset">The data set.</param>
/// <param name="steps">Batches an epoch; null for all.</param>
/// <param name="inputs">Inputs of the model.</param>
/// <param name="outputs">Outputs of the model.</param>
internal sealed class DatasetBatches(IDatasetV2 dataset, long? steps, int inputs, int outputs) : Batches
{
    private IEnumerator<Tensors>? _batches;
    private long _done;

    public override long? Steps => steps ?? (dataset.cardinality() is >= 0 and var n ? n : null);

    public override void Start(int epoch)
    {
        _done = 0;
        // With a number of steps an epoch, a data set that repeats goes on where the last epoch left it.
        if (steps is null || _batches is null) _batches = dataset.elements().GetEnumerator();
    }

    public override bool Next(Batch batch)
    {
        if (_done++ == steps) return false;
        if (!_batches!.MoveNext())
        {
            _batches = null;
            return false;
        }
        Tensor[] element = _batches.Current.ToArray();
        int x = Math.Min(inputs, element.Length), y = Math.Min(outputs, element.Length - x);
        (batch.X, batch.Y, batch.Weights) = (element[..x], element[x..(x + y)], element[(x + y)..]);
        return true;
    }
}

/// <summary>Data that a model is tried on after each epoch: (x, y), (x, y, sample weights) or a data set.</summary>
/// <remarks>For several inputs or outputs: arrays of both, or <see cref="From(Tensors, Tensors, Tensors?)"/>.</remarks>
public sealed class ValidationDataPack
{
    internal readonly Tensors? X, Y, Weights;
    internal readonly IDatasetV2? Dataset;

    private ValidationDataPack(Tensors? x, Tensors? y, Tensors? weights, IDatasetV2? dataset) => (X, Y, Weights, Dataset) = (x, y,
        weights, dataset);

    internal Batches Open(int batch, int inputs, int outputs) => Dataset is { } dataset ? new DatasetBatches(dataset, null, inputs,
        outputs) : new ArrayBatches(X!, Y, Weights, batch, null);

    /// <summary>Samples and targets.</summary>
    public static implicit operator ValidationDataPack((NDArray, NDArray) data) => new(data.Item1, data.Item2, null, null);

    /// <summary>Samples and targets.</summary>
    public static implicit operator ValidationDataPack((Tensor, Tensor) data) => new(data.Item1, data.Item2, null, null);

    /// <summary>Samples, targets and sample weights.</summary>
    public static implicit operator ValidationDataPack((NDArray, NDArray, NDArray) data) => new(data.Item1, data.Item2, data.Item3, null);

    /// <summary>Samples for several inputs and targets for several outputs.</summary>
    public static implicit operator ValidationDataPack((Tensor[], Tensor[]) data) => new(data.Item1, data.Item2, null, null);

    /// <summary>Samples for several inputs, targets for several outputs, and sample weights.</summary>
    public static ValidationDataPack From(Tensors x, Tensors y, Tensors? sample_weight = null) => new(x, y, sample_weight, null);

    /// <summary>A data set of batches.</summary>
    public static ValidationDataPack From(IDatasetV2 dataset) => new(null, null, null, dataset);
}
