using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    private static ConvLayout Layout((int Height, int Width) strides, string padding, (int Height, int Width)? dilations, bool relu, string operation)
    {
        (int Height, int Width) dilation = dilations ?? (1, 1);
        if (strides.Height < 1 || strides.Width < 1 || dilation.Height < 1 || dilation.Width < 1)
            throw new ArgumentException($"{operation} got strides {strides} and dilations {dilation}; both take numbers of at least 1.");
        return new ConvLayout(strides.Height, strides.Width, IsSame(padding, operation), dilation.Height, dilation.Width, relu);
    }

    private static bool IsSame(string padding, string operation) =>
        string.Equals(padding, "same", StringComparison.OrdinalIgnoreCase)
        || (string.Equals(padding, "valid", StringComparison.OrdinalIgnoreCase)
            ? false
            : throw new ArgumentException($"{operation} got padding '{padding}'; it takes 'valid' or 'same'."));

    /// <summary>All sizes of a convolution of images <paramref name="x"/> with filters <paramref name="w"/>.</summary>
    private static ConvShape ShapeOf(Shape x, Shape w, in ConvLayout layout, string operation)
    {
        if (w.ndim != 4 || w[2] != x[3] || !w.IsFullyDefined || w[0] < 1 || w[1] < 1)
            throw new ArgumentException($"{operation} got images of shape {x} and filters of shape {w}; "
                + $"the filters must be [kernel height, kernel width, {x[3]}, filters].");
        int kernelHeight = (int)w[0], kernelWidth = (int)w[1];
        var (outHeight, top) = Window(checked((int)x[1]), kernelHeight, layout.StrideHeight, layout.DilationHeight, layout.Same, x, operation);
        var (outWidth, left) = Window(checked((int)x[2]), kernelWidth, layout.StrideWidth, layout.DilationWidth, layout.Same, x, operation);
        return new ConvShape(checked((int)x[0]), (int)x[1], (int)x[2], checked((int)x[3]), outHeight, outWidth, checked((int)w[3]), kernelHeight, kernelWidth,
            layout.StrideHeight, layout.StrideWidth, top, left, layout.DilationHeight, layout.DilationWidth);
    }

    /// <summary>The number of windows along an axis, and the padding in front of the first: TensorFlow's rule.</summary>
    private static (int Count, int Before) Window(int size, int kernel, int stride, int dilation, bool same, Shape x, string operation)
    {
        int reach = (kernel - 1) * dilation + 1;
        if (!same)
        {
            if (size < reach)
                throw new ArgumentException($"{operation} got images of shape {x}, smaller than its window, which spans {reach} pixels; "
                    + "use padding 'same', a smaller window or larger images.");
            return ((size - reach) / stride + 1, 0);
        }
        int count = (size + stride - 1) / stride;
        return (count, Math.Max((count - 1) * stride + reach - size, 0) / 2);
    }

    private static void CheckOutput(in ConvShape s, Tensor dy, Shape images, Tensor? w, in ConvLayout layout, string operation)
    {
        if (dy.ndim == 4 && dy.shape[0] == s.Batch && dy.shape[1] == s.OutHeight && dy.shape[2] == s.OutWidth && dy.shape[3] == s.Filters) return;
        string filters = w is null ? "" : $" with filters {w.shape}";
        throw new ArgumentException($"{operation} got {dy.shape} where a convolution of {images}{filters}, strides {layout.Strides} and padding "
            + $"'{layout.Padding}' gives [{s.Batch}, {s.OutHeight}, {s.OutWidth}, {s.Filters}]; the two must be equal.");
    }
}
