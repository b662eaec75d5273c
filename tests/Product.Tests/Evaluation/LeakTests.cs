using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Augmentation;

namespace MlPipelines.Tests.Evaluation;

/// <summary>Plants generated digits in data that a classifier is judged by, and sees them caught.</summary>
[TestClass]
public sealed class LeakTests
{
    private static readonly DigitView Rows = OneHotDigits.Real.AsDataView();

    private readonly MLContext _ml = new(1);

    /// <summary>120 original rows and one generated one behind them, by each of the three kinds of networks.</summary>
    private IEnumerable<IDataView> Planted()
    {
        GeneratedDigitsEstimator[] steps =
        [
            _ml.Transforms.AppendGanDigits(_ml, new GanDigits.Options { Count = 1, Generator = OneHotDigits.Drawing(), Classifier = OneHotDigits.Classifier, BatchSize = 4 }),
            _ml.Transforms.AppendConditionalGanDigits(_ml, new ConditionalGanDigits.Options { Count = 1, Generator = OneHotDigits.Asked }),
            _ml.Transforms.AppendCycleGanDigits(_ml, new CycleGanDigits.Options { Count = 1, Translator = OneHotDigits.Inverted }),
        ];
        foreach (GeneratedDigitsEstimator step in steps)
        {
            IDataView view = step.Fit(Rows).Transform(Rows);
            Assert.AreEqual(121L, view.GetRowCount());
            yield return view;
        }
    }

    private KerasTransformer Fit(IDataView train, IDataView? validation, double fraction) =>
        _ml.MulticlassClassification.Trainers.Keras(_ml, new KerasTrainer.Options
        {
            Model = (_, classes) => OneHotDigits.Network(classes),
            Epochs = 1,
            Seed = 1,
            Verbose = false,
            Validation = validation,
            ValidationFraction = fraction,
        }).Fit(train);

    [TestMethod]
    public void A_generated_row_in_validation_data_is_refused()
    {
        foreach (IDataView view in Planted())
        {
            Assert.Contains("Validate on original rows", Assert.ThrowsExactly<ArgumentException>(() => Fit(Rows, view, 0)).Message);
            Assert.Contains("Split with ml.Data.StratifiedSplit before augmenting", Assert.ThrowsExactly<ArgumentException>(() => Fit(view, null, 0.1)).Message);
            Assert.IsNotNull(Fit(view, Rows, 0), "training data may have them");
        }
    }

    [TestMethod]
    public void A_generated_row_in_test_data_is_refused()
    {
        foreach (IDataView view in Planted())
        {
            IDataView scored = OneHotDigits.Classifier.Transform(view);
            Assert.Contains("was made by a program; a classifier is evaluated on original rows",
                Assert.ThrowsExactly<ArgumentException>(() => _ml.MulticlassClassification.EvaluateClassifier(scored)).Message);
            IDataView renamed = _ml.Transforms.CopyColumns("Number", "Id").Fit(scored).Transform(scored);
            Assert.ThrowsExactly<ArgumentException>(() => _ml.MulticlassClassification.EvaluateClassifier(renamed, idColumn: "Number"));
        }
        Assert.AreEqual(120, _ml.MulticlassClassification.EvaluateClassifier(OneHotDigits.Classifier.Transform(Rows)).Rows);
    }

    [TestMethod]
    public void Other_names_of_rows_do_not_hide_them()
    {
        IDataView scored = OneHotDigits.Classifier.Transform(_ml.Data.LoadFromEnumerable(
            new[] { new Named { Label = 1, Id = 7, Number = 1 }, new Named { Label = 2, Id = ImageColumns.SyntheticId(7, 0), Number = 2 } }));
        Assert.Contains($"Id {ImageColumns.SyntheticId(7, 0)}",
            Assert.ThrowsExactly<ArgumentException>(() => _ml.MulticlassClassification.EvaluateClassifier(scored, idColumn: "Number")).Message);
        Assert.ThrowsExactly<ArgumentException>(() => ClassifierEvaluation.FromScores([0], [[1f, 0f]], ids: [ImageColumns.SyntheticId(0, 0)]));
    }

    private sealed class Named
    {
        [Microsoft.ML.Data.KeyType(10)]
        public uint Label { get; set; }

        public long Id { get; set; }

        public long Number { get; set; }

        [Microsoft.ML.Data.VectorType(OneHotDigits.Side, OneHotDigits.Side)]
        public byte[] Pixels { get; set; } = new byte[OneHotDigits.Pixels];
    }
}
