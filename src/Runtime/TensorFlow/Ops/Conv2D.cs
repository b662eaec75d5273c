using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    /// <summary>How a convolution is laid out, whatever the sizes of its tensors.</summary>
    private readonly record struct ConvLayout(int StrideHeight, int StrideWidth, bool Same, int DilationHeight, int DilationWidth, bool Relu)
    {
        public string Padding => Same ? "same" : "valid";
        public (int, int) Strides => (StrideHeight, StrideWidth);
        public (int, int) Dilations => (DilationHeight, DilationWidth);
    }

    private static readonly Op Conv2DOp = new("Conv2D", static g =>
    {
        ConvLayout layout = g.Attribute<Attribute<ConvLayout>>().Value;
        Tensor x = g.Input(0), w = g.Input(1), dz = BackThroughBiasAndRelu(g, layout.Relu);
        if (g.Needs(1)) g.Add(1, Conv2DBackpropFilter(x, w.shape, dz, layout.Strides, layout.Padding, layout.Dilations));
        if (g.Needs(0)) g.Add(0, Conv2DBackpropInput(x.shape, w, dz, layout.Strides, layout.Padding, layout.Dilations));
        if (!ReferenceEquals(dz, g.OutputGradient)) Free(dz);
    });

    /// <summary>True for a convolution with a relu of its own, whose gradient a pooling may take.</summary>
    private static bool EndsWithRelu(GradientStep step) =>
        ReferenceEquals(step.Op, Conv2DOp) && step.Attribute<Attribute<ConvLayout>>().Value.Relu;

    // The three are linear in each operand, so each is the gradient of the others.
    private static readonly Op Conv2DBackpropInputOp = new("Conv2DBackpropInput", static g =>
    {
        ConvLayout layout = g.Attribute<Attribute<ConvLayout>>().Value;
        Tensor w = g.Input(0), dy = g.Input(1), ddx = g.OutputGradient;
        if (g.Needs(0)) g.Add(0, Conv2DBackpropFilter(ddx, w.shape, dy, layout.Strides, layout.Padding, layout.Dilations));
        if (g.Needs(1)) g.Add(1, Conv2D(ddx, w, layout.Strides, layout.Padding, layout.Dilations));
    });

    private static readonly Op Conv2DBackpropFilterOp = new("Conv2DBackpropFilter", static g =>
    {
        ConvLayout layout = g.Attribute<Attribute<ConvLayout>>().Value;
        Tensor x = g.Input(0), dy = g.Input(1), ddw = g.OutputGradient;
        if (g.Needs(0)) g.Add(0, Conv2DBackpropInput(x.shape, ddw, dy, layout.Strides, layout.Padding, layout.Dilations));
        if (g.Needs(1)) g.Add(1, Conv2D(x, ddw, layout.Strides, layout.Padding, layout.Dilations));
    });

    /// <summary>Two-dimensional convolution (cross-correlation, as networks use it), plus bias and relu if wanted, in one pass.</summary>
    /// <param name="x">Images [batch, height, width, channels].</param>
    /// <param name="w">Filters [kernel height, kernel width, channels, filters].</param>
    /// <param name="strides">Steps down and to the right, in pixels, at least 1.</param>
    /// <param name="padding">
    /// <c>"valid"</c>: only whole windows; <c>"same"</c>: ceil(size / stride) outputs, zeros around the image, the odd one below or on the
    /// right, as TensorFlow does.
    /// </param>
    /// <param name="dilations">Distance of the filter's taps, in pixels, at least 1; null for 1.</param>
    /// <param name="bias">[filters] or null.</param>
    /// <param name="relu">True to cut off below 0.</param>
    /// <returns>[batch, out height, out width, filters].</returns>
    /// <exception cref="ArgumentException">Ranks, sizes, strides, padding or element types do not fit together; the text says which.</exception>
    public static Tensor Conv2D(Tensor x, Tensor w, (int Height, int Width) strides, string padding = "valid", (int Height, int Width)? dilations = null,
        Tensor? bias = null, bool relu = false)
    {
        CheckSameType(x, w, "conv2d");
        if (x.ndim != 4)
            throw new ArgumentException($"conv2d got an input of rank {x.ndim} ({x.shape}); it takes [batch, height, width, channels]. "
                + "Add missing axes with tf.expand_dims.");
        ConvLayout layout = Layout(strides, padding, dilations, relu, "conv2d");
        ConvShape s = ShapeOf(x.shape, w.shape, layout, "conv2d");
        if (bias is not null)
        {
            CheckSameType(x, bias, "conv2d");
            CheckBias(bias, s.Filters, "conv2d");
        }
        Tensor y = Tensor.Empty(Shape.Of(s.Batch, s.OutHeight, s.OutWidth, s.Filters), x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) RunConv2D<float>(s, x, w, bias, relu, y);
        else RunConv2D<double>(s, x, w, bias, relu, y);
        return Conv2DOp.Record(y, x, w, bias, Attribute<ConvLayout>.Of(layout));
    }

    /// <summary>
    /// The gradient of <see cref="Conv2D"/> with respect to its images, which is also the transposed convolution: w then counts
    /// [kernel height, kernel width, output channels, input channels].
    /// </summary>
    /// <param name="inputShape">The images' shape, [batch, height, width, channels].</param>
    /// <param name="w">Filters [kernel height, kernel width, channels, filters].</param>
    /// <param name="dy">The output's gradient [batch, out height, out width, filters].</param>
    /// <param name="strides">As for the convolution.</param>
    /// <param name="padding">As for the convolution.</param>
    /// <param name="dilations">As for the convolution.</param>
    /// <returns>A tensor of shape <paramref name="inputShape"/>.</returns>
    /// <exception cref="ArgumentException">As <see cref="Conv2D"/>; or <paramref name="dy"/> is not what such a convolution gives.</exception>
    public static Tensor Conv2DBackpropInput(Shape inputShape, Tensor w, Tensor dy, (int Height, int Width) strides, string padding = "valid",
        (int Height, int Width)? dilations = null)
    {
        CheckSameType(w, dy, "conv2d_transpose");
        ArgumentNullException.ThrowIfNull(inputShape);
        ConvLayout layout = Layout(strides, padding, dilations, false, "conv2d_transpose");
        if (inputShape.ndim != 4 || !inputShape.IsFullyDefined)
            throw new ArgumentException($"conv2d_transpose got {inputShape} as the shape of its result; "
                + "it takes four known sizes [batch, height, width, channels].");
        ConvShape s = ShapeOf(inputShape, w.shape, layout, "conv2d_transpose");
        CheckOutput(s, dy, inputShape, w, layout, "conv2d_transpose");
        Tensor dx = Tensor.Empty(inputShape, w.dtype);
        if (w.dtype == TF_DataType.TF_FLOAT) RunInputGradient<float>(s, w, dy, dx);
        else RunInputGradient<double>(s, w, dy, dx);
        return Conv2DBackpropInputOp.Record(dx, w, dy, Attribute<ConvLayout>.Of(layout));
    }

    /// <summary>The gradient of <see cref="Conv2D"/> with respect to its filters.</summary>
    /// <param name="x">Images [batch, height, width, channels].</param>
    /// <param name="filterShape">The filters' shape, [kernel height, kernel width, channels, filters].</param>
    /// <param name="dy">The output's gradient [batch, out height, out width, filters].</param>
    /// <param name="strides">As for the convolution.</param>
    /// <param name="padding">As for the convolution.</param>
    /// <param name="dilations">As for the convolution.</param>
    /// <returns>A tensor of shape <paramref name="filterShape"/>.</returns>
    /// <exception cref="ArgumentException">As <see cref="Conv2D"/>; or <paramref name="dy"/> is not what such a convolution gives.</exception>
    public static Tensor Conv2DBackpropFilter(Tensor x, Shape filterShape, Tensor dy, (int Height, int Width) strides, string padding = "valid",
        (int Height, int Width)? dilations = null)
    {
        CheckSameType(x, dy, "conv2d_backprop_filter");
        ArgumentNullException.ThrowIfNull(filterShape);
        ConvLayout layout = Layout(strides, padding, dilations, false, "conv2d_backprop_filter");
        if (x.ndim != 4)
            throw new ArgumentException($"conv2d_backprop_filter got an input of rank {x.ndim} ({x.shape}); it takes [batch, height, width, channels].");
        ConvShape s = ShapeOf(x.shape, filterShape, layout, "conv2d_backprop_filter");
        CheckOutput(s, dy, x.shape, null, layout, "conv2d_backprop_filter");
        Tensor dw = Tensor.Empty(filterShape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) RunFilterGradient<float>(s, x, dy, dw);
        else RunFilterGradient<double>(s, x, dy, dw);
        return Conv2DBackpropFilterOp.Record(dw, x, dy, Attribute<ConvLayout>.Of(layout));
    }

    private static unsafe void RunConv2D<T>(in ConvShape s, Tensor x, Tensor w, Tensor? bias, bool relu, Tensor y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.size == 0) return;
        // While a tape records, the filters are about to change: packing them for reuse would be in vain.
        nint size = w.Variable is null || Tape.AnyActive ? 0 : Convolution<T>.PackedSize(s);
        Tensor? packed = size == 0 ? null : w.Variable!.Packed(w, size, s, PackFilters<T>);
        Convolution<T>.Forward(s, x.Pointer<T>(), w.Pointer<T>(), bias is null ? null : bias.Pointer<T>(),
            relu ? FusedActivation.Relu : FusedActivation.None, y.Pointer<T>(), packed is null ? null : packed.Pointer<T>());
        GC.KeepAlive(packed);
    }

    private static unsafe void PackFilters<T>(in ConvShape s, Tensor w, Tensor packed)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Convolution<T>.Pack(s, w.Pointer<T>(), packed.Pointer<T>());

    private static unsafe void RunInputGradient<T>(in ConvShape s, Tensor w, Tensor dy, Tensor dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (dy.size == 0) dx.Bytes.Clear();
        else if (dx.size > 0) Convolution<T>.InputGradient(s, dy.Pointer<T>(), w.Pointer<T>(), dx.Pointer<T>());
    }

    private static unsafe void RunFilterGradient<T>(in ConvShape s, Tensor x, Tensor dy, Tensor dw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (dy.size == 0) dw.Bytes.Clear();
        else if (dw.size > 0) Convolution<T>.FilterGradient(s, x.Pointer<T>(), dy.Pointer<T>(), dw.Pointer<T>());
    }
}
