using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Regularizers;

namespace Tensorflow.Keras;

/// <summary><c>keras.layers</c>: one method a layer, with its constructor's arguments and defaults.</summary>
public sealed partial class LayersApi
{
    internal LayersApi()
    {
    }

    /// <inheritdoc cref="ActivationLayer"/>
    public Layer Activation(Activation activation, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new ActivationLayer(activation, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.AveragePooling2D"/>
    public Layer AveragePooling2D(
        Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null, Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new AveragePooling2D(pool_size, strides, padding, data_format, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Conv2D"/>
    public Layer Conv2D(
        int filters, Shape? kernel_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        Shape? dilation_rate = null, int groups = 1,
        Activation? activation = null, bool use_bias = true, Initializer? kernel_initializer = null, Initializer? bias_initializer = null,
        Regularizer? kernel_regularizer = null, Regularizer? bias_regularizer = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Conv2D(
            filters, kernel_size, strides, padding, data_format, dilation_rate, groups, activation, use_bias, kernel_initializer, bias_initializer,
            kernel_regularizer,
            bias_regularizer, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Dense"/>
    public Layer Dense(
        int units, Activation? activation = null, Initializer? kernel_initializer = null, bool use_bias = true, Initializer? bias_initializer = null,
        Shape? input_shape = null,
        Regularizer? kernel_regularizer = null, Regularizer? bias_regularizer = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Dense(units, activation, kernel_initializer, use_bias, bias_initializer, input_shape, kernel_regularizer, bias_regularizer, name, dtype);

    /// <inheritdoc cref="Layers.Dropout"/>
    public Layer Dropout(double rate, Shape? noise_shape = null, int? seed = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Dropout(rate, noise_shape, seed, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.ELU"/>
    public Layer ELU(double alpha = 1, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new ELU(alpha, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Flatten"/>
    public Layer Flatten(string? data_format = null, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Flatten(data_format, input_shape, name, dtype);

    /// <inheritdoc cref="KerasInterface.Input"/>
    public KerasInput Input(Shape? shape = null, int batch_size = -1, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT,
        Shape? batch_input_shape = null) =>
        KerasApi.keras.Input(shape, batch_size, name, dtype, batch_input_shape);

    /// <inheritdoc cref="Layers.InputLayer"/>
    public Layer InputLayer(Shape? input_shape = null, string? name = null, Shape? batch_input_shape = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new InputLayer(input_shape, name, batch_input_shape, dtype);

    /// <inheritdoc cref="Layers.LeakyReLU"/>
    public Layer LeakyReLU(double alpha = 0.3, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new LeakyReLU(alpha, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.MaxPooling2D"/>
    public Layer MaxPooling2D(
        Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null, Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new MaxPooling2D(pool_size, strides, padding, data_format, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.ReLU"/>
    public Layer ReLU(
        double? max_value = null, double negative_slope = 0, double threshold = 0, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new ReLU(max_value, negative_slope, threshold, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Reshape"/>
    public Layer Reshape(Shape target_shape, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Reshape(target_shape, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Softmax"/>
    public Layer Softmax(int axis = -1, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Softmax(axis, input_shape, name, dtype);
}
