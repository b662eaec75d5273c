using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Regularizers;

namespace Tensorflow.Keras;

// Convolutions of other kinds, pooling and normalization.
public sealed partial class LayersApi
{
    /// <inheritdoc cref="Layers.BatchNormalization"/>
    public Layer BatchNormalization(
        int axis = -1, double momentum = 0.99, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? beta_initializer = null,
        Initializer? gamma_initializer = null, Initializer? moving_mean_initializer = null, Initializer? moving_variance_initializer = null,
        bool trainable = true, string? name = null, bool renorm = false, double renorm_momentum = 0.99, Regularizer? beta_regularizer = null,
        Regularizer? gamma_regularizer = null, Shape? input_shape = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new BatchNormalization(
            axis, momentum, epsilon, center, scale, beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer, trainable,
            name, renorm, renorm_momentum, beta_regularizer, gamma_regularizer, input_shape, dtype);

    /// <inheritdoc cref="Layers.Conv1D"/>
    public Layer Conv1D(
        int filters, Shape kernel_size, Shape? strides = null, string padding = "valid", string? data_format = "channels_last",
        Shape? dilation_rate = null, int groups = 1, Activation? activation = null, bool use_bias = true, Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null, Regularizer? kernel_regularizer = null, Regularizer? bias_regularizer = null,
        Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Conv1D(
            filters, kernel_size, strides, padding, data_format, dilation_rate, groups, activation, use_bias, kernel_initializer, bias_initializer,
            kernel_regularizer, bias_regularizer, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Conv2DTranspose"/>
    public Layer Conv2DTranspose(
        int filters, Shape? kernel_size = null, Shape? strides = null, OutputPadding output_padding = default, string? data_format = null,
        Shape? dilation_rate = null, Activation? activation = null, bool use_bias = true, Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null, Regularizer? kernel_regularizer = null, Regularizer? bias_regularizer = null, string? padding = null,
        Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Conv2DTranspose(
            filters, kernel_size, strides, output_padding, data_format, dilation_rate, activation, use_bias, kernel_initializer, bias_initializer,
            kernel_regularizer, bias_regularizer, padding, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.DepthwiseConv2D"/>
    public Layer DepthwiseConv2D(
        Shape? kernel_size = null, Shape? strides = null, string padding = "valid", string? data_format = null, Shape? dilation_rate = null,
        int groups = 1, int depth_multiplier = 1, Activation? activation = null, bool use_bias = true, Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null, Initializer? depthwise_initializer = null, Regularizer? depthwise_regularizer = null,
        Regularizer? bias_regularizer = null, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new DepthwiseConv2D(
            kernel_size, strides, padding, data_format, dilation_rate, groups, depth_multiplier, activation, use_bias, kernel_initializer,
            bias_initializer, depthwise_initializer, depthwise_regularizer, bias_regularizer, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.GlobalAveragePooling1D"/>
    public Layer GlobalAveragePooling1D(string? data_format = "channels_last", bool keepdims = false, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new GlobalAveragePooling1D(data_format, keepdims, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.GlobalAveragePooling2D"/>
    public Layer GlobalAveragePooling2D(string? data_format = "channels_last", bool keepdims = false, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new GlobalAveragePooling2D(data_format, keepdims, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.GlobalMaxPooling1D"/>
    public Layer GlobalMaxPooling1D(string? data_format = "channels_last", bool keepdims = false, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new GlobalMaxPooling1D(data_format, keepdims, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.GlobalMaxPooling2D"/>
    public Layer GlobalMaxPooling2D(string? data_format = "channels_last", bool keepdims = false, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new GlobalMaxPooling2D(data_format, keepdims, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.GroupNormalization"/>
    public Layer GroupNormalization(
        int groups = 32, int axis = -1, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? beta_initializer = null,
        Initializer? gamma_initializer = null, Regularizer? beta_regularizer = null, Regularizer? gamma_regularizer = null,
        Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new GroupNormalization(
            groups, axis, epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.InstanceNormalization"/>
    public Layer InstanceNormalization(
        int axis = -1, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? beta_initializer = null,
        Initializer? gamma_initializer = null, Regularizer? beta_regularizer = null, Regularizer? gamma_regularizer = null,
        Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new InstanceNormalization(
            axis, epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.LayerNormalization"/>
    public Layer LayerNormalization(
        Axis? axis = null, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? beta_initializer = null,
        Initializer? gamma_initializer = null, Regularizer? beta_regularizer = null, Regularizer? gamma_regularizer = null,
        Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new LayerNormalization(
            axis, epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.MaxPooling1D"/>
    public Layer MaxPooling1D(
        Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null, Shape? input_shape = null,
        string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new MaxPooling1D(pool_size, strides, padding, data_format, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Normalization"/>
    public Normalization Normalization(
        Shape? input_shape = null, int? axis = -1, Tensor? mean = null, Tensor? variance = null, bool invert = false, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new(input_shape, axis, mean, variance, invert, name, dtype);

    /// <inheritdoc cref="Layers.Rescaling"/>
    public Layer Rescaling(double scale, double offset = 0, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Rescaling(scale, offset, input_shape, name, dtype);
}
