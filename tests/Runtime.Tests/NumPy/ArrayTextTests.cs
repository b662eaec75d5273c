using Tensorflow;
using Tensorflow.NumPy;

namespace MlPipelines.Tests.NumPy;

/// <summary>Printed arrays, character by character as Python's NumPy prints them.</summary>
[TestClass]
public sealed class ArrayTextTests
{
    [TestMethod]
    public void NumbersShareTheirColumnWidthAndDecimals()
    {
        Assert.AreEqual("[[1. 2.]\n [3. 4.]]", ((NDArray)new[,] { { 1f, 2f }, { 3f, 4f } }).ToString());
        Assert.AreEqual("[ 1.    2.5  -0.25]", np.array(1.0, 2.5, -0.25).ToString());
        Assert.AreEqual("[  1  20 -30]", np.array(1, 20, -30).ToString());
        Assert.AreEqual("[ True False]", np.array(true, false).ToString());
        Assert.AreEqual("[0.1 0.2]", np.array(0.1f, 0.2f).ToString());
        Assert.AreEqual("[0.33333333 0.66666667]", np.array(1 / 3.0, 2 / 3.0).ToString());
        Assert.AreEqual("[]", np.zeros(0).ToString());
        Assert.AreEqual("[nan inf  1.]", np.array(double.NaN, double.PositiveInfinity, 1).ToString());
    }

    [TestMethod]
    public void WideRangesUsePowersOfTen()
    {
        Assert.AreEqual("[1.e-05 1.e+00]", np.array(1e-5, 1).ToString());
        Assert.AreEqual("[1.5e+00 2.0e+09]", np.array(1.5, 2e9).ToString());
    }

    [TestMethod]
    public void ScalarsPrintAsNumbers()
    {
        Assert.AreEqual("0.1", ((NDArray)0.1f).ToString());
        Assert.AreEqual("2.0", ((NDArray)2.0).ToString());
        Assert.AreEqual("7", ((NDArray)7).ToString());
        Assert.AreEqual("True", ((NDArray)true).ToString());
        Assert.AreEqual("1e-05", ((NDArray)1e-5).ToString());
    }

    [TestMethod]
    public void LongArraysShowTheirEndsAndLongLinesWrap()
    {
        Assert.AreEqual("[   0    1    2 ... 1998 1999 2000]", np.arange(2001).ToString());
        string text = np.arange(40).ToString();
        Assert.AreEqual("[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]", text);
        string square = np.zeros((40, 40), np.int32).ToString();
        Assert.HasCount(7, square.Split('\n'));
        Assert.StartsWith("[[0 0 0 ... 0 0 0]\n", square);
        Assert.AreEqual(" ...", square.Split('\n')[3]);
    }

    [TestMethod]
    public void BlocksOfThreeAxesAreSetApart() =>
        Assert.AreEqual("[[[0 1]]\n\n [[2 3]]]", np.arange(4).reshape(2, 1, 2).ToString());

    [TestMethod]
    public void TensorsPrintShapeTypeAndValues()
    {
        Tensor x = new[,] { { 1f, 2f }, { 3f, 4f } };
        Assert.AreEqual("tf.Tensor: shape=(2, 2), dtype=float32, numpy=array([[1., 2.],\n       [3., 4.]], dtype=float32)", x.ToString());
        Assert.AreEqual("tf.Tensor: shape=(), dtype=int32, numpy=3", ((Tensor)3).ToString());
    }
}
