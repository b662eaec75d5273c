using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Sizes of an LSTM's arrays, and how its rows are shared out.</summary>
/// <remarks>
/// Everything is stored by batch row, then time step. A row of gates holds i, f, c and o, <see cref="Units"/> each, and is filled
/// up to whole panels. The states have one step more than the sequence, for the initial ones, so that the state before a step is
/// the neighbour of the state behind it: forwards step t reads entry t and writes t + 1, backwards it reads t + 1 and writes t.
/// </remarks>
internal readonly struct LstmLayout<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Multiply-adds that are worth a task of their own, and most slices of a batch.</summary>
    private const int TaskCost = 1 << 18, MostSlices = 16;

    public readonly int Batch, Time, Units;

    /// <summary>Elements from a row of gates to the next.</summary>
    public readonly int GateStep;

    /// <summary>Elements from a hidden state to the next: rows a multiple of 512 bytes apart would share few sets of the first cache.</summary>
    public readonly int HiddenStep;

    /// <summary>Stretches of batch rows, whole tiles of the micro-kernel, that are worked on apart.</summary>
    public readonly int Slices;

    private readonly int _tiles;

    /// <param name="batch">Rows.</param>
    /// <param name="time">Steps.</param>
    /// <param name="inputs">Features of the first direction's input; it only says how much work there is.</param>
    /// <param name="units">Length of the states.</param>
    public unsafe LstmLayout(int batch, int time, int inputs, int units)
    {
        (Batch, Time, Units) = (batch, time, units);
        GateStep = Packing<T>.PanelCount(4 * units) * MicroKernel<T>.PanelWidth;
        HiddenStep = units * sizeof(T) % 512 == 0 ? units + 64 / sizeof(T) : units;
        _tiles = (batch + MicroKernel<T>.Rows - 1) / MicroKernel<T>.Rows;
        double cost = (double)batch * time * 4 * units * (inputs + units);
        Slices = (int)Math.Clamp(cost / TaskCost, 1, Math.Clamp(_tiles, 1, MostSlices));
    }

    public nint GateElements => (nint)Batch * Time * GateStep;
    public nint HiddenElements => (nint)Batch * (Time + 1) * HiddenStep;
    public nint CellElements => (nint)Batch * (Time + 1) * Units;

    /// <summary>First batch row of a slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstRow(int slice) => Math.Min(Batch, (int)((long)_tiles * slice / Slices) * MicroKernel<T>.Rows);
}

/// <summary>What one direction of an LSTM works on. Sizes: <see cref="LstmLayout{T}"/>; a null pointer means there is none.</summary>
internal unsafe struct LstmDirection<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>[batch, time, inputs].</summary>
    public T* X;
    public int Inputs;

    /// <summary>The sequence is read from its end.</summary>
    public bool Backwards;

    /// <summary>Forward: the kernel [inputs, 4 units] and the recurrent kernel [units, 4 units]. Backward: the latter, transposed.</summary>
    public Panels<T> Kernel, Recurrent;

    /// <summary>Bias, filled up to a row of gates.</summary>
    public T* Bias;

    /// <summary>[batch, units]: initial states, and what the hidden state is multiplied by on its way to the gates.</summary>
    public T* InitialHidden, InitialCell, Mask;

    /// <summary>[batch, time, gate step]: behind the forward pass the gates' values.</summary>
    public T* Gates;

    /// <summary>[batch, time + 1, hidden step], masked, and [batch, time + 1, units].</summary>
    public T* Hidden, Cell;

    /// <summary>Results: [batch, time, units] and [batch, units]. Backward: the gradients that arrive at them.</summary>
    public T* Sequence, LastHidden, LastCell;

    /// <summary>Backward: [batch, time, 4 units], the gradient at the gates before their activations.</summary>
    public T* GateGradient;

    /// <summary>Backward: [batch, panels of units] and [batch, units], the gradients that travel from step to step.</summary>
    public T* HiddenGradient, CellGradient;

    /// <summary>Backward: the gradient at the initial hidden state is wanted.</summary>
    public bool ToInitialState;

    /// <summary>Entry of the states that step <paramref name="t"/> writes.</summary>
    public readonly int After(int t) => Backwards ? t : t + 1;

    /// <summary>Entry of the states that step <paramref name="t"/> reads.</summary>
    public readonly int Before(int t) => Backwards ? t + 1 : t;
}

/// <summary>One slice of one direction.</summary>
internal unsafe struct LstmTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public LstmDirection<T>* Direction;
    public LstmLayout<T> Layout;
    public int First, Rows;
}

/// <summary>All directions of an LSTM, as one set of tasks.</summary>
internal unsafe struct LstmRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public LstmLayout<T> Layout;
    public LstmDirection<T>* Directions;

    public static void For<TKernel>(in LstmLayout<T> layout, LstmDirection<T>* directions, int count)
        where TKernel : struct, IKernel<LstmTask<T>, T>
    {
        var run = new LstmRun<T> { Layout = layout, Directions = directions };
        Workers.For(count * layout.Slices, &Task<TKernel>, &run);
    }

    private static void Task<TKernel>(void* args, int task)
        where TKernel : struct, IKernel<LstmTask<T>, T>
    {
        var run = (LstmRun<T>*)args;
        int slices = run->Layout.Slices, slice = task % slices, first = run->Layout.FirstRow(slice);
        var part = new LstmTask<T>
        {
            Direction = run->Directions + task / slices, Layout = run->Layout, First = first, Rows = run->Layout.FirstRow(slice + 1) - first,
        };
        Simd.Run<TKernel, LstmTask<T>, T>(&part);
    }
}

/// <summary>The products and loads that both passes share.</summary>
internal static unsafe class LstmParts<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Inner steps after which a product goes on to the next tile, so that its part of a panel stays in the first caches.</summary>
    private const int BlockDepth = 512;

    /// <summary>
    /// c = a x b, plus what c holds with <paramref name="load"/>, plus the bias. The rows of c have room for whole panels. A row's
    /// bits depend on no other row.
    /// </summary>
    public static void Product<S, V>(
        T* a, nint aStep, int rows, in Panels<T> b, int depth, T* c, nint cStep, bool load, T* bias, T* scratch)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        const int height = MicroKernel<T>.Rows;
        int width = MicroKernel<T>.PanelWidth;
        Segment segment;
        var tile = new Tile<T> { AStep = 1, Segments = &segment, SegmentCount = 1 };
        T** aOf = &tile.A0, cOf = &tile.C0;
        for (int from = 0; from < depth; from += BlockDepth)
        {
            segment = new Segment { A = from, B = from, Length = Math.Min(BlockDepth, depth - from) };
            tile.Load = load || from > 0;
            bool last = from + BlockDepth >= depth && bias != null;
            for (int panel = 0; panel < b.Count; panel++)
            {
                tile.B = b.Get(panel, out tile.BStep);
                tile.Bias = last ? bias + panel * width : null;
                for (int row = 0; row < rows; row += height)
                {
                    T* aRow = a + row * aStep, cRow = c + row * cStep + panel * width;
                    for (int i = 0; i < height; i++)
                    {
                        bool spare = row + i >= rows;
                        aOf[i] = spare ? aRow : aRow + i * aStep;
                        cOf[i] = spare ? scratch : cRow + i * cStep;
                    }
                    MicroKernel<T>.Run<S, V>(&tile);
                }
            }
        }
    }

    /// <summary>A whole register, or its first <paramref name="n"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(T* p, int n)
        where S : struct, ISimd<V, T>
        where V : struct => n >= S.Count ? S.Load(p) : S.LoadPartial(p, n);

    /// <inheritdoc cref="Load{S, V}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<S, V>(V v, T* p, int n)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        if (n >= S.Count) S.Store(v, p);
        else S.StorePartial(v, p, n);
    }
}
