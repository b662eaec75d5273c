using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class TrainingOpsTests
{
    private static ResourceVariable V(params double[] values) => new(Tensor.From<double>(values, values.Length));

    private static Tensor G(params double[] values) => Tensor.From<double>(values, values.Length);

    private static void Near(ResourceVariable v, params double[] expected)
    {
        double[] values = v.Operand.ToArray<double>();
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], values[i], 1e-12);
    }

    [TestMethod]
    public void Sgd_with_momentum_and_nesterov_as_in_Keras()
    {
        ResourceVariable plain = V(1), momentum = V(1), v = V(0), nesterov = V(1), n = V(0);
        for (int step = 0; step < 2; step++)
        {
            TrainingOps.Sgd(plain, G(2), 0.1);
            TrainingOps.Sgd(momentum, G(2), 0.1, v, 0.9);
            TrainingOps.Sgd(nesterov, G(2), 0.1, n, 0.9, nesterov: true);
        }
        Near(plain, 0.6);
        Near(v, -0.38);
        Near(momentum, 1 - 0.2 - 0.38);
        Near(n, -0.38);
        Near(nesterov, 1 + (0.9 * -0.2 - 0.2) + (0.9 * -0.38 - 0.2));
    }

    [TestMethod]
    public void The_first_step_of_Adam_has_the_length_of_the_learning_rate()
    {
        ResourceVariable w = V(1, 1), m = V(0, 0), v = V(0, 0);
        TrainingOps.Adam(w, G(1e-3, -50), m, v, 0.01, 0.9, 0.999, 0, 1);
        Near(w, 0.99, 1.01);
        TrainingOps.Adam(w, G(1e-3, -50), m, v, 0.01, 0.9, 0.999, 0, 2);
        Near(w, 0.98, 1.02);
    }

    [TestMethod]
    public void Epsilon_of_Adam_is_added_to_the_corrected_root()
    {
        ResourceVariable w = V(0), m = V(0), v = V(0);
        TrainingOps.Adam(w, G(2), m, v, 1, 0.9, 0.999, 2, 1);
        Near(w, -0.5);
    }

    [TestMethod]
    public void Weight_decay_is_decoupled_from_the_gradient()
    {
        ResourceVariable w = V(10), m = V(0), v = V(0);
        TrainingOps.Adam(w, G(0), m, v, 0.1, 0.9, 0.999, 1e-7, 1, weightDecay: 0.5);
        Near(w, 9.5);
        Near(m, 0);
    }

    [TestMethod]
    public void RmsProp_plain_with_momentum_and_centered()
    {
        double root = Math.Sqrt(0.1 * 4 + 1e-7), centered = Math.Sqrt(0.1 * 4 - 0.2 * 0.2 + 1e-7);
        ResourceVariable w = V(1), r = V(0);
        TrainingOps.RmsProp(w, G(2), r, 0.01, 0.9, 1e-7);
        Near(w, 1 - 0.02 / root);
        w = V(1);
        r = V(0);
        ResourceVariable v = V(0.5), c = V(0);
        TrainingOps.RmsProp(w, G(2), r, 0.01, 0.9, 1e-7, v, 0.5);
        Near(w, 1 - 0.25 - 0.02 / root);
        w = V(1);
        r = V(0);
        v = V(0);
        TrainingOps.RmsProp(w, G(2), r, 0.01, 0.9, 1e-7, v, 0, c);
        Near(w, 1 - 0.02 / centered);
        Near(c, 0.2);
    }

    [TestMethod]
    public void Adagrad_adds_squares_up()
    {
        ResourceVariable w = V(1), a = V(0.1);
        TrainingOps.Adagrad(w, G(2), a, 0.01, 1e-7);
        Near(a, 4.1);
        Near(w, 1 - 0.02 / Math.Sqrt(4.1 + 1e-7));
    }

    [TestMethod]
    public void Steps_into_fresh_memory_and_in_place_have_the_same_bits()
    {
        ResourceVariable a = V(1, 2, 3), m = V(0, 0, 0), v = V(0, 0, 0), b = V(1, 2, 3), n = V(0, 0, 0), u = V(0, 0, 0);
        for (int step = 1; step <= 3; step++)
        {
            Tensor seen = b.AsTensor(), slot = n.AsTensor();
            double[] before = seen.ToArray<double>(), slotBefore = slot.ToArray<double>();
            TrainingOps.Adam(a, G(1, -2, 3), m, v, 0.1, 0.9, 0.999, 1e-7, step);
            TrainingOps.Adam(b, G(1, -2, 3), n, u, 0.1, 0.9, 0.999, 1e-7, step);
            CollectionAssert.AreEqual(before, seen.ToArray<double>(), "A value that was read has changed.");
            CollectionAssert.AreEqual(slotBefore, slot.ToArray<double>(), "A slot that was read has changed.");
        }
        CollectionAssert.AreEqual(a.Operand.ToArray<double>(), b.Operand.ToArray<double>());
    }

    /// <summary>Three steps of the golden case 'rmsprop' (TensorFlow.js) need epsilon under the root.</summary>
    [TestMethod]
    public void A_small_gradient_makes_a_small_step_with_RmsProp()
    {
        ResourceVariable w = V(0), r = V(0);
        TrainingOps.RmsProp(w, G(1e-4), r, 0.01, 0.9, 1e-7);
        Near(w, -0.01 * 1e-4 / Math.Sqrt(1e-9 + 1e-7));
    }

    [TestMethod]
    public void Gradients_are_shortened_together()
    {
        Tensor?[] gradients = [G(3, 0), null, G(0, 4)];
        Assert.AreEqual(5.0, TrainingOps.ClipByGlobalNorm(gradients, 10), 1e-12);
        Assert.AreEqual(3.0, gradients[0]!.ToArray<double>()[0]);
        Assert.AreEqual(5.0, TrainingOps.ClipByGlobalNorm(gradients, 1), 1e-12);
        Assert.AreEqual(0.6, gradients[0]!.ToArray<double>()[0], 1e-12);
        Assert.AreEqual(0.8, gradients[2]!.ToArray<double>()[1], 1e-12);
        Assert.IsNull(gradients[1]);
    }

    [TestMethod]
    public void What_does_not_fit_is_named()
    {
        ResourceVariable w = new(Tensor.From<double>([1, 2], 2), name: "dense/kernel:0");
        StringAssert.Contains(Error(() => TrainingOps.Sgd(w, G(1), 0.1)), "'dense/kernel:0'");
        StringAssert.Contains(Error(() => TrainingOps.Sgd(w, Tensor.Zeros(Shape.Of(2)), 0.1)), "float32");
        StringAssert.Contains(Error(() => TrainingOps.Sgd(w, G(1, 1), 0.1, V(0), 0.9)), "a slot");
        StringAssert.Contains(Error(() => TrainingOps.Sgd(w, G(1, 1), 0.1, null, 0.9)), "velocity");
        StringAssert.Contains(Error(() => TrainingOps.RmsProp(w, G(1, 1), V(0, 0), 0.1, 0.9, 1e-7, null, 0.5)), "velocity");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TrainingOps.Adam(w, G(1, 1), V(0, 0), V(0, 0), 0.1, 0.9, 0.999, 1e-7, 0));
    }

    private static string Error(Action action) => Assert.ThrowsExactly<ArgumentException>(action).Message;
}
