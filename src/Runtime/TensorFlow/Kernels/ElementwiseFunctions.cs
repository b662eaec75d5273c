using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Constants for generic kernels.</summary>
internal static class Constant
{
    /// <summary>The constant as a <typeparamref name="T"/>; the JIT folds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(double value)
        where T : unmanaged, INumberBase<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)value)
        : typeof(T) == typeof(double) ? Unsafe.BitCast<double, T>(value)
        : T.CreateSaturating(value);

    /// <summary>The constant in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(double value)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumberBase<T> => S.Broadcast(Of<T>(value));
}

// Two operands.

internal readonly struct AddMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Add(a, b);
}

internal readonly struct SubtractMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Subtract(a, b);
}

internal readonly struct MultiplyMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Multiply(a, b);
}

internal readonly struct DivideMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Divide(a, b);
}

/// <summary>The larger; NaN where either is NaN.</summary>
internal readonly struct MaximumMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Max(a, b);
}

/// <summary>The smaller; NaN where either is NaN.</summary>
internal readonly struct MinimumMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Min(a, b);
}

internal readonly struct SquaredDifferenceMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        V d = S.Subtract(a, b);
        return S.Multiply(d, d);
    }
}

/// <summary>p a b.</summary>
internal readonly struct ScaledProductMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Multiply(S.Multiply(p, a), b);
}

// One operand.

internal readonly struct NegativeMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T> => S.Subtract(Constant.Of<S, V, T>(typeof(T) == typeof(float) || typeof(T) == typeof(double) ? -0.0 : 0), a);
}

internal readonly struct SquareMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Multiply(a, a);
}

internal readonly struct SqrtMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Sqrt(a);
}

internal readonly struct RsqrtMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Divide(Constant.Of<S, V, T>(1), S.Sqrt(a));
}

internal readonly struct ReciprocalMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Divide(Constant.Of<S, V, T>(1), a);
}

internal readonly struct ExpMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Exp(a);
}

internal readonly struct LogMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Log(a);
}

/// <summary>log(1 + x), accurate for small x: the rounding error of u = 1 + x cancels in log(u) x / (u - 1).</summary>
/// <remarks>Source: W. Kahan's formula as in the HP-15C Advanced Functions Handbook, appendix.</remarks>
internal readonly struct Log1pMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        V u = S.Add(a, Constant.Of<S, V, T>(1)), rounded = S.Subtract(u, Constant.Of<S, V, T>(1)), log = S.Log(u);
        V corrected = S.Multiply(log, S.Divide(a, rounded));
        // Infinity / infinity would be NaN; from 2^60 on there is nothing to correct.
        V y = S.Select(S.Greater(a, Constant.Of<S, V, T>(1L << 60)), log, corrected);
        return S.Select(S.Greater(S.Abs(rounded), S.Broadcast(T.Zero)), y, a);
    }
}

internal readonly struct AbsMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Abs(a);
}

/// <summary>-1, 0 or 1; NaN stays NaN.</summary>
internal readonly struct SignMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        V zero = S.Broadcast(T.Zero);
        return S.Select(S.Greater(a, zero), Constant.Of<S, V, T>(1), S.Select(S.Greater(zero, a), Constant.Of<S, V, T>(-1), a));
    }
}

/// <summary>min(max(x, p), q); NaN stays NaN.</summary>
internal readonly struct ClipMap : IMap
{
    public static bool IsUnary => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Min(S.Max(a, p), q);
}

/// <summary>1 / (1 + exp(-x)), from exp(-|x|), which never overflows and keeps the small values of the negative side.</summary>
internal readonly struct SigmoidMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        V zero = S.Broadcast(T.Zero), one = Constant.Of<S, V, T>(1);
        V e = S.Exp(S.Subtract(zero, S.Abs(a)));
        return S.Divide(S.Select(S.Greater(zero, a), e, one), S.Add(one, e));
    }
}

/// <summary>tanh: a polynomial up to 0.625, above it 1 - 2 / (exp(2 |x|) + 1), which cannot overflow.</summary>
/// <remarks>Polynomials: S. Moshier, Cephes Mathematical Library, tanhf.c and tanh.c.</remarks>
internal readonly struct TanhMap : IMap
{
    public static bool IsUnary => true;
    public static int TaskSize => 8 * 1024;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        V zero = S.Broadcast(T.Zero), one = Constant.Of<S, V, T>(1);
        V x = S.Abs(a), z = S.Multiply(a, a), ratio;
        if (typeof(T) == typeof(float))
        {
            ratio = S.Fma(z, Constant.Of<S, V, T>(-5.70498872745E-3), Constant.Of<S, V, T>(2.06390887954E-2));
            ratio = S.Fma(z, ratio, Constant.Of<S, V, T>(-5.37397155531E-2));
            ratio = S.Fma(z, ratio, Constant.Of<S, V, T>(1.33314422036E-1));
            ratio = S.Fma(z, ratio, Constant.Of<S, V, T>(-3.33332819422E-1));
        }
        else
        {
            V above = S.Fma(z, Constant.Of<S, V, T>(-9.64399179425052238628E-1), Constant.Of<S, V, T>(-9.92877231001918586564E1));
            above = S.Fma(z, above, Constant.Of<S, V, T>(-1.61468768441708447952E3));
            V below = S.Add(z, Constant.Of<S, V, T>(1.12811678491632931402E2));
            below = S.Fma(z, below, Constant.Of<S, V, T>(2.23548839060100448583E3));
            below = S.Fma(z, below, Constant.Of<S, V, T>(4.84406305325125486048E3));
            ratio = S.Divide(above, below);
        }
        V small = S.Fma(S.Multiply(a, z), ratio, a);
        V large = S.Subtract(one, S.Divide(Constant.Of<S, V, T>(2), S.Add(S.Exp(S.Add(x, x)), one)));
        large = S.Select(S.Greater(zero, a), S.Subtract(zero, large), large);
        return S.Select(S.Greater(x, Constant.Of<S, V, T>(0.625)), large, small);
    }
}
