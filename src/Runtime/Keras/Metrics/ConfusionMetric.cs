using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Metrics;

/// <summary>Base of precision and recall: counts predictions above a threshold that are right, wrong, and missing.</summary>
/// <remarks>Targets are 0 or 1 and have the shape of the predictions: [batch, ..]. Class numbers become such rows with
/// <c>to_categorical</c>.</remarks>
public abstract class ConfusionMetric : Metric
{
    private readonly double? _thresholds;
    private readonly int? _topK, _class;
    private double _weight;

    private protected ConfusionMetric(double? thresholds, int? top_k, int? class_id, string name)
        : base(name)
    {
        if (thresholds is not (null or (>= 0 and <= 1)))
            throw new ArgumentException($"{ClassName} '{name}' got thresholds {thresholds}; it takes a number of 0 to 1.");
        if (top_k < 1) throw new ArgumentException($"{ClassName} '{name}' got top_k {top_k}; it takes 1 or more.");
        if (class_id < 0) throw new ArgumentException($"{ClassName} '{name}' got class_id {class_id}; it takes 0 or more.");
        (_thresholds, _topK, _class) = (thresholds, top_k, class_id);
    }

    /// <summary>Predictions that are positive and right.</summary>
    private protected double TruePositives { get; private set; }

    /// <summary>Predictions that are positive and wrong.</summary>
    private protected double FalsePositives { get; private set; }

    /// <summary>Predictions that are negative and wrong.</summary>
    private protected double FalseNegatives { get; private set; }

    /// <inheritdoc/>
    public override void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        var rows = new Rows(this, y_true, y_pred, sample_weight);
        if (_class >= rows.Columns)
            throw new ArgumentException($"{ClassName} '{Name}' got predictions for {rows.Columns} classes; with class_id {_class} it "
                + "takes more.");
        // As in Keras, those among the first k all count as positive, unless a threshold is named as well.
        double threshold = _thresholds ?? (_topK is null ? 0.5 : double.NegativeInfinity);
        int first = _class ?? 0, end = _class + 1 ?? rows.Columns;
        for (int row = 0; row < rows.Count; row++)
        {
            _weight = rows.Weight(row);
            int y = row * rows.Columns;
            for (int i = first; i < end; i++)
            {
                bool chosen = rows.Predictions[y + i] > threshold && (_topK is not { } k || Rank(rows.Predictions, y, rows.Columns, i) < k);
                Count(rows.Targets[y + i] != 0, chosen);
            }
        }
        rows.KeepAlive();
    }

    /// <inheritdoc/>
    public override void reset_states()
    {
        base.reset_states();
        TruePositives = FalsePositives = FalseNegatives = 0;
    }

    /// <inheritdoc/>
    public override JsonObject get_config() =>
        new() { ["name"] = Name, ["thresholds"] = _thresholds, ["top_k"] = _topK, ["class_id"] = _class };

    private protected static T Read<T>(ConfigReader config, string name, Func<double?, int?, int?, string, T> make) =>
        make(config.Number("thresholds"), config.Integer("top_k"), config.Integer("class_id"), config.Text("name", name)!);

    private void Count(bool truth, bool chosen)
    {
        if (truth && chosen) TruePositives += _weight;
        else if (chosen) FalsePositives += _weight;
        else if (truth) FalseNegatives += _weight;
    }

    /// <summary>How many predictions of a row come before one; of equal ones the first comes first.</summary>
    private static int Rank(in Elements p, int start, int columns, int index)
    {
        int before = 0;
        double own = p[start + index];
        for (int i = 0; i < columns; i++)
        {
            double other = p[start + i];
            if (other > own || (other == own && i < index)) before++;
        }
        return before;
    }
}

/// <summary>Share of the predicted positives that are right; 0 where nothing was predicted positive.</summary>
/// <param name="thresholds">Predictions above it are positive, 0 to 1; 0.5 unless given or top_k is.</param>
/// <param name="top_k">Only the k largest predictions of a row can be positive; null for any.</param>
/// <param name="class_id">Only this column counts; null for all.</param>
/// <param name="name">Name in logs.</param>
/// <exception cref="ArgumentException">A number is out of its range.</exception>
public sealed class Precision(double? thresholds = null, int? top_k = null, int? class_id = null, string name = "precision")
    : ConfusionMetric(thresholds, top_k, class_id, name)
{
    /// <inheritdoc/>
    public override double Value => TruePositives == 0 ? 0 : TruePositives / (TruePositives + FalsePositives);

    internal static Precision Read(ConfigReader config) =>
        Read(config, "precision", static (t, k, c, name) => new Precision(t, k, c, name));
}

/// <summary>Share of the true positives that were found; 0 where there are none.</summary>
/// <param name="thresholds">Predictions above it are positive, 0 to 1; 0.5 unless given or top_k is.</param>
/// <param name="top_k">Only the k largest predictions of a row can be positive; null for any.</param>
/// <param name="class_id">Only this column counts; null for all.</param>
/// <param name="name">Name in logs.</param>
/// <exception cref="ArgumentException">A number is out of its range.</exception>
public sealed class Recall(double? thresholds = null, int? top_k = null, int? class_id = null, string name = "recall")
    : ConfusionMetric(thresholds, top_k, class_id, name)
{
    /// <inheritdoc/>
    public override double Value => TruePositives == 0 ? 0 : TruePositives / (TruePositives + FalseNegatives);

    internal static Recall Read(ConfigReader config) => Read(config, "recall", static (t, k, c, name) => new Recall(t, k, c, name));
}
