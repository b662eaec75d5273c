using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Regularizers;

namespace Tensorflow.Keras;

// Layers of several inputs, and attention.
public sealed partial class LayersApi
{
    /// <inheritdoc cref="Layers.Add"/>
    public Layer Add(string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) => new Add(name, dtype);

    /// <inheritdoc cref="Layers.Attention"/>
    public Layer Attention(bool use_scale = false, string score_mode = "dot", bool causal = false, double dropout = 0, int? seed = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) => new Attention(use_scale, score_mode, causal, dropout, seed, name, dtype);

    /// <inheritdoc cref="Layers.Average"/>
    public Layer Average(string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) => new Average(name, dtype);

    /// <inheritdoc cref="Layers.Concatenate"/>
    public Layer Concatenate(int axis = -1, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Concatenate(axis, name, dtype);

    /// <inheritdoc cref="Layers.Maximum"/>
    public Layer Maximum(string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) => new Maximum(name, dtype);

    /// <inheritdoc cref="Layers.Minimum"/>
    public Layer Minimum(string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) => new Minimum(name, dtype);

    /// <inheritdoc cref="Layers.MultiHeadAttention"/>
    public Layer MultiHeadAttention(
        int num_heads, int key_dim, int? value_dim = null, double dropout = 0, bool use_bias = true, Shape? output_shape = null,
        Shape? attention_axes = null, Initializer? kernel_initializer = null, Initializer? bias_initializer = null,
        Regularizer? kernel_regularizer = null, Regularizer? bias_regularizer = null, int? seed = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new MultiHeadAttention(num_heads, key_dim, value_dim, dropout, use_bias, output_shape, attention_axes, kernel_initializer,
            bias_initializer,
            kernel_regularizer, bias_regularizer, seed, name, dtype);

    /// <inheritdoc cref="Layers.Multiply"/>
    public Layer Multiply(string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) => new Multiply(name, dtype);

    /// <inheritdoc cref="Layers.Subtract"/>
    public Layer Subtract(string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) => new Subtract(name, dtype);
}
