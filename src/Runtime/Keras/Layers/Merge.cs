using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that make one tensor of several, element by element.</summary>
/// <remarks>
/// Inputs have equal shapes, or sizes of 1 that stretch. One with fewer axes gets axes of size 1 behind the batch axis, as in Keras:
/// [batch, 4] and [batch, 3, 4] give [batch, 3, 4].
/// </remarks>
public abstract class Merge : Layer
{
    private protected Merge(string? name, TF_DataType dtype)
        : base(name, null, dtype)
    {
    }

    /// <summary>The smallest number of inputs.</summary>
    private protected virtual int Least => 2;

    /// <summary>The largest number of inputs.</summary>
    private protected virtual int Most => int.MaxValue;

    /// <summary>Combines two inputs, or what the former inputs gave and the next one.</summary>
    private protected abstract Tensor Combine(Tensor a, Tensor b);

    /// <summary>What is done to the combination of so many inputs.</summary>
    private protected virtual Tensor Finish(Tensor y, int inputs) => y;

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) =>
        throw BadInput("one input", "several", $"Call it on a list: layers.{ClassName}().Apply(new Tensors(a, b)).");

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CheckCount(inputs.Length);
        int rank = 0;
        for (int i = 0; i < inputs.Length; i++) rank = Math.Max(rank, inputs[i].ndim);
        for (int i = 1; i < inputs.Length; i++) _ = MergedShape(Aligned(inputs[0].shape, rank), Aligned(inputs[i].shape, rank));
        Tensor y = Aligned(inputs[0], rank);
        for (int i = 1; i < inputs.Length; i++) y = Combine(y, Aligned(inputs[i], rank));
        return Finish(y, inputs.Length);
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> input_shapes) => _ = ComputeOutputShape(input_shapes);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        CheckCount(input_shapes.Count);
        int rank = input_shapes.Max(s => s.ndim);
        Shape merged = Aligned(input_shapes[0], rank);
        for (int i = 1; i < input_shapes.Count; i++) merged = MergedShape(merged, Aligned(input_shapes[i], rank));
        return merged;
    }

    private protected static T Read<T>(string className, JsonObject config, Func<string?, TF_DataType, T> make)
        where T : Layer
    {
        var read = new ConfigReader(className, config);
        return read.Finish(make(read.Name, read.DType));
    }

    private void CheckCount(int inputs)
    {
        if (inputs < Least || inputs > Most)
            throw BadInput($"{inputs} input{(inputs == 1 ? "" : "s")}", Least == Most ? $"exactly {Least}" : $"at least {Least}",
                $"Call it on a list: layers.{ClassName}().Apply(new Tensors(a, b)).");
    }

    private Shape MergedShape(Shape a, Shape b)
    {
        if (a == b) return a;
        Span<long> dims = stackalloc long[a.ndim];
        for (int i = 0; i < dims.Length; i++)
        {
            if (a[i] != b[i] && a[i] != 1 && b[i] != 1 && a[i] >= 0 && b[i] >= 0)
                throw BadInput($"inputs of shapes {a} and {b}", $"equal sizes, or sizes of 1, on every axis; axis {i} has {a[i]} and "
                    + $"{b[i]}",
                    "Bring them to one shape first, with a Dense or Conv2D layer for example.");
            dims[i] = a[i] < 0 || b[i] < 0 ? -1 : a[i] == 1 ? b[i] : a[i];
        }
        return Shape.Of(dims);
    }

    private static Tensor Aligned(Tensor x, int rank) => x.ndim == rank ? x : ArrayOps.Reshape(x, Aligned(x.shape, rank));

    private static Shape Aligned(Shape shape, int rank)
    {
        if (shape.ndim == rank || shape.ndim == 0) return shape;
        Span<long> dims = stackalloc long[rank];
        dims.Fill(1);
        dims[0] = shape[0];
        shape.Span[1..].CopyTo(dims[(rank - shape.ndim + 1)..]);
        return Shape.Of(dims);
    }
}
