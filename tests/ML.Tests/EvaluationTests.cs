using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.ML.Tests;

/// <summary>Protects the metrics, against figures worked out by hand.</summary>
[TestClass]
public sealed class EvaluationTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Scored
    {
        [KeyType(3)] public uint Label;
        [KeyType(3)] public uint PredictedLabel;
        [VectorType(3)] public float[] Score = [];
    }

    private IDataView View(params (uint Label, float[] Score)[] rows) =>
        _ml.Data.LoadFromEnumerable(rows.Select(r => new Scored { Label = r.Label, Score = r.Score }).ToArray());

    [TestMethod]
    public void Metrics_are_those_worked_out_by_hand()
    {
        MulticlassClassificationMetrics m = _ml.MulticlassClassification.Evaluate(View(
            (1, [0.5f, 0.25f, 0.25f]), (1, [0.25f, 0.5f, 0.25f]), (2, [0.25f, 0.5f, 0.25f]), (2, [0f, 0f, 1f]), (0, [1, 0, 0]), (1, [float.NaN, 0, 0])),
            topKPredictionCount: 2);
        Assert.AreEqual(0.5, m.MicroAccuracy);
        Assert.AreEqual(0.5, m.MacroAccuracy);
        double[] loss = [Math.Log(2), Math.Log(4), Math.Log(2), -Math.Log(1e-15f)];
        Assert.AreEqual(loss.Average(), m.LogLoss, 1e-12);
        Assert.AreEqual((Math.Log(2) - loss.Average()) / Math.Log(2), m.LogLossReduction, 1e-12);
        Assert.AreEqual((loss[0] + loss[1]) / 2, m.PerClassLogLoss[0], 1e-12);
        Assert.AreEqual(0, m.PerClassLogLoss[2]);
        Assert.AreEqual(2, m.TopKPredictionCount);
        Assert.AreEqual(0.75, m.TopKAccuracy, "Equal scores rank by class.");
        Assert.AreEqual("1 1 0;0 1 1;0 0 0", string.Join(";", m.ConfusionMatrix.Counts.Select(r => string.Join(" ", r))));
        Assert.AreEqual(1, m.ConfusionMatrix.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 1));
        CollectionAssert.AreEqual(new[] { 1, 0.5, 0 }, m.ConfusionMatrix.PerClassPrecision.ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, 0.5, 0 }, m.ConfusionMatrix.PerClassRecall.ToArray());
        Assert.AreEqual(3, m.ConfusionMatrix.NumberOfClasses);
    }

    [TestMethod]
    public void The_table_numbers_classes_whose_names_are_long()
    {
        string table = new ConfusionMatrix([[1200, 1], [0, 3]], ["a long name", "b"]).GetFormattedConfusionTable().ReplaceLineEndings("\n");
        Assert.AreEqual("""

            Confusion table
                           ||======================
            PREDICTED      ||        0 |        1 | Recall
            TRUTH          ||======================
            0. a long name ||    1,200 |        1 | 0.9992
            1.           b ||        0 |        3 | 1.0000
                           ||======================
            Precision      ||   1.0000 |   0.7500 |

            """.ReplaceLineEndings("\n"), table);
    }

    [TestMethod]
    public void Labels_unknown_to_the_model_cost_and_are_logged()
    {
        var messages = new List<string>();
        _ml.Log += (_, e) => messages.Add(e.Message);
        SchemaDefinition five = SchemaDefinition.Create(typeof(Scored));
        five["Label"].ColumnType = new KeyDataViewType(typeof(uint), 5);
        IDataView data = _ml.Data.LoadFromEnumerable([new Scored { Label = 5, Score = [1, 0, 0] }, new Scored { Label = 1, Score = [1, 0, 0] }], five);
        MulticlassClassificationMetrics m = _ml.MulticlassClassification.Evaluate(data);
        Assert.AreEqual(0.5, m.MicroAccuracy);
        Assert.AreEqual(1.0, m.MacroAccuracy);
        Assert.AreEqual(-Math.Log(1e-15f) / 2, m.LogLoss, 1e-9);
        Assert.IsTrue(messages.Any(t => t.Contains("Kind=Warning] 1 rows", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Columns_of_the_wrong_type_are_named()
    {
        IDataView data = Row.View(_ml, 2);
        string Message(string label, string score, string predicted) =>
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Evaluate(data, label, score, predicted)).Message;
        StringAssert.Contains(Message("None", "Vector", "Key"), "label column 'None'");
        StringAssert.Contains(Message("Key", "None", "Key"), "score column 'None'");
        StringAssert.Contains(Message("Key", "Vector", "None"), "predicted label column 'None'");
        StringAssert.Contains(Message("Color", "Vector", "Key"), "MapValueToKey");
        StringAssert.Contains(Message("Key", "Any", "Key"), "two or more items of type Single");
    }

    [TestMethod]
    public void Single_labels_count_from_0()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Row { Weight = 2, Vector = [0, 0, 1] }, new Row { Weight = 0.5f, Vector = [1, 0, 0] }, new Row { Weight = -1, Vector = [1, 0, 0] }]);
        Assert.AreEqual(1, _ml.MulticlassClassification.Evaluate(data, "Weight", "Vector", "Key").ConfusionMatrix.Counts.Sum(r => r.Sum()));
    }
}
