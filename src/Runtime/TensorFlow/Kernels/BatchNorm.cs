using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Batch normalization: one mean and variance a column, over all rows. And its gradient.</summary>
/// <remarks>
/// The matrix is cut by its shape into tiles of columns and slices of rows that stay in the second cache. Where a tile has one
/// slice, a task does all passes over it. Else every slice takes its mean and the deviations from that, which are combined in the
/// slices' order (Chan, Golub and LeVeque 1979): as sound as two passes over memory, at the price of one.
/// </remarks>
internal static unsafe class BatchNorm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int TileColumns = 512, MostSlices = 256;
    private const long SmallestSlice = 1 << 14, LargestSlice = 1 << 16, LargestTile = 1 << 17;

    private struct Work
    {
        public NormArgs<T> Args;
        public NormPhase Phase;
        public int Tiles, TileWidth, Joined;
        public long SliceRows, Slices;

        /// <summary>[slices, columns] each: the slices' means and deviations, or their sums on the way back.</summary>
        public T* First, Second;

        /// <summary>[tile, joined] each: the numbers that belong to columns, once they are known.</summary>
        public T* Mean, Gain, Shift, A, B, C;
    }

    private enum NormPhase
    {
        Whole,
        Statistics,
        Normalize,
        WholeBack,
        Sums,
        Gradient,
    }

    private struct Part
    {
        public Work* Work;
        public int Tile;
        public long Slice;
    }

    /// <summary>Writes y and the statistics.</summary>
    public static void Forward(NormArgs<T> args)
    {
        Work work = Plan(args);
        int columns = args.Shape.Columns;
        if (args.Shape.Size == 0) return;
        if (work.Slices == 1)
        {
            Run(&work, NormPhase.Whole);
            return;
        }
        nint partial = (nint)work.Slices * columns, wide = (nint)columns * work.Joined;
        Workspace workspace = Workspace.Rent(2 * Workspace.Bytes<T>(partial) + 3 * Workspace.Bytes<T>(wide));
        work.First = workspace.Take<T>(partial);
        work.Second = workspace.Take<T>(partial);
        Run(&work, NormPhase.Statistics);
        Combine(work);
        TakeForward(ref work, ref workspace, wide);
        ForwardNumbers(work);
        Run(&work, NormPhase.Normalize);
        workspace.Dispose();
    }

    /// <summary>Writes y from statistics that are given.</summary>
    public static void Apply(NormArgs<T> args)
    {
        Work work = Plan(args);
        if (args.Shape.Size == 0) return;
        nint wide = (nint)args.Shape.Columns * work.Joined;
        Workspace workspace = Workspace.Rent(3 * Workspace.Bytes<T>(wide));
        TakeForward(ref work, ref workspace, wide);
        ForwardNumbers(work);
        Run(&work, NormPhase.Normalize);
        workspace.Dispose();
    }

    /// <summary>Writes dx and the gradients of scale and offset.</summary>
    public static void Backward(NormArgs<T> args)
    {
        Work work = Plan(args);
        int columns = args.Shape.Columns;
        new Span<T>(args.GammaGradient, columns).Clear();
        new Span<T>(args.BetaGradient, columns).Clear();
        if (args.Shape.Size == 0) return;
        if (work.Slices == 1)
        {
            Run(&work, NormPhase.WholeBack);
            return;
        }
        nint partial = (nint)work.Slices * columns, wide = (nint)columns * work.Joined;
        Workspace workspace = Workspace.Rent(2 * Workspace.Bytes<T>(partial) + 6 * Workspace.Bytes<T>(wide));
        work.First = workspace.Take<T>(partial);
        work.Second = workspace.Take<T>(partial);
        Run(&work, NormPhase.Sums);
        TakeForward(ref work, ref workspace, wide);
        work.A = workspace.Take<T>(wide);
        work.B = workspace.Take<T>(wide);
        work.C = workspace.Take<T>(wide);
        ForwardNumbers(work);
        BackwardNumbers(work);
        Run(&work, NormPhase.Gradient);
        workspace.Dispose();
    }

    private static void TakeForward(ref Work work, ref Workspace workspace, nint wide)
    {
        work.Mean = workspace.Take<T>(wide);
        work.Gain = workspace.Take<T>(wide);
        work.Shift = workspace.Take<T>(wide);
    }

    private static Work Plan(in NormArgs<T> args)
    {
        int columns = args.Shape.Columns;
        long rows = args.Shape.Rows;
        var work = new Work { Args = args, TileWidth = Math.Min(TileColumns, Math.Max(1, columns)), Joined = NormUnit<T>.Joined(rows, columns) };
        work.Tiles = (columns + work.TileWidth - 1) / work.TileWidth;
        long whole = work.Tiles > 1 ? LargestTile : SmallestSlice, elements = Math.Clamp(args.Shape.Size / 16, SmallestSlice, LargestSlice);
        long slice = rows * work.TileWidth <= whole ? rows : Math.Max(elements / work.TileWidth, (rows + MostSlices - 1) / MostSlices);
        work.SliceRows = Math.Max(1, (slice + work.Joined - 1) / work.Joined) * work.Joined;
        work.Slices = (rows + work.SliceRows - 1) / work.SliceRows;
        return work;
    }

    private static void Combine(in Work work)
    {
        NormArgs<T> a = work.Args;
        int columns = a.Shape.Columns;
        double rows = a.Shape.Rows;
        for (int c = 0; c < columns; c++)
        {
            double sum = 0, squares = 0;
            for (long s = 0; s < work.Slices; s++) sum += Rows(work, s) * double.CreateTruncating(work.First[(nint)s * columns + c]);
            double mean = sum / rows;
            for (long s = 0; s < work.Slices; s++)
            {
                double distance = double.CreateTruncating(work.First[(nint)s * columns + c]) - mean;
                squares += double.CreateTruncating(work.Second[(nint)s * columns + c]) + Rows(work, s) * distance * distance;
            }
            a.Mean[c] = T.CreateTruncating(mean);
            T variance = T.CreateTruncating(squares / rows);
            if (a.Variance != null) a.Variance[c] = variance;
            a.Inverse[c] = T.One / T.Sqrt(variance + a.Epsilon);
        }
    }

    private static long Rows(in Work work, long slice) => Math.Min(work.SliceRows, work.Args.Shape.Rows - slice * work.SliceRows);

    private static void ForwardNumbers(in Work work)
    {
        NormArgs<T> a = work.Args;
        int columns = a.Shape.Columns;
        for (int c = 0; c < columns; c++)
        {
            work.Mean[c] = a.Mean[c];
            work.Gain[c] = a.Gamma == null ? a.Inverse[c] : a.Inverse[c] * a.Gamma[c];
            work.Shift[c] = a.Beta == null ? T.Zero : a.Beta[c];
        }
        for (int c = columns; c < columns * work.Joined; c++)
            (work.Mean[c], work.Gain[c], work.Shift[c]) = (work.Mean[c - columns], work.Gain[c - columns], work.Shift[c - columns]);
    }

    private static void BackwardNumbers(in Work work)
    {
        NormArgs<T> a = work.Args;
        int columns = a.Shape.Columns;
        double rows = a.Shape.Rows;
        for (int c = 0; c < columns; c++)
        {
            double sum = 0, product = 0, inverse = double.CreateTruncating(a.Inverse[c]);
            for (long s = 0; s < work.Slices; s++)
            {
                sum += double.CreateTruncating(work.First[(nint)s * columns + c]);
                product += double.CreateTruncating(work.Second[(nint)s * columns + c]);
            }
            a.BetaGradient[c] = T.CreateTruncating(sum);
            a.GammaGradient[c] = T.CreateTruncating(product * inverse);
            double factor = a.Gamma == null ? inverse : inverse * double.CreateTruncating(a.Gamma[c]), share = a.Fixed ? 0 : -factor / rows;
            work.A[c] = T.CreateTruncating(factor);
            work.B[c] = T.CreateTruncating(share * inverse * inverse * product);
            work.C[c] = T.CreateTruncating(share * sum);
        }
        for (int c = columns; c < columns * work.Joined; c++)
            (work.A[c], work.B[c], work.C[c]) = (work.A[c - columns], work.B[c - columns], work.C[c - columns]);
    }

    private static void Run(Work* work, NormPhase phase)
    {
        work->Phase = phase;
        Workers.For(checked((int)(work->Slices * work->Tiles)), &Task, work);
    }

    private static void Task(void* work, int task)
    {
        var part = new Part { Work = (Work*)work, Tile = task % ((Work*)work)->Tiles, Slice = task / ((Work*)work)->Tiles };
        switch (part.Work->Args.Activation)
        {
            case NormActivation.Relu: Simd.Run<Kernel<NormRelu>, Part, T>(&part); break;
            case NormActivation.LeakyRelu: Simd.Run<Kernel<NormLeakyRelu>, Part, T>(&part); break;
            default: Simd.Run<Kernel<NoNormActivation>, Part, T>(&part); break;
        }
    }

    private readonly struct Kernel<F> : IKernel<Part, T>
        where F : struct, INormActivation
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(Part* part)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ref readonly Work work = ref *part->Work;
            NormArgs<T> a = work.Args;
            int columns = a.Shape.Columns, column = part->Tile * work.TileWidth, width = Math.Min(work.TileWidth, columns - column);
            long rows = Rows(work, part->Slice);
            nint first = (nint)(part->Slice * work.SliceRows) * columns + column, result = (nint)part->Slice * columns + column;
            var unit = new NormUnit<T>
            {
                Groups = width, GroupWidth = 1, Count = T.CreateTruncating(rows), Epsilon = a.Epsilon, Fixed = a.Fixed,
                Gamma = At(a.Gamma, column), Beta = At(a.Beta, column), GammaGradient = At(a.GammaGradient, column),
                BetaGradient = At(a.BetaGradient, column), Mean = At(a.Mean, column), Inverse = At(a.Inverse, column),
                Variance = At(a.Variance, column),
            };
            unit.SetRows(rows, width, work.Joined, columns);
            int wide = work.Joined * width;
            Workspace workspace = Workspace.Rent(NormUnit<T>.ScratchBytes(wide));
            unit.TakeScratch(ref workspace, wide);
            unit.Block.Slope = a.Slope;
            unit.Block.X = a.X + first;
            unit.Block.Dy = At(a.Dy, first);
            unit.Block.Y = work.Phase >= NormPhase.WholeBack ? a.Dx + first : a.Y + first;
            switch (work.Phase)
            {
                case NormPhase.Whole:
                    unit.Forward<F, S, V>();
                    break;
                case NormPhase.WholeBack:
                    unit.Backward<F, S, V>();
                    break;
                case NormPhase.Statistics:
                    unit.Mean = work.First + result;
                    unit.Total<S, V>();
                    for (int c = 0; c < width; c++) unit.Mean[c] = unit.Block.Sum[c] / unit.Count;
                    unit.SpreadMean<S, V>();
                    unit.Deviation<S, V>();
                    Copy(unit.Block.Sum, work.Second + result, width);
                    break;
                case NormPhase.Sums:
                    unit.GradientTotals<F, S, V>();
                    Copy(unit.Block.Sum, work.First + result, width);
                    Copy(unit.Block.Sum2, work.Second + result, width);
                    break;
                case NormPhase.Normalize:
                    unit.Block.Mean = work.Mean + column;
                    unit.Block.Gain = work.Gain + column;
                    unit.Block.Shift = work.Shift + column;
                    unit.Run<NormPass<T>.Normalize<F>, S, V>();
                    break;
                case NormPhase.Gradient:
                    unit.Block.Mean = work.Mean + column;
                    unit.Block.Gain = work.Gain + column;
                    unit.Block.Shift = work.Shift + column;
                    unit.Block.A = work.A + column;
                    unit.Block.B = work.B + column;
                    unit.Block.C = work.C + column;
                    unit.Run<NormPass<T>.Gradient<F>, S, V>();
                    break;
            }
            workspace.Dispose();
        }

        private static T* At(T* p, nint i) => p == null ? null : p + i;
    }

    private static void Copy(T* from, T* to, int count) => new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(to, count));
}
