using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>One time step of the simple recurrent layer: h' = activation(x kernel + h recurrent_kernel + bias).</summary>
/// <remarks>Weights: kernel [features, units], recurrent_kernel [units, units], bias [units]. State: h, [batch, units].</remarks>
public sealed class SimpleRNNCell : KernelCell
{
    /// <summary>A cell.</summary>
    /// <param name="units">Length of the state, 1 or more.</param>
    /// <param name="activation">tanh unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="kernel_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="recurrent_initializer">First values of the recurrent kernel; orthogonal unless given.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="dropout">Share of the inputs to drop in training, the same ones at all steps.</param>
    /// <param name="recurrent_dropout">Share of the state to drop in training on its way to the next step, the same at all steps.</param>
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="recurrent_regularizer">Penalty on the recurrent kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="name">The cell's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">Fewer than one unit, a rate out of its range, or an unknown name.</exception>
    public SimpleRNNCell(
        int units,
        Activation? activation = null,
        bool use_bias = true,
        Initializer? kernel_initializer = null,
        Initializer? recurrent_initializer = null,
        Initializer? bias_initializer = null,
        double dropout = 0,
        double recurrent_dropout = 0,
        Regularizer? kernel_regularizer = null,
        Regularizer? recurrent_regularizer = null,
        Regularizer? bias_regularizer = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, dtype) =>
        Settings = new CellSettings(
            $"{ClassName} '{Name}'", units, activation, null, use_bias, kernel_initializer, recurrent_initializer, bias_initializer, dropout,
            recurrent_dropout, kernel_regularizer, recurrent_regularizer, bias_regularizer);

    internal SimpleRNNCell(CellSettings settings, string? name, TF_DataType dtype)
        : base(name, dtype) => Settings = settings;

    private protected override int Gates => 1;

    private protected override (Tensor Output, Tensor[] States) Step(Tensor x, Tensor h, Tensor[] states)
    {
        Tensor output = Settings.Activation.Apply(
            MathOps.Add(NnOps.Dense(x, Kernel.Operand, Bias), MathOps.MatMul(h, RecurrentKernel.Operand)));
        return (output, [output]);
    }

    /// <summary>A cell with the settings of <c>get_config</c>.</summary>
    public static SimpleRNNCell from_config(JsonObject config)
    {
        var read = new ConfigReader("SimpleRNNCell", config);
        return read.Finish(Read("SimpleRNNCell", read, read.Name));
    }

    /// <summary>The cell that a configuration describes, its own or that of the layer around it.</summary>
    internal static SimpleRNNCell Read(string className, ConfigReader read, string? name) =>
        new(CellSettings.Read($"{className} '{name}'", read), name, read.DType);
}
