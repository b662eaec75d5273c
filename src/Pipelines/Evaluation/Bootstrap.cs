using Microsoft.ML;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>Percentile intervals from resampled rows: how much a figure owes to the rows that happened to be tested.</summary>
/// <remarks>
/// B. Efron, R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13. Each resample draws as many rows as there are, with
/// replacement, from a stream of its own that the seed and the resample's number give: the result is the same on any number of threads.
/// </remarks>
public static class Bootstrap
{
    /// <summary>The interval of a figure of a scored view.</summary>
    /// <param name="scored">A view with labels and scores.</param>
    /// <param name="figure">What is wanted of a report; by default the accuracy. Called from several threads.</param>
    /// <param name="resamples">How often to resample, at least 2.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <param name="seed">Gives the draws.</param>
    public static ConfidenceInterval Interval(IDataView scored, Func<ClassificationReport, double>? figure = null, int resamples = 10_000,
        double level = 0.95, long seed = 0) =>
        Interval(ClassifierEvaluation.FromView(scored), figure, resamples, level, seed);

    /// <summary>The interval of a figure of an evaluation.</summary>
    /// <param name="evaluation">A model's.</param>
    /// <param name="figure">What is wanted of a report; by default the accuracy. Called from several threads.</param>
    /// <param name="resamples">How often to resample, at least 2.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <param name="seed">Gives the draws.</param>
    public static ConfidenceInterval Interval(ClassifierEvaluation evaluation, Func<ClassificationReport, double>? figure = null,
        int resamples = 10_000, double level = 0.95, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return Interval(evaluation.Rows, Figure(evaluation, figure, null), resamples, level, seed);
    }

    /// <summary>The interval of a mean, such as of losses.</summary>
    /// <param name="values">One a row.</param>
    /// <param name="resamples">How often to resample, at least 2.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <param name="seed">Gives the draws.</param>
    public static ConfidenceInterval Interval(IReadOnlyList<double> values, int resamples = 10_000, double level = 0.95, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] copy = [.. values];
        return Interval(copy.Length, rows => Mean(copy, rows), resamples, level, seed);
    }

    /// <summary>The interval of how much better the first of two models is, on the same rows: both are judged on each resample.</summary>
    /// <param name="first">A view with labels and scores.</param>
    /// <param name="second">The same rows scored by another model, matched by their ids (or positions, without ids).</param>
    /// <param name="figure">What is wanted of a report; by default the accuracy. Called from several threads.</param>
    /// <param name="resamples">How often to resample, at least 2.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <param name="seed">Gives the draws.</param>
    public static ConfidenceInterval PairedDifference(IDataView first, IDataView second,
        Func<ClassificationReport, double>? figure = null, int resamples = 10_000, double level = 0.95, long seed = 0) =>
        PairedDifference(ClassifierEvaluation.FromView(first), ClassifierEvaluation.FromView(second), figure, resamples, level, seed);

    /// <summary>The interval of how much better the first of two models is, on the same rows: both are judged on each resample.</summary>
    /// <param name="first">One model's evaluation.</param>
    /// <param name="second">Another model's, of the same rows.</param>
    /// <param name="figure">What is wanted of a report; by default the accuracy. Called from several threads.</param>
    /// <param name="resamples">How often to resample, at least 2.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <param name="seed">Gives the draws.</param>
    public static ConfidenceInterval PairedDifference(ClassifierEvaluation first, ClassifierEvaluation second,
        Func<ClassificationReport, double>? figure = null, int resamples = 10_000, double level = 0.95, long seed = 0)
    {
        int[] places = PairedRows.Match(first, second);
        Func<int[], double> one = Figure(first, figure, null), other = Figure(second, figure, places);
        return Interval(first.Rows, rows => one(rows) - other(rows), resamples, level, seed);
    }

    /// <summary>The interval of the mean difference of two lists of values of the same rows.</summary>
    /// <param name="first">One a row.</param>
    /// <param name="second">One a row, in the same order.</param>
    /// <param name="resamples">How often to resample, at least 2.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <param name="seed">Gives the draws.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ConfidenceInterval PairedDifference(IReadOnlyList<double> first, IReadOnlyList<double> second, int resamples = 10_000,
        double level = 0.95, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"Got {first.Count} and {second.Count} values; takes one of each a row.", nameof(second));
        return Interval([.. first.Zip(second, (a, b) => a - b)], resamples, level, seed);
    }

    /// <summary>The interval of any figure of rows.</summary>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <param name="figure">Computes it from the rows drawn, of which some are there several times; called from several threads, with an
    /// array it may not keep.</param>
    /// <param name="resamples">How often to resample, at least 2.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <param name="seed">Gives the draws.</param>
    /// <exception cref="ArgumentException">There are no rows, or the figure is not finite on some of them.</exception>
    public static ConfidenceInterval Interval(int count, Func<int[], double> figure, int resamples = 10_000, double level = 0.95, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ConfidenceInterval.CheckLevel(level);
        if (count < 1) throw new ArgumentException($"Got {count} rows; takes one or more.", nameof(count));
        if (resamples < 2)
            throw new ArgumentOutOfRangeException(nameof(resamples),
                $"Got {resamples} resamples; takes 2 or more, for a 95 % interval 1,000 or more.");
        double estimate = figure([.. Enumerable.Range(0, count)]);
        var drawn = new double[resamples];
        Parallel.For(0, resamples, () => new int[count], (resample, _, rows) =>
        {
            var random = new StrokeRandom((ulong)seed, (ulong)resample);
            for (int i = 0; i < rows.Length; i++) rows[i] = random.Below(rows.Length);
            drawn[resample] = figure(rows);
            return rows;
        }, _ => { });
        foreach (double value in drawn.Append(estimate))
            if (!double.IsFinite(value))
                throw new ArgumentException($"The figure was {value} on some rows; takes a figure that is finite on any rows.", nameof(figure));
        Array.Sort(drawn);
        return new ConfidenceInterval(estimate, Quantile(drawn, (1 - level) / 2), Quantile(drawn, (1 + level) / 2), level);
    }

    // As NumPy's percentile: between the two nearest values in proportion.
    private static double Quantile(double[] sorted, double probability)
    {
        double place = probability * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static double Mean(double[] values, int[] rows)
    {
        double sum = 0;
        foreach (int row in rows) sum += values[row];
        return sum / rows.Length;
    }

    /// <param name="evaluation">Of the rows.</param>
    /// <param name="figure">Of a report; null for the accuracy.</param>
    /// <param name="places">For each row drawn, its place in the evaluation; null if it is the row's number.</param>
    private static Func<int[], double> Figure(ClassifierEvaluation evaluation, Func<ClassificationReport, double>? figure, int[]? places)
    {
        int classes = evaluation.ClassNames.Count, count = evaluation.Rows;
        // In the order of the rows drawn, so that drawing looks up once.
        int[] actual = new int[count], predicted = new int[count];
        double[] right = new double[count];
        for (int i = 0; i < count; i++)
        {
            int place = places?[i] ?? i;
            (actual[i], predicted[i]) = (evaluation.Actual[place], evaluation.Predicted[place]);
            right[i] = actual[i] == predicted[i] ? 1 : 0;
        }
        if (figure is null) return rows => Mean(right, rows);
        return rows =>
        {
            var counts = new int[classes][];
            for (int c = 0; c < classes; c++) counts[c] = new int[classes];
            foreach (int row in rows) counts[actual[row]][predicted[row]]++;
            return figure(new ClassificationReport(ConfusionMatrix.FromCounts(counts), evaluation.ClassNames));
        };
    }
}
