namespace Tensorflow.Keras.Metrics;

/// <summary>A figure gathered over the batches of an epoch.</summary>
public interface IMetricFunc
{
    /// <summary>Name in logs, for example <c>accuracy</c>.</summary>
    string Name { get; }

    /// <summary>Takes one batch into account.</summary>
    /// <param name="y_true">Targets, [batch, ..] or class numbers [batch].</param>
    /// <param name="y_pred">Predictions, [batch, ..].</param>
    /// <param name="sample_weight">Weight of each sample, [batch]; null for 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null);

    /// <summary>The figure over the batches so far, without making a tensor of it.</summary>
    double Value { get; }

    /// <summary>The figure over the batches so far.</summary>
    Tensor result();

    /// <summary>Forgets all batches.</summary>
    void reset_states();
}
