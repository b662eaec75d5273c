using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>
/// A copy between two arrays of equal sizes and any strides: transposing, slicing, padding, joining, repeating are all of
/// this kind. Axes are added outermost first; those that lie one behind the other in both arrays become one.
/// </summary>
/// <remarks>Where reading and writing run along different axes, square blocks that fit the first cache are copied one after the other.</remarks>
internal unsafe struct CopyPlan
{
    /// <summary>Most axes that a plan holds after merging.</summary>
    public const int MaxRank = 16;

    private const int Block = 64, Strip = 8;
    private const int TaskBytes = 128 << 10;

    private int _rank;
    private bool _empty;
    private fixed long _dims[MaxRank];
    private fixed long _from[MaxRank];
    private fixed long _to[MaxRank];

    /// <summary>Adds an axis inside those added before.</summary>
    /// <param name="size">Elements along the axis.</param>
    /// <param name="from">Elements between neighbours in the source; 0 repeats one, negative runs backwards.</param>
    /// <param name="to">Elements between neighbours in the destination.</param>
    /// <exception cref="NotSupportedException">The axes do not merge into 16.</exception>
    public void Add(long size, long from, long to)
    {
        if (size == 0) _empty = true;
        if (size == 1) return;
        if (_rank > 0 && _from[_rank - 1] == from * size && _to[_rank - 1] == to * size) _rank--;
        else if (_rank == MaxRank) throw new NotSupportedException($"Got a copy over more than {MaxRank} axes; join some with tf.reshape first.");
        else _dims[_rank] = 1;
        _dims[_rank] *= size;
        _from[_rank] = from;
        _to[_rank] = to;
        _rank++;
    }

    /// <summary>True when the source's elements lie one behind the other, in the same order: then no copy is needed.</summary>
    public readonly bool IsContiguous => _empty || _rank == 0 || (_rank == 1 && _from[0] == 1 && _to[0] == 1);

    /// <summary>Copies elements of 1, 4 or 8 bytes.</summary>
    public void Run(byte* from, byte* to, int elementSize)
    {
        if (_empty) return;
        switch (elementSize)
        {
            case 1: Run(from, to); break;
            case 4: Run((uint*)from, (uint*)to); break;
            default: Run((ulong*)from, (ulong*)to); break;
        }
    }

    private struct Args<T>
        where T : unmanaged
    {
        public CopyPlan Plan;
        public T* From, To;

        /// <summary>Pieces into which the last (or, in blocks, the crossing) axis is cut, and elements of one.</summary>
        public long Pieces, PieceLength, Units, UnitsPerTask;

        /// <summary>The axis along which the source is dense, where that is not the last one; else -1.</summary>
        public int Crossing;
    }

    private void Run<T>(T* from, T* to)
        where T : unmanaged
    {
        if (_rank == 0)
        {
            *to = *from;
            return;
        }
        int last = _rank - 1, crossing = -1;
        if (_to[last] == 1 && _from[last] is not (0 or 1))
            for (int axis = 0; axis < last; axis++)
                if (_from[axis] == 1) crossing = axis;
        var args = new Args<T> { Plan = this, From = from, To = to, Crossing = crossing };
        long total = 1;
        for (int axis = 0; axis < _rank; axis++) total *= _dims[axis];
        int cut = crossing < 0 ? last : crossing;
        args.PieceLength = crossing < 0 ? Math.Max(1, TaskBytes / sizeof(T)) : Block;
        args.Pieces = (_dims[cut] + args.PieceLength - 1) / args.PieceLength;
        args.Units = total / _dims[last] * args.Pieces;
        if (crossing >= 0) args.Units /= _dims[crossing];
        long unit = Math.Max(1, total / args.Units);
        args.UnitsPerTask = Math.Max(1, TaskBytes / sizeof(T) / unit);
        long tasks = (args.Units + args.UnitsPerTask - 1) / args.UnitsPerTask;
        if (tasks > int.MaxValue) (args.UnitsPerTask, tasks) = (args.Units / 4096 + 1, 4096);
        Workers.For((int)tasks, &RunTask<T>, &args);
    }

    private static void RunTask<T>(void* p, int task)
        where T : unmanaged
    {
        ref Args<T> args = ref *(Args<T>*)p;
        fixed (long* dims = args.Plan._dims, from = args.Plan._from, to = args.Plan._to)
        {
            int rank = args.Plan._rank, last = rank - 1, crossing = args.Crossing;
            int cut = crossing < 0 ? last : crossing;
            long first = task * args.UnitsPerTask, end = Math.Min(args.Units, first + args.UnitsPerTask);
            long* index = stackalloc long[MaxRank];
            long row = first / args.Pieces, piece = first % args.Pieces, source = 0, target = 0;
            for (int axis = last - 1; axis >= 0; axis--)
            {
                if (axis == crossing) continue;
                index[axis] = row % dims[axis];
                row /= dims[axis];
                source += index[axis] * from[axis];
                target += index[axis] * to[axis];
            }
            for (long unit = first; unit < end; unit++)
            {
                long start = piece * args.PieceLength, n = Math.Min(args.PieceLength, dims[cut] - start);
                T* s = args.From + source + start * from[cut], t = args.To + target + start * to[cut];
                if (crossing < 0) CopyRow(s, from[last], t, to[last], n);
                else CopyBlocks(s, from[last], t, to[crossing], n, dims[last]);
                if (++piece < args.Pieces) continue;
                piece = 0;
                for (int axis = last - 1; axis >= 0; axis--)
                {
                    if (axis == crossing) continue;
                    source += from[axis];
                    target += to[axis];
                    if (++index[axis] < dims[axis]) break;
                    source -= from[axis] * dims[axis];
                    target -= to[axis] * dims[axis];
                    index[axis] = 0;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow<T>(T* from, long fromStride, T* to, long toStride, long n)
        where T : unmanaged
    {
        if (fromStride == 1 && toStride == 1 && n * sizeof(T) >= 32) Unsafe.CopyBlockUnaligned(to, from, (uint)(n * sizeof(T)));
        else if (fromStride == 0 && toStride == 1 && n >= 8) new Span<T>(to, (int)n).Fill(*from);
        else
            for (long i = 0; i < n; i++) to[i * toStride] = from[i * fromStride];
    }

    /// <summary>Up to <see cref="Block"/> rows of the destination; the source is dense across them.</summary>
    private static void CopyBlocks<T>(T* from, long fromStride, T* to, long toStride, long rows, long columns)
        where T : unmanaged
    {
        for (long left = 0; left < columns; left += Block)
        {
            long right = Math.Min(columns, left + Block);
            for (long top = 0; top < rows; top += Strip)
            {
                long bottom = Math.Min(rows, top + Strip);
                if (bottom - top == Strip) CopyStrip(from + left * fromStride + top, fromStride, to + top * toStride + left, toStride, right - left);
                else
                    for (long row = top; row < bottom; row++) CopyRow(from + left * fromStride + row, fromStride, to + row * toStride + left, 1, right - left);
            }
        }
    }

    /// <summary>Eight rows of the destination at once: one piece of a source row goes to the same place in each.</summary>
    private static void CopyStrip<T>(T* from, long fromStride, T* to, long toStride, long columns)
        where T : unmanaged
    {
        T* t0 = to, t1 = t0 + toStride, t2 = t1 + toStride, t3 = t2 + toStride;
        T* t4 = t3 + toStride, t5 = t4 + toStride, t6 = t5 + toStride, t7 = t6 + toStride;
        for (long i = 0; i < columns; i++, from += fromStride)
        {
            (t0[i], t1[i], t2[i], t3[i]) = (from[0], from[1], from[2], from[3]);
            (t4[i], t5[i], t6[i], t7[i]) = (from[4], from[5], from[6], from[7]);
        }
    }
}
