namespace Tensorflow;

/// <summary>A sequence of elements, each one tensor or several, that can be gone through again and again: <c>tf.data</c>.</summary>
/// <remarks>
/// <c>foreach (var (x, y) in ds)</c> gives the first two tensors of each element; the second is null where there is only one.
/// Every call returns a new dataset; nothing is computed before the loop asks for it.
/// </remarks>
/// <example><code>
/// var ds = tf.data.Dataset.from_tensor_slices(x, y).shuffle(1024).batch(256);
/// foreach (var (images, labels) in ds) ...
/// </code></example>
public interface IDatasetV2 : IEnumerable<(Tensor, Tensor)>
{
    /// <summary>Names of the classes, where the dataset was read from folders of them; else empty.</summary>
    string[] class_names { get; set; }

    /// <summary>Shape and type of each tensor of an element, -1 for a size that varies; null after a function was applied.</summary>
    TensorSpec[]? element_spec { get; }

    /// <summary>All tensors of each element.</summary>
    IEnumerable<Tensors> elements();

    /// <summary>The number of elements; <see cref="DataApi.INFINITE_CARDINALITY"/> or <see cref="DataApi.UNKNOWN_CARDINALITY"/>.</summary>
    long cardinality();

    /// <summary>The elements in random order: a buffer is filled with the first elements, one of it is drawn, the next takes its place.</summary>
    /// <param name="buffer_size">Elements in the buffer, at least 1. A uniform order takes as many as the dataset has.</param>
    /// <param name="seed">The same seed gives the same orders; drawn from the global stream unless given.</param>
    /// <param name="reshuffle_each_iteration">False for the same order in every loop.</param>
    /// <exception cref="ArgumentException">The buffer has no place.</exception>
    IDatasetV2 shuffle(int buffer_size, int? seed = null, bool reshuffle_each_iteration = true);

    /// <summary>Consecutive elements joined along a new first axis.</summary>
    /// <param name="batch_size">Elements in a batch, at least 1.</param>
    /// <param name="drop_remainder">True to leave out a last batch that is not full.</param>
    /// <exception cref="ArgumentException">The size is below 1.</exception>
    IDatasetV2 batch(int batch_size, bool drop_remainder = false);

    /// <summary>The entries of each element's first axis as elements of their own.</summary>
    IDatasetV2 unbatch();

    /// <summary>The elements several times over.</summary>
    /// <param name="count">How many times; -1 for ever.</param>
    IDatasetV2 repeat(int count = -1);

    /// <summary>The first elements.</summary>
    /// <param name="count">How many; -1 for all.</param>
    IDatasetV2 take(int count = -1);

    /// <summary>All but the first elements.</summary>
    /// <param name="count">How many to leave out; -1 for all.</param>
    IDatasetV2 skip(int count);

    /// <summary>Every so-manieth element.</summary>
    /// <param name="num_shards">Distance, at least 1.</param>
    /// <param name="index">First element, 0 to <paramref name="num_shards"/> - 1.</param>
    IDatasetV2 shard(int num_shards, int index);

    /// <summary>The elements of this dataset, then those of another.</summary>
    IDatasetV2 concatenate(IDatasetV2 dataset);

    /// <summary>The elements as the first complete loop gave them, kept in memory.</summary>
    /// <param name="filename">Must be empty: elements are kept in memory only.</param>
    /// <exception cref="NotSupportedException">A file was named.</exception>
    IDatasetV2 cache(string filename = "");

    /// <summary>The dataset itself: elements of in-memory data are made faster than they are used.</summary>
    /// <param name="buffer_size">Accepted as TensorFlow has it; not used.</param>
    IDatasetV2 prefetch(int buffer_size = -1);

    /// <summary>What a function makes of each element.</summary>
    /// <param name="map_func">Takes and returns an element; a single tensor converts by itself.</param>
    /// <param name="num_parallel_calls">Accepted as TensorFlow has it; elements are computed one after the other.</param>
    IDatasetV2 map(Func<Tensors, Tensors> map_func, int num_parallel_calls = -1);

    /// <summary>What a function makes of each pair.</summary>
    /// <param name="map_func">Takes and returns the two tensors of an element.</param>
    /// <param name="num_parallel_calls">Accepted as TensorFlow has it; elements are computed one after the other.</param>
    IDatasetV2 map(Func<Tensor, Tensor, (Tensor, Tensor)> map_func, int num_parallel_calls = -1);

    /// <summary>The elements for which a function gives true.</summary>
    IDatasetV2 filter(Func<Tensors, bool> predicate);

    /// <summary>Each element with its number, an int64 scalar, before it.</summary>
    /// <param name="start">The first number.</param>
    IDatasetV2 enumerate(long start = 0);
}

/// <summary>Shape and element type of one tensor of a dataset's elements.</summary>
/// <param name="shape">Sizes; -1 for one that varies.</param>
/// <param name="dtype">Element type.</param>
public sealed record TensorSpec(Shape shape, TF_DataType dtype);
