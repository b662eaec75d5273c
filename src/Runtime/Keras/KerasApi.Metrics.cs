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

    /// <inheritdoc cref="Metrics.AUC"/>
    public AUC AUC(int num_thresholds = 200, string curve = "ROC", string name = "auc") => new(num_thresholds, curve, name);

    /// <inheritdoc cref="Metrics.BinaryAccuracy"/>
    public BinaryAccuracy BinaryAccuracy(string name = "binary_accuracy", double threshold = 0.5) => new(name, threshold);

    /// <inheritdoc cref="Metrics.BinaryCrossentropy"/>
    public BinaryCrossentropy BinaryCrossentropy(string name = "binary_crossentropy", bool from_logits = false) => new(name, from_logits);

    /// <inheritdoc cref="Metrics.CategoricalAccuracy"/>
    public CategoricalAccuracy CategoricalAccuracy(string name = "categorical_accuracy") => new(name);

    /// <inheritdoc cref="Metrics.CategoricalCrossentropy"/>
    public CategoricalCrossentropy CategoricalCrossentropy(string name = "categorical_crossentropy", bool from_logits = false) =>
        new(name, from_logits);

    /// <inheritdoc cref="Metrics.CosineSimilarity"/>
    public CosineSimilarity CosineSimilarity(string name = "cosine_similarity", int axis = -1) => new(name, axis);

    /// <inheritdoc cref="Metrics.F1Score"/>
    public F1Score F1Score(int? num_classes = null, string? average = null, double? threshold = null, string name = "f1_score") =>
        new(num_classes, average, threshold, name);

    /// <inheritdoc cref="Metrics.FBetaScore"/>
    public FBetaScore FBetaScore(int? num_classes = null, string? average = null, double beta = 1, double? threshold = null,
        string name = "fbeta_score") =>
        new(num_classes, average, beta, threshold, name);

    /// <inheritdoc cref="Metrics.Mean"/>
    public Mean Mean(string name = "mean") => new(name);

    /// <inheritdoc cref="Metrics.MeanAbsoluteError"/>
    public MeanAbsoluteError MeanAbsoluteError(string name = "mean_absolute_error") => new(name);

    /// <inheritdoc cref="Metrics.MeanSquaredError"/>
    public MeanSquaredError MeanSquaredError(string name = "mean_squared_error") => new(name);

    /// <inheritdoc cref="Metrics.Precision"/>
    public Precision Precision(double? thresholds = null, int? top_k = null, int? class_id = null, string name = "precision") =>
        new(thresholds, top_k, class_id, name);

    /// <inheritdoc cref="Metrics.Recall"/>
    public Recall Recall(double? thresholds = null, int? top_k = null, int? class_id = null, string name = "recall") =>
        new(thresholds, top_k, class_id, name);

    /// <inheritdoc cref="Metrics.RootMeanSquaredError"/>
    public RootMeanSquaredError RootMeanSquaredError(string name = "root_mean_squared_error") => new(name);

    /// <inheritdoc cref="Metrics.SparseCategoricalAccuracy"/>
    public SparseCategoricalAccuracy SparseCategoricalAccuracy(string name = "sparse_categorical_accuracy") => new(name);

    /// <inheritdoc cref="Metrics.SparseCategoricalCrossentropy"/>
    public SparseCategoricalCrossentropy SparseCategoricalCrossentropy(string name = "sparse_categorical_crossentropy",
        bool from_logits = false) =>
        new(name, from_logits);

    /// <inheritdoc cref="Metrics.SparseTopKCategoricalAccuracy"/>
    public SparseTopKCategoricalAccuracy SparseTopKCategoricalAccuracy(int k = 5, string name = "sparse_top_k_categorical_accuracy") =>
        new(k, name);

    /// <inheritdoc cref="Metrics.TopKCategoricalAccuracy"/>
    public TopKCategoricalAccuracy TopKCategoricalAccuracy(int k = 5, string name = "top_k_categorical_accuracy") => new(k, name);

    /// <summary>Each row's figure of <see cref="Metrics.BinaryAccuracy"/>.</summary>
    public Tensor binary_accuracy(Tensor y_true, Tensor y_pred, double threshold = 0.5) =>
        new BinaryAccuracy(threshold: threshold).Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.CategoricalAccuracy"/>.</summary>
    public Tensor categorical_accuracy(Tensor y_true, Tensor y_pred) => new CategoricalAccuracy().Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.SparseCategoricalAccuracy"/>.</summary>
    public Tensor sparse_categorical_accuracy(Tensor y_true, Tensor y_pred) => new SparseCategoricalAccuracy().Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.TopKCategoricalAccuracy"/>.</summary>
    public Tensor top_k_categorical_accuracy(Tensor y_true, Tensor y_pred, int k = 5) =>
        new TopKCategoricalAccuracy(k).Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.SparseTopKCategoricalAccuracy"/>.</summary>
    public Tensor sparse_top_k_categorical_accuracy(Tensor y_true, Tensor y_pred, int k = 5) =>
        new SparseTopKCategoricalAccuracy(k).Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.CategoricalCrossentropy"/>.</summary>
    public Tensor categorical_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false) =>
        new CategoricalCrossentropy(from_logits: from_logits).Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.BinaryCrossentropy"/>.</summary>
    public Tensor binary_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false) =>
        new BinaryCrossentropy(from_logits: from_logits).Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.SparseCategoricalCrossentropy"/>.</summary>
    public Tensor sparse_categorical_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false) =>
        new SparseCategoricalCrossentropy(from_logits: from_logits).Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.MeanAbsoluteError"/>.</summary>
    public Tensor mean_absolute_error(Tensor y_true, Tensor y_pred) => new MeanAbsoluteError().Each(y_true, y_pred);

    /// <summary>Each row's figure of <see cref="Metrics.MeanSquaredError"/>.</summary>
    public Tensor mean_squared_error(Tensor y_true, Tensor y_pred) => new MeanSquaredError().Each(y_true, y_pred);
}
