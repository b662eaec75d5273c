using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class LossTests
{
    private static readonly Tensor Logits = Tensor.From<float>([1, 2, 3, 0, 0, 0], Shape.Of(2, 3));

    [TestMethod]
    public void Sparse_and_dense_labels_of_any_type_give_the_same_loss_and_gradient()
    {
        float[] expected = [0.4076059f, 1.0986123f], slopes = [0.09003057f, 0.24472848f, -0.33475906f, -0.6666667f, 0.33333334f, 0.33333334f];
        Tensor[] labels = [Tensor.From<int>([2, 0], 2), Tensor.From<long>([2, 0], 2), Tensor.From<byte>([2, 0], 2), Tensor.From<float>([0, 0, 1, 1, 0, 0], Shape.Of(2, 3))];
        foreach (Tensor label in labels)
        {
            using var tape = new GradientTape();
            tape.watch(Logits);
            Tensor loss = label.ndim == 1 ? NnOps.SparseSoftmaxCrossEntropyWithLogits(label, Logits) : NnOps.SoftmaxCrossEntropyWithLogits(label, Logits);
            float[] values = loss.ToArray<float>(), gradient = tape.gradient(loss, Logits).ToArray<float>();
            for (int i = 0; i < 2; i++) Assert.AreEqual(expected[i], values[i], 1e-6f);
            for (int i = 0; i < 6; i++) Assert.AreEqual(slopes[i], gradient[i], 1e-6f);
        }
    }

    [TestMethod]
    public void A_label_out_of_range_is_named_with_its_row()
    {
        foreach (Tensor labels in (Tensor[])[Tensor.From<int>([0, 3], 2), Tensor.From<long>([0, -1], 2), Tensor.From<byte>([0, 200], 2)])
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => NnOps.SparseSoftmaxCrossEntropyWithLogits(labels, Logits));
            StringAssert.Contains(e.Message, "in row 1");
            StringAssert.Contains(e.Message, "3 classes");
        }
    }

    [TestMethod]
    public void Shapes_and_types_that_do_not_fit_are_named()
    {
        StringAssert.Contains(Error(() => NnOps.SparseSoftmaxCrossEntropyWithLogits(Tensor.From<int>([0, 1, 2], 3), Logits)), "(3,)");
        StringAssert.Contains(Error(() => NnOps.SparseSoftmaxCrossEntropyWithLogits(Tensor.From<float>([0, 1], 2), Logits)), "tf.cast");
        StringAssert.Contains(Error(() => NnOps.SoftmaxCrossEntropyWithLogits(Tensor.From<float>([0, 1], 2), Logits)), "tf.one_hot");
        StringAssert.Contains(Error(() => NnOps.SigmoidCrossEntropyWithLogits(Tensor.From<float>([0, 1], 2), Logits)), "must be equal");
    }

    [TestMethod]
    public void Sure_and_wrong_logits_give_large_finite_losses()
    {
        float[] loss = NnOps.SparseSoftmaxCrossEntropyWithLogits(Tensor.From<int>([1], 1), Tensor.From<float>([500, -500], Shape.Of(1, 2))).ToArray<float>();
        Assert.AreEqual(1000f, loss[0]);
        float[] sigmoid = NnOps.SigmoidCrossEntropyWithLogits(Tensor.From<float>([0, 1, 1, 0], 4), Tensor.From<float>([300, -300, 300, 0], 4)).ToArray<float>();
        CollectionAssert.AreEqual(new[] { 300f, 300f, 0f }, sigmoid[..3]);
        Assert.AreEqual(0.6931472f, sigmoid[3], 1e-6f);
    }

    [TestMethod]
    public void Losses_of_sequences_keep_their_leading_axes()
    {
        Tensor logits = ArrayOps.Reshape(Logits, Shape.Of(1, 2, 3));
        Assert.AreEqual(Shape.Of(1, 2), NnOps.SparseSoftmaxCrossEntropyWithLogits(Tensor.From<int>([2, 0], Shape.Of(1, 2)), logits).shape);
    }

    private static string Error(Action action) => Assert.ThrowsExactly<ArgumentException>(action).Message;
}
