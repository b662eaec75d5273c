using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Puts its inputs one behind the other along an axis; their sizes on all other axes are equal.</summary>
/// <remarks>With axis -1: [batch, .., a] and [batch, .., b] give [batch, .., a + b].</remarks>
/// <example><code>Tensor y = layers.Concatenate().Apply(new Tensors(a, b));</code></example>
/// <param name="axis">The axis; negative numbers count from the end. Not the batch's.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class Concatenate(int axis = -1, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) : Layer(name, null, dtype)
{
    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) =>
        throw BadInput("one input", "several", "Call it on a list: layers.Concatenate().Apply(new Tensors(a, b)).");

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _ = ComputeOutputShape([.. inputs.Select(x => x.shape)]);
        return ArrayOps.Concat(inputs.ToArray(), axis);
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> input_shapes) => _ = ComputeOutputShape(input_shapes);

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes)
    {
        ArgumentNullException.ThrowIfNull(input_shapes);
        if (input_shapes.Count < 1) throw BadInput("no input", "several");
        Shape first = input_shapes[0];
        if (axis >= first.ndim || axis < -first.ndim)
            throw BadInput($"an input of rank {first.ndim} ({first})", $"one with an axis {axis}", "Change axis; -1 is the last.");
        int along = first.Axis(axis);
        long[] dims = first.dims;
        for (int i = 1; i < input_shapes.Count; i++)
        {
            Shape next = input_shapes[i];
            bool fits = next.ndim == first.ndim;
            for (int d = 0; d < first.ndim && fits; d++) fits = d == along || dims[d] == next[d] || dims[d] < 0 || next[d] < 0;
            if (!fits)
                throw BadInput($"inputs of shapes {first} and {next}", $"equal sizes on all axes but axis {axis}",
                    "Bring them to one shape first, or choose another axis.");
            for (int d = 0; d < first.ndim; d++)
            {
                if (d == along) dims[d] = dims[d] < 0 || next[d] < 0 ? -1 : dims[d] + next[d];
                else if (dims[d] < 0) dims[d] = next[d];
            }
        }
        return Shape.Of(dims);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["axis"] = axis;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Concatenate from_config(JsonObject config)
    {
        var read = new ConfigReader("Concatenate", config);
        return read.Finish(new Concatenate(read.Integer("axis") ?? -1, read.Name, read.DType));
    }
}
