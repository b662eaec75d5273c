using Tensorflow;
using Tensorflow.Kernels;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class RandomTests
{
    private const int Many = 100_000;

    [TestMethod]
    public void Uniform_numbers_fill_their_range_evenly()
    {
        foreach (double[] x in Both((dtype, stream) => RandomOps.Uniform(Many, -2, 3, dtype, stream)))
        {
            Array.Sort(x);
            Assert.IsTrue(x[0] >= -2 && x[^1] < 3);
            Distance(x, v => (v + 2) / 5);
        }
    }

    [TestMethod]
    public void Normal_numbers_have_the_mean_the_deviation_and_the_shape()
    {
        foreach (double[] x in Both((dtype, stream) => RandomOps.Normal(Many, 0.5, 2, dtype, stream)))
        {
            double mean = x.Average(), variance = x.Average(v => (v - mean) * (v - mean)), skew = x.Average(v => Math.Pow((v - mean) / 2, 3)), tails = x.Average(v => Math.Pow((v - mean) / 2, 4));
            Assert.AreEqual(0.5, mean, 5 * 2 / Math.Sqrt(Many));
            Assert.AreEqual(4, variance, 5 * 4 * Math.Sqrt(2.0 / Many));
            Assert.AreEqual(0, skew, 5 * Math.Sqrt(6.0 / Many));
            Assert.AreEqual(3, tails, 5 * Math.Sqrt(24.0 / Many) * 2);
            // Neighbours, which come from one pair of fractions, must not be related.
            Assert.AreEqual(0, Enumerable.Range(0, Many / 2).Average(i => (x[2 * i] - mean) * (x[2 * i + 1] - mean)) / 4, 5 / Math.Sqrt(Many / 2.0));
            Array.Sort(x);
            Distance(x, v => Cumulative((v - 0.5) / 2));
        }
    }

    [TestMethod]
    public void Truncated_normal_numbers_stay_within_two_deviations()
    {
        double below = Cumulative(-2);
        foreach (double[] x in Both((dtype, stream) => RandomOps.TruncatedNormal(Many, 1, 0.5, dtype, stream)))
        {
            Array.Sort(x);
            Assert.IsTrue(x[0] >= 0 && x[^1] <= 2);
            Distance(x, v => (Cumulative((v - 1) / 0.5) - below) / (1 - 2 * below));
        }
    }

    [TestMethod]
    public void Whole_numbers_are_drawn_equally_often()
    {
        var counts = new int[10];
        foreach (int x in RandomOps.RandomInt(Many, -3, 7, stream: new RandomStream(5)).ToArray<int>()) counts[x + 3]++;
        double expected = Many / 10.0;
        // Chi squared with 9 degrees of freedom: 33.7 is passed once in 10,000 times.
        Assert.IsLessThan(33.7, counts.Sum(c => (c - expected) * (c - expected) / expected));
        Assert.AreEqual(TF_DataType.TF_UINT8, RandomOps.RandomInt(3, 0, 256, TF_DataType.TF_UINT8, new RandomStream(1)).dtype);
        long[] wide = RandomOps.RandomInt(1000, long.MinValue, long.MaxValue, TF_DataType.TF_INT64, new RandomStream(1)).ToArray<long>();
        Assert.IsTrue(wide.Any(v => v < 0) && wide.Any(v => v > 0) && wide.Any(v => v % 2 != 0));
    }

    [TestMethod]
    public void Permutations_hold_each_number_once_and_every_order_is_as_likely()
    {
        foreach (int n in (int[])[0, 1, 2, 255, 256, 257, 1000])
        {
            int[] order = RandomOps.Permutation(n, new RandomStream(n));
            CollectionAssert.AreEqual(Enumerable.Range(0, n).ToArray(), order.Order().ToArray());
        }
        var stream = new RandomStream(11);
        var counts = new Dictionary<int, int>();
        for (int i = 0; i < 24_000; i++)
        {
            int[] p = RandomOps.Permutation(4, stream);
            int key = p[0] * 64 + p[1] * 16 + p[2] * 4 + p[3];
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.HasCount(24, counts);
        Assert.IsLessThan(58.6, counts.Values.Sum(c => (c - 1000.0) * (c - 1000.0) / 1000));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => RandomOps.Permutation(-1));
    }

    [TestMethod]
    public void Permutation_of_a_seed_never_changes()
    {
        // Shuffles of data sets depend on it, and through them every result that was ever written down.
        CollectionAssert.AreEqual(PermutationOfSeed7, RandomOps.Permutation(10, new RandomStream(7)));
    }

    private static readonly int[] PermutationOfSeed7 = [9, 6, 4, 2, 5, 0, 1, 7, 3, 8];

    [TestMethod]
    public void A_stream_is_its_seed_and_position()
    {
        var a = new RandomStream(42);
        float[] first = RandomOps.Normal(7, stream: a).ToArray<float>();
        long position = a.Position;
        float[] second = RandomOps.Normal(7, stream: a).ToArray<float>();
        CollectionAssert.AreNotEqual(first, second);
        var b = new RandomStream(42) { Position = position };
        CollectionAssert.AreEqual(second, RandomOps.Normal(7, stream: b).ToArray<float>());
        b.Restore(42, 0);
        CollectionAssert.AreEqual(first, RandomOps.Normal(7, stream: b).ToArray<float>());
        CollectionAssert.AreNotEqual(first, RandomOps.Normal(7, stream: new RandomStream(43)).ToArray<float>());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => a.Position = 3);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => a.Take(-1));
    }

    [TestMethod]
    public void Taking_reserves_whole_blocks()
    {
        var stream = new RandomStream(1);
        Assert.AreEqual(0L, stream.Take(5));
        Assert.AreEqual(8L, stream.Take(4));
        Assert.AreEqual(12L, stream.Take(0));
        Assert.AreEqual(12L, stream.Position);
    }

    [TestMethod]
    public void Split_streams_differ_from_their_parent_and_each_other_and_repeat()
    {
        var parent = new RandomStream(3);
        RandomStream a = parent.Split(), b = parent.Split();
        Assert.AreNotEqual(a.Seed, b.Seed);
        Assert.AreNotEqual(parent.Seed, a.Seed);
        var again = new RandomStream(3);
        Assert.AreEqual(a.Seed, again.Split().Seed);
        Assert.AreEqual(b.Seed, again.Split().Seed);
    }

    [TestMethod]
    public void A_seed_set_for_all_repeats_what_follows()
    {
        RandomStream.SetGlobalSeed(5);
        float[] a = RandomOps.Uniform(5).ToArray<float>(), b = RandomOps.Uniform(5).ToArray<float>();
        RandomStream.SetGlobalSeed(5);
        CollectionAssert.AreEqual(a, RandomOps.Uniform(5).ToArray<float>());
        CollectionAssert.AreEqual(b, RandomOps.Uniform(5).ToArray<float>());
    }

    [TestMethod]
    public void Draws_have_the_same_bits_with_any_number_of_threads()
    {
        byte[]? first = null;
        foreach (int threads in (int[])[1, 2, 3])
        {
            int before = Workers.Threads;
            Workers.Threads = threads;
            byte[] bytes = RandomOps.TruncatedNormal(30_001, stream: new RandomStream(5)).Bytes.ToArray();
            Workers.Threads = before;
            first ??= bytes;
            CollectionAssert.AreEqual(first, bytes);
        }
    }

    [TestMethod]
    public void Wrong_ranges_and_types_are_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => RandomOps.Uniform(3, 2, 2)).Message, "below");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => RandomOps.Normal(3, 0, -1)).Message, "-1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => RandomOps.Normal(3, dtype: TF_DataType.TF_INT32)).Message, "int32");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => RandomOps.RandomInt(3, 0, 257, TF_DataType.TF_UINT8)).Message, "uint8");
    }

    private static IEnumerable<double[]> Both(Func<TF_DataType, RandomStream, Tensor> draw)
    {
        yield return Array.ConvertAll(draw(TF_DataType.TF_FLOAT, new RandomStream(17)).ToArray<float>(), v => (double)v);
        yield return draw(TF_DataType.TF_DOUBLE, new RandomStream(17)).ToArray<double>();
    }

    /// <summary>
    /// Kolmogorov and Smirnov's distance of sorted numbers from a distribution; 2.2 / sqrt(n) is passed once in 10,000 times.
    /// </summary>
    private static void Distance(double[] sorted, Func<double, double> cumulative)
    {
        double largest = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double expected = cumulative(sorted[i]);
            largest = Math.Max(largest, Math.Max(Math.Abs(expected - i / (double)sorted.Length), Math.Abs((i + 1.0) / sorted.Length - expected)));
        }
        Assert.IsLessThan(2.2 / Math.Sqrt(sorted.Length), largest);
    }

    /// <summary>The normal distribution's cumulative function, by integrating its density.</summary>
    private static double Cumulative(double x) => Table[Math.Clamp((int)Math.Round((x + 8) * 1000), 0, Table.Length - 1)];

    private static readonly double[] Table = MakeTable();

    private static double[] MakeTable()
    {
        var table = new double[16_001];
        double sum = 0;
        for (int i = 1; i < table.Length; i++)
        {
            double x = -8 + (i - 0.5) / 1000;
            sum += Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) / 1000;
            table[i] = sum;
        }
        return table;
    }
}
