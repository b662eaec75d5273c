using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>A function of one or two numbers that has no vector form.</summary>
internal interface IElement
{
    static virtual bool IsUnary => true;

    static abstract N Of<N>(N a, N b) where N : IFloatingPointIeee754<N>;
}

/// <summary>Runs a function of single numbers in the vector driver, lane by lane.</summary>
/// <remarks>
/// The library's own vector sine and cosine choose a formula by the largest lane, so an element's bits would depend on its
/// neighbours.
/// </remarks>
internal readonly struct PerElement<TElement> : IMap
    where TElement : struct, IElement
{
    public static bool IsUnary => TElement.IsUnary;
    public static int TaskSize => 4 * 1024;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        for (int lane = 0; lane < S.Count; lane++)
        {
            ref T x = ref Unsafe.Add(ref Unsafe.As<V, T>(ref a), lane);
            T y = Unsafe.Add(ref Unsafe.As<V, T>(ref b), lane);
            if (typeof(T) == typeof(float)) x = Unsafe.BitCast<float, T>(TElement.Of(Unsafe.BitCast<T, float>(x), Unsafe.BitCast<T, float>(y)));
            else if (typeof(T) == typeof(double)) x = Unsafe.BitCast<double, T>(TElement.Of(Unsafe.BitCast<T, double>(x), Unsafe.BitCast<T, double>(y)));
        }
        return a;
    }
}

internal readonly struct SinElement : IElement
{
    public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Sin(a);
}

internal readonly struct CosElement : IElement
{
    public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Cos(a);
}

/// <summary>To the nearest integer, halves to the even one, as TensorFlow rounds.</summary>
internal readonly struct RoundElement : IElement
{
    public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Round(a);
}

internal readonly struct FloorElement : IElement
{
    public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Floor(a);
}

internal readonly struct PowElement : IElement
{
    public static bool IsUnary => false;

    public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Pow(a, b);
}

/// <summary>log(a) where a &gt; 0, else 0: the factor in the gradient of a power by its exponent, which TensorFlow defines so.</summary>
internal readonly struct LogOrZeroElement : IElement
{
    public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => a > N.Zero ? N.Log(a) : N.IsNaN(a) ? a : N.Zero;
}

/// <summary>The remainder with the divisor's sign, as Python's %.</summary>
internal readonly struct FloorModElement : IElement
{
    public static bool IsUnary => false;

    public static N Of<N>(N a, N b)
        where N : IFloatingPointIeee754<N>
    {
        N remainder = a % b;
        return remainder != N.Zero && (remainder < N.Zero) != (b < N.Zero) ? remainder + b : remainder;
    }
}

/// <summary>Whole powers and remainders of integers.</summary>
internal readonly struct IntegerPowMap : IMap
{
    public static int TaskSize => 4 * 1024;

    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        T x = Unsafe.As<V, T>(ref a), y = T.One;
        for (long exponent = long.CreateTruncating(Unsafe.As<V, T>(ref b)); exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) y *= x;
            x *= x;
        }
        return S.Broadcast(y);
    }
}

/// <inheritdoc cref="FloorModElement"/>
internal readonly struct IntegerFloorModMap : IMap
{
    public static V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>
    {
        T x = Unsafe.As<V, T>(ref a), y = Unsafe.As<V, T>(ref b), remainder = x % y;
        return S.Broadcast(remainder != T.Zero && T.IsNegative(remainder) != T.IsNegative(y) ? remainder + y : remainder);
    }
}
