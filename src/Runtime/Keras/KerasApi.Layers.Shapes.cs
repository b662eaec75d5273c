using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras;

// Activation functions as layers, and layers that change the shape of their input.
public sealed partial class LayersApi
{
    /// <inheritdoc cref="Layers.Cropping2D"/>
    public Layer Cropping2D(Margins? cropping = null, string? data_format = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Cropping2D(cropping, data_format, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Exponential"/>
    public Layer Exponential(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Exponential(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.HardSigmoid"/>
    public Layer HardSigmoid(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new HardSigmoid(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Permute"/>
    public Layer Permute(Shape dims, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Permute(dims, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.ReLU6"/>
    public Layer ReLU6(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new ReLU6(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.RepeatVector"/>
    public Layer RepeatVector(int n, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RepeatVector(n, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.SELU"/>
    public Layer SELU(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new SELU(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Sigmoid"/>
    public Layer Sigmoid(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Sigmoid(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Softplus"/>
    public Layer Softplus(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Softplus(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Softsign"/>
    public Layer Softsign(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Softsign(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Swish"/>
    public Layer Swish(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Swish(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Tanh"/>
    public Layer Tanh(Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Tanh(input_shape, name, dtype);

    /// <inheritdoc cref="Layers.UpSampling2D"/>
    public Layer UpSampling2D(Shape? size = null, string? data_format = null, string interpolation = "nearest", Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new UpSampling2D(size, data_format, interpolation, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.ZeroPadding2D"/>
    public Layer ZeroPadding2D(Margins? padding = null, string? data_format = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new ZeroPadding2D(padding, data_format, input_shape, name, dtype);
}
