using Microsoft.ML;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>Result of McNemar's test.</summary>
/// <param name="OnlyFirst">Rows that only the first classifier had right.</param>
/// <param name="OnlySecond">Rows that only the second classifier had right.</param>
/// <param name="PValue">Probability of a difference at least as large, if both were right equally often; 0 .. 1.</param>
public sealed record McNemarResult(long OnlyFirst, long OnlySecond, double PValue)
{
    /// <summary>
    /// One-sided: probability that the second is right alone on at least <see cref="OnlySecond"/> of these rows, if both were right equally often; 0 .. 1.
    /// Small where the second is better.
    /// </summary>
    public double SecondBetterPValue => McNemar.SecondBetter(OnlyFirst, OnlySecond);
}

/// <summary>
/// McNemar's exact test: do two classifiers differ on the same rows? Of the rows that just one has right, each is right on half of them if
/// they do not; the p-value is binomial, two-sided or for 'the second is better'.
/// </summary>
/// <remarks>T. G. Dietterich, "Approximate Statistical Tests for Comparing Supervised Classification Learning Algorithms" (1998), in its
/// exact form.</remarks>
public static class McNemar
{
    /// <summary>Compares two scored views of the same rows, which are matched by their ids (or positions, without ids).</summary>
    /// <param name="first">A view with labels and scores.</param>
    /// <param name="second">The same rows scored by another model.</param>
    /// <exception cref="ArgumentException">A view cannot be evaluated, or they are not about the same rows.</exception>
    public static McNemarResult Exact(IDataView first, IDataView second) =>
        Exact(ClassifierEvaluation.FromView(first), ClassifierEvaluation.FromView(second));

    /// <summary>Compares two evaluations of the same rows.</summary>
    /// <param name="first">One model's.</param>
    /// <param name="second">Another model's.</param>
    /// <exception cref="ArgumentException">They are not about the same rows.</exception>
    public static McNemarResult Exact(ClassifierEvaluation first, ClassifierEvaluation second)
    {
        int[] places = PairedRows.Match(first, second);
        bool[] right = second.Right();
        return Exact(first.Right(), [.. places.Select(place => right[place])]);
    }

    /// <summary>Compares two classifiers.</summary>
    /// <param name="first">Whether one had each row right.</param>
    /// <param name="second">Whether the other had the same row right.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static McNemarResult Exact(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"Got {first.Count} and {second.Count} results; takes one of each a row.", nameof(second));
        long onlyFirst = 0, onlySecond = 0;
        for (int i = 0; i < first.Count; i++)
        {
            if (first[i] && !second[i]) onlyFirst++;
            if (second[i] && !first[i]) onlySecond++;
        }
        return Exact(onlyFirst, onlySecond);
    }

    /// <summary>The test from its two counts.</summary>
    /// <param name="onlyFirst">Rows that only the first classifier had right, at least 0.</param>
    /// <param name="onlySecond">Rows that only the second classifier had right, at least 0.</param>
    public static McNemarResult Exact(long onlyFirst, long onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        // Equal counts are the most likely outcome: nothing is less extreme, and twice the half with the middle is above 1.
        double half = AtMost(Math.Min(onlyFirst, onlySecond), onlyFirst + onlySecond);
        return new McNemarResult(onlyFirst, onlySecond, Math.Min(1, 2 * half));
    }

    /// <summary>P(X >= onlySecond) for X binomial over all rows that just one had right.</summary>
    internal static double SecondBetter(long onlyFirst, long onlySecond)
    {
        long rows = onlyFirst + onlySecond;
        if (onlyFirst <= onlySecond) return AtMost(onlyFirst, rows);
        return onlySecond == 0 ? 1 : 1 - AtMost(onlySecond - 1, rows);
    }

    /// <summary>P(X &lt;= count) for X binomial with probability one half.</summary>
    /// <param name="count">0 to half of the rows: the terms become smaller from it down.</param>
    /// <param name="rows">Number of trials.</param>
    private static double AtMost(long count, long rows)
    {
        // P(count) in logarithms, as 2^-rows may be too small for a number; the smaller counts follow from it one by one.
        double logarithm = -rows * Math.Log(2);
        for (long i = 1; i <= count; i++) logarithm += Math.Log((double)(rows - count + i) / i);
        double term = 1, sum = 1;
        for (long i = count; i > 0 && term > sum * 1e-17; i--)
        {
            term *= (double)i / (rows - i + 1);
            sum += term;
        }
        return Math.Exp(logarithm + Math.Log(sum));
    }
}
