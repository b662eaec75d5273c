using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Initializers;

/// <summary>Base of the initializers. Where one is taken, a name (<c>"he_normal"</c>) will do as well.</summary>
public abstract class Initializer : IInitializer
{
    /// <inheritdoc/>
    public virtual string ClassName => GetType().Name;

    /// <inheritdoc/>
    public Tensor Apply(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT, RandomStream? stream = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return WeightBudget.Take(shape, dtype) ?? Create(shape, dtype, stream ?? RandomStream.Global);
    }

    /// <summary>Makes the values.</summary>
    /// <param name="shape">All sizes known.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="stream">Where random numbers come from.</param>
    protected abstract Tensor Create(Shape shape, TF_DataType dtype, RandomStream stream);

    /// <inheritdoc/>
    public virtual JsonObject get_config() => [];

    /// <summary>The initializer of a name; null stays null, which layers take for their default.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Initializer?(string? name) => name is null ? null : InitializerRegistry.Get(name);

    /// <summary>Makes any implementation of the interface one that layers take.</summary>
    public static Initializer Of(IInitializer initializer) => initializer as Initializer ?? new Wrapped(initializer);

    /// <summary>The object a layer's configuration holds: class name and settings.</summary>
    internal JsonObject Serialize() => new() { ["class_name"] = ClassName, ["config"] = get_config() };

    private sealed class Wrapped(IInitializer inner) : Initializer
    {
        public override string ClassName => inner.ClassName;

        protected override Tensor Create(Shape shape, TF_DataType dtype, RandomStream stream) => inner.Apply(shape, dtype, stream);

        public override JsonObject get_config() => inner.get_config();
    }
}

/// <summary>Base of the initializers that draw random numbers.</summary>
/// <param name="seed">With a seed, every call gives the same numbers; null to go on in the stream given or the global one.</param>
public abstract class RandomInitializer(long? seed) : Initializer
{
    /// <summary>The seed, if one was given.</summary>
    protected long? Seed => seed;

    /// <inheritdoc/>
    protected sealed override Tensor Create(Shape shape, TF_DataType dtype, RandomStream stream) =>
        Draw(shape, dtype, seed is { } own ? new RandomStream(own) : stream);

    /// <summary>Draws the values.</summary>
    protected abstract Tensor Draw(Shape shape, TF_DataType dtype, RandomStream stream);

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["seed"] = seed };
}
