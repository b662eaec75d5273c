using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Folds every row of [rows, length] into one number.</summary>
/// <remarks>
/// A row is cut into blocks of fixed size; four vectors take a block up and become one number; the numbers of a row's blocks
/// are folded in the same way. So rounding errors grow with the number of levels, not of elements, a row's bits depend on the
/// row alone, and any thread may take any block.
/// </remarks>
internal static unsafe class ReduceRows<TFold, T>
    where TFold : struct, IFold
    where T : unmanaged, INumber<T>
{
    /// <summary>
    /// Elements of a block: 32 for each lane of the four vectors, so few that adding them one after another loses next to
    /// nothing.
    /// </summary>
    private static readonly int Block = 128 * Math.Max(1, Simd.Bits / 8 / sizeof(T));

    private const int TaskSize = 32 * 1024;

    private struct Args
    {
        public T* X, Y;
        public long Rows, Length;

        /// <summary>Blocks of a row; of all rows; of a task; and where this task's begin.</summary>
        public long RowBlocks, Blocks, TaskBlocks, First, Count;
    }

    public static void Run(T* x, long rows, long length, T* y)
    {
        if (length == 0)
        {
            new Span<T>(y, checked((int)rows)).Fill(TFold.Identity<T>());
            return;
        }
        long rowBlocks = (length + Block - 1) / Block;
        if (rowBlocks == 1)
        {
            Fold(x, rows, length, 1, y);
            return;
        }
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<T>((nint)(rows * rowBlocks)));
        T* partial = workspace.Take<T>((nint)(rows * rowBlocks));
        Fold(x, rows, length, rowBlocks, partial);
        Run(partial, rows, rowBlocks, y);
    }

    private static void Fold(T* x, long rows, long length, long rowBlocks, T* y)
    {
        Args args = new() { X = x, Y = y, Rows = rows, Length = length, RowBlocks = rowBlocks, Blocks = rows * rowBlocks };
        args.TaskBlocks = Math.Max(1, TaskSize / Math.Min(length, Block));
        Workers.For((int)((args.Blocks + args.TaskBlocks - 1) / args.TaskBlocks), &Task, &args);
    }

    private static void Task(void* shared, int task)
    {
        Args args = *(Args*)shared;
        args.First = task * args.TaskBlocks;
        args.Count = Math.Min(args.TaskBlocks, args.Blocks - args.First);
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double)) Simd.Run<Kernel, Args, T>(&args);
        else Kernel.Run<SimdNumber<T>, Scalar<T>>(&args);
    }

    private readonly struct Kernel : IKernel<Args, T>
    {
        public static void Run<S, V>(Args* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            long row = args->First / args->RowBlocks, block = args->First % args->RowBlocks;
            for (long i = 0; i < args->Count; i++)
            {
                long start = block * Block;
                args->Y[args->First + i] = One<S, V>(args->X + row * args->Length + start, (nint)Math.Min(Block, args->Length - start));
                if (++block == args->RowBlocks)
                {
                    block = 0;
                    row++;
                }
            }
        }

        private static T One<S, V>(T* x, nint count)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V a = S.Broadcast(TFold.Identity<T>());
            nint i = 0;
            if (count >= 4 * S.Count)
            {
                V b = a, c = a, d = a;
                for (; i <= count - 4 * S.Count; i += 4 * S.Count)
                {
                    a = TFold.Of<S, V, T>(a, S.Load(x + i));
                    b = TFold.Of<S, V, T>(b, S.Load(x + i + S.Count));
                    c = TFold.Of<S, V, T>(c, S.Load(x + i + 2 * S.Count));
                    d = TFold.Of<S, V, T>(d, S.Load(x + i + 3 * S.Count));
                }
                a = TFold.Of<S, V, T>(TFold.Of<S, V, T>(a, b), TFold.Of<S, V, T>(c, d));
            }
            for (; i <= count - S.Count; i += S.Count) a = TFold.Of<S, V, T>(a, S.Load(x + i));
            T y;
            if (i == 0)
            {
                y = TFold.Identity<T>();
            }
            else if (typeof(TFold) == typeof(SumFold))
            {
                y = S.Sum(a);
            }
            else
            {
                y = Unsafe.As<V, T>(ref a);
                for (int lane = 1; lane < S.Count; lane++) y = Two(y, Unsafe.Add(ref Unsafe.As<V, T>(ref a), lane));
            }
            for (; i < count; i++) y = Two(y, x[i]);
            return y;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Two(T a, T b) =>
            TFold.Of<SimdNumber<T>, Scalar<T>, T>(new Scalar<T> { Value = a }, new Scalar<T> { Value = b }).Value;
    }
}
