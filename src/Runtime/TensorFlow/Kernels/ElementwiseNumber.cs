using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>
/// One number at a time, of any type: lets integers run through the kernels that floating types run through as vectors,
/// with the same formula. Knows arithmetic and comparison only.
/// </summary>
internal readonly unsafe struct SimdNumber<T> : ISimd<Scalar<T>, T>
    where T : unmanaged, INumber<T>
{
    public static int Count { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 1; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Broadcast(T value) => new() { Value = value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Load(T* p) => new() { Value = *p };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Scalar<T> v, T* p) => *p = v.Value;

    public static Scalar<T> LoadPartial(T* p, int n) => default;

    public static void StorePartial(Scalar<T> v, T* p, int n)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Add(Scalar<T> a, Scalar<T> b) => new() { Value = a.Value + b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Subtract(Scalar<T> a, Scalar<T> b) => new() { Value = a.Value - b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Multiply(Scalar<T> a, Scalar<T> b) => new() { Value = a.Value * b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Divide(Scalar<T> a, Scalar<T> b) => new() { Value = a.Value / b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Max(Scalar<T> a, Scalar<T> b) => new() { Value = T.Max(a.Value, b.Value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Min(Scalar<T> a, Scalar<T> b) => new() { Value = T.Min(a.Value, b.Value) };

    // Not T.Abs, which throws for the smallest integer; this one wraps as TensorFlow's does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Abs(Scalar<T> a) => new() { Value = T.IsNegative(a.Value) ? T.Zero - a.Value : a.Value };

    public static Scalar<T> Sqrt(Scalar<T> a) => throw Floating();

    public static Scalar<T> Exp(Scalar<T> a) => throw Floating();

    public static Scalar<T> Log(Scalar<T> a) => throw Floating();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Fma(Scalar<T> a, Scalar<T> b, Scalar<T> c) => new() { Value = a.Value * b.Value + c.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Greater(Scalar<T> a, Scalar<T> b) => new() { Mask = a.Value > b.Value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Select(Scalar<T> mask, Scalar<T> a, Scalar<T> b) => mask.Mask ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Scalar<T> a) => a.Value;

    private static NotSupportedException Floating() => new($"Got {typeof(T).Name} elements for a function of floating-point numbers.");
}
