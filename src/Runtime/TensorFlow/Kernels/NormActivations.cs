using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>What a normalization does to its result before it writes it.</summary>
internal enum NormActivation
{
    None,
    Relu,
    LeakyRelu,
}

/// <summary>An activation behind a normalization, as a type.</summary>
/// <remarks>
/// The formulas are those of the activations that stand alone, so one pass gives the same bits as two. The way back makes the
/// number that the activation saw anew from the normalization's input: it costs a multiply-add, keeping it a tensor.
/// </remarks>
internal interface INormActivation
{
    /// <summary>True when there is none.</summary>
    static abstract bool IsNone { get; }

    /// <summary>The activation of z.</summary>
    static abstract V Of<S, V, T>(V z, V slope)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>;

    /// <summary>The gradient dy where z is above 0, else what is left of it.</summary>
    static abstract V Back<S, V, T>(V dy, V z, V slope)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>;
}

/// <summary>No activation.</summary>
internal readonly struct NoNormActivation : INormActivation
{
    public static bool IsNone => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V z, V slope)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Back<S, V, T>(V dy, V z, V slope)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => dy;
}

/// <summary>Relu.</summary>
internal readonly struct NormRelu : INormActivation
{
    public static bool IsNone => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V z, V slope)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => ReluMap.Of<S, V, T>(z, z, slope, slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Back<S, V, T>(V dy, V z, V slope)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => ReluGradientMap.Of<S, V, T>(z, dy, slope, slope);
}

/// <summary>Leaky relu.</summary>
internal readonly struct NormLeakyRelu : INormActivation
{
    public static bool IsNone => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V z, V slope)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => LeakyReluMap.Of<S, V, T>(z, z, slope, slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Back<S, V, T>(V dy, V z, V slope)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => LeakyReluGradientMap.Of<S, V, T>(z, dy, slope, slope);
}
