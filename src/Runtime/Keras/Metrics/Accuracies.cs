using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Metrics;

/// <summary>Share of predictions that equal their targets, value by value.</summary>
/// <param name="name">Name in logs.</param>
public sealed class Accuracy(string name = "accuracy") : RowMetric(name)
{
    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns)
    {
        int right = 0;
        for (int i = 0; i < columns; i++) right += y[start + i] == p[pStart + i] ? 1 : 0;
        return (double)right / columns;
    }
}

/// <summary>Share of predictions on the right side of a threshold, for yes-or-no targets.</summary>
/// <param name="name">Name in logs.</param>
/// <param name="threshold">Predictions above it mean 1.</param>
public sealed class BinaryAccuracy(string name = "binary_accuracy", double threshold = 0.5) : RowMetric(name)
{
    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns)
    {
        int right = 0;
        for (int i = 0; i < columns; i++) right += y[start + i] == (p[pStart + i] > threshold ? 1 : 0) ? 1 : 0;
        return (double)right / columns;
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["name"] = Name, ["threshold"] = threshold };
}

/// <summary>Share of rows whose largest prediction is that of the target's class; targets are one-hot, [batch, .., classes].</summary>
/// <param name="name">Name in logs.</param>
public sealed class CategoricalAccuracy(string name = "categorical_accuracy") : RowMetric(name)
{
    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns) =>
        y.ArgMax(start, columns) == p.ArgMax(pStart, columns) ? 1 : 0;
}

/// <summary>Share of rows whose largest prediction is that of the target's class; targets are class numbers, [batch, ..] or [batch, .., 1].</summary>
/// <param name="name">Name in logs.</param>
public sealed class SparseCategoricalAccuracy(string name = "sparse_categorical_accuracy") : RowMetric(name)
{
    private protected override bool Sparse => true;

    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns) =>
        Class(y, start, columns) == p.ArgMax(pStart, columns) ? 1 : 0;
}

/// <summary>Share of rows where fewer than k predictions are above that of the target's class; targets are one-hot.</summary>
/// <param name="k">How many guesses count, 1 or more.</param>
/// <param name="name">Name in logs.</param>
public sealed class TopKCategoricalAccuracy(int k = 5, string name = "top_k_categorical_accuracy") : RowMetric(name)
{
    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns) =>
        Above(p, pStart, columns, y.ArgMax(start, columns)) < k ? 1 : 0;

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["name"] = Name, ["k"] = k };

    /// <summary>How many predictions of a row are larger than the target's.</summary>
    internal static int Above(in Elements p, int start, int columns, int target)
    {
        int above = 0;
        double own = p[start + target];
        for (int i = 0; i < columns; i++) above += p[start + i] > own ? 1 : 0;
        return above;
    }
}

/// <summary>Share of rows where fewer than k predictions are above that of the target's class; targets are class numbers.</summary>
/// <param name="k">How many guesses count, 1 or more.</param>
/// <param name="name">Name in logs.</param>
public sealed class SparseTopKCategoricalAccuracy(int k = 5, string name = "sparse_top_k_categorical_accuracy") : RowMetric(name)
{
    private protected override bool Sparse => true;

    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns) =>
        TopKCategoricalAccuracy.Above(p, pStart, columns, Class(y, start, columns)) < k ? 1 : 0;

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["name"] = Name, ["k"] = k };
}
