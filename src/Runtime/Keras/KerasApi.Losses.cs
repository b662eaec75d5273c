using Tensorflow.Keras.Losses;

namespace Tensorflow.Keras;

/// <summary><c>keras.losses</c>, also <c>tf.losses</c>: the classes, and functions that give each sample's loss.</summary>
public sealed class LossesApi
{
    internal LossesApi()
    {
    }

    /// <inheritdoc cref="Losses.BinaryCrossentropy"/>
    public BinaryCrossentropy BinaryCrossentropy(
        bool from_logits = false, double label_smoothing = 0, string reduction = "sum_over_batch_size", string name = "binary_crossentropy") =>
        new(from_logits, label_smoothing, reduction, name);

    /// <inheritdoc cref="Losses.CategoricalCrossentropy"/>
    public CategoricalCrossentropy CategoricalCrossentropy(
        bool from_logits = false, double label_smoothing = 0, string reduction = "sum_over_batch_size", string name = "categorical_crossentropy") =>
        new(from_logits, label_smoothing, reduction, name);

    /// <inheritdoc cref="Losses.CategoricalHinge"/>
    public CategoricalHinge CategoricalHinge(string reduction = "sum_over_batch_size", string name = "categorical_hinge") => new(reduction, name);

    /// <inheritdoc cref="Losses.CosineSimilarity"/>
    public CosineSimilarity CosineSimilarity(int axis = -1, string reduction = "sum_over_batch_size", string name = "cosine_similarity") =>
        new(axis, reduction, name);

    /// <inheritdoc cref="Losses.Hinge"/>
    public Hinge Hinge(string reduction = "sum_over_batch_size", string name = "hinge") => new(reduction, name);

    /// <inheritdoc cref="Losses.Huber"/>
    public Huber Huber(double delta = 1, string reduction = "sum_over_batch_size", string name = "huber_loss") => new(delta, reduction, name);

    /// <inheritdoc cref="Losses.KLDivergence"/>
    public KLDivergence KLDivergence(string reduction = "sum_over_batch_size", string name = "kl_divergence") => new(reduction, name);

    /// <inheritdoc cref="Losses.LogCosh"/>
    public LogCosh LogCosh(string reduction = "sum_over_batch_size", string name = "log_cosh") => new(reduction, name);

    /// <inheritdoc cref="Losses.MeanAbsoluteError"/>
    public MeanAbsoluteError MeanAbsoluteError(string reduction = "sum_over_batch_size", string name = "mean_absolute_error") => new(reduction, name);

    /// <inheritdoc cref="Losses.MeanAbsolutePercentageError"/>
    public MeanAbsolutePercentageError MeanAbsolutePercentageError(
        string reduction = "sum_over_batch_size", string name = "mean_absolute_percentage_error") => new(reduction, name);

    /// <inheritdoc cref="Losses.MeanSquaredError"/>
    public MeanSquaredError MeanSquaredError(string reduction = "sum_over_batch_size", string name = "mean_squared_error") => new(reduction, name);

    /// <inheritdoc cref="Losses.MeanSquaredLogarithmicError"/>
    public MeanSquaredLogarithmicError MeanSquaredLogarithmicError(
        string reduction = "sum_over_batch_size", string name = "mean_squared_logarithmic_error") => new(reduction, name);

    /// <inheritdoc cref="Losses.Poisson"/>
    public Poisson Poisson(string reduction = "sum_over_batch_size", string name = "poisson") => new(reduction, name);

    /// <inheritdoc cref="Losses.SigmoidFocalCrossEntropy"/>
    public SigmoidFocalCrossEntropy SigmoidFocalCrossEntropy(
        bool from_logits = false, double alpha = 0.25, double gamma = 2, string reduction = "sum_over_batch_size",
        string name = "sigmoid_focal_crossentropy") => new(from_logits, alpha, gamma, reduction, name);

    /// <inheritdoc cref="Losses.SparseCategoricalCrossentropy"/>
    public SparseCategoricalCrossentropy SparseCategoricalCrossentropy(
        bool from_logits = false, string reduction = "sum_over_batch_size", string name = "sparse_categorical_crossentropy") =>
        new(from_logits, reduction, name);

    /// <inheritdoc cref="Losses.SquaredHinge"/>
    public SquaredHinge SquaredHinge(string reduction = "sum_over_batch_size", string name = "squared_hinge") => new(reduction, name);

    /// <summary>Each sample's loss of <see cref="Losses.BinaryCrossentropy"/>.</summary>
    public Tensor binary_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false, double label_smoothing = 0) =>
        new BinaryCrossentropy(from_logits, label_smoothing).Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.CategoricalCrossentropy"/>.</summary>
    public Tensor categorical_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false, double label_smoothing = 0) =>
        new CategoricalCrossentropy(from_logits, label_smoothing).Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.SparseCategoricalCrossentropy"/>.</summary>
    public Tensor sparse_categorical_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false) =>
        new SparseCategoricalCrossentropy(from_logits).Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.MeanSquaredError"/>.</summary>
    public Tensor mean_squared_error(Tensor y_true, Tensor y_pred) => new MeanSquaredError().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.MeanAbsoluteError"/>.</summary>
    public Tensor mean_absolute_error(Tensor y_true, Tensor y_pred) => new MeanAbsoluteError().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.Hinge"/>.</summary>
    public Tensor hinge(Tensor y_true, Tensor y_pred) => new Hinge().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.CategoricalHinge"/>.</summary>
    public Tensor categorical_hinge(Tensor y_true, Tensor y_pred) => new CategoricalHinge().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.CosineSimilarity"/>.</summary>
    public Tensor cosine_similarity(Tensor y_true, Tensor y_pred, int axis = -1) => new CosineSimilarity(axis).Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.LogCosh"/>.</summary>
    public Tensor log_cosh(Tensor y_true, Tensor y_pred) => new LogCosh().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.KLDivergence"/>.</summary>
    public Tensor kl_divergence(Tensor y_true, Tensor y_pred) => new KLDivergence().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.Poisson"/>.</summary>
    public Tensor poisson(Tensor y_true, Tensor y_pred) => new Poisson().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.MeanAbsolutePercentageError"/>.</summary>
    public Tensor mean_absolute_percentage_error(Tensor y_true, Tensor y_pred) => new MeanAbsolutePercentageError().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.MeanSquaredLogarithmicError"/>.</summary>
    public Tensor mean_squared_logarithmic_error(Tensor y_true, Tensor y_pred) => new MeanSquaredLogarithmicError().Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.Huber"/>.</summary>
    public Tensor huber(Tensor y_true, Tensor y_pred, double delta = 1) => new Huber(delta).Apply(y_true, y_pred);

    /// <summary>Each sample's loss of <see cref="Losses.SquaredHinge"/>.</summary>
    public Tensor squared_hinge(Tensor y_true, Tensor y_pred) => new SquaredHinge().Apply(y_true, y_pred);

    /// <summary>The loss of a name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public Loss get(string identifier) => LossRegistry.Get(identifier);
}
