using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>Enlarges and shrinks images, by the nearest pixel or by straight lines between four, and the way back. Channels lie along the
/// vector.</summary>
internal static unsafe class Resize<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Elements that make a task worth its start.</summary>
    private const int TaskSize = 1 << 13;

    /// <summary>With fewer channels, single numbers are faster than vectors that are mostly empty.</summary>
    private const int VectorFrom = 8;

    private struct Args
    {
        public ResizeShape Shape;

        /// <summary>The images and, resized, the output or its gradient.</summary>
        public T* X, Y;
        public ResizeTap<T>* Rows, Columns;

        /// <summary>Output rows of a task, and those of this one.</summary>
        public int RowsPerTask;
        public long First, End;
    }

    /// <summary>Writes every element of y.</summary>
    public static void Forward(in ResizeShape shape, T* x, T* y) =>
        Run<ForwardKernel>(shape, x, y, Math.Max(1, TaskSize / Math.Max(1, shape.OutWidth * shape.Channels)));

    /// <summary>Writes every element of dx. A task owns a whole image, for neighbouring rows share pixels.</summary>
    public static void Backward(in ResizeShape shape, T* dy, T* dx)
    {
        new Span<byte>(dx, checked((int)((long)shape.Batch * shape.Height * shape.Width * shape.Channels * sizeof(T)))).Clear();
        Run<BackwardKernel>(shape, dx, dy, shape.OutHeight);
    }

    private static void Run<K>(in ResizeShape shape, T* x, T* y, int rowsPerTask)
        where K : struct, IKernel<Args, T>
    {
        using var workspace = Workspace.Rent(Workspace.Bytes<ResizeTap<T>>(shape.OutHeight) + Workspace.Bytes<ResizeTap<T>>(shape.OutWidth));
        Args args = new() { Shape = shape, X = x, Y = y, RowsPerTask = rowsPerTask };
        args.Rows = workspace.Take<ResizeTap<T>>(shape.OutHeight);
        args.Columns = workspace.Take<ResizeTap<T>>(shape.OutWidth);
        ResizeTap<T>.Fill(args.Rows, shape.Height, shape.OutHeight, shape.Linear);
        ResizeTap<T>.Fill(args.Columns, shape.Width, shape.OutWidth, shape.Linear);
        long rows = (long)shape.Batch * shape.OutHeight;
        Workers.For((int)((rows + rowsPerTask - 1) / rowsPerTask), &Task<K>, &args);
    }

    private static void Task<K>(void* shared, int task)
        where K : struct, IKernel<Args, T>
    {
        Args args = *(Args*)shared;
        args.First = (long)task * args.RowsPerTask;
        args.End = Math.Min(args.First + args.RowsPerTask, (long)args.Shape.Batch * args.Shape.OutHeight);
        if (args.Shape.Channels < VectorFrom) K.Run<SimdScalar<T>, Scalar<T>>(&args);
        else Simd.Run<K, Args, T>(&args);
    }

    private readonly struct ForwardKernel : IKernel<Args, T>
    {
        public static void Run<S, V>(Args* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ref readonly ResizeShape s = ref args->Shape;
            int channels = s.Channels;
            nint row = (nint)s.Width * channels;
            for (long line = args->First; line < args->End; line++)
            {
                ResizeTap<T> down = args->Rows[line % s.OutHeight];
                T* image = args->X + (nint)(line / s.OutHeight) * s.Height * row, y = args->Y + (nint)line * s.OutWidth * channels;
                T* above = image + down.From * row, below = image + down.To * row;
                V shareDown = S.Broadcast(down.Share);
                for (int ox = 0; ox < s.OutWidth; ox++, y += channels)
                {
                    ResizeTap<T> right = args->Columns[ox];
                    nint a = (nint)right.From * channels, b = (nint)right.To * channels;
                    if (!s.Linear)
                    {
                        for (int c = 0; c < channels; c += S.Count)
                        {
                            int count = Math.Min(S.Count, channels - c);
                            Pool<T>.Store<S, V>(Pool<T>.Load<S, V>(above + a + c, count), y + c, count);
                        }
                        continue;
                    }
                    V shareRight = S.Broadcast(right.Share);
                    for (int c = 0; c < channels; c += S.Count)
                    {
                        int count = Math.Min(S.Count, channels - c);
                        V top = Between<S, V>(Pool<T>.Load<S, V>(above + a + c, count), Pool<T>.Load<S, V>(above + b + c, count),
                            shareRight);
                        V bottom = Between<S, V>(Pool<T>.Load<S, V>(below + a + c, count), Pool<T>.Load<S, V>(below + b + c, count),
                            shareRight);
                        Pool<T>.Store<S, V>(Between<S, V>(top, bottom, shareDown), y + c, count);
                    }
                }
            }
        }

        private static V Between<S, V>(V a, V b, V share)
            where S : struct, ISimd<V, T>
            where V : struct => S.Add(a, S.Multiply(S.Subtract(b, a), share));
    }

    private readonly struct BackwardKernel : IKernel<Args, T>
    {
        public static void Run<S, V>(Args* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ref readonly ResizeShape s = ref args->Shape;
            int channels = s.Channels;
            nint row = (nint)s.Width * channels;
            for (long line = args->First; line < args->End; line++)
            {
                ResizeTap<T> down = args->Rows[line % s.OutHeight];
                T* image = args->X + (nint)(line / s.OutHeight) * s.Height * row, dy = args->Y + (nint)line * s.OutWidth * channels;
                T* above = image + down.From * row, below = image + down.To * row;
                for (int ox = 0; ox < s.OutWidth; ox++, dy += channels)
                {
                    ResizeTap<T> right = args->Columns[ox];
                    nint a = (nint)right.From * channels, b = (nint)right.To * channels;
                    if (!s.Linear)
                    {
                        AddTo<S, V>(above + a, dy, T.One, channels);
                        continue;
                    }
                    T up = T.One - down.Share, left = T.One - right.Share;
                    AddTo<S, V>(above + a, dy, up * left, channels);
                    AddTo<S, V>(above + b, dy, up * right.Share, channels);
                    AddTo<S, V>(below + a, dy, down.Share * left, channels);
                    AddTo<S, V>(below + b, dy, down.Share * right.Share, channels);
                }
            }
        }

        private static void AddTo<S, V>(T* to, T* from, T share, int channels)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V factor = S.Broadcast(share);
            for (int c = 0; c < channels; c += S.Count)
            {
                int count = Math.Min(S.Count, channels - c);
                V sum = S.Add(Pool<T>.Load<S, V>(to + c, count), S.Multiply(Pool<T>.Load<S, V>(from + c, count), factor));
                Pool<T>.Store<S, V>(sum, to + c, count);
            }
        }
    }
}
