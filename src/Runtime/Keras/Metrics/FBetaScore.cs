using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Metrics;

/// <summary>(1 + beta²) precision · recall / (beta² precision + recall), class by class: recall counts beta times as much as
/// precision.</summary>
/// <remarks>
/// Targets and predictions are [batch, classes]. <c>result()</c> gives one number a class, unless they are averaged;
/// <see cref="Metric.Value"/>, which logs show, is then their plain mean.
/// </remarks>
public class FBetaScore : Metric
{
    private readonly string? _average;
    private readonly double _beta;
    private readonly double? _threshold;
    private readonly int? _classes;
    private double[] _truePositives = [], _falsePositives = [], _falseNegatives = [];

    /// <summary>A metric.</summary>
    /// <param name="num_classes">Number of classes; that of the first batch unless given.</param>
    /// <param name="average">null for one number a class; <c>micro</c> counts over all classes; <c>macro</c> is the mean over classes,
    /// <c>weighted</c> that by the number of each class' targets.</param>
    /// <param name="beta">Above 0.</param>
    /// <param name="threshold">Predictions above it are positive; null for the largest of a row.</param>
    /// <param name="name">Name in logs.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or an unknown average.</exception>
    public FBetaScore(int? num_classes = null, string? average = null, double beta = 1, double? threshold = null,
        string name = "fbeta_score")
        : base(name)
    {
        if (num_classes < 1) throw new ArgumentException($"{ClassName} '{name}' got num_classes {num_classes}; it takes 1 or more.");
        if (average is not (null or "micro" or "macro" or "weighted"))
            throw new ArgumentException($"{ClassName} '{name}' got average '{average}'; it takes null, \"micro\", \"macro\" or "
                + "\"weighted\".");
        if (!(beta > 0)) throw new ArgumentException($"{ClassName} '{name}' got beta {beta}; it takes a number above 0.");
        if (threshold is not (null or (> 0 and <= 1)))
            throw new ArgumentException($"{ClassName} '{name}' got threshold {threshold}; it takes a number above 0, up to 1.");
        (_classes, _average, _beta, _threshold) = (num_classes, average, beta, threshold);
    }

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            int classes = _truePositives.Length;
            if (classes == 0) return 0;
            double sum = 0, weights = 0;
            if (_average == "micro")
            {
                double right = 0, wrong = 0, missing = 0;
                for (int c = 0; c < classes; c++)
                {
                    right += _truePositives[c];
                    wrong += _falsePositives[c];
                    missing += _falseNegatives[c];
                }
                return Score(right, wrong, missing);
            }
            for (int c = 0; c < classes; c++)
            {
                double weight = _average == "weighted" ? _truePositives[c] + _falseNegatives[c] : 1;
                sum += weight * Score(_truePositives[c], _falsePositives[c], _falseNegatives[c]);
                weights += weight;
            }
            return weights == 0 ? 0 : sum / weights;
        }
    }

    /// <inheritdoc/>
    public override Tensor result()
    {
        if (_average is not null) return base.result();
        var scores = new float[_truePositives.Length];
        for (int c = 0; c < scores.Length; c++) scores[c] = (float)Score(_truePositives[c], _falsePositives[c], _falseNegatives[c]);
        return Tensor.From<float>(scores, Shape.Of(scores.Length));
    }

    /// <inheritdoc/>
    public override void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        var rows = new Rows(this, y_true, y_pred, sample_weight);
        if (y_pred.ndim != 2 || rows.Columns != (_classes ?? (_truePositives.Length > 0 ? _truePositives.Length : rows.Columns)))
            throw new ArgumentException($"{ClassName} '{Name}' got predictions of shape {y_pred.shape}; it takes [batch, classes] with "
                + $"{_classes ?? _truePositives.Length} classes.");
        if (_truePositives.Length == 0)
            (_truePositives, _falsePositives, _falseNegatives) = (new double[rows.Columns], new double[rows.Columns],
                new double[rows.Columns]);
        for (int row = 0; row < rows.Count; row++)
        {
            double weight = rows.Weight(row);
            int start = row * rows.Columns;
            double most = _threshold is null ? rows.Predictions[start + rows.Predictions.ArgMax(start, rows.Columns)] : 0;
            for (int c = 0; c < rows.Columns; c++)
            {
                double p = rows.Predictions[start + c], y = rows.Targets[start + c];
                // A row's largest value, and its equals, count unless they are 0: as in Keras.
                double chosen = (_threshold is { } threshold ? p > threshold : p >= most && Math.Abs(p) > 1e-9) ? 1 : 0;
                _truePositives[c] += weight * chosen * y;
                _falsePositives[c] += weight * chosen * (1 - y);
                _falseNegatives[c] += weight * (1 - chosen) * y;
            }
        }
        rows.KeepAlive();
    }

    /// <inheritdoc/>
    public override void reset_states()
    {
        base.reset_states();
        Array.Clear(_truePositives);
        Array.Clear(_falsePositives);
        Array.Clear(_falseNegatives);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        var config = new JsonObject { ["name"] = Name, ["num_classes"] = _classes, ["average"] = _average, ["threshold"] = _threshold };
        if (GetType() == typeof(FBetaScore)) config["beta"] = _beta;
        return config;
    }

    internal static FBetaScore Read(ConfigReader c) =>
        new(c.Integer("num_classes"), c.Text("average", null), c.Number("beta", 1), c.Number("threshold"), c.Text("name", "fbeta_score")!);

    private double Score(double right, double wrong, double missing)
    {
        double square = _beta * _beta, divisor = (1 + square) * right + square * missing + wrong;
        return divisor == 0 ? 0 : (1 + square) * right / divisor;
    }
}

/// <summary>2 precision · recall / (precision + recall), class by class.</summary>
/// <remarks>As <see cref="FBetaScore"/> with beta 1.</remarks>
/// <param name="num_classes">Number of classes; that of the first batch unless given.</param>
/// <param name="average">null for one number a class; <c>micro</c>, <c>macro</c> or <c>weighted</c>.</param>
/// <param name="threshold">Predictions above it are positive; null for the largest of a row.</param>
/// <param name="name">Name in logs.</param>
/// <exception cref="ArgumentException">A number is out of its range, or an unknown average.</exception>
public sealed class F1Score(int? num_classes = null, string? average = null, double? threshold = null, string name = "f1_score")
    : FBetaScore(num_classes, average, 1, threshold, name)
{
    internal static new F1Score Read(ConfigReader c) =>
        new(c.Integer("num_classes"), c.Text("average", null), c.Number("threshold"), c.Text("name", "f1_score")!);
}
