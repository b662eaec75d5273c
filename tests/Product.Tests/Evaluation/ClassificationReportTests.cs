using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Tests.Evaluation;

[TestClass]
public sealed class ClassificationReportTests
{
    [TestMethod]
    public void The_text_is_scikit_learns()
    {
        // The example of scikit-learn's documentation of classification_report.
        ConfusionMatrix matrix = ConfusionMatrix.FromLabels([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3);
        const string Expected = """
                          precision    recall  f1-score   support

                 class 0       0.50      1.00      0.67         1
                 class 1       0.00      0.00      0.00         1
                 class 2       1.00      0.67      0.80         3

                accuracy                           0.60         5
               macro avg       0.50      0.56      0.49         5
            weighted avg       0.70      0.60      0.61         5

            """;
        Assert.AreEqual(Expected.ReplaceLineEndings("\n"), new ClassificationReport(matrix, ["class 0", "class 1", "class 2"]).ToText());
    }

    [TestMethod]
    public void Long_class_names_widen_the_first_column()
    {
        string text = new ClassificationReport(ConfusionMatrix.FromLabels([0], [0], 1), ["a very long class name"]).ToText(3);
        string[] lines = text.Split('\n');
        Assert.AreEqual("                        precision    recall  f1-score   support", lines[0]);
        Assert.AreEqual("a very long class name      1.000     1.000     1.000         1", lines[2]);
    }

    [TestMethod]
    public void Scores_are_those_computed_by_hand()
    {
        // Class 0: 8 of 10 found, 12 predicted. Class 1: 6 of 10 found, 8 predicted.
        var report = new ClassificationReport(ConfusionMatrix.FromCounts([[8, 2], [4, 6]]));
        Assert.AreEqual(8.0 / 12, report.Classes[0].Precision, 1e-15);
        Assert.AreEqual(0.8, report.Classes[0].Recall, 1e-15);
        Assert.AreEqual(16.0 / 22, report.Classes[0].F1, 1e-15);
        Assert.AreEqual(0.75, report.Classes[1].Precision, 1e-15);
        Assert.AreEqual(0.6, report.Classes[1].Recall, 1e-15);
        Assert.AreEqual(12.0 / 18, report.Classes[1].F1, 1e-15);
        Assert.AreEqual(0.7, report.Accuracy, 1e-15);
        Assert.AreEqual((8.0 / 12 + 0.75) / 2, report.MacroAverage.Precision, 1e-15);
        Assert.AreEqual(0.7, report.WeightedAverage.Recall, 1e-15);
    }

    [TestMethod]
    public void A_class_without_examples_and_predictions_scores_zero()
    {
        var report = new ClassificationReport(ConfusionMatrix.FromCounts([[3, 0], [0, 0]]));
        Assert.AreEqual(new ClassScore("1", 0, 0, 0, 0), report.Classes[1]);
        Assert.AreEqual(0.5, report.MacroAverage.F1);
        Assert.AreEqual(1.0, report.WeightedAverage.F1);
        Assert.AreEqual(0.0, new ClassificationReport(ConfusionMatrix.FromCounts([[0]])).WeightedAverage.F1);
    }

    [TestMethod]
    public void Names_must_fit_the_classes() =>
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new ClassificationReport(ConfusionMatrix.FromCounts([[1]]), ["a", "b"])).Message,
            "Got 2 class names; takes 1");

    [TestMethod]
    [DataRow(0.125, 2, "0.12")]
    [DataRow(0.375, 2, "0.38")]
    [DataRow(0.625, 2, "0.62")]
    [DataRow(0.005, 2, "0.01")]
    [DataRow(0.015, 2, "0.01")]
    [DataRow(0.97655, 4, "0.9766")]
    [DataRow(0.0, 2, "0.00")]
    [DataRow(1.0, 2, "1.00")]
    [DataRow(0.5, 0, "0")]
    public void Scores_are_rounded_as_python_rounds(double value, int digits, string expected) =>
        Assert.AreEqual(expected, ClassificationReport.FormatScore(value, digits));

    [TestMethod]
    public void F1_lies_between_precision_and_recall_and_weighted_recall_is_the_accuracy()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] actual = [.. bytes.Select(b => (byte)(b % 4))], predicted = [.. bytes.Select(b => (byte)(b / 4 % 4))];
            var report = new ClassificationReport(ConfusionMatrix.FromLabels(actual, predicted, 4));
            return report.Classes.All(c => c.F1 >= Math.Min(c.Precision, c.Recall) - 1e-12 && c.F1 <= Math.Max(c.Precision, c.Recall) + 1e-12)
                && Math.Abs(report.WeightedAverage.Recall - report.Accuracy) < 1e-12;
        }).QuickCheckThrowOnFailure();
    }
}
