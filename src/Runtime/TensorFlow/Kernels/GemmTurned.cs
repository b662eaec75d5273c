using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>
/// C = A x B^T for few rows of A and many of B, computed as C^T = B x A^T: the input gradient of a dense layer with many inputs.
/// </summary>
/// <remarks>
/// B's rows are runs of memory that are read once, as they lie, where packing B^T would turn all of it around; instead A, which is
/// small, is packed transposed. Tiles of C^T gather in a scratch square and go to C as runs of <see cref="ChunkRows"/> numbers.
/// Every element is the chain of multiply-adds that <see cref="GemmRows{T}"/> makes of it, so both have the same bits.
/// </remarks>
internal unsafe struct GemmTurned<T> : IKernel<GemmTurned<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows of B whose results gather before they go to C, in whole tiles and whole cache lines.</summary>
    private const int ChunkRows = 8 * MicroKernel<T>.Rows;

    /// <summary>Inner steps in a block, whose part of a panel and of a chunk stay in the second cache.</summary>
    private const int BlockDepth = 512;

    private const int MostTasks = 32;

    private T* _a, _b, _c;
    private int _rows, _columns, _depth, _tasks;
    private nint _bStep, _cStep;
    private int _task;

    /// <summary>c [rows, columns] = a [rows, depth] x (b [columns, depth])^T.</summary>
    public static void Run(T* a, nint aStep, T* b, nint bStep, T* c, nint cStep, int rows, int columns, int depth)
    {
        nint size = Packing<T>.Size(depth, rows);
        using var workspace = Workspace.Rent(Workspace.Bytes<T>(size));
        T* panels = workspace.Take<T>(size);
        Packing<T>.Packed(a, 1, aStep, depth, rows, panels);
        var job = new GemmTurned<T>
        {
            _a = panels, _b = b, _bStep = bStep, _c = c, _cStep = cStep, _rows = rows, _columns = columns, _depth = depth,
            _tasks = Math.Min(MostTasks, (columns + ChunkRows - 1) / ChunkRows),
        };
        Workers.For(job._tasks, &Task, &job);
    }

    private static void Task(void* args, int task)
    {
        GemmTurned<T> job = *(GemmTurned<T>*)args;
        job._task = task;
        Simd.Run<GemmTurned<T>, GemmTurned<T>, T>(&job);
    }

    public static void Run<S, V>(GemmTurned<T>* job)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int width = MicroKernel<T>.PanelWidth, chunks = (job->_columns + ChunkRows - 1) / ChunkRows;
        T* square = stackalloc T[ChunkRows * width];
        int first = (int)((long)chunks * job->_task / job->_tasks), last = (int)((long)chunks * (job->_task + 1) / job->_tasks);
        for (int chunk = first; chunk < last; chunk++)
            for (int row = 0; row < job->_rows; row += width)
            {
                int column = chunk * ChunkRows, columns = Math.Min(ChunkRows, job->_columns - column);
                job->Multiply<S, V>(row, column, columns, square);
                Store(square, width, job->_c + row * job->_cStep + column, job->_cStep, Math.Min(width, job->_rows - row), columns);
            }
    }

    /// <summary>The square of C^T: some rows of B times a panel of A^T.</summary>
    private readonly void Multiply<S, V>(int row, int column, int columns, T* square)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        const int height = MicroKernel<T>.Rows;
        int width = MicroKernel<T>.PanelWidth;
        var segment = new Segment();
        var tile = new Tile<T> { AStep = 1, B = _a + (nint)row * _depth, BStep = width, Segments = &segment, SegmentCount = 1 };
        T** aOf = &tile.A0, cOf = &tile.C0;
        do
        {
            segment.Length = Math.Min(BlockDepth, _depth - segment.A);
            for (int first = 0; first < columns; first += height)
            {
                for (int i = 0; i < height; i++)
                {
                    aOf[i] = _b + (column + Math.Min(first + i, columns - 1)) * _bStep;
                    cOf[i] = square + (first + i) * width;
                }
                MicroKernel<T>.Run<S, V>(&tile);
            }
            tile.Load = true;
            segment.A = segment.B += segment.Length;
        }
        while (segment.A < _depth);
    }

    /// <summary>Writes the transposed square, four runs at a time.</summary>
    private static void Store(T* square, int width, T* c, nint cStep, int rows, int columns)
    {
        int row = 0;
        for (; row <= rows - 4; row += 4)
        {
            T* from = square + row, c0 = c + row * cStep, c1 = c0 + cStep, c2 = c1 + cStep, c3 = c2 + cStep;
            for (int i = 0; i < columns; i++, from += width)
            {
                c0[i] = from[0];
                c1[i] = from[1];
                c2[i] = from[2];
                c3[i] = from[3];
            }
        }
        for (; row < rows; row++)
            for (int i = 0; i < columns; i++) c[row * cStep + i] = square[i * width + row];
    }
}
