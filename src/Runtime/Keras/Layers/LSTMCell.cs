using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>One time step of a long short-term memory, made of plain operations: the reference for the fused <see cref="LSTM"/>.</summary>
/// <remarks>
/// c' = f c + i activation(z_c), h' = o activation(c'), with the gates i, f, o = recurrent_activation(z) and z = x kernel +
/// h recurrent_kernel + bias. Weights: kernel [features, 4 units], recurrent_kernel [units, 4 units], bias [4 units], in the order
/// i, f, c, o. States: h and c, [batch, units]. Source: Hochreiter and Schmidhuber, 1997.
/// </remarks>
public sealed class LSTMCell : KernelCell
{
    private static readonly Activation Tanh = "tanh", Sigmoid = "sigmoid";

    private readonly bool _unitForgetBias;
    private readonly int _implementation;

    /// <summary>A cell.</summary>
    /// <param name="units">Length of the states, 1 or more.</param>
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
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="recurrent_regularizer">Penalty on the recurrent kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="name">The cell's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">Fewer than one unit, a rate out of its range, or an unknown name.</exception>
    public LSTMCell(
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
        Regularizer? kernel_regularizer = null,
        Regularizer? recurrent_regularizer = null,
        Regularizer? bias_regularizer = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, dtype)
    {
        Settings = new CellSettings(
            $"{ClassName} '{Name}'", units, activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
            dropout, recurrent_dropout, kernel_regularizer, recurrent_regularizer, bias_regularizer);
        (_unitForgetBias, _implementation) = (unit_forget_bias, implementation);
    }

    internal LSTMCell(CellSettings settings, bool unitForgetBias, int implementation, string? name, TF_DataType dtype)
        : base(name, dtype) =>
        (Settings, _unitForgetBias, _implementation) = (settings, unitForgetBias, implementation);

    /// <summary>True when the activations are those that the fused kernel computes.</summary>
    internal bool CanFuse => ReferenceEquals(Settings.Activation, Tanh) && ReferenceEquals(Settings.RecurrentActivation, Sigmoid);

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSizes => [Settings.Units, Settings.Units];

    private protected override int Gates => 4;

    private protected override Initializer BiasInitializer =>
        _unitForgetBias ? new ForgetGateOfOnes(Settings.BiasInitializer) : Settings.BiasInitializer;

    private protected override (Tensor Output, Tensor[] States) Step(Tensor x, Tensor h, Tensor[] states)
    {
        Tensor z = MathOps.Add(NnOps.Dense(x, Kernel.Operand, Bias), MathOps.MatMul(h, RecurrentKernel.Operand));
        Tensor[] gates = ArrayOps.Split(z, 4, 1);
        Tensor input = Settings.RecurrentActivation.Apply(gates[0]), forget = Settings.RecurrentActivation.Apply(gates[1]);
        Tensor cell = MathOps.Add(MathOps.Multiply(forget, states[1]), MathOps.Multiply(input, Settings.Activation.Apply(gates[2])));
        Tensor output = MathOps.Multiply(Settings.RecurrentActivation.Apply(gates[3]), Settings.Activation.Apply(cell));
        return (output, [output, cell]);
    }

    internal override void WriteSettings(JsonObject config)
    {
        base.WriteSettings(config);
        config["unit_forget_bias"] = _unitForgetBias;
        config["implementation"] = _implementation;
    }

    /// <summary>A cell with the settings of <c>get_config</c>.</summary>
    public static LSTMCell from_config(JsonObject config)
    {
        var read = new ConfigReader("LSTMCell", config);
        return read.Finish(Read("LSTMCell", read, read.Name));
    }

    /// <summary>The cell that a configuration describes, its own or that of the layer around it.</summary>
    internal static LSTMCell Read(string className, ConfigReader read, string? name) => new(
        CellSettings.Read($"{className} '{name}'", read), read.Flag("unit_forget_bias", true), read.Integer("implementation") ?? 2, name, read.DType);

    /// <summary>The bias initializer's values, but ones for the forget gate.</summary>
    private sealed class ForgetGateOfOnes(Initializer others) : Initializer
    {
        protected override Tensor Create(Shape shape, TF_DataType dtype, RandomStream stream)
        {
            long units = shape[0] / 4;
            return ArrayOps.Concat(
                [others.Apply(units, dtype, stream), ArrayOps.Fill(units, 1, dtype), others.Apply(2 * units, dtype, stream)], 0);
        }
    }
}
