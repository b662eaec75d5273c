using System.Runtime.CompilerServices;
using Tensorflow.Gradients;

namespace Tensorflow.Operations;

/// <summary>The numbers an operation leaves for its gradient rule; equal ones are the same object again, so that a training loop allocates none.</summary>
internal sealed class Attribute<T>
    where T : struct, IEquatable<T>
{
    private const int CacheSize = 64;

    private static readonly Attribute<T>?[] Cache = new Attribute<T>?[CacheSize];

    public readonly T Value;

    private Attribute(in T value) => Value = value;

    public static Attribute<T> Of(in T value)
    {
        ref Attribute<T>? slot = ref Cache[(uint)value.GetHashCode() * 0x9E3779B1 >> 26];
        if (slot is { } cached && cached.Value.Equals(value)) return cached;
        return slot = new Attribute<T>(value);
    }
}

/// <summary>What the neural operations share.</summary>
public static partial class NnOps
{
    /// <summary>Frees what a gradient rule made for its own use, unless a tape has recorded it.</summary>
    private static void Free(Tensor temporary)
    {
        if (!Tape.AnyActive) temporary.Recycle();
    }

    /// <summary>Where a rule that changes the output's gradient element by element may write: over it, or null for a new tensor.</summary>
    private static Tensor? Target(GradientStep g) => g.OwnsOutputGradient ? g.OutputGradient : null;

    /// <summary>Throws unless the tensor has values that gradients exist for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckFloating(Tensor x, string operation)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!x.dtype.IsFloating()) ThrowType(x, operation);
    }

    /// <summary>Throws unless both tensors are of one floating type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckSameType(Tensor x, Tensor y, string operation)
    {
        CheckFloating(x, operation);
        ArgumentNullException.ThrowIfNull(y);
        if (x.dtype != y.dtype)
            throw new ArgumentException($"{operation} got {x.dtype.as_numpy_name()} and {y.dtype.as_numpy_name()}; it takes one type. Convert one with tf.cast.");
    }

    private static void ThrowType(Tensor x, string operation) =>
        throw new ArgumentException($"{operation} got {x.dtype.as_numpy_name()} {x.shape}; it takes float32 or float64. Convert it with tf.cast.");
}
