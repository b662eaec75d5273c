using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static unsafe partial class NnOps
{
    private static void LstmGradients<T>(GradientStep g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LstmTrace[] traces = g.Attribute<LstmTraces>().Directions;
        Tensor x = g.Input(LstmX);
        LstmLayout<T> layout = LayoutOf<T>(x, g.Input(LstmRecurrent));
        int units = layout.Units, columns = 4 * units;
        nint gradients = (nint)layout.Batch * layout.Time * columns, travelling = layout.Batch * LstmBackward<T>.HiddenGradientStep(units);
        nint each = Workspace.Bytes<T>(Packing<T>.Size(columns, units)) + Workspace.Bytes<T>(gradients) + Workspace.Bytes<T>(travelling)
            + Workspace.Bytes<T>((nint)layout.Batch * units);
        using Workspace workspace = Workspace.Rent(each * traces.Length + Workspace.Bytes<LstmDirection<T>>(traces.Length));
        var runs = workspace.Take<LstmDirection<T>>(traces.Length);
        List<Tensor>? made = Tape.AnyActive ? [] : null;
        for (int i = 0, first = 0; i < traces.Length; first = NextDirection(traces[i++], first))
        {
            LstmTrace trace = traces[i];
            Tensor? dy = g.OutputGradientAt(trace.Output), dHidden = trace.LastHidden < 0 ? null : g.OutputGradientAt(trace.LastHidden);
            Tensor? dCell = trace.LastCell < 0 ? null : g.OutputGradientAt(trace.LastCell);
            if (!g.Attribute<LstmTraces>().Sequences) dy = null;
            runs[i] = new LstmDirection<T>
            {
                X = g.Input(first + LstmX).Pointer<T>(), Backwards = trace.Backwards,
                Gates = trace.Gates.Pointer<T>(), Hidden = trace.Hidden.Pointer<T>(), Cell = trace.Cell.Pointer<T>(),
                Mask = trace.Mask is null ? null : trace.Mask.Pointer<T>(),
                Sequence = dy is null ? null : dy.Pointer<T>(), LastHidden = dHidden is null ? null : dHidden.Pointer<T>(),
                LastCell = dCell is null ? null : dCell.Pointer<T>(),
                Recurrent = Packing<T>.Packed(
                    g.Input(first + LstmRecurrent).Pointer<T>(), 1, columns, columns, units, workspace.Take<T>(Packing<T>.Size(columns, units))),
                GateGradient = workspace.Take<T>(gradients), HiddenGradient = workspace.Take<T>(travelling),
                CellGradient = workspace.Take<T>((nint)layout.Batch * units),
                ToInitialState = trace.States >= 0 && g.Needs(trace.States),
            };
        }
        LstmRun<T>.For<LstmBackward<T>>(in layout, runs, traces.Length);

        Tensor? dx = null;
        for (int i = 0, first = 0; i < traces.Length; first = NextDirection(traces[i++], first))
        {
            LstmTrace trace = traces[i];
            Tensor kernel = g.Input(first + LstmKernel);
            int inputs = (int)kernel.shape[0], rows = layout.Batch * layout.Time;
            T* dz = runs[i].GateGradient;
            if (g.Needs(first + LstmKernel))
            {
                Tensor dw = New(g.Input(first + LstmKernel).shape);
                Gemm<T>.MatMul(runs[i].X, dz, dw.Pointer<T>(), inputs, columns, rows, transposeA: true, transposeB: false);
                g.Add(first + LstmKernel, dw);
            }
            if (g.Needs(first + LstmRecurrent))
            {
                Tensor dr = New(g.Input(first + LstmRecurrent).shape);
                LstmRecurrentGradient(in runs[i], in layout, dr.Pointer<T>());
                g.Add(first + LstmRecurrent, dr);
            }
            if (trace.Bias >= 0 && g.Needs(trace.Bias))
            {
                Tensor db = New(g.Input(trace.Bias).shape);
                BiasGradient<T>.Sum(dz, db.Pointer<T>(), rows, columns);
                g.Add(trace.Bias, db);
            }
            if (trace.States >= 0)
            {
                if (g.Needs(trace.States)) g.Add(trace.States, State(runs[i].HiddenGradient, LstmBackward<T>.HiddenGradientStep(units)));
                if (g.Needs(trace.States + 1)) g.Add(trace.States + 1, State(runs[i].CellGradient, units));
            }
            if (!g.Needs(first + LstmX)) continue;
            // Directions that read the same tensor add their parts up in one product.
            bool again = dx is not null && ReferenceEquals(g.Input(first + LstmX), x), more = MoreReadX(i, first);
            Tensor target = again ? dx! : New(g.Input(first + LstmX).shape);
            Gemm<T>.MatMul(
                dz, kernel.Pointer<T>(), target.Pointer<T>(), rows, inputs, columns, transposeA: false, transposeB: true, accumulate: again);
            if (i == 0) dx = target;
            if (!more) g.Add(first + LstmX, target);
        }
        GC.KeepAlive(g);
        Refuse(g, made);

        Tensor New(Shape shape)
        {
            Tensor tensor = Tensor.Empty(shape, x.dtype);
            made?.Add(tensor);
            return tensor;
        }

        Tensor State(T* rows, nint step)
        {
            Tensor state = New(Shape.Of(layout.Batch, units));
            T* to = state.Pointer<T>();
            for (int row = 0; row < layout.Batch; row++)
                new ReadOnlySpan<T>(rows + row * step, units).CopyTo(new Span<T>(to + (nint)row * units, units));
            return state;
        }

        // True when a later direction adds to the gradient of the same input.
        bool MoreReadX(int direction, int first)
        {
            if (!ReferenceEquals(g.Input(first + LstmX), x)) return false;
            for (int i = direction; i < traces.Length - 1; i++)
            {
                first = NextDirection(traces[i], first);
                if (ReferenceEquals(g.Input(first + LstmX), x)) return true;
            }
            return false;
        }
    }

    /// <summary>Place of the next direction's first input.</summary>
    private static int NextDirection(LstmTrace trace, int first) => first + 3 + (trace.Bias >= 0 ? 1 : 0) + (trace.States >= 0 ? 2 : 0);

    /// <summary>The recurrent kernel's gradient: the states before each step, transposed, times the gradients at the gates.</summary>
    private static void LstmRecurrentGradient<T>(in LstmDirection<T> d, in LstmLayout<T> layout, T* result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int units = layout.Units, columns = 4 * units, rows = layout.Batch * layout.Time;
        nint tail = Packing<T>.TailSize(rows, columns);
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<T>(tail) + Workspace.Bytes<nint>(units));
        nint* offsets = workspace.Take<nint>(units);
        for (int i = 0; i < units; i++) offsets[i] = i;
        // A line is a batch row's sequence; between two of them lies the entry that is one too many.
        var product = new GemmColumns<T>
        {
            A = d.Hidden + d.Before(0) * layout.HiddenStep, B = Packing<T>.InPlace(d.GateGradient, columns, rows, columns, workspace.Take<T>(tail)),
            C = result, Rows = units, RowOffsets = offsets, Columns = columns, CStep = columns, Positions = rows, LineLength = layout.Time,
            ImageLines = Math.Max(1, layout.Batch), LineStep = (layout.Time + 1) * (nint)layout.HiddenStep, Step = layout.HiddenStep,
        };
        product.Run();
    }

    /// <summary>Tells an outer tape that these gradients have none of their own.</summary>
    private static void Refuse(GradientStep g, List<Tensor>? made)
    {
        if (made is null || made.Count == 0) return;
        var sources = new List<Tensor>();
        for (int i = 0; i < g.InputCount; i++) sources.Add(g.Input(i));
        foreach (LstmTrace trace in g.Attribute<LstmTraces>().Directions)
        {
            if (g.OutputGradientAt(trace.Output) is { } dy) sources.Add(dy);
            if (trace.LastHidden > trace.Output && g.OutputGradientAt(trace.LastHidden) is { } dh) sources.Add(dh);
            if (trace.LastCell >= 0 && g.OutputGradientAt(trace.LastCell) is { } dc) sources.Add(dc);
        }
        LstmGradientOp.Record([.. made], [.. sources]);
    }
}
