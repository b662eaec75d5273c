using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    private static readonly Op MaxPoolOp = new("MaxPool", static g =>
    {
        // A maximum is above 0 where its pixel is: the relu of the layer in front is undone here, on fewer numbers than its own output has.
        GradientStep? layer = g.MadeNext(0) is { } made && EndsWithRelu(made) ? made : null;
        Tensor dy = layer is null ? g.OutputGradient : BackThroughBiasAndRelu(layer, g.OutputGradient, g.Output, Target(g));
        g.Add(0, MaxPoolGradient(dy, g.Input(1), g.Input(0).shape, g.Attribute<Attribute<PoolShape>>()));
        if (layer is null) return;
        if (!ReferenceEquals(dy, g.OutputGradient)) Free(dy);
        layer.ActivationDone = true;
    });

    // Scattering to the maxima's places and gathering from them are each other's gradients.
    private static readonly Op MaxPoolGradientOp = new("MaxPoolGrad", static g =>
        g.Add(0, MaxPoolGather(g.OutputGradient, g.Input(1), g.Attribute<Attribute<PoolShape>>())));

    private static readonly Op MaxPoolGatherOp = new("MaxPoolGather", static g =>
        g.Add(0, MaxPoolGradient(g.OutputGradient, g.Input(1), g.Input(0).shape, g.Attribute<Attribute<PoolShape>>())));

    private static readonly Op AvgPoolOp = new("AvgPool", static g =>
        g.Add(0, AvgPoolGradient(g.OutputGradient, g.Input(0).shape, g.Attribute<Attribute<PoolShape>>())));

    private static readonly Op AvgPoolGradientOp = new("AvgPoolGrad", static g => g.Add(0, AvgPool(g.OutputGradient, g.Attribute<Attribute<PoolShape>>())));

    // TensorFlow.js divides by the whole window on the way back, by its pixels inside the image on the way forward.
    private static readonly Op TfJsAvgPoolOp = new("AvgPool.TensorFlowJs", static g =>
    {
        Attribute<PoolShape> shape = g.Attribute<Attribute<PoolShape>>();
        Tensor inside = ShareInside(shape.Value, g.OutputGradient.dtype), dy = MathOps.Multiply(g.OutputGradient, inside);
        g.Add(0, AvgPoolGradient(dy, g.Input(0).shape, shape));
        Free(inside);
        Free(dy);
    });

    /// <summary>The largest value per window; the gradient goes to its place, the first of equal ones.</summary>
    /// <param name="x">Images [batch, height, width, channels].</param>
    /// <param name="pool">Window height and width, in pixels; at most 256 pixels in all.</param>
    /// <param name="strides">Steps down and to the right, in pixels, at least 1.</param>
    /// <param name="padding">
    /// <c>"valid"</c>: only whole windows; <c>"same"</c>: ceil(size / stride) windows, of which pixels outside the image do not count.
    /// </param>
    /// <returns>[batch, out height, out width, channels].</returns>
    /// <exception cref="ArgumentException">The rank is not 4, or the window does not fit; the text says which.</exception>
    public static Tensor MaxPool(Tensor x, (int Height, int Width) pool, (int Height, int Width) strides, string padding = "valid")
    {
        Attribute<PoolShape> shape = ShapeOf(x, pool, strides, padding, "max_pool");
        if (pool.Height * pool.Width > 256)
            throw new ArgumentException($"max_pool got a window of {pool.Height} x {pool.Width}; it takes at most 256 pixels. "
                + "Use tf.reduce_max(x, axis: [1, 2]) for a whole image.");
        Tensor y = Tensor.Empty(OutputShape(shape.Value), x.dtype);
        // Where the maxima were matters only to a tape.
        Tensor? places = Tape.AnyActive ? Tensor.Empty(y.shape, TF_DataType.TF_UINT8) : null;
        if (x.dtype == TF_DataType.TF_FLOAT) RunMaxPool<float>(shape.Value, x, y, places);
        else RunMaxPool<double>(shape.Value, x, y, places);
        places?.Hide();
        return MaxPoolOp.Record(y, x, places, shape);
    }

    /// <summary>The mean per window.</summary>
    /// <param name="x">Images [batch, height, width, channels].</param>
    /// <param name="pool">Window height and width, in pixels.</param>
    /// <param name="strides">Steps down and to the right, in pixels, at least 1.</param>
    /// <param name="padding">
    /// <c>"valid"</c>: only whole windows; <c>"same"</c>: ceil(size / stride) windows, each divided by the number of its pixels inside the image.
    /// </param>
    /// <param name="wholeWindowGradient">
    /// True for TensorFlow.js' gradient, which divides by the whole window even where the image's edge cut it (docs/adr/0003). False for
    /// the gradient of what is computed.
    /// </param>
    /// <returns>[batch, out height, out width, channels].</returns>
    /// <exception cref="ArgumentException">The rank is not 4, or the window does not fit; the text says which.</exception>
    public static Tensor AvgPool(Tensor x, (int Height, int Width) pool, (int Height, int Width) strides, string padding = "valid",
        bool wholeWindowGradient = false) =>
        AvgPool(x, ShapeOf(x, pool, strides, padding, "avg_pool"), wholeWindowGradient);

    private static unsafe Tensor AvgPool(Tensor x, Attribute<PoolShape> shape, bool wholeWindow = false)
    {
        Tensor y = Tensor.Empty(OutputShape(shape.Value), x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) PoolAverage<float>.Forward(shape.Value, x.Pointer<float>(), y.Pointer<float>());
        else PoolAverage<double>.Forward(shape.Value, x.Pointer<double>(), y.Pointer<double>());
        return (wholeWindow ? TfJsAvgPoolOp : AvgPoolOp).Record(y, x, shape);
    }

    private static unsafe Tensor AvgPoolGradient(Tensor dy, Shape images, Attribute<PoolShape> shape)
    {
        Tensor dx = Tensor.Empty(images, dy.dtype);
        if (dy.dtype == TF_DataType.TF_FLOAT) PoolAverage<float>.Backward(shape.Value, dy.Pointer<float>(), dx.Pointer<float>());
        else PoolAverage<double>.Backward(shape.Value, dy.Pointer<double>(), dx.Pointer<double>());
        return AvgPoolGradientOp.Record(dx, dy, shape);
    }

    /// <summary>The share of each window's pixels that lie inside the image, [1, out height, out width, 1].</summary>
    private static Tensor ShareInside(in PoolShape s, TF_DataType dtype)
    {
        var shares = new double[s.OutHeight * s.OutWidth];
        for (int i = 0; i < shares.Length; i++)
        {
            var ((y0, y1), (x0, x1)) = (s.RowsOf(i / s.OutWidth), s.ColumnsOf(i % s.OutWidth));
            shares[i] = (double)((y1 - y0) * (x1 - x0)) / (s.PoolHeight * s.PoolWidth);
        }
        return MathOps.Cast(Tensor.From<double>(shares, Shape.Of(1, s.OutHeight, s.OutWidth, 1)), dtype);
    }

    private static unsafe Tensor MaxPoolGradient(Tensor dy, Tensor places, Shape images, Attribute<PoolShape> shape)
    {
        Tensor dx = Tensor.Empty(images, dy.dtype);
        byte* index = places.Pointer<byte>();
        if (dy.dtype == TF_DataType.TF_FLOAT) PoolMax<float>.Backward(shape.Value, dy.Pointer<float>(), index, dx.Pointer<float>());
        else PoolMax<double>.Backward(shape.Value, dy.Pointer<double>(), index, dx.Pointer<double>());
        return MaxPoolGradientOp.Record(dx, dy, places, shape);
    }

    private static unsafe Tensor MaxPoolGather(Tensor x, Tensor places, Attribute<PoolShape> shape)
    {
        Tensor y = Tensor.Empty(places.shape, x.dtype);
        byte* index = places.Pointer<byte>();
        if (x.dtype == TF_DataType.TF_FLOAT) PoolMax<float>.Gather(shape.Value, x.Pointer<float>(), index, y.Pointer<float>());
        else PoolMax<double>.Gather(shape.Value, x.Pointer<double>(), index, y.Pointer<double>());
        return MaxPoolGatherOp.Record(y, x, places, shape);
    }

    private static unsafe void RunMaxPool<T>(in PoolShape shape, Tensor x, Tensor y, Tensor? places)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        PoolMax<T>.Forward(shape, x.Pointer<T>(), y.Pointer<T>(), places is null ? null : places.Pointer<byte>());

    private static Shape OutputShape(in PoolShape s) => Shape.Of(s.Batch, s.OutHeight, s.OutWidth, s.Channels);

    private static Attribute<PoolShape> ShapeOf(Tensor x, (int Height, int Width) pool, (int Height, int Width) strides, string padding, string operation)
    {
        CheckFloating(x, operation);
        if (x.ndim != 4)
            throw new ArgumentException($"{operation} got an input of rank {x.ndim} ({x.shape}); it takes [batch, height, width, channels]. "
                + "Add missing axes with tf.expand_dims.");
        if (pool.Height < 1 || pool.Width < 1 || strides.Height < 1 || strides.Width < 1)
            throw new ArgumentException($"{operation} got a window of {pool} and strides {strides}; both take numbers of at least 1.");
        bool same = IsSame(padding, operation);
        var (outHeight, top) = Window(checked((int)x.shape[1]), pool.Height, strides.Height, 1, same, x.shape, operation);
        var (outWidth, left) = Window(checked((int)x.shape[2]), pool.Width, strides.Width, 1, same, x.shape, operation);
        return Attribute<PoolShape>.Of(new PoolShape(checked((int)x.shape[0]), (int)x.shape[1], (int)x.shape[2], checked((int)x.shape[3]), outHeight, outWidth,
            pool.Height, pool.Width, strides.Height, strides.Width, top, left));
    }
}
