using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Regularizers;

/// <summary>Base of the regularizers. Where one is taken, a name (<c>"l2"</c>) will do as well.</summary>
public abstract class Regularizer : IRegularizer
{
    /// <inheritdoc/>
    public virtual string ClassName => GetType().Name;

    /// <inheritdoc/>
    public abstract Tensor Apply(Tensor weight);

    /// <inheritdoc/>
    public abstract JsonObject get_config();

    /// <summary>The regularizer of a name; null stays null, for none.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Regularizer?(string? name) => name is null ? null : RegularizerRegistry.Get(name);

    /// <summary>Makes any implementation of the interface one that layers take.</summary>
    public static Regularizer Of(IRegularizer regularizer) => regularizer as Regularizer ?? new Wrapped(regularizer);

    internal JsonObject Serialize() => new() { ["class_name"] = ClassName, ["config"] = get_config() };

    private sealed class Wrapped(IRegularizer inner) : Regularizer
    {
        public override string ClassName => inner.ClassName;

        public override Tensor Apply(Tensor weight) => inner.Apply(weight);

        public override JsonObject get_config() => inner.get_config();
    }
}

/// <summary>l1 times the sum of absolute values, plus l2 times the sum of squares.</summary>
/// <param name="l1">0 or more.</param>
/// <param name="l2">0 or more.</param>
public class L1L2(double l1 = 0, double l2 = 0) : Regularizer
{
    /// <summary>Keras' strength where none is given, as by name.</summary>
    public const double DefaultStrength = 0.01;

    private readonly double _l1 = Checked(l1, nameof(l1)), _l2 = Checked(l2, nameof(l2));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor weight)
    {
        Tensor? penalty = null;
        if (_l1 != 0) penalty = MathOps.ReduceSum(MathOps.Abs(weight)) * _l1;
        if (_l2 != 0)
        {
            // L2Loss is half the sum of squares, in one pass over memory.
            Tensor squares = NnOps.L2Loss(weight) * (2 * _l2);
            penalty = penalty is null ? squares : MathOps.Add(penalty, squares);
        }
        return penalty ?? Tensor.Zeros(Shape.Scalar, weight.dtype);
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["l1"] = _l1, ["l2"] = _l2 };

    private static double Checked(double strength, string name) => strength >= 0 && double.IsFinite(strength)
        ? strength
        : throw new ArgumentException($"Got {name} = {strength}; a penalty takes a finite number of 0 or more.");
}

/// <summary>l1 times the sum of absolute values.</summary>
/// <param name="l1">0 or more.</param>
public sealed class L1(double l1 = L1L2.DefaultStrength) : L1L2(l1, 0)
{
    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["l1"] = base.get_config()["l1"]!.DeepClone() };
}

/// <summary>l2 times the sum of squares.</summary>
/// <param name="l2">0 or more.</param>
public sealed class L2(double l2 = L1L2.DefaultStrength) : L1L2(0, l2)
{
    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["l2"] = base.get_config()["l2"]!.DeepClone() };
}

/// <summary>The regularizers that go by a name.</summary>
public static class RegularizerRegistry
{
    private static readonly NameTable<Func<ConfigReader, Regularizer>> Table = new("regularizer")
    {
        { "l1", c => new L1(c.Number("l1", L1L2.DefaultStrength)) },
        { "l2", c => new L2(c.Number("l2", L1L2.DefaultStrength)) },
        // Keras' function l1_l2, and a name alone, mean 0.01 for both; its class, as files have it, always says both.
        { "l1_l2", c => new L1L2(c.Number("l1", L1L2.DefaultStrength), c.Number("l2", L1L2.DefaultStrength)) },
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    /// <summary>The regularizer of a name, with strength 0.01.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static Regularizer Get(string name) => Create(name, []);

    /// <summary>The regularizer of a name with these settings.</summary>
    /// <exception cref="ArgumentException">The name is unknown, or a setting is out of range.</exception>
    public static Regularizer Create(string name, JsonObject config) => Table.Get(name)(new ConfigReader(name, config));

    /// <summary>Lets a regularizer of one's own be known by a name.</summary>
    public static void Register(string name, Func<JsonObject, Regularizer> from_config)
    {
        ArgumentNullException.ThrowIfNull(from_config);
        Table.Add(name, c => from_config(c.Config));
    }

    internal static Regularizer FromConfig(JsonNode node)
    {
        (string name, JsonObject config) = ClassConfig.Read(node);
        return Create(name, config);
    }
}
