using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

// Activations and their gradients, as functions for Elementwise.

/// <summary>max(a, 0); a NaN stays one.</summary>
internal readonly struct ReluMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Select(S.Greater(S.Broadcast(T.Zero), a), S.Broadcast(T.Zero), a);
}

/// <summary>The gradient b where the activation's output a is above 0, else 0.</summary>
internal readonly struct ReluGradientMap : IMap
{
    public static int TaskSize => 16 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Select(S.Greater(a, S.Broadcast(T.Zero)), b, S.Broadcast(T.Zero));
}

/// <summary>a above 0, else p a.</summary>
internal readonly struct LeakyReluMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Select(S.Greater(a, S.Broadcast(T.Zero)), a, S.Multiply(p, a));
}

/// <summary>The gradient b where the activation's input a is above 0, else p b.</summary>
internal readonly struct LeakyReluGradientMap : IMap
{
    public static int TaskSize => 16 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Select(S.Greater(a, S.Broadcast(T.Zero)), b, S.Multiply(p, b));
}

/// <summary>p a + q, cut off below 0 and above 1.</summary>
internal readonly struct HardSigmoidMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Min(S.Max(S.Add(S.Multiply(p, a), q), S.Broadcast(T.Zero)), S.Broadcast(T.One));
}

/// <summary>a, cut off below 0 and above p.</summary>
internal readonly struct CutReluMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Min(S.Max(a, S.Broadcast(T.Zero)), p);
}

/// <summary>p times the gradient b where the activation's output a lies between 0 and q, else 0.</summary>
internal readonly struct CutGradientMap : IMap
{
    public static int TaskSize => 16 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Select(S.Greater(a, S.Broadcast(T.Zero)), S.Select(S.Greater(q, a), S.Multiply(p, b), S.Broadcast(T.Zero)), S.Broadcast(T.Zero));
}

/// <summary>p a above 0, else q (exp(a) - 1).</summary>
internal readonly struct EluMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Select(S.Greater(a, S.Broadcast(T.Zero)), S.Multiply(p, a), S.Multiply(q, S.Subtract(S.Exp(S.Min(a, S.Broadcast(T.Zero))), S.Broadcast(T.One))));
}

/// <summary>The gradient b times the slope, which the activation's output a tells: p above 0, else a + q.</summary>
internal readonly struct EluGradientMap : IMap
{
    public static int TaskSize => 16 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Multiply(b, S.Select(S.Greater(a, S.Broadcast(T.Zero)), p, S.Add(a, q)));
}

/// <summary>log(1 + exp(a)), which neither overflows nor rounds to 0 early.</summary>
internal readonly struct SoftplusMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Add(S.Max(a, S.Broadcast(T.Zero)), Log1pMap.Of<S, V, T>(S.Exp(S.Subtract(S.Broadcast(T.Zero), S.Abs(a))), b, p, q));
}

/// <summary>a / (1 + |a|).</summary>
internal readonly struct SoftsignMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 16 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Divide(a, S.Add(S.Broadcast(T.One), S.Abs(a)));
}

/// <summary>a sigmoid(a).</summary>
internal readonly struct SwishMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Multiply(a, SigmoidMap.Of<S, V, T>(a, b, p, q));
}

/// <summary>-b log(sigmoid(a)) - (1 - b) log(1 - sigmoid(a)), for a logit a and a label b.</summary>
internal readonly struct SigmoidCrossentropyMap : IMap
{
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> =>
        S.Add(S.Subtract(S.Max(a, S.Broadcast(T.Zero)), S.Multiply(a, b)), Log1pMap.Of<S, V, T>(S.Exp(S.Subtract(S.Broadcast(T.Zero), S.Abs(a))), b, p, q));
}
