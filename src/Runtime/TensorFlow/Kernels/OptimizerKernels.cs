using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>One variable's update: a value, its gradient and what the optimizer remembers of it.</summary>
internal unsafe struct OptimizerArgs<T>
    where T : unmanaged
{
    /// <summary>Gradient, and the value before and after.</summary>
    public T* G, W, WOut;

    /// <summary>What the optimizer remembers, before and after.</summary>
    public T* S0, S0Out, S1, S1Out, S2, S2Out;

    public nint Count;

    /// <summary>The optimizer's numbers; each says what they mean.</summary>
    public T A, B, C, D, E, F;
}

/// <summary>One optimizer's formula, lane by lane.</summary>
internal interface IOptimizer
{
    /// <summary>Numbers remembered for each weight, 0 to 3.</summary>
    static abstract int Slots { get; }

    static abstract V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Runs an optimizer's formula over a variable: one parallel pass that reads and writes each number once.</summary>
/// <remarks>
/// What is remembered of a weight without gradients shrinks with every step, and from 1e-38 on, after some 800 steps of Adam, a processor takes a hundred
/// cycles for each such number. So it becomes 0 where it is too small to move a weight. TensorFlow's threads do that to all their numbers.
/// </remarks>
internal static unsafe class Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int TaskSize = 1 << 12;

    // So large that a product with a rate is not denormal either: 2^-100 in single precision.
    private static readonly T s_least = typeof(T) == typeof(float) ? T.CreateChecked(7.888609e-31f) : T.CreateChecked(1e-290);

    public static void Run<O>(OptimizerArgs<T> args)
        where O : struct, IOptimizer =>
        Workers.For((int)((args.Count + TaskSize - 1) / TaskSize), &Task<O>, &args);

    private static void Task<O>(void* args, int task)
        where O : struct, IOptimizer
    {
        OptimizerArgs<T> part = *(OptimizerArgs<T>*)args;
        nint from = (nint)task * TaskSize;
        part.G += from;
        part.W += from;
        part.WOut += from;
        if (O.Slots > 0) { part.S0 += from; part.S0Out += from; }
        if (O.Slots > 1) { part.S1 += from; part.S1Out += from; }
        if (O.Slots > 2) { part.S2 += from; part.S2Out += from; }
        part.Count = Math.Min(TaskSize, part.Count - from);
        Simd.Run<Kernel<O>, OptimizerArgs<T>, T>(&part);
    }

    private readonly struct Kernel<O> : IKernel<OptimizerArgs<T>, T>
        where O : struct, IOptimizer
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(OptimizerArgs<T>* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            OptimizerArgs<T> a = *args;
            V s0 = S.Broadcast(T.Zero), s1 = s0, s2 = s0, least = S.Broadcast(s_least);
            nint i = 0;
            for (; i <= a.Count - S.Count; i += S.Count)
            {
                if (O.Slots > 0) s0 = S.Load(a.S0 + i);
                if (O.Slots > 1) s1 = S.Load(a.S1 + i);
                if (O.Slots > 2) s2 = S.Load(a.S2 + i);
                S.Store(O.Of<S, V, T>(S.Load(a.W + i), S.Load(a.G + i), ref s0, ref s1, ref s2, a), a.WOut + i);
                if (O.Slots > 0) S.Store(Keep<S, V>(s0, least), a.S0Out + i);
                if (O.Slots > 1) S.Store(Keep<S, V>(s1, least), a.S1Out + i);
                if (O.Slots > 2) S.Store(Keep<S, V>(s2, least), a.S2Out + i);
            }
            int n = (int)(a.Count - i);
            if (n == 0) return;
            if (O.Slots > 0) s0 = S.LoadPartial(a.S0 + i, n);
            if (O.Slots > 1) s1 = S.LoadPartial(a.S1 + i, n);
            if (O.Slots > 2) s2 = S.LoadPartial(a.S2 + i, n);
            S.StorePartial(O.Of<S, V, T>(S.LoadPartial(a.W + i, n), S.LoadPartial(a.G + i, n), ref s0, ref s1, ref s2, a), a.WOut + i, n);
            if (O.Slots > 0) S.StorePartial(Keep<S, V>(s0, least), a.S0Out + i, n);
            if (O.Slots > 1) S.StorePartial(Keep<S, V>(s1, least), a.S1Out + i, n);
            if (O.Slots > 2) S.StorePartial(Keep<S, V>(s2, least), a.S2Out + i, n);
        }

        // What is no number stays so.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Keep<S, V>(V slot, V least)
            where S : struct, ISimd<V, T>
            where V : struct =>
            S.Select(S.Greater(least, S.Abs(slot)), S.Broadcast(T.Zero), slot);
    }
}
