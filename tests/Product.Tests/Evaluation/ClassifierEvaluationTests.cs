using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Tests.Evaluation;

/// <summary>Figures of 200 fixed rows against scikit-learn 1.2.1 (run by reference.py beside this file, which holds the same rows).</summary>
[TestClass]
public sealed class ClassifierEvaluationTests
{
    private const double Exact = 1e-12;

    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void The_rows_are_the_references() =>
        Assert.AreEqual(117959.00400714047, ScoredTable.First.Select((row, i) => row.Select((x, c) => (i + 1.0) * (c + 1) * x).Sum()).Sum(), 1e-6);

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_scored_view_has_scikit_learns_figures(bool predictedLabel)
    {
        ClassifierEvaluation e = Ml.MulticlassClassification.EvaluateClassifier(ScoredTable.View(ScoredTable.First, predictedLabel));

        Assert.AreEqual(200, e.Rows);
        Assert.AreEqual(0.875, e.Accuracy);
        AreClose([0.8714451058201058, 0.8784802654494126, 0.8645957013601386], [e.MacroAverage.Precision, e.MacroAverage.Recall, e.MacroAverage.F1]);
        AreClose([0.8943303571428571, 0.875, 0.8776820991281133], [e.WeightedAverage.Precision, e.WeightedAverage.Recall, e.WeightedAverage.F1]);
        AreClose([1.0, 0.4444444444444444, 0.8888888888888888, 0.8888888888888888, 1.0, 0.9444444444444444, 0.9285714285714286, 0.90625, 0.75,
            0.9629629629629629], e.Scores.Classes.Select(c => c.Precision));
        AreClose([1.0, 0.8, 1.0, 0.8888888888888888, 0.6842105263157895, 0.7727272727272727, 0.896551724137931, 0.9666666666666667,
            0.9090909090909091, 0.8666666666666667], e.Scores.Classes.Select(c => c.Recall));
        AreClose([1.0, 0.5714285714285714, 0.9411764705882353, 0.8888888888888888, 0.8125000000000001, 0.85, 0.912280701754386,
            0.9354838709677419, 0.821917808219178, 0.912280701754386], e.Scores.Classes.Select(c => c.F1));
        CollectionAssert.AreEqual(new long[] { 6, 5, 8, 18, 19, 22, 29, 30, 33, 30 }, e.Scores.Classes.Select(c => c.Support).ToArray());
        Assert.AreEqual(1.2039712351930418, e.LogLoss, Exact);
        AreClose([0.875, 0.895, 0.905, 0.98, 1], [e.TopK(1), e.TopK(2), e.TopK(3), e.TopK(5), e.TopK(10)]);
        CollectionAssert.AreEqual(new[] { 0, 1, 1, 0, 13, 0, 0, 1, 3, 0 }, e.Confusion.ToArrays()[4]);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 1, 0, 1, 0, 0, 2, 26 }, e.Confusion.ToArrays()[9]);
    }

    [TestMethod]
    public void Calibration_is_the_references()
    {
        Calibration c = ScoredTable.A.Calibration();

        CollectionAssert.AreEqual(new long[] { 0, 0, 30, 26, 40, 39, 41, 21, 2, 1, 0, 0, 0, 0, 0 }, c.Bins.Select(b => b.Count).ToArray());
        AreClose([0.17759591937065125, 0.22496970857565218, 0.3014481864869595, 0.36798526690556455], c.Bins.Skip(2).Take(4).Select(b => b.Confidence));
        AreClose([0.36666666666666664, 0.7692307692307693, 1, 1], c.Bins.Skip(2).Take(4).Select(b => b.Accuracy));
        Assert.AreEqual(0.5383505450934172, c.ExpectedError, Exact);
        Assert.AreEqual(0.6985518135130405, c.MaximumError, Exact);
    }

    [TestMethod]
    public void Most_confused_pairs_give_the_ids_of_the_surest_mistakes_first()
    {
        IReadOnlyList<ConfusedPair> pairs = ScoredTable.A.MostConfused(3, examples: 3);

        Assert.AreEqual("4>8 3 [1623 2281 2218]; 5>8 3 [2120 1707 2232]; 8>1 3 [1903 1105 1616]",
            string.Join("; ", pairs.Select(p => $"{p.Actual}>{p.Predicted} {p.Count} [{string.Join(' ', p.Examples)}]")));
        Assert.AreEqual(3.0 / 19, pairs[0].Share, Exact);
    }

    [TestMethod]
    public void Tables_hold_the_same_figures()
    {
        ClassifierEvaluation e = ScoredTable.A;

        DataFrame summary = e.Summary();
        Assert.AreEqual(e.LogLoss, Value("log-loss"));
        Assert.AreEqual(e.TopK(3), Value("top-3 accuracy"));
        Assert.AreEqual(e.Calibration().ExpectedError, Value("expected calibration error"));
        Assert.AreEqual(e.Scores.Classes[4].Recall, e.PerClass()["Recall"][4]);
        Assert.AreEqual(3, e.ConfusionFrame()["8"][4]);
        Assert.AreEqual("4", e.ConfusionFrame()[@"true \ predicted"][4]);
        Assert.AreEqual("1623, 2281, 2218", e.MostConfusedFrame()["Examples"][0]);
        Assert.AreEqual(30L, e.CalibrationFrame()["Count"][2]);
        Assert.AreEqual(25L, e.Predictions().Filter((PrimitiveDataFrameColumn<bool>)e.Predictions()["Right"].ElementwiseEquals(false)).Rows.Count);

        object Value(string metric) => Enumerable.Range(0, (int)summary.Rows.Count).Where(i => (string)summary["Metric"][i] == metric).Select(i => summary["Value"][i]).Single();
    }

    [TestMethod]
    public void A_view_is_read_once_and_only_its_columns()
    {
        var counted = new CountedView(ScoredTable.View(ScoredTable.First));
        ClassifierEvaluation e = Ml.MulticlassClassification.EvaluateClassifier(counted);
        e.Report();
        e.MostConfused();
        e.Summary();
        CollectionAssert.AreEqual(new[] { "Id, Label, PredictedLabel, Score" }, counted.Cursors);
    }

    [TestMethod]
    public void The_order_of_rows_does_not_matter()
    {
        string all = Text(ScoredTable.A);
        Prop.ForAll<int>(seed =>
        {
            int[] order = [.. Enumerable.Range(0, ScoredTable.Rows)];
            new Random(seed).Shuffle(order);
            return Text(ClassifierEvaluation.FromView(ScoredTable.View(ScoredTable.First, order: order))) == all;
        }).QuickCheckThrowOnFailure();

        static string Text(ClassifierEvaluation e) => $"{e.Report(9)}{e.MostConfusedFrame()}{e.LogLoss:F12}{e.TopK(2)}{e.Calibration().ExpectedError:F12}";
    }

    [TestMethod]
    public void Figures_agree_with_each_other_on_any_rows()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            if (bytes.Length < 4) return true;
            float[][] scores = [.. Enumerable.Range(0, bytes.Length / 4).Select(i => new[] { bytes[4 * i] / 1024f, bytes[4 * i + 1] / 1024f, bytes[4 * i + 2] / 1024f })];
            int[] labels = [.. Enumerable.Range(0, scores.Length).Select(i => bytes[4 * i + 3] % 3)];
            ClassifierEvaluation e = ClassifierEvaluation.FromScores(labels, scores);
            return e.Confusion.Total == e.Rows && e.TopK(1) <= e.TopK(2) && e.TopK(3) == 1 && e.Calibration().Bins.Sum(b => b.Count) == e.Rows
                && e.Calibration().ExpectedError <= e.Calibration().MaximumError + Exact && e.LogLoss >= 0
                && e.MostConfused(9).Sum(p => p.Count) == e.Confusion.Total - e.Confusion.Correct;
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void Classes_are_matched_by_name_where_labels_and_scores_have_names()
    {
        // Numbered as met: "b" is key 1 of the labels, but the second score.
        ClassifierEvaluation e = Ml.MulticlassClassification.EvaluateClassifier(Mapped("b", "a", "a"));

        CollectionAssert.AreEqual(new[] { "a", "b" }, e.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 0, 0 }, e.Actual.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 1, 1 }, e.Predicted.ToArray());
        CollectionAssert.AreEqual(new[] { 0L, 1, 2 }, e.Ids.ToArray());
    }

    [TestMethod]
    public void Rows_without_a_label_are_left_out_and_counted()
    {
        ClassifierEvaluation e = Evaluate(new Scored { Label = 0, Score = [0.5f, 0.5f] }, new Scored { Label = 2, Score = [0.25f, 0.75f] });
        Assert.AreEqual(1, e.Rows);
        Assert.AreEqual(1, e.UnlabelledRows);
        Assert.AreEqual(1.0, e.Accuracy);
        Assert.AreEqual(1L, e.Ids[0]);
    }

    [TestMethod]
    public void Scores_that_are_no_probabilities_give_all_but_log_loss_and_calibration()
    {
        ClassifierEvaluation e = Evaluate(new Scored { Label = 1, Score = [3, -2] });
        Assert.AreEqual(1.0, e.Accuracy);
        Assert.IsFalse(e.HasProbabilities);
        Assert.AreEqual(9, e.Summary().Rows.Count);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => e.LogLoss).Message;
        StringAssert.Contains(message, "row 0 (id 0) has the score 3 for class 0; takes probabilities");
        Assert.ThrowsExactly<InvalidOperationException>(() => e.Calibration());
    }

    [TestMethod]
    public void Bad_views_are_named()
    {
        IDataView good = ScoredTable.View(ScoredTable.First);
        Fails(() => Ml.MulticlassClassification.EvaluateClassifier(Ml.Transforms.DropColumns("Label").Fit(good).Transform(good)), "no column 'Label'; the columns are");
        Fails(() => Ml.MulticlassClassification.EvaluateClassifier(good, scoreColumn: "Scores"), "no column 'Scores'");
        Fails(() => Ml.MulticlassClassification.EvaluateClassifier(good, idColumn: "Number"), "no column 'Number'");
        Fails(() => Ml.MulticlassClassification.EvaluateClassifier(good, labelColumn: "Id"), "labels are keys held as UInt32. Put Conversion.MapValueToKey");
        Fails(() => Ml.MulticlassClassification.EvaluateClassifier(good, scoreColumn: "Id"), "scores are a vector of Single");
        Fails(() => Ml.MulticlassClassification.EvaluateClassifier(good, idColumn: "Score"), "ids of rows are Int64");
        Fails(() => Ml.MulticlassClassification.EvaluateClassifier(Ml.Data.FilterRowsByColumn(WithFloat(), "Weight", 5, 6)), "The view has no rows");
        Fails(() => Evaluate(new Scored { Label = 1, Score = [0.5f, float.NaN] }), "Row 0 (id 0) has the score NaN for class 1; takes finite numbers");
        Fails(() => Evaluate(new Scored { Score = [1, 0] }), "None of the view's 1 rows has a label");
        Fails(() => ClassifierEvaluation.FromView(Ml.Data.LoadFromEnumerable([new ThreeScores { Label = 1, Score = [1, 0, 0] }])),
            "'Score' has 3 scores a row, but 'Label' has 2 classes");
        Fails(() => ClassifierEvaluation.FromView(Ml.Data.LoadFromEnumerable([new Decided { Label = 1, PredictedLabel = 0, Score = [1, 0], Id = 77 }])),
            "row with id 77 has no 'PredictedLabel'");
        Fails(() => Ml.MulticlassClassification.EvaluateClassifier(Mapped("a", "c")), "id 1 has the class 'c' in 'Label', which has no score; the scores are of a, b");
        Fails(() => ScoredTable.A.TopK(11), "takes 1 to 10");
        Fails(() => ClassifierEvaluation.FromScores([3], [[0.5f, 0.5f]]), "Row 0 has the class 3; takes 0 to 1");
        Fails(() => ClassifierEvaluation.FromScores([0, 1], [[0.5f, 0.5f], [1f]]), "Row 1 (id 1) has 1 scores; takes 2");
    }

    /// <summary>Labels as text, mapped to keys; scores of the classes a and b.</summary>
    private static IDataView Mapped(params string[] labels)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Named));
        definition["Score"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(2, ["a".AsMemory(), "b".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 2));
        IDataView data = Ml.Data.LoadFromEnumerable(labels.Select(label => new Named { Label = label, Score = [0.1f, 0.9f] }), definition);
        return Ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private static IDataView WithFloat() => Ml.Data.LoadFromEnumerable([new Scored { Label = 1, Score = [1, 0], Weight = 1 }]);

    private static ClassifierEvaluation Evaluate(params Scored[] rows) => Ml.MulticlassClassification.EvaluateClassifier(Ml.Data.LoadFromEnumerable(rows));

    private static void Fails(Action action, string text) => StringAssert.Contains(Assert.Throws<ArgumentException>(action).Message, text);

    private static void AreClose(double[] expected, IEnumerable<double> actual)
    {
        double[] values = [.. actual];
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], values[i], Exact, $"{i}");
    }

    private sealed class Scored
    {
        [KeyType(2)] public uint Label;
        [VectorType(2)] public float[] Score = [];
        public float Weight;
    }

    private sealed class Decided
    {
        [KeyType(2)] public uint Label, PredictedLabel;
        [VectorType(2)] public float[] Score = [];
        public long Id;
    }

    private sealed class ThreeScores
    {
        [KeyType(2)] public uint Label;
        [VectorType(3)] public float[] Score = [];
    }

    private sealed class Named
    {
        public string Label = "";
        [VectorType(2)] public float[] Score = [];
    }
}
