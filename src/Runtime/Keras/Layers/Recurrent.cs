using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that run a cell over sequences.</summary>
/// <remarks>
/// [batch, time, features] to [batch, outputs] of the last step, or to [batch, time, outputs] of all with return_sequences. With
/// return_state the last states follow the output: call the layer as <c>Apply(new Tensors(x))</c>. First states are given behind the
/// input, <c>Apply(x, states)</c>; they are zero unless given. Steps are taken, and outputs returned, from the last to the first with
/// go_backwards.
/// </remarks>
public abstract class Recurrent : Layer
{
    private protected Recurrent(string? name, Shape? input_shape, TF_DataType dtype, LoopSettings loop)
        : base(name, input_shape, dtype)
    {
        if (loop.Stateful)
            throw new NotSupportedException($"{ClassName} '{Name}' got stateful: true, which is not built. Keep the states yourself: "
                + "return_state: true gives them, and Apply(x, states) begins with them.");
        Loop = loop;
    }

    /// <summary>How the layer walks through its sequences.</summary>
    internal LoopSettings Loop { get; }

    /// <summary>What is done at each step.</summary>
    internal RecurrentCell Cell { get; private protected init; } = null!;

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => [Cell];

    /// <inheritdoc/>
    protected override int? InputRank => 3;

    /// <inheritdoc/>
    protected override string InputAxes => Loop.TimeMajor ? "[time, batch, features]" : "[batch, time, features]";

    private int TimeAxis => Loop.TimeMajor ? 0 : 1;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> input_shapes)
    {
        CheckCount(input_shapes.Count);
        Build(input_shapes[0]);
    }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape) => Cell.EnsureBuilt(Shape.Of(input_shape[1 - TimeAxis], input_shape[2]));

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => Run(x, [], training)[0];

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, bool training = false)
    {
        CheckCount(inputs.Length);
        return new Tensors(Run(inputs[0], inputs.Length == 1 ? [] : inputs.ToArray()[1..], training));
    }

    private Tensor[] Run(Tensor x, Tensor[] states, bool training)
    {
        if (x.shape[TimeAxis] < 1) throw BadInput($"sequences of no step ({x.shape})", $"{InputAxes} of 1 step or more");
        if (Loop.TimeMajor) x = ArrayOps.Transpose(x, [1, 0, 2]);
        Tensor[] outputs = Run(x, states, Loop.ReturnState, training);
        if (Loop is { TimeMajor: true, ReturnSequences: true }) outputs[0] = ArrayOps.Transpose(outputs[0], [1, 0, 2]);
        return outputs;
    }

    /// <summary>Runs the cell over sequences that begin with the batch axis.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="states">First states; none for zeros.</param>
    /// <param name="returnState">True to have the last states behind the output.</param>
    /// <param name="training">True in training.</param>
    private protected virtual Tensor[] Run(Tensor x, Tensor[] states, bool returnState, bool training)
    {
        Tensor[] steps = ArrayOps.Unstack(x, 1);
        if (states.Length == 0) states = Cell.InitialStates(x.shape[0]);
        Cell.BeginSequence(x.shape[0], training);
        var outputs = new Tensor[steps.Length];
        for (int step = 0; step < steps.Length; step++)
            (outputs[step], states) = Cell.Step(steps[Loop.GoBackwards ? steps.Length - 1 - step : step], states, training);
        Tensor output = Loop.ReturnSequences ? ArrayOps.Stack(outputs, 1) : outputs[^1];
        return returnState ? [output, .. states] : [output];
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        long batch = input_shape[1 - TimeAxis], time = input_shape[TimeAxis];
        return !Loop.ReturnSequences ? Shape.Of(batch, Cell.OutputSize)
            : Loop.TimeMajor ? Shape.Of(time, batch, Cell.OutputSize) : Shape.Of(batch, time, Cell.OutputSize);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes)
    {
        CheckCount(input_shapes.Count);
        return ComputeOutputShape(input_shapes[0]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> ComputeOutputShapes(IReadOnlyList<Shape> input_shapes)
    {
        Shape output = ComputeOutputShape(input_shapes);
        long batch = input_shapes[0][1 - TimeAxis];
        return Loop.ReturnState ? [output, .. Cell.StateSizes.Select(size => Shape.Of(batch, size))] : [output];
    }

    private void CheckCount(int inputs)
    {
        int states = Cell.StateSizes.Count;
        if (inputs != 1 && inputs != 1 + states)
            throw BadInput($"{inputs - 1} first states", $"none, or {states}: [batch, {string.Join("] and [batch, ", Cell.StateSizes)}]");
    }
}
