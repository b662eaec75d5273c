using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Rows of memory with numbers that belong to their columns: what one pass of a normalization works on.</summary>
internal unsafe struct NormBlock<T>
    where T : unmanaged
{
    /// <summary>The first element of the input, of the output's gradient, and of the result.</summary>
    public T* X, Dy, Y;

    /// <summary>Whole rows, and elements from one to the next.</summary>
    public nint Rows, Step;

    /// <summary>Columns, and those of one more row that ends early.</summary>
    public int Width, Tail;

    /// <summary>A number a column: the way forward is (x - Mean) Gain + Shift, the way back dy A + (x - Mean) B + C.</summary>
    public T* Mean, Gain, Shift, A, B, C;

    /// <summary>The slope of a leaky relu below 0.</summary>
    public T Slope;

    /// <summary>Sums over the rows, one a column.</summary>
    public T* Sum, Sum2;
}

/// <summary>What a pass does to the elements of one column in one row or in four.</summary>
internal unsafe interface INormPass<T>
    where T : unmanaged
{
    /// <summary>A vector of column <paramref name="c"/> on, in four rows; <paramref name="i"/> is its place in the first.</summary>
    static abstract void Four<S, V>(NormBlock<T>* block, nint i, int c)
        where S : struct, ISimd<V, T>
        where V : struct;

    /// <summary>The same in one row, for <paramref name="n"/> columns, at most a vector.</summary>
    static abstract void One<S, V>(NormBlock<T>* block, nint i, int c, int n)
        where S : struct, ISimd<V, T>
        where V : struct;
}

/// <summary>The loops that all passes share: down the rows, four at a time, and along the columns, so that memory is read in order.</summary>
internal static unsafe class NormPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<P, S, V>(NormBlock<T>* block)
        where P : struct, INormPass<T>
        where S : struct, ISimd<V, T>
        where V : struct
    {
        nint step = block->Step, rows = block->Rows, row = 0, i = 0;
        int width = block->Width, whole = width - width % S.Count;
        for (; row <= rows - 4; row += 4, i += 4 * step)
        {
            for (int c = 0; c < whole; c += S.Count) P.Four<S, V>(block, i + c, c);
            if (whole == width) continue;
            for (int r = 0; r < 4; r++) P.One<S, V>(block, i + r * step + whole, whole, width - whole);
        }
        for (; row < rows; row++, i += step) Row<P, S, V>(block, i, width);
        if (block->Tail > 0) Row<P, S, V>(block, i, block->Tail);
    }

    private static void Row<P, S, V>(NormBlock<T>* block, nint i, int width)
        where P : struct, INormPass<T>
        where S : struct, ISimd<V, T>
        where V : struct
    {
        for (int c = 0; c < width; c += S.Count) P.One<S, V>(block, i + c, c, Math.Min(S.Count, width - c));
    }

    /// <summary>Sum = sum of x.</summary>
    public readonly struct Total : INormPass<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Four<S, V>(NormBlock<T>* block, nint i, int c)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T* x = block->X + i;
            nint step = block->Step;
            V ab = S.Add(S.Load(x), S.Load(x + step)), cd = S.Add(S.Load(x + 2 * step), S.Load(x + 3 * step));
            S.Store(S.Add(S.Load(block->Sum + c), S.Add(ab, cd)), block->Sum + c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void One<S, V>(NormBlock<T>* block, nint i, int c, int n)
            where S : struct, ISimd<V, T>
            where V : struct =>
            Pool<T>.Store<S, V>(S.Add(Pool<T>.Load<S, V>(block->Sum + c, n), Pool<T>.Load<S, V>(block->X + i, n)), block->Sum + c, n);
    }

    /// <summary>Sum = sum of (x - Mean)².</summary>
    public readonly struct Deviation : INormPass<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Four<S, V>(NormBlock<T>* block, nint i, int c)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T* x = block->X + i;
            nint step = block->Step;
            V mean = S.Load(block->Mean + c);
            V d0 = S.Subtract(S.Load(x), mean), d1 = S.Subtract(S.Load(x + step), mean);
            V d2 = S.Subtract(S.Load(x + 2 * step), mean), d3 = S.Subtract(S.Load(x + 3 * step), mean);
            V ab = S.Fma(d0, d0, S.Multiply(d1, d1)), cd = S.Fma(d2, d2, S.Multiply(d3, d3));
            S.Store(S.Add(S.Load(block->Sum + c), S.Add(ab, cd)), block->Sum + c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void One<S, V>(NormBlock<T>* block, nint i, int c, int n)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V d = S.Subtract(Pool<T>.Load<S, V>(block->X + i, n), Pool<T>.Load<S, V>(block->Mean + c, n));
            Pool<T>.Store<S, V>(S.Fma(d, d, Pool<T>.Load<S, V>(block->Sum + c, n)), block->Sum + c, n);
        }
    }

    /// <summary>The gradient behind the activation from that in front of it; d is x - Mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Back<F, S, V>(V dy, V d, V gain, V shift, V slope)
        where F : struct, INormActivation
        where S : struct, ISimd<V, T>
        where V : struct => F.IsNone ? dy : F.Back<S, V, T>(dy, S.Fma(d, gain, shift), slope);

    /// <summary>Y = activation of (x - Mean) Gain + Shift.</summary>
    public readonly struct Normalize<F> : INormPass<T>
        where F : struct, INormActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Four<S, V>(NormBlock<T>* block, nint i, int c)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T* x = block->X + i, y = block->Y + i;
            nint step = block->Step;
            V mean = S.Load(block->Mean + c), gain = S.Load(block->Gain + c), shift = S.Load(block->Shift + c), slope = S.Broadcast(block->Slope);
            S.Store(F.Of<S, V, T>(S.Fma(S.Subtract(S.Load(x), mean), gain, shift), slope), y);
            S.Store(F.Of<S, V, T>(S.Fma(S.Subtract(S.Load(x + step), mean), gain, shift), slope), y + step);
            S.Store(F.Of<S, V, T>(S.Fma(S.Subtract(S.Load(x + 2 * step), mean), gain, shift), slope), y + 2 * step);
            S.Store(F.Of<S, V, T>(S.Fma(S.Subtract(S.Load(x + 3 * step), mean), gain, shift), slope), y + 3 * step);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void One<S, V>(NormBlock<T>* block, nint i, int c, int n)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V d = S.Subtract(Pool<T>.Load<S, V>(block->X + i, n), Pool<T>.Load<S, V>(block->Mean + c, n));
            V z = S.Fma(d, Pool<T>.Load<S, V>(block->Gain + c, n), Pool<T>.Load<S, V>(block->Shift + c, n));
            Pool<T>.Store<S, V>(F.Of<S, V, T>(z, S.Broadcast(block->Slope)), block->Y + i, n);
        }
    }

    /// <summary>Sum = sum of dy, Sum2 = sum of dy (x - Mean), where dy is the gradient behind the activation.</summary>
    public readonly struct GradientTotals<F> : INormPass<T>
        where F : struct, INormActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Four<S, V>(NormBlock<T>* block, nint i, int c)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T* x = block->X + i, dy = block->Dy + i;
            nint step = block->Step;
            V mean = S.Load(block->Mean + c), gain = mean, shift = mean, slope = mean;
            if (!F.IsNone) (gain, shift, slope) = (S.Load(block->Gain + c), S.Load(block->Shift + c), S.Broadcast(block->Slope));
            V d0 = S.Subtract(S.Load(x), mean), d1 = S.Subtract(S.Load(x + step), mean);
            V d2 = S.Subtract(S.Load(x + 2 * step), mean), d3 = S.Subtract(S.Load(x + 3 * step), mean);
            V g0 = Back<F, S, V>(S.Load(dy), d0, gain, shift, slope), g1 = Back<F, S, V>(S.Load(dy + step), d1, gain, shift, slope);
            V g2 = Back<F, S, V>(S.Load(dy + 2 * step), d2, gain, shift, slope), g3 = Back<F, S, V>(S.Load(dy + 3 * step), d3, gain, shift, slope);
            V ab = S.Fma(g0, d0, S.Multiply(g1, d1)), cd = S.Fma(g2, d2, S.Multiply(g3, d3));
            S.Store(S.Add(S.Load(block->Sum + c), S.Add(S.Add(g0, g1), S.Add(g2, g3))), block->Sum + c);
            S.Store(S.Add(S.Load(block->Sum2 + c), S.Add(ab, cd)), block->Sum2 + c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void One<S, V>(NormBlock<T>* block, nint i, int c, int n)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V d = S.Subtract(Pool<T>.Load<S, V>(block->X + i, n), Pool<T>.Load<S, V>(block->Mean + c, n));
            V g = Gradients<F, S, V>(block, d, i, c, n);
            Pool<T>.Store<S, V>(S.Add(Pool<T>.Load<S, V>(block->Sum + c, n), g), block->Sum + c, n);
            Pool<T>.Store<S, V>(S.Fma(g, d, Pool<T>.Load<S, V>(block->Sum2 + c, n)), block->Sum2 + c, n);
        }
    }

    /// <summary>Part of a row's gradient behind the activation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Gradients<F, S, V>(NormBlock<T>* block, V d, nint i, int c, int n)
        where F : struct, INormActivation
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V dy = Pool<T>.Load<S, V>(block->Dy + i, n);
        if (F.IsNone) return dy;
        V gain = Pool<T>.Load<S, V>(block->Gain + c, n), shift = Pool<T>.Load<S, V>(block->Shift + c, n);
        return Back<F, S, V>(dy, d, gain, shift, S.Broadcast(block->Slope));
    }

    /// <summary>Y = dy A + (x - Mean) B + C, where dy is the gradient behind the activation.</summary>
    public readonly struct Gradient<F> : INormPass<T>
        where F : struct, INormActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Four<S, V>(NormBlock<T>* block, nint i, int c)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            nint step = block->Step;
            T* x = block->X + i, dy = block->Dy + i, y = block->Y + i;
            V mean = S.Load(block->Mean + c), a = S.Load(block->A + c), b = S.Load(block->B + c), k = S.Load(block->C + c);
            V gain = mean, shift = mean, slope = mean;
            if (!F.IsNone) (gain, shift, slope) = (S.Load(block->Gain + c), S.Load(block->Shift + c), S.Broadcast(block->Slope));
            V d0 = S.Subtract(S.Load(x), mean), d1 = S.Subtract(S.Load(x + step), mean);
            V d2 = S.Subtract(S.Load(x + 2 * step), mean), d3 = S.Subtract(S.Load(x + 3 * step), mean);
            S.Store(S.Fma(Back<F, S, V>(S.Load(dy), d0, gain, shift, slope), a, S.Fma(d0, b, k)), y);
            S.Store(S.Fma(Back<F, S, V>(S.Load(dy + step), d1, gain, shift, slope), a, S.Fma(d1, b, k)), y + step);
            S.Store(S.Fma(Back<F, S, V>(S.Load(dy + 2 * step), d2, gain, shift, slope), a, S.Fma(d2, b, k)), y + 2 * step);
            S.Store(S.Fma(Back<F, S, V>(S.Load(dy + 3 * step), d3, gain, shift, slope), a, S.Fma(d3, b, k)), y + 3 * step);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void One<S, V>(NormBlock<T>* block, nint i, int c, int n)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V d = S.Subtract(Pool<T>.Load<S, V>(block->X + i, n), Pool<T>.Load<S, V>(block->Mean + c, n));
            V rest = S.Fma(d, Pool<T>.Load<S, V>(block->B + c, n), Pool<T>.Load<S, V>(block->C + c, n));
            Pool<T>.Store<S, V>(S.Fma(Gradients<F, S, V>(block, d, i, c, n), Pool<T>.Load<S, V>(block->A + c, n), rest), block->Y + i, n);
        }
    }
}
