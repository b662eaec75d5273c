using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>activation(x kernel + bias): every output depends on every input.</summary>
/// <remarks>[batch, .., features] to [batch, .., units]. Weights: kernel [features, units], bias [units].</remarks>
public sealed class Dense : KernelLayer
{
    private readonly int _units;

    /// <summary>A dense layer.</summary>
    /// <param name="units">Number of outputs, 1 or more.</param>
    /// <param name="activation">By name, as an object or function; none unless given.</param>
    /// <param name="kernel_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">Fewer than one unit, or an unknown name.</exception>
    public Dense(
        int units,
        Activation? activation = null,
        Initializer? kernel_initializer = null,
        bool use_bias = true,
        Initializer? bias_initializer = null,
        Shape? input_shape = null,
        Regularizer? kernel_regularizer = null,
        Regularizer? bias_regularizer = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(new KernelSettings(activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer),
            name, input_shape, dtype)
    {
        if (units < 1) throw new ArgumentException($"Dense '{Name}' got {units} units; it takes 1 or more.");
        _units = units;
    }

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, .., features]";

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        CheckRank(input_shape);
        AddKernelAndBias(Shape.Of(input_shape[-1], _units), _units);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        CheckRank(x.shape);
        RequireLastAxis(x, 0, "features");
        Tensor rows = x.ndim == 2 ? x : ArrayOps.Reshape(x, Shape.Of(x.shape[0] == 0 ? 0 : x.size / x.shape[-1], x.shape[-1]));
        Tensor y = NnOps.Dense(rows, Kernel.Operand, Bias?.Operand, EndsWithRelu);
        if (x.ndim > 2) y = ArrayOps.Reshape(y, ComputeOutputShape(x.shape));
        return Activate(y, reluDone: true);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        CheckRank(input_shape);
        Span<long> dims = stackalloc long[input_shape.ndim];
        input_shape.Span.CopyTo(dims);
        dims[^1] = _units;
        return Shape.Of(dims);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["units"] = _units;
        return AddSettings(config);
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Dense from_config(JsonObject config)
    {
        var read = new ConfigReader("Dense", config);
        read.Refuse("activity_regularizer", "kernel_constraint", "bias_constraint");
        return read.Finish(new Dense(
            read.RequiredInteger("units"),
            read.Activation("activation"),
            read.Initializer("kernel_initializer"),
            read.Flag("use_bias", true),
            read.Initializer("bias_initializer"),
            kernel_regularizer: read.Regularizer("kernel_regularizer"),
            bias_regularizer: read.Regularizer("bias_regularizer"),
            name: read.Name,
            dtype: read.DType));
    }

    private void CheckRank(Shape shape)
    {
        if (shape.ndim < 2) throw BadInput($"an input of rank {shape.ndim} ({shape})", InputAxes, "Add a batch axis with tf.expand_dims(x, 0).");
    }
}
