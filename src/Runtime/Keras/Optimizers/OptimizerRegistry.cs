using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Optimizers;

/// <summary>The optimizers that go by a name; case makes no difference.</summary>
public static class OptimizerRegistry
{
    private static readonly NameTable<Func<ConfigReader, Optimizer>> Table = new("optimizer")
    {
        { "Adagrad", Adagrad.Read },
        { "Adam", Adam.Read },
        { "AdamW", AdamW.Read },
        { "RMSprop", RMSprop.Read },
        { "SGD", SGD.Read },
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    /// <summary>The optimizer of a name, with Keras' settings.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static Optimizer Get(string name) => Create(name, []);

    /// <summary>The optimizer of a name with these settings.</summary>
    /// <exception cref="ArgumentException">The name is unknown, or a setting is out of range.</exception>
    /// <exception cref="InvalidDataException">A setting is of another kind.</exception>
    /// <exception cref="NotSupportedException">A setting is not built.</exception>
    public static Optimizer Create(string name, JsonObject config)
    {
        Func<ConfigReader, Optimizer> make = Table.Get(name);
        var read = new ConfigReader(name, config);
        if (read.Number("decay", 0) != 0)
            throw new NotSupportedException($"{name} has decay {read.Number("decay", 0)}; "
                + "use the schedule InverseTimeDecay as its learning_rate instead.");
        return make(read);
    }

    /// <summary>Lets an optimizer of one's own be known by a name.</summary>
    public static void Register(string name, Func<JsonObject, Optimizer> from_config)
    {
        ArgumentNullException.ThrowIfNull(from_config);
        Table.Add(name, c => from_config(c.Config));
    }
}
