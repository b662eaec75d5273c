using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class NnOpsTests
{
    private static Tensor T(params float[] values) => Tensor.From<float>(values, values.Length);

    private static void Near(float[] expected, Tensor actual, float tolerance = 1e-6f)
    {
        float[] values = actual.ToArray<float>();
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], values[i], tolerance, $"element {i}");
    }

    // Values of tf.nn.* at -2, -0.5, 0, 0.5, 7.
    [TestMethod]
    public void Activations_equal_TensorFlows()
    {
        Tensor x = T(-2, -0.5f, 0, 0.5f, 7);
        Near([0, 0, 0, 0.5f, 7], NnOps.Relu(x));
        Near([-0.4f, -0.1f, 0, 0.5f, 7], NnOps.LeakyRelu(x));
        Near([0, 0, 0, 0.5f, 6], NnOps.Relu6(x));
        Near([-0.86466473f, -0.39346933f, 0, 0.5f, 7], NnOps.Elu(x));
        Near([-1.5201665f, -0.6917582f, 0, 0.52535045f, 7.354907f], NnOps.Selu(x));
        Near([0.12692805f, 0.474077f, 0.6931472f, 0.974077f, 7.0009117f], NnOps.Softplus(x));
        Near([-0.6666667f, -0.33333334f, 0, 0.33333334f, 0.875f], NnOps.Softsign(x));
        Near([0.1f, 0.4f, 0.5f, 0.6f, 1], NnOps.HardSigmoid(x));
        Near([0.16666667f, 0.41666666f, 0.5f, 0.5833333f, 1], NnOps.HardSigmoid(x, 1.0 / 6));
        Near([-0.23840584f, -0.18877034f, 0, 0.31122968f, 6.993624f], NnOps.Swish(x), 2e-6f);
        Near([-0.04540229f, -0.15428600f, 0, 0.345714f, 7], NnOps.Gelu(x), 2e-6f);
    }

    [TestMethod]
    public void Gradients_are_0_at_the_corners_of_relu_and_relu6()
    {
        Tensor x = T(0, 6, 3);
        using var tape = new GradientTape(persistent: true);
        tape.watch(x);
        Near([0, 1, 1], tape.gradient(NnOps.Relu(x), x));
        Near([0, 0, 1], tape.gradient(NnOps.Relu6(x), x));
    }

    [TestMethod]
    public void Softmax_remembers_its_logits_over_the_last_axis_only()
    {
        Tensor x = Tensor.From<float>([1, 2, 3, 1, 1, 1], Shape.Of(2, 3)), y = NnOps.Softmax(x);
        Assert.AreSame(x, y.LogitsOf(LogitsKind.Softmax));
        Assert.IsNull(y.LogitsOf(LogitsKind.Sigmoid));
        Near([0.09003057f, 0.24472848f, 0.66524094f, 0.33333334f, 0.33333334f, 0.33333334f], y);
        Tensor columns = NnOps.Softmax(x, 0);
        Assert.IsNull(columns.LogitsOf(LogitsKind.Softmax));
        Near([0.5f, 0.7310586f, 0.880797f, 0.5f, 0.26894143f, 0.11920292f], columns);
    }

    [TestMethod]
    public void Sigmoid_remembers_its_logits_as_long_as_they_live()
    {
        Tensor x = Tensor.From<float>([1, 2], Shape.Of(2)), y = MathOps.Sigmoid(x);
        Assert.AreSame(x, y.LogitsOf(LogitsKind.Sigmoid));
        Assert.IsNull(y.LogitsOf(LogitsKind.Softmax));
        x.Dispose();
        Assert.IsNull(y.LogitsOf(LogitsKind.Sigmoid), "What was disposed is of no use.");
    }

    [TestMethod]
    public void Log_softmax_stays_finite_where_softmax_is_0()
    {
        Near([-200, 0], NnOps.LogSoftmax(Tensor.From<float>([-100, 100], Shape.Of(1, 2))), 1e-4f);
    }

    [TestMethod]
    public void Bias_is_added_to_the_last_axis()
    {
        Near([11, 22, 13, 24], NnOps.BiasAdd(Tensor.From<float>([1, 2, 3, 4], Shape.Of(2, 2)), T(10, 20)));
        var e = Assert.ThrowsExactly<ArgumentException>(() => NnOps.BiasAdd(Tensor.Zeros(Shape.Of(2, 3)), T(1, 2)));
        StringAssert.Contains(e.Message, "[3]");
    }

    [TestMethod]
    public void L2_loss_is_half_the_sum_of_squares() => Near([12.5f], NnOps.L2Loss(T(3, 0, -4)));

    [TestMethod]
    public void Integers_are_refused_with_a_remedy()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => NnOps.Relu(Tensor.From<int>([1], 1)));
        StringAssert.Contains(e.Message, "relu got int32 (1,)");
        StringAssert.Contains(e.Message, "tf.cast");
    }

    [TestMethod]
    public void Empty_batches_pass_through()
    {
        Tensor x = Tensor.Zeros(Shape.Of(0, 3));
        Assert.AreEqual(Shape.Of(0, 3), NnOps.Relu(x).shape);
        Assert.AreEqual(Shape.Of(0, 3), NnOps.Softmax(x).shape);
        Assert.AreEqual(Shape.Of(0, 2), NnOps.Dense(x, Tensor.Zeros(Shape.Of(3, 2))).shape);
        Assert.AreEqual(Shape.Of(0, 2, 2, 4), NnOps.Conv2D(Tensor.Zeros(Shape.Of(0, 4, 4, 1)), Tensor.Zeros(Shape.Of(3, 3, 1, 4)), (1, 1)).shape);
        Assert.AreEqual(Shape.Of(0, 2, 2, 1), NnOps.MaxPool(Tensor.Zeros(Shape.Of(0, 4, 4, 1)), (2, 2), (2, 2)).shape);
        Assert.AreEqual(Shape.Of(0), NnOps.SparseSoftmaxCrossEntropyWithLogits(Tensor.From<int>([], 0), x).shape);
    }
}
