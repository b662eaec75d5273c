using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Metrics;

/// <summary>The mean cosine of the angle between targets and predictions, over the last axis: 1 where they point the same way, -1 where
/// opposite ways.</summary>
/// <param name="name">Name in logs.</param>
/// <param name="axis">-1, the last axis, the only one built.</param>
/// <exception cref="NotSupportedException">Another axis.</exception>
public sealed class CosineSimilarity(string name = "cosine_similarity", int axis = -1) : RowMetric(name)
{
    private readonly int _axis = axis == -1 ? axis
        : throw new NotSupportedException($"CosineSimilarity '{name}' got axis {axis}; only -1, the last, is built. Move the axis with "
            + "tf.transpose.");

    private protected override double Row(in Elements y, int start, in Elements p, int pStart, int columns)
    {
        double product = 0, target = 0, prediction = 0;
        for (int i = 0; i < columns; i++)
        {
            double a = y[start + i], b = p[pStart + i];
            product += a * b;
            target += a * a;
            prediction += b * b;
        }
        const double Least = Losses.CosineSimilarity.LeastSquare;
        return product / Math.Sqrt(Math.Max(target, Least) * Math.Max(prediction, Least));
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["name"] = Name, ["axis"] = _axis };
}
