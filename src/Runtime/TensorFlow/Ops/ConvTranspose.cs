namespace Tensorflow.Operations;

public static partial class NnOps
{
    /// <summary>
    /// Transposed convolution, which enlarges images: the gradient of <see cref="Conv2D"/> with respect to its images, plus bias and relu
    /// if wanted. No zeros are inserted between pixels; every output pixel takes the taps that reach it.
    /// </summary>
    /// <param name="x">Images [batch, height, width, channels].</param>
    /// <param name="w">Filters [kernel height, kernel width, filters, channels].</param>
    /// <param name="outputSize">Height and width of the result, from <see cref="TransposedSize"/>.</param>
    /// <param name="strides">Pixels of the result from one pixel of the input to the next, at least 1.</param>
    /// <param name="padding"><c>"valid"</c> or <c>"same"</c>: that of the convolution which this one transposes.</param>
    /// <param name="bias">[filters] or null.</param>
    /// <param name="relu">True to cut off below 0.</param>
    /// <returns>[batch, output height, output width, filters].</returns>
    /// <exception cref="ArgumentException">Ranks, sizes, strides, padding or element types do not fit together; the text says which.</exception>
    public static Tensor Conv2DTranspose(Tensor x, Tensor w, (long Height, long Width) outputSize, (int Height, int Width) strides,
        string padding = "valid", Tensor? bias = null, bool relu = false)
    {
        CheckSameType(x, w, "conv2d_transpose");
        if (x.ndim != 4 || w.ndim != 4 || w.shape[3] != x.shape[3])
            throw new ArgumentException($"conv2d_transpose got images of shape {x.shape} and filters of shape {w.shape}; "
                + "it takes [batch, height, width, channels] and [kernel height, kernel width, filters, channels].");
        Tensor y = Conv2DBackpropInput(Shape.Of(x.shape[0], outputSize.Height, outputSize.Width, w.shape[2]), w, x, strides, padding);
        if (bias is not null) y = BiasAdd(y, bias);
        return relu ? Relu(y) : y;
    }

    /// <summary>The size of a transposed convolution's result along an axis, as Keras counts it; -1 for an unknown size.</summary>
    /// <param name="size">Pixels of the input, or -1.</param>
    /// <param name="kernel">Taps.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding"><c>"valid"</c> or <c>"same"</c>.</param>
    /// <param name="outputPadding">
    /// Pixels added at the end, 0 to stride - 1, to the smallest size that fits; null for size times stride with padding "same", and for
    /// the smallest size that the windows cover with "valid".
    /// </param>
    public static long TransposedSize(long size, int kernel, int stride, string padding, int? outputPadding = null)
    {
        if (size < 0) return -1;
        bool same = IsSame(padding, "conv2d_transpose");
        if (outputPadding is { } extra) return (size - 1) * stride + kernel - (same ? 2 * (kernel / 2) : 0) + extra;
        return size * stride + (same ? 0 : Math.Max(kernel - stride, 0));
    }
}
