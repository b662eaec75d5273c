using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Tests.Evaluation;

[TestClass]
public sealed class ConfusionMatrixTests
{
    [TestMethod]
    public void Rows_are_true_classes_and_columns_predictions()
    {
        ConfusionMatrix matrix = ConfusionMatrix.FromLabels([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3);

        CollectionAssert.AreEqual(new[] { 1, 0, 0 }, matrix.ToArrays()[0]);
        CollectionAssert.AreEqual(new[] { 1, 0, 0 }, matrix.ToArrays()[1]);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, matrix.ToArrays()[2]);
        Assert.AreEqual(1, matrix[2, 1]);
        Assert.AreEqual(3, matrix.Support(2));
        Assert.AreEqual(2, matrix.PredictedAs(0));
        Assert.AreEqual(0.6, matrix.Accuracy);
    }

    [TestMethod]
    public void No_example_has_accuracy_zero() => Assert.AreEqual(0.0, ConfusionMatrix.FromLabels([], []).Accuracy);

    [TestMethod]
    public void A_copy_of_the_counts_does_not_reach_the_matrix()
    {
        ConfusionMatrix matrix = ConfusionMatrix.FromLabels([1], [1], 2);
        matrix.ToArrays()[1][1] = 9;
        Assert.AreEqual(1, matrix[1, 1]);
    }

    [TestMethod]
    public void Wrong_input_is_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ConfusionMatrix.FromLabels([1, 2], [1])).Message, "2 true and 1 predicted");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ConfusionMatrix.FromLabels([1, 10], [1, 1])).Message, "Example 1 has true label 10");
        var e = Assert.ThrowsExactly<ArgumentException>(() => ConfusionMatrix.FromCounts([[1, 2], [3]]));
        StringAssert.Contains(e.Message, "Row 1 of the confusion matrix has 1 columns; takes 2");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ConfusionMatrix.FromCounts([[1, 2], [3, -1]])).Message, "-1");
        Assert.ThrowsExactly<ArgumentException>(() => ConfusionMatrix.FromCounts([]));
    }

    [TestMethod]
    public void Counts_supports_and_predictions_add_up()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] actual = [.. bytes.Select(b => (byte)(b % 10))], predicted = [.. bytes.Select(b => (byte)(b / 10 % 10))];
            ConfusionMatrix matrix = ConfusionMatrix.FromLabels(actual, predicted);
            return matrix.Total == bytes.Length
                && Enumerable.Range(0, 10).Sum(matrix.Support) == bytes.Length
                && Enumerable.Range(0, 10).Sum(matrix.PredictedAs) == bytes.Length
                && matrix.Correct == actual.Zip(predicted).Count(pair => pair.First == pair.Second);
        }).QuickCheckThrowOnFailure();
    }
}
