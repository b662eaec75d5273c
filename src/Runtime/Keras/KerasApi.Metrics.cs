using Tensorflow.Keras.Metrics;

namespace Tensorflow.Keras;

/// <summary><c>keras.metrics</c>.</summary>
public sealed class MetricsApi
{
    internal MetricsApi()
    {
    }

    /// <inheritdoc cref="Metrics.Accuracy"/>
    public Accuracy Accuracy(string name = "accuracy") => new(name);

    /// <inheritdoc cref="Metrics.BinaryAccuracy"/>
    public BinaryAccuracy BinaryAccuracy(string name = "binary_accuracy", double threshold = 0.5) => new(name, threshold);

    /// <inheritdoc cref="Metrics.BinaryCrossentropy"/>
    public BinaryCrossentropy BinaryCrossentropy(string name = "binary_crossentropy", bool from_logits = false) => new(name, from_logits);

    /// <inheritdoc cref="Metrics.CategoricalAccuracy"/>
    public CategoricalAccuracy CategoricalAccuracy(string name = "categorical_accuracy") => new(name);

    /// <inheritdoc cref="Metrics.CategoricalCrossentropy"/>
    public CategoricalCrossentropy CategoricalCrossentropy(string name = "categorical_crossentropy", bool from_logits = false) =>
        new(name, from_logits);

    /// <inheritdoc cref="Metrics.Mean"/>
    public Mean Mean(string name = "mean") => new(name);

    /// <inheritdoc cref="Metrics.MeanAbsoluteError"/>
    public MeanAbsoluteError MeanAbsoluteError(string name = "mean_absolute_error") => new(name);

    /// <inheritdoc cref="Metrics.MeanSquaredError"/>
    public MeanSquaredError MeanSquaredError(string name = "mean_squared_error") => new(name);

    /// <inheritdoc cref="Metrics.RootMeanSquaredError"/>
    public RootMeanSquaredError RootMeanSquaredError(string name = "root_mean_squared_error") => new(name);

    /// <inheritdoc cref="Metrics.SparseCategoricalAccuracy"/>
    public SparseCategoricalAccuracy SparseCategoricalAccuracy(string name = "sparse_categorical_accuracy") => new(name);

    /// <inheritdoc cref="Metrics.SparseCategoricalCrossentropy"/>
    public SparseCategoricalCrossentropy SparseCategoricalCrossentropy(string name = "sparse_categorical_crossentropy", bool from_logits = false) =>
        new(name, from_logits);

    /// <inheritdoc cref="Metrics.SparseTopKCategoricalAccuracy"/>
    public SparseTopKCategoricalAccuracy SparseTopKCategoricalAccuracy(int k = 5, string name = "sparse_top_k_categorical_accuracy") => new(k, name);

    /// <inheritdoc cref="Metrics.TopKCategoricalAccuracy"/>
    public TopKCategoricalAccuracy TopKCategoricalAccuracy(int k = 5, string name = "top_k_categorical_accuracy") => new(k, name);
}
