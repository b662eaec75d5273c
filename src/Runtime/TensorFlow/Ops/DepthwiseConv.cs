using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    private static readonly Op DepthwiseOp = new("DepthwiseConv2D", static g =>
    {
        ConvLayout layout = g.Attribute<Attribute<ConvLayout>>().Value;
        if (g.Needs(0)) g.Add(0, DepthwiseInputGradient(g.Input(0).shape, g.Input(1), g.OutputGradient, layout));
        if (g.Needs(1)) g.Add(1, DepthwiseFilterGradient(g.Input(0), g.Input(1).shape, g.OutputGradient, layout));
    });

    // As for the full convolution, each of the three is the gradient of the others.
    private static readonly Op DepthwiseInputOp = new("DepthwiseConv2DBackpropInput", static g =>
    {
        ConvLayout layout = g.Attribute<Attribute<ConvLayout>>().Value;
        if (g.Needs(0)) g.Add(0, DepthwiseFilterGradient(g.OutputGradient, g.Input(0).shape, g.Input(1), layout));
        if (g.Needs(1)) g.Add(1, Depthwise(g.OutputGradient, g.Input(0), layout));
    });

    private static readonly Op DepthwiseFilterOp = new("DepthwiseConv2DBackpropFilter", static g =>
    {
        ConvLayout layout = g.Attribute<Attribute<ConvLayout>>().Value;
        if (g.Needs(0)) g.Add(0, DepthwiseInputGradient(g.Input(0).shape, g.OutputGradient, g.Input(1), layout));
        if (g.Needs(1)) g.Add(1, Depthwise(g.Input(0), g.OutputGradient, layout));
    });

    /// <summary>Convolution of every channel with filters of its own: channel c's filter m gives output channel c times multiplier + m.</summary>
    /// <param name="x">Images [batch, height, width, channels].</param>
    /// <param name="w">Filters [kernel height, kernel width, channels, multiplier].</param>
    /// <param name="strides">Steps down and to the right, in pixels, at least 1.</param>
    /// <param name="padding"><c>"valid"</c> or <c>"same"</c>, as for <see cref="Conv2D"/>.</param>
    /// <param name="dilations">Distance of the filter's taps, in pixels, at least 1; null for 1.</param>
    /// <returns>[batch, out height, out width, channels times multiplier].</returns>
    /// <exception cref="ArgumentException">Ranks, sizes, strides, padding or element types do not fit together; the text says which.</exception>
    public static Tensor DepthwiseConv2D(Tensor x, Tensor w, (int Height, int Width) strides, string padding = "valid",
        (int Height, int Width)? dilations = null)
    {
        CheckSameType(x, w, "depthwise_conv2d");
        if (x.ndim != 4)
            throw new ArgumentException($"depthwise_conv2d got an input of rank {x.ndim} ({x.shape}); it takes [batch, height, width, channels]. "
                + "Add missing axes with tf.expand_dims.");
        if (w.ndim != 4 || w.shape[2] != x.shape[3] || w.size == 0)
            throw new ArgumentException($"depthwise_conv2d got images of shape {x.shape} and filters of shape {w.shape}; "
                + $"the filters must be [kernel height, kernel width, {x.shape[3]}, multiplier].");
        ConvLayout layout = Layout(strides, padding, dilations, false, "depthwise_conv2d");
        long multiplier = w.shape[3];
        // Every channel as often as it has filters: then output channels stand one to one to filters.
        Tensor images = multiplier == 1 ? x : ArrayOps.Repeat(x, multiplier, 3);
        return Depthwise(images, ArrayOps.Reshape(w, Shape.Of(w.shape[0], w.shape[1], w.shape[2] * multiplier)), layout);
    }

    private static unsafe Tensor Depthwise(Tensor x, Tensor w, ConvLayout layout)
    {
        ConvShape s = DepthwiseShape(x.shape, w.shape, layout);
        Tensor y = Tensor.Empty(Shape.Of(s.Batch, s.OutHeight, s.OutWidth, s.Channels), x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) Depthwise<float>.Forward(s, x.Pointer<float>(), w.Pointer<float>(), y.Pointer<float>());
        else Depthwise<double>.Forward(s, x.Pointer<double>(), w.Pointer<double>(), y.Pointer<double>());
        return DepthwiseOp.Record(y, x, w, Attribute<ConvLayout>.Of(layout));
    }

    private static unsafe Tensor DepthwiseInputGradient(Shape images, Tensor w, Tensor dy, ConvLayout layout)
    {
        ConvShape s = DepthwiseShape(images, w.shape, layout);
        Tensor dx = Tensor.Empty(images, w.dtype);
        if (w.dtype == TF_DataType.TF_FLOAT) Depthwise<float>.InputGradient(s, dy.Pointer<float>(), w.Pointer<float>(), dx.Pointer<float>());
        else Depthwise<double>.InputGradient(s, dy.Pointer<double>(), w.Pointer<double>(), dx.Pointer<double>());
        return DepthwiseInputOp.Record(dx, w, dy, Attribute<ConvLayout>.Of(layout));
    }

    private static unsafe Tensor DepthwiseFilterGradient(Tensor x, Shape filters, Tensor dy, ConvLayout layout)
    {
        ConvShape s = DepthwiseShape(x.shape, filters, layout);
        Tensor dw = Tensor.Empty(filters, x.dtype);
        if (dy.size == 0) dw.Bytes.Clear();
        else if (x.dtype == TF_DataType.TF_FLOAT) Depthwise<float>.FilterGradient(s, x.Pointer<float>(), dy.Pointer<float>(), dw.Pointer<float>());
        else Depthwise<double>.FilterGradient(s, x.Pointer<double>(), dy.Pointer<double>(), dw.Pointer<double>());
        return DepthwiseFilterOp.Record(dw, x, dy, Attribute<ConvLayout>.Of(layout));
    }

    private static ConvShape DepthwiseShape(Shape x, Shape w, in ConvLayout layout)
    {
        int kernelHeight = (int)w[0], kernelWidth = (int)w[1];
        var (outHeight, top) = Window(checked((int)x[1]), kernelHeight, layout.StrideHeight, layout.DilationHeight, layout.Same, x, "depthwise_conv2d");
        var (outWidth, left) = Window(checked((int)x[2]), kernelWidth, layout.StrideWidth, layout.DilationWidth, layout.Same, x, "depthwise_conv2d");
        return new ConvShape(checked((int)x[0]), (int)x[1], (int)x[2], checked((int)x[3]), outHeight, outWidth, (int)x[3], kernelHeight, kernelWidth,
            layout.StrideHeight, layout.StrideWidth, top, left, layout.DilationHeight, layout.DilationWidth);
    }
}
