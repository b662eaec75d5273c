using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;

namespace Tensorflow.Keras.Saving;

/// <summary>How a model is trained, as Keras writes it down: optimizer, loss and metrics.</summary>
internal static class KerasH5Training
{
    /// <summary>Optimizer settings that change results and are not built, whatever their value but null, zero or false.</summary>
    private static readonly string[] Refused = ["use_ema", "loss_scale_factor", "gradient_accumulation_steps"];

    /// <summary>The configuration; null for a model that was not compiled, or with objects that have none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="optimizerKey">Where the optimizer is: <c>optimizer_config</c>, or Keras 3's <c>optimizer</c>.</param>
    public static JsonObject? Write(Model model, string optimizerKey)
    {
        if (model.optimizer is not Optimizer optimizer) return null;
        (ILossFunc?[] losses, IReadOnlyList<MetricArgument>[] metrics, double[] weights) = model.Compiled;
        if (Array.Exists(losses, l => l is not (null or Loss))) return null;
        bool one = losses.Length == 1;
        return new JsonObject
        {
            ["loss"] = one ? Write(losses[0]) : new JsonArray([.. losses.Select(Write)]),
            ["metrics"] = one ? Write(metrics[0]) : new JsonArray([.. metrics.Select(Write)]),
            ["weighted_metrics"] = null,
            ["loss_weights"] = Array.TrueForAll(weights, w => w == 1) ? null : new JsonArray([.. weights.Select(w => (JsonNode)w)]),
            [optimizerKey] = Object(optimizer.ClassName, optimizer.get_config()),
        };
    }

    /// <summary>
    /// Compiles a model as its file says. Where the file names what is not built, the model stays uncompiled, as it predicts all the
    /// same, and a line on the error output tells why.
    /// </summary>
    public static void Compile(Model model, JsonObject training, string optimizerKey, string path)
    {
        try
        {
            Optimizer optimizer = ReadOptimizer(training[optimizerKey]);
            if (training["weighted_metrics"] is JsonArray { Count: > 0 }) throw new NotSupportedException("weighted_metrics are not built.");
            int outputs = model.output_names.Count;
            LossesArgument losses = ReadLosses(training["loss"], outputs);
            LossWeights weights = ReadWeights(training["loss_weights"]);
            // For several outputs Keras has a list for each, or one for all.
            if (outputs > 1 && training["metrics"] is JsonArray each && each.Count == outputs && each.Any(m => m is JsonArray))
                model.compile(optimizer, losses, (OutputMetrics)each.Select(m => ReadMetrics(m)).ToArray(), weights);
            else if (outputs > 1 && training["metrics"] is JsonObject byName && byName["class_name"] is null)
                model.compile(optimizer, losses, (OutputMetrics)byName.ToDictionary(p => p.Key, p => ReadMetrics(p.Value)), weights);
            else
                model.compile(optimizer, losses, ReadMetrics(training["metrics"]), weights);
            _ = model.Compiled;
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException or InvalidDataException)
        {
            Console.Error.WriteLine($"{path}: how the model was trained cannot be restored ({e.Message}) It was loaded without; "
                + "call compile before training or evaluating it.");
        }
    }

    private static JsonNode? Write(ILossFunc? loss) => loss is Loss known ? Object(known.ClassName, known.get_config()) : null;

    private static JsonArray Write(IReadOnlyList<MetricArgument> metrics) =>
        new([.. metrics.Select(m => m.Serialize()).Where(m => m is not null)]);

    private static Optimizer ReadOptimizer(JsonNode? node)
    {
        (string name, JsonObject given) = ClassConfig.Read(node);
        JsonObject config = given.DeepClone().AsObject();
        name = Plain(name);
        var read = new ConfigReader(name, config);
        foreach (string key in Refused)
            if (config[key] is { } value && value.ToJsonString() is not ("false" or "0" or "0.0")) read.Refuse(key);
        if (name is not ("Adam" or "AdamW") && read.Number("weight_decay", 0) != 0) read.Refuse("weight_decay");
        double decay = read.Number("decay", 0);
        if (decay != 0 && read.Number("learning_rate") is { } rate)
        {
            // Keras' older optimizers: rate / (1 + decay * step).
            config["learning_rate"] = Object("InverseTimeDecay",
                new JsonObject { ["initial_learning_rate"] = rate, ["decay_steps"] = 1, ["decay_rate"] = decay });
            config.Remove("decay");
        }
        return OptimizerRegistry.Create(name, config);
    }

    private static LossesArgument ReadLosses(JsonNode? node, int outputs) => node switch
    {
        JsonArray list => list.Count == 1 ? ReadLoss(list[0]) : list.Select(ReadLoss).ToArray(),
        JsonObject o when o["class_name"] is null && o.Count == 1 && outputs == 1 => ReadLoss(o.First().Value),
        JsonObject o when o["class_name"] is null => o.ToDictionary(p => p.Key, p => ReadLoss(p.Value)),
        _ => ReadLoss(node),
    };

    private static LossArgument ReadLoss(JsonNode? node)
    {
        if (node is null) return default;
        (string name, JsonObject config) = Function(node);
        var read = new ConfigReader(name, config);
        read.Refuse("ignore_class");
        if (read.Number("axis", -1) != -1) read.Refuse("axis");
        return LossRegistry.Create(Plain(name), config);
    }

    private static LossWeights ReadWeights(JsonNode? node) => node switch
    {
        JsonArray { Count: > 0 } list => list.Select(Weight).ToArray(),
        JsonObject o => o.ToDictionary(p => p.Key, p => Weight(p.Value)),
        _ => default,
    };

    private static double Weight(JsonNode? node) => node is null ? 1
        : node is JsonValue value && value.TryGetValue(out double weight) ? weight
        : throw new InvalidDataException("a loss weight is no number.");

    /// <summary>Metrics, in however many lists: Keras 2 has one for each output.</summary>
    private static MetricsArgument ReadMetrics(JsonNode? node)
    {
        var metrics = new List<object>();
        ReadMetrics(node, metrics);
        return metrics.ToArray();
    }

    private static void ReadMetrics(JsonNode? node, List<object> metrics)
    {
        switch (node)
        {
            case null:
                break;
            case JsonArray list:
                foreach (JsonNode? item in list) ReadMetrics(item, metrics);
                break;
            case JsonValue value when value.TryGetValue(out string? name):
                metrics.Add(name);
                break;
            case JsonObject o when o["class_name"] is null:
                foreach ((_, JsonNode? item) in o) ReadMetrics(item, metrics);
                break;
            default:
                (string className, JsonObject config) = Function(node);
                // A function with a name of its own around it.
                if (Plain(className) == "MeanMetricWrapper" && config["fn"] is { } fn) className = Function(fn).Name;
                metrics.Add(MetricRegistry.Create(Plain(className), config));
                break;
        }
    }

    /// <summary>A class and its settings, or a function's name.</summary>
    private static (string Name, JsonObject Config) Function(JsonNode? node) =>
        node is JsonObject o && o["config"] is JsonValue value && value.TryGetValue(out string? name) ? (name, []) : ClassConfig.Read(node);

    /// <summary>The name without the package that registered it.</summary>
    private static string Plain(string name) => name[(name.LastIndexOf('>') + 1)..];

    private static JsonObject Object(string className, JsonObject config) => new() { ["class_name"] = className, ["config"] = config };
}
