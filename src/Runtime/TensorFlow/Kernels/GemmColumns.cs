using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace Tensorflow.Kernels;

/// <summary>
/// C = A^T x B, summed over positions: the filter gradient of a convolution (C: taps x filters, positions: output pixels) and a
/// product with A transposed (positions: rows of A and B). B's rows follow one another, position by position.
/// </summary>
/// <remarks>
/// The micro-kernel turned: six rows of C (taps) by two vectors stay in registers while positions pass by, and the step through A
/// is the distance between neighbouring positions. Positions come in lines (an output line of an image), lines in blocks whose
/// part of B and A stays in the first caches while all tiles of a task pass over it; C is loaded and stored once a block.
/// When there are too few tiles to share out, the lines are cut into a fixed number of slices with a C of their own each,
/// summed in slice order at the end. The cut depends on the shape alone.
/// </remarks>
internal unsafe struct GemmColumns<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Positions in a block, at most (a line is never cut).</summary>
    private const int BlockPositions = 500;

    /// <summary>Inner steps of a tile that are worth a task of their own, and most tasks of a call.</summary>
    private const int TaskCost = 700, MostTasks = 16;

    /// <summary>A slice has to read so many times more than it writes.</summary>
    private const int SliceWorth = 4;

    /// <summary>
    /// With so many tiles a task packs the panels it reads, if their rows are so many bytes apart that they crowd into few sets of the first
    /// cache; else it reads them where they lie.
    /// </summary>
    private const int PackTiles = 4, PackStepBytes = 1024;

    /// <summary>The next tile of a C of so many bytes is asked for ahead of time; a smaller one is in the second cache anyway.</summary>
    private const int FetchBytes = 1 << 20;

    /// <summary>Tiles in a stretch of copied rows.</summary>
    private const int StretchTiles = 16;

    public T* A, C;
    public Panels<T> B;

    /// <summary>Rows of C, and where each begins in A at position 0.</summary>
    public int Rows;
    public nint* RowOffsets;

    /// <summary>Columns of C, and elements from a row of C to the next.</summary>
    public int Columns;
    public nint CStep;

    /// <summary>Positions in all, in a line (the last line may be shorter) and lines in an image.</summary>
    public int Positions, LineLength, ImageLines;

    /// <summary>Elements of A from an image, a line, a position to the next.</summary>
    public nint ImageStep, LineStep, Step;

    /// <summary>Elements of A that a position adds to those of the one before; 0 stands for <see cref="Step"/>.</summary>
    public nint PositionElements;

    /// <summary>
    /// Rows of C lie side by side in A, and positions <see cref="Step"/> apart: tasks then copy what they read, a stretch of rows and a block of
    /// positions at a time, so that a column of A finds room in the first cache.
    /// </summary>
    public bool CopyStretches;

    /// <summary>
    /// For padded images: the convolution, whose taps see different stretches of a line. Tiles then hold rows of a single tap.
    /// </summary>
    public ConvShape* Padded;

    public T* Bias;
    public FusedActivation Activation;
    public bool Accumulate;

    private int _lines, _blockLines, _groupRows, _groupTiles, _tiles, _slices, _tileTasks, _panelTasks;
    private bool _packs, _fetch;
    private nint _packSize, _stretchSize;
    private T* _scratch, _partials, _tailBias, _packed, _stretches;
    private Segment* _segments;

    /// <summary>Elements from a position of a copied stretch to the next: an odd number of cache lines.</summary>
    private static nint StretchStep => StretchTiles * MicroKernel<T>.Rows + 64 / sizeof(T);

    public void Run()
    {
        const int height = MicroKernel<T>.Rows;
        _lines = (Positions + LineLength - 1) / LineLength;
        _blockLines = Math.Max(1, BlockPositions / LineLength);
        _groupRows = Padded == null ? Rows : Padded->Channels;
        _groupTiles = (_groupRows + height - 1) / height;
        _tiles = Rows / _groupRows * _groupTiles;

        if (PositionElements == 0) PositionElements = Step;

        // Slices read A and B once, tiles once a task; but every slice writes a C. So slices come first when C is small.
        long units = (long)_tiles * B.Count, tasks = Math.Clamp(units * Positions / TaskCost, 1, MostTasks);
        long streamed = Positions * (Columns + (long)PositionElements), written = (long)Rows * Columns;
        _slices = (int)Math.Clamp(Math.Max(tasks / units, streamed / (SliceWorth * written)), 1, Math.Min(tasks, Math.Max(1, _lines)));
        _slices = 1 << BitOperations.Log2((uint)_slices);
        bool crowded = B.RowStep != MicroKernel<T>.PanelWidth && B.RowStep * sizeof(T) >= PackStepBytes;
        ShareOut(tasks / _slices, crowded);

        int width = MicroKernel<T>.PanelWidth, count = _slices * _panelTasks * _tileTasks;
        nint tile = height * width, size = (nint)Rows * Columns, block = Math.Min(Positions, (nint)_blockLines * LineLength);
        nint partials = _slices > 1 ? size * _slices : 0;
        _packs = crowded && _tiles / _tileTasks >= PackTiles;
        _fetch = size * sizeof(T) >= FetchBytes;
        _packSize = _packs ? block * width * ((B.Count + _panelTasks - 1) / _panelTasks) : 0;
        _stretchSize = CopyStretches ? block * StretchStep : 0;
        using var workspace = Workspace.Rent(
            Workspace.Bytes<T>(tile * count) + Workspace.Bytes<T>(_packSize * count) + Workspace.Bytes<T>(_stretchSize * count) +
            Workspace.Bytes<T>(partials) + Workspace.Bytes<T>(width) + Workspace.Bytes<Segment>((nint)_blockLines * count));
        _scratch = workspace.Take<T>(tile * count);
        _packed = workspace.Take<T>(_packSize * count);
        _stretches = workspace.Take<T>(_stretchSize * count);
        _partials = workspace.Take<T>(partials);
        _segments = workspace.Take<Segment>((nint)_blockLines * count);
        _tailBias = Packing<T>.TailBias(Bias, Columns, workspace.Take<T>(width));
        fixed (GemmColumns<T>* self = &this) Workers.For(count, &Task, self);
        if (_slices > 1) GemmReduction<T>.Run(_partials, _slices, C, Rows, Columns, CStep, Accumulate, Bias, Activation);
    }

    /// <summary>
    /// Cuts tiles and panels into about so many tasks: tiles first, unless panels are packed. Then tasks that share a panel pack it again,
    /// those that share a tile read its part of A again: the cheaper cut comes first, by halves.
    /// </summary>
    private void ShareOut(long tasks, bool packs)
    {
        if (!packs)
        {
            _tileTasks = (int)Math.Clamp(tasks, 1, _tiles);
            _panelTasks = (int)Math.Clamp(tasks / _tileTasks, 1, B.Count);
            return;
        }
        _tileTasks = _panelTasks = 1;
        while (2L * _tileTasks * _panelTasks <= tasks)
        {
            bool morePanels = 2 * _panelTasks <= B.Count, moreTiles = 2 * _tileTasks <= _tiles;
            if (morePanels && (!moreTiles || _panelTasks * PositionElements <= (nint)_tileTasks * Columns)) _panelTasks *= 2;
            else if (moreTiles) _tileTasks *= 2;
            else break;
        }
    }

    private static void Task(void* product, int task)
    {
        var args = new ColumnTask<T> { Product = (GemmColumns<T>*)product, Task = task };
        Simd.Run<ColumnKernel<T>, ColumnTask<T>, T>(&args);
    }

    public void RunTask<S, V>(int task)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int slice = task / (_panelTasks * _tileTasks), panelTask = task / _tileTasks % _panelTasks, tileTask = task % _tileTasks;
        int firstPanel = B.Count * panelTask / _panelTasks, lastPanel = B.Count * (panelTask + 1) / _panelTasks;
        int firstTile = (int)((long)_tiles * tileTask / _tileTasks), lastTile = (int)((long)_tiles * (tileTask + 1) / _tileTasks);
        int line = (int)((long)_lines * slice / _slices), end = (int)((long)_lines * (slice + 1) / _slices);
        int width = MicroKernel<T>.PanelWidth;
        T* scratch = _scratch + task * MicroKernel<T>.Rows * width, packed = _packed + task * _packSize;
        T* stretch = _stretches + task * _stretchSize;
        T* target = _slices > 1 ? _partials + slice * (nint)Rows * Columns : C;
        nint targetStep = _slices > 1 ? Columns : CStep;
        var tile = new Tile<T> { AStep = CopyStretches ? StretchStep : Step, Segments = _segments + (nint)task * _blockLines, Load = _slices == 1 && Accumulate };
        do
        {
            int next = Math.Min(line + _blockLines, end), position = line * LineLength;
            int positions = Math.Min(Positions, next * LineLength) - position;
            if (_packs) Packing<T>.Block<S, V>(B, firstPanel, lastPanel, position, positions, packed);
            for (int i = firstTile, group = -1; i < lastTile; i++)
            {
                if (i / _groupTiles != group)
                {
                    group = i / _groupTiles;
                    tile.SegmentCount = CopyStretches ? Joined(position, positions, tile.Segments)
                        : Padded == null ? Whole(line, next, tile.Segments) : Inside(line, next, group, tile.Segments);
                }
                int first = group * _groupRows + i % _groupTiles * MicroKernel<T>.Rows, count = (group + 1) * _groupRows - first;
                T* a = A;
                if (CopyStretches)
                {
                    int ahead = i % StretchTiles, from = first - ahead * MicroKernel<T>.Rows;
                    if (ahead == 0 || i == firstTile) CopyStretch(from, position, positions, stretch);
                    a = stretch - from;
                }
                for (int panel = firstPanel; panel < lastPanel; panel++)
                {
                    int columns = Math.Min(width, Columns - panel * width);
                    tile.B = B.Get(panel, out tile.BStep);
                    if (_packs)
                    {
                        tile.B = packed + ((nint)(panel - firstPanel) * positions - position) * width;
                        tile.BStep = width;
                    }
                    if (_slices == 1 && next == end)
                    {
                        tile.Activation = Activation;
                        tile.Bias = Bias == null ? null : columns < width ? _tailBias : Bias + panel * width;
                    }
                    RunTile<S, V>(&tile, a, first, count, target + first * targetStep + panel * width, targetStep, columns, scratch);
                }
            }
            tile.Load = true;
            line = next;
        }
        while (line < end);
    }

    /// <summary>Copies a block of positions of a stretch of rows; the last stretch may be shorter.</summary>
    private readonly void CopyStretch(int row, int position, int positions, T* stretch)
    {
        T* from = A + position * Step + row;
        int count = Math.Min(StretchTiles * MicroKernel<T>.Rows, Rows - row);
        for (int i = 0; i < positions; i++, from += Step, stretch += StretchStep)
            new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(stretch, count));
    }

    private void RunTile<S, V>(Tile<T>* tile, T* a, int first, int count, T* c, nint cStep, int columns, T* scratch)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        const int height = MicroKernel<T>.Rows;
        int width = MicroKernel<T>.PanelWidth;
        T** aOf = &tile->A0, cOf = &tile->C0, home = stackalloc T*[height];
        count = Math.Min(height, count);
        bool full = columns == width;
        for (int i = 0; i < height; i++)
        {
            bool spare = i >= count;
            aOf[i] = a + RowOffsets[spare ? first : first + i];
            home[i] = c + i * cStep;
            if (_fetch) Fetch(home[i] + height * cStep, width);
            cOf[i] = spare || !full ? scratch + i * width : home[i];
        }
        if (!full && tile->Load) Packing<T>.Gather(home, count, columns, scratch, width);
        MicroKernel<T>.Run<S, V>(tile);
        if (!full) Packing<T>.Scatter(scratch, width, home, count, columns);
    }

    /// <summary>Asks for a row of the next tile of C: rows are too far apart for the processor to foresee it.</summary>
    private static void Fetch(T* c, int width)
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < width; i += 64 / sizeof(T)) Sse.Prefetch0(c + i);
    }

    /// <summary>The one segment of a copied block.</summary>
    private static int Joined(int position, int positions, Segment* segments)
    {
        *segments = new Segment { B = position, Length = positions };
        return 1;
    }

    /// <summary>The segments of lines that every tap sees whole.</summary>
    private readonly int Whole(int line, int end, Segment* segments)
    {
        Segment* next = segments;
        for (; line < end; line++)
        {
            int image = line / ImageLines, position = line * LineLength;
            *next++ = new Segment
            {
                A = image * ImageStep + (line - image * ImageLines) * LineStep,
                B = position,
                Length = Math.Min(LineLength, Positions - position),
            };
        }
        return (int)(next - segments);
    }

    /// <summary>The segments of the parts of lines where a tap lies inside the image.</summary>
    private readonly int Inside(int line, int end, int tap, Segment* segments)
    {
        Segment* next = segments;
        int y = tap / Padded->KernelWidth * Padded->DilationHeight - Padded->PadTop;
        int x = tap % Padded->KernelWidth * Padded->DilationWidth - Padded->PadLeft;
        int from = x < 0 ? Math.Min(LineLength, (-x + Padded->StrideWidth - 1) / Padded->StrideWidth) : 0;
        int to = x >= Padded->Width ? 0 : Math.Min(LineLength, (Padded->Width - 1 - x) / Padded->StrideWidth + 1);
        if (to <= from) return 0;
        for (; line < end; line++)
        {
            int image = line / ImageLines, row = line - image * ImageLines, source = row * Padded->StrideHeight + y;
            if (source < 0 || source >= Padded->Height) continue;
            *next++ = new Segment
            {
                A = image * ImageStep + row * LineStep + from * Step,
                B = line * LineLength + from,
                Length = to - from,
            };
        }
        return (int)(next - segments);
    }
}

internal unsafe struct ColumnTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public GemmColumns<T>* Product;
    public int Task;
}

internal readonly unsafe struct ColumnKernel<T> : IKernel<ColumnTask<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Run<S, V>(ColumnTask<T>* args)
        where S : struct, ISimd<V, T>
        where V : struct => args->Product->RunTask<S, V>(args->Task);
}
