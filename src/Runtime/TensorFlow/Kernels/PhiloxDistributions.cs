using System.Numerics;
using System.Runtime.Intrinsics;

namespace Tensorflow.Kernels;

/// <summary>Random bits as fractions.</summary>
internal static unsafe class Fraction
{
    /// <summary>Elements that a block's 128 bits make: four of 24 bits, or two of 53.</summary>
    public static int PerBlock<T>() where T : unmanaged => sizeof(T) == sizeof(float) ? 4 : 2;

    /// <summary>Fraction number <paramref name="i"/> of a block: evenly spaced in [0, 1), exact in <typeparamref name="T"/>.</summary>
    public static T Of<T>(uint* words, int i)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(float)
            ? T.CreateTruncating((words[i] >> 8) * (1f / (1 << 24)))
            : T.CreateTruncating((((ulong)words[2 * i] << 32 | words[2 * i + 1]) >> 11) * (1.0 / (1L << 53)));
}

/// <summary>Even over [p, q).</summary>
internal readonly unsafe struct Uniform<T> : IDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int PerBlock => Fraction.PerBlock<T>();

    public static void Make(uint* words, T p, T q, ulong seed, ulong first, T* y)
    {
        for (int i = 0; i < PerBlock; i++)
        {
            T value = p + (q - p) * Fraction.Of<T>(words, i);
            // Rounding may reach q, which is not part of the range.
            y[i] = value < q ? value : T.Max(p, T.BitDecrement(q));
        }
    }
}

/// <summary>Normal with mean p and standard deviation q, by Box and Muller's transformation.</summary>
internal readonly unsafe struct Normal<T> : IDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int PerBlock => Fraction.PerBlock<T>();

    public static void Make(uint* words, T p, T q, ulong seed, ulong first, T* y)
    {
        Standard(words, y);
        for (int i = 0; i < PerBlock; i++) y[i] = p + q * y[i];
    }

    /// <summary>The numbers of one block, with mean 0 and standard deviation 1.</summary>
    public static void Standard(uint* words, T* y)
    {
        for (int i = 0; i < PerBlock; i += 2)
        {
            // 1 - u is in (0, 1], so the logarithm is finite.
            T radius = T.Sqrt(T.CreateTruncating(-2) * T.Log(T.One - Fraction.Of<T>(words, i)));
            (T sin, T cos) = T.SinCosPi(T.CreateTruncating(2) * Fraction.Of<T>(words, i + 1));
            y[i] = radius * cos;
            y[i + 1] = radius * sin;
        }
    }
}

/// <summary>As <see cref="Normal{T}"/>, but what lies more than two standard deviations from the mean is drawn again.</summary>
internal readonly unsafe struct TruncatedNormal<T> : IDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int PerBlock => Fraction.PerBlock<T>();

    public static void Make(uint* words, T p, T q, ulong seed, ulong first, T* y)
    {
        Normal<T>.Standard(words, y);
        for (int i = 0; i < PerBlock; i++) y[i] = p + q * (Inside(y[i]) ? y[i] : Again(seed, first + (ulong)i));
    }

    private static bool Inside(T value) => T.Abs(value) <= T.CreateTruncating(2);

    /// <summary>Every element has a sequence of its own for further tries, so it does not depend on how many its neighbours need.</summary>
    private static T Again(ulong seed, ulong element)
    {
        uint* words = stackalloc uint[4];
        T* candidates = stackalloc T[4];
        for (uint attempt = 0; ; attempt++)
        {
            Philox.Block(seed, element, attempt, Philox.ForRedraws).Store(words);
            Normal<T>.Standard(words, candidates);
            for (int i = 0; i < PerBlock; i++)
                if (Inside(candidates[i])) return candidates[i];
        }
    }
}

/// <summary>Whole numbers in [p, q), all 64 bits of two words scaled to the range.</summary>
internal readonly unsafe struct UniformInteger : IDistribution<long>
{
    public static int PerBlock => 2;

    public static void Make(uint* words, long p, long q, ulong seed, ulong first, long* y)
    {
        for (int i = 0; i < 2; i++) y[i] = Scale((ulong)words[2 * i] << 32 | words[2 * i + 1], p, q);
    }

    private static long Scale(ulong bits, long p, long q) => p + (long)Math.BigMul(bits, (ulong)(q - p), out _);
}
