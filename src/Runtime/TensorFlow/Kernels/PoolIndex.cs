using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tensorflow.Kernels;

/// <summary>Small whole numbers, 0 to 255, between bytes in memory and the lanes of a floating-point register.</summary>
internal static unsafe class PoolIndex<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Reads one byte a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* p)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        if (typeof(V) == typeof(Vector512<float>) && Avx512F.IsSupported)
            return Unsafe.BitCast<Vector512<float>, V>(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(p))));
        if (typeof(V) == typeof(Vector256<float>) && Avx2.IsSupported)
            return Unsafe.BitCast<Vector256<float>, V>(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(p)));
        return LoadPartial<S, V>(p, S.Count);
    }

    /// <summary>Reads the first <paramref name="n"/> bytes; the other lanes are 0.</summary>
    public static V LoadPartial<S, V>(byte* p, int n)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V v = S.Broadcast(T.Zero);
        T* lanes = (T*)Unsafe.AsPointer(ref v);
        for (int i = 0; i < n; i++) lanes[i] = T.CreateTruncating(p[i]);
        return v;
    }

    /// <summary>Writes one byte a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<S, V>(V v, byte* p)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        if (typeof(V) == typeof(Vector512<float>) && Avx512F.IsSupported)
            Avx512F.ConvertToVector128Byte(Vector512.ConvertToInt32Native(Unsafe.BitCast<V, Vector512<float>>(v))).Store(p);
        else if (typeof(V) == typeof(Vector256<float>) && Avx2.IsSupported)
        {
            Vector256<int> whole = Vector256.ConvertToInt32Native(Unsafe.BitCast<V, Vector256<float>>(v));
            Vector128<short> words = Vector128.Narrow(whole.GetLower(), whole.GetUpper());
            *(long*)p = Vector128.Narrow(words, words).AsInt64().ToScalar();
        }
        else StorePartial<S, V>(v, p, S.Count);
    }

    /// <summary>Writes the first <paramref name="n"/> lanes.</summary>
    public static void StorePartial<S, V>(V v, byte* p, int n)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        T* lanes = (T*)Unsafe.AsPointer(ref v);
        for (int i = 0; i < n; i++) p[i] = byte.CreateTruncating(lanes[i]);
    }

    /// <summary>Lane by lane: <paramref name="value"/> where the number is <paramref name="place"/>, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Where<S, V>(V number, V place, V value, V half)
        where S : struct, ISimd<V, T>
        where V : struct =>
        S.Select(S.Greater(half, S.Abs(S.Subtract(number, place))), value, S.Broadcast(T.Zero));
}
