using System.Runtime.InteropServices;
using Microsoft.ML;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>One class taken for another.</summary>
/// <param name="Actual">Name of the true class.</param>
/// <param name="Predicted">Name of the class it was taken for.</param>
/// <param name="Count">How often.</param>
/// <param name="Share">Part of the true class's rows, 0 .. 1.</param>
/// <param name="Examples">Ids of some of the rows, those the model was surest about first.</param>
public sealed record ConfusedPair(string Actual, string Predicted, int Count, double Share, IReadOnlyList<long> Examples);

/// <summary>How well a classifier did on labelled rows: one pass over a scored view gives every figure, table and report.</summary>
/// <remarks>
/// Rows without a label are left out and counted in <see cref="UnlabelledRows"/>. Kept are some 28 bytes a row, not the scores. Class names are
/// those of the scores (their slot names) or of the labels (their key values); where both have names, classes are matched by name.
/// </remarks>
/// <example><code>
/// ClassifierEvaluation evaluation = ml.MulticlassClassification.EvaluateClassifier(model.Transform(test));
/// Console.WriteLine(evaluation.Report(digits: 4));
/// Console.WriteLine(evaluation.MostConfusedFrame(5));
/// </code></example>
public sealed partial class ClassifierEvaluation
{
    private readonly ScoredRows _rows;

    private ClassifierEvaluation(ScoredRows rows, string[] classNames)
    {
        (_rows, ClassNames) = (rows, classNames);
        Confusion = ConfusionMatrix.Count(Actual, Predicted, classNames.Length);
        Scores = new ClassificationReport(Confusion, classNames);
    }

    /// <summary>Reads a scored view through one cursor.</summary>
    /// <param name="scored">A view with labels and scores, such as a trained model's Transform gives.</param>
    /// <param name="labelColumn">The true classes: a key.</param>
    /// <param name="scoreColumn">The scores: a vector of Single, one a class.</param>
    /// <param name="predictedLabelColumn">The predicted classes: a key. Where there is no such column, the highest score decides.</param>
    /// <param name="idColumn">What identifies a row: Int64. By default "Id" where there is one, otherwise rows are known by their position.</param>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, labels and scores do not fit together, a score is not finite, there are no labelled rows,
    /// or one was made by a program.
    /// </exception>
    public static ClassifierEvaluation FromView(IDataView scored, string labelColumn = ImageColumns.Label, string scoreColumn = ImageColumns.Score,
        string predictedLabelColumn = ImageColumns.PredictedLabel, string? idColumn = null)
    {
        var view = new ScoredView(scored, labelColumn, scoreColumn, predictedLabelColumn, idColumn);
        return new ClassifierEvaluation(view.Read(), view.ClassNames);
    }

    /// <summary>Evaluates plain arrays, such as the labels and predictions of a Keras model.</summary>
    /// <param name="actual">The true classes, from 0.</param>
    /// <param name="scores">A row of scores each, one a class.</param>
    /// <param name="classNames">One name a class; by default the class numbers.</param>
    /// <param name="ids">What identifies the rows; by default their positions.</param>
    /// <exception cref="ArgumentException">Lengths differ, a class is none, a score is not finite, a program made a row, or there are none.</exception>
    public static ClassifierEvaluation FromScores(IReadOnlyList<int> actual, IReadOnlyList<float[]> scores, IReadOnlyList<string>? classNames = null,
        IReadOnlyList<long>? ids = null)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(scores);
        if (actual.Count == 0 || actual.Count != scores.Count || (ids is not null && ids.Count != actual.Count))
            throw new ArgumentException($"Got {actual.Count} labels, {scores.Count} rows of scores and {ids?.Count ?? actual.Count} ids; "
                + "takes one of each a row, and at least one row.", nameof(scores));
        int classes = scores[0].Length;
        if (classes < 2 || (classNames is not null && classNames.Count != classes))
            throw new ArgumentException($"Got {classes} scores a row and {classNames?.Count ?? classes} class names; takes one of each a class, "
                + "and two or more classes.", nameof(scores));
        var rows = new ScoredRows(classes);
        for (int i = 0; i < actual.Count; i++)
        {
            if (actual[i] < 0 || actual[i] >= classes)
                throw new ArgumentException($"Row {i} has the class {actual[i]}; takes 0 to {classes - 1}, as there are {classes} "
                    + "scores.", nameof(actual));
            rows.Add(ids?[i] ?? i, actual[i], -1, scores[i]);
        }
        return new ClassifierEvaluation(rows, [.. classNames ?? [.. Enumerable.Range(0, classes).Select(c => c.ToString())]]);
    }

    /// <summary>One name a class.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of labelled rows; all figures are about these.</summary>
    public int Rows => _rows.Ids.Count;

    /// <summary>Number of rows that were left out because their label is missing.</summary>
    public long UnlabelledRows => _rows.Unlabelled;

    /// <summary>What identifies each row.</summary>
    public ReadOnlySpan<long> Ids => CollectionsMarshal.AsSpan(_rows.Ids);

    /// <summary>Each row's true class, from 0.</summary>
    public ReadOnlySpan<int> Actual => CollectionsMarshal.AsSpan(_rows.Actual);

    /// <summary>Each row's predicted class, from 0.</summary>
    public ReadOnlySpan<int> Predicted => CollectionsMarshal.AsSpan(_rows.Predicted);

    /// <summary>Each row's score of its predicted class.</summary>
    public ReadOnlySpan<float> Confidence => CollectionsMarshal.AsSpan(_rows.Confidence);

    /// <summary>How often each class was taken for each.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>Precision, recall and F1 of each class and their averages.</summary>
    public ClassificationReport Scores { get; }

    /// <summary>Share of rows that were classified rightly, 0 .. 1.</summary>
    public double Accuracy => Confusion.Accuracy;

    /// <summary>Mean over the classes of precision, recall and F1.</summary>
    public ClassScore MacroAverage => Scores.MacroAverage;

    /// <summary>The same, weighted by the classes' numbers of rows.</summary>
    public ClassScore WeightedAverage => Scores.WeightedAverage;

    /// <summary>Are all scores from 0 to 1? Without probabilities there is no log-loss and no calibration.</summary>
    public bool HasProbabilities => _rows.NoProbability is null;

    /// <summary>Mean of minus the logarithm of the true class's probability, as scikit-learn's log_loss of single-precision scores.</summary>
    /// <exception cref="InvalidOperationException">The scores are no probabilities.</exception>
    public double LogLoss => Probabilities("the log-loss").Loss / Rows;

    /// <summary>Share of rows whose true class is among the k highest scores, 0 .. 1. Of equal scores the last class comes first, as in
    /// scikit-learn.</summary>
    /// <param name="k">1 to the number of classes.</param>
    public double TopK(int k)
    {
        if (k < 1 || k > ClassNames.Count)
            throw new ArgumentOutOfRangeException(nameof(k), $"Got the highest {k} scores; takes 1 to {ClassNames.Count}, the number of classes.");
        return (double)_rows.Ranks.Count(rank => rank < k) / Rows;
    }

    /// <summary>The classification report in scikit-learn's layout, lines ending in \n.</summary>
    /// <param name="digits">Decimals, 0 .. 15; scikit-learn's default is 2, 4 tells good models apart.</param>
    public string Report(int digits = 2) => Scores.ToText(digits);

    /// <summary>The classes most often taken for another, most frequent first; then by class.</summary>
    /// <param name="pairs">At most so many.</param>
    /// <param name="examples">At most so many ids each.</param>
    public IReadOnlyList<ConfusedPair> MostConfused(int pairs = 10, int examples = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pairs);
        ArgumentOutOfRangeException.ThrowIfNegative(examples);
        int n = ClassNames.Count;
        // Sorting is stable: equal counts stay in the order of the classes.
        (int Actual, int Predicted)[] found = [.. Enumerable.Range(0, n * n).Select(i => (i / n, i % n))
            .Where(p => p.Item1 != p.Item2 && Confusion[p.Item1, p.Item2] > 0)
            .OrderByDescending(p => Confusion[p.Item1, p.Item2]).Take(pairs)];
        ILookup<(int, int), int> rows = Enumerable.Range(0, Rows).Where(i => _rows.Actual[i] != _rows.Predicted[i])
            .ToLookup(i => (_rows.Actual[i], _rows.Predicted[i]));
        return [.. found.Select(p => new ConfusedPair(ClassNames[p.Actual], ClassNames[p.Predicted], Confusion[p.Actual, p.Predicted],
            (double)Confusion[p.Actual, p.Predicted] / Confusion.Support(p.Actual),
            [.. rows[p].OrderByDescending(i => _rows.Confidence[i]).ThenBy(i => _rows.Ids[i]).Take(examples).Select(i => _rows.Ids[i])]))];
    }

    /// <summary>Confidence against accuracy, with the expected calibration error.</summary>
    /// <param name="bins">Number of intervals, at least 1.</param>
    /// <exception cref="InvalidOperationException">The scores are no probabilities.</exception>
    public Calibration Calibration(int bins = 15)
    {
        Probabilities("calibration");
        return Evaluation.Calibration.Compute(Confidence, Right(), bins);
    }

    /// <summary>Whether each row was classified rightly.</summary>
    public bool[] Right()
    {
        var right = new bool[Rows];
        for (int i = 0; i < right.Length; i++) right[i] = _rows.Actual[i] == _rows.Predicted[i];
        return right;
    }

    private ScoredRows Probabilities(string what) => _rows.NoProbability is null
        ? _rows
        : throw new InvalidOperationException($"For {what}, {_rows.NoProbability}; takes probabilities, 0 to 1. "
            + "End the model with a softmax, or ask HasProbabilities first.");
}
