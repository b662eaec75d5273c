using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

// What random numbers are made of, as vectors.

/// <summary>min(p + q a, b): a fraction a scaled to a range that starts at p and is q wide, and ends at b.</summary>
internal readonly struct ScaledFractionMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => S.Min(S.Add(p, S.Multiply(q, a)), b);
}

/// <summary>sqrt(-2 log(u)) for u in (0, 1].</summary>
internal readonly struct RadiusMap : IMap
{
    public static bool IsUnary => true;

    // Max turns a logarithm that is rounded to above 0 into 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => S.Sqrt(S.Max(S.Multiply(Constant.Of<S, V, T>(-2), S.Log(a)), S.Broadcast(T.Zero)));
}

/// <summary>cos(2 π u) for u in [0, 1).</summary>
internal readonly struct CosTurnMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        Turn.Reduce<S, V, T>(a, out V sin, out V cos);
        // From an eighth of a turn on by quarters: cos, -sin, -cos, sin, cos.
        V zero = S.Broadcast(T.Zero), y = cos;
        y = S.Select(S.Greater(a, Constant.Of<S, V, T>(0.125)), S.Subtract(zero, sin), y);
        y = S.Select(S.Greater(a, Constant.Of<S, V, T>(0.375)), S.Subtract(zero, cos), y);
        y = S.Select(S.Greater(a, Constant.Of<S, V, T>(0.625)), sin, y);
        return S.Select(S.Greater(a, Constant.Of<S, V, T>(0.875)), cos, y);
    }
}

/// <summary>sin(2 π u) for u in [0, 1).</summary>
internal readonly struct SinTurnMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        Turn.Reduce<S, V, T>(a, out V sin, out V cos);
        V zero = S.Broadcast(T.Zero), y = sin;
        y = S.Select(S.Greater(a, Constant.Of<S, V, T>(0.125)), cos, y);
        y = S.Select(S.Greater(a, Constant.Of<S, V, T>(0.375)), S.Subtract(zero, sin), y);
        y = S.Select(S.Greater(a, Constant.Of<S, V, T>(0.625)), S.Subtract(zero, cos), y);
        return S.Select(S.Greater(a, Constant.Of<S, V, T>(0.875)), sin, y);
    }
}

internal static class Turn
{
    /// <summary>Sine and cosine of the distance, at most an eighth of a turn, from the nearest quarter.</summary>
    /// <remarks>Polynomials: S. Moshier, Cephes Mathematical Library, sinf.c and sin.c.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Reduce<S, V, T>(V turn, out V sin, out V cos)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        V quarter = S.Broadcast(T.Zero);
        quarter = S.Select(S.Greater(turn, Constant.Of<S, V, T>(0.125)), Constant.Of<S, V, T>(0.25), quarter);
        quarter = S.Select(S.Greater(turn, Constant.Of<S, V, T>(0.375)), Constant.Of<S, V, T>(0.5), quarter);
        quarter = S.Select(S.Greater(turn, Constant.Of<S, V, T>(0.625)), Constant.Of<S, V, T>(0.75), quarter);
        quarter = S.Select(S.Greater(turn, Constant.Of<S, V, T>(0.875)), Constant.Of<S, V, T>(1), quarter);
        V x = S.Multiply(S.Subtract(turn, quarter), Constant.Of<S, V, T>(2 * Math.PI)), z = S.Multiply(x, x), s, c;
        if (typeof(T) == typeof(float))
        {
            s = S.Fma(z, Constant.Of<S, V, T>(-1.9515295891E-4), Constant.Of<S, V, T>(8.3321608736E-3));
            s = S.Fma(z, s, Constant.Of<S, V, T>(-1.6666654611E-1));
            c = S.Fma(z, Constant.Of<S, V, T>(2.443315711809948E-5), Constant.Of<S, V, T>(-1.388731625493765E-3));
            c = S.Fma(z, c, Constant.Of<S, V, T>(4.166664568298827E-2));
        }
        else
        {
            s = S.Fma(z, Constant.Of<S, V, T>(1.58962301576546568060E-10), Constant.Of<S, V, T>(-2.50507477628578072866E-8));
            s = S.Fma(z, s, Constant.Of<S, V, T>(2.75573136213857245213E-6));
            s = S.Fma(z, s, Constant.Of<S, V, T>(-1.98412698295895385996E-4));
            s = S.Fma(z, s, Constant.Of<S, V, T>(8.33333333332211858878E-3));
            s = S.Fma(z, s, Constant.Of<S, V, T>(-1.66666666666666307295E-1));
            c = S.Fma(z, Constant.Of<S, V, T>(-1.13585365213876817300E-11), Constant.Of<S, V, T>(2.08757008419747316778E-9));
            c = S.Fma(z, c, Constant.Of<S, V, T>(-2.75573141792967388112E-7));
            c = S.Fma(z, c, Constant.Of<S, V, T>(2.48015872888517045348E-5));
            c = S.Fma(z, c, Constant.Of<S, V, T>(-1.38888888888730564116E-3));
            c = S.Fma(z, c, Constant.Of<S, V, T>(4.16666666666665929218E-2));
        }
        sin = S.Fma(S.Multiply(x, z), s, x);
        cos = S.Fma(S.Multiply(z, z), c, S.Fma(z, Constant.Of<S, V, T>(-0.5), Constant.Of<S, V, T>(1)));
    }
}
