using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class DenseTests
{
    private static Tensor Random(Shape shape, int seed) => MathOps.Cast(Autodiff.GradientCheck.Random(shape, seed), TF_DataType.TF_FLOAT);

    [TestMethod]
    public void The_fused_layer_equals_its_parts_and_so_do_its_gradients()
    {
        foreach (bool relu in (bool[])[false, true])
        {
            Tensor x = Random(Shape.Of(2, 5, 7), 1), w = Random(Shape.Of(7, 19), 2), b = Random(Shape.Of(19), 3);
            using var tape = new GradientTape(persistent: true);
            foreach (Tensor t in (Tensor[])[x, w, b]) tape.watch(t);
            Tensor fused = NnOps.Dense(x, w, b, relu);
            Tensor parts = NnOps.BiasAdd(ArrayOps.Reshape(MathOps.MatMul(ArrayOps.Reshape(x, Shape.Of(10, 7)), w), Shape.Of(2, 5, 19)), b);
            if (relu) parts = NnOps.Relu(parts);
            Near(parts, fused);
            Tensor[] expected = tape.gradient(MathOps.Square(parts), [x, w, b]), actual = tape.gradient(MathOps.Square(fused), [x, w, b]);
            for (int i = 0; i < 3; i++) Near(expected[i], actual[i]);
        }
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.AreEqual(expected.shape, actual.shape);
        float[] e = expected.ToArray<float>(), a = actual.ToArray<float>();
        for (int i = 0; i < e.Length; i++) Assert.AreEqual(e[i], a[i], 2e-5f, $"element {i}");
    }

    [TestMethod]
    public void Only_needed_gradients_are_computed()
    {
        Tensor x = Random(Shape.Of(3, 4), 1), w = Random(Shape.Of(4, 2), 2);
        using var tape = new GradientTape(persistent: true);
        tape.watch(w);
        Tensor y = NnOps.Dense(x, w, null, true);
        int before = tape.RecordedOps().Count();
        Assert.IsNull(tape.gradient(y, x));
        Assert.AreEqual(before, tape.RecordedOps().Count(), "Something was computed for a source without a gradient.");
    }

    [TestMethod]
    public void Shapes_that_do_not_fit_are_named()
    {
        StringAssert.Contains(Error(Tensor.Zeros(Shape.Of(4)), Tensor.Zeros(Shape.Of(4, 2))), "tf.expand_dims(x, 0)");
        StringAssert.Contains(Error(Tensor.Zeros(Shape.Of(3, 5)), Tensor.Zeros(Shape.Of(4, 2))), "(3, 5)");
        StringAssert.Contains(Error(Tensor.Zeros(Shape.Of(3, 4)), Tensor.Zeros(Shape.Of(4, 2), TF_DataType.TF_DOUBLE)), "float64");
        StringAssert.Contains(Error(Tensor.Zeros(Shape.Of(3, 4)), Tensor.Zeros(Shape.Of(4, 2)), Tensor.Zeros(Shape.Of(3))), "[2]");
    }

    private static string Error(Tensor x, Tensor w, Tensor? b = null) => Assert.ThrowsExactly<ArgumentException>(() => NnOps.Dense(x, w, b)).Message;
}
