using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Convolves every channel with filters of its own: activation(result + bias).</summary>
/// <remarks>
/// [batch, height, width, channels] to [batch, height', width', channels · depth_multiplier], sizes as for <see cref="Conv2D"/>. Weights:
/// depthwise_kernel [height, width, channels, depth_multiplier], bias [channels · depth_multiplier].
/// </remarks>
public sealed class DepthwiseConv2D : KernelLayer
{
    private readonly int _multiplier;
    private readonly (int Height, int Width) _kernelSize, _strides, _dilation;
    private readonly string _padding;

    /// <summary>A depthwise convolution layer.</summary>
    /// <param name="kernel_size">Height and width of the kernel in pixels; one number for both. 5 unless given, as in TensorFlow.NET.</param>
    /// <param name="strides">Pixels between windows; one number for both. 1 unless given.</param>
    /// <param name="padding"><c>valid</c> or <c>same</c>.</param>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="dilation_rate">Pixels between the kernel's elements; 1 unless given.</param>
    /// <param name="groups">1; every channel is a group of its own in any case.</param>
    /// <param name="depth_multiplier">Filters for each channel, 1 or more.</param>
    /// <param name="activation">By name, as an object or function; none unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="kernel_initializer">As depthwise_initializer; TensorFlow.NET's name.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="depthwise_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="depthwise_regularizer">Penalty on the kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A number below 1, an unknown name, or a stride and a dilation that are both above 1.</exception>
    /// <exception cref="NotSupportedException">channels_first.</exception>
    public DepthwiseConv2D(
        Shape? kernel_size = null,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        int groups = 1,
        int depth_multiplier = 1,
        Activation? activation = null,
        bool use_bias = true,
        Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null,
        Initializer? depthwise_initializer = null,
        Regularizer? depthwise_regularizer = null,
        Regularizer? bias_regularizer = null,
        Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(new KernelSettings(activation, use_bias, depthwise_initializer ?? kernel_initializer, bias_initializer, depthwise_regularizer, bias_regularizer),
            name, input_shape, dtype)
    {
        string owner = $"DepthwiseConv2D '{Name}'";
        if (depth_multiplier < 1) throw new ArgumentException($"{owner} got depth_multiplier {depth_multiplier}; it takes 1 or more.");
        if (groups != 1) throw new ArgumentException($"{owner} got {groups} groups; every channel is a group of its own. Leave groups out.");
        Windows.RequireChannelsLast(owner, data_format);
        _multiplier = depth_multiplier;
        _kernelSize = Windows.Pair($"{owner}, kernel_size,", kernel_size, (5, 5));
        _strides = Windows.Pair($"{owner}, strides,", strides, (1, 1));
        _dilation = Windows.Pair($"{owner}, dilation_rate,", dilation_rate, (1, 1));
        if (_strides != (1, 1) && _dilation != (1, 1))
            throw new ArgumentException($"{owner} got strides {_strides} and dilation_rate {_dilation}; one of them must be 1, as in Keras.");
        _padding = Windows.Padding(owner, padding);
    }

    private protected override string Prefix => "depthwise_";

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        _ = ComputeOutputShape(input_shape);
        AddKernelAndBias(Shape.Of(_kernelSize.Height, _kernelSize.Width, input_shape[-1], _multiplier), input_shape[-1] * _multiplier);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        _ = ComputeOutputShape(x.shape);
        RequireLastAxis(x, 2, "channels");
        Tensor y = NnOps.DepthwiseConv2D(x, Kernel.Operand, _strides, _padding, _dilation);
        if (Bias is not null) y = NnOps.BiasAdd(y, Bias.Operand);
        return Activate(y, reluDone: false);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        long height = Windows.Count(input_shape[1], _kernelSize.Height, _strides.Height, _padding, _dilation.Height);
        long width = Windows.Count(input_shape[2], _kernelSize.Width, _strides.Width, _padding, _dilation.Width);
        if (height == 0 || width == 0)
            throw BadInput($"an input of {input_shape[1]} x {input_shape[2]} pixels ({input_shape})",
                $"one that the kernel {_kernelSize} with dilation_rate {_dilation} fits into, with padding \"{_padding}\"",
                "Use padding: \"same\" or a smaller kernel.");
        return Shape.Of(input_shape[0], height, width, input_shape[3] < 0 ? -1 : input_shape[3] * _multiplier);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["kernel_size"] = new JsonArray(_kernelSize.Height, _kernelSize.Width);
        config["strides"] = new JsonArray(_strides.Height, _strides.Width);
        config["padding"] = _padding;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = new JsonArray(_dilation.Height, _dilation.Width);
        config["depth_multiplier"] = _multiplier;
        return AddSettings(config);
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static DepthwiseConv2D from_config(JsonObject config)
    {
        var read = new ConfigReader("DepthwiseConv2D", config);
        read.Refuse("activity_regularizer", "depthwise_constraint", "bias_constraint");
        return read.Finish(new DepthwiseConv2D(
            read.Dims("kernel_size"),
            read.Dims("strides"),
            read.Text("padding", "valid")!,
            read.Text("data_format", null),
            read.Dims("dilation_rate"),
            depth_multiplier: read.Integer("depth_multiplier") ?? 1,
            activation: read.Activation("activation"),
            use_bias: read.Flag("use_bias", true),
            bias_initializer: read.Initializer("bias_initializer"),
            depthwise_initializer: read.Initializer("depthwise_initializer"),
            depthwise_regularizer: read.Regularizer("depthwise_regularizer"),
            bias_regularizer: read.Regularizer("bias_regularizer"),
            name: read.Name,
            dtype: read.DType));
    }
}
