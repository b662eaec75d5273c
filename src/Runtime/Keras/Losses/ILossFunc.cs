namespace Tensorflow.Keras.Losses;

/// <summary>How far predictions are from the truth, as a number to be made small.</summary>
public interface ILossFunc
{
    /// <summary>Name in Keras' spelling, for example <c>sparse_categorical_crossentropy</c>.</summary>
    string Name { get; }

    /// <summary>The loss of a batch, reduced to one number (the mean over samples, unless another reduction was asked for).</summary>
    /// <param name="y_true">Targets, [batch, ..] or, for sparse losses, class numbers [batch].</param>
    /// <param name="y_pred">Predictions, [batch, ..].</param>
    /// <param name="sample_weight">Weight of each sample, [batch]; null for 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    Tensor Call(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null);
}
