using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>Picks rows by number, and adds rows to those they were picked from.</summary>
/// <typeparam name="I">Type of the row numbers.</typeparam>
internal static unsafe class ArrayRows<I>
    where I : unmanaged, IBinaryInteger<I>
{
    private const long TaskBytes = 128 << 10;

    private struct Args
    {
        public byte* From, To;
        public I* Indices;

        /// <summary>Row numbers; rows to choose from; bytes (when picking) or elements (when adding) of a row.</summary>
        public long Count, Rows, RowSize;
        public long Outer, PerTask;
    }

    /// <summary>[outer, rows, rowBytes] and [count] row numbers give [outer, count, rowBytes].</summary>
    public static void Pick(byte* from, I* indices, byte* to, long outer, long rows, long count, long rowBytes)
    {
        var args = new Args { From = from, To = to, Indices = indices, Count = count, Rows = rows, RowSize = rowBytes, Outer = outer };
        args.PerTask = Math.Max(1, TaskBytes / Math.Max(1, rowBytes));
        Workers.For((int)((outer * count + args.PerTask - 1) / args.PerTask), &PickTask, &args);
    }

    private static void PickTask(void* p, int task)
    {
        ref Args args = ref *(Args*)p;
        long first = task * args.PerTask, end = Math.Min(args.Outer * args.Count, first + args.PerTask), bytes = args.RowSize;
        for (long i = first; i < end; i++)
        {
            long row = i / args.Count * args.Rows + long.CreateTruncating(args.Indices[i % args.Count]);
            byte* from = args.From + row * bytes, to = args.To + i * bytes;
            if (bytes == 4) *(uint*)to = *(uint*)from;
            else if (bytes == 1) *to = *from;
            else Buffer.MemoryCopy(from, to, bytes, bytes);
        }
    }

    /// <summary>Adds [outer, count, width] to the rows of [outer, rows, width] that the numbers name, in the order of the numbers.</summary>
    /// <remarks>A task owns some columns of one outer slice, so that rows named twice add up in the same order whatever the threads.</remarks>
    public static void Add<T>(T* from, I* indices, T* to, long outer, long rows, long count, long width)
        where T : unmanaged
    {
        var args = new Args { From = (byte*)from, To = (byte*)to, Indices = indices, Count = count, Rows = rows, RowSize = width, Outer = outer };
        args.PerTask = Math.Clamp(TaskBytes / sizeof(T) / Math.Max(1, count) / 64 * 64, 64, Math.Max(64, width));
        Workers.For((int)(outer * ((width + args.PerTask - 1) / args.PerTask)), &AddTask<T>, &args);
    }

    private struct Row<T>
        where T : unmanaged
    {
        public T* From, To;
        public long Count;
    }

    private static void AddTask<T>(void* p, int task)
        where T : unmanaged
    {
        ref Args args = ref *(Args*)p;
        long pieces = (args.RowSize + args.PerTask - 1) / args.PerTask, slice = task / pieces, column = task % pieces * args.PerTask;
        var row = new Row<T> { Count = Math.Min(args.PerTask, args.RowSize - column) };
        T* from = (T*)args.From + slice * args.Count * args.RowSize + column, to = (T*)args.To + slice * args.Rows * args.RowSize + column;
        for (long i = 0; i < args.Count; i++)
        {
            row.From = from + i * args.RowSize;
            row.To = to + long.CreateTruncating(args.Indices[i]) * args.RowSize;
            Simd.Run<AddKernel<T>, Row<T>, T>(&row);
        }
    }

    private readonly struct AddKernel<T> : IKernel<Row<T>, T>
        where T : unmanaged
    {
        public static void Run<S, V>(Row<T>* row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            long i = 0;
            for (; i + S.Count <= row->Count; i += S.Count) S.Store(S.Add(S.Load(row->To + i), S.Load(row->From + i)), row->To + i);
            int left = (int)(row->Count - i);
            if (left > 0) S.StorePartial(S.Add(S.LoadPartial(row->To + i, left), S.LoadPartial(row->From + i, left)), row->To + i, left);
        }
    }
}
