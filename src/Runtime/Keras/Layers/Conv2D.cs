using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>activation(x convolved with the kernel + bias): each filter looks for its pattern all over the image.</summary>
/// <remarks>
/// [batch, height, width, channels] to [batch, height', width', filters]; with k the kernel's reach (dilation (size - 1) + 1) and
/// s the stride, height' is ⌊(height - k) / s⌋ + 1 for padding "valid" and ⌈height / s⌉ for "same".
/// Weights: kernel [height, width, channels, filters], bias [filters].
/// </remarks>
public sealed class Conv2D : KernelLayer
{
    private readonly int _filters;
    private readonly (int Height, int Width) _kernelSize, _strides, _dilation;
    private readonly string _padding;

    /// <summary>A convolution layer.</summary>
    /// <param name="filters">Number of output channels, 1 or more.</param>
    /// <param name="kernel_size">Height and width of the kernel in pixels; one number for both. 5 unless given, as in TensorFlow.NET.</param>
    /// <param name="strides">Pixels between windows; one number for both. 1 unless given.</param>
    /// <param name="padding"><c>valid</c> or <c>same</c>.</param>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="dilation_rate">Pixels between the kernel's elements; 1 unless given.</param>
    /// <param name="groups">1, the only number built.</param>
    /// <param name="activation">By name, as an object or function; none unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="kernel_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A number below 1, an unknown name, or a stride and a dilation that are both above 1.</exception>
    /// <exception cref="NotSupportedException">channels_first, or more than one group.</exception>
    public Conv2D(
        int filters,
        Shape? kernel_size = null,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
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
        string owner = $"Conv2D '{Name}'";
        if (filters < 1) throw new ArgumentException($"{owner} got {filters} filters; it takes 1 or more.");
        Windows.RequireChannelsLast(owner, data_format);
        if (groups != 1)
            throw new NotSupportedException($"{owner} got {groups} groups; 1 is built. Split the channels with tf.split, convolve each part, "
                + "and join them with tf.concat.");
        _filters = filters;
        _kernelSize = Windows.Pair($"{owner}, kernel_size,", kernel_size, (5, 5));
        _strides = Windows.Pair($"{owner}, strides,", strides, (1, 1));
        _dilation = Windows.Pair($"{owner}, dilation_rate,", dilation_rate, (1, 1));
        if (_strides != (1, 1) && _dilation != (1, 1))
            throw new ArgumentException($"{owner} got strides {_strides} and dilation_rate {_dilation}; one of them must be 1, as in Keras.");
        _padding = Windows.Padding(owner, padding);
    }

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        _ = ComputeOutputShape(input_shape);
        AddKernelAndBias(Shape.Of(_kernelSize.Height, _kernelSize.Width, input_shape[-1], _filters), _filters);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        _ = ComputeOutputShape(x.shape);
        RequireLastAxis(x, 2, "channels");
        Tensor y = NnOps.Conv2D(x, Kernel.Operand, _strides, _padding, _dilation, Bias?.Operand, EndsWithRelu);
        return Activate(y, reluDone: true);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        long height = Windows.Count(input_shape[1], _kernelSize.Height, _strides.Height, _padding, _dilation.Height);
        long width = Windows.Count(input_shape[2], _kernelSize.Width, _strides.Width, _padding, _dilation.Width);
        if (height == 0 || width == 0)
            throw BadInput(
                $"an input of {input_shape[1]} x {input_shape[2]} pixels ({input_shape})",
                $"at least {(_kernelSize.Height - 1) * _dilation.Height + 1} x {(_kernelSize.Width - 1) * _dilation.Width + 1}, the kernel's reach, "
                + $"with padding \"{_padding}\"",
                "Use padding: \"same\", a smaller kernel, or fewer layers that shrink the image.");
        return Shape.Of(input_shape[0], height, width, _filters);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["filters"] = _filters;
        config["kernel_size"] = new JsonArray(_kernelSize.Height, _kernelSize.Width);
        config["strides"] = new JsonArray(_strides.Height, _strides.Width);
        config["padding"] = _padding;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = new JsonArray(_dilation.Height, _dilation.Width);
        config["groups"] = 1;
        return AddSettings(config);
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Conv2D from_config(JsonObject config)
    {
        var read = new ConfigReader("Conv2D", config);
        read.Refuse("activity_regularizer", "kernel_constraint", "bias_constraint");
        return read.Finish(new Conv2D(
            read.RequiredInteger("filters"),
            read.Dims("kernel_size"),
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
