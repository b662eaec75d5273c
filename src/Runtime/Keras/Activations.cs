using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Utils;
using Tensorflow.Memory;
using Tensorflow.Operations;

namespace Tensorflow.Keras;

/// <summary>An activation function and its name. Where one is taken, a name (<c>"relu"</c>) or a function will do as well.</summary>
/// <example><code>
/// layers.Dense(10, activation: "relu");
/// layers.Dense(10, activation: keras.activations.Relu);
/// layers.Dense(10, activation: new Activation("cube", x =&gt; x * x * x));
/// </code></example>
public sealed class Activation
{
    private readonly bool _isOwn;

    /// <summary>An activation of one's own.</summary>
    /// <param name="name">Name in configurations. Register it with <see cref="ActivationRegistry.Register"/> to load models that use it.</param>
    /// <param name="function">From a tensor to one of the same shape, made of differentiable operations.</param>
    public Activation(string name, Func<Tensor, Tensor> function)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(function);
        Name = name;
        ActivationFunction = function;
        _isOwn = function.Method.Module == typeof(Activation).Module || function.Method.Module == typeof(NnOps).Module;
    }

    /// <summary>Name in Keras' spelling, for example <c>relu</c>.</summary>
    public string Name { get; }

    /// <summary>The function.</summary>
    public Func<Tensor, Tensor> ActivationFunction { get; }

    /// <summary>True for the function that changes nothing.</summary>
    public bool IsLinear => ReferenceEquals(this, ActivationRegistry.Linear);

    /// <summary>True for the plain rectifier, which dense and convolution kernels apply on the way.</summary>
    public bool IsRelu => ReferenceEquals(this, ActivationRegistry.Relu);

    /// <summary>Applies the function.</summary>
    /// <param name="x">Any shape; softmax takes the last axis for the classes.</param>
    public Tensor Apply(Tensor x)
    {
        if (_isOwn) return ActivationFunction(x);
        // A function of others may hold what it gets and gives.
        Temporary.Show(x, forGood: true);
        Tensor y = ActivationFunction(x);
        Temporary.Show(y, forGood: true);
        return y;
    }

    /// <summary>The activation of a name; null stays null, which layers take for linear.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Activation?(string? name) => name is null ? null : ActivationRegistry.Get(name);

    /// <summary>An activation without a name of its own; null stays null.</summary>
    [return: NotNullIfNotNull(nameof(function))]
    public static implicit operator Activation?(Func<Tensor, Tensor>? function) =>
        function is null ? null : new Activation(function.Method.Name, function);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The activations that go by a name.</summary>
public static class ActivationRegistry
{
    internal static readonly Activation Linear = new("linear", static x => x), Relu = new("relu", NnOps.Relu);

    /// <summary>Keras 3's hard_sigmoid, x / 6 + 0.5 between 0 and 1. Only files of Keras 3 mean it, so no name leads to it in code.</summary>
    private static readonly Activation Keras3HardSigmoid = new(Saving.KerasH5Config.Keras3HardSigmoid, static x => NnOps.HardSigmoid(x, 1 / 6.0));

    private static readonly NameTable<Activation> Table = new("activation")
    {
        Linear,
        Relu,
        new("elu", static x => NnOps.Elu(x, 1)),
        new("exponential", MathOps.Exp),
        new("gelu", NnOps.Gelu),
        new("hard_sigmoid", static x => NnOps.HardSigmoid(x)),
        new("leaky_relu", static x => NnOps.LeakyRelu(x, 0.2)),
        new("log_softmax", static x => NnOps.LogSoftmax(x)),
        new("relu6", NnOps.Relu6),
        new("selu", NnOps.Selu),
        new("sigmoid", MathOps.Sigmoid),
        new("softmax", static x => NnOps.Softmax(x)),
        new("softplus", NnOps.Softplus),
        new("softsign", NnOps.Softsign),
        { new Activation("swish", NnOps.Swish), "silu" },
        new("tanh", MathOps.Tanh),
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    /// <summary>The activation of a name, in any of Keras' spellings.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static Activation Get(string name) => Table.Get(name);

    /// <summary>Lets an activation of one's own be known by its name.</summary>
    public static void Register(Activation activation) => Table.Add(activation);

    private static void Add(this NameTable<Activation> table, Activation activation, params ReadOnlySpan<string> aliases)
    {
        ArgumentNullException.ThrowIfNull(activation);
        table.Add(activation.Name, activation, aliases);
    }

    /// <summary>The activation a configuration names: a string, Keras 3's object of a function, or nothing for linear.</summary>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    internal static Activation FromConfig(JsonNode? node) => node switch
    {
        null => Linear,
        JsonValue value when value.TryGetValue(out string? name) => name == Keras3HardSigmoid.Name ? Keras3HardSigmoid : Get(name),
        JsonObject o when o["config"] is JsonValue value && value.TryGetValue(out string? name) => Get(name),
        JsonObject o when o["class_name"] is JsonValue value && value.TryGetValue(out string? name) => Get(name),
        _ => throw new ArgumentException($"Got the activation {node.ToJsonString()}; it takes a name: {string.Join(", ", Names)}."),
    };
}
