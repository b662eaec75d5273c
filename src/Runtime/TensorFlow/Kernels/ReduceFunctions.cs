using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>How two numbers become one in a reduction, as a type.</summary>
internal interface IFold
{
    /// <summary>The number that changes nothing; the result for no elements at all, as TensorFlow's.</summary>
    static abstract T Identity<T>() where T : unmanaged, INumber<T>;

    static abstract V Of<S, V, T>(V a, V b)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>;
}

internal readonly struct SumFold : IFold
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Identity<T>() where T : unmanaged, INumber<T> => T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Add(a, b);
}

internal readonly struct ProductFold : IFold
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Identity<T>() where T : unmanaged, INumber<T> => T.One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Multiply(a, b);
}

/// <summary>NaN where any element is NaN.</summary>
internal readonly struct MaxFold : IFold
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Identity<T>() where T : unmanaged, INumber<T> => Constant.Of<T>(double.NegativeInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Max(a, b);
}

/// <summary>NaN where any element is NaN.</summary>
internal readonly struct MinFold : IFold
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Identity<T>() where T : unmanaged, INumber<T> => Constant.Of<T>(double.PositiveInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V, T>(V a, V b) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, INumber<T> => S.Min(a, b);
}
