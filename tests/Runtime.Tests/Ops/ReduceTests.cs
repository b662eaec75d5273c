using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class ReduceTests
{
    private static readonly Tensor X = Tensor.From<float>([1, 2, 3, 4, 5, 6], (2, 3));

    [TestMethod]
    public void Axes_may_be_none_all_negative_or_kept()
    {
        Same(Shape.Scalar, [21], MathOps.ReduceSum(X));
        Same((1, 1), [21], MathOps.ReduceSum(X, null, true));
        Same(3, [5, 7, 9], MathOps.ReduceSum(X, [0]));
        Same((2, 1), [6, 15], MathOps.ReduceSum(X, [-1], true));
        Same(2, [2, 5], MathOps.ReduceMean(X, [1]));
        Same(Shape.Scalar, [3.5f], MathOps.ReduceMean(X, [0, 1]));
        Same((2, 3), [1, 2, 3, 4, 5, 6], MathOps.ReduceSum(X, []));
        Same((2, 3), [1, 2, 3, 4, 5, 6], MathOps.ReduceMean(X, []));
        Same(3, [4, 5, 6], MathOps.ReduceMax(X, [0]));
        Same(2, [1, 4], MathOps.ReduceMin(X, [1]));
        Same(2, [6, 120], MathOps.ReduceProd(X, [1]));
    }

    [TestMethod]
    public void Wrong_axes_are_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => MathOps.ReduceSum(X, [2])).Message, "-2 to 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => MathOps.ReduceSum(X, [1, -1])).Message, "twice");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => MathOps.ArgMax(X, -3));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => MathOps.ArgMax(Tensor.Zeros((2, 0)), 1)).Message, "no elements");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => MathOps.SumTo(X, (3, 3))).Message, "(3, 3)");
        Assert.ThrowsExactly<ArgumentException>(() => MathOps.SumTo(X, (4, 2, 3)));
    }

    [TestMethod]
    public void No_elements_give_TensorFlows_values()
    {
        Tensor none = Tensor.Zeros((0, 2));
        Same(2, [0, 0], MathOps.ReduceSum(none, [0]));
        Same(2, [1, 1], MathOps.ReduceProd(none, [0]));
        Same(2, [float.NegativeInfinity, float.NegativeInfinity], MathOps.ReduceMax(none, [0]));
        Same(2, [float.PositiveInfinity, float.PositiveInfinity], MathOps.ReduceMin(none, [0]));
        Assert.IsTrue(float.IsNaN((float)MathOps.ReduceMean(none)));
        Same(0, [], MathOps.ReduceSum(none, [1]));
        Assert.AreEqual(int.MinValue, (int)MathOps.ReduceMax(Tensor.Zeros(0, TF_DataType.TF_INT32)));
        Assert.IsTrue((bool)MathOps.ReduceAll(Tensor.Zeros(0, TF_DataType.TF_BOOL)));
        Assert.IsFalse((bool)MathOps.ReduceAny(Tensor.Zeros(0, TF_DataType.TF_BOOL)));
    }

    [TestMethod]
    public void Means_of_integers_are_integers()
    {
        Assert.AreEqual(2, (int)MathOps.ReduceMean(Tensor.From<int>([1, 2, 5], 3)));
        Assert.AreEqual(-2, (int)MathOps.ReduceMean(Tensor.From<int>([-1, -2, -5], 3)));
        Tensor bytes = MathOps.ReduceMean(Tensor.From<byte>([255, 255, 253], 3));
        Assert.AreEqual(TF_DataType.TF_UINT8, bytes.dtype);
        Assert.AreEqual(254, (int)bytes);
    }

    [TestMethod]
    public void Truth_values_fold()
    {
        Tensor x = Tensor.From<bool>([true, true, true, false, false, false], (3, 2));
        CollectionAssert.AreEqual(new[] { true, false, false }, MathOps.ReduceAll(x, [1]).ToArray<bool>());
        CollectionAssert.AreEqual(new[] { true, true, false }, MathOps.ReduceAny(x, [1]).ToArray<bool>());
        CollectionAssert.AreEqual(new[] { false, false }, MathOps.ReduceAll(x, [0]).ToArray<bool>());
        Assert.AreEqual(new Shape(1, 1), MathOps.ReduceAny(x, null, true).shape);
    }

    [TestMethod]
    public void Places_of_extremes_are_the_first_and_NaN_counts_as_extreme()
    {
        Tensor x = Tensor.From<float>([3, 7, 7, 1, 1, 2, float.NaN, 9, float.NaN], (3, 3));
        CollectionAssert.AreEqual(new long[] { 1, 2, 0 }, MathOps.ArgMax(x, 1).ToArray<long>());
        CollectionAssert.AreEqual(new long[] { 0, 0, 0 }, MathOps.ArgMin(x, -1).ToArray<long>());
        CollectionAssert.AreEqual(new long[] { 2, 2, 2 }, MathOps.ArgMax(x, 0).ToArray<long>());
        CollectionAssert.AreEqual(new long[] { 1, 0 }, MathOps.ArgMax(Tensor.From<byte>([1, 9, 200, 3], (2, 2)), 1).ToArray<long>());
        Tensor deep = Tensor.From<int>([1, 5, 9, 2, 4, 4, 3, 0], (2, 2, 2));
        CollectionAssert.AreEqual(new long[] { 1, 0, 0, 0 }, MathOps.ArgMax(deep, 1).ToArray<long>());
    }

    [TestMethod]
    public void Summing_to_its_own_shape_is_the_tensor_itself() => Assert.AreSame(X, MathOps.SumTo(X, new Shape(2, 3)));

    private static void Same(Shape shape, float[] expected, Tensor got)
    {
        Assert.AreEqual(shape, got.shape);
        CollectionAssert.AreEqual(expected, got.ToArray<float>());
    }
}
