using System.Collections;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// Batches of images as <see cref="ImageDataGenerator"/> makes them: a data set for <c>fit</c>, <c>evaluate</c> and <c>foreach</c>, which
/// goes
/// through all images once and is shuffled and changed anew each time.
/// </summary>
public sealed class ImageIterator : IDatasetV2
{
    private readonly Func<int[], RandomStream, Tensors> _batch;
    private readonly RandomStream _stream;
    private readonly bool _shuffle;
    private readonly IDatasetV2 _dataset;
    private readonly ImageFolder? _folder;
    private IEnumerator<Tensors>? _pass;

    /// <summary>Batches of images.</summary>
    /// <param name="images">Number of images.</param>
    /// <param name="batchSize">Images in a batch; the last one may have fewer.</param>
    /// <param name="shuffle">True for an order drawn anew in each pass.</param>
    /// <param name="seed">Where order and changes come from; the global stream unless given.</param>
    /// <param name="imageShape">[height, width, channels].</param>
    /// <param name="folder">The files; null for arrays.</param>
    /// <param name="batch">Makes the images and targets of some numbers.</param>
    internal ImageIterator(int images, int batchSize, bool shuffle, int? seed, Shape imageShape, ImageFolder? folder, Func<int[],
        RandomStream, Tensors> batch)
    {
        if (batchSize < 1) throw new ArgumentException($"Got batch_size {batchSize}; it takes 1 or more.");
        (n, batch_size, image_shape, _shuffle, _folder, _batch) = (images, batchSize, imageShape, shuffle, folder, batch);
        _stream = seed is { } number ? new RandomStream(number) : RandomStream.Global.Split();
        _dataset = Binding.tf.data.Dataset.from_generator(Pass);
        class_names = folder?.Classes ?? [];
    }

    /// <summary>The number of images.</summary>
    public int n { get; }

    /// <summary>The number of images.</summary>
    public int samples => n;

    /// <summary>Images in a batch.</summary>
    public int batch_size { get; }

    /// <summary>Batches in a pass: Python's <c>len(iterator)</c>.</summary>
    public int Length => (n + batch_size - 1) / batch_size;

    /// <summary>[height, width, channels] of each image.</summary>
    public Shape image_shape { get; }

    /// <summary>Number of each class by its name, for images of folders.</summary>
    public Dictionary<string, int> class_indices => new(class_names.Select((name, i) => KeyValuePair.Create(name, i)));

    /// <summary>The number of classes, for images of folders.</summary>
    public int num_classes => class_names.Length;

    /// <summary>Number of each image's class, in the files' order, for images of folders.</summary>
    public int[] classes => _folder is null ? [] : [.. _folder.Labels];

    /// <summary>Paths of the images, in their order.</summary>
    public string[] filepaths => _folder is null ? [] : [.. _folder.Files];

    /// <summary>The next batch; behind the last one comes the first of the next pass.</summary>
    public Tensors next()
    {
        if (_pass?.MoveNext() != true)
        {
            _pass = Pass().GetEnumerator();
            _pass.MoveNext();
        }
        return _pass.Current;
    }

    /// <summary>Lets <see cref="next"/> begin a new pass.</summary>
    public void reset() => _pass = null;

    private IEnumerable<Tensors> Pass()
    {
        RandomStream stream = _stream.Split();
        int[] order = _shuffle ? RandomOps.Permutation(n, stream) : [.. Enumerable.Range(0, n)];
        for (int i = 0; i < n; i += batch_size) yield return _batch(order[i..Math.Min(n, i + batch_size)], stream);
    }

    /// <inheritdoc/>
    public string[] class_names { get; set; }

    /// <inheritdoc/>
    public TensorSpec[]? element_spec => null;

    /// <inheritdoc/>
    public IEnumerable<Tensors> elements() => Pass();

    /// <inheritdoc/>
    public long cardinality() => Length;

    /// <inheritdoc/>
    public IDatasetV2 shuffle(int buffer_size, int? seed = null, bool reshuffle_each_iteration = true) =>
        _dataset.shuffle(buffer_size, seed, reshuffle_each_iteration);

    /// <inheritdoc/>
    public IDatasetV2 batch(int batch_size, bool drop_remainder = false) => _dataset.batch(batch_size, drop_remainder);

    /// <inheritdoc/>
    public IDatasetV2 unbatch() => _dataset.unbatch();

    /// <inheritdoc/>
    public IDatasetV2 repeat(int count = -1) => _dataset.repeat(count);

    /// <inheritdoc/>
    public IDatasetV2 take(int count = -1) => _dataset.take(count);

    /// <inheritdoc/>
    public IDatasetV2 skip(int count) => _dataset.skip(count);

    /// <inheritdoc/>
    public IDatasetV2 shard(int num_shards, int index) => _dataset.shard(num_shards, index);

    /// <inheritdoc/>
    public IDatasetV2 concatenate(IDatasetV2 dataset) => _dataset.concatenate(dataset);

    /// <inheritdoc/>
    public IDatasetV2 cache(string filename = "") => _dataset.cache(filename);

    /// <inheritdoc/>
    public IDatasetV2 prefetch(int buffer_size = -1) => this;

    /// <inheritdoc/>
    public IDatasetV2 map(Func<Tensors, Tensors> map_func, int num_parallel_calls = -1) => _dataset.map(map_func, num_parallel_calls);

    /// <inheritdoc/>
    public IDatasetV2 map(Func<Tensor, Tensor, (Tensor, Tensor)> map_func, int num_parallel_calls = -1) =>
        _dataset.map(map_func, num_parallel_calls);

    /// <inheritdoc/>
    public IDatasetV2 filter(Func<Tensors, bool> predicate) => _dataset.filter(predicate);

    /// <inheritdoc/>
    public IDatasetV2 enumerate(long start = 0) => _dataset.enumerate(start);

    /// <inheritdoc/>
    public IEnumerator<(Tensor, Tensor)> GetEnumerator() => _dataset.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
