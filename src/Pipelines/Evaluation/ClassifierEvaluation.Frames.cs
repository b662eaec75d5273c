using Microsoft.Data.Analysis;

namespace MlPipelines.Pipelines.Evaluation;

/// <content>The same figures as tables.</content>
public sealed partial class ClassifierEvaluation
{
    private static readonly int[] SummaryTopK = [2, 3, 5];

    /// <summary>The main figures: columns Metric and Value, one row a figure. Those of probabilities are there if the scores are such.</summary>
    public DataFrame Summary()
    {
        var figures = new List<(string Name, double Value)>
        {
            ("rows", Rows), ("unlabelled rows", UnlabelledRows), ("accuracy", Accuracy),
            ("macro precision", MacroAverage.Precision), ("macro recall", MacroAverage.Recall), ("macro F1", MacroAverage.F1),
            ("weighted precision", WeightedAverage.Precision), ("weighted recall", WeightedAverage.Recall), ("weighted F1", WeightedAverage.F1),
        };
        foreach (int k in SummaryTopK)
            if (k < ClassNames.Count) figures.Add(($"top-{k} accuracy", TopK(k)));
        if (HasProbabilities)
        {
            figures.Add(("log-loss", LogLoss));
            figures.Add(("expected calibration error", Calibration().ExpectedError));
        }
        return new DataFrame(
            new StringDataFrameColumn("Metric", figures.Select(f => f.Name)),
            new DoubleDataFrameColumn("Value", figures.Select(f => f.Value)));
    }

    /// <summary>One row a class: Class, Precision, Recall, F1, Support.</summary>
    public DataFrame PerClass() => new(
        new StringDataFrameColumn("Class", Scores.Classes.Select(c => c.Name)),
        new DoubleDataFrameColumn("Precision", Scores.Classes.Select(c => c.Precision)),
        new DoubleDataFrameColumn("Recall", Scores.Classes.Select(c => c.Recall)),
        new DoubleDataFrameColumn("F1", Scores.Classes.Select(c => c.F1)),
        new Int64DataFrameColumn("Support", Scores.Classes.Select(c => c.Support)));

    /// <summary>The confusion matrix: one row a true class, its name in the column "true \ predicted"; then one column a predicted class.</summary>
    /// <exception cref="ArgumentException">Two classes have one name.</exception>
    public DataFrame ConfusionFrame()
    {
        IEnumerable<DataFrameColumn> columns = Enumerable.Range(0, ClassNames.Count).Select(predicted =>
            new Int32DataFrameColumn(ClassNames[predicted], Enumerable.Range(0, ClassNames.Count).Select(actual => Confusion[actual, predicted])));
        return new DataFrame([new StringDataFrameColumn(@"true \ predicted", ClassNames), .. columns]);
    }

    /// <summary>The classes most often taken for another: Actual, Predicted, Count, Share, Examples (ids, as text).</summary>
    /// <param name="pairs">At most so many rows.</param>
    /// <param name="examples">At most so many ids each.</param>
    public DataFrame MostConfusedFrame(int pairs = 10, int examples = 5)
    {
        IReadOnlyList<ConfusedPair> found = MostConfused(pairs, examples);
        return new DataFrame(
            new StringDataFrameColumn("Actual", found.Select(p => p.Actual)),
            new StringDataFrameColumn("Predicted", found.Select(p => p.Predicted)),
            new Int32DataFrameColumn("Count", found.Select(p => p.Count)),
            new DoubleDataFrameColumn("Share", found.Select(p => p.Share)),
            new StringDataFrameColumn("Examples", found.Select(p => string.Join(", ", p.Examples))));
    }

    /// <summary>The intervals of confidence: From, To, Count, Confidence, Accuracy.</summary>
    /// <param name="bins">Number of intervals, at least 1.</param>
    /// <exception cref="InvalidOperationException">The scores are no probabilities.</exception>
    public DataFrame CalibrationFrame(int bins = 15)
    {
        IReadOnlyList<CalibrationBin> found = Calibration(bins).Bins;
        return new DataFrame(
            new DoubleDataFrameColumn("From", found.Select(b => b.From)),
            new DoubleDataFrameColumn("To", found.Select(b => b.To)),
            new Int64DataFrameColumn("Count", found.Select(b => b.Count)),
            new DoubleDataFrameColumn("Confidence", found.Select(b => b.Confidence)),
            new DoubleDataFrameColumn("Accuracy", found.Select(b => b.Accuracy)));
    }

    /// <summary>One row a row: Id, Actual, Predicted, Confidence, Right.</summary>
    public DataFrame Predictions() => new(
        new Int64DataFrameColumn("Id", _rows.Ids),
        new StringDataFrameColumn("Actual", _rows.Actual.Select(c => ClassNames[c])),
        new StringDataFrameColumn("Predicted", _rows.Predicted.Select(c => ClassNames[c])),
        new SingleDataFrameColumn("Confidence", _rows.Confidence),
        new BooleanDataFrameColumn("Right", Right()));
}
