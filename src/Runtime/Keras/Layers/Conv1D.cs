using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>activation(x convolved with the kernel + bias), along a sequence.</summary>
/// <remarks>
/// [batch, steps, channels] to [batch, steps', filters], sizes as for <see cref="Conv2D"/>; with padding "causal" steps' is as for "same",
/// and no output depends on later steps. Weights: kernel [size, channels, filters], bias [filters].
/// </remarks>
public sealed class Conv1D : KernelLayer
{
    private readonly int _filters, _kernelSize, _strides, _dilation;
    private readonly string _padding;

    /// <summary>A convolution layer for sequences.</summary>
    /// <param name="filters">Number of output channels, 1 or more.</param>
    /// <param name="kernel_size">Steps of the kernel.</param>
    /// <param name="strides">Steps between windows; 1 unless given.</param>
    /// <param name="padding"><c>valid</c>, <c>same</c> or <c>causal</c>.</param>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="dilation_rate">Steps between the kernel's elements; 1 unless given.</param>
    /// <param name="groups">1, the only number built.</param>
    /// <param name="activation">By name, as an object or function; none unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="kernel_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="input_shape">[steps, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A number below 1, an unknown name, or a stride and a dilation that are both above 1.</exception>
    /// <exception cref="NotSupportedException">channels_first, or more than one group.</exception>
    public Conv1D(
        int filters,
        Shape kernel_size,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = "channels_last",
        Shape? dilation_rate = null,
        int groups = 1,
        Activation? activation = null,
        bool use_bias = true,
        Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null,
        Regularizer? kernel_regularizer = null,
        Regularizer? bias_regularizer = null,
        Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(new KernelSettings(activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer),
            name, input_shape, dtype)
    {
        string owner = $"Conv1D '{Name}'";
        if (filters < 1) throw new ArgumentException($"{owner} got {filters} filters; it takes 1 or more.");
        Steps.RequireChannelsLast(owner, data_format);
        if (groups != 1)
            throw new NotSupportedException($"{owner} got {groups} groups; 1 is built. Split the channels with tf.split, convolve each part, "
                + "and join them with tf.concat.");
        _filters = filters;
        _kernelSize = Steps.One($"{owner}, kernel_size,", kernel_size, 1);
        _strides = Steps.One($"{owner}, strides,", strides, 1);
        _dilation = Steps.One($"{owner}, dilation_rate,", dilation_rate, 1);
        if (_strides != 1 && _dilation != 1)
            throw new ArgumentException($"{owner} got strides {_strides} and dilation_rate {_dilation}; one of them must be 1, as in Keras.");
        _padding = string.Equals(padding, "causal", StringComparison.OrdinalIgnoreCase) ? "causal" : Windows.Padding(owner, padding);
    }

    /// <inheritdoc/>
    protected override int? InputRank => 3;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, steps, channels]";

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        _ = ComputeOutputShape(input_shape);
        AddKernelAndBias(Shape.Of(_kernelSize, input_shape[-1], _filters), _filters);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Shape output = ComputeOutputShape(x.shape);
        RequireLastAxis(x, 1, "channels");
        if (_padding == "causal") x = ArrayOps.Pad(x, [(0, 0), ((long)(_kernelSize - 1) * _dilation, 0), (0, 0)]);
        // An image one pixel high.
        Tensor image = ArrayOps.ExpandDims(x, 1), kernel = ArrayOps.ExpandDims(Kernel.Operand, 0);
        Tensor y = NnOps.Conv2D(image, kernel, (1, _strides), Plain, (1, _dilation), Bias?.Operand, EndsWithRelu);
        y = ArrayOps.Reshape(y, output);
        return Activate(y, reluDone: true);
    }

    /// <summary>The padding once causal zeros are in place.</summary>
    private string Plain => _padding == "causal" ? "valid" : _padding;

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        long steps = Windows.Count(input_shape[1], _kernelSize, _strides, _padding == "valid" ? "valid" : "same", _dilation);
        if (steps == 0)
            throw BadInput($"an input of {input_shape[1]} steps ({input_shape})",
                $"at least {(_kernelSize - 1) * _dilation + 1}, the kernel's reach, with padding \"{_padding}\"",
                "Use padding: \"same\" or a smaller kernel.");
        return Shape.Of(input_shape[0], steps, _filters);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["filters"] = _filters;
        config["kernel_size"] = new JsonArray(_kernelSize);
        config["strides"] = new JsonArray(_strides);
        config["padding"] = _padding;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = new JsonArray(_dilation);
        config["groups"] = 1;
        return AddSettings(config);
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Conv1D from_config(JsonObject config)
    {
        var read = new ConfigReader("Conv1D", config);
        read.Refuse("activity_regularizer", "kernel_constraint", "bias_constraint");
        return read.Finish(new Conv1D(
            read.RequiredInteger("filters"),
            read.Dims("kernel_size") ?? throw new InvalidDataException("Conv1D's configuration lacks 'kernel_size', a whole number."),
            read.Dims("strides"),
            read.Text("padding", "valid")!,
            read.Text("data_format", null),
            read.Dims("dilation_rate"),
            read.Integer("groups") ?? 1,
            read.Activation("activation"),
            read.Flag("use_bias", true),
            read.Initializer("kernel_initializer"),
            read.Initializer("bias_initializer"),
            read.Regularizer("kernel_regularizer"),
            read.Regularizer("bias_regularizer"),
            name: read.Name,
            dtype: read.DType));
    }
}
