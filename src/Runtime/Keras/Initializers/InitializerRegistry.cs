using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Initializers;

/// <summary>The initializers that go by a name, in Keras' spellings: <c>glorot_uniform</c>, <c>GlorotUniform</c>.</summary>
public static class InitializerRegistry
{
    private static readonly NameTable<Func<ConfigReader, Initializer>> Table = new("initializer")
    {
        { "constant", c => new Constant(c.Number("value", 0)) },
        { "glorot_normal", c => new GlorotNormal(c.Integer("seed")), "xavier_normal" },
        { "glorot_uniform", c => new GlorotUniform(c.Integer("seed")), "xavier_uniform" },
        { "he_normal", c => new HeNormal(c.Integer("seed")) },
        { "he_uniform", c => new HeUniform(c.Integer("seed")) },
        { "lecun_normal", c => new LecunNormal(c.Integer("seed")) },
        { "lecun_uniform", c => new LecunUniform(c.Integer("seed")) },
        { "ones", _ => new Ones(), "one" },
        { "orthogonal", c => new Orthogonal(c.Number("gain", 1), c.Integer("seed")), "OrthogonalInitializer" },
        { "random_normal", c => new RandomNormal(c.Number("mean", 0), c.Number("stddev", 0.05), c.Integer("seed")), "normal" },
        { "random_uniform", c => new RandomUniform(c.Number("minval", -0.05), c.Number("maxval", 0.05), c.Integer("seed")), "uniform" },
        { "truncated_normal", c => new TruncatedNormal(c.Number("mean", 0), c.Number("stddev", 0.05), c.Integer("seed")) },
        { "variance_scaling", Scaling },
        { "zeros", _ => new Zeros(), "zero" },
    };

    private static VarianceScaling Scaling(ConfigReader c) =>
        new(c.Number("scale", 1), c.Text("mode", "fan_in")!, c.Text("distribution", "truncated_normal")!, c.Integer("seed"));

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    /// <summary>The initializer of a name, with default settings.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static Initializer Get(string name) => Create(name, []);

    /// <summary>The initializer of a name with these settings.</summary>
    /// <param name="name">Class name or function name.</param>
    /// <param name="config">What <c>get_config</c> gave.</param>
    /// <exception cref="ArgumentException">The name is unknown, or a setting is out of range.</exception>
    /// <exception cref="InvalidDataException">A setting is of another kind.</exception>
    public static Initializer Create(string name, JsonObject config) => Table.Get(name)(new ConfigReader(name, config));

    /// <summary>Lets an initializer of one's own be known by a name.</summary>
    public static void Register(string name, Func<JsonObject, Initializer> from_config)
    {
        ArgumentNullException.ThrowIfNull(from_config);
        Table.Add(name, c => from_config(c.Config));
    }

    /// <summary>The initializer a layer's configuration names: a string, or an object of class name and settings.</summary>
    internal static Initializer FromConfig(JsonNode node)
    {
        (string name, JsonObject config) = ClassConfig.Read(node);
        return Create(name, config);
    }
}
