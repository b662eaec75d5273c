using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

/// <summary>What a caller's mistake gets: the operation, what it got, what it takes.</summary>
[TestClass]
public sealed class ArrayErrorTests
{
    private static readonly Tensor X = Tensor.Zeros((2, 3));

    private static void Says(Action action, params string[] parts)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(action);
        foreach (string part in parts) StringAssert.Contains(error.Message, part);
    }

    [TestMethod]
    public void ShapesThatDoNotFitAreNamed()
    {
        Says(() => ArrayOps.Reshape(X, (4, 2)), "reshape", "(2, 3)", "6", "(4, 2)", "8");
        Says(() => ArrayOps.Reshape(X, (-1, 4)), "(2, 3)", "(None, 4)");
        Says(() => ArrayOps.Reshape(X, (-1, -1)), "at most one");
        Says(() => ArrayOps.Transpose(X, [0, 0]), "transpose", "[0, 0]", "each of its 2 axes once");
        Says(() => ArrayOps.Concat([X, Tensor.Zeros((2, 3, 1))], 0), "concat", "(2, 3, 1)");
        Says(() => ArrayOps.Concat([X, Tensor.Zeros((2, 3), TF_DataType.TF_INT32)], 0), "int32");
        Says(() => ArrayOps.Stack([X, Tensor.Zeros((2, 2))]), "stack", "(2, 2)", "tf.concat");
        Says(() => ArrayOps.Split(X, 2, 1), "split", "2 sections", "must divide 3");
        Says(() => ArrayOps.Split(X, [1L, 1], 1), "[1, 1]", "add up to 3");
        Says(() => ArrayOps.Slice(X, [0, 2], [1, 2]), "slice", "[0, 2]", "(2, 3)");
        Says(() => ArrayOps.BroadcastTo(X, (2, 4)), "broadcast_to", "(2, 3)", "(2, 4)");
        Says(() => ArrayOps.Tile(X, 2), "tile", "[2]", "2 axes");
        Says(() => ArrayOps.Pad(X, [(1, 1)]), "pad", "2 axes");
        Says(() => ArrayOps.Squeeze(X, [1]), "squeeze", "axis 1", "size 3");
        Says(() => ArrayOps.ExpandDims(X, 4), "expand_dims", "-3 to 2");
    }

    [TestMethod]
    public void IndicesOutsideAreNamed()
    {
        Says(() => ArrayOps.Gather(X, new[] { 0, 2 }), "gather", "index 2", "axis 0", "0 to 1");
        Says(() => ArrayOps.Gather(X, new[] { -1 }), "index -1");
        Says(() => ArrayOps.Gather(X, new[] { 0.5f }), "float32", "tf.cast");
        Says(() => ArrayOps.BooleanMask(X, new[] { true }), "(1,)", "(2, 3)");
        Says(() => _ = X[2], "index 2", "axis 0", "-2 to 1");
        Says(() => _ = X[0, 0, 0], "3 indices", "2 axes");
        Says(() => ArrayOps.OneHot(new[] { 1f }, 2), "one_hot", "float32");
        Says(() => ArrayOps.Range(0, 1, 0), "delta of 0");
        Assert.Contains("0:100", Assert.ThrowsExactly<FormatException>(() => _ = X["a:b"]).Message);
    }
}
