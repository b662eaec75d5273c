using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Gated recurrent units: a recurrent layer with two gates and one state.</summary>
/// <remarks>
/// [batch, time, features] to [batch, units], or to [batch, time, units] with return_sequences; with return_state the last state follows.
/// Formulas and weights: <see cref="GRUCell"/>. Source: Cho and others, 2014.
/// </remarks>
public sealed class GRU : Recurrent
{
    private readonly int _implementation;

    /// <summary>A layer.</summary>
    /// <param name="units">Length of the state and of the output, 1 or more.</param>
    /// <param name="activation">Of the new values; tanh unless given.</param>
    /// <param name="recurrent_activation">Of the gates; sigmoid unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="kernel_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="recurrent_initializer">First values of the recurrent kernel; orthogonal unless given.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="dropout">Share of the inputs to drop in training, the same ones at all steps.</param>
    /// <param name="recurrent_dropout">Share of the hidden state to drop in training on its way to the gates, the same at all steps.</param>
    /// <param name="return_sequences">True for the outputs of all steps.</param>
    /// <param name="return_state">True to return the last state too.</param>
    /// <param name="go_backwards">True to read the sequences from their end.</param>
    /// <param name="stateful">False, the only value built.</param>
    /// <param name="unroll">Keras' choice of code; has no effect.</param>
    /// <param name="time_major">True for [time, batch, features].</param>
    /// <param name="reset_after">True to apply the reset gate behind the product with the recurrent kernel, false in front of it.</param>
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="recurrent_regularizer">Penalty on the recurrent kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="implementation">Keras' choice of code, 0 to 2; has no effect on results.</param>
    /// <param name="input_shape">[time, features] of a sample, for a layer that begins a model; -1 for any number of steps.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">Fewer than one unit, a rate out of its range, or an unknown name.</exception>
    /// <exception cref="NotSupportedException">stateful is true.</exception>
    public GRU(
        int units,
        Activation? activation = null,
        Activation? recurrent_activation = null,
        bool use_bias = true,
        Initializer? kernel_initializer = null,
        Initializer? recurrent_initializer = null,
        Initializer? bias_initializer = null,
        double dropout = 0,
        double recurrent_dropout = 0,
        bool return_sequences = false,
        bool return_state = false,
        bool go_backwards = false,
        bool stateful = false,
        bool unroll = false,
        bool time_major = false,
        bool reset_after = true,
        Regularizer? kernel_regularizer = null,
        Regularizer? recurrent_regularizer = null,
        Regularizer? bias_regularizer = null,
        int implementation = 2,
        Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype, new LoopSettings(return_sequences, return_state, go_backwards, stateful, unroll, time_major))
    {
        var settings = new CellSettings(
            $"{ClassName} '{Name}'", units, activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
            dropout, recurrent_dropout, kernel_regularizer, recurrent_regularizer, bias_regularizer);
        Cell = new GRUCell(settings, reset_after, Name, dtype);
        _implementation = implementation;
    }

    private GRU(ConfigReader read)
        : base(read.Name, null, read.DType, LoopSettings.Read(read))
    {
        Cell = GRUCell.Read(ClassName, read, Name);
        _implementation = read.Integer("implementation") ?? 2;
    }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        Cell.Name = Name;
        base.Build(input_shape);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        ((GRUCell)Cell).WriteSettings(config);
        config["implementation"] = _implementation;
        Loop.Write(config);
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static GRU from_config(JsonObject config)
    {
        var read = new ConfigReader("GRU", config);
        return read.Finish(new GRU(read));
    }
}
