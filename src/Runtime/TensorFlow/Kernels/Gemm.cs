using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>Products of dense, row-major matrices.</summary>
/// <remarks>
/// A product with A as it lies is a <see cref="GemmRows{T}"/>, one with A transposed a <see cref="GemmColumns{T}"/>. B is read in
/// place when few rows share the cost of packing it, else packed, a few megabytes at a time; when it is transposed and large beside A,
/// a <see cref="GemmTurned{T}"/> reads it once, as it lies. Without a transposed A, a row of C has
/// the same bits whatever the other rows are and however many.
/// </remarks>
internal static unsafe class Gemm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>From so many rows of C on, packing B costs less than reading its rows where they lie.</summary>
    private const int PackFromRows = 1024;

    /// <summary>From so many rows on a task copies its part of a large B block by block, which then is read in order and only once.</summary>
    private const int PackBlocksFromRows = 3 * MicroKernel<T>.Rows;

    /// <summary>Elements of B that are packed at a time: what the last cache holds beside the rest.</summary>
    private const int PackElements = 1 << 20;

    /// <summary>An inner dimension from here on is cut into slices when C has few columns. Rows must not matter.</summary>
    private const int SliceFrom = 1 << 15, SliceColumns = 1024, SliceCount = 8;

    /// <summary>Positions (rows of A) that a product with A transposed takes as a line.</summary>
    private const int LineLength = 256;

    /// <summary>From these sizes on a transposed A is worth copying, stretch by stretch.</summary>
    private const int CopyFrom = 32;

    /// <summary>Inner steps in a segment: a block of the inner dimension holds a whole number of them.</summary>
    private const int SegmentLength = 256;

    /// <summary>
    /// c = activation(op(a) x op(b) + bias), or c + op(a) x op(b) and so on when accumulating.
    /// </summary>
    /// <param name="a">[m, k], or [k, m] with <paramref name="transposeA"/>.</param>
    /// <param name="b">[k, n], or [n, k] with <paramref name="transposeB"/>.</param>
    /// <param name="c">[m, n]; overlaps neither a nor b.</param>
    /// <param name="m">Rows of c.</param>
    /// <param name="n">Columns of c.</param>
    /// <param name="k">The inner dimension.</param>
    /// <param name="transposeA">a is stored transposed.</param>
    /// <param name="transposeB">b is stored transposed.</param>
    /// <param name="accumulate">Add to what c holds.</param>
    /// <param name="bias">[n] or null.</param>
    /// <param name="activation">Applied last.</param>
    public static void MatMul(
        T* a, T* b, T* c, int m, int n, int k, bool transposeA, bool transposeB, bool accumulate = false, T* bias = null,
        FusedActivation activation = FusedActivation.None)
    {
        if (m == 0 || n == 0) return;
        if (transposeB && !transposeA && !accumulate && bias == null && activation == FusedActivation.None && !Slices(n, k) &&
            (long)m * (n + (long)k) <= (long)n * k)
        {
            GemmTurned<T>.Run(a, k, b, k, c, n, m, n, k);
            return;
        }
        int width = MicroKernel<T>.PanelWidth;
        bool pack = transposeB || m >= PackFromRows;
        int step = !pack ? n : (int)Math.Clamp((long)PackElements / Math.Max(1, k) / width * width, width, Math.Max(n, width));
        for (int column = 0; column < n; column += step)
        {
            var part = new Part
            {
                A = a, AStep = transposeA ? m : k, B = b + (transposeB ? (nint)column * k : column), BStep = transposeB ? k : n,
                C = c + column, CStep = n, Rows = m, Columns = Math.Min(step, n - column), Depth = k,
                TransposeB = transposeB, Pack = pack, Sliced = Slices(n, k),
                Bias = bias == null ? null : bias + column, Activation = activation, Accumulate = accumulate,
            };
            if (transposeA) DownColumns(in part);
            else AlongRows(in part);
        }
    }

    /// <summary>One product for every batch index; a step of 0 uses the same matrix for all.</summary>
    /// <param name="a">First matrix of the left side.</param>
    /// <param name="aStep">Elements from a matrix of the left side to the next.</param>
    /// <param name="b">First matrix of the right side.</param>
    /// <param name="bStep">Elements from a matrix of the right side to the next.</param>
    /// <param name="c">First result.</param>
    /// <param name="cStep">Elements from a result to the next.</param>
    /// <param name="batch">Products.</param>
    /// <param name="m">Rows of a result.</param>
    /// <param name="n">Columns of a result.</param>
    /// <param name="k">The inner dimension.</param>
    /// <param name="transposeA">The left matrices are stored transposed.</param>
    /// <param name="transposeB">The right matrices are stored transposed.</param>
    /// <param name="accumulate">Add to what the results hold.</param>
    public static void BatchedMatMul(
        T* a, nint aStep, T* b, nint bStep, T* c, nint cStep, int batch, int m, int n, int k, bool transposeA, bool transposeB,
        bool accumulate = false)
    {
        for (int i = 0; i < batch; i++)
            MatMul(a + i * aStep, b + i * bStep, c + i * cStep, m, n, k, transposeA, transposeB, accumulate);
    }

    private static bool Slices(int n, int k) => k >= SliceFrom && n <= SliceColumns;

    /// <summary>a's rows lie as they are multiplied.</summary>
    private static void AlongRows(in Part p)
    {
        bool sliced = p.Sliced;
        int slices = sliced ? SliceCount : 1, segments = Math.Max(1, (p.Depth + SegmentLength - 1) / SegmentLength);
        nint partials = sliced ? (nint)slices * p.Rows * p.Columns : 0;
        using var workspace = Workspace.Rent(
            Workspace.Bytes<T>(p.PanelElements) + Workspace.Bytes<Segment>(segments) + Workspace.Bytes<T>(partials));
        Panels<T> panels = p.Panels(workspace.Take<T>(p.PanelElements));
        var list = workspace.Take<Segment>(segments);
        T* sums = workspace.Take<T>(partials);
        for (int i = 0, at = 0; i < segments; i++, at += SegmentLength)
            list[i] = new Segment { A = at, B = at, Length = Math.Min(SegmentLength, p.Depth - at) };
        var rows = new RowClass
        {
            Images = 1, Lines = 1, Columns = p.Rows, Depth = p.Depth, Segments = list, SegmentCount = segments,
            A = new Walk { Column = p.AStep }, C = new Walk { Column = sliced ? p.Columns : p.CStep },
        };
        var product = new GemmRows<T>
        {
            A = p.A, B = panels, C = sliced ? sums : p.C, Columns = p.Columns, Classes = &rows, ClassCount = 1, RowElements = p.AStep,
            Slices = slices, SliceStep = (nint)p.Rows * p.Columns,
            PackBlocks = !p.Pack && p.Rows >= PackBlocksFromRows && (long)p.Depth * p.Columns >= PackElements,
        };
        if (!sliced)
        {
            product.Bias = p.Bias;
            product.Activation = p.Activation;
            product.Accumulate = p.Accumulate;
        }
        product.Run();
        if (sliced) GemmReduction<T>.Run(sums, slices, p.C, p.Rows, p.Columns, p.CStep, p.Accumulate, p.Bias, p.Activation);
    }

    /// <summary>a's columns are the rows of the product: the kernel gradient of a dense layer.</summary>
    private static void DownColumns(in Part p)
    {
        using var workspace = Workspace.Rent(Workspace.Bytes<T>(p.PanelElements) + Workspace.Bytes<nint>(p.Rows));
        Panels<T> panels = p.Panels(workspace.Take<T>(p.PanelElements));
        nint* offsets = workspace.Take<nint>(p.Rows);
        for (int i = 0; i < p.Rows; i++) offsets[i] = i;
        // Rows a multiple of 512 bytes apart fall into the same few sets of the first cache, where a column then finds no room.
        bool copy = p.AStep * sizeof(T) % 512 == 0 && p.Depth >= CopyFrom && p.Columns >= CopyFrom;
        var product = new GemmColumns<T>
        {
            A = p.A, B = panels, C = p.C, Rows = p.Rows, RowOffsets = offsets, Columns = p.Columns, CStep = p.CStep,
            Positions = p.Depth, LineLength = LineLength, ImageLines = Math.Max(1, (p.Depth + LineLength - 1) / LineLength),
            LineStep = LineLength * p.AStep, Step = p.AStep, PositionElements = p.Rows,
            CopyStretches = copy, Bias = p.Bias, Activation = p.Activation, Accumulate = p.Accumulate,
        };
        product.Run();
    }

    /// <summary>A product with a stretch of B's columns.</summary>
    private struct Part
    {
        public T* A, B, C, Bias;
        public int Rows, Columns, Depth;
        public nint AStep, BStep, CStep;
        public bool TransposeB, Pack, Sliced, Accumulate;
        public FusedActivation Activation;

        public readonly nint PanelElements => Pack ? Packing<T>.Size(Depth, Columns) : Packing<T>.TailSize(Depth, Columns);

        public readonly Panels<T> Panels(T* workspace) =>
            TransposeB ? Packing<T>.Packed(B, 1, BStep, Depth, Columns, workspace)
            : Pack ? Packing<T>.Packed(B, BStep, 1, Depth, Columns, workspace)
            : Packing<T>.InPlace(B, BStep, Depth, Columns, workspace);
    }
}
