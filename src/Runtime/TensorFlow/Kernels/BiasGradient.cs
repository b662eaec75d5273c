using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

internal unsafe struct BiasGradientArgs<T>
    where T : unmanaged
{
    public T* Dy, Y, Dz, Partial;
    public nint Rows;
    public int Columns, SliceRows;
}

/// <summary>The way back through a fused bias and relu: dz = dy where y is above 0, and the bias gradient, dz summed over its rows.</summary>
/// <remarks>
/// One pass over memory. Rows are cut into slices by the shape alone; a slice adds its rows up in order, and the slices'
/// sums are added up in order, so the bits depend neither on the threads nor on the width of the vectors.
/// </remarks>
internal static unsafe class BiasGradient<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int SliceElements = 1 << 14, MaxSlices = 64;

    /// <summary>Sums dy [rows, columns] into db [columns].</summary>
    public static void Sum(T* dy, T* db, long rows, int columns) => Run<Plain>(dy, null, null, db, rows, columns);

    /// <summary>Writes dz = dy where y &gt; 0, else 0 [rows, columns], and its sum over the rows to db [columns].</summary>
    public static void MaskedSum(T* dy, T* y, T* dz, T* db, long rows, int columns) => Run<Masked>(dy, y, dz, db, rows, columns);

    private static void Run<M>(T* dy, T* y, T* dz, T* db, long rows, int columns)
        where M : struct, IMode
    {
        long slices = Math.Clamp(rows * columns / SliceElements, 1, Math.Min(MaxSlices, Math.Max(1, rows)));
        var args = new BiasGradientArgs<T> { Dy = dy, Y = y, Dz = dz, Rows = (nint)rows, Columns = columns, SliceRows = (int)((rows + slices - 1) / slices) };
        if (slices == 1)
        {
            args.Partial = db;
            Task<M>(&args, 0);
            return;
        }
        slices = (rows + args.SliceRows - 1) / args.SliceRows;
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<T>((nint)slices * columns));
        args.Partial = workspace.Take<T>((nint)slices * columns);
        Workers.For((int)slices, &Task<M>, &args);
        for (int c = 0; c < columns; c++)
        {
            T sum = args.Partial[c];
            for (nint s = 1; s < slices; s++) sum += args.Partial[s * columns + c];
            db[c] = sum;
        }
    }

    private static void Task<M>(void* args, int task)
        where M : struct, IMode
    {
        BiasGradientArgs<T> part = *(BiasGradientArgs<T>*)args;
        nint from = (nint)task * part.SliceRows, offset = from * part.Columns;
        part.Dy += offset;
        part.Y += M.Masks ? offset : 0;
        part.Dz += M.Masks ? offset : 0;
        part.Partial += (nint)task * part.Columns;
        part.Rows = Math.Min(part.SliceRows, part.Rows - from);
        Simd.Run<Kernel<M>, BiasGradientArgs<T>, T>(&part);
    }

    private interface IMode
    {
        static abstract bool Masks { get; }
    }

    private readonly struct Plain : IMode
    {
        public static bool Masks => false;
    }

    private readonly struct Masked : IMode
    {
        public static bool Masks => true;
    }

    private readonly struct Kernel<M> : IKernel<BiasGradientArgs<T>, T>
        where M : struct, IMode
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(BiasGradientArgs<T>* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            int columns = args->Columns, c = 0;
            // Four registers of columns at a time: a row of them is two or four cache lines, so lines are used whole.
            for (; c <= columns - 4 * S.Count; c += 4 * S.Count) Four<S, V>(args, c);
            for (; c <= columns - 2 * S.Count; c += 2 * S.Count) Two<S, V>(args, c);
            for (; c <= columns - S.Count; c += S.Count) One<S, V>(args, c);
            if (c < columns) Partial<S, V>(args, c, columns - c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Step<S, V>(BiasGradientArgs<T>* args, nint i)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V dz = S.Load(args->Dy + i);
            if (!M.Masks) return dz;
            V zero = S.Broadcast(T.Zero);
            dz = S.Select(S.Greater(S.Load(args->Y + i), zero), dz, zero);
            S.Store(dz, args->Dz + i);
            return dz;
        }

        private static void Four<S, V>(BiasGradientArgs<T>* args, int column)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            BiasGradientArgs<T> a = *args;
            V s0 = S.Broadcast(T.Zero), s1 = s0, s2 = s0, s3 = s0;
            nint i = column;
            for (nint r = 0; r < a.Rows; r++, i += a.Columns)
            {
                s0 = S.Add(s0, Step<S, V>(&a, i));
                s1 = S.Add(s1, Step<S, V>(&a, i + S.Count));
                s2 = S.Add(s2, Step<S, V>(&a, i + 2 * S.Count));
                s3 = S.Add(s3, Step<S, V>(&a, i + 3 * S.Count));
            }
            T* sum = a.Partial + column;
            S.Store(s0, sum);
            S.Store(s1, sum + S.Count);
            S.Store(s2, sum + 2 * S.Count);
            S.Store(s3, sum + 3 * S.Count);
        }

        private static void Two<S, V>(BiasGradientArgs<T>* args, int column)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            BiasGradientArgs<T> a = *args;
            V s0 = S.Broadcast(T.Zero), s1 = s0;
            nint i = column;
            for (nint r = 0; r < a.Rows; r++, i += a.Columns)
            {
                s0 = S.Add(s0, Step<S, V>(&a, i));
                s1 = S.Add(s1, Step<S, V>(&a, i + S.Count));
            }
            S.Store(s0, a.Partial + column);
            S.Store(s1, a.Partial + column + S.Count);
        }

        private static void One<S, V>(BiasGradientArgs<T>* args, int column)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            BiasGradientArgs<T> a = *args;
            V s0 = S.Broadcast(T.Zero);
            nint i = column;
            for (nint r = 0; r < a.Rows; r++, i += a.Columns) s0 = S.Add(s0, Step<S, V>(&a, i));
            S.Store(s0, a.Partial + column);
        }

        private static void Partial<S, V>(BiasGradientArgs<T>* args, int column, int count)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            BiasGradientArgs<T> a = *args;
            V zero = S.Broadcast(T.Zero), sum = zero;
            nint i = column;
            for (nint r = 0; r < a.Rows; r++, i += a.Columns)
            {
                V dz = S.LoadPartial(a.Dy + i, count);
                if (M.Masks)
                {
                    dz = S.Select(S.Greater(S.LoadPartial(a.Y + i, count), zero), dz, zero);
                    S.StorePartial(dz, a.Dz + i, count);
                }
                sum = S.Add(sum, dz);
            }
            S.StorePartial(sum, a.Partial + column, count);
        }
    }
}
