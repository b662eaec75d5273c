using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Regularizers;

namespace Tensorflow.Keras;

public sealed partial class LayersApi
{
    /// <inheritdoc cref="Layers.Bidirectional"/>
    public Layer Bidirectional(
        ILayer layer, string? merge_mode = "concat", IReadOnlyList<Tensor>? weights = null, ILayer? backward_layer = null,
        Shape? input_shape = null, string? name = null) =>
        new Bidirectional(layer, merge_mode, weights, backward_layer, input_shape, name);

    /// <inheritdoc cref="Layers.Embedding"/>
    public Layer Embedding(
        int input_dim, int output_dim, Initializer? embeddings_initializer = null, bool mask_zero = false, Shape? input_shape = null,
        int input_length = -1, Regularizer? embeddings_regularizer = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Embedding(input_dim, output_dim, embeddings_initializer, mask_zero, input_shape, input_length, embeddings_regularizer, name,
        dtype);

    /// <inheritdoc cref="Layers.GRU"/>
    public Layer GRU(
        int units, Activation? activation = null, Activation? recurrent_activation = null, bool use_bias = true,
        Initializer? kernel_initializer = null, Initializer? recurrent_initializer = null, Initializer? bias_initializer = null,
        double dropout = 0, double recurrent_dropout = 0, bool return_sequences = false, bool return_state = false,
        bool go_backwards = false, bool stateful = false, bool unroll = false, bool time_major = false, bool reset_after = true,
        Regularizer? kernel_regularizer = null, Regularizer? recurrent_regularizer = null, Regularizer? bias_regularizer = null,
        int implementation = 2, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new GRU(
            units, activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer, dropout,
            recurrent_dropout, return_sequences, return_state, go_backwards, stateful, unroll, time_major, reset_after, kernel_regularizer,
            recurrent_regularizer, bias_regularizer, implementation, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.GRUCell"/>
    public GRUCell GRUCell(
        int units, Activation? activation = null, Activation? recurrent_activation = null, bool use_bias = true,
        Initializer? kernel_initializer = null, Initializer? recurrent_initializer = null, Initializer? bias_initializer = null,
        double dropout = 0, double recurrent_dropout = 0, bool reset_after = true, Regularizer? kernel_regularizer = null,
        Regularizer? recurrent_regularizer = null, Regularizer? bias_regularizer = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new(
            units, activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer, dropout,
            recurrent_dropout, reset_after, kernel_regularizer, recurrent_regularizer, bias_regularizer, name, dtype);

    /// <inheritdoc cref="Layers.LSTM"/>
    public Layer LSTM(
        int units, Activation? activation = null, Activation? recurrent_activation = null, bool use_bias = true,
        Initializer? kernel_initializer = null, Initializer? recurrent_initializer = null, Initializer? bias_initializer = null,
        bool unit_forget_bias = true, double dropout = 0, double recurrent_dropout = 0, int implementation = 2,
        bool return_sequences = false, bool return_state = false, bool go_backwards = false, bool stateful = false, bool time_major = false,
        bool unroll = false, Regularizer? kernel_regularizer = null, Regularizer? recurrent_regularizer = null,
        Regularizer? bias_regularizer = null, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new LSTM(
            units, activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
            unit_forget_bias, dropout, recurrent_dropout, implementation, return_sequences, return_state, go_backwards, stateful,
            time_major, unroll, kernel_regularizer, recurrent_regularizer, bias_regularizer, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.LSTMCell"/>
    public LSTMCell LSTMCell(
        int units, Activation? activation = null, Activation? recurrent_activation = null, bool use_bias = true,
        Initializer? kernel_initializer = null, Initializer? recurrent_initializer = null, Initializer? bias_initializer = null,
        bool unit_forget_bias = true, double dropout = 0, double recurrent_dropout = 0, int implementation = 2,
        Regularizer? kernel_regularizer = null, Regularizer? recurrent_regularizer = null, Regularizer? bias_regularizer = null,
        string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new(
            units, activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
            unit_forget_bias, dropout, recurrent_dropout, implementation, kernel_regularizer, recurrent_regularizer, bias_regularizer, name,
            dtype);

    /// <inheritdoc cref="Layers.RNN"/>
    public Layer RNN(
        IRnnCell cell, bool return_sequences = false, bool return_state = false, bool go_backwards = false, bool stateful = false,
        bool unroll = false, bool time_major = false, Shape? input_shape = null, string? name = null) =>
        new RNN(cell, return_sequences, return_state, go_backwards, stateful, unroll, time_major, input_shape, name);

    /// <inheritdoc cref="Layers.SimpleRNN"/>
    public Layer SimpleRNN(
        int units, Activation? activation = null, Initializer? kernel_initializer = null, Initializer? recurrent_initializer = null,
        Initializer? bias_initializer = null, bool return_sequences = false, bool return_state = false, bool use_bias = true,
        double dropout = 0, double recurrent_dropout = 0, bool go_backwards = false, bool stateful = false, bool unroll = false,
        Regularizer? kernel_regularizer = null, Regularizer? recurrent_regularizer = null, Regularizer? bias_regularizer = null,
        Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new SimpleRNN(
            units, activation, kernel_initializer, recurrent_initializer, bias_initializer, return_sequences, return_state, use_bias,
            dropout, recurrent_dropout, go_backwards, stateful, unroll, kernel_regularizer, recurrent_regularizer, bias_regularizer,
            input_shape, name, dtype);

    /// <inheritdoc cref="Layers.SimpleRNNCell"/>
    public SimpleRNNCell SimpleRNNCell(
        int units, Activation? activation = null, bool use_bias = true, Initializer? kernel_initializer = null,
        Initializer? recurrent_initializer = null, Initializer? bias_initializer = null, double dropout = 0, double recurrent_dropout = 0,
        Regularizer? kernel_regularizer = null, Regularizer? recurrent_regularizer = null, Regularizer? bias_regularizer = null,
        string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new(
            units, activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer, dropout, recurrent_dropout,
            kernel_regularizer, recurrent_regularizer, bias_regularizer, name, dtype);

    /// <inheritdoc cref="Layers.StackedRNNCells"/>
    public StackedRNNCells StackedRNNCells(IEnumerable<IRnnCell> cells, string? name = null) => new(cells, name);

    /// <inheritdoc cref="Layers.TimeDistributed"/>
    public Layer TimeDistributed(ILayer layer, Shape? input_shape = null, string? name = null) => new TimeDistributed(layer, input_shape, name);
}

/// <summary>Forms of <c>keras.layers</c> for lists.</summary>
public static class LayersApiExtensions
{
    /// <summary>A recurrent layer of several cells, one on top of the other.</summary>
    /// <param name="layers"><c>keras.layers</c>.</param>
    /// <param name="cells">From the input to the output.</param>
    /// <param name="return_sequences">True for the outputs of all steps.</param>
    /// <param name="return_state">True to return the last states too.</param>
    /// <param name="go_backwards">True to read the sequences from their end.</param>
    /// <param name="stateful">False, the only value built.</param>
    /// <param name="unroll">Keras' choice of code; has no effect.</param>
    /// <param name="time_major">True for [time, batch, features].</param>
    /// <param name="input_shape">[time, features] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    public static Layer RNN(
        this LayersApi layers, IEnumerable<IRnnCell> cells, bool return_sequences = false, bool return_state = false,
        bool go_backwards = false, bool stateful = false, bool unroll = false, bool time_major = false, Shape? input_shape = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.RNN(
            new StackedRNNCells(cells), return_sequences, return_state, go_backwards, stateful, unroll, time_major, input_shape, name);
    }
}
