using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tensorflow.Kernels;

/// <summary>
/// One width of vector as a kernel sees it: a type parameter. A kernel is written once against these members; the JIT
/// compiles it anew for each width and element type, with every call inlined.
/// </summary>
/// <typeparam name="V">The register: a <c>Vector512/256/128</c> or, in the portable form, the element itself.</typeparam>
/// <typeparam name="T">The element: <c>float</c> or <c>double</c>.</typeparam>
internal unsafe interface ISimd<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Elements in one register.</summary>
    static abstract int Count { get; }

    static abstract V Broadcast(T value);
    static abstract V Load(T* p);
    static abstract void Store(V v, T* p);

    /// <summary>The first <paramref name="n"/> elements, the rest zero; reads nothing behind them. 0 &lt;= n &lt; Count.</summary>
    static abstract V LoadPartial(T* p, int n);

    /// <summary>Writes the first <paramref name="n"/> elements only. 0 &lt;= n &lt; Count.</summary>
    static abstract void StorePartial(V v, T* p, int n);

    static abstract V Add(V a, V b);
    static abstract V Subtract(V a, V b);
    static abstract V Multiply(V a, V b);
    static abstract V Divide(V a, V b);
    static abstract V Max(V a, V b);
    static abstract V Min(V a, V b);
    static abstract V Sqrt(V a);
    static abstract V Abs(V a);
    static abstract V Exp(V a);
    static abstract V Log(V a);

    /// <summary>a * b + c, rounded once where the processor has the instruction (emulating it elsewhere costs a hundredfold).</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>Lane by lane: all bits set where a &gt; b, else none. Only for <see cref="Select"/>.</summary>
    static abstract V Greater(V a, V b);

    /// <summary>Lane by lane: <paramref name="a"/> where the mask is set, else <paramref name="b"/>.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>The lanes added up, always in the same order.</summary>
    static abstract T Sum(V a);
}

/// <summary>Which vector forms run on this processor, and the one place that chooses among them.</summary>
internal static unsafe class Simd
{
    /// <summary>Bits in the widest register in use: 512, 256 or 128; 0 when only the portable form is left.</summary>
    public static readonly int Bits =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>Runs a kernel in the form that suits this processor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel, TArgs, T>(TArgs* args)
        where TKernel : struct, IKernel<TArgs, T>
        where TArgs : unmanaged
        where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated) TKernel.Run<Simd512<T>, Vector512<T>>(args);
        else if (Vector256.IsHardwareAccelerated) TKernel.Run<Simd256<T>, Vector256<T>>(args);
        else if (Vector128.IsHardwareAccelerated) TKernel.Run<Simd128<T>, Vector128<T>>(args);
        else TKernel.Run<SimdScalar<T>, Scalar<T>>(args);
    }
}

/// <summary>A computation over memory, written once for every vector width.</summary>
internal unsafe interface IKernel<TArgs, T>
    where TArgs : unmanaged
    where T : unmanaged
{
    static abstract void Run<S, V>(TArgs* args) where S : struct, ISimd<V, T> where V : struct;
}
