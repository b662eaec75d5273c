using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Metrics;

/// <summary>The mean of (y - p)².</summary>
/// <param name="name">Name in logs.</param>
public sealed class MeanSquaredError(string name = "mean_squared_error") : RowMetric(name)
{
    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns) =>
        SquaredError(y, start, p, pStart, columns);

    internal static double SquaredError(in Elements y, int start, in Elements p, int pStart, int columns)
    {
        double sum = 0;
        for (int i = 0; i < columns; i++)
        {
            double error = y[start + i] - p[pStart + i];
            sum += error * error;
        }
        return sum / columns;
    }
}

/// <summary>The root of the mean of (y - p)².</summary>
/// <param name="name">Name in logs.</param>
public sealed class RootMeanSquaredError(string name = "root_mean_squared_error") : RowMetric(name)
{
    /// <inheritdoc/>
    public override double Value => Math.Sqrt(base.Value);

    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns) =>
        MeanSquaredError.SquaredError(y, start, p, pStart, columns);
}

/// <summary>The mean of |y - p|.</summary>
/// <param name="name">Name in logs.</param>
public sealed class MeanAbsoluteError(string name = "mean_absolute_error") : RowMetric(name)
{
    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns)
    {
        double sum = 0;
        for (int i = 0; i < columns; i++) sum += Math.Abs(y[start + i] - p[pStart + i]);
        return sum / columns;
    }
}

/// <summary>The mean crossentropy of yes-or-no targets.</summary>
/// <param name="name">Name in logs.</param>
/// <param name="from_logits">True when predictions are scores before a sigmoid.</param>
public sealed class BinaryCrossentropy(string name = "binary_crossentropy", bool from_logits = false) : RowMetric(name)
{
    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns)
    {
        double sum = 0;
        for (int i = 0; i < columns; i++)
        {
            double target = y[start + i], x = p[pStart + i];
            if (from_logits)
            {
                sum += Math.Max(x, 0) - x * target + Math.Log(1 + Math.Exp(-Math.Abs(x)));
            }
            else
            {
                double probability = CategoricalCrossentropy.Clip(x);
                sum -= target * Math.Log(probability) + (1 - target) * Math.Log(1 - probability);
            }
        }
        return sum / columns;
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["name"] = Name, ["from_logits"] = from_logits };
}

/// <summary>The mean crossentropy of one-hot targets, [batch, .., classes].</summary>
/// <param name="name">Name in logs.</param>
/// <param name="from_logits">True when predictions are scores before a softmax.</param>
public sealed class CategoricalCrossentropy(string name = "categorical_crossentropy", bool from_logits = false) : RowMetric(name)
{
    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns)
    {
        double sum = 0, total = Total(p, pStart, columns, from_logits);
        for (int i = 0; i < columns; i++)
            if (y[start + i] != 0) sum -= y[start + i] * LogProbability(p[pStart + i], total, from_logits);
        return sum;
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["name"] = Name, ["from_logits"] = from_logits };

    internal static double Clip(double probability) => Math.Clamp(probability, 1e-7, 1 - 1e-7);

    /// <summary>The sum of a row's probabilities, or the logarithm of the sum of the exponentials of its scores.</summary>
    internal static double Total(in Elements p, int start, int columns, bool logits)
    {
        double sum = 0;
        if (!logits)
        {
            for (int i = 0; i < columns; i++) sum += p[start + i];
            return sum;
        }
        double most = p[start + p.ArgMax(start, columns)];
        for (int i = 0; i < columns; i++) sum += Math.Exp(p[start + i] - most);
        return most + Math.Log(sum);
    }

    internal static double LogProbability(double x, double total, bool logits) => logits ? x - total : Math.Log(Clip(x / total));
}

/// <summary>The mean crossentropy of class numbers, [batch, ..] or [batch, .., 1].</summary>
/// <param name="name">Name in logs.</param>
/// <param name="from_logits">True when predictions are scores before a softmax.</param>
public sealed class SparseCategoricalCrossentropy(string name = "sparse_categorical_crossentropy", bool from_logits = false) : RowMetric(name)
{
    private protected override bool Sparse => true;

    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns) =>
        -CategoricalCrossentropy.LogProbability(p[pStart + Class(y, start, columns)], CategoricalCrossentropy.Total(p, pStart, columns, from_logits),
            from_logits);

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["name"] = Name, ["from_logits"] = from_logits };
}
