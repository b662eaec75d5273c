using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>activation(x kernel + bias): every output depends on every input.</summary>
/// <remarks>[batch, .., features] to [batch, .., units]. Weights: kernel [features, units], bias [units].</remarks>
public sealed class Dense : Layer
{
    private readonly int _units;
    private readonly Activation _activation;
    private readonly bool _useBias;
    private readonly Initializer _kernelInitializer, _biasInitializer;
    private readonly Regularizer? _kernelRegularizer, _biasRegularizer;
    private ResourceVariable _kernel = null!;
    private ResourceVariable? _bias;

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
        : base(name, input_shape, dtype)
    {
        if (units < 1) throw new ArgumentException($"Dense '{Name}' got {units} units; it takes 1 or more.");
        _units = units;
        _activation = activation ?? ActivationRegistry.Linear;
        _useBias = use_bias;
        _kernelInitializer = kernel_initializer ?? new GlorotUniform();
        _biasInitializer = bias_initializer ?? new Zeros();
        (_kernelRegularizer, _biasRegularizer) = (kernel_regularizer, bias_regularizer);
    }

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, .., features]";

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        CheckRank(input_shape);
        _kernel = add_weight("kernel", Shape.Of(input_shape[-1], _units), _kernelInitializer, _kernelRegularizer);
        if (_useBias) _bias = add_weight("bias", Shape.Of(_units), _biasInitializer, _biasRegularizer);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        CheckRank(x.shape);
        if (x.shape[-1] != _kernel.shape[0])
            throw BadInput($"an input of {x.shape[-1]} features ({x.shape})", $"{_kernel.shape[0]} features on the last axis",
                "It was built for that number; make a new layer for another one.");
        Tensor rows = x.ndim == 2 ? x : ArrayOps.Reshape(x, Shape.Of(x.shape[0] == 0 ? 0 : x.size / x.shape[-1], x.shape[-1]));
        Tensor y = NnOps.Dense(rows, _kernel.Operand, _bias?.Operand, _activation.IsRelu);
        if (x.ndim > 2) y = ArrayOps.Reshape(y, ComputeOutputShape(x.shape));
        return _activation.IsRelu || _activation.IsLinear ? y : _activation.Apply(y);
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
        config["activation"] = _activation.Name;
        config["use_bias"] = _useBias;
        config["kernel_initializer"] = _kernelInitializer.Serialize();
        config["bias_initializer"] = _biasInitializer.Serialize();
        config["kernel_regularizer"] = _kernelRegularizer?.Serialize();
        config["bias_regularizer"] = _biasRegularizer?.Serialize();
        return config;
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
