using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>One time step of a gated recurrent unit.</summary>
/// <remarks>
/// h' = z h + (1 - z) activation(x W_h + r (h R_h + b) + b') with the gates z and r = recurrent_activation(x W + h R + b), when the reset
/// gate is applied after the product; before it, activation(x W_h + (r h) R_h + b). Weights: kernel [features, 3 units],
/// recurrent_kernel [units, 3 units], bias [2, 3 units] (input, recurrent) or [3 units], in the order z, r, h. State: h, [batch, units].
/// Source: Cho and others, 2014.
/// </remarks>
public sealed class GRUCell : KernelCell
{
    private readonly bool _resetAfter;

    /// <summary>A cell.</summary>
    /// <param name="units">Length of the state, 1 or more.</param>
    /// <param name="activation">Of the new values; tanh unless given.</param>
    /// <param name="recurrent_activation">Of the gates; sigmoid unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="kernel_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="recurrent_initializer">First values of the recurrent kernel; orthogonal unless given.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="dropout">Share of the inputs to drop in training, the same ones at all steps.</param>
    /// <param name="recurrent_dropout">Share of the hidden state to drop in training on its way to the gates, the same at all steps.</param>
    /// <param name="reset_after">True to apply the reset gate behind the product with the recurrent kernel, false in front of it.</param>
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="recurrent_regularizer">Penalty on the recurrent kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="name">The cell's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">Fewer than one unit, a rate out of its range, or an unknown name.</exception>
    public GRUCell(
        int units,
        Activation? activation = null,
        Activation? recurrent_activation = null,
        bool use_bias = true,
        Initializer? kernel_initializer = null,
        Initializer? recurrent_initializer = null,
        Initializer? bias_initializer = null,
        double dropout = 0,
        double recurrent_dropout = 0,
        bool reset_after = true,
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
        _resetAfter = reset_after;
    }

    internal GRUCell(CellSettings settings, bool resetAfter, string? name, TF_DataType dtype)
        : base(name, dtype) => (Settings, _resetAfter) = (settings, resetAfter);

    private protected override int Gates => 3;

    private protected override Shape BiasShape => _resetAfter ? Shape.Of(2, 3 * Settings.Units) : base.BiasShape;

    private protected override (Tensor Output, Tensor[] States) Step(Tensor x, Tensor h, Tensor[] states)
    {
        int units = Settings.Units;
        Tensor recurrent = RecurrentKernel.Operand, before = states[0], update, fresh;
        if (_resetAfter)
        {
            Tensor[] biases = Bias is { } bias ? ArrayOps.Unstack(bias, 0) : [];
            Tensor[] input = ArrayOps.Split(NnOps.Dense(x, Kernel.Operand, biases.Length > 0 ? biases[0] : null), 3, 1);
            Tensor[] state = ArrayOps.Split(NnOps.Dense(h, recurrent, biases.Length > 0 ? biases[1] : null), 3, 1);
            update = Settings.RecurrentActivation.Apply(MathOps.Add(input[0], state[0]));
            Tensor reset = Settings.RecurrentActivation.Apply(MathOps.Add(input[1], state[1]));
            fresh = MathOps.Add(input[2], MathOps.Multiply(reset, state[2]));
        }
        else
        {
            Tensor[] input = ArrayOps.Split(NnOps.Dense(x, Kernel.Operand, Bias), 3, 1);
            Tensor[] kernels = ArrayOps.Split(recurrent, [2L * units, units], 1);
            Tensor[] state = ArrayOps.Split(MathOps.MatMul(h, kernels[0]), 2, 1);
            update = Settings.RecurrentActivation.Apply(MathOps.Add(input[0], state[0]));
            Tensor reset = Settings.RecurrentActivation.Apply(MathOps.Add(input[1], state[1]));
            fresh = MathOps.Add(input[2], MathOps.MatMul(MathOps.Multiply(reset, h), kernels[1]));
        }
        fresh = Settings.Activation.Apply(fresh);
        Tensor output = MathOps.Add(MathOps.Multiply(update, before), MathOps.Multiply(MathOps.Subtract(1, update), fresh));
        return (output, [output]);
    }

    internal override void WriteSettings(JsonObject config)
    {
        base.WriteSettings(config);
        config["reset_after"] = _resetAfter;
    }

    /// <summary>A cell with the settings of <c>get_config</c>.</summary>
    public static GRUCell from_config(JsonObject config)
    {
        var read = new ConfigReader("GRUCell", config);
        return read.Finish(Read("GRUCell", read, read.Name));
    }

    /// <summary>The cell that a configuration describes, its own or that of the layer around it.</summary>
    internal static GRUCell Read(string className, ConfigReader read, string? name) =>
        new(CellSettings.Read($"{className} '{name}'", read), read.Flag("reset_after", true), name, read.DType);
}
