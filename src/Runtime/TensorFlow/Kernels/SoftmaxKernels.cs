using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Softmax, its logarithm, the crossentropies from logits and their gradients, for one row.</summary>
internal static unsafe class Softmax<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>z = exp(x - max) / sum.</summary>
    public readonly struct Forward : IRowFunction<T>
    {
        public static bool TakesLogits => true;
        public static bool GivesNumber => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T sum = Exponentials<S, V>(x, z, columns, out _);
            V scale = S.Broadcast(T.One / sum);
            for (int c = 0; c < columns; c += S.Count) S.Store(S.Multiply(S.Load(z + c), scale), z + c);
        }
    }

    /// <summary>z = x - max - log(sum of exp(x - max)).</summary>
    public readonly struct LogForward : IRowFunction<T>
    {
        public static bool TakesLogits => true;
        public static bool GivesNumber => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T sum = Exponentials<S, V>(x, null, columns, out T max);
            V top = S.Broadcast(max), log = S.Broadcast(T.Log(sum));
            for (int c = 0; c < columns; c += S.Count) S.Store(S.Subtract(S.Subtract(S.Load(x + c), top), log), z + c);
        }
    }

    /// <summary>dx = (dy - sum(dy y)) y, with dy in x and the softmax in y.</summary>
    public readonly struct Gradient : IRowFunction<T>
    {
        public static bool TakesLogits => false;
        public static bool GivesNumber => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V dot = S.Broadcast(Dot<S, V>(x, y, columns));
            for (int c = 0; c < columns; c += S.Count) S.Store(S.Multiply(S.Subtract(S.Load(x + c), dot), S.Load(y + c)), z + c);
        }
    }

    /// <summary>dx = dy - exp(y) sum(dy), with dy in x and the softmax' logarithm in y.</summary>
    public readonly struct LogGradient : IRowFunction<T>
    {
        public static bool TakesLogits => false;
        public static bool GivesNumber => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V sum = S.Broadcast(Sum<S, V>(x, columns));
            for (int c = 0; c < columns; c += S.Count) S.Store(S.Subtract(S.Load(x + c), S.Multiply(S.Exp(S.Load(y + c)), sum)), z + c);
        }
    }

    /// <summary>loss = log(sum of exp(x - max)) - (x[label] - max).</summary>
    public readonly struct SparseLoss : IRowFunction<T>
    {
        public static bool TakesLogits => true;
        public static bool GivesNumber => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T sum = Exponentials<S, V>(x, null, columns, out T max);
            *z = T.Log(sum) - (x[label] - max);
        }
    }

    /// <summary>dx = (p - [column is label]) dy.</summary>
    public readonly struct SparseLossGradient : IRowFunction<T>
    {
        public static bool TakesLogits => true;
        public static bool GivesNumber => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T share = T.One / Exponentials<S, V>(x, z, columns, out _), atLabel = (z[label] * share - T.One) * dy;
            V scale = S.Broadcast(share), factor = S.Broadcast(dy);
            for (int c = 0; c < columns; c += S.Count) S.Store(S.Multiply(S.Multiply(S.Load(z + c), scale), factor), z + c);
            z[label] = atLabel;
        }
    }

    /// <summary>loss = sum(labels) log(sum of exp(x - max)) - sum(labels (x - max)), with the labels in y.</summary>
    public readonly struct DenseLoss : IRowFunction<T>
    {
        public static bool TakesLogits => true;
        public static bool GivesNumber => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T sum = Exponentials<S, V>(x, null, columns, out T max);
            V top = S.Broadcast(max), zero = S.Broadcast(T.Zero), dot = zero;
            for (int c = 0; c < columns; c += S.Count)
            {
                // A label of 0 takes no part, not even where the probability is 0 as well.
                V labels = S.Load(y + c), term = S.Multiply(S.Subtract(S.Load(x + c), top), labels);
                dot = S.Add(dot, S.Select(S.Greater(S.Abs(labels), zero), term, zero));
            }
            *z = Sum<S, V>(y, columns) * T.Log(sum) - S.Sum(dot);
        }
    }

    /// <summary>dx = (sum(labels) p - labels) dy, with the labels in y.</summary>
    public readonly struct DenseLossGradient : IRowFunction<T>
    {
        public static bool TakesLogits => true;
        public static bool GivesNumber => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T sum = Exponentials<S, V>(x, z, columns, out _);
            V scale = S.Broadcast(Sum<S, V>(y, columns) / sum), factor = S.Broadcast(dy);
            for (int c = 0; c < columns; c += S.Count) S.Store(S.Multiply(S.Subtract(S.Multiply(S.Load(z + c), scale), S.Load(y + c)), factor), z + c);
        }
    }

    /// <summary>The sum of exp(x - max) over a row, and the terms themselves into <paramref name="terms"/>, unless that is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Exponentials<S, V>(T* x, T* terms, int columns, out T max)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V largest = S.Load(x);
        for (int c = S.Count; c < columns; c += S.Count)
        {
            V v = S.Load(x + c);
            largest = S.Select(S.Greater(v, largest), v, largest);
        }
        max = LargestLane<S, V>(largest);
        V top = S.Broadcast(max), sum = S.Broadcast(T.Zero);
        for (int c = 0; c < columns; c += S.Count)
        {
            V term = S.Exp(S.Subtract(S.Load(x + c), top));
            if (terms != null) S.Store(term, terms + c);
            sum = S.Add(sum, term);
        }
        return S.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Dot<S, V>(T* a, T* b, int columns)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V sum = S.Broadcast(T.Zero);
        for (int c = 0; c < columns; c += S.Count) sum = S.Fma(S.Load(a + c), S.Load(b + c), sum);
        return S.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sum<S, V>(T* a, int columns)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V sum = S.Broadcast(T.Zero);
        for (int c = 0; c < columns; c += S.Count) sum = S.Add(sum, S.Load(a + c));
        return S.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LargestLane<S, V>(V v)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        T* lanes = (T*)Unsafe.AsPointer(ref v);
        T max = lanes[0];
        for (int i = 1; i < S.Count; i++) max = lanes[i] > max ? lanes[i] : max;
        return max;
    }
}
