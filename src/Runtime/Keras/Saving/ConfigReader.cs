using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// Reads a configuration (Keras' <c>get_config</c>) that may come from a file, and so may hold anything. A setting that is
/// left out has its default; one of another kind is an error that names it.
/// </summary>
/// <example><code>
/// public static Scale from_config(JsonObject config)
/// {
///     var read = new ConfigReader("Scale", config);
///     return read.Finish(new Scale(read.Number("factor", 1), name: read.Name));
/// }
/// </code></example>
public sealed class ConfigReader
{
    private const int MostAxes = 16;

    private readonly string _className;
    private readonly JsonObject _config;

    /// <summary>Reads one object.</summary>
    /// <param name="className">Class it configures, for errors.</param>
    /// <param name="config">The settings.</param>
    public ConfigReader(string className, JsonObject config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _className = className;
        _config = config;
    }

    /// <summary>The settings as they came.</summary>
    public JsonObject Config => _config;

    /// <summary>The layer's name; null to have it named.</summary>
    public string? Name => Text("name", null);

    /// <summary>Type of the weights: float32 unless the configuration says float64.</summary>
    /// <exception cref="NotSupportedException">It is another type.</exception>
    public TF_DataType DType
    {
        get
        {
            // Keras 3 writes an object here: {"class_name": "DTypePolicy", "config": {"name": "float32"}}.
            JsonNode? node = _config["dtype"];
            string? type = node is JsonObject policy ? (policy["config"] as JsonObject)?["name"]?.ToString() : node?.ToString();
            return type switch
            {
                null or "float32" => TF_DataType.TF_FLOAT,
                "float64" => TF_DataType.TF_DOUBLE,
                "int32" => TF_DataType.TF_INT32,
                _ => throw new NotSupportedException($"{_className} has the dtype '{type}'; float32 and float64 are built. "
                + "Save the model as float32."),
            };
        }
    }

    /// <summary>Input shape with the batch axis, as <c>batch_input_shape</c> or Keras 3's <c>batch_shape</c> say; null where neither is
    /// given.</summary>
    public Shape? BatchInputShape => Dims("batch_input_shape") ?? Dims("batch_shape");

    /// <summary>True when the setting is there and not null.</summary>
    public bool Has(string key) => _config[key] is not null;

    /// <summary>A text.</summary>
    public string? Text(string key, string? otherwise) => _config[key] switch
    {
        null => otherwise,
        JsonValue v when v.TryGetValue(out string? text) => text,
        { } node => throw Wrong(key, node, "a text"),
    };

    /// <summary>A truth value.</summary>
    public bool Flag(string key, bool otherwise) => _config[key] switch
    {
        null => otherwise,
        JsonValue v when v.TryGetValue(out bool flag) => flag,
        { } node => throw Wrong(key, node, "true or false"),
    };

    /// <summary>A number; null where there is none.</summary>
    public double? Number(string key) => _config[key] switch
    {
        null => null,
        JsonValue v when v.GetValueKind() == System.Text.Json.JsonValueKind.Number && AsDouble(v) is { } number => number,
        { } node => throw Wrong(key, node, "a number"),
    };

    /// <summary>A number.</summary>
    public double Number(string key, double otherwise) => Number(key) ?? otherwise;

    /// <summary>A whole number; null where there is none.</summary>
    public int? Integer(string key)
    {
        if (Number(key) is not { } number) return null;
        return number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : throw Wrong(key, _config[key]!, "a whole number");
    }

    /// <summary>A whole number that must be there.</summary>
    public int RequiredInteger(string key) => Integer(key)
        ?? throw new InvalidDataException($"{_className}'s configuration lacks '{key}', a whole number.");

    /// <summary>A list of numbers.</summary>
    public double[] Numbers(string key)
    {
        if (_config[key] is not JsonArray list) throw Wrong(key, _config[key] ?? "nothing", "a list of numbers");
        return [.. list.Select(node => node is JsonValue v && AsDouble(v) is { } number ? number : throw Wrong(key, list, "a list of numbers"))];
    }

    /// <summary>Sizes: a number or a list, null inside the list for unknown; null where there are none.</summary>
    public Shape? Dims(string key)
    {
        JsonNode? node = _config[key];
        if (node is null) return null;
        if (node is not JsonArray list) return Shape.Of(RequiredInteger(key));
        if (list.Count > MostAxes) throw Wrong(key, node, $"at most {MostAxes} sizes");
        var dims = new long[list.Count];
        for (int i = 0; i < dims.Length; i++)
        {
            double? size = list[i] is null ? -1 : list[i] is JsonValue v ? AsDouble(v) : null;
            if (size is not { } number || number != Math.Floor(number) || number < -1 || number > int.MaxValue)
                throw Wrong(key, node, "sizes of 0 or more, null for unknown");
            dims[i] = (long)number;
        }
        return Shape.Of(dims);
    }

    /// <summary>An activation by name; linear where none is given.</summary>
    public Activation Activation(string key) => Read(key, ActivationRegistry.FromConfig);

    /// <summary>An initializer, by name or as an object; null where none is given.</summary>
    public Initializer? Initializer(string key) => Read(key, static node => node is null ? null : InitializerRegistry.FromConfig(node));

    /// <summary>A regularizer, by name or as an object; null where none is given.</summary>
    public Regularizer? Regularizer(string key) => Read(key, static node => node is null ? null : RegularizerRegistry.FromConfig(node));

    /// <summary>Refuses a setting that is not built, so that a model never computes something else than its file says.</summary>
    /// <exception cref="NotSupportedException">The setting is there.</exception>
    public void Refuse(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
            if (Has(key))
                throw new NotSupportedException($"{_className} has a '{key}' ({Short(_config[key]!)}), which is not built. "
                    + "Train without it and save again.");
    }

    /// <summary>Gives a new layer the settings all layers have: whether it is trainable, and the input's shape.</summary>
    public T Finish<T>(T layer)
        where T : Layer
    {
        ArgumentNullException.ThrowIfNull(layer);
        layer.trainable = Flag("trainable", true);
        if (BatchInputShape is { } shape) layer.BatchInputShape = shape;
        return layer;
    }

    private T Read<T>(string key, Func<JsonNode?, T> read)
    {
        try
        {
            return read(_config[key]);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{_className}'s configuration has a '{key}' that cannot be used. {e.Message}", e);
        }
    }

    private InvalidDataException Wrong(string key, JsonNode got, string takes) =>
        new($"{_className}'s configuration has '{key}': {Short(got)}; it takes {takes}.");

    private static string Short(JsonNode node)
    {
        string text = node.ToJsonString();
        return text.Length <= 80 ? text : text[..80] + "..";
    }

    /// <summary>A number's value, whatever C# type it is stored as.</summary>
    private static double? AsDouble(JsonValue value) =>
        value.TryGetValue(out double d) ? d : value.TryGetValue(out int i) ? i : value.TryGetValue(out long l) ? l : value.TryGetValue(out float f)
            ? f : null;
}
