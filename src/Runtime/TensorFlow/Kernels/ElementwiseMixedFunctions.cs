using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

// Comparisons: the third operand is not used.

internal readonly struct EqualMap<T> : IMixedMap<T, T, byte, bool> where T : INumber<T>
{
    public static bool Of(T a, T b, byte c) => a == b;
}

internal readonly struct NotEqualMap<T> : IMixedMap<T, T, byte, bool> where T : INumber<T>
{
    public static bool Of(T a, T b, byte c) => a != b;
}

internal readonly struct GreaterMap<T> : IMixedMap<T, T, byte, bool> where T : INumber<T>
{
    public static bool Of(T a, T b, byte c) => a > b;
}

internal readonly struct GreaterEqualMap<T> : IMixedMap<T, T, byte, bool> where T : INumber<T>
{
    public static bool Of(T a, T b, byte c) => a >= b;
}

internal readonly struct LogicalAndMap : IMixedMap<bool, bool, byte, bool>
{
    public static bool Of(bool a, bool b, byte c) => a & b;
}

internal readonly struct LogicalOrMap : IMixedMap<bool, bool, byte, bool>
{
    public static bool Of(bool a, bool b, byte c) => a | b;
}

internal readonly struct LogicalNotMap : IMixedMap<bool, byte, byte, bool>
{
    public static bool Of(bool a, byte b, byte c) => !a;
}

/// <summary>b where the condition a holds, else c. <typeparamref name="T"/> is any unsigned type of the elements' size.</summary>
/// <remarks>By masks: a branch would be guessed wrong every other time.</remarks>
internal readonly struct SelectMap<T> : IMixedMap<byte, T, T, T>
    where T : IBinaryInteger<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(byte a, T b, T c)
    {
        T mask = T.Zero - T.CreateTruncating(a);
        return (b & mask) | (c & ~mask);
    }
}

/// <summary>
/// Conversion of numbers: fractions are cut off; what does not fit becomes the nearest number that does; NaN becomes 0 in an
/// integer.
/// </summary>
internal readonly struct CastMap<TFrom, TTo> : IMixedMap<TFrom, byte, byte, TTo>
    where TFrom : unmanaged, INumber<TFrom>
    where TTo : unmanaged, INumber<TTo>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TTo Of(TFrom a, byte b, byte c) =>
        TFrom.IsNaN(a) && typeof(TTo) != typeof(float) && typeof(TTo) != typeof(double) ? TTo.Zero : TTo.CreateSaturating(a);
}

internal readonly struct FromBoolMap<TTo> : IMixedMap<bool, byte, byte, TTo>
    where TTo : INumber<TTo>
{
    public static TTo Of(bool a, byte b, byte c) => a ? TTo.One : TTo.Zero;
}

internal readonly struct ToBoolMap<TFrom> : IMixedMap<TFrom, byte, byte, bool>
    where TFrom : INumber<TFrom>
{
    public static bool Of(TFrom a, byte b, byte c) => a != TFrom.Zero;
}
