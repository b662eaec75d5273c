using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>The optimizers, lane by lane. In each, w is the weight and g its gradient.</summary>
internal static class OptimizerFormulas
{
    /// <summary>w -= A g.</summary>
    public readonly struct Sgd : IOptimizer
    {
        public static int Slots => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
            where S : struct, ISimd<V, T>
            where V : struct
            where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Subtract(w, S.Multiply(S.Broadcast(k.A), g));
    }

    /// <summary>v = B v - A g; w += v.</summary>
    public readonly struct Momentum : IOptimizer
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
            where S : struct, ISimd<V, T>
            where V : struct
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            s0 = S.Subtract(S.Multiply(S.Broadcast(k.B), s0), S.Multiply(S.Broadcast(k.A), g));
            return S.Add(w, s0);
        }
    }

    /// <summary>v = B v - A g; w += B v - A g.</summary>
    public readonly struct Nesterov : IOptimizer
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
            where S : struct, ISimd<V, T>
            where V : struct
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            V step = S.Multiply(S.Broadcast(k.A), g), momentum = S.Broadcast(k.B);
            s0 = S.Subtract(S.Multiply(momentum, s0), step);
            return S.Add(w, S.Subtract(S.Multiply(momentum, s0), step));
        }
    }

    /// <summary>
    /// m += A (g - m); v += B (g g - v); w = E w - C m / (sqrt(D v) + F): A = 1 - beta 1, B = 1 - beta 2,
    /// C = rate / (1 - beta 1^step), D = 1 / (1 - beta 2^step), E = 1 - rate * weight decay, F = epsilon.
    /// </summary>
    public readonly struct Adam : IOptimizer
    {
        public static int Slots => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
            where S : struct, ISimd<V, T>
            where V : struct
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            s0 = S.Add(s0, S.Multiply(S.Broadcast(k.A), S.Subtract(g, s0)));
            s1 = S.Add(s1, S.Multiply(S.Broadcast(k.B), S.Subtract(S.Multiply(g, g), s1)));
            V root = S.Add(S.Sqrt(S.Multiply(S.Broadcast(k.D), s1)), S.Broadcast(k.F));
            return S.Subtract(S.Multiply(S.Broadcast(k.E), w), S.Divide(S.Multiply(S.Broadcast(k.C), s0), root));
        }
    }

    /// <summary>r = B r + C g g; w -= A g / sqrt(r + F).</summary>
    public readonly struct RmsProp : IOptimizer
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
            where S : struct, ISimd<V, T>
            where V : struct
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            s0 = S.Add(S.Multiply(S.Broadcast(k.B), s0), S.Multiply(S.Broadcast(k.C), S.Multiply(g, g)));
            return S.Subtract(w, S.Divide(S.Multiply(S.Broadcast(k.A), g), S.Sqrt(S.Add(s0, S.Broadcast(k.F)))));
        }
    }

    /// <summary>r = B r + C g g; v = D v + A g / sqrt(r + F); w -= v.</summary>
    public readonly struct RmsPropMomentum : IOptimizer
    {
        public static int Slots => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
            where S : struct, ISimd<V, T>
            where V : struct
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            s0 = S.Add(S.Multiply(S.Broadcast(k.B), s0), S.Multiply(S.Broadcast(k.C), S.Multiply(g, g)));
            V step = S.Divide(S.Multiply(S.Broadcast(k.A), g), S.Sqrt(S.Add(s0, S.Broadcast(k.F))));
            s1 = S.Add(S.Multiply(S.Broadcast(k.D), s1), step);
            return S.Subtract(w, s1);
        }
    }

    /// <summary>r = B r + C g g; c = B c + C g; v = D v + A g / sqrt(r - c c + F); w -= v.</summary>
    public readonly struct RmsPropCentered : IOptimizer
    {
        public static int Slots => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
            where S : struct, ISimd<V, T>
            where V : struct
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            V keep = S.Broadcast(k.B), take = S.Broadcast(k.C);
            s0 = S.Add(S.Multiply(keep, s0), S.Multiply(take, S.Multiply(g, g)));
            s2 = S.Add(S.Multiply(keep, s2), S.Multiply(take, g));
            // Rounding can make the variance negative by a little.
            V variance = S.Max(S.Subtract(s0, S.Multiply(s2, s2)), S.Broadcast(T.Zero));
            V step = S.Divide(S.Multiply(S.Broadcast(k.A), g), S.Sqrt(S.Add(variance, S.Broadcast(k.F))));
            s1 = S.Add(S.Multiply(S.Broadcast(k.D), s1), step);
            return S.Subtract(w, s1);
        }
    }

    /// <summary>a += g g; w -= A g / sqrt(a + F).</summary>
    public readonly struct Adagrad : IOptimizer
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V, T>(V w, V g, ref V s0, ref V s1, ref V s2, in OptimizerArgs<T> k)
            where S : struct, ISimd<V, T>
            where V : struct
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            s0 = S.Add(s0, S.Multiply(g, g));
            return S.Subtract(w, S.Divide(S.Multiply(S.Broadcast(k.A), g), S.Sqrt(S.Add(s0, S.Broadcast(k.F)))));
        }
    }
}
