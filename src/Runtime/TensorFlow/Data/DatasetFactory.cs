using Tensorflow.Data;

namespace Tensorflow;

/// <summary>Where datasets come from: <c>tf.data.Dataset</c>.</summary>
public sealed class DatasetFactory
{
    internal DatasetFactory()
    {
    }

    /// <summary>The rows of a tensor as elements. Rows are copied when a batch is made of them, not before.</summary>
    /// <param name="tensor">At least one axis.</param>
    /// <exception cref="ArgumentException">The tensor is a scalar.</exception>
    public IDatasetV2 from_tensor_slices(Tensor tensor) => RowDataset.All([tensor]);

    /// <summary>The rows of two tensors as pairs.</summary>
    /// <param name="features">At least one axis.</param>
    /// <param name="labels">As many rows.</param>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public IDatasetV2 from_tensor_slices(Tensor features, Tensor labels) => RowDataset.All([features, labels]);

    /// <inheritdoc cref="from_tensor_slices(Tensor, Tensor)"/>
    public IDatasetV2 from_tensor_slices((Tensor features, Tensor labels) tensors) => RowDataset.All([tensors.features, tensors.labels]);

    /// <summary>The rows of several tensors as elements of several tensors.</summary>
    /// <param name="tensors">All with as many rows.</param>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public IDatasetV2 from_tensor_slices(Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return RowDataset.All([.. tensors]);
    }

    /// <summary>A dataset of one element.</summary>
    public IDatasetV2 from_tensors(Tensor tensor) => One(tensor);

    /// <summary>A dataset of one pair.</summary>
    public IDatasetV2 from_tensors(Tensor features, Tensor labels) => One(features, labels);

    /// <summary>The numbers 0 .. stop - 1, int64 scalars.</summary>
    public IDatasetV2 range(long stop) => range(0, stop);

    /// <summary>The numbers start, start + step, ... that come before stop, int64 scalars.</summary>
    /// <param name="start">First number.</param>
    /// <param name="stop">Where to end; not contained itself.</param>
    /// <param name="step">Distance, not 0.</param>
    public IDatasetV2 range(long start, long stop, long step = 1) =>
        RowDataset.All([Operations.ArrayOps.Range(start, stop, step, TF_DataType.TF_INT64)]);

    /// <summary>Elements from any code; it is called anew for every loop.</summary>
    /// <param name="generator">Gives the elements; a single tensor and a tuple convert by themselves.</param>
    public IDatasetV2 from_generator(Func<IEnumerable<Tensors>> generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Dataset.Of(generator, static () => DataApi.UNKNOWN_CARDINALITY, null);
    }

    /// <summary>The elements of several datasets side by side, as long as the shortest.</summary>
    /// <param name="datasets">At least one dataset.</param>
    /// <exception cref="ArgumentException">There is no dataset.</exception>
    public IDatasetV2 zip(params IDatasetV2[] datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        if (datasets.Length == 0) throw new ArgumentException("zip got no datasets; it takes at least one.");
        long rows = datasets.Min(d => d.cardinality());
        // Whole arrays side by side are again rows of arrays, which batches are gathered from directly.
        if (datasets.All(d => d is RowDataset { Whole: not null } && d.cardinality() == rows))
            return RowDataset.All([.. datasets.SelectMany(d => ((RowDataset)d).Whole!)]);
        TensorSpec[]?[] specs = Array.ConvertAll(datasets, d => d.element_spec);
        return Dataset.Of(() => Together(datasets), () => Shortest(datasets), specs.Contains(null) ? null : [.. specs.SelectMany(s => s!)]);
    }

    /// <inheritdoc cref="zip(IDatasetV2[])"/>
    public IDatasetV2 zip((IDatasetV2, IDatasetV2) datasets) => zip(datasets.Item1, datasets.Item2);

    private static Dataset One(params Tensor[] tensors) =>
        Dataset.Of(() => [new Tensors(tensors)], static () => 1, Array.ConvertAll(tensors, t => new TensorSpec(t.shape, t.dtype)));

    private static IEnumerable<Tensors> Together(IDatasetV2[] datasets)
    {
        IEnumerator<Tensors>[] items = Array.ConvertAll(datasets, d => d.elements().GetEnumerator());
        try
        {
            while (Array.TrueForAll(items, i => i.MoveNext())) yield return new Tensors(items.SelectMany(i => i.Current));
        }
        finally
        {
            foreach (IEnumerator<Tensors> i in items) i.Dispose();
        }
    }

    private static long Shortest(IDatasetV2[] datasets)
    {
        long shortest = DataApi.INFINITE_CARDINALITY;
        foreach (IDatasetV2 dataset in datasets)
        {
            long count = dataset.cardinality();
            if (count == DataApi.UNKNOWN_CARDINALITY) return count;
            if (count >= 0) shortest = shortest < 0 ? count : Math.Min(shortest, count);
        }
        return shortest;
    }
}
