using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>
/// An LSTM over a slice of the batch: one product for the inputs of all steps, then a product and a pass over the gates for each
/// step. Slices and directions share nothing but the weights, so they run without waiting for each other.
/// </summary>
/// <remarks>
/// i = sigmoid(z_i), f = sigmoid(z_f), o = sigmoid(z_o), c = f c + i tanh(z_c), h = o tanh(c), with z = x kernel + bias + h recurrent
/// kernel. Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers and others, 2000.
/// </remarks>
internal readonly unsafe struct LstmForward<T> : IKernel<LstmTask<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Run<S, V>(LstmTask<T>* task)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        LstmLayout<T> size = task->Layout;
        LstmDirection<T> d = *task->Direction;
        int first = task->First, rows = task->Rows, time = size.Time, units = size.Units;
        if (rows == 0) return;
        T* scratch = stackalloc T[MicroKernel<T>.PanelWidth];
        nint gateRow = (nint)time * size.GateStep, hiddenRow = (time + 1) * (nint)size.HiddenStep, cellRow = (time + 1) * (nint)units;
        T* gates = d.Gates + first * gateRow, hidden = d.Hidden + first * hiddenRow, cell = d.Cell + first * cellRow;
        LstmParts<T>.Product<S, V>(
            d.X + (nint)first * time * d.Inputs, d.Inputs, rows * time, in d.Kernel, d.Inputs, gates, size.GateStep, false, d.Bias, scratch);
        Begin<S, V>(in d, in size, first, rows, hidden, cell);
        for (int step = 0; step < time; step++)
        {
            int t = d.Backwards ? time - 1 - step : step, before = d.Before(t), after = d.After(t);
            if (step > 0 || d.InitialHidden != null)
                LstmParts<T>.Product<S, V>(
                    hidden + before * size.HiddenStep, hiddenRow, rows, in d.Recurrent, units, gates + t * size.GateStep, gateRow, true, null,
                    scratch);
            bool last = step == time - 1;
            for (int row = 0; row < rows; row++)
            {
                nint at = (first + row) * (nint)units;
                T* c = cell + row * cellRow;
                Activate<S, V>(gates + row * gateRow + t * size.GateStep, units);
                Combine<S, V>(
                    gates + row * gateRow + t * size.GateStep, c + before * units, c + after * units,
                    hidden + row * hiddenRow + after * size.HiddenStep, d.Mask == null ? null : d.Mask + at,
                    d.Sequence == null ? null : d.Sequence + at * time + t * units, !last || d.LastHidden == null ? null : d.LastHidden + at, units);
                if (last && d.LastCell != null) Copy(c + after * units, d.LastCell + at, units);
            }
        }
    }

    /// <summary>Puts the initial states where the first step reads them.</summary>
    private static void Begin<S, V>(in LstmDirection<T> d, in LstmLayout<T> size, int first, int rows, T* hidden, T* cell)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int units = size.Units, entry = d.Before(d.Backwards ? size.Time - 1 : 0);
        for (int row = 0; row < rows; row++)
        {
            nint at = (first + row) * (nint)units;
            T* h = hidden + (row * (nint)(size.Time + 1) + entry) * size.HiddenStep, c = cell + (row * (nint)(size.Time + 1) + entry) * units;
            if (d.InitialCell == null) new Span<T>(c, units).Clear();
            else Copy(d.InitialCell + at, c, units);
            if (d.InitialHidden == null) new Span<T>(h, units).Clear();
            else if (d.Mask == null) Copy(d.InitialHidden + at, h, units);
            else for (int j = 0; j < units; j++) h[j] = d.InitialHidden[at + j] * d.Mask[at + j];
        }
    }

    private static void Copy(T* from, T* to, int count) => new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(to, count));

    /// <summary>The gates' activations in place: sigmoid for i and f, tanh for c, sigmoid for o.</summary>
    private static void Activate<S, V>(T* z, int units)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        Map<SigmoidMap, S, V>(z, 2 * units);
        Map<TanhMap, S, V>(z + 2 * units, units);
        Map<SigmoidMap, S, V>(z + 3 * units, units);
    }

    private static void Map<F, S, V>(T* z, int count)
        where F : struct, IMap
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V none = S.Broadcast(T.Zero);
        int j = 0;
        for (; j <= count - S.Count; j += S.Count) S.Store(F.Of<S, V, T>(S.Load(z + j), none, none, none), z + j);
        if (j < count) S.StorePartial(F.Of<S, V, T>(S.LoadPartial(z + j, count - j), none, none, none), z + j, count - j);
    }

    private static void Combine<S, V>(T* gates, T* before, T* after, T* hidden, T* mask, T* y, T* last, int units)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int j = 0;
        for (; j <= units - S.Count; j += S.Count) Combine<S, V>(gates, before, after, hidden, mask, y, last, units, j, S.Count);
        if (j < units) Combine<S, V>(gates, before, after, hidden, mask, y, last, units, j, units - j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine<S, V>(T* gates, T* before, T* after, T* hidden, T* mask, T* y, T* last, int units, int j, int n)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V none = S.Broadcast(T.Zero);
        V i = LstmParts<T>.Load<S, V>(gates + j, n), f = LstmParts<T>.Load<S, V>(gates + units + j, n);
        V g = LstmParts<T>.Load<S, V>(gates + 2 * units + j, n), o = LstmParts<T>.Load<S, V>(gates + 3 * units + j, n);
        V c = S.Fma(f, LstmParts<T>.Load<S, V>(before + j, n), S.Multiply(i, g));
        LstmParts<T>.Store<S, V>(c, after + j, n);
        V h = S.Multiply(o, TanhMap.Of<S, V, T>(c, none, none, none));
        if (y != null) LstmParts<T>.Store<S, V>(h, y + j, n);
        if (last != null) LstmParts<T>.Store<S, V>(h, last + j, n);
        if (mask != null) h = S.Multiply(h, LstmParts<T>.Load<S, V>(mask + j, n));
        LstmParts<T>.Store<S, V>(h, hidden + j, n);
    }
}
