using System.Reflection;
using Tensorflow;
using Tensorflow.Keras.Metrics;

namespace MlPipelines.Tests.Keras;

/// <summary>One contract test a metric, named like its class, and the test that finds a metric without one.</summary>
[TestClass]
public sealed class MetricContractTests
{
    private static Tensor F(Shape shape, params float[] values) => Tensor.From<float>(values, shape);

    /// <summary>Five rows of three probabilities; the largest ones are in columns 1, 0, 2, 1, 0.</summary>
    private static Tensor P => F((5, 3), 0.2f, 0.5f, 0.3f, 0.7f, 0.1f, 0.2f, 0.1f, 0.3f, 0.6f, 0.25f, 0.45f, 0.3f, 0.6f, 0.4f, 0f);

    /// <summary>Classes 1, 0, 0, 2, 0: three of five are right, and of the wrong ones only row 3 is right at the second guess.</summary>
    private static Tensor Classes => Tensor.From<int>([1, 0, 0, 2, 0], 5);

    private static Tensor OneHot => F((5, 3), 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0);

    private static Tensor Fewer => F((4, 3), new float[12]);

    private static readonly double ExpectedCrossentropy = -(Math.Log(0.5) + Math.Log(0.7) + Math.Log(0.1) + Math.Log(0.3) + Math.Log(0.6)) / 5;

    [TestMethod]
    public void Accuracy() => MetricContract.Check(() => new Accuracy(), F(4, 1, 2, 3, 4), F(4, 1, 2, 3, 5), 0.75, F(3, 1, 2, 3));

    [TestMethod]
    public void AUC() =>
        // Of the 2 x 3 pairs of a positive and a negative one, 4 are in order and one is equal.
        MetricContract.Check(() => new AUC(), F(5, 1, 0, 1, 0, 0), F(5, 0.9f, 0.1f, 0.4f, 0.6f, 0.4f), 4.5 / 6, F(3, 1, 0, 1));

    [TestMethod]
    public void BinaryAccuracy() => MetricContract.Check(() => new BinaryAccuracy("b", 0.35), OneHot, P, 10.0 / 15, Fewer);

    [TestMethod]
    public void BinaryCrossentropy() =>
        MetricContract.Check(() => new BinaryCrossentropy(), F((4, 1), 1, 0, 1, 0), F((4, 1), 0.5f, 0.5f, 0.25f, 0.75f),
        (2 * Math.Log(2) + 2 * Math.Log(4)) / 4, Fewer);

    [TestMethod]
    public void BinaryCrossentropy_of_scores() =>
        MetricContract.Check(() => new BinaryCrossentropy(from_logits: true), F((4, 1), 1, 0, 1, 0), F((4, 1), 0, 0, 2, -3),
        (2 * Math.Log(2) + Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(-3))) / 4, Fewer);

    [TestMethod]
    public void CategoricalAccuracy() => MetricContract.Check(() => new CategoricalAccuracy(), OneHot, P, 0.6, F(5, 1, 0, 0, 2, 0));

    [TestMethod]
    public void CategoricalCrossentropy() =>
        MetricContract.Check(() => new CategoricalCrossentropy(), OneHot, P, ExpectedCrossentropy, Fewer);

    [TestMethod]
    public void CategoricalCrossentropy_of_scores() => MetricContract.Check(() => new CategoricalCrossentropy(from_logits: true),
        F((4, 2), 1, 0, 0, 1, 1, 0, 0, 1), F((4, 2), 0, 0, 1, 1, 5, 5, -2, -2), Math.Log(2), Fewer);

    [TestMethod]
    public void CosineSimilarity() =>
        MetricContract.Check(() => new CosineSimilarity(), F((4, 2), 1, 0, 1, 0, 3, 4, 0, 2), F((4, 2), 2, 0, 0, 5, 4, 3, 0, -1),
        (1 + 0 + 24.0 / 25 - 1) / 4, Fewer);

    [TestMethod]
    public void F1Score() => MetricContract.Check(() => new F1Score(3, "macro"), OneHot, P, (4.0 / 5 + 2.0 / 3 + 0) / 3, Fewer);

    [TestMethod]
    public void F1Score_micro() => MetricContract.Check(() => new F1Score(average: "micro"), OneHot, P, 0.6, Fewer);

    [TestMethod]
    public void F1Score_weighted() =>
        MetricContract.Check(() => new F1Score(average: "weighted"), OneHot, P, (3 * 0.8 + 2.0 / 3 + 0) / 5, Fewer);

    [TestMethod]
    public void F1Score_above_a_threshold() =>
        // Above 0.25: columns 1 2 | 0 | 1 2 | 1 2 | 0 1. Class 0: 2 right, 0 wrong, 1 missing; class 1: 1, 3, 0; class 2: 1, 2, 0.
        MetricContract.Check(() => new F1Score(threshold: 0.25), OneHot, P, (4.0 / 5 + 2.0 / 5 + 2.0 / 4) / 3, Fewer);

    [TestMethod]
    public void FBetaScore() =>
        // Class 0: precision 1, recall 2/3; class 1: precision 1/2, recall 1; class 2: nothing right.
        MetricContract.Check(() => new FBetaScore(3, "macro", 2), OneHot, P,
            (5 * (2.0 / 3) / (4 + 2.0 / 3) + 5 * 0.5 / (4 * 0.5 + 1) + 0) / 3, Fewer);

    [TestMethod]
    public void Mean() => MetricContract.Check(() => new Mean(), F(4, 0, 0, 0, 0), F(4, 1, 2, 3, 10), 4);

    [TestMethod]
    public void MeanAbsoluteError() =>
        MetricContract.Check(() => new MeanAbsoluteError(), F((4, 1), 1, 2, 3, 4), F((4, 1), 2, 2, 1, 0), 7.0 / 4, Fewer);

    [TestMethod]
    public void MeanSquaredError() =>
        MetricContract.Check(() => new MeanSquaredError(), F((4, 1), 1, 2, 3, 4), F((4, 1), 2, 2, 1, 0), 21.0 / 4, Fewer);

    [TestMethod]
    public void RootMeanSquaredError() =>
        MetricContract.Check(() => new RootMeanSquaredError(), F((4, 1), 1, 2, 3, 4), F((4, 1), 2, 2, 1, 0), Math.Sqrt(21.0 / 4), Fewer);

    [TestMethod]
    public void Precision() => MetricContract.Check(() => new Precision(0.35), OneHot, P, 3.0 / 6, Fewer);

    [TestMethod]
    public void Precision_of_one_class() => MetricContract.Check(() => new Precision(0.25, class_id: 1), OneHot, P, 1.0 / 4, Fewer);

    [TestMethod]
    public void Precision_of_the_first_two_guesses() => MetricContract.Check(() => new Precision(top_k: 2), OneHot, P, 4.0 / 10, Fewer);

    [TestMethod]
    public void Recall() => MetricContract.Check(() => new Recall(0.35), OneHot, P, 3.0 / 5, Fewer);

    [TestMethod]
    public void Recall_of_the_first_two_guesses_above_a_threshold() =>
        MetricContract.Check(() => new Recall(0.55, top_k: 2), OneHot, P, 2.0 / 5, Fewer);

    [TestMethod]
    public void SparseCategoricalAccuracy() => MetricContract.Check(() => new SparseCategoricalAccuracy(), Classes, P, 0.6, OneHot);

    [TestMethod]
    public void SparseCategoricalCrossentropy() =>
        MetricContract.Check(() => new SparseCategoricalCrossentropy(), Classes, P, ExpectedCrossentropy, OneHot);

    [TestMethod]
    public void SparseTopKCategoricalAccuracy() =>
        MetricContract.Check(() => new SparseTopKCategoricalAccuracy(2), Classes, P, 0.8, OneHot);

    [TestMethod]
    public void TopKCategoricalAccuracy() => MetricContract.Check(() => new TopKCategoricalAccuracy(2), OneHot, P, 0.8, Fewer);

    [TestMethod]
    public void Every_metric_has_a_contract_test()
    {
        Type[] metrics = [.. typeof(Metric).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Metric)) && !t.IsAbstract)];
        Assert.IsGreaterThan(15, metrics.Length, "The metrics were not found.");
        foreach (Type metric in metrics)
            Assert.IsNotNull(typeof(MetricContractTests).GetMethod(metric.Name)?.GetCustomAttribute<TestMethodAttribute>(),
                $"{metric.Name} has no contract test; add one to MetricContractTests.");
    }
}
