using Tensorflow;
using Tensorflow.NumPy;

namespace MlPipelines.Tests.NumPy;

/// <summary>Indexing, writing, operators and conversions of arrays, against what Python's NumPy gives.</summary>
[TestClass]
public sealed class NDArrayTests
{
    private static NDArray Matrix() => np.arange(12).reshape(3, 4);

    private static void Has(long[] dims, int[] values, NDArray actual)
    {
        CollectionAssert.AreEqual(dims, actual.shape.dims, actual.ToString());
        CollectionAssert.AreEqual(values, actual.ToArray<int>(), actual.ToString());
    }

    [TestMethod]
    public void NumbersSelectEntriesAndScalars()
    {
        NDArray x = Matrix();
        Has([4], [4, 5, 6, 7], x[1]);
        Has([4], [8, 9, 10, 11], x[-1]);
        Assert.AreEqual(6, (int)x[1, 2]);
        Assert.AreEqual(0, x[1, 2].ndim);
    }

    [TestMethod]
    public void SlicesTextsAndRangesSelectAlike()
    {
        NDArray x = Matrix();
        foreach (NDArray y in new[] { x["0:2"], x[new Slice(0, 2)], x[0..2], x[new Slice(null, -1)], x[..^1] }) Has([2, 4], [0, 1, 2, 3, 4, 5, 6, 7], y);
        foreach (NDArray y in new[] { x[":, 1:3"], x[Slice.All, new Slice(1, 3)], x[.., 1..3] }) Has([3, 2], [1, 2, 5, 6, 9, 10], y);
        Has([3], [0, 4, 8], x["..., 0"]);
        Has([3, 4, 1], [.. Enumerable.Range(0, 12)], x[Slice.Ellipsis, np.newaxis]);
        Has([3], [3, 7, 11], x[.., ^1]);
        Has([3, 4], [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], x["::-1, ::-1"]);
        Has([0, 4], [], x["3:"]);
    }

    [TestMethod]
    public void RowsAreViewsAndOtherBlocksAreCopies()
    {
        NDArray x = Matrix();
        NDArray rows = x["1:3"], column = x[":, 0"], flat = x.reshape(-1);
        rows[0, 0] = 100;
        flat[11] = 200;
        column[0] = 300;
        Has([3, 4], [0, 1, 2, 3, 100, 5, 6, 7, 8, 9, 10, 200], x);
    }

    [TestMethod]
    public void WritingFollowsTheIndexConvertsAndBroadcasts()
    {
        NDArray y = np.zeros((3, 4), np.int32);
        for (int i = 0; i < 3; i++) y[i, i % 10] = 1f;
        y[2] = new[] { 5, 6, 7, 8 };
        y[":2, 3"] = 9.7;
        y[0, -2] = true;
        Has([3, 4], [1, 0, 1, 9, 0, 1, 0, 9, 5, 6, 7, 8], y);
        y[..] = 2;
        y["::2, 1:3"] = new[,] { { 3, 4 } };
        Has([3, 4], [2, 3, 4, 2, 2, 2, 2, 2, 2, 3, 4, 2], y);
    }

    [TestMethod]
    public void OverlappingWritesReadBeforeTheyWrite()
    {
        NDArray x = np.arange(5);
        x["1:"] = x[":-1"];
        Has([5], [0, 0, 1, 2, 3], x);
    }

    [TestMethod]
    public void MasksSelectAndWrite()
    {
        // As paper 5 does: y_test[y_test == y2].
        NDArray labels = new[] { 3, 1, 3, 2 };
        Has([2], [3, 3], labels[labels == 3]);
        NDArray x = Matrix();
        Has([2, 4], [0, 1, 2, 3, 8, 9, 10, 11], x[(NDArray)new[] { true, false, true }]);
        Has([5], [7, 8, 9, 10, 11], x[x > 6]);
        x[x > 6] = 0;
        x[(NDArray)new[] { false, true, false }] = -1;
        Has([3, 4], [0, 1, 2, 3, -1, -1, -1, -1, 0, 0, 0, 0], x);
    }

    [TestMethod]
    public void ArraysOfNumbersSelectAndWriteEntries()
    {
        NDArray x = Matrix();
        Has([3, 4], [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11], x[np.array(2, 0, -1)]);
        Has([2, 1, 4], [4, 5, 6, 7, 0, 1, 2, 3], x[np.array(new long[,] { { 1 }, { 0 } })]);
        x[np.array(0, -1)] = 7;
        Has([3, 4], [7, 7, 7, 7, 4, 5, 6, 7, 7, 7, 7, 7], x);
    }

    [TestMethod]
    public void ReshapedArraysShareTheMemoryAndAstypeCopies()
    {
        NDArray x = np.zeros(new Shape(6), np.uint8);
        NDArray view = x.reshape((2, 3)), copy = x.astype(np.uint8);
        x[4] = 9;
        Assert.AreEqual(9, (int)view[1, 1]);
        Assert.AreEqual(0, (int)copy[4]);
        Assert.AreEqual(np.float32, x.astype(np.float32).dtype);
    }

    [TestMethod]
    public void ResultTypesAreThoseOfNumPy()
    {
        NDArray bytes = new byte[] { 51, 255 }, ints = new[] { 1, 2 }, floats = new[] { 1f, 2f }, doubles = new[] { 1.0, 2.0 };
        Assert.AreEqual(np.float32, (bytes / 255f).dtype);
        Assert.AreEqual(np.float64, (bytes / 255.0).dtype);
        Assert.AreEqual(np.float64, (ints / 2).dtype);
        Assert.AreEqual(np.int32, (ints * 2).dtype);
        Assert.AreEqual(np.float32, (floats * 2.0).dtype);
        Assert.AreEqual(np.float32, (floats + 1).dtype);
        Assert.AreEqual(np.float64, (floats + doubles).dtype);
        Assert.AreEqual(np.float64, (floats + ints).dtype);
        Assert.AreEqual(np.float32, (floats + bytes).dtype);
        Assert.AreEqual(np.int32, (bytes + ints).dtype);
        Assert.AreEqual(np.@bool, (ints == 2).dtype);
    }

    [TestMethod]
    public void OperatorsComputeElementByElement()
    {
        NDArray x = new[] { 1f, 2f, 4f };
        CollectionAssert.AreEqual(new[] { 0.2f, 1f }, ((NDArray)new byte[] { 51, 255 } / 255f).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 2f, 1f, 0.5f }, (2 / x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 0f, -1f, -3f }, (1 - x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { -1f, -2f, -4f }, (-x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { false, true, true }, (x >= 2).ToArray<bool>());
        CollectionAssert.AreEqual(new[] { false, true, false }, ((x > 1) & (x < 4)).ToArray<bool>());
        CollectionAssert.AreEqual(new[] { true, false, true }, ((x == 1) | !(x != 4)).ToArray<bool>());
    }

    [TestMethod]
    public void ATensorAndAnArrayMakeATensorElementByElement()
    {
        Tensor t = new[] { 1f, 2f };
        NDArray a = new[] { 10f, 20f };
        CollectionAssert.AreEqual(new[] { 11f, 22f }, (t + a).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 9f, 18f }, (a - t).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 10f, 40f }, Tensorflow.Operations.MathOps.Multiply(t, a).ToArray<float>());
    }

    [TestMethod]
    public void ComparingWithNullAsksForTheArrayItself()
    {
        NDArray? nothing = null, something = 1;
        Assert.IsTrue((bool)(nothing == null!));
        Assert.IsFalse((bool)(something == null!));
        Assert.IsTrue((bool)(something != null!));
    }

    [TestMethod]
    public void AsAnObjectAnArrayIsItself()
    {
        NDArray a = new[] { 1, 2 }, b = new[] { 1, 2 };
        Assert.IsFalse(a.Equals(b));
        Assert.Contains(a, new List<NDArray> { b, a });
        Assert.IsTrue(np.array_equal(a, b));
    }

    [TestMethod]
    public void CSharpArraysOfAnyRankConvert()
    {
        NDArray cube = new float[,,] { { { 1, 2 }, { 3, 4 } } };
        Assert.AreEqual(new Shape(1, 2, 2), cube.shape);
        Assert.AreEqual(4f, (float)cube[0, 1, 1]);
        Tensor labels = new[,] { { 1L, 2 } };
        Assert.AreEqual(TF_DataType.TF_INT64, labels.dtype);
        Assert.AreEqual(new Shape(2, 1), np.array(new[] { new float[1], new float[1] }).shape);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => (float)cube).Message, "(1, 2, 2) where one number is needed");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => new NDArray(new[] { new float[1] })).Message, "Single[]");
    }

    [TestMethod]
    public void AnArrayMadeInsideATrainingStepOutlivesIt()
    {
        NDArray kept;
        using (Tensorflow.Memory.TensorScope.Enter()) kept = Tensor.From<float>([1, 2], 2).numpy() * 2;
        CollectionAssert.AreEqual(new[] { 2f, 4f }, kept.ToArray<float>());
    }

    [TestMethod]
    public void WrongIndicesSayWhatFits()
    {
        NDArray x = Matrix();
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => x[3]).Message, "index 3 for axis 0");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => x[0, 0, 0]).Message, "3 indices");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => x[(NDArray)new[] { true }]).Message, "(1,)");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => x[np.array(3)]).Message, "index 3");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => x[0] = new[] { 1, 2 }).Message, "(2,)");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => x[np.array(0.5)]).Message, "float64");
    }
}
