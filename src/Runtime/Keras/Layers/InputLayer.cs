using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Says what shape a model's input has, and passes it on unchanged.</summary>
public sealed class InputLayer : Layer
{
    /// <summary>An input.</summary>
    /// <param name="input_shape">Shape of one sample, without the batch axis.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="batch_input_shape">Shape with the batch axis, in place of <paramref name="input_shape"/>.</param>
    /// <param name="dtype">Type of the values.</param>
    /// <exception cref="ArgumentException">Neither shape is given, or both.</exception>
    public InputLayer(Shape? input_shape = null, string? name = null, Shape? batch_input_shape = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        if (input_shape is null == batch_input_shape is null)
            throw new ArgumentException($"InputLayer '{Name}' takes one shape: input_shape: (28, 28, 1) for a sample, "
                + $"or batch_input_shape with the batch axis; got {(input_shape is null ? "none" : "both")}.");
        BatchInputShape ??= batch_input_shape;
    }

    /// <inheritdoc/>
    protected override int? InputRank => BatchInputShape!.ndim;

    /// <inheritdoc/>
    protected override string InputAxes => BatchInputShape!.ToString();

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Check(x.shape);
        return x;
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        Check(input_shape);
        return input_shape;
    }

    /// <summary>A layer with the settings of <c>get_config</c>.</summary>
    public static InputLayer from_config(JsonObject config)
    {
        var read = new ConfigReader("InputLayer", config);
        Shape shape = read.BatchInputShape
            ?? throw new InvalidDataException("InputLayer's configuration lacks 'batch_input_shape', a list of sizes.");
        return read.Finish(new InputLayer(batch_input_shape: shape, name: read.Name, dtype: read.DType));
    }

    /// <summary>Sizes that the model was described with must be those of the data; the batch may be of any size.</summary>
    private void Check(Shape shape)
    {
        for (int i = 1; i < shape.ndim; i++)
            if (BatchInputShape![i] >= 0 && shape[i] >= 0 && shape[i] != BatchInputShape[i])
                throw BadInput($"an input of shape {shape}", $"{BatchInputShape}", "Reshape the data, or describe the model with their shape.");
    }
}
