using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

internal unsafe struct SoftmaxArgs<T>
    where T : unmanaged
{
    /// <summary>Logits, or the gradient of the output, [rows, columns].</summary>
    public T* X;

    /// <summary>Softmax or its logarithm, or dense labels, [rows, columns]; null for functions of X alone.</summary>
    public T* Y;

    /// <summary>The result, [rows, columns], or [rows] for losses.</summary>
    public T* Z;

    /// <summary>The gradient of the losses, [rows], or null.</summary>
    public T* Dy;

    /// <summary>Sparse labels, [rows], each below <see cref="Columns"/>; or none.</summary>
    public Labels Labels;

    public long Rows;
    public int Columns;
}

/// <summary>Class numbers as they come: int32, int64 or uint8.</summary>
internal readonly unsafe struct Labels(void* first, TF_DataType dtype)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long At(long i) => first == null ? -1 : dtype switch
    {
        TF_DataType.TF_INT32 => ((int*)first)[i],
        TF_DataType.TF_INT64 => ((long*)first)[i],
        _ => ((byte*)first)[i],
    };
}

/// <summary>What is done to one row. Rows come filled up to whole vectors.</summary>
internal unsafe interface IRowFunction<T>
    where T : unmanaged
{
    /// <summary>
    /// True when X holds logits, which are filled up with minus infinity: it changes no maximum and no sum of exponentials. All else is
    /// filled with 0.
    /// </summary>
    static abstract bool TakesLogits { get; }

    /// <summary>True when the result is one number a row.</summary>
    static abstract bool GivesNumber { get; }

    static abstract void Run<S, V>(T* x, T* y, T* z, int columns, T dy, long label)
        where S : struct, ISimd<V, T>
        where V : struct;
}

/// <summary>Runs a function over the rows of matrices.</summary>
/// <remarks>
/// A row is worked on by itself, its columns along the vector, so it has the same bits in any batch. Rows that are no whole
/// number of vectors are copied to a scratch where they are, some rows at a time: ten classes would be nothing but tail.
/// </remarks>
internal static unsafe class RowWise<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int TaskElements = 1 << 9, ScratchRows = 8;

    private struct Part
    {
        public SoftmaxArgs<T>* Args;
        public long From, To;
    }

    public static void Run<F>(SoftmaxArgs<T> args)
        where F : struct, IRowFunction<T>
    {
        if (args.Columns == 0) return;
        int rows = RowsPerTask(args.Columns);
        Workers.For((int)((args.Rows + rows - 1) / rows), &Task<F>, &args);
    }

    private static int RowsPerTask(int columns) => Math.Max(1, TaskElements / columns);

    private static void Task<F>(void* shared, int task)
        where F : struct, IRowFunction<T>
    {
        var args = (SoftmaxArgs<T>*)shared;
        int rows = RowsPerTask(args->Columns);
        var part = new Part { Args = args, From = (long)task * rows, To = Math.Min((task + 1L) * rows, args->Rows) };
        Simd.Run<Kernel<F>, Part, T>(&part);
    }

    private readonly struct Kernel<F> : IKernel<Part, T>
        where F : struct, IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(Part* part)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            SoftmaxArgs<T> a = *part->Args;
            int columns = a.Columns, padded = (columns + S.Count - 1) / S.Count * S.Count;
            if (padded == columns)
            {
                for (long row = part->From; row < part->To; row++)
                {
                    T* result = a.Z + row * (F.GivesNumber ? 1 : columns);
                    F.Run<S, V>(a.X + row * columns, a.Y + row * columns, result, columns, Dy(a, row), a.Labels.At(row));
                }
                return;
            }
            nint size = (nint)ScratchRows * padded;
            using Workspace workspace = Workspace.Rent(3 * Workspace.Bytes<T>(size));
            T* x = workspace.Take<T>(size), y = workspace.Take<T>(size), z = workspace.Take<T>(size);
            for (long from = part->From; from < part->To; from += ScratchRows)
            {
                int rows = (int)Math.Min(ScratchRows, part->To - from);
                Widen(a.X + from * columns, x, rows, columns, padded, F.TakesLogits ? T.NegativeInfinity : T.Zero);
                if (a.Y != null) Widen(a.Y + from * columns, y, rows, columns, padded, T.Zero);
                for (int r = 0; r < rows; r++)
                {
                    T* result = F.GivesNumber ? a.Z + from + r : z + r * padded;
                    F.Run<S, V>(x + r * padded, y + r * padded, result, padded, Dy(a, from + r), a.Labels.At(from + r));
                }
                if (!F.GivesNumber) Narrow(z, a.Z + from * columns, rows, columns, padded);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Dy(in SoftmaxArgs<T> args, long row) => args.Dy == null ? T.One : args.Dy[row];
    }

    private static void Widen(T* from, T* to, int rows, int columns, int padded, T fill)
    {
        for (int r = 0; r < rows; r++, from += columns, to += padded)
        {
            int c = 0;
            for (; c < columns; c++) to[c] = from[c];
            for (; c < padded; c++) to[c] = fill;
        }
    }

    private static void Narrow(T* from, T* to, int rows, int columns, int padded)
    {
        for (int r = 0; r < rows; r++, from += padded, to += columns)
            for (int c = 0; c < columns; c++) to[c] = from[c];
    }
}
