using Tensorflow.Operations;

namespace Tensorflow.Keras.Losses;

/// <summary>Brings targets, class numbers and sample weights into the form of the predictions they belong to.</summary>
internal static class Targets
{
    /// <summary>Targets with as many axes as the predictions, and of their type: [batch] stands for [batch, 1] and the other way round.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public static Tensor Align(string loss, Tensor y_true, Tensor y_pred)
    {
        Tensor y = y_true;
        if (y.shape != y_pred.shape)
        {
            bool missing = y.ndim == y_pred.ndim - 1 && y_pred.shape[-1] == 1 && y.size == y_pred.size;
            bool extra = y.ndim == y_pred.ndim + 1 && y.shape[-1] == 1 && y.size == y_pred.size;
            if (!missing && !extra) throw Mismatch(loss, y_true.shape, y_pred.shape);
            y = ArrayOps.Reshape(y, y_pred.shape);
        }
        return y.dtype == y_pred.dtype ? y : MathOps.Cast(y, y_pred.dtype);
    }

    /// <summary>Class numbers with one axis fewer than the predictions: [batch] or [batch, 1] for [batch, classes].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit together; one-hot rows get a text that says so.</exception>
    public static Tensor Classes(string loss, Tensor y_true, Tensor y_pred)
    {
        Tensor y = y_true;
        if (y_pred.ndim < 2) throw new ArgumentException($"{loss} got predictions of shape {y_pred.shape}; it takes [batch, .., classes].");
        if (!SameRows(y.shape, y_pred.shape, 0))
        {
            if (y.ndim != y_pred.ndim || y.shape[-1] != 1 || !SameRows(y.shape, y_pred.shape, 1))
            {
                string remedy = y.shape == y_pred.shape
                    ? "They look one-hot: use CategoricalCrossentropy, or tf.argmax(y, -1) to make class numbers of them."
                    : "Check that targets and predictions belong to the same samples.";
                throw new ArgumentException($"{loss} got targets of shape {y.shape} for predictions of shape {y_pred.shape}; "
                    + $"it takes one class number for each row of predictions, {y_pred.shape[..^1]}. {remedy}");
            }
            y = ArrayOps.Reshape(y, y_pred.shape[..^1]);
        }
        return y.dtype is TF_DataType.TF_INT32 or TF_DataType.TF_INT64 or TF_DataType.TF_UINT8 ? y : MathOps.Cast(y, TF_DataType.TF_INT64);
    }

    /// <summary>Sample weights that multiply losses: [batch], with an axis of 1 for each further axis of the losses.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public static Tensor Weights(string loss, Tensor weights, Tensor losses)
    {
        Tensor w = weights.dtype == losses.dtype ? weights : MathOps.Cast(weights, losses.dtype);
        if (w.ndim == losses.ndim + 1 && w.shape[-1] == 1) w = ArrayOps.Reshape(w, w.shape[..^1]);
        if (w.ndim == 0 || w.shape == losses.shape) return w;
        if (w.ndim > losses.ndim || !w.shape.Span.SequenceEqual(losses.shape.Span[..w.ndim]))
            throw new ArgumentException($"{loss} got sample weights of shape {weights.shape} for losses of shape {losses.shape}; "
                + $"it takes one for each sample, {losses.shape[..1]}.");
        Span<long> dims = stackalloc long[losses.ndim];
        dims.Fill(1);
        w.shape.Span.CopyTo(dims);
        return ArrayOps.Reshape(w, Shape.Of(dims));
    }

    private static bool SameRows(Shape y, Shape pred, int skip) => y.ndim - skip == pred.ndim - 1 && y.Span[..^skip].SequenceEqual(pred.Span[..^1]);

    private static ArgumentException Mismatch(string loss, Shape y, Shape pred)
    {
        bool classNumbers = y.ndim == pred.ndim - 1 || (y.ndim == pred.ndim && y[-1] == 1);
        string remedy = classNumbers && pred.ndim > 1 && y[0] == pred[0]
            ? $"They look like class numbers: use SparseCategoricalCrossentropy, or keras.utils.to_categorical(y, {pred[-1]}) to make rows of them."
            : "Check that targets and predictions belong to the same samples, and that the last layer has as many outputs as there are targets.";
        return new ArgumentException($"{loss} got targets of shape {y} for predictions of shape {pred}; it takes equal shapes. {remedy}");
    }
}
