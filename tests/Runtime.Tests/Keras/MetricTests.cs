using Tensorflow;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using static Tensorflow.KerasApi;
using M = Tensorflow.Keras.Metrics;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the metrics' values, which one a name means, and that updates allocate nothing.</summary>
[TestClass]
public sealed class MetricTests
{
    private static Tensor F(double[] values, params long[] dims) => Tensor.From<float>([.. values.Select(v => (float)v)], Shape.Of(dims));

    private static Tensor P => F([0.2, 0.5, 0.3, 0.7, 0.1, 0.2, 0.1, 0.3, 0.6], 3, 3);

    private static double After(IMetricFunc metric, Tensor y, Tensor p, Tensor? weights = null)
    {
        metric.update_state(y, p, weights);
        return metric.Value;
    }

    [TestMethod]
    public void Sparse_accuracy_takes_labels_of_any_type_and_rank()
    {
        foreach (Tensor y in new[] { F([1, 0, 0], 3), F([1, 0, 0], 3, 1), Tensor.From<byte>([1, 0, 0], 3), Tensor.From<int>([1, 0, 0], 3),
            Tensor.From<long>([1, 0, 0], (3, 1)), Tensor.From<double>([1, 0, 0], 3) })
            Assert.AreEqual(2.0 / 3, After(new SparseCategoricalAccuracy(), y, P), 1e-12);
    }

    [TestMethod]
    public void Errors_and_crossentropies_agree_with_the_losses()
    {
        Tensor hot = F([0, 1, 0, 1, 0, 0, 1, 0, 0], 3, 3), classes = F([1, 0, 0], 3), scores = F([2, -1, 0.5, 0.1, 3, -2, 0, 0, 1], 3, 3);
        Same(new Tensorflow.Keras.Losses.MeanSquaredError(), new M.MeanSquaredError(), hot, P);
        Same(new Tensorflow.Keras.Losses.MeanAbsoluteError(), new M.MeanAbsoluteError(), hot, P);
        Same(new Tensorflow.Keras.Losses.BinaryCrossentropy(), new M.BinaryCrossentropy(), hot, P);
        Same(new Tensorflow.Keras.Losses.BinaryCrossentropy(true), new M.BinaryCrossentropy(from_logits: true), hot, scores);
        Same(new Tensorflow.Keras.Losses.CategoricalCrossentropy(), new M.CategoricalCrossentropy(), hot, P);
        Same(new Tensorflow.Keras.Losses.CategoricalCrossentropy(true), new M.CategoricalCrossentropy(from_logits: true), hot, scores);
        Same(new Tensorflow.Keras.Losses.SparseCategoricalCrossentropy(), new M.SparseCategoricalCrossentropy(), classes, P);
        Same(new Tensorflow.Keras.Losses.SparseCategoricalCrossentropy(true), new M.SparseCategoricalCrossentropy(from_logits: true), classes,
            scores);
        Assert.AreEqual(Math.Sqrt(After(new M.MeanSquaredError(), hot, P)), After(new RootMeanSquaredError(), hot, P), 1e-12);

        static void Same(Loss loss, Metric metric, Tensor y, Tensor p) =>
            Assert.AreEqual(loss.Call(y, p).ToArray<float>()[0], After(metric, y, p), 1e-6, loss.Name);
    }

    [TestMethod]
    public void Sample_weights_weigh_rows()
    {
        Assert.AreEqual(3.0 / 5, After(new SparseCategoricalAccuracy(), F([1, 0, 0], 3), P, F([1, 2, 2], 3)), 1e-12);
        Assert.ThrowsExactly<ArgumentException>(() => After(new SparseCategoricalAccuracy(), F([1, 0, 0], 3), P, F([1, 2], 2)));
    }

    [TestMethod]
    public void Mean_takes_plain_values()
    {
        Mean mean = keras.metrics.Mean();
        mean.update_state(F([1, 2, 6], 3));
        mean.update_state(F([3], 1));
        Assert.AreEqual(3, mean.Value, 1e-12);
    }

    [TestMethod]
    public void Wrong_shapes_and_labels_are_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => After(new SparseCategoricalAccuracy(), P, P)).Message,
            "CategoricalAccuracy");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => After(new CategoricalAccuracy(), F([1, 0, 0], 3), P)).Message,
            "SparseCategoricalAccuracy");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => After(new SparseCategoricalAccuracy(), F([1, 3, 0], 3), P)).Message,
            "class number 3 with predictions for 3 classes");
    }

    [TestMethod]
    [DataRow("accuracy", "sparse_categorical_crossentropy", 10, typeof(SparseCategoricalAccuracy))]
    [DataRow("acc", "SparseCategoricalCrossentropy", 10, typeof(SparseCategoricalAccuracy))]
    [DataRow("accuracy", "categorical_crossentropy", 10, typeof(CategoricalAccuracy))]
    [DataRow("accuracy", "categoricalCrossentropy", 10, typeof(CategoricalAccuracy))]
    [DataRow("accuracy", "binary_crossentropy", 1, typeof(BinaryAccuracy))]
    [DataRow("accuracy", "mse", 1, typeof(BinaryAccuracy))]
    [DataRow("crossentropy", "sparse_categorical_crossentropy", 10, typeof(M.SparseCategoricalCrossentropy))]
    [DataRow("mse", null, 3, typeof(M.MeanSquaredError))]
    [DataRow("meanAbsoluteError", null, 3, typeof(M.MeanAbsoluteError))]
    public void A_name_means_the_kind_that_fits(string name, string? loss, int outputs, Type type)
    {
        IMetricFunc metric = MetricRegistry.Resolve(name, loss, Shape.Of(-1, outputs));
        Assert.AreEqual(type, metric.GetType());
        Assert.AreEqual(name, metric.Name);
    }

    [TestMethod]
    public void Any_loss_is_a_metric_by_name()
    {
        Tensor hot = F([0, 1, 0, 1, 0, 0, 1, 0, 0], 3, 3), classes = F([1, 0, 0], 3);
        foreach (string name in LossRegistry.Names.Where(n => !n.StartsWith("Test", StringComparison.Ordinal)))
        {
            Loss loss = name;
            Tensor y = loss is Tensorflow.Keras.Losses.SparseCategoricalCrossentropy ? classes : hot;
            // The metric of this name is the cosine itself, the loss its negative.
            double sign = name == "cosine_similarity" ? -1 : 1, expected = sign * loss.Call(y, P).ToArray<float>()[0];
            Assert.AreEqual(expected, After(MetricRegistry.Resolve(name, null, Shape.Of(-1, 3)), y, P), 1e-5 * (1 + Math.Abs(expected)), name);
        }
    }

    [TestMethod]
    public void F1_without_an_average_gives_a_number_a_class()
    {
        F1Score f1 = keras.metrics.F1Score();
        f1.update_state(F([0, 1, 0, 1, 0, 0, 1, 0, 0], 3, 3), P);
        float[] each = f1.result().ToArray<float>();
        Assert.HasCount(3, each);
        Assert.AreEqual(2.0 / 3, each[0], 1e-6);
        Assert.AreEqual(1, each[1], 1e-6);
        Assert.AreEqual(0, each[2]);
        Assert.AreEqual((2.0 / 3 + 1) / 3, f1.Value, 1e-6);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => f1.update_state(F([0, 1], 1, 2), F([0, 1], 1, 2))).Message, "3 classes");
        Assert.ThrowsExactly<ArgumentException>(() => new F1Score(average: "mean"));
        Assert.ThrowsExactly<ArgumentException>(() => new FBetaScore(beta: 0));
        Assert.ThrowsExactly<ArgumentException>(() => new Precision(1.5));
        Assert.ThrowsExactly<ArgumentException>(() => new Recall(top_k: 0));
        Assert.ThrowsExactly<NotSupportedException>(() => new AUC(curve: "PR"));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => After(new AUC(), F([1], 1), F([1.5], 1))).Message, "0 to 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => After(new Precision(class_id: 3), P, P)).Message, "class_id 3");
    }

    [TestMethod]
    public void Functions_give_a_number_a_row()
    {
        Tensor hot = F([0, 1, 0, 1, 0, 0, 1, 0, 0], 3, 3);
        CollectionAssert.AreEqual(new[] { 1f, 1, 0 }, keras.metrics.categorical_accuracy(hot, P).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 1f, 1, 0 }, keras.metrics.sparse_categorical_accuracy(F([1, 0, 0], 3), P).ToArray<float>());
        CollectionAssert.AreEqual(keras.losses.mean_absolute_error(hot, P).ToArray<float>(), keras.metrics.mean_absolute_error(hot, P).ToArray<float>());
    }

    [TestMethod]
    public void An_unknown_metric_is_refused_at_once_and_lists_the_known_ones()
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => (MetricsArgument)new[] { "acuracy" }).Message;
        StringAssert.Contains(message, "accuracy");
        StringAssert.Contains(message, "sparse_top_k_categorical_accuracy");
    }

    [TestMethod]
    public void Lists_of_names_objects_and_both_are_taken()
    {
        MetricsArgument mixed = ["mse", keras.metrics.CategoricalAccuracy()], objects = new IMetricFunc[] { new CategoricalAccuracy() },
            either = new object[] { "mse", new CategoricalAccuracy() };
        Assert.HasCount(2, mixed.Values);
        Assert.HasCount(1, objects.Values);
        Assert.HasCount(2, either.Values);
        Assert.IsEmpty(default(MetricsArgument).Values);
        Assert.IsInstanceOfType<CategoricalAccuracy>(either.Values[1].Resolve(new Hinge(), Shape.Of(-1, 3)));
        Assert.ThrowsExactly<ArgumentException>(() => (MetricsArgument)new object[] { 3 });
    }

}
