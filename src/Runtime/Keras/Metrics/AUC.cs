using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Metrics;

/// <summary>The area under the receiver operating characteristic, true positives over false positives as the threshold falls: the
/// probability that a positive sample gets a higher prediction than a negative one.</summary>
/// <remarks>Targets 0 or 1, predictions 0 to 1 of the same shape. The curve is drawn through the points of evenly spread thresholds, as in
/// Keras.</remarks>
public sealed class AUC : Metric
{
    /// <summary>Weights of positive and negative samples by the number of thresholds below their predictions.</summary>
    private readonly double[] _positive, _negative;

    /// <summary>A metric.</summary>
    /// <param name="num_thresholds">Points of the curve, 2 or more.</param>
    /// <param name="curve"><c>ROC</c>, the only one built.</param>
    /// <param name="name">Name in logs.</param>
    /// <exception cref="ArgumentException">Fewer than two thresholds, or an unknown curve.</exception>
    /// <exception cref="NotSupportedException">The curve PR.</exception>
    public AUC(int num_thresholds = 200, string curve = "ROC", string name = "auc")
        : base(name)
    {
        if (num_thresholds < 2) throw new ArgumentException($"AUC '{name}' got num_thresholds {num_thresholds}; it takes 2 or more.");
        if (curve == "PR") throw new NotSupportedException($"AUC '{name}' got the curve PR, which is not built; use \"ROC\", or "
            + "Precision and Recall.");
        if (curve != "ROC") throw new ArgumentException($"AUC '{name}' got the curve '{curve}'; it takes \"ROC\".");
        (_positive, _negative) = (new double[num_thresholds + 1], new double[num_thresholds + 1]);
    }

    private int Thresholds => _positive.Length - 1;

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            double positives = 0, negatives = 0, area = 0, right = 0, wrong = 0;
            for (int i = 0; i < _positive.Length; i++)
            {
                positives += _positive[i];
                negatives += _negative[i];
            }
            if (positives == 0 || negatives == 0) return 0;
            for (int i = Thresholds; i >= 0; i--)
            {
                // Trapezium between two thresholds; those on top of each other in a bucket share a slope.
                area += _negative[i] * (right + _positive[i] / 2);
                right += _positive[i];
                wrong += _negative[i];
            }
            return area / (positives * wrong);
        }
    }

    /// <inheritdoc/>
    public override void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        var rows = new Rows(this, y_true, y_pred, sample_weight);
        for (int row = 0; row < rows.Count; row++)
        {
            double weight = rows.Weight(row);
            for (int i = row * rows.Columns; i < (row + 1) * rows.Columns; i++)
            {
                double p = rows.Predictions[i];
                if (p is not (>= 0 and <= 1))
                    throw new ArgumentException($"AUC '{Name}' got the prediction {p}; it takes probabilities, 0 to 1. Put a sigmoid "
                        + "behind the last layer.");
                (rows.Targets[i] != 0 ? _positive : _negative)[Below(p)] += weight;
            }
        }
        rows.KeepAlive();
    }

    /// <inheritdoc/>
    public override void reset_states()
    {
        base.reset_states();
        Array.Clear(_positive);
        Array.Clear(_negative);
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["name"] = Name, ["num_thresholds"] = Thresholds, ["curve"] = "ROC" };

    internal static AUC Read(ConfigReader c) => new(c.Integer("num_thresholds") ?? 200, c.Text("curve", "ROC")!, c.Text("name", "auc")!);

    /// <summary>How many thresholds are below a prediction: one below 0, one above 1, the others evenly between.</summary>
    private int Below(double p)
    {
        int inner = Thresholds - 1;
        return Math.Clamp((int)Math.Ceiling(p * inner), 1, inner);
    }
}
