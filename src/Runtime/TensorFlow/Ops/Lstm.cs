using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

/// <summary>What one direction of <see cref="NnOps.Lstm"/> reads. A gate's columns come in the order i, f, c, o.</summary>
/// <param name="X">The sequences, [batch, time, inputs].</param>
/// <param name="Kernel">[inputs, 4 units].</param>
/// <param name="RecurrentKernel">[units, 4 units].</param>
/// <param name="Bias">[4 units] or null.</param>
/// <param name="InitialHidden">Hidden state before the first step, [batch, units]; null for zeros. Given together with the cell state.</param>
/// <param name="InitialCell">Cell state before the first step, [batch, units]; null for zeros.</param>
/// <param name="RecurrentMask">What the hidden state is multiplied by on its way to the gates, the same at every step: a dropout's mask,
/// [batch, units], or null. It gets no gradient.</param>
/// <param name="Backwards">True to read the sequence from its end.</param>
public readonly record struct LstmInput(
    Tensor X, Tensor Kernel, Tensor RecurrentKernel, Tensor? Bias = null, Tensor? InitialHidden = null, Tensor? InitialCell = null,
    Tensor? RecurrentMask = null, bool Backwards = false);

public static unsafe partial class NnOps
{
    /// <summary>What the gradient needs of a direction: where its inputs are in the list, and what the forward pass left.</summary>
    private sealed class LstmTrace
    {
        public bool Backwards;
        public int Bias, States, Output, LastHidden, LastCell;
        public Tensor Gates = null!, Hidden = null!, Cell = null!;
        public Tensor? Mask;
    }

    private sealed record LstmTraces(LstmTrace[] Directions, bool Sequences) : IStepState
    {
        public void Free()
        {
            foreach (LstmTrace trace in Directions)
            {
                trace.Gates.Recycle();
                trace.Hidden.Recycle();
                trace.Cell.Recycle();
            }
        }
    }

    private const int LstmX = 0, LstmKernel = 1, LstmRecurrent = 2;

    private static readonly Op LstmOp = new("Lstm", static g =>
    {
        if (g.Output.dtype == TF_DataType.TF_FLOAT) LstmGradients<float>(g);
        else LstmGradients<double>(g);
    });

    private static readonly Op LstmGradientOp = new("LstmGradient", static _ =>
        throw new NotSupportedException("The fused LSTM has no second gradient. Use layers.RNN(layers.LSTMCell(units)), which is made of "
            + "operations that have one."));

    /// <summary>
    /// Long short-term memory over sequences, in one or several directions that run at the same time: sigmoid gates, tanh states. The
    /// gradient is fused as well, and has no gradient of its own.
    /// </summary>
    /// <param name="directions">What each direction reads; batch, time, units and element type are the same for all.</param>
    /// <param name="sequences">True for the hidden states of all steps, in the order of the input; false for that of the last step.</param>
    /// <param name="states">True to have the last states too.</param>
    /// <returns>For each direction its output, [batch, time, units] or [batch, units]; behind it, with <paramref name="states"/>, the last
    /// hidden state, if the output is a sequence, and the last cell state, [batch, units]. The last step is that read last.</returns>
    /// <exception cref="ArgumentException">Ranks, sizes or element types do not fit together.</exception>
    public static Tensor[] Lstm(ReadOnlySpan<LstmInput> directions, bool sequences = false, bool states = false)
    {
        if (directions.IsEmpty) throw new ArgumentException("lstm got no direction; it takes one or more.");
        foreach (ref readonly LstmInput d in directions) CheckLstm(in d, in directions[0]);
        Tensor x = directions[0].X;
        (long batch, long time, long units) = (x.shape[0], x.shape[1], directions[0].RecurrentKernel.shape[0]);
        int outputsEach = states ? sequences ? 3 : 2 : 1, count = 0;
        foreach (ref readonly LstmInput d in directions) count += 3 + (d.Bias is null ? 0 : 1) + (d.InitialHidden is null ? 0 : 2);
        var inputs = new Tensor[count];
        var outputs = new Tensor[directions.Length * outputsEach];
        var traces = Tape.AnyActive ? new LstmTraces(new LstmTrace[directions.Length], sequences) : null;
        count = 0;
        for (int i = 0, output = 0; i < directions.Length; i++, output += outputsEach)
        {
            ref readonly LstmInput d = ref directions[i];
            outputs[output] = Tensor.Empty(sequences ? Shape.Of(batch, time, units) : Shape.Of(batch, units), x.dtype);
            for (int o = 1; o < outputsEach; o++) outputs[output + o] = Tensor.Empty(Shape.Of(batch, units), x.dtype);
            int first = count;
            inputs[count++] = d.X;
            inputs[count++] = d.Kernel;
            inputs[count++] = d.RecurrentKernel;
            if (d.Bias is not null) inputs[count++] = d.Bias;
            if (d.InitialHidden is not null)
            {
                inputs[count++] = d.InitialHidden;
                inputs[count++] = d.InitialCell!;
            }
            if (traces is null) continue;
            traces.Directions[i] = new LstmTrace
            {
                Backwards = d.Backwards, Mask = d.RecurrentMask, Output = output,
                Bias = d.Bias is null ? -1 : first + 3, States = d.InitialHidden is null ? -1 : count - 2,
                LastHidden = !sequences ? output : states ? output + 1 : -1, LastCell = states ? output + outputsEach - 1 : -1,
            };
        }
        if (x.dtype == TF_DataType.TF_FLOAT) RunLstm<float>(directions, outputs, outputsEach, sequences, traces);
        else RunLstm<double>(directions, outputs, outputsEach, sequences, traces);
        foreach (ref readonly LstmInput d in directions) GC.KeepAlive(d.RecurrentMask);
        return LstmOp.Record(outputs, inputs, traces);
    }

    private static void CheckLstm(in LstmInput d, in LstmInput first)
    {
        CheckSameType(d.X, d.Kernel, "lstm");
        CheckSameType(d.X, d.RecurrentKernel, "lstm");
        Shape x = d.X.shape, kernel = d.Kernel.shape, recurrent = d.RecurrentKernel.shape;
        if (x.ndim != 3 || x[1] < 1 || kernel.ndim != 2 || recurrent.ndim != 2 || kernel[0] != x[2] || recurrent[0] < 1
            || recurrent[1] != 4 * recurrent[0] || kernel[1] != recurrent[1])
            throw new ArgumentException($"lstm got an input of shape {x}, a kernel of shape {kernel} and a recurrent kernel of shape {recurrent}; "
                + "it takes [batch, time, inputs] of 1 step or more, [inputs, 4 units] and [units, 4 units].");
        if (x[0] != first.X.shape[0] || x[1] != first.X.shape[1] || recurrent != first.RecurrentKernel.shape || d.X.dtype != first.X.dtype)
            throw new ArgumentException($"lstm got directions of shapes {first.X.shape} and {x}, and recurrent kernels "
                + $"{first.RecurrentKernel.shape} and {recurrent}; batch, time, units and element types are the same for all. "
                + "Run differing directions apart.");
        if (d.Bias is not null)
        {
            CheckSameType(d.X, d.Bias, "lstm");
            CheckBias(d.Bias, recurrent[1], "lstm");
        }
        if (d.InitialHidden is null != d.InitialCell is null)
            throw new ArgumentException("lstm got one initial state; it takes the hidden and the cell state, or none.");
        CheckLstmState(in d, d.InitialHidden, "an initial hidden state");
        CheckLstmState(in d, d.InitialCell, "an initial cell state");
        CheckLstmState(in d, d.RecurrentMask, "a recurrent mask");
    }

    private static void CheckLstmState(in LstmInput d, Tensor? state, string what)
    {
        if (state is null) return;
        CheckSameType(d.X, state, "lstm");
        Shape takes = Shape.Of(d.X.shape[0], d.RecurrentKernel.shape[0]);
        if (state.shape != takes) throw new ArgumentException($"lstm got {what} of shape {state.shape}; it takes [batch, units], here {takes}.");
    }

    private static LstmLayout<T> LayoutOf<T>(Tensor x, Tensor recurrent)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(checked((int)x.shape[0]), checked((int)x.shape[1]), checked((int)x.shape[2]), checked((int)recurrent.shape[0]));

    private static void RunLstm<T>(ReadOnlySpan<LstmInput> directions, Tensor[] outputs, int outputsEach, bool sequences, LstmTraces? traces)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LstmLayout<T> layout = LayoutOf<T>(directions[0].X, directions[0].RecurrentKernel);
        int units = layout.Units, columns = 4 * units;
        nint bytes = 0;
        foreach (ref readonly LstmInput d in directions)
        {
            bytes += Workspace.Bytes<T>(Packing<T>.Size((nint)d.X.shape[2], columns)) + Workspace.Bytes<T>(Packing<T>.Size(units, columns))
                + Workspace.Bytes<T>(layout.GateStep);
            if (traces is null)
                bytes += Workspace.Bytes<T>(layout.GateElements) + Workspace.Bytes<T>(layout.HiddenElements)
                    + Workspace.Bytes<T>(layout.CellElements);
        }
        using Workspace workspace = Workspace.Rent(bytes + Workspace.Bytes<LstmDirection<T>>(directions.Length));
        var runs = workspace.Take<LstmDirection<T>>(directions.Length);
        for (int i = 0; i < directions.Length; i++)
        {
            ref readonly LstmInput d = ref directions[i];
            int inputs = (int)d.X.shape[2];
            var run = new LstmDirection<T> { X = d.X.Pointer<T>(), Inputs = inputs, Backwards = d.Backwards };
            run.Kernel = Packing<T>.Packed(d.Kernel.Pointer<T>(), columns, 1, inputs, columns, workspace.Take<T>(Packing<T>.Size(inputs, columns)));
            run.Recurrent = Packing<T>.Packed(
                d.RecurrentKernel.Pointer<T>(), columns, 1, units, columns, workspace.Take<T>(Packing<T>.Size(units, columns)));
            T* bias = workspace.Take<T>(layout.GateStep);
            if (d.Bias is not null)
            {
                new Span<T>(bias, layout.GateStep).Clear();
                d.Bias.Span<T>().CopyTo(new Span<T>(bias, columns));
                run.Bias = bias;
            }
            run.InitialHidden = d.InitialHidden is null ? null : d.InitialHidden.Pointer<T>();
            run.InitialCell = d.InitialCell is null ? null : d.InitialCell.Pointer<T>();
            run.Mask = d.RecurrentMask is null ? null : d.RecurrentMask.Pointer<T>();
            if (traces is null)
            {
                run.Gates = workspace.Take<T>(layout.GateElements);
                run.Hidden = workspace.Take<T>(layout.HiddenElements);
                run.Cell = workspace.Take<T>(layout.CellElements);
            }
            else
            {
                LstmTrace trace = traces.Directions[i];
                run.Gates = (trace.Gates = Tensor.Empty(Shape.Of(layout.GateElements), d.X.dtype)).Pointer<T>();
                run.Hidden = (trace.Hidden = Tensor.Empty(Shape.Of(layout.HiddenElements), d.X.dtype)).Pointer<T>();
                run.Cell = (trace.Cell = Tensor.Empty(Shape.Of(layout.CellElements), d.X.dtype)).Pointer<T>();
            }
            int output = i * outputsEach;
            run.Sequence = sequences ? outputs[output].Pointer<T>() : null;
            run.LastHidden = !sequences ? outputs[output].Pointer<T>() : outputsEach > 1 ? outputs[output + 1].Pointer<T>() : null;
            run.LastCell = outputsEach > 1 ? outputs[output + outputsEach - 1].Pointer<T>() : null;
            runs[i] = run;
        }
        LstmRun<T>.For<LstmForward<T>>(in layout, runs, directions.Length);
    }
}
