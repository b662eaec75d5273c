using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Kernels;
using Tensorflow.Operations;
using static Tensorflow.Binding;

namespace MlPipelines.Pipelines.Training;

/// <summary>Batches of floats out of a table of bytes: only the batch in training is ever held as floats.</summary>
internal sealed class TrainingBatches
{
    private readonly PixelTable _table;
    private readonly ModelInput _input;
    private readonly int[] _rows;
    private readonly int _batchSize, _oneHotClasses;

    /// <param name="table">Images and labels.</param>
    /// <param name="input">What the model takes.</param>
    /// <param name="rows">The table's rows to use.</param>
    /// <param name="batchSize">Rows in a batch; the last one of an epoch may have fewer.</param>
    /// <param name="oneHotClasses">Number of classes for labels as one-hot rows of float32; 0 for class numbers.</param>
    public TrainingBatches(PixelTable table, ModelInput input, int[] rows, int batchSize, int oneHotClasses) =>
        (_table, _input, _rows, _batchSize, _oneHotClasses) = (table, input, rows, batchSize, oneHotClasses);

    /// <summary>Changes the images anew in each epoch; null for none.</summary>
    public (ClassicalAugmentation Change, ulong Seed)? Augmentation { get; init; }

    /// <summary>Batches of an epoch.</summary>
    public int Steps => (_rows.Length + _batchSize - 1) / _batchSize;

    /// <summary>Epoch after epoch without end, each in an order of its own.</summary>
    /// <remarks>The order of an epoch is the one in which <c>fit</c> takes the rows of arrays, for the same seed.</remarks>
    /// <param name="order">Where the orders come from.</param>
    /// <param name="skip">Batches to leave out, which an earlier training had.</param>
    public IDatasetV2 Epochs(RandomStream order, long skip = 0) => tf.data.Dataset.from_generator(() => AllEpochs(order.Seed, skip));

    /// <summary>One pass in the rows' own order.</summary>
    public IDatasetV2 InOrder() => tf.data.Dataset.from_generator(() => Epoch(_rows, 0, 0));

    private IEnumerable<Tensors> AllEpochs(long seed, long skip)
    {
        var places = new int[_rows.Length];
        int first = (int)(skip % Steps) * _batchSize;
        for (int epoch = checked((int)(skip / Steps)); ; epoch++, first = 0)
        {
            RandomOps.Permutation(places, new RandomStream(seed) { Position = 4L * epoch }.Split());
            for (int i = 0; i < places.Length; i++) places[i] = _rows[places[i]];
            foreach (Tensors batch in Epoch(places, epoch, first)) yield return batch;
        }
    }

    private IEnumerable<Tensors> Epoch(int[] rows, int epoch, int first)
    {
        for (int at = first; at < rows.Length; at += _batchSize)
        {
            var batch = new ArraySegment<int>(rows, at, Math.Min(_batchSize, rows.Length - at));
            yield return new Tensors(Images(batch, epoch), Labels(batch));
        }
    }

    private Tensor Images(ArraySegment<int> rows, int epoch)
    {
        ImageShape source = _table.Shape;
        Tensor batch = _input.Begin(rows.Count, source);
        if (Augmentation is { } augmentation)
        {
            // The images are independent of each other: a change depends on seed, id and epoch alone.
            var threads = new ParallelOptions { MaxDegreeOfParallelism = Workers.Threads };
            Parallel.For(0, rows.Count, threads, () => new byte[source.Size], (i, _, changed) =>
            {
                (ClassicalAugmentation change, ulong seed) = augmentation;
                Span<float> place = batch.Span<float>().Slice(i * source.Size, source.Size);
                long id = _table.Ids[rows[i]];
                if (_table.IsBytes)
                {
                    change.Apply(_table.Bytes(rows[i]), changed, source.Height, source.Width, source.Channels, seed, id, epoch);
                    ModelInput.Scale(changed, place);
                }
                else
                {
                    change.Apply(_table.Floats(rows[i]), place, source.Height, source.Width, source.Channels, seed, id, epoch);
                }
                return changed;
            }, static _ => { });
        }
        else
        {
            Span<float> values = batch.Span<float>();
            for (int i = 0; i < rows.Count; i++)
            {
                Span<float> place = values.Slice(i * source.Size, source.Size);
                if (_table.IsBytes) ModelInput.Scale(_table.Bytes(rows[i]), place);
                else _table.Floats(rows[i]).CopyTo(place);
            }
        }
        return _input.Finish(batch, source);
    }

    private Tensor Labels(ArraySegment<int> rows)
    {
        if (_oneHotClasses == 0)
        {
            Tensor numbers = Tensor.Empty(Shape.Of(rows.Count), TF_DataType.TF_INT32);
            Span<int> values = numbers.Span<int>();
            for (int i = 0; i < values.Length; i++) values[i] = _table.Labels[rows[i]];
            return numbers;
        }
        Tensor oneHot = Tensor.Zeros(Shape.Of(rows.Count, _oneHotClasses), TF_DataType.TF_FLOAT);
        Span<float> ones = oneHot.Span<float>();
        for (int i = 0; i < rows.Count; i++) ones[i * _oneHotClasses + _table.Labels[rows[i]]] = 1;
        return oneHot;
    }
}
