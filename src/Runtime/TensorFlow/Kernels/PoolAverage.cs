using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>The mean of each window over the pixels inside the image, and the way back. Channels lie along the vector.</summary>
internal static unsafe class PoolAverage<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Forward(in PoolShape shape, T* x, T* y) => Pool<T>.OutputRows<ForwardKernel>(shape, x, y, null);

    /// <summary>Writes every element of dx.</summary>
    public static void Backward(in PoolShape shape, T* dy, T* dx) => Pool<T>.InputRows<MeanShare>(shape, dx, dy, null);

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
            T* image = row->Args->X + (nint)row->Image * s.Height * s.Width * channels, y = row->Args->Y + row->First;
            for (int ox = 0; ox < s.OutWidth; ox++, y += channels)
            {
                var (x0, x1) = s.ColumnsOf(ox);
                V share = S.Broadcast(T.One / T.CreateTruncating((y1 - y0) * (x1 - x0)));
                for (int c = 0; c < channels; c += S.Count)
                {
                    int count = Math.Min(S.Count, channels - c);
                    V sum = S.Broadcast(T.Zero);
                    for (int ky = y0; ky < y1; ky++)
                        for (int kx = x0; kx < x1; kx++) sum = S.Add(sum, Pool<T>.Load<S, V>(image + ((nint)ky * s.Width + kx) * channels + c, count));
                    Pool<T>.Store<S, V>(S.Multiply(sum, share), y + c, count);
                }
            }
        }
    }

    private readonly struct MeanShare : IPoolShare<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<S, V>(in PoolShape shape, T* dy, byte* index, int count, int ky, int kx, int pixels)
            where S : struct, ISimd<V, T>
            where V : struct =>
            S.Multiply(Pool<T>.Load<S, V>(dy, count), S.Broadcast(T.One / T.CreateTruncating(pixels)));
    }
}
