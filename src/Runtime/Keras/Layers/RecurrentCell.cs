using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the cells: what a recurrent layer does at one time step. <see cref="RNN"/> runs any of them over sequences.</summary>
/// <remarks>
/// [batch, features] to [batch, outputs]. Called alone, a cell takes one step from states of zeros; called with states behind the
/// input, it returns the new states behind the output.
/// </remarks>
public abstract class RecurrentCell : Layer, IRnnCell
{
    /// <summary>A cell.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dtype">Type of the weights.</param>
    protected RecurrentCell(string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, null, dtype)
    {
    }

    /// <inheritdoc/>
    public abstract IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public abstract int OutputSize { get; }

    /// <inheritdoc/>
    protected override int? InputRank => 2;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, features]";

    /// <summary>Prepares for a sequence: draws what stays the same at all its steps, such as masks of a dropout.</summary>
    /// <param name="batch">Rows of the sequences.</param>
    /// <param name="training">True in training.</param>
    public virtual void BeginSequence(long batch, bool training)
    {
    }

    /// <summary>One time step.</summary>
    /// <param name="x">[batch, features].</param>
    /// <param name="states">[batch, size] each, in the order of <see cref="StateSizes"/>.</param>
    /// <param name="training">True in training.</param>
    /// <returns>The output and the new states.</returns>
    public abstract (Tensor Output, Tensor[] States) Step(Tensor x, Tensor[] states, bool training);

    /// <summary>States before the first step, all zero.</summary>
    internal Tensor[] InitialStates(long batch)
    {
        var states = new Tensor[StateSizes.Count];
        for (int i = 0; i < states.Length; i++) states[i] = Tensor.Zeros(Shape.Of(batch, StateSizes[i]), DType);
        return states;
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        BeginSequence(x.shape[0], training);
        return Step(x, InitialStates(x.shape[0]), training).Output;
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, bool training = false)
    {
        if (inputs.Length == 1) return Call(inputs[0], training);
        CheckCount(inputs.Length);
        BeginSequence(inputs[0].shape[0], training);
        (Tensor output, Tensor[] states) = Step(inputs[0], inputs.ToArray()[1..], training);
        return new Tensors([output, .. states]);
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> input_shapes)
    {
        CheckCount(input_shapes.Count);
        Build(input_shapes[0]);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) => Shape.Of(input_shape[0], OutputSize);

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> ComputeOutputShapes(IReadOnlyList<Shape> input_shapes)
    {
        CheckCount(input_shapes.Count);
        Shape output = ComputeOutputShape(input_shapes[0]);
        return input_shapes.Count == 1 ? [output] : [output, .. StateSizes.Select(size => Shape.Of(input_shapes[0][0], size))];
    }

    private void CheckCount(int inputs)
    {
        if (inputs != 1 && inputs != 1 + StateSizes.Count)
            throw BadInput($"{inputs - 1} states", $"none, or {StateSizes.Count} of [batch, {string.Join("] and [batch, ", StateSizes)}]");
    }
}
