using System.Numerics;
using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Pipelines;

#pragma warning disable CS8981 // the name is scikit-learn's

/// <summary>scikit-learn's functions under scikit-learn's names, over plain arrays, for those who port.</summary>
/// <remarks>
/// Figures and texts are those of scikit-learn (checked against version 1.2.1); random splits are drawn from another generator than NumPy's,
/// so they have the same sizes and proportions but not the same rows. Weights of samples and multilabel targets are not built.
/// </remarks>
/// <example><code>
/// using static MlPipelines.Pipelines.sklearn;
/// Console.WriteLine(classification_report(y_true, y_pred, digits: 4));
/// </code></example>
public static partial class sklearn
{
    /// <summary>Precision, recall and F1 of each class and their averages, as text with lines ending in \n.</summary>
    /// <typeparam name="T">Type of the labels: numbers, texts or anything that can be sorted.</typeparam>
    /// <param name="y_true">True labels.</param>
    /// <param name="y_pred">Predicted labels.</param>
    /// <param name="labels">The labels to report, in this order; by default those that occur, sorted.</param>
    /// <param name="target_names">A name for each label reported; by default the labels themselves.</param>
    /// <param name="digits">Decimals, 0 .. 15.</param>
    /// <param name="zero_division">What a ratio whose denominator is 0 counts as: 0 or 1.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no labels, or the names do not fit the labels.</exception>
    public static string classification_report<T>(IReadOnlyList<T> y_true, IReadOnlyList<T> y_pred, IReadOnlyList<T>? labels = null,
        IReadOnlyList<string>? target_names = null, int digits = 2, double zero_division = 0) where T : notnull =>
        Report(y_true, y_pred, labels, target_names, zero_division).ToText(digits);

    /// <summary>How often each label was taken for each.</summary>
    /// <typeparam name="T">Type of the labels.</typeparam>
    /// <param name="y_true">True labels.</param>
    /// <param name="y_pred">Predicted labels.</param>
    /// <param name="labels">The labels of the rows and columns, in this order; by default those that occur, sorted.</param>
    /// <returns>[true, predicted].</returns>
    /// <exception cref="ArgumentException">Lengths differ, or there are no labels.</exception>
    public static int[,] confusion_matrix<T>(IReadOnlyList<T> y_true, IReadOnlyList<T> y_pred, IReadOnlyList<T>? labels = null) where T : notnull
    {
        (ConfusionMatrix matrix, _, int shown) = Count(y_true, y_pred, labels);
        var result = new int[shown, shown];
        for (int i = 0; i < shown; i++)
            for (int j = 0; j < shown; j++) result[i, j] = matrix[i, j];
        return result;
    }

    /// <summary>Share of labels that were predicted.</summary>
    /// <typeparam name="T">Type of the labels.</typeparam>
    /// <param name="y_true">True labels.</param>
    /// <param name="y_pred">Predicted labels.</param>
    /// <param name="normalize">Whether to give the share, 0 .. 1; otherwise the number.</param>
    /// <exception cref="ArgumentException">Lengths differ, or there are no labels.</exception>
    public static double accuracy_score<T>(IReadOnlyList<T> y_true, IReadOnlyList<T> y_pred, bool normalize = true) where T : notnull
    {
        ConfusionMatrix matrix = Count(y_true, y_pred, null).Matrix;
        return normalize ? matrix.Accuracy : matrix.Correct;
    }

    /// <summary>Precision, recall, F1 and number of examples of each label.</summary>
    /// <typeparam name="T">Type of the labels.</typeparam>
    /// <param name="y_true">True labels.</param>
    /// <param name="y_pred">Predicted labels.</param>
    /// <param name="labels">The labels wanted, in this order; by default those that occur, sorted.</param>
    /// <param name="zero_division">What a ratio whose denominator is 0 counts as: 0 or 1.</param>
    /// <exception cref="ArgumentException">Lengths differ, or there are no labels.</exception>
    public static (double[] precision, double[] recall, double[] fscore, long[] support) precision_recall_fscore_support<T>(IReadOnlyList<T> y_true,
        IReadOnlyList<T> y_pred, IReadOnlyList<T>? labels = null, double zero_division = 0) where T : notnull
    {
        IReadOnlyList<ClassScore> lines = Report(y_true, y_pred, labels, null, zero_division).Classes;
        return ([.. lines.Select(l => l.Precision)], [.. lines.Select(l => l.Recall)], [.. lines.Select(l => l.F1)],
            [.. lines.Select(l => l.Support)]);
    }

    /// <summary>An average of precision, recall and F1 over the labels.</summary>
    /// <typeparam name="T">Type of the labels.</typeparam>
    /// <param name="y_true">True labels.</param>
    /// <param name="y_pred">Predicted labels.</param>
    /// <param name="average">"micro", "macro" or "weighted".</param>
    /// <param name="labels">The labels to average over; by default those that occur.</param>
    /// <param name="zero_division">What a ratio whose denominator is 0 counts as: 0 or 1.</param>
    /// <returns>The support is null, as scikit-learn's is None.</returns>
    /// <exception cref="ArgumentException">Lengths differ, there are no labels, or there is no such average.</exception>
    public static (double precision, double recall, double fscore, long[]? support) precision_recall_fscore_support<T>(IReadOnlyList<T> y_true,
        IReadOnlyList<T> y_pred, string average, IReadOnlyList<T>? labels = null, double zero_division = 0) where T : notnull
    {
        ClassificationReport report = Report(y_true, y_pred, labels, null, zero_division);
        ClassScore line = average switch
        {
            "micro" => report.MicroAverage,
            "macro" => report.MacroAverage,
            "weighted" => report.WeightedAverage,
            _ => throw new ArgumentException($"Got the average '{average}'; takes micro, macro or weighted, or leave it out for one "
                + "result a label.", nameof(average)),
        };
        return (line.Precision, line.Recall, line.F1, null);
    }

    /// <summary>Mean of minus the logarithm of the true label's probability.</summary>
    /// <typeparam name="T">Type of the labels.</typeparam>
    /// <typeparam name="TScore">float or double; probabilities are kept this type's precision away from 0 and 1.</typeparam>
    /// <param name="y_true">True labels.</param>
    /// <param name="y_pred">A row of probabilities for each, one a label in sorted order.</param>
    /// <param name="labels">All labels; by default those that occur in <paramref name="y_true"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, columns do not fit the labels, or a value is no probability.</exception>
    public static double log_loss<T, TScore>(IReadOnlyList<T> y_true, IReadOnlyList<TScore[]> y_pred, IReadOnlyList<T>? labels = null)
        where T : notnull where TScore : IFloatingPointIeee754<TScore>
    {
        int[] actual = ColumnOf(y_true, y_pred, LabelCodes<T>.Sorted(labels ?? y_true), nameof(y_pred));
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            int wrong = ScoreMath.FirstNoProbability<TScore>(y_pred[i]);
            if (wrong >= 0)
                throw new ArgumentException($"Row {i} of y_pred has {y_pred[i][wrong]} in column {wrong}; takes probabilities, 0 to 1.",
                    nameof(y_pred));
            sum += ScoreMath.Loss<TScore>(y_pred[i], actual[i]);
        }
        return sum / actual.Length;
    }

    /// <summary>Share of rows whose true label is among the k highest scores. Of equal scores the last column comes first.</summary>
    /// <typeparam name="T">Type of the labels.</typeparam>
    /// <typeparam name="TScore">float or double.</typeparam>
    /// <param name="y_true">True labels.</param>
    /// <param name="y_score">A row of scores for each, one a label in sorted order.</param>
    /// <param name="k">How many of the highest scores count, at least 1.</param>
    /// <param name="normalize">Whether to give the share, 0 .. 1; otherwise the number.</param>
    /// <param name="labels">All labels, sorted; by default those that occur in <paramref name="y_true"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, columns do not fit the labels, or a score is not finite.</exception>
    public static double top_k_accuracy_score<T, TScore>(IReadOnlyList<T> y_true, IReadOnlyList<TScore[]> y_score, int k = 2, bool normalize = true,
        IReadOnlyList<T>? labels = null) where T : notnull where TScore : IFloatingPointIeee754<TScore>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        T[] sorted = LabelCodes<T>.Sorted(labels ?? y_true);
        if (labels is not null && !labels.SequenceEqual(sorted))
            throw new ArgumentException("Got labels out of order or twice; takes them sorted, each once, as the columns of y_score are.",
                nameof(labels));
        int[] actual = ColumnOf(y_true, y_score, sorted, nameof(y_score));
        int hits = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            int wrong = ScoreMath.FirstNotFinite<TScore>(y_score[i]);
            if (wrong >= 0)
                throw new ArgumentException($"Row {i} of y_score has {y_score[i][wrong]} in column {wrong}; takes finite numbers.", nameof(y_score));
            if (ScoreMath.Rank<TScore>(y_score[i], actual[i]) < k) hits++;
        }
        return normalize ? (double)hits / actual.Length : hits;
    }

    private static ClassificationReport Report<T>(IReadOnlyList<T> y_true, IReadOnlyList<T> y_pred, IReadOnlyList<T>? labels,
        IReadOnlyList<string>? target_names, double zero_division) where T : notnull
    {
        (ConfusionMatrix matrix, List<T> all, int shown) = Count(y_true, y_pred, labels);
        if (target_names is not null && target_names.Count != shown)
            throw new ArgumentException($"Got {target_names.Count} target_names for {shown} labels; takes one a label. "
                + "Give labels too when some do not occur.", nameof(target_names));
        return new ClassificationReport(matrix, [.. all.Select((label, i) => target_names is not null && i < shown ? target_names[i] : $"{label}")],
            [.. Enumerable.Range(0, shown)], zero_division);
    }

    /// <summary>Counts over the labels wanted, which come first, and any others that occur.</summary>
    private static (ConfusionMatrix Matrix, List<T> Labels, int Shown) Count<T>(IReadOnlyList<T> y_true, IReadOnlyList<T> y_pred,
        IReadOnlyList<T>? labels)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(y_true);
        ArgumentNullException.ThrowIfNull(y_pred);
        if (y_true.Count != y_pred.Count || y_true.Count == 0)
            throw new ArgumentException($"Got {y_true.Count} true and {y_pred.Count} predicted labels; takes one of each a row, and "
                + "at least one row.", nameof(y_pred));
        var codes = new LabelCodes<T>();
        codes.AddAll(labels ?? LabelCodes<T>.Sorted(y_true.Concat(y_pred)));
        int shown = codes.Labels.Count;
        if (labels is not null && shown != labels.Count) throw new ArgumentException("Got a label twice; takes each label once.", nameof(labels));
        int[] actual = codes.AddAll(y_true), predicted = codes.AddAll(y_pred);
        return (ConfusionMatrix.Count<int>(actual, predicted, codes.Labels.Count), codes.Labels, shown);
    }

    private static int[] ColumnOf<T, TScore>(IReadOnlyList<T> y_true, IReadOnlyList<TScore[]> scores, T[] sorted, string name) where T : notnull
    {
        ArgumentNullException.ThrowIfNull(y_true);
        ArgumentNullException.ThrowIfNull(scores, name);
        if (y_true.Count != scores.Count || y_true.Count == 0)
            throw new ArgumentException($"Got {y_true.Count} true labels and {scores.Count} rows of {name}; takes one of each a row, "
                + "and at least one row.", name);
        if (sorted.Length < 2)
            throw new ArgumentException($"Got {sorted.Length} label; takes two or more. Give all of them as labels when some do not "
                + "occur in y_true.", nameof(y_true));
        var codes = new LabelCodes<T>();
        codes.AddAll(sorted);
        var columns = new int[y_true.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            if (scores[i].Length != sorted.Length)
                throw new ArgumentException($"Row {i} of {name} has {scores[i].Length} columns for {sorted.Length} labels; takes one a label. "
                    + "Give all of them as labels when some do not occur in y_true.", name);
            if ((columns[i] = codes[y_true[i]]) < 0)
                throw new ArgumentException($"Row {i} of y_true is {y_true[i]}, which is not among the labels "
                    + $"{string.Join(", ", sorted)}.", nameof(y_true));
        }
        return columns;
    }
}
