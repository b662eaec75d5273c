using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>One line of pooled pixels, or of image pixels, for a pooling kernel to work on.</summary>
internal unsafe struct PoolRow<T>
    where T : unmanaged
{
    public PoolArgs<T>* Args;
    public int Image, Line;

    /// <summary>Elements in front of the line.</summary>
    public nint First;
}

/// <summary>What a window gives to its pixel (ky, kx) on the way back.</summary>
internal unsafe interface IPoolShare<T>
    where T : unmanaged
{
    static abstract V Of<S, V>(in PoolShape shape, T* dy, byte* index, int count, int ky, int kx, int pixels)
        where S : struct, ISimd<V, T>
        where V : struct;
}

/// <summary>The loops that poolings share: a task is one line of one image.</summary>
internal static unsafe class Pool<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Runs a kernel for every line of the pooled images.</summary>
    public static void OutputRows<K>(in PoolShape shape, T* x, T* y, byte* index)
        where K : struct, IKernel<PoolRow<T>, T>
    {
        var args = new PoolArgs<T> { Shape = shape, X = x, Y = y, Index = index };
        Workers.For(shape.Batch * shape.OutHeight, &OutputRow<K>, &args);
    }

    /// <summary>Writes every pixel of dx (X): what the windows that hold it give to it, added up in the windows' order.</summary>
    public static void InputRows<P>(in PoolShape shape, T* dx, T* dy, byte* index)
        where P : struct, IPoolShare<T>
    {
        var args = new PoolArgs<T> { Shape = shape, X = dx, Y = dy, Index = index };
        Workers.For(shape.Batch * shape.Height, &InputRow<P>, &args);
    }

    private static void OutputRow<K>(void* args, int task)
        where K : struct, IKernel<PoolRow<T>, T>
    {
        var pool = (PoolArgs<T>*)args;
        var row = new PoolRow<T>
        {
            Args = pool, Image = task / pool->Shape.OutHeight, Line = task % pool->Shape.OutHeight,
            First = (nint)task * pool->Shape.OutWidth * pool->Shape.Channels,
        };
        Simd.Run<K, PoolRow<T>, T>(&row);
    }

    private static void InputRow<P>(void* args, int task)
        where P : struct, IPoolShare<T>
    {
        var pool = (PoolArgs<T>*)args;
        var row = new PoolRow<T>
        {
            Args = pool, Image = task / pool->Shape.Height, Line = task % pool->Shape.Height,
            First = (nint)task * pool->Shape.Width * pool->Shape.Channels,
        };
        Simd.Run<SumKernel<P>, PoolRow<T>, T>(&row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(T* p, int count)
        where S : struct, ISimd<V, T>
        where V : struct => count == S.Count ? S.Load(p) : S.LoadPartial(p, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<S, V>(V v, T* p, int count)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        if (count == S.Count) S.Store(v, p);
        else S.StorePartial(v, p, count);
    }

    private readonly struct SumKernel<P> : IKernel<PoolRow<T>, T>
        where P : struct, IPoolShare<T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(PoolRow<T>* row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ref readonly PoolShape s = ref row->Args->Shape;
            int channels = s.Channels;
            var (oy0, oy1) = s.WindowsOfRow(row->Line);
            T* dx = row->Args->X + row->First;
            for (int x = 0; x < s.Width; x++, dx += channels)
            {
                var (ox0, ox1) = s.WindowsOfColumn(x);
                for (int c = 0; c < channels; c += S.Count)
                {
                    int count = Math.Min(S.Count, channels - c);
                    V sum = S.Broadcast(T.Zero);
                    for (int oy = oy0; oy < oy1; oy++)
                    {
                        var (y0, y1) = s.RowsOf(oy);
                        for (int ox = ox0; ox < ox1; ox++)
                        {
                            var (x0, x1) = s.ColumnsOf(ox);
                            nint at = (((nint)row->Image * s.OutHeight + oy) * s.OutWidth + ox) * channels + c;
                            sum = S.Add(sum, P.Of<S, V>(s, row->Args->Y + at, row->Args->Index + at, count,
                                row->Line - oy * s.StrideHeight + s.PadTop, x - ox * s.StrideWidth + s.PadLeft, (y1 - y0) * (x1 - x0)));
                        }
                    }
                    Store<S, V>(sum, dx + c, count);
                }
            }
        }
    }
}
