using Tensorflow;
using Tensorflow.NumPy;
using static Tensorflow.Binding;

namespace MlPipelines.Tests.Binding;

/// <summary>Python's own functions, and lists of tensors.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PythonTests
{
    private static string Printed(params object?[] values)
    {
        TextWriter before = Console.Out;
        var text = new StringWriter { NewLine = "\n" };
        Console.SetOut(text);
        try
        {
            print(values);
        }
        finally
        {
            Console.SetOut(before);
        }
        return text.ToString();
    }

    [TestMethod]
    public void PrintSeparatesByBlanksAndFormatsAsPython()
    {
        Assert.AreEqual("loss 0.1 2.0 7 True None\n", Printed("loss", 0.1f, 2.0, 7, true, null));
        Assert.AreEqual("[1. 2.] (64, 28)\n", Printed((NDArray)new[] { 1f, 2f }, new Shape(64, 28)));
        Assert.AreEqual("[1, 2] ['a'] {'acc': 0.5}\n", Printed(new[] { 1, 2 }, new List<string> { "a" }, new Dictionary<string, float> { ["acc"] = 0.5f }));
        Assert.AreEqual("tf.Tensor: shape=(), dtype=float32, numpy=1.5\n", Printed((Tensor)1.5f));
        Assert.AreEqual("\n", Printed());
    }

    [TestMethod]
    public void ZipRangeLenAndEnumerateCountAsPython()
    {
        CollectionAssert.AreEqual(new[] { (1, "a"), (2, "b") }, zip(new[] { 1, 2, 3 }, new[] { "a", "b" }).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, range(3).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 3 }, range(2, 4).ToArray());
        Assert.HasCount(0, range(3, 1).ToArray());
        Assert.AreEqual(5, len(tf.zeros((5, 2))));
        Assert.AreEqual(5, len(np.zeros((5, 2))));
        Assert.AreEqual(2, len(new[] { 1, 2 }));
        Assert.AreEqual(3, len(range(3)));
        CollectionAssert.AreEqual(new[] { (1, 'x'), (2, 'y') }, enumerate("xy", 1).ToArray());
    }

    [TestMethod]
    public void TensorsConvertFromAndToASingleTensor()
    {
        Tensor a = tf.ones(2), b = tf.zeros(3);
        Tensors one = a, two = (a, b), three = new[] { a, b, a };
        Assert.AreSame(a, (Tensor)one);
        Assert.HasCount(2, two);
        Assert.AreEqual(3, three.Length);
        Assert.AreSame(b, two[1]);
        Assert.AreEqual(new Shape(2), one.shape);
        CollectionAssert.AreEqual(new[] { 1f, 1f }, one.numpy().ToArray<float>());
        CollectionAssert.AreEqual(new[] { 0.5f, 0.5f }, (one / 2).ToArray<float>());
        var (first, second) = two;
        Assert.AreSame(a, first);
        Assert.AreSame(b, second);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => (Tensor)two).Message, "2 tensors");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => two[2]).Message, "index 2 of 2");
    }
}
