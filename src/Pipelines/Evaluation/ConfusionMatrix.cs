using System.Numerics;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>How often each true class was taken for each predicted class. Rows are true classes, columns predicted ones.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[][] _counts;

    private ConfusionMatrix(int[][] counts)
    {
        _counts = counts;
        Classes = counts.Length;
        for (int i = 0; i < Classes; i++)
        {
            Correct += counts[i][i];
            foreach (int count in counts[i]) Total += count;
        }
    }

    /// <summary>Number of classes; labels are 0 .. Classes - 1.</summary>
    public int Classes { get; }

    /// <summary>Number of examples counted.</summary>
    public long Total { get; }

    /// <summary>Number of examples on the diagonal.</summary>
    public long Correct { get; }

    /// <summary>Correct divided by Total, 0 .. 1; 0 when nothing was counted.</summary>
    public double Accuracy => Total == 0 ? 0 : (double)Correct / Total;

    /// <summary>Examples of class <paramref name="actual"/> that were predicted as <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => _counts[actual][predicted];

    /// <summary>Examples whose true class is <paramref name="actual"/>.</summary>
    public long Support(int actual)
    {
        long sum = 0;
        foreach (int count in _counts[actual]) sum += count;
        return sum;
    }

    /// <summary>Examples predicted as <paramref name="predicted"/>, rightly or wrongly.</summary>
    public long PredictedAs(int predicted)
    {
        long sum = 0;
        foreach (int[] row in _counts) sum += row[predicted];
        return sum;
    }

    /// <summary>A copy of the counts, [true][predicted].</summary>
    public int[][] ToArrays() => Array.ConvertAll(_counts, row => (int[])row.Clone());

    /// <summary>Counts pairs of true and predicted labels.</summary>
    /// <param name="actual">True labels, 0 .. classes - 1.</param>
    /// <param name="predicted">Predicted labels in the same order.</param>
    /// <param name="classes">Number of classes, 1 .. 256.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is not below <paramref name="classes"/>.</exception>
    public static ConfusionMatrix FromLabels(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> predicted, int classes = 10)
    {
        if (classes is < 1 or > 256)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, $"Got {classes} classes; takes 1 to 256.");
        return Count(actual, predicted, classes);
    }

    /// <summary>As <see cref="FromLabels"/>, of any type of labels and any number of classes.</summary>
    internal static ConfusionMatrix Count<T>(ReadOnlySpan<T> actual, ReadOnlySpan<T> predicted, int classes) where T : struct, IBinaryInteger<T>
    {
        if (actual.Length != predicted.Length)
            throw new ArgumentException(
                $"Got {actual.Length} true and {predicted.Length} predicted labels; takes one prediction for each label.", nameof(predicted));
        var counts = new int[classes][];
        for (int i = 0; i < classes; i++) counts[i] = new int[classes];
        for (int i = 0; i < actual.Length; i++)
        {
            if (!In(actual[i]) || !In(predicted[i]))
                throw new ArgumentException(
                    $"Example {i} has true label {actual[i]} and predicted label {predicted[i]}; takes labels 0 to {classes - 1}.", nameof(actual));
            counts[int.CreateChecked(actual[i])][int.CreateChecked(predicted[i])]++;
        }
        return new ConfusionMatrix(counts);

        bool In(T label) => !T.IsNegative(label) && int.CreateSaturating(label) < classes;
    }

    /// <summary>Takes counts that were made elsewhere, [true][predicted].</summary>
    /// <exception cref="ArgumentException">The matrix is empty or not square, or a count is negative.</exception>
    public static ConfusionMatrix FromCounts(IReadOnlyList<IReadOnlyList<int>> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Count == 0) throw new ArgumentException("Got a confusion matrix without rows; takes one row a class.", nameof(counts));
        var copy = new int[counts.Count][];
        for (int i = 0; i < copy.Length; i++)
        {
            if (counts[i] is null || counts[i].Count != copy.Length)
                throw new ArgumentException(
                    $"Row {i} of the confusion matrix has {counts[i]?.Count ?? 0} columns; takes {copy.Length}, as many as rows.", nameof(counts));
            copy[i] = [.. counts[i]];
            foreach (int count in copy[i])
                if (count < 0)
                    throw new ArgumentException(
                        $"Row {i} of the confusion matrix holds {count}; takes counts of 0 and more.", nameof(counts));
        }
        return new ConfusionMatrix(copy);
    }
}
