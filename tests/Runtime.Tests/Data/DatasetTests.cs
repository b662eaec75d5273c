using FsCheck;
using FsCheck.Fluent;
using Tensorflow;
using Tensorflow.NumPy;
using static Tensorflow.Binding;

namespace MlPipelines.Tests.Data;

/// <summary>tf.data: which elements come, in which order, and how they are joined.</summary>
[TestClass]
public sealed class DatasetTests
{
    private static IDatasetV2 Count(int n) => tf.data.Dataset.from_tensor_slices(np.arange(n));

    private static int[] Values(IDatasetV2 ds) => [.. ds.SelectMany(element => element.Item1.ToArray<int>())];

    [TestMethod]
    public void SlicesComeInOrderAsPairsOrAlone()
    {
        NDArray x = np.arange(6).reshape(3, 2), y = new[] { 10, 20, 30 };
        var pairs = tf.data.Dataset.from_tensor_slices(x, y).ToArray();
        Assert.HasCount(3, pairs);
        CollectionAssert.AreEqual(new[] { 2, 3 }, pairs[1].Item1.ToArray<int>());
        Assert.AreEqual(Shape.Scalar, pairs[1].Item2.shape);
        Assert.AreEqual(20, (int)pairs[1].Item2);
        foreach (var (first, second) in tf.data.Dataset.from_tensor_slices((x, y)).take(1)) Assert.AreEqual(10, (int)second);
        foreach (var (only, nothing) in tf.data.Dataset.from_tensor_slices(x)) Assert.IsNull(nothing);
        Assert.HasCount(3, tf.data.Dataset.from_tensor_slices([x, y, y]).elements().First());
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => tf.data.Dataset.from_tensor_slices(x, np.ones(2))).Message, "(2,)");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => tf.data.Dataset.from_tensor_slices(3)).Message, "()");
    }

    [TestMethod]
    public void BatchesJoinRowsAndKeepOrDropTheRest()
    {
        IDatasetV2 ds = Count(7).batch(3);
        CollectionAssert.AreEqual(new long[] { 3, 3, 1 }, ds.Select(e => e.Item1.shape[0]).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4, 5, 6 }, Values(ds));
        Assert.AreEqual(3, ds.cardinality());
        IDatasetV2 full = Count(7).batch(3, drop_remainder: true);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4, 5 }, Values(full));
        Assert.AreEqual(2, full.cardinality());
        Assert.AreEqual(new Shape(2, 3), Count(7).batch(3, true).batch(2).First().Item1.shape);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4, 5, 6 }, Values(ds.unbatch()));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => Count(2).batch(0)).Message, "batch_size 0");
    }

    [TestMethod]
    public void ShuffleIsAPermutationThatTheSeedDecides()
    {
        int[] a = Values(Count(50).shuffle(50, seed: 1)), b = Values(Count(50).shuffle(50, seed: 1)), c = Values(Count(50).shuffle(50, seed: 2));
        CollectionAssert.AreEqual(a, b);
        CollectionAssert.AreNotEqual(a, c);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 50).ToArray(), a);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 50).ToArray(), a);
        tf.random.set_seed(4);
        int[] first = Values(Count(50).shuffle(50));
        tf.random.set_seed(4);
        CollectionAssert.AreEqual(first, Values(Count(50).shuffle(50)));
    }

    [TestMethod]
    public void ShuffleDrawsANewOrderEachTimeUnlessToldNotTo()
    {
        IDatasetV2 fresh = Count(50).shuffle(50, seed: 1), same = Count(50).shuffle(50, seed: 1, reshuffle_each_iteration: false);
        CollectionAssert.AreNotEqual(Values(fresh), Values(fresh));
        CollectionAssert.AreEqual(Values(same), Values(same));
        int[] twice = Values(Count(50).shuffle(50, seed: 1).repeat(2));
        CollectionAssert.AreNotEqual(twice[..50], twice[50..]);
        CollectionAssert.AreEquivalent(twice[..50], twice[50..]);
    }

    [TestMethod]
    public void ShuffleHoldsNoMoreThanItsBuffer() => Prop.ForAll(Gen.Choose(0, 60).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (n, buffer) =>
    {
        int[] order = Values(Count(n).shuffle(buffer, seed: n + 100 * buffer));
        // Whatever comes at place i has been read by then: it is among the first i + buffer elements.
        return order.Length == n && order.Distinct().Count() == n && order.Select((value, i) => value < i + buffer).All(ok => ok);
    }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void AFullBufferMakesEveryOrderAboutAsOften()
    {
        IDatasetV2 ds = Count(3).shuffle(3, seed: 9);
        var times = new Dictionary<string, int>();
        for (int i = 0; i < 1200; i++)
        {
            string order = string.Concat(Values(ds));
            times[order] = times.GetValueOrDefault(order) + 1;
        }
        Assert.HasCount(6, times);
        // 200 expected, standard deviation 13.
        Assert.IsTrue(times.Values.All(t => t is > 140 and < 260), string.Join(", ", times));
    }

    [TestMethod]
    public void BatchesOfShuffledRowsAreTheSameWhetherRowsOrElementsGoThrough()
    {
        // The same numbers once as rows of an array, once as elements that a function made.
        int[] rows = Values(Count(20).shuffle(8, seed: 5).batch(6));
        int[] elements = Values(Count(20).map(x => x).shuffle(8, seed: 5).batch(6));
        CollectionAssert.AreEqual(rows, elements);
    }

    [TestMethod]
    public void TakeSkipRepeatShardConcatenate()
    {
        CollectionAssert.AreEqual(new[] { 0, 1 }, Values(Count(5).take(2)));
        CollectionAssert.AreEqual(new[] { 3, 4 }, Values(Count(5).skip(3)));
        CollectionAssert.AreEqual(new[] { 0, 1, 0, 1 }, Values(Count(2).repeat(2)));
        CollectionAssert.AreEqual(new[] { 0, 1, 0, 1, 0 }, Values(Count(2).repeat().take(5)));
        CollectionAssert.AreEqual(new[] { 1, 4 }, Values(Count(5).shard(3, 1)));
        CollectionAssert.AreEqual(new[] { 0, 1, 0 }, Values(Count(2).concatenate(Count(1))));
        Assert.HasCount(0, Values(Count(0).repeat()));
        Assert.AreEqual(-1, Count(2).repeat().cardinality());
        Assert.AreEqual(2, Count(5).shard(3, 1).cardinality());
        Assert.AreEqual(3, Count(2).concatenate(Count(1)).cardinality());
        Assert.AreEqual(4, Count(9).skip(5).cardinality());
        Assert.AreEqual(-2, Count(9).filter(_ => true).cardinality());
    }

    [TestMethod]
    public void MapFilterEnumerateZip()
    {
        CollectionAssert.AreEqual(new[] { 0, 2, 4 }, Values(Count(3).map(x => x * 2)));
        CollectionAssert.AreEqual(new[] { 0, 2 }, Values(Count(4).filter(x => (int)x[0] % 2 == 0)));
        var pairs = tf.data.Dataset.from_tensor_slices(np.arange(2), np.arange(2)).map((x, y) => (x + 10, y + 20)).ToArray();
        Assert.AreEqual(11, (int)pairs[1].Item1);
        Assert.AreEqual(21, (int)pairs[1].Item2);
        var numbered = Count(3).skip(1).enumerate().ToArray();
        Assert.AreEqual(1L, (long)numbered[1].Item1);
        Assert.AreEqual(2, (int)numbered[1].Item2);
        var zipped = tf.data.Dataset.zip(Count(5), Count(3).map(x => x * 100)).ToArray();
        Assert.HasCount(3, zipped);
        Assert.AreEqual(200, (int)zipped[2].Item2);
        Assert.AreEqual(new Shape(2), tf.data.Dataset.zip(Count(4), Count(4)).batch(2).First().Item2.shape);
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => Count(1).map((x, y) => (x, y)).Count()).Message, "elements of 1");
    }

    [TestMethod]
    public void CacheKeepsTheFirstOrderAndPrefetchChangesNothing()
    {
        IDatasetV2 cached = Count(40).shuffle(40, seed: 3).cache();
        CollectionAssert.AreEqual(Values(cached), Values(cached));
        int calls = 0;
        IDatasetV2 mapped = Count(4).map(x =>
        {
            calls++;
            return x;
        }).cache().prefetch(tf.data.AUTOTUNE);
        _ = Values(mapped);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, Values(mapped));
        Assert.AreEqual(4, calls);
        Assert.ThrowsExactly<NotSupportedException>(() => Count(1).cache("file"));
    }

    [TestMethod]
    public void WhatAPipelineKeepsOutlivesTheTrainingStepThatMadeIt()
    {
        foreach (IDatasetV2 ds in new[] { Count(6).map(x => x + 0).shuffle(6, seed: 1), Count(6).map(x => x + 0).cache(), Count(6).batch(3).unbatch() })
        {
            for (int epoch = 0; epoch < 2; epoch++)
            {
                var seen = new List<int>();
                using IEnumerator<(Tensor, Tensor)> items = ds.GetEnumerator();
                while (true)
                {
                    using var scope = Tensorflow.Memory.TensorScope.Enter();
                    if (!items.MoveNext()) break;
                    seen.Add((int)items.Current.Item1);
                }
                CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3, 4, 5 }, seen);
            }
        }
    }

    [TestMethod]
    public void OtherSources()
    {
        Assert.AreEqual(new Shape(2, 2), tf.data.Dataset.from_tensors(tf.ones((2, 2))).Single().Item1.shape);
        CollectionAssert.AreEqual(new long[] { 1, 3 }, tf.data.Dataset.range(1, 5, 2).Select(e => (long)e.Item1).ToArray());
        IDatasetV2 made = tf.data.Dataset.from_generator(() => Enumerable.Range(0, 3).Select(i => (Tensors)(Tensor)i));
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 0, 1, 2 }, Values(made.repeat(2)));
    }

    [TestMethod]
    public void ElementSpecsFollowTheSteps()
    {
        IDatasetV2 ds = tf.data.Dataset.from_tensor_slices(tf.zeros((6, 28, 28)), tf.zeros(6, tf.int32));
        Assert.AreEqual(new TensorSpec((28, 28), TF_DataType.TF_FLOAT), ds.shuffle(2).element_spec![0]);
        Assert.AreEqual(new TensorSpec(new Shape(-1, 28, 28), TF_DataType.TF_FLOAT), ds.batch(2).take(1).element_spec![0]);
        Assert.AreEqual(new TensorSpec(2, TF_DataType.TF_INT32), ds.batch(2, true).element_spec![1]);
        Assert.IsNull(ds.map(x => x).element_spec);
    }
}
