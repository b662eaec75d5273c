using System.Collections;
using Tensorflow.Operations;

namespace Tensorflow.Data;

/// <summary>What all datasets have in common: everything that needs the elements themselves.</summary>
internal abstract class Dataset : IDatasetV2
{
    /// <summary>The elements.</summary>
    public abstract Stage<Tensors> Elements { get; }

    public string[] class_names { get; set; } = [];

    public abstract TensorSpec[]? element_spec { get; }

    public abstract long cardinality();

    public abstract IDatasetV2 shuffle(int buffer_size, int? seed = null, bool reshuffle_each_iteration = true);

    public abstract IDatasetV2 repeat(int count = -1);

    public abstract IDatasetV2 take(int count = -1);

    public abstract IDatasetV2 skip(int count);

    public abstract IDatasetV2 shard(int num_shards, int index);

    public abstract IDatasetV2 cache(string filename = "");

    public IDatasetV2 batch(int batch_size, bool drop_remainder = false)
    {
        if (batch_size < 1) throw new ArgumentException($"batch got batch_size {batch_size}; it takes 1 or more.");
        return Named(Batched(batch_size, drop_remainder));
    }

    /// <summary>Batches of the dataset's kind.</summary>
    protected abstract Dataset Batched(int size, bool dropRemainder);

    public IDatasetV2 prefetch(int buffer_size = -1) => this;

    public IDatasetV2 map(Func<Tensors, Tensors> map_func, int num_parallel_calls = -1)
    {
        ArgumentNullException.ThrowIfNull(map_func);
        return From(() => elements().Select(map_func), cardinality, null);
    }

    public IDatasetV2 map(Func<Tensor, Tensor, (Tensor, Tensor)> map_func, int num_parallel_calls = -1)
    {
        ArgumentNullException.ThrowIfNull(map_func);
        return map((Tensors element) => element.Count == 2 ? map_func(element[0], element[1])
            : throw new ArgumentException($"map got a function of two tensors for elements of {element.Count}; "
                + "give one that takes an element, x => ..."));
    }

    public IDatasetV2 filter(Func<Tensors, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return From(() => elements().Where(predicate), () => -2, element_spec);
    }

    public IDatasetV2 enumerate(long start = 0) =>
        From(() => elements().Select((element, i) => new Tensors([start + i, .. element])), cardinality,
            element_spec is { } specs ? [new TensorSpec(Shape.Scalar, TF_DataType.TF_INT64), .. specs] : null);

    public IDatasetV2 concatenate(IDatasetV2 dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return From(() => elements().Concat(dataset.elements()),
            () => (cardinality(), dataset.cardinality()) is var (a, b) && (a == -1 || b == -1) ? -1 : a < 0 || b < 0 ? -2 : a + b,
            element_spec is { } mine && dataset.element_spec is { } others && mine.SequenceEqual(others) ? mine : null);
    }

    public IDatasetV2 unbatch() =>
        From(() => elements().SelectMany(Entries), () => -2,
            element_spec is { } specs ? Array.ConvertAll(specs, s => s with { shape = s.shape.ndim == 0 ? s.shape : s.shape[1..] }) : null);

    public IEnumerable<Tensors> elements()
    {
        using IEnumerator<Tensors> items = Elements.Start();
        while (items.MoveNext()) yield return items.Current;
    }

    public IEnumerator<(Tensor, Tensor)> GetEnumerator()
    {
        using IEnumerator<Tensors> items = Elements.Start();
        while (items.MoveNext())
        {
            Tensors element = items.Current;
            yield return (element[0], element.Count > 1 ? element[1] : null!);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A dataset of any elements.</summary>
    public static Dataset Of(Func<IEnumerable<Tensors>> items, Func<long> cardinality, TensorSpec[]? spec) =>
        new ElementDataset(new SequenceStage<Tensors>(items, cardinality), spec);

    private Dataset From(Func<IEnumerable<Tensors>> items, Func<long> cardinality, TensorSpec[]? spec) =>
        Named(Of(items, cardinality, spec));

    /// <summary>The dataset, with this one's class names.</summary>
    protected TDataset Named<TDataset>(TDataset dataset)
        where TDataset : Dataset
    {
        dataset.class_names = class_names;
        return dataset;
    }

    private static IEnumerable<Tensors> Entries(Tensors element)
    {
        Tensor[][] parts = [.. element.Select(tensor => ArrayOps.Unstack(tensor))];
        for (int i = 0; i < parts[0].Length; i++) Lasting.Keep(new Tensors(parts.Select(part => part[i])));
        for (int i = 0; i < parts[0].Length; i++) yield return new Tensors(parts.Select(part => part[i]));
    }
}

/// <summary>A dataset whose steps pass on items of one type.</summary>
internal abstract class Dataset<T>(Stage<T> stage) : Dataset
{
    protected Stage<T> Stage => stage;

    /// <summary>The same kind of dataset with other items.</summary>
    protected abstract Dataset Over(Stage<T> items);

    public override long cardinality() => stage.Cardinality;

    public override IDatasetV2 shuffle(int buffer_size, int? seed = null, bool reshuffle_each_iteration = true) =>
        Named(Over(new ShuffleStage<T>(stage, buffer_size, seed, reshuffle_each_iteration)));

    public override IDatasetV2 repeat(int count = -1) => Named(Over(new RepeatStage<T>(stage, count)));

    public override IDatasetV2 take(int count = -1) => Named(Over(new TakeStage<T>(stage, count)));

    public override IDatasetV2 skip(int count) => Named(Over(new SkipStage<T>(stage, count)));

    public override IDatasetV2 shard(int num_shards, int index)
    {
        if (num_shards < 1 || (uint)index >= (uint)num_shards)
            throw new ArgumentException($"shard got num_shards {num_shards} and index {index}; it takes at least 1 shard and an index below that.");
        return Named(Over(new ShardStage<T>(stage, num_shards, index)));
    }

    public override IDatasetV2 cache(string filename = "")
    {
        if (!string.IsNullOrEmpty(filename)) throw new NotSupportedException($"cache got the file '{filename}'; "
            + "elements are kept in memory only. Leave the name out.");
        return Named(Over(new CacheStage<T>(stage)));
    }
}

/// <summary>A dataset of elements that are made one by one.</summary>
internal sealed class ElementDataset(Stage<Tensors> stage, TensorSpec[]? spec) : Dataset<Tensors>(stage)
{
    public override Stage<Tensors> Elements => Stage;

    public override TensorSpec[]? element_spec => spec;

    protected override Dataset Over(Stage<Tensors> items) => new ElementDataset(items, spec);

    protected override Dataset Batched(int size, bool dropRemainder) =>
        new ElementDataset(new SequenceStage<Tensors>(() => Batches(size, dropRemainder), () => RowDataset.BatchCount(cardinality(), size, dropRemainder)),
            spec is null ? null : RowDataset.BatchSpec(spec, dropRemainder ? size : -1));

    private IEnumerable<Tensors> Batches(int size, bool dropRemainder)
    {
        foreach (Tensors[] chunk in elements().Chunk(size))
        {
            if (dropRemainder && chunk.Length < size) yield break;
            var parts = new Tensor[chunk[0].Count];
            for (int i = 0; i < parts.Length; i++) parts[i] = ArrayOps.Stack(Array.ConvertAll(chunk, element => element[i]));
            yield return new Tensors(parts);
        }
    }
}

/// <summary>Rows of arrays in memory. Only row numbers go through the steps; a batch is gathered from the arrays in one go.</summary>
internal sealed class RowDataset(Tensor[] sources, Stage<int> rows) : Dataset<int>(rows)
{
    /// <summary>All rows of the arrays, in their order.</summary>
    /// <exception cref="ArgumentException">There is no array, one is a scalar, or the numbers of rows differ.</exception>
    public static RowDataset All(Tensor[] sources)
    {
        if (sources.Length == 0) throw new ArgumentException("from_tensor_slices got no tensors; it takes at least one.");
        foreach (Tensor source in sources)
        {
            ArgumentNullException.ThrowIfNull(source);
            if (source.ndim == 0 || source.shape[0] != sources[0].shape[0])
                throw new ArgumentException($"from_tensor_slices got tensors of shapes {string.Join(" and ", sources.Select(s => s.shape))}; "
                    + "all take the same number of rows, the size of their first axis.");
        }
        return new RowDataset(sources, new RangeStage(checked((int)sources[0].shape[0])));
    }

    /// <summary>The arrays, where all their rows come in their own order; else null.</summary>
    public Tensor[]? Whole => Stage is RangeStage ? sources : null;

    public override TensorSpec[] element_spec => Array.ConvertAll(sources, s => new TensorSpec(s.shape[1..], s.dtype));

    public override Stage<Tensors> Elements => new SequenceStage<Tensors>(Single, cardinality);

    protected override Dataset Over(Stage<int> items) => new RowDataset(sources, items);

    protected override Dataset Batched(int size, bool dropRemainder) =>
        new ElementDataset(new SequenceStage<Tensors>(() => Batches(size, dropRemainder), () => BatchCount(cardinality(), size, dropRemainder)),
            BatchSpec(element_spec, dropRemainder ? size : -1));

    internal static long BatchCount(long items, int size, bool dropRemainder) =>
        items < 0 ? items : (items + (dropRemainder ? 0 : size - 1)) / size;

    internal static TensorSpec[] BatchSpec(TensorSpec[] specs, int size) =>
        Array.ConvertAll(specs, s => s with { shape = Shape.Of([size, .. s.shape.Span]) });

    private IEnumerable<Tensors> Single()
    {
        int[] one = new int[1];
        using IEnumerator<int> items = Stage.Start();
        while (items.MoveNext())
        {
            one[0] = items.Current;
            yield return Gather(one, 1, squeeze: true);
        }
    }

    private IEnumerable<Tensors> Batches(int size, bool dropRemainder)
    {
        int[] batch = new int[size];
        int count = 0;
        using IEnumerator<int> items = Stage.Start();
        while (items.MoveNext())
        {
            batch[count++] = items.Current;
            if (count < size) continue;
            yield return Gather(batch, count, squeeze: false);
            count = 0;
        }
        if (count > 0 && !dropRemainder) yield return Gather(batch, count, squeeze: false);
    }

    private Tensors Gather(int[] numbers, int count, bool squeeze)
    {
        var parts = new Tensor[sources.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            Tensor batch = ArrayOps.Rows(sources[i], numbers.AsSpan(0, count));
            parts[i] = squeeze ? batch.View(batch.shape[1..]) : batch;
            if (squeeze) batch.Dispose();
        }
        return new Tensors(parts);
    }
}
