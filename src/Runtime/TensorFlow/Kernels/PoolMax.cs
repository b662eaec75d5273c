using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Largest value per window, its place, and the way back. Channels lie along the vector.</summary>
/// <remarks>Of equal values the first counts, row by row, as in TensorFlow.</remarks>
internal static unsafe class PoolMax<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Writes y, and the places unless <paramref name="index"/> is null.</summary>
    public static void Forward(in PoolShape shape, T* x, T* y, byte* index) =>
        Pool<T>.OutputRows<ForwardKernel>(shape, x, y, index);

    /// <summary>Writes every element of dx: the sum of the gradients of those windows whose maximum it was.</summary>
    public static void Backward(in PoolShape shape, T* dy, byte* index, T* dx)
    {
        if (shape.Disjoint) Pool<T>.OutputRows<ScatterKernel>(shape, dx, dy, index);
        else Pool<T>.InputRows<MaxShare>(shape, dx, dy, index);
    }

    /// <summary>Writes y: from each window of x what lies at the recorded place.</summary>
    public static void Gather(in PoolShape shape, T* x, byte* index, T* y) =>
        Pool<T>.OutputRows<GatherKernel>(shape, x, y, index);

    private readonly struct ForwardKernel : IKernel<PoolRow<T>, T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(PoolRow<T>* row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ref readonly PoolShape s = ref row->Args->Shape;
            int channels = s.Channels;
            var (y0, y1) = s.RowsOf(row->Line);
            T* image = row->Args->X + (nint)row->Image * s.Height * s.Width * channels;
            nint first = row->First, line = (nint)s.Width * channels;
            bool square = s.PoolHeight == 2 && s.PoolWidth == 2 && y1 - y0 == 2;
            for (int ox = 0; ox < s.OutWidth; ox++, first += channels)
            {
                var (x0, x1) = s.ColumnsOf(ox);
                T* corner = image + ((nint)y0 * s.Width + x0) * channels, y = row->Args->Y + first;
                byte* index = row->Args->Index == null ? null : row->Args->Index + first;
                int c = 0;
                if (square && x1 - x0 == 2)
                    for (; c <= channels - S.Count; c += S.Count) Four<S, V>(corner + c, line, channels, y + c, index == null ? null : index + c);
                int place = (y0 - row->Line * s.StrideHeight + s.PadTop) * s.PoolWidth + x0 - ox * s.StrideWidth + s.PadLeft;
                for (; c < channels; c += S.Count)
                    Window<S, V>(corner + c, line, channels, y1 - y0, x1 - x0, place, s.PoolWidth, Math.Min(S.Count, channels - c), y + c,
                        index == null ? null : index + c);
            }
        }

        /// <summary>A whole window of 2 x 2, the usual one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Four<S, V>(T* x, nint line, nint pixel, T* y, byte* index)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V v0 = S.Load(x), v1 = S.Load(x + pixel), v2 = S.Load(x + line), v3 = S.Load(x + line + pixel);
            V over1 = S.Greater(v1, v0), top = S.Select(over1, v1, v0);
            V over3 = S.Greater(v3, v2), bottom = S.Select(over3, v3, v2);
            V over = S.Greater(bottom, top);
            S.Store(S.Select(over, bottom, top), y);
            if (index == null) return;
            V one = S.Broadcast(T.One), two = S.Add(one, one);
            PoolIndex<T>.Store<S, V>(
                S.Select(over, S.Select(over3, S.Add(two, one), two), S.Select(over1, one, S.Broadcast(T.Zero))), index);
        }

        private static void Window<S, V>(
            T* x, nint line, nint pixel, int rows, int columns, int place, int poolWidth, int count, T* y, byte* index)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V best = Pool<T>.Load<S, V>(x, count), at = S.Broadcast(T.CreateTruncating(place));
            for (int ky = 0; ky < rows; ky++)
                for (int kx = 0; kx < columns; kx++)
                {
                    V v = Pool<T>.Load<S, V>(x + ky * line + kx * pixel, count);
                    V over = S.Greater(v, best);
                    best = S.Select(over, v, best);
                    at = S.Select(over, S.Broadcast(T.CreateTruncating(place + ky * poolWidth + kx)), at);
                }
            Pool<T>.Store<S, V>(best, y, count);
            if (index == null) return;
            if (count == S.Count) PoolIndex<T>.Store<S, V>(at, index);
            else PoolIndex<T>.StorePartial<S, V>(at, index, count);
        }
    }

    /// <summary>
    /// Back through windows that share no pixel: a task owns the lines of dx from its windows' first one to the next windows',
    /// and writes them from left to right, zeros between and behind the windows.
    /// </summary>
    private readonly struct ScatterKernel : IKernel<PoolRow<T>, T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(PoolRow<T>* row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ref readonly PoolShape s = ref row->Args->Shape;
            int channels = s.Channels, top = row->Line * s.StrideHeight - s.PadTop;
            int to = row->Line == s.OutHeight - 1 ? s.Height : Math.Min(top + s.StrideHeight, s.Height);
            if (s is { PoolHeight: 2, PoolWidth: 2, StrideHeight: 2, StrideWidth: 2, PadTop: 0, PadLeft: 0 }
                && channels % S.Count == 0 && top + 1 < s.Height && 2 * s.OutWidth <= s.Width)
            {
                Squares<S, V>(row, top, to);
                return;
            }
            for (int y = row->Line == 0 ? 0 : Math.Max(top, 0); y < to; y++)
            {
                T* line = row->Args->X + ((nint)row->Image * s.Height + y) * s.Width * channels;
                if (y < top || y >= top + s.PoolHeight)
                {
                    Clear(line, (nint)s.Width * channels);
                    continue;
                }
                int done = 0;
                for (int ox = 0; ox < s.OutWidth; ox++)
                {
                    var (x0, x1) = s.ColumnsOf(ox);
                    if (done < x0) Clear(line + (nint)done * channels, (nint)(x0 - done) * channels);
                    nint first = row->First + (nint)ox * channels;
                    Window<S, V>(row->Args->Y + first, row->Args->Index + first, line + (nint)x0 * channels, channels, x1 - x0,
                        (y - top) * s.PoolWidth + x0 - ox * s.StrideWidth + s.PadLeft);
                    done = x1;
                }
                Clear(line + (nint)done * channels, (nint)(s.Width - done) * channels);
            }
        }

        /// <summary>Windows of 2 x 2, side by side and whole, the usual ones: both lines at once.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Squares<S, V>(PoolRow<T>* row, int top, int to)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ref readonly PoolShape s = ref row->Args->Shape;
            nint channels = s.Channels, line = s.Width * channels, covered = 2 * s.OutWidth * channels;
            T* dx = row->Args->X + ((nint)row->Image * s.Height + top) * line, dy = row->Args->Y + row->First;
            byte* index = row->Args->Index + row->First;
            V half = S.Broadcast(T.CreateTruncating(0.5)), one = S.Broadcast(T.One), zero = S.Broadcast(T.Zero), two = S.Add(one, one), middle = S.Add(one, half);
            T* pixel = dx;
            for (int ox = 0; ox < s.OutWidth; ox++, pixel += 2 * channels)
                for (T* p = pixel, end = pixel + channels; p < end; p += S.Count, dy += S.Count, index += S.Count)
                {
                    V gradient = S.Load(dy), place = PoolIndex<T>.Load<S, V>(index);
                    V low = S.Greater(place, middle), right = S.Greater(S.Select(low, S.Subtract(place, two), place), half);
                    V upper = S.Select(low, zero, gradient), lower = S.Select(low, gradient, zero);
                    S.Store(S.Select(right, zero, upper), p);
                    S.Store(S.Select(right, upper, zero), p + channels);
                    S.Store(S.Select(right, zero, lower), p + line);
                    S.Store(S.Select(right, lower, zero), p + line + channels);
                }
            Clear(dx + covered, line - covered);
            Clear(dx + line + covered, line - covered);
            Clear(dx + 2 * line, (to - top - 2) * line);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Window<S, V>(T* dy, byte* index, T* dx, int channels, int columns, int place)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V half = S.Broadcast(T.CreateTruncating(0.5)), one = S.Broadcast(T.One), first = S.Broadcast(T.CreateTruncating(place));
            int c = 0;
            for (; c <= channels - S.Count; c += S.Count)
            {
                V gradient = S.Load(dy + c), number = PoolIndex<T>.Load<S, V>(index + c), at = first;
                for (int k = 0; k < columns; k++, at = S.Add(at, one))
                    S.Store(PoolIndex<T>.Where<S, V>(number, at, gradient, half), dx + (nint)k * channels + c);
            }
            if (c == channels) return;
            {
                int rest = channels - c;
                V gradient = S.LoadPartial(dy + c, rest), number = PoolIndex<T>.LoadPartial<S, V>(index + c, rest), at = first;
                for (int k = 0; k < columns; k++, at = S.Add(at, one))
                    S.StorePartial(PoolIndex<T>.Where<S, V>(number, at, gradient, half), dx + (nint)k * channels + c, rest);
            }
        }

        private static void Clear(T* p, nint count)
        {
            if (count > 0) new Span<T>(p, checked((int)count)).Clear();
        }
    }

    /// <summary>What a window gives to one of its pixels.</summary>
    private readonly struct MaxShare : IPoolShare<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V>(in PoolShape shape, T* dy, byte* index, int count, int ky, int kx, int pixels)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V number = count == S.Count ? PoolIndex<T>.Load<S, V>(index) : PoolIndex<T>.LoadPartial<S, V>(index, count);
            V place = S.Broadcast(T.CreateTruncating(ky * shape.PoolWidth + kx));
            return PoolIndex<T>.Where<S, V>(number, place, Pool<T>.Load<S, V>(dy, count), S.Broadcast(T.CreateTruncating(0.5)));
        }
    }

    private readonly struct GatherKernel : IKernel<PoolRow<T>, T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(PoolRow<T>* row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ref readonly PoolShape s = ref row->Args->Shape;
            int top = row->Line * s.StrideHeight - s.PadTop;
            for (int ox = 0; ox < s.OutWidth; ox++)
            {
                int left = ox * s.StrideWidth - s.PadLeft;
                for (int c = 0; c < s.Channels; c++)
                {
                    nint at = row->First + (nint)ox * s.Channels + c;
                    int place = row->Args->Index[at];
                    nint y = top + place / s.PoolWidth, x = left + place % s.PoolWidth;
                    row->Args->Y[at] = row->Args->X[((row->Image * s.Height + y) * s.Width + x) * s.Channels + c];
                }
            }
        }
    }
}
