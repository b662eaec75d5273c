using Tensorflow.Operations;

namespace Tensorflow;

public sealed partial class tensorflow
{
    /// <summary>What neural networks are made of.</summary>
    public NnApi nn { get; } = new();
}

/// <summary>Height and width of a window, or of its steps: one number for both, a pair, or TensorFlow's [1, height, width, 1].</summary>
public readonly struct Window
{
    private Window(int height, int width) => (Height, Width) = (height, width);

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>One number for both.</summary>
    public static implicit operator Window(int size) => new(size, size);

    /// <summary>Height and width.</summary>
    public static implicit operator Window((int, int) size) => new(size.Item1, size.Item2);

    /// <summary>One number, [height, width] or [1, height, width, 1].</summary>
    /// <exception cref="ArgumentException">The array is of another form.</exception>
    public static implicit operator Window(int[] size) => size switch
    {
        [int both] => new(both, both),
        [int height, int width] => new(height, width),
        [1, int height, int width, 1] => new(height, width),
        _ => throw new ArgumentException($"Got [{string.Join(", ", size)}] as height and width; it takes one number, two, or [1, height, width, 1]."),
    };

    /// <summary>The pair.</summary>
    public static implicit operator (int, int)(Window window) => (window.Height, window.Width);
}

/// <summary>Activations, convolutions, pooling, losses: <c>tf.nn</c>. Images are [batch, height, width, channels].</summary>
public sealed class NnApi
{
    internal NnApi()
    {
    }

    /// <summary>max(x, 0).</summary>
    public Tensor relu(Tensor features, string? name = null) => NnOps.Relu(features);

    /// <summary>min(max(x, 0), 6).</summary>
    public Tensor relu6(Tensor features, string? name = null) => NnOps.Relu6(features);

    /// <summary>x where positive, else alpha x.</summary>
    public Tensor leaky_relu(Tensor features, double alpha = 0.2, string? name = null) => NnOps.LeakyRelu(features, alpha);

    /// <summary>x where positive, else exp(x) - 1.</summary>
    public Tensor elu(Tensor features, string? name = null) => NnOps.Elu(features);

    /// <summary>The self-normalizing exponential unit (Klambauer and others 2017).</summary>
    public Tensor selu(Tensor features, string? name = null) => NnOps.Selu(features);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public Tensor sigmoid(Tensor x, string? name = null) => MathOps.Sigmoid(x);

    /// <summary>The hyperbolic tangent.</summary>
    public Tensor tanh(Tensor x, string? name = null) => MathOps.Tanh(x);

    /// <summary>log(1 + exp(x)).</summary>
    public Tensor softplus(Tensor features, string? name = null) => NnOps.Softplus(features);

    /// <summary>x / (1 + |x|).</summary>
    public Tensor softsign(Tensor features, string? name = null) => NnOps.Softsign(features);

    /// <summary>x sigmoid(x).</summary>
    public Tensor swish(Tensor features, string? name = null) => NnOps.Swish(features);

    /// <summary>x sigmoid(x).</summary>
    public Tensor silu(Tensor features, string? name = null) => NnOps.Swish(features);

    /// <summary>x times the normal distribution function of x.</summary>
    public Tensor gelu(Tensor features, string? name = null) => NnOps.Gelu(features);

    /// <summary>exp(x), divided by its sum along an axis.</summary>
    public Tensor softmax(Tensor logits, int axis = -1, string? name = null) => NnOps.Softmax(logits, axis);

    /// <summary>The logarithm of softmax.</summary>
    public Tensor log_softmax(Tensor logits, int axis = -1, string? name = null) => NnOps.LogSoftmax(logits, axis);

    /// <summary>Convolution of images with filters.</summary>
    /// <param name="input">[batch, height, width, channels].</param>
    /// <param name="filters">[kernel height, kernel width, channels, filters].</param>
    /// <param name="strides">Steps in pixels.</param>
    /// <param name="padding">"SAME" or "VALID".</param>
    /// <param name="dilations">Distance of the filter's taps in pixels.</param>
    /// <param name="name">Not used.</param>
    public Tensor conv2d(Tensor input, Tensor filters, Window strides, string padding = "VALID", Window? dilations = null, string? name = null) =>
        NnOps.Conv2D(input, filters, strides, padding, dilations ?? 1);

    /// <summary>Transposed convolution: the gradient of a convolution with respect to its images.</summary>
    /// <param name="input">[batch, height, width, channels].</param>
    /// <param name="filters">[kernel height, kernel width, output channels, channels].</param>
    /// <param name="output_shape">[batch, output height, output width, output channels].</param>
    /// <param name="strides">Steps in pixels of the output.</param>
    /// <param name="padding">"SAME" or "VALID".</param>
    /// <param name="dilations">Distance of the filter's taps in pixels.</param>
    /// <param name="name">Not used.</param>
    public Tensor conv2d_transpose(Tensor input, Tensor filters, Shape output_shape, Window strides, string padding = "SAME", Window? dilations = null, string? name = null) =>
        NnOps.Conv2DBackpropInput(output_shape, filters, input, strides, padding, dilations ?? 1);

    /// <summary>The largest value of each window.</summary>
    /// <param name="input">[batch, height, width, channels].</param>
    /// <param name="ksize">Window in pixels.</param>
    /// <param name="strides">Steps in pixels.</param>
    /// <param name="padding">"SAME" or "VALID".</param>
    /// <param name="name">Not used.</param>
    public Tensor max_pool(Tensor input, Window ksize, Window strides, string padding = "VALID", string? name = null) =>
        NnOps.MaxPool(input, ksize, strides, padding);

    /// <summary>The mean of each window.</summary>
    /// <inheritdoc cref="max_pool"/>
    public Tensor avg_pool(Tensor input, Window ksize, Window strides, string padding = "VALID", string? name = null) =>
        NnOps.AvgPool(input, ksize, strides, padding);

    /// <summary>Sets elements to zero at random and scales the others up.</summary>
    /// <param name="x">Values.</param>
    /// <param name="rate">Share of elements to set to zero, 0 to below 1.</param>
    /// <param name="seed">The same seed drops the same elements; drawn from the global stream unless given.</param>
    /// <param name="name">Not used.</param>
    public Tensor dropout(Tensor x, double rate, int? seed = null, string? name = null) => NnOps.Dropout(x, rate, RandomApi.Stream(seed));

    /// <summary>Crossentropy of each row: labels are probabilities, [.., classes].</summary>
    public Tensor softmax_cross_entropy_with_logits(Tensor labels, Tensor logits, string? name = null) =>
        NnOps.SoftmaxCrossEntropyWithLogits(labels, logits);

    /// <summary>Crossentropy of each row: labels are class numbers.</summary>
    public Tensor sparse_softmax_cross_entropy_with_logits(Tensor labels, Tensor logits, string? name = null) =>
        NnOps.SparseSoftmaxCrossEntropyWithLogits(labels, logits);

    /// <summary>Crossentropy of each element with its own probability.</summary>
    public Tensor sigmoid_cross_entropy_with_logits(Tensor labels, Tensor logits, string? name = null) =>
        NnOps.SigmoidCrossEntropyWithLogits(labels, logits);

    /// <summary>Half the sum of squares.</summary>
    public Tensor l2_loss(Tensor t, string? name = null) => NnOps.L2Loss(t);

    /// <summary>Adds a number to each channel, the last axis.</summary>
    public Tensor bias_add(Tensor value, Tensor bias, string? name = null) => NnOps.BiasAdd(value, bias);

    /// <summary>Mean and variance (divided by n) over some axes.</summary>
    public (Tensor mean, Tensor variance) moments(Tensor x, Axis axes, bool keepdims = false, string? name = null) =>
        (MathOps.ReduceMean(x, axes.axis, keepdims), MathOps.ReduceMean(MathOps.SquaredDifference(x, MathOps.ReduceMean(x, axes.axis, true)), axes.axis, keepdims));

    /// <summary>(x - mean) / sqrt(variance + epsilon) * scale + offset.</summary>
    /// <param name="x">Values.</param>
    /// <param name="mean">Mean; broadcasts, as all that follow.</param>
    /// <param name="variance">Variance.</param>
    /// <param name="offset">Added at the end; null for none.</param>
    /// <param name="scale">Factor; null for none.</param>
    /// <param name="variance_epsilon">Keeps the root away from 0.</param>
    /// <param name="name">Not used.</param>
    public Tensor batch_normalization(Tensor x, Tensor mean, Tensor variance, Tensor? offset, Tensor? scale, double variance_epsilon = 1e-3, string? name = null)
    {
        Tensor factor = MathOps.Rsqrt(variance + variance_epsilon);
        if (scale is not null) factor *= scale;
        Tensor y = (x - mean) * factor;
        return offset is null ? y : y + offset;
    }
}
