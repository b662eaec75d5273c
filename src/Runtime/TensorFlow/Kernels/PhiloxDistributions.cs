using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tensorflow.Kernels;

/// <summary>Random bits as fractions: evenly spaced in [0, 1), exact in <typeparamref name="T"/>.</summary>
internal static unsafe class Fraction<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Fractions that a block's 128 bits make: four of 24 bits, or two of 53.</summary>
    public static int PerBlock => typeof(T) == typeof(float) ? 4 : 2;

    /// <summary>The fractions of some blocks.</summary>
    public static void Fill(uint* words, int count, T* y)
    {
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            // Eight at a time gives the same as one by one: conversion and scaling are exact.
            for (; i <= count - 8; i += 8)
                (Vector256.ConvertToSingle((Vector256.Load(words + i) >> 8).AsInt32()) * (1f / (1 << 24))).Store((float*)y + i);
        }
        for (; i < count; i++)
            y[i] = typeof(T) == typeof(float)
                ? Unsafe.BitCast<float, T>((int)(words[i] >> 8) * (1f / (1 << 24)))
                : Unsafe.BitCast<double, T>((long)(((ulong)words[2 * i] << 32 | words[2 * i + 1]) >> 11) * (1.0 / (1L << 53)));
    }
}

/// <summary>Even over [p, q).</summary>
internal readonly unsafe struct Uniform<T> : IDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int PerBlock => Fraction<T>.PerBlock;

    public static void Make(uint* words, int blocks, T p, T q, ulong seed, ulong first, T* y)
    {
        Fraction<T>.Fill(words, blocks * PerBlock, y);
        // Rounding may reach q, which is not part of the range.
        T last = T.Max(p, T.BitDecrement(q));
        Elementwise<ScaledFractionMap, T>.Binary(y, false, &last, true, y, blocks * PerBlock, p, q - p);
    }
}

/// <summary>Normal with mean p and standard deviation q.</summary>
internal readonly unsafe struct Normal<T> : IDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int PerBlock => Fraction<T>.PerBlock;

    public static void Make(uint* words, int blocks, T p, T q, ulong seed, ulong first, T* y)
    {
        Standard(words, blocks, y);
        for (int i = 0; i < blocks * PerBlock; i++) y[i] = p + q * y[i];
    }

    /// <summary>Mean 0 and standard deviation 1, by Box and Muller's transformation: two fractions make two numbers.</summary>
    [SkipLocalsInit]
    public static void Standard(uint* words, int blocks, T* y)
    {
        T* fractions = stackalloc T[4 * PhiloxFill.Batch];
        T* radii = stackalloc T[2 * PhiloxFill.Batch];
        T* turns = stackalloc T[2 * PhiloxFill.Batch];
        T* part = stackalloc T[2 * PhiloxFill.Batch];
        int pairs = blocks * PerBlock / 2;
        Fraction<T>.Fill(words, 2 * pairs, fractions);
        for (int i = 0; i < pairs; i++)
        {
            // 1 - u is in (0, 1], so its logarithm is finite.
            radii[i] = T.One - fractions[2 * i];
            turns[i] = fractions[2 * i + 1];
        }
        Elementwise<RadiusMap, T>.Unary(radii, radii, pairs);
        Elementwise<CosTurnMap, T>.Unary(turns, part, pairs);
        for (int i = 0; i < pairs; i++) y[2 * i] = radii[i] * part[i];
        Elementwise<SinTurnMap, T>.Unary(turns, part, pairs);
        for (int i = 0; i < pairs; i++) y[2 * i + 1] = radii[i] * part[i];
    }
}

/// <summary>As <see cref="Normal{T}"/>, but what lies more than two standard deviations from the mean is drawn again.</summary>
internal readonly unsafe struct TruncatedNormal<T> : IDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int PerBlock => Fraction<T>.PerBlock;

    public static void Make(uint* words, int blocks, T p, T q, ulong seed, ulong first, T* y)
    {
        Normal<T>.Standard(words, blocks, y);
        for (int i = 0; i < blocks * PerBlock; i++) y[i] = p + q * (Inside(y[i]) ? y[i] : Again(seed, first + (ulong)i));
    }

    private static bool Inside(T value) => T.Abs(value) <= T.CreateTruncating(2);

    /// <summary>Every element has a sequence of its own for further tries, so it does not depend on how many its neighbours need.</summary>
    private static T Again(ulong seed, ulong element)
    {
        uint* words = stackalloc uint[4];
        T* fractions = stackalloc T[4];
        for (uint attempt = 0; ; attempt++)
        {
            Philox.Block(seed, element, attempt, Philox.ForRedraws).Store(words);
            Fraction<T>.Fill(words, PerBlock, fractions);
            for (int i = 0; i < PerBlock; i += 2)
            {
                T radius = T.Sqrt(T.CreateTruncating(-2) * T.Log(T.One - fractions[i]));
                (T sin, T cos) = T.SinCosPi(T.CreateTruncating(2) * fractions[i + 1]);
                if (Inside(radius * cos)) return radius * cos;
                if (Inside(radius * sin)) return radius * sin;
            }
        }
    }
}

/// <summary>Whole numbers in [p, q): 64 random bits scaled to the range.</summary>
internal readonly unsafe struct UniformInteger : IDistribution<long>
{
    public static int PerBlock => 2;

    public static void Make(uint* words, int blocks, long p, long q, ulong seed, ulong first, long* y)
    {
        for (int i = 0; i < 2 * blocks; i++)
            y[i] = p + (long)Math.BigMul((ulong)words[2 * i] << 32 | words[2 * i + 1], (ulong)(q - p), out _);
    }
}
