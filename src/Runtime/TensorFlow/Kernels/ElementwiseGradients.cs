using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

// Fused gradients: the first operand is the function's output y (or input x), the second the gradient d that arrived there.

/// <summary>d / (2 y), for y = sqrt(x).</summary>
internal readonly struct SqrtGradientMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Divide(b, S.Add(a, a));
}

/// <summary>-d y³ / 2, for y = 1 / sqrt(x).</summary>
internal readonly struct RsqrtGradientMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => S.Multiply(S.Multiply(S.Multiply(a, a), a), S.Multiply(b, Constant.Of<S, V, T>(-0.5)));
}

/// <summary>-d y², for y = 1 / x.</summary>
internal readonly struct ReciprocalGradientMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Subtract(S.Broadcast(T.Zero), S.Multiply(S.Multiply(a, a), b));
}

/// <summary>d y (1 - y), for y = sigmoid(x).</summary>
internal readonly struct SigmoidGradientMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => S.Multiply(S.Multiply(b, a), S.Subtract(Constant.Of<S, V, T>(1), a));
}

/// <summary>d (1 - y²), for y = tanh(x).</summary>
internal readonly struct TanhGradientMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => S.Multiply(b, S.Subtract(Constant.Of<S, V, T>(1), S.Multiply(a, a)));
}

/// <summary>d sign(x), for y = |x|.</summary>
internal readonly struct AbsGradientMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Multiply(b, SignMap.Of<S, V, T>(a, b, p, q));
}

/// <summary>d where p &lt;= x &lt;= q, else 0.</summary>
internal readonly struct ClipGradientMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        V zero = S.Broadcast(T.Zero);
        return S.Select(S.Greater(p, a), zero, S.Select(S.Greater(a, q), zero, b));
    }
}
