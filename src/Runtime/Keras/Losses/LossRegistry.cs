using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Losses;

/// <summary>The losses that go by a name: Keras' functions (<c>mean_squared_error</c>, <c>mse</c>), its classes and TensorFlow.js'
/// spelling.</summary>
public static class LossRegistry
{
    private const string Mean = "sum_over_batch_size";

    private static readonly NameTable<Func<ConfigReader, Loss>> Table = new("loss")
    {
        { "binary_crossentropy", c => new BinaryCrossentropy(Logits(c), Smoothing(c), Reduction(c), Name(c, "binary_crossentropy")), "bce" },
        { "categorical_crossentropy", c => new CategoricalCrossentropy(Logits(c), Smoothing(c), Reduction(c), Name(c, "categorical_crossentropy")) },
        { "categorical_hinge", c => new CategoricalHinge(Reduction(c), Name(c, "categorical_hinge")) },
        { "cosine_similarity", c => new CosineSimilarity(c.Integer("axis") ?? -1, Reduction(c), Name(c, "cosine_similarity")), "cosine_proximity" },
        { "hinge", c => new Hinge(Reduction(c), Name(c, "hinge")) },
        { "huber", c => new Huber(c.Number("delta", 1), Reduction(c), Name(c, "huber_loss")), "huber_loss" },
        { "kl_divergence", c => new KLDivergence(Reduction(c), Name(c, "kl_divergence")), "kld", "kullback_leibler_divergence" },
        { "log_cosh", c => new LogCosh(Reduction(c), Name(c, "log_cosh")) },
        { "mean_absolute_error", c => new MeanAbsoluteError(Reduction(c), Name(c, "mean_absolute_error")), "mae" },
        { "mean_absolute_percentage_error", c => new MeanAbsolutePercentageError(Reduction(c), Name(c, "mean_absolute_percentage_error")), "mape" },
        { "mean_squared_error", c => new MeanSquaredError(Reduction(c), Name(c, "mean_squared_error")), "mse" },
        { "mean_squared_logarithmic_error", c => new MeanSquaredLogarithmicError(Reduction(c), Name(c, "mean_squared_logarithmic_error")), "msle" },
        { "poisson", c => new Poisson(Reduction(c), Name(c, "poisson")) },
        {
            "sigmoid_focal_crossentropy", c => new SigmoidFocalCrossEntropy(Logits(c), c.Number("alpha", 0.25), c.Number("gamma", 2), Reduction(c),
                Name(c, "sigmoid_focal_crossentropy"))
        },
        { "sparse_categorical_crossentropy", c => new SparseCategoricalCrossentropy(Logits(c), Reduction(c), Name(c, "sparse_categorical_crossentropy")) },
        { "squared_hinge", c => new SquaredHinge(Reduction(c), Name(c, "squared_hinge")) },
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    internal static bool Knows(string name) => Table.TryGet(name, out _);

    /// <summary>The loss of a name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static Loss Get(string name) => Create(name, []);

    /// <summary>The loss of a name with these settings.</summary>
    /// <exception cref="ArgumentException">The name is unknown, or a setting is out of range.</exception>
    /// <exception cref="InvalidDataException">A setting is of another kind.</exception>
    public static Loss Create(string name, JsonObject config) => Table.Get(name)(new ConfigReader(name, config));

    /// <summary>Lets a loss of one's own be known by a name.</summary>
    public static void Register(string name, Func<JsonObject, Loss> from_config)
    {
        ArgumentNullException.ThrowIfNull(from_config);
        Table.Add(name, c => from_config(c.Config));
    }

    private static bool Logits(ConfigReader config) => config.Flag("from_logits", false);

    private static double Smoothing(ConfigReader config) => config.Number("label_smoothing", 0);

    private static string Reduction(ConfigReader config) => config.Text("reduction", Mean)!;

    private static string Name(ConfigReader config, string otherwise) => config.Text("name", otherwise)!;
}
