using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>
/// The way back through an LSTM for a slice of the batch: step by step, from the last to the first, the gradient at the gates and
/// its product with the transposed recurrent kernel. The gradients of the weights are products over all steps, made at the end.
/// </summary>
internal readonly unsafe struct LstmBackward<T> : IKernel<LstmTask<T>, T>
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
        nint gateRow = (nint)time * size.GateStep, cellRow = (time + 1) * (nint)units, gradientRow = (nint)time * 4 * units;
        nint hiddenStep = HiddenGradientStep(units);
        T* gates = d.Gates + first * gateRow, cell = d.Cell + first * cellRow, gradient = d.GateGradient + first * gradientRow;
        T* dh = d.HiddenGradient + first * hiddenStep, dc = d.CellGradient + (nint)first * units;
        for (int row = 0; row < rows; row++)
        {
            nint at = (first + row) * (nint)units;
            Begin(d.LastHidden == null ? null : d.LastHidden + at, dh + row * hiddenStep, units);
            Begin(d.LastCell == null ? null : d.LastCell + at, dc + (nint)row * units, units);
        }
        for (int step = time - 1; step >= 0; step--)
        {
            int t = d.Backwards ? time - 1 - step : step;
            for (int row = 0; row < rows; row++)
            {
                T* c = cell + row * cellRow;
                Step<S, V>(
                    gates + row * gateRow + t * size.GateStep, c + d.Before(t) * units, c + d.After(t) * units, dh + row * hiddenStep,
                    d.Sequence == null ? null : d.Sequence + ((first + row) * (nint)time + t) * units, dc + (nint)row * units,
                    gradient + row * gradientRow + (nint)t * 4 * units, units);
            }
            if (step == 0 && !d.ToInitialState) break;
            LstmParts<T>.Product<S, V>(
                gradient + (nint)t * 4 * units, gradientRow, rows, in d.Recurrent, 4 * units, dh, hiddenStep, false, null, scratch);
            if (d.Mask == null) continue;
            for (int row = 0; row < rows; row++)
                for (int j = 0; j < units; j++) dh[row * hiddenStep + j] *= d.Mask[(first + row) * (nint)units + j];
        }
    }

    /// <summary>Elements from a row of <see cref="LstmDirection{T}.HiddenGradient"/> to the next.</summary>
    public static nint HiddenGradientStep(int units) => (nint)Packing<T>.PanelCount(units) * MicroKernel<T>.PanelWidth;

    private static void Begin(T* given, T* to, int units)
    {
        if (given == null) new Span<T>(to, units).Clear();
        else new ReadOnlySpan<T>(given, units).CopyTo(new Span<T>(to, units));
    }

    private static void Step<S, V>(T* gates, T* before, T* after, T* dh, T* dy, T* dc, T* dz, int units)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int j = 0;
        for (; j <= units - S.Count; j += S.Count) Step<S, V>(gates, before, after, dh, dy, dc, dz, units, j, S.Count);
        if (j < units) Step<S, V>(gates, before, after, dh, dy, dc, dz, units, j, units - j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<S, V>(T* gates, T* before, T* after, T* dh, T* dy, T* dc, T* dz, int units, int j, int n)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V one = S.Broadcast(T.One), none = S.Broadcast(T.Zero);
        V i = LstmParts<T>.Load<S, V>(gates + j, n), f = LstmParts<T>.Load<S, V>(gates + units + j, n);
        V g = LstmParts<T>.Load<S, V>(gates + 2 * units + j, n), o = LstmParts<T>.Load<S, V>(gates + 3 * units + j, n);
        V tanh = TanhMap.Of<S, V, T>(LstmParts<T>.Load<S, V>(after + j, n), none, none, none);
        V h = LstmParts<T>.Load<S, V>(dh + j, n);
        if (dy != null) h = S.Add(h, LstmParts<T>.Load<S, V>(dy + j, n));
        V c = S.Add(LstmParts<T>.Load<S, V>(dc + j, n), S.Multiply(S.Multiply(h, o), S.Subtract(one, S.Multiply(tanh, tanh))));
        LstmParts<T>.Store<S, V>(S.Multiply(S.Multiply(c, g), S.Multiply(i, S.Subtract(one, i))), dz + j, n);
        LstmParts<T>.Store<S, V>(
            S.Multiply(S.Multiply(c, LstmParts<T>.Load<S, V>(before + j, n)), S.Multiply(f, S.Subtract(one, f))), dz + units + j, n);
        LstmParts<T>.Store<S, V>(S.Multiply(S.Multiply(c, i), S.Subtract(one, S.Multiply(g, g))), dz + 2 * units + j, n);
        LstmParts<T>.Store<S, V>(S.Multiply(S.Multiply(h, tanh), S.Multiply(o, S.Subtract(one, o))), dz + 3 * units + j, n);
        LstmParts<T>.Store<S, V>(S.Multiply(c, f), dc + j, n);
    }
}
