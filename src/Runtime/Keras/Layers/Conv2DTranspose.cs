using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>The way back of a convolution: images become larger by the stride, as generators need it.</summary>
/// <remarks>
/// [batch, height, width, channels] to [batch, height', width', filters]; with kernel k and stride s, height' is height · s for padding
/// "same" and height · s + max(k - s, 0) for "valid"; with an output padding p it is (height - 1) · s + k + p, less 2 ⌊k / 2⌋ for "same".
/// Weights: kernel [height, width, filters, channels], bias [filters].
/// </remarks>
public sealed class Conv2DTranspose : KernelLayer
{
    private readonly int _filters;
    private readonly (int Height, int Width) _kernelSize, _strides;
    private readonly (int Height, int Width)? _outputPadding;
    private readonly string _padding;

    /// <summary>A transposed convolution layer.</summary>
    /// <param name="filters">Number of output channels, 1 or more.</param>
    /// <param name="kernel_size">Height and width of the kernel in pixels; one number for both. 5 unless given, as in TensorFlow.NET.</param>
    /// <param name="strides">Pixels of the output from one pixel of the input to the next; one number for both. 1 unless given.</param>
    /// <param name="output_padding">Pixels added to the output's height and width, less than the stride; or the padding, as in TensorFlow.NET.</param>
    /// <param name="data_format"><c>channels_last</c>, the only one built.</param>
    /// <param name="dilation_rate">1, the only one built.</param>
    /// <param name="activation">By name, as an object or function; none unless given.</param>
    /// <param name="use_bias">False for no bias.</param>
    /// <param name="kernel_initializer">First values of the kernel; glorot_uniform unless given.</param>
    /// <param name="bias_initializer">First values of the bias; zeros unless given.</param>
    /// <param name="kernel_regularizer">Penalty on the kernel.</param>
    /// <param name="bias_regularizer">Penalty on the bias.</param>
    /// <param name="padding"><c>valid</c> or <c>same</c>; valid unless given here or as output_padding.</param>
    /// <param name="input_shape">[height, width, channels] of a sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A number out of its range, an unknown name, or two paddings that differ.</exception>
    /// <exception cref="NotSupportedException">channels_first, or a dilation.</exception>
    public Conv2DTranspose(
        int filters,
        Shape? kernel_size = null,
        Shape? strides = null,
        OutputPadding output_padding = default,
        string? data_format = null,
        Shape? dilation_rate = null,
        Activation? activation = null,
        bool use_bias = true,
        Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null,
        Regularizer? kernel_regularizer = null,
        Regularizer? bias_regularizer = null,
        string? padding = null,
        Shape? input_shape = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(new KernelSettings(activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer),
            name, input_shape, dtype)
    {
        string owner = $"Conv2DTranspose '{Name}'";
        if (filters < 1) throw new ArgumentException($"{owner} got {filters} filters; it takes 1 or more.");
        Windows.RequireChannelsLast(owner, data_format);
        if (Windows.Pair($"{owner}, dilation_rate,", dilation_rate, (1, 1)) != (1, 1))
            throw new NotSupportedException($"{owner} got dilation_rate {dilation_rate}; 1 is built. Use UpSampling2D and a dilated Conv2D.");
        _filters = filters;
        _kernelSize = Windows.Pair($"{owner}, kernel_size,", kernel_size, (5, 5));
        _strides = Windows.Pair($"{owner}, strides,", strides, (1, 1));
        string? other = output_padding.Padding;
        if (padding is not null && other is not null && !string.Equals(padding, other, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"{owner} got padding '{padding}' and, as output_padding, '{other}'; give one of them.");
        _padding = Windows.Padding(owner, padding ?? output_padding.Padding ?? "valid");
        if (output_padding.Pixels is { } pixels)
        {
            if (pixels[0] < 0 || pixels[1] < 0 || pixels[0] >= _strides.Height || pixels[1] >= _strides.Width)
                throw new ArgumentException($"{owner} got output_padding {pixels}; it takes 0 or more, and less than the strides {_strides}.");
            _outputPadding = ((int)pixels[0], (int)pixels[1]);
        }
    }

    /// <inheritdoc/>
    protected override int? InputRank => 4;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, height, width, channels]";

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        _ = ComputeOutputShape(input_shape);
        AddKernelAndBias(Shape.Of(_kernelSize.Height, _kernelSize.Width, _filters, input_shape[-1]), _filters);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        RequireLastAxis(x, 3, "channels");
        Shape output = ComputeOutputShape(x.shape);
        Tensor y = NnOps.Conv2DTranspose(x, Kernel.Operand, (output[1], output[2]), _strides, _padding, Bias?.Operand, EndsWithRelu);
        return Activate(y, reluDone: true);
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        long height = NnOps.TransposedSize(input_shape[1], _kernelSize.Height, _strides.Height, _padding, _outputPadding?.Height);
        long width = NnOps.TransposedSize(input_shape[2], _kernelSize.Width, _strides.Width, _padding, _outputPadding?.Width);
        // A size that the convolution would not bring back to the input's has no transposed one; TensorFlow refuses it, too.
        if (Windows.Count(height, _kernelSize.Height, _strides.Height, _padding) != input_shape[1]
            || Windows.Count(width, _kernelSize.Width, _strides.Width, _padding) != input_shape[2])
            throw BadInput(
                $"an input of {input_shape[1]} x {input_shape[2]} pixels ({input_shape}), of which kernel_size {_kernelSize}, strides {_strides}, "
                + $"padding \"{_padding}\" and output_padding {_outputPadding} would make {height} x {width}",
                "settings with which a convolution of the output gives the input's size", "Leave out output_padding, or use an odd kernel_size.");
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
        config["dilation_rate"] = new JsonArray(1, 1);
        config["output_padding"] = _outputPadding is { } pixels ? new JsonArray(pixels.Height, pixels.Width) : null;
        return AddSettings(config);
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Conv2DTranspose from_config(JsonObject config)
    {
        var read = new ConfigReader("Conv2DTranspose", config);
        read.Refuse("activity_regularizer", "kernel_constraint", "bias_constraint");
        if (read.Integer("groups") is not (null or 1)) throw new NotSupportedException("Conv2DTranspose has several groups; 1 is built.");
        return read.Finish(new Conv2DTranspose(
            read.RequiredInteger("filters"),
            read.Dims("kernel_size"),
            read.Dims("strides"),
            read.Dims("output_padding"),
            read.Text("data_format", null),
            read.Dims("dilation_rate"),
            read.Activation("activation"),
            read.Flag("use_bias", true),
            read.Initializer("kernel_initializer"),
            read.Initializer("bias_initializer"),
            read.Regularizer("kernel_regularizer"),
            read.Regularizer("bias_regularizer"),
            read.Text("padding", "valid"),
            name: read.Name,
            dtype: read.DType));
    }
}
