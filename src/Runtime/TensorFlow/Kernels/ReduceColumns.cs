using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Folds the middle axis of [outer, rows, columns]: a bias gradient, the statistics of channels.</summary>
/// <remarks>
/// Rows are cut into slices of fixed length; vectors run down a slice, a few columns wide; the slices' results are folded in
/// the same way. Where columns are few, several rows side by side count as one wide row first. An element's bits depend on
/// its column and the shape alone.
/// </remarks>
internal static unsafe class ReduceColumns<TFold, T>
    where TFold : struct, IFold
    where T : unmanaged, INumber<T>
{
    private const int Slice = 64;
    private const int Narrow = 64;
    private const int TaskSize = 32 * 1024;

    private struct Args
    {
        public T* X, Y;
        public long Outer, Rows, Columns, Slices;

        /// <summary>Elements from one outer index to the next.</summary>
        public long Stride;

        /// <summary>Slices and columns of one task, and tasks that share a slice.</summary>
        public long TaskSlices, TaskColumns, ColumnTasks;

        // What one call of the kernel works on.
        public T* Top, Target;
        public nint Height, Width;
    }

    /// <summary>y[o, c] = fold over r of x[o, r, c].</summary>
    public static void Run(T* x, long outer, long rows, long columns, T* y) => Run(x, outer, rows, columns, rows * columns, y);

    private static void Run(T* x, long outer, long rows, long columns, long stride, T* y)
    {
        if (outer * columns == 0) return;
        if (rows == 0)
        {
            new Span<T>(y, checked((int)(outer * columns))).Fill(TFold.Identity<T>());
            return;
        }
        long side = Narrow / columns;
        if (side > 1 && rows >= 2 * side)
        {
            RunNarrow(x, outer, rows, columns, stride, side, y);
            return;
        }
        long slices = (rows + Slice - 1) / Slice;
        if (slices == 1)
        {
            Fold(x, outer, rows, columns, stride, 1, y);
            return;
        }
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<T>((nint)(outer * slices * columns)));
        T* partial = workspace.Take<T>((nint)(outer * slices * columns));
        Fold(x, outer, rows, columns, stride, slices, partial);
        Run(partial, outer, slices, columns, y);
    }

    private static void RunNarrow(T* x, long outer, long rows, long columns, long stride, long side, T* y)
    {
        long wide = side * columns, wideRows = rows / side;
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<T>((nint)(outer * wide)));
        T* partial = workspace.Take<T>((nint)(outer * wide));
        Run(x, outer, wideRows, wide, stride, partial);
        for (long o = 0; o < outer; o++)
        {
            T* target = y + o * columns;
            for (long c = 0; c < columns; c++)
            {
                T sum = partial[o * wide + c];
                for (long s = 1; s < side; s++) sum = Two(sum, partial[o * wide + s * columns + c]);
                for (long r = wideRows * side; r < rows; r++) sum = Two(sum, x[o * stride + r * columns + c]);
                target[c] = sum;
            }
        }
    }

    private static void Fold(T* x, long outer, long rows, long columns, long stride, long slices, T* y)
    {
        Args args = new() { X = x, Y = y, Outer = outer, Rows = rows, Columns = columns, Stride = stride, Slices = slices };
        long height = Math.Min(rows, Slice);
        args.TaskColumns = Math.Min(columns, Math.Max(Narrow, TaskSize / height / Narrow * Narrow));
        args.ColumnTasks = (columns + args.TaskColumns - 1) / args.TaskColumns;
        args.TaskSlices = Math.Max(1, TaskSize / (height * args.TaskColumns));
        Workers.For((int)((outer * slices + args.TaskSlices - 1) / args.TaskSlices * args.ColumnTasks), &Task, &args);
    }

    private static void Task(void* shared, int task)
    {
        Args args = *(Args*)shared;
        long first = task / args.ColumnTasks * args.TaskSlices, last = Math.Min(first + args.TaskSlices, args.Outer * args.Slices);
        long column = task % args.ColumnTasks * args.TaskColumns;
        args.Width = (nint)Math.Min(args.TaskColumns, args.Columns - column);
        for (long i = first; i < last; i++)
        {
            long row = i % args.Slices * Slice;
            args.Height = (nint)Math.Min(Slice, args.Rows - row);
            args.Top = args.X + i / args.Slices * args.Stride + row * args.Columns + column;
            args.Target = args.Y + i * args.Columns + column;
            if (typeof(T) == typeof(float) || typeof(T) == typeof(double)) Simd.Run<Kernel, Args, T>(&args);
            else Kernel.Run<SimdNumber<T>, Scalar<T>>(&args);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Two(T a, T b) =>
        TFold.Of<SimdNumber<T>, Scalar<T>, T>(new Scalar<T> { Value = a }, new Scalar<T> { Value = b }).Value;

    private readonly struct Kernel : IKernel<Args, T>
    {
        public static void Run<S, V>(Args* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T* top = args->Top, target = args->Target;
            nint width = args->Width, height = args->Height, step = (nint)args->Columns;
            if (width < S.Count)
            {
                V only = S.LoadPartial(top, (int)width);
                for (nint row = 1; row < height; row++) only = TFold.Of<S, V, T>(only, S.LoadPartial(top + row * step, (int)width));
                S.StorePartial(only, target, (int)width);
                return;
            }
            nint last = width - S.Count;
            for (nint column = 0; column < width; column += 4 * S.Count)
            {
                // Vectors that would reach past the end lie at the end instead: some columns are folded, and written, twice alike.
                nint second = Math.Min(column + S.Count, last), third = Math.Min(column + 2 * S.Count, last), fourth = Math.Min(column + 3 * S.Count, last);
                nint first = Math.Min(column, last);
                T* x = top;
                V a = S.Load(x + first), b = S.Load(x + second), c = S.Load(x + third), d = S.Load(x + fourth);
                for (nint row = 1; row < height; row++)
                {
                    x += step;
                    a = TFold.Of<S, V, T>(a, S.Load(x + first));
                    b = TFold.Of<S, V, T>(b, S.Load(x + second));
                    c = TFold.Of<S, V, T>(c, S.Load(x + third));
                    d = TFold.Of<S, V, T>(d, S.Load(x + fourth));
                }
                S.Store(a, target + first);
                S.Store(b, target + second);
                S.Store(c, target + third);
                S.Store(d, target + fourth);
            }
        }
    }
}
