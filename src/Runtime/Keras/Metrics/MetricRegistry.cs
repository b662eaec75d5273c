using System.Text.Json.Nodes;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Metrics;

/// <summary>The metrics that go by a name: Keras' functions, its classes and TensorFlow.js' spelling. Names of losses are metrics too.</summary>
public static class MetricRegistry
{
    private static readonly NameTable<Func<ConfigReader, Metric>> Table = new("metric")
    {
        { "auc", AUC.Read },
        { "binary_accuracy", c => new BinaryAccuracy(Name(c, "binary_accuracy"), c.Number("threshold", 0.5)) },
        { "binary_crossentropy", c => new BinaryCrossentropy(Name(c, "binary_crossentropy"), Logits(c)) },
        { "categorical_accuracy", c => new CategoricalAccuracy(Name(c, "categorical_accuracy")) },
        { "categorical_crossentropy", c => new CategoricalCrossentropy(Name(c, "categorical_crossentropy"), Logits(c)) },
        { "cosine_similarity", c => new CosineSimilarity(Name(c, "cosine_similarity"), c.Integer("axis") ?? -1) },
        { "f1_score", F1Score.Read },
        { "fbeta_score", FBetaScore.Read },
        { "mean", c => new Mean(Name(c, "mean")) },
        { "mean_absolute_error", c => new MeanAbsoluteError(Name(c, "mean_absolute_error")), "mae" },
        { "mean_squared_error", c => new MeanSquaredError(Name(c, "mean_squared_error")), "mse" },
        { "precision", Precision.Read },
        { "recall", Recall.Read },
        { "root_mean_squared_error", c => new RootMeanSquaredError(Name(c, "root_mean_squared_error")), "rmse" },
        { "sparse_categorical_accuracy", c => new SparseCategoricalAccuracy(Name(c, "sparse_categorical_accuracy")) },
        { "sparse_categorical_crossentropy", c => new SparseCategoricalCrossentropy(Name(c, "sparse_categorical_crossentropy"), Logits(c)) },
        { "sparse_top_k_categorical_accuracy", c => new SparseTopKCategoricalAccuracy(K(c), Name(c, "sparse_top_k_categorical_accuracy")) },
        { "top_k_categorical_accuracy", c => new TopKCategoricalAccuracy(K(c), Name(c, "top_k_categorical_accuracy")) },
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Table.Names.Append("accuracy").Append("crossentropy").Union(LossRegistry.Names).Order(StringComparer.Ordinal)];

    /// <summary>The metric of a class with these settings.</summary>
    /// <exception cref="ArgumentException">The class is unknown; the text lists the known ones.</exception>
    public static Metric Create(string name, JsonObject config)
    {
        var read = new ConfigReader(name, config);
        return NameTable<Metric>.Normal(name) == "accuracy" ? new Accuracy(Name(read, "accuracy")) : Table.Get(name)(read);
    }

    /// <summary>Lets a metric of one's own be known by a name.</summary>
    public static void Register(string name, Func<JsonObject, Metric> from_config)
    {
        ArgumentNullException.ThrowIfNull(from_config);
        Table.Add(name, c => from_config(c.Config));
    }

    /// <summary>The metric of a name, called by that name in logs. <c>accuracy</c> and <c>crossentropy</c> mean the kind that fits the loss
    /// and the output.</summary>
    /// <param name="name">The name.</param>
    /// <param name="loss">The loss' name, if there is one.</param>
    /// <param name="output">Shape of the model's output; null when not known.</param>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static IMetricFunc Resolve(string name, string? loss, Shape? output)
    {
        Check(name);
        string normal = NameTable<Metric>.Normal(name);
        string kind = Kind(loss is null ? "" : NameTable<Metric>.Normal(loss), output);
        if (normal is "accuracy" or "acc") normal = kind + "accuracy";
        else if (normal is "crossentropy" or "ce") normal = kind + "crossentropy";
        Metric metric = Table.TryGet(normal, out Func<ConfigReader, Metric> make) ? make(new ConfigReader(name, []))
            : new LossMetric(LossRegistry.Get(name), name);
        metric.Name = name;
        return metric;
    }

    /// <summary>Refuses a name that no metric has, before any training.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    internal static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string normal = NameTable<Metric>.Normal(name);
        if (normal is "accuracy" or "acc" or "crossentropy" or "ce" || Table.TryGet(name, out _) || LossRegistry.Knows(name)) return;
        throw new ArgumentException($"Got the unknown metric '{name}'; known are {string.Join(", ", Names)}.");
    }

    private static string Kind(string loss, Shape? output) =>
        output is { ndim: > 0 } && output[-1] == 1 || (output is null && loss == "binarycrossentropy") ? "binary"
        : loss == "sparsecategoricalcrossentropy" ? "sparsecategorical"
        : "categorical";

    private static bool Logits(ConfigReader config) => config.Flag("from_logits", false);

    private static int K(ConfigReader config) => config.Integer("k") ?? 5;

    private static string Name(ConfigReader config, string otherwise) => config.Text("name", otherwise)!;
}
