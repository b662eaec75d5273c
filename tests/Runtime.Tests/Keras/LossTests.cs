using MlPipelines.Tests.Autodiff;
using Tensorflow;
using Tensorflow.Keras.Losses;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the losses' values, gradients, reductions, names and errors.</summary>
[TestClass]
public sealed class LossTests
{
    private static readonly double[] Targets = [0, 1, 0, 1, 0, 0], Probabilities = [0.2, 0.5, 0.3, 0.7, 0.1, 0.2];

    private static Tensor F(double[] values, params long[] dims) => Tensor.From<float>([.. values.Select(v => (float)v)], Shape.Of(dims));

    private static Tensor Y => F(Targets, 2, 3);
    private static Tensor P => F(Probabilities, 2, 3);

    private static void AssertClose(double expected, Tensor actual, double tolerance = 1e-6) =>
        Assert.AreEqual(expected, actual.ToArray<float>().Single(), tolerance);

    private static double Mean(Func<double, double, double> each) => Targets.Zip(Probabilities, each).Average();

    [TestMethod]
    public void Scores_and_probabilities_of_them_give_the_same_loss()
    {
        Tensor scores = F([2, -1, 0.5, 0.1, 3, -2], 2, 3), classes = F([1, 0], 2);
        Tensor probabilities = Tensor.From<float>(NnOps.Softmax(scores).ToArray<float>(), (2, 3));
        float expected = new SparseCategoricalCrossentropy(from_logits: true).Call(classes, scores).ToArray<float>()[0];
        AssertClose(expected, new SparseCategoricalCrossentropy().Call(classes, probabilities));
        AssertClose(expected, new CategoricalCrossentropy(from_logits: true).Call(Y, scores));
        AssertClose(expected, new CategoricalCrossentropy().Call(Y, probabilities));
        float binary = new BinaryCrossentropy(from_logits: true).Call(Y, scores).ToArray<float>()[0];
        AssertClose(binary, new BinaryCrossentropy().Call(Y, MathOps.Sigmoid(scores)));
    }

    [TestMethod]
    public void A_softmax_output_keeps_its_precision()
    {
        // The probability of class 1 is 0 in float32; only the scores know by how much it is wrong.
        Tensor output = NnOps.Softmax(F([200, 0], 1, 2));
        AssertClose(200, new SparseCategoricalCrossentropy().Call(F([1], 1), output), 1e-4);
        AssertClose(200, new CategoricalCrossentropy().Call(F([0, 1], 1, 2), output), 1e-4);
        Tensor plain = Tensor.From<float>(output.ToArray<float>(), (1, 2));
        AssertClose(-Math.Log(1e-7), new CategoricalCrossentropy().Call(F([0, 1], 1, 2), plain), 1e-3);
    }

    [TestMethod]
    public void A_sigmoid_output_keeps_its_precision_and_its_gradient()
    {
        // The probability is 1 in float32; only the score knows by how much it is wrong, and a clipped probability has no gradient.
        Tensor score = F([40], 1, 1), target = F([0], 1, 1);
        using var tape = new Tensorflow.Gradients.GradientTape(persistent: true);
        tape.watch(score);
        Tensor loss = new BinaryCrossentropy().Call(target, MathOps.Sigmoid(score));
        AssertClose(40, loss, 1e-4);
        AssertClose(1, tape.gradient(loss, score));
        AssertClose(0.75 * 40, new SigmoidFocalCrossEntropy().Call(target, MathOps.Sigmoid(score)), 1e-4);
        Tensor plain = Tensor.From<float>(MathOps.Sigmoid(score).ToArray<float>(), (1, 1));
        AssertClose(-Math.Log(1e-7), new BinaryCrossentropy().Call(target, plain), 0.2);
    }

    [TestMethod]
    public void A_softmax_is_not_taken_for_a_sigmoid_nor_the_other_way_round()
    {
        Tensor scores = F([2, -1, 0.5, 0.1, 3, -2], 2, 3);
        foreach (Tensor output in new[] { NnOps.Softmax(scores), MathOps.Sigmoid(scores) })
        {
            Tensor plain = Tensor.From<float>(output.ToArray<float>(), (2, 3));
            AssertClose(new BinaryCrossentropy().Call(Y, plain).ToArray<float>()[0], new BinaryCrossentropy().Call(Y, output));
            AssertClose(new CategoricalCrossentropy().Call(Y, plain).ToArray<float>()[0], new CategoricalCrossentropy().Call(Y, output));
        }
    }

    [TestMethod]
    public void Label_smoothing_is_used()
    {
        AssertClose(Mean((y, p) => (y * 0.8 + 0.1) is var z ? -z * Math.Log(p) - (1 - z) * Math.Log(1 - p) : 0),
            new BinaryCrossentropy(label_smoothing: 0.2).Call(Y, P));
        double smoothed = -Targets.Zip(Probabilities, (y, p) => (y * 0.7 + 0.1) * Math.Log(p)).Sum() / 2;
        AssertClose(smoothed, new CategoricalCrossentropy(label_smoothing: 0.3).Call(Y, P));
        Assert.ThrowsExactly<ArgumentException>(() => new CategoricalCrossentropy(label_smoothing: 2));
    }

    [TestMethod]
    public void Reductions_and_sample_weights()
    {
        double first = -Math.Log(0.5), second = -Math.Log(0.7);
        Tensor weights = F([2, 0.5], 2);
        AssertClose((2 * first + 0.5 * second) / 2, new CategoricalCrossentropy().Call(Y, P, weights));
        AssertClose(2 * first + 0.5 * second, new CategoricalCrossentropy(reduction: "sum").Call(Y, P, weights));
        float[] each = new CategoricalCrossentropy(reduction: "none").Call(Y, P).ToArray<float>();
        Assert.HasCount(2, each);
        Assert.AreEqual(first, each[0], 1e-6);
        Assert.AreEqual(second, each[1], 1e-6);
        AssertClose((2 * first + 0.5 * second) / 2, new CategoricalCrossentropy().Call(Y, P, F([2, 0.5], 2, 1)));
        Assert.ThrowsExactly<ArgumentException>(() => new CategoricalCrossentropy().Call(Y, P, F([1, 1, 1], 3)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Hinge("average")).Message, "sum_over_batch_size");
    }

    [TestMethod]
    public void Sample_weights_reach_losses_with_a_time_axis()
    {
        Tensor y = F([1, 0, 0, 1, 1, 1, 0, 0], 2, 2, 2), p = F([0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0], 2, 2, 2);
        AssertClose((3 * (0.25 + 0.25) + 1 * (1 + 0)) / 4, new MeanSquaredError().Call(y, p, F([3, 1], 2)));
    }

    [TestMethod]
    public void Targets_of_any_type_and_either_rank_are_taken()
    {
        AssertClose(0.25, new MeanSquaredError().Call(Tensor.From<int>([1, 0], 2), F([0.5, 0.5], 2, 1)));
        AssertClose(0.25, new MeanSquaredError().Call(F([1, 0], 2, 1), F([0.5, 0.5], 2)));
        foreach (Tensor classes in new[] { F([1, 0], 2), F([1, 0], 2, 1), Tensor.From<byte>([1, 0], 2), Tensor.From<long>([1, 0], (2, 1)),
            Tensor.From<double>([1, 0], 2) })
            AssertClose(-(Math.Log(0.5) + Math.Log(0.7)) / 2, new SparseCategoricalCrossentropy().Call(classes, P));
    }

    [TestMethod]
    public void The_wrong_kind_of_targets_names_the_right_loss()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new SparseCategoricalCrossentropy().Call(Y, P)).Message,
            "use CategoricalCrossentropy");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new CategoricalCrossentropy().Call(F([1, 0], 2), P)).Message,
            "use SparseCategoricalCrossentropy");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new MeanSquaredError().Call(F([1, 0], 2, 1), P)).Message,
            "to_categorical(y, 3)");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new MeanSquaredError().Call(F([1, 0, 1], 3), F([1, 0], 2, 1))).Message,
            "(3,) for predictions of shape (2, 1)");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new SparseCategoricalCrossentropy().Call(F([1, 0, 2], 3), P)).Message,
            "one class number for each row");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new SparseCategoricalCrossentropy().Call(F([1, 3], 2), P)).Message, "3");
    }

    [TestMethod]
    [DataRow("categoricalCrossentropy", typeof(CategoricalCrossentropy))]
    [DataRow("sparse_categorical_crossentropy", typeof(SparseCategoricalCrossentropy))]
    [DataRow("BinaryCrossentropy", typeof(BinaryCrossentropy))]
    [DataRow("meanSquaredError", typeof(MeanSquaredError))]
    [DataRow("mse", typeof(MeanSquaredError))]
    [DataRow("MAE", typeof(MeanAbsoluteError))]
    [DataRow("huber_loss", typeof(Huber))]
    public void Losses_go_by_all_their_names(string name, Type type) => Assert.AreEqual(type, ((Loss)name).GetType());

    [TestMethod]
    public void An_unknown_loss_lists_the_known_ones()
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => (Loss)"mean_squred_error").Message;
        foreach (string name in LossRegistry.Names) StringAssert.Contains(message, name);
    }

    [TestMethod]
    public void Functions_give_a_number_a_sample_and_delegates_are_losses()
    {
        Assert.AreEqual(Shape.Of(2), keras.losses.categorical_crossentropy(Y, P).shape);
        Func<Tensor, Tensor, Tensor> cubic = (y, p) => MathOps.ReduceMean(MathOps.Pow(MathOps.Abs(y - p), 3), [-1]);
        AssertClose(Mean((y, p) => Math.Pow(Math.Abs(y - p), 3)), LossArgument.Of((Loss)cubic).Value!.Call(Y, P));
    }

    [TestMethod]
    public void The_loss_of_a_training_step_makes_two_tensors()
    {
        Tensor classes = Tensor.From<byte>([1, 0], 2), output = NnOps.Softmax(P);
        Loss loss = "sparse_categorical_crossentropy";
        loss.Call(classes, output);
        long before = Tensor.CreatedOnThisThread;
        loss.Call(classes, output);
        Assert.AreEqual(2, Tensor.CreatedOnThisThread - before);
    }
}
