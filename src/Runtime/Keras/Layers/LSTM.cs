using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Long short-term memory: reads sequences step by step and learns what to keep in mind.</summary>
/// <remarks>
/// [batch, time, features] to [batch, units], or to [batch, time, units] with return_sequences; with return_state the hidden and the
/// cell state of the last step follow. Formulas and weights: <see cref="LSTMCell"/>. With its default activations the layer is one
/// fused operation, forward and backward, whose gradient has no gradient; with others it is a loop over the cell.
/// Source: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997.
/// </remarks>
public sealed class LSTM : Recurrent
{
    /// <summary>A layer.</summary>
    /// <param name="units">Length of the states and of the output, 1 or more.</param>
    /// <param name="activation">Of the new values and of the output; tanh unless given.</param>
    /// <param name="recurrent_activation">Of the gates; sigmoid unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="kernel_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="recurrent_initializer">First values of the recurrent kernel; orthogonal unless given.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="unit_forget_bias">True to begin with a forget gate's bias of 1.</param>
    /// <param name="dropout">Share of the inputs to drop in training, the same ones at all steps.</param>
    /// <param name="recurrent_dropout">Share of the hidden state to drop in training on its way to the gates, the same at all steps.</param>
    /// <param name="implementation">Keras' choice of code, 0 to 2; has no effect on results.</param>
    /// <param name="return_sequences">True for the outputs of all steps.</param>
    /// <param name="return_state">True to return the last states too.</param>
    /// <param name="go_backwards">True to read the sequences from their end.</param>
    /// <param name="stateful">False, the only value built.</param>
    /// <param name="time_major">True for [time, batch, features].</param>
    /// <param name="unroll">Keras' choice of code; has no effect.</param>
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="recurrent_regularizer">Penalty on the recurrent kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="input_shape">[time, features] of a sample, for a layer that begins a model; -1 for any number of steps.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">Fewer than one unit, a rate out of its range, or an unknown name.</exception>
    /// <exception cref="NotSupportedException">stateful is true.</exception>
    public LSTM(
        int units,
        Activation? activation = null,
        Activation? recurrent_activation = null,
        bool use_bias = true,
        Initializer? kernel_initializer = null,
        Initializer? recurrent_initializer = null,
        Initializer? bias_initializer = null,
        bool unit_forget_bias = true,
        double dropout = 0,
        double recurrent_dropout = 0,
        int implementation = 2,
        bool return_sequences = false,
        bool return_state = false,
        bool go_backwards = false,
        bool stateful = false,
        bool time_major = false,
        bool unroll = false,
        Regularizer? kernel_regularizer = null,
        Regularizer? recurrent_regularizer = null,
        Regularizer? bias_regularizer = null,
        Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype, new LoopSettings(return_sequences, return_state, go_backwards, stateful, unroll, time_major))
    {
        var settings = new CellSettings(
            $"{ClassName} '{Name}'", units, activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
            dropout, recurrent_dropout, kernel_regularizer, recurrent_regularizer, bias_regularizer);
        Cell = new LSTMCell(settings, unit_forget_bias, implementation, Name, dtype);
    }

    private LSTM(ConfigReader read)
        : base(read.Name, null, read.DType, LoopSettings.Read(read)) => Cell = LSTMCell.Read(ClassName, read, Name);

    /// <summary>The cell, with the weights.</summary>
    internal new LSTMCell Cell
    {
        get => (LSTMCell)base.Cell;
        private init => base.Cell = value;
    }

    internal bool CanFuse => Cell.CanFuse;

    internal int Units => Cell.Settings.Units;

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        Cell.Name = Name;
        base.Build(input_shape);
    }

    private protected override Tensor[] Run(Tensor x, Tensor[] states, bool returnState, bool training)
    {
        if (!Cell.CanFuse) return base.Run(x, states, returnState, training);
        Tensor[] outputs = NnOps.Lstm([FusedInput(x, states, training)], Loop.ReturnSequences, returnState);
        // The operation returns outputs in the order of the input, Keras in the order of the steps.
        if (Loop is { ReturnSequences: true, GoBackwards: true }) outputs[0] = ArrayOps.Reverse(outputs[0], 1);
        return returnState && !Loop.ReturnSequences ? [outputs[0], outputs[0], outputs[1]] : outputs;
    }

    /// <summary>What the fused operation reads, after dropout.</summary>
    internal LstmInput FusedInput(Tensor x, Tensor[] states, bool training)
    {
        Cell.CheckFeatures(x.shape);
        Cell.BeginSequence(x.shape[0], training);
        if (Cell.InputMask is { } mask) x = MathOps.Multiply(x, ArrayOps.ExpandDims(mask, 1));
        bool given = states.Length > 0;
        return new LstmInput(
            x, Cell.Kernel.Operand, Cell.RecurrentKernel.Operand, Cell.Bias, given ? states[0] : null, given ? states[1] : null, Cell.RecurrentMask,
            Loop.GoBackwards);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        Cell.WriteSettings(config);
        Loop.Write(config);
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static LSTM from_config(JsonObject config)
    {
        var read = new ConfigReader("LSTM", config);
        return read.Finish(new LSTM(read));
    }
}
