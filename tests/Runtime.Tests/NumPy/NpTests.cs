using Tensorflow;
using Tensorflow.NumPy;

namespace MlPipelines.Tests.NumPy;

/// <summary>The functions of <c>np</c> against values that Python's NumPy gives.</summary>
[TestClass]
public sealed class NpTests
{
    private static void Near(double[] expected, NDArray actual)
    {
        double[] values = actual.astype(np.float64).ToArray<double>();
        Assert.HasCount(expected.Length, values, actual.ToString());
        for (int i = 0; i < values.Length; i++) Assert.AreEqual(expected[i], values[i], 1e-6, $"element {i} of {actual}");
    }

    [TestMethod]
    public void Creation()
    {
        Assert.AreEqual(np.float64, np.zeros(3).dtype);
        Near([1, 1], np.ones(2, np.float32));
        Near([0, 1, 2], np.arange(3));
        Assert.AreEqual(np.int32, np.arange(3).dtype);
        Near([1, 1.5, 2], np.arange(1.0, 2.5, 0.5));
        Near([5, 4, 3], np.arange(5, 2, -1));
        Near([0, 0.25, 0.5, 0.75, 1], np.linspace(0, 1, 5));
        Near([0, 0.5], np.linspace(0, 1, 2, endpoint: false));
        Near([1, 0, 0, 1], np.eye(2));
        Near([7, 7], np.full(2, 7));
        Near([3, 4], np.array(new[] { 3, 4 }, np.float32));
    }

    [TestMethod]
    public void Reductions()
    {
        NDArray x = new byte[,] { { 200, 100 }, { 3, 9 } };
        Assert.AreEqual(312, (int)np.sum(x));
        Assert.AreEqual(np.int64, np.sum(x).dtype);
        Near([203, 109], x.sum(0));
        Near([150, 6], x.mean(1));
        Assert.AreEqual(new Shape(2, 1), x.mean(1, keepdims: true).shape);
        Near([50, 3], x.std(1));
        Near([2500, 9], np.var(x, 1));
        Near([200, 9], x.max(-1));
        Near([3], x.min());
        Near([27], np.prod(x[1]));
        Assert.AreEqual(0, (int)x.argmax());
        Near([0, 1], np.argmax(x, 1));
        Near([1, 1], np.argmin(x, 0));
        Assert.IsTrue(np.any(x == 9));
        Assert.IsFalse(np.all(x == 9));
        Assert.AreEqual(3, np.count_nonzero(x > 3));
        Assert.AreEqual(np.float32, np.mean(np.ones(3, np.float32)).dtype);
    }

    [TestMethod]
    public void JoiningAndReshaping()
    {
        NDArray a = new[,] { { 1, 2 }, { 3, 4 } }, b = new[,] { { 5, 6 } };
        Near([1, 2, 3, 4, 5, 6], np.concatenate((a, b)));
        Near([1, 2, 1, 2, 3, 4, 3, 4], np.concatenate([a, a], 1));
        Assert.AreEqual(np.float64, np.concatenate((a, np.ones((1, 2)))).dtype);
        Near([1, 2, 3, 4], np.vstack(new[] { 1, 2 }, new[] { 3, 4 }));
        Assert.AreEqual(new Shape(2, 2), np.vstack(new[] { 1, 2 }, new[] { 3, 4 }).shape);
        Near([1, 2, 3], np.hstack(new[] { 1 }, new[] { 2, 3 }));
        Near([1, 3, 2, 4], np.stack([a[0], a[1]], 1));
        Near([1, 3, 2, 4], a.T);
        Assert.AreEqual(new Shape(1, 2, 2), np.expand_dims(a, 0).shape);
        Assert.AreEqual(new Shape(2), np.squeeze(b).shape);
        Near([4, 3, 2, 1], np.flip(a));
        Near([1, 2, 1, 2], np.tile(b * 0 + np.array(1, 2), 2));
        Near([1, 1, 2, 2], np.repeat(np.array(1, 2), 2));
        Near([0, 1, 2, 0], np.pad(np.array(1, 2), [(1, 1)]));
        Near([2, 4], np.take(a, 1, 1));
        NDArray view = np.expand_dims(a, -1);
        view[0, 0, 0] = 50;
        Assert.AreEqual(50, (int)a[0, 0]);
    }

    [TestMethod]
    public void ElementWiseFunctions()
    {
        Near([1, 2], np.sqrt(np.array(1, 4)));
        Near([1, Math.E], np.exp(np.array(0.0, 1)));
        Near([0, 1], np.log(np.array(1, Math.E)));
        Near([1, 2], np.abs(np.array(-1, 2)));
        Near([0, 0.5, 1], np.clip(np.array(-1, 0.5, 3), 0, 1));
        Near([2, 2, -2], np.round(np.array(1.5, 2.5, -1.6)));
        Near([1.23], np.round(np.array(1.2345), 2));
        Near([8, 9], np.power(np.array(2, 3), np.array(3, 2)));
        Near([1, 20], np.where(np.array(true, false), np.array(1, 2), np.array(10, 20)));
        NDArray[] places = np.where((NDArray)new[,] { { 0, 5 }, { 6, 0 } });
        Near([0, 1], places[0]);
        Near([1, 0], places[1]);
    }

    [TestMethod]
    public void Dot()
    {
        NDArray m = new[,] { { 1.0, 2 }, { 3, 4 } }, v = new[] { 5.0, 6 };
        Assert.AreEqual(61, (double)np.dot(v, v));
        Near([17, 39], np.dot(m, v));
        Near([23, 34], np.dot(v, m));
        Near([7, 10, 15, 22], np.dot(m, m));
        Assert.AreEqual(np.int32, np.dot(np.array(1, 2), np.array(3, 4)).dtype);
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => np.dot(m, np.ones(3))).Message, "(3,)");
    }

    [TestMethod]
    public void SortingAndCounting()
    {
        NDArray x = new[,] { { 3f, 1f, 2f }, { 1f, 1f, 0f } };
        Near([1, 2, 0, 2, 0, 1], np.argsort(x));
        Near([1, 2, 3, 0, 1, 1], np.sort(x));
        Near([1, 1, 1, 0, 0, 0], np.argsort(x, 0)["::1"].astype(np.int32) * 0 + np.array(new[,] { { 1, 1, 1 }, { 0, 0, 0 } }));
        Near([1, 1, 0, 3, 1, 2], np.sort(x, 0));
        Near([0, 1, 2, 3], np.unique(x));
        (NDArray values, NDArray counts) = np.unique_counts(np.array(4, 2, 4, 4));
        Near([2, 4], values);
        Near([1, 3], counts);
        Near([1, 0, 2, 0], np.bincount(np.array(2, 0, 2), 4));
    }

    [TestMethod]
    public void Closeness()
    {
        Assert.IsTrue(np.allclose(np.array(1.0, double.PositiveInfinity), np.array(1.0000001, double.PositiveInfinity)));
        Assert.IsFalse(np.allclose(np.array(1.0), np.array(1.001)));
        Assert.IsFalse(np.allclose(np.array(double.PositiveInfinity), np.array(1.0)));
        Assert.IsFalse(np.allclose(np.array(1.0), np.array(double.PositiveInfinity)));
        Assert.IsFalse(np.allclose(np.array(double.NaN), np.array(double.NaN)));
        Assert.IsTrue(np.isnan(np.array(double.NaN, 1)).ToArray<bool>().SequenceEqual([true, false]));
    }

    [TestMethod]
    public void RandomNumbersFollowTheSeed()
    {
        np.random.seed(5);
        NDArray a = np.random.rand(2, 3), b = np.random.rand(2, 3);
        np.random.seed(5);
        Assert.IsTrue(np.array_equal(a, np.random.rand(2, 3)));
        Assert.IsFalse(np.array_equal(a, b));
        Assert.AreEqual(new Shape(2, 3), a.shape);
        Assert.IsTrue(np.all(a >= 0) && np.all(a < 1));
        NDArray many = np.random.normal(3, 2, 20_000);
        Assert.AreEqual(3, (double)many.mean(), 0.1);
        Assert.AreEqual(2, (double)many.std(), 0.1);
        NDArray dice = np.random.randint(1, 7, 1000);
        Near([1, 2, 3, 4, 5, 6], np.unique(dice));
        Near([0, 1, 2, 3, 4], np.sort(np.random.permutation(5)));
        Assert.AreEqual(10, (int)np.unique(np.random.choice(20, 10, replace: false)).size);
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => np.random.choice(3, 4, replace: false)).Message, "at most 3");
        NDArray shuffled = np.arange(50);
        np.random.shuffle(shuffled);
        Assert.IsFalse(np.array_equal(shuffled, np.arange(50)));
        Assert.IsTrue(np.array_equal(np.sort(shuffled), np.arange(50)));
    }

    [TestMethod]
    public void FilesGiveBackWhatWasSaved()
    {
        string folder = Directory.CreateTempSubdirectory("np").FullName;
        try
        {
            NDArray x = np.arange(6).reshape(2, 3), y = np.array(true, false);
            np.save(Path.Combine(folder, "x"), x);
            Assert.IsTrue(np.array_equal(x, np.load(Path.Combine(folder, "x.npy"))));
            string both = Path.Combine(folder, "both.npz");
            np.savez(both, ("x", x), ("y", y));
            Dictionary<string, NDArray> read = np.load_npz(both);
            Assert.IsTrue(np.array_equal(x, read["x"]));
            Assert.AreEqual(np.@bool, read["y"].dtype);
            np.savez_compressed(both, ("z", x.astype(np.float32)));
            Assert.AreEqual(np.float32, np.load_npz(both)["z"].dtype);
            np.savez(both, x, y);
            CollectionAssert.AreEquivalent(new[] { "arr_0", "arr_1" }, np.load_npz(both).Keys.ToArray());
            StringAssert.Contains(Assert.Throws<ArgumentException>(() => np.load(both)).Message, "load_npz");
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
