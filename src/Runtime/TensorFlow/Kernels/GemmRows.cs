using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>Where the rows of a class lie, in elements: <c>Origin + image * Image + line * Line + column * Column</c>.</summary>
internal struct Walk
{
    public nint Origin, Image, Line, Column;
}

/// <summary>Rows of C with the same segments: all rows of a product, the output pixels with the same valid taps of a convolution.</summary>
internal unsafe struct RowClass
{
    public int Images, Lines, Columns;
    public Walk A, C;
    public Segment* Segments;
    public int SegmentCount;

    /// <summary>Inner steps of a row: the lengths of the segments added up.</summary>
    public nint Depth;

    /// <summary>Set by <see cref="GemmRows{T}.Run"/>: tiles of the class, the cost of one, and the cost of the classes before.</summary>
    public int Tiles;
    public long TileCost, FirstCost;
}

/// <summary>
/// C = epilogue(A x B) for rows of A that are runs of memory: a product, a convolution or its input gradient. B comes in panels.
/// </summary>
/// <remarks>
/// The work is cut by shape into tasks: stretches of tiles of equal cost (rows), times stretches of panels when there are few
/// rows, times slices of the inner dimension when that is very long and C small. Inside a task the loops are, from outside:
/// chunks of rows of A that stay in the second cache, panels, blocks of the inner dimension whose part of a panel stays in
/// the second cache, tiles. Blocks go on where the one before stopped (<see cref="Tile{T}.Load"/>), so they change no bit.
/// </remarks>
internal unsafe struct GemmRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Bytes of A in a chunk of rows, and bytes of a panel in a block of the inner dimension.</summary>
    private const int ChunkBytes = 192 << 10, BlockBytes = 256 << 10;

    /// <summary>Inner steps of a tile (six cycles each) that are worth a task of their own, and most tasks of a call.</summary>
    private const int TaskCost = 700, MostTasks = 32;

    /// <summary>Fewest tiles of rows in a task: below, tasks share out panels, so that each reads its part of B alone.</summary>
    private const int TaskTiles = 4;

    /// <summary>Steps that the beginning and end of a tile take as long as.</summary>
    private const int TileOverhead = 8;

    public T* A, C;
    public Panels<T> B;

    /// <summary>Columns of C.</summary>
    public int Columns;

    public T* Bias;
    public FusedActivation Activation;

    /// <summary>Add to what C holds.</summary>
    public bool Accumulate;

    public RowClass* Classes;
    public int ClassCount;

    /// <summary>Elements of A that a row adds to those of the row before.</summary>
    public nint RowElements;

    /// <summary>Slices of the inner dimension; slice s adds up segments of its own into <c>C + s * SliceStep</c>.</summary>
    public int Slices = 1;
    public nint SliceStep;

    /// <summary>
    /// Tasks pack their part of B themselves, a block of the inner dimension at a time. For one class whose segments follow one another
    /// in B.
    /// </summary>
    public bool PackBlocks;

    private long _cost;
    private int _panelTasks, _tileTasks;
    private nint _packSize;
    private T* _scratch, _tailBias, _packed;

    public GemmRows()
    {
    }

    public void Run()
    {
        _cost = 0;
        int tiles = 0;
        for (int i = 0; i < ClassCount; i++)
        {
            RowClass* rows = Classes + i;
            rows->Tiles = (rows->Images * rows->Lines * rows->Columns + MicroKernel<T>.Rows - 1) / MicroKernel<T>.Rows;
            rows->TileCost = rows->Depth + TileOverhead;
            rows->FirstCost = _cost;
            _cost += rows->Tiles * rows->TileCost;
            tiles += rows->Tiles;
        }
        long tasks = Math.Clamp(_cost * B.Count / TaskCost / Slices, 1, MostTasks / Slices);
        _tileTasks = (int)Math.Clamp(tasks, 1, Math.Max(1, tiles / TaskTiles));
        _panelTasks = (int)Math.Min((tasks + _tileTasks - 1) / _tileTasks, B.Count);

        int width = MicroKernel<T>.PanelWidth, count = Slices * _panelTasks * _tileTasks;
        nint tile = MicroKernel<T>.Rows * width;
        _packSize = PackBlocks ? PackSize() : 0;
        using var workspace = Workspace.Rent(
            Workspace.Bytes<T>(tile * count) + Workspace.Bytes<T>(width) + Workspace.Bytes<T>(_packSize * count));
        _scratch = workspace.Take<T>(tile * count);
        _packed = workspace.Take<T>(_packSize * count);
        _tailBias = Packing<T>.TailBias(Bias, Columns, workspace.Take<T>(width));
        fixed (GemmRows<T>* self = &this) Workers.For(count, &Task, self);
    }

    /// <summary>Elements of the largest block a task packs.</summary>
    private readonly nint PackSize()
    {
        nint longest = 0;
        for (int i = 0; i < Classes->SegmentCount; i++) longest = Math.Max(longest, Classes->Segments[i].Length);
        int width = MicroKernel<T>.PanelWidth, panels = (B.Count + _panelTasks - 1) / _panelTasks;
        return Math.Max(BlockBytes / sizeof(T), longest * width * panels);
    }

    private static void Task(void* product, int task)
    {
        var args = new RowTask<T> { Product = (GemmRows<T>*)product, Task = task };
        Simd.Run<RowKernel<T>, RowTask<T>, T>(&args);
    }

    /// <summary>First tile of the class whose work begins at or behind a cost.</summary>
    private static int FirstTile(RowClass* rows, long cost) =>
        (int)Math.Clamp((cost - rows->FirstCost + rows->TileCost - 1) / rows->TileCost, 0, rows->Tiles);

    public void RunTask<S, V>(int task)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int slice = task / (_panelTasks * _tileTasks), panelTask = task / _tileTasks % _panelTasks, tileTask = task % _tileTasks;
        int firstPanel = B.Count * panelTask / _panelTasks, lastPanel = B.Count * (panelTask + 1) / _panelTasks;
        long from = _cost * tileTask / _tileTasks, to = _cost * (tileTask + 1) / _tileTasks;
        int chunk = (int)Math.Max(8, ChunkBytes / (MicroKernel<T>.Rows * sizeof(T) * Math.Max(1, RowElements)));
        T* scratch = _scratch + task * MicroKernel<T>.Rows * MicroKernel<T>.PanelWidth;
        var tile = new Tile<T> { AStep = 1 };
        for (int i = 0; i < ClassCount; i++)
        {
            RowClass* rows = Classes + i;
            int first = FirstTile(rows, from), last = FirstTile(rows, to);
            int segment = (int)((long)rows->SegmentCount * slice / Slices), end = (int)((long)rows->SegmentCount * (slice + 1) / Slices);
            var block = new Block { Rows = rows, C = C + slice * SliceStep, Begin = segment, End = end, Scratch = scratch };
            for (; first < last; first += chunk)
            {
                (block.First, block.Last) = (first, Math.Min(first + chunk, last));
                if (PackBlocks) RunPacked<S, V>(&tile, block, firstPanel, lastPanel, _packed + task * _packSize);
                else
                    for (int panel = firstPanel; panel < lastPanel; panel++)
                    {
                        tile.B = B.Get(panel, out tile.BStep);
                        block.From = segment;
                        do
                        {
                            block.To = NextBlock(rows, block.From, end, BlockBytes);
                            RunBlock<S, V>(&tile, block, panel);
                            block.From = block.To;
                        }
                        while (block.From < end);
                    }
            }
        }
    }

    /// <summary>Packs one block after the other and multiplies it panel by panel.</summary>
    private void RunPacked<S, V>(Tile<T>* tile, Block block, int firstPanel, int lastPanel, T* packed)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int width = MicroKernel<T>.PanelWidth;
        tile->BStep = width;
        block.From = block.Begin;
        do
        {
            block.To = NextBlock(block.Rows, block.From, block.End, BlockBytes / (lastPanel - firstPanel));
            Segment* segments = block.Rows->Segments;
            nint at = segments[block.From].B, depth = 0;
            for (int i = block.From; i < block.To; i++) depth += segments[i].Length;
            Packing<T>.Block<S, V>(B, firstPanel, lastPanel, (int)at, (int)depth, packed);
            for (int panel = firstPanel; panel < lastPanel; panel++)
            {
                tile->B = packed + ((panel - firstPanel) * depth - at) * width;
                RunBlock<S, V>(tile, block, panel);
            }
            block.From = block.To;
        }
        while (block.From < block.End);
    }

    /// <summary>Tiles of a chunk by one panel, over the segments of a block.</summary>
    private void RunBlock<S, V>(Tile<T>* tile, in Block block, int panel)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int width = MicroKernel<T>.PanelWidth, columns = Math.Min(width, Columns - panel * width);
        bool done = block.To >= block.End;
        tile->Segments = block.Rows->Segments + block.From;
        tile->SegmentCount = block.To - block.From;
        tile->Load = Accumulate || block.From > block.Begin;
        tile->Activation = done ? Activation : FusedActivation.None;
        tile->Bias = !done || Bias == null ? null : columns < width ? _tailBias : Bias + panel * width;
        RunTiles<S, V>(block.Rows, block.First, block.Last, tile, block.C + panel * width, columns, block.Scratch);
    }

    /// <summary>Some tiles of a class, and the segments from <see cref="From"/> to <see cref="To"/> of those of a slice.</summary>
    private struct Block
    {
        public RowClass* Rows;
        public T* C, Scratch;
        public int First, Last, Begin, End, From, To;
    }

    /// <summary>The end of the block of segments that begins at <paramref name="segment"/>: as many as have so many bytes of a panel.</summary>
    private static int NextBlock(RowClass* rows, int segment, int end, int bytes)
    {
        int depth = bytes / (MicroKernel<T>.PanelWidth * sizeof(T));
        nint sum = 0;
        while (segment < end && (sum == 0 || sum + rows->Segments[segment].Length <= depth)) sum += rows->Segments[segment++].Length;
        return segment;
    }

    private void RunTiles<S, V>(RowClass* rows, int first, int last, Tile<T>* tile, T* c, int columns, T* scratch)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        const int height = MicroKernel<T>.Rows;
        int width = MicroKernel<T>.PanelWidth, lineLength = rows->Columns, pixels = rows->Lines * lineLength;
        int row = first * height, image = row / pixels, line = row % pixels / lineLength, column = row % lineLength;
        T* a = A + rows->A.Origin + image * rows->A.Image + line * rows->A.Line + column * rows->A.Column;
        c += rows->C.Origin + image * rows->C.Image + line * rows->C.Line + column * rows->C.Column;
        T** aOf = &tile->A0, cOf = &tile->C0, home = stackalloc T*[height];
        nint nextA = rows->A.Column, nextC = rows->C.Column;
        nint newLineA = rows->A.Line - lineLength * nextA, newLineC = rows->C.Line - lineLength * nextC;
        nint newImageA = rows->A.Image - rows->Lines * rows->A.Line, newImageC = rows->C.Image - rows->Lines * rows->C.Line;
        int left = rows->Images * pixels - row;
        bool full = columns == width;
        for (; first < last; first++, left -= height)
        {
            int count = Math.Min(height, left);
            for (int i = 0; i < count; i++)
            {
                aOf[i] = a;
                home[i] = c;
                cOf[i] = full ? c : scratch + i * width;
                a += nextA;
                c += nextC;
                if (++column < lineLength) continue;
                column = 0;
                a += newLineA;
                c += newLineC;
                if (++line < rows->Lines) continue;
                line = 0;
                a += newImageA;
                c += newImageC;
            }
            for (int i = count; i < height; i++)
            {
                aOf[i] = aOf[0];
                cOf[i] = scratch + i * width;
            }
            if (full)
            {
                MicroKernel<T>.Run<S, V>(tile);
                continue;
            }
            if (tile->Load) Packing<T>.Gather(home, count, columns, scratch, width);
            MicroKernel<T>.Run<S, V>(tile);
            Packing<T>.Scatter(scratch, width, home, count, columns);
        }
    }
}

internal unsafe struct RowTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public GemmRows<T>* Product;
    public int Task;
}

internal readonly unsafe struct RowKernel<T> : IKernel<RowTask<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Run<S, V>(RowTask<T>* args)
        where S : struct, ISimd<V, T>
        where V : struct => args->Product->RunTask<S, V>(args->Task);
}
