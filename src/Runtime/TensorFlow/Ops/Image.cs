using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

/// <summary>Operations on images [batch, height, width, channels].</summary>
/// <remarks>They take float32 or float64.</remarks>
public static partial class ImageOps
{
    private static readonly Op ResizeOp = new("Resize", static g => g.Add(0,
        ResizeGradient(g.OutputGradient, g.Attribute<Attribute<ResizeShape>>())));

    private static readonly Op ResizeGradientOp = new("ResizeGrad", static g => g.Add(0,
        Resize(g.OutputGradient, g.Attribute<Attribute<ResizeShape>>())));

    /// <summary>Images of another size.</summary>
    /// <remarks>Pixels are squares with their centres half a pixel inside, as TensorFlow 2 has it. Nothing is smoothed before
    /// shrinking.</remarks>
    /// <param name="images">[batch, height, width, channels].</param>
    /// <param name="height">New height in pixels, 1 or more.</param>
    /// <param name="width">New width in pixels, 1 or more.</param>
    /// <param name="method"><c>"bilinear"</c> or <c>"nearest"</c>.</param>
    /// <returns>[batch, new height, new width, channels].</returns>
    /// <exception cref="ArgumentException">The rank is not 4, a size is below 1, or the method is neither; the text says which.</exception>
    public static Tensor Resize(Tensor images, int height, int width, string method = "bilinear")
    {
        Check(images, "resize");
        if (height < 1 || width < 1 || images.shape[1] == 0 || images.shape[2] == 0)
            throw new ArgumentException($"resize got images of shape {images.shape} and the size {height} x {width}; both take at least "
                + "one pixel.");
        return Resize(images, Attribute<ResizeShape>.Of(new ResizeShape(checked((int)images.shape[0]), (int)images.shape[1],
            (int)images.shape[2],
            checked((int)images.shape[3]), height, width, IsLinear(method, "resize"))));
    }

    private static unsafe Tensor Resize(Tensor x, Attribute<ResizeShape> shape)
    {
        ref readonly ResizeShape s = ref shape.Value;
        Tensor y = Tensor.Empty(Shape.Of(s.Batch, s.OutHeight, s.OutWidth, s.Channels), x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) Resize<float>.Forward(s, x.Pointer<float>(), y.Pointer<float>());
        else Resize<double>.Forward(s, x.Pointer<double>(), y.Pointer<double>());
        return ResizeOp.Record(y, x, shape);
    }

    private static unsafe Tensor ResizeGradient(Tensor dy, Attribute<ResizeShape> shape)
    {
        ref readonly ResizeShape s = ref shape.Value;
        Tensor dx = Tensor.Empty(Shape.Of(s.Batch, s.Height, s.Width, s.Channels), dy.dtype);
        if (dy.dtype == TF_DataType.TF_FLOAT) Resize<float>.Backward(s, dy.Pointer<float>(), dx.Pointer<float>());
        else Resize<double>.Backward(s, dy.Pointer<double>(), dx.Pointer<double>());
        return ResizeGradientOp.Record(dx, dy, shape);
    }

    private static void Check(Tensor images, string operation)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (!images.dtype.IsFloating())
            throw new ArgumentException($"{operation} got {images.dtype.as_numpy_name()} {images.shape}; it takes float32 or float64. "
                + "Convert the images with tf.cast.");
        if (images.ndim != 4)
            throw new ArgumentException($"{operation} got an input of rank {images.ndim} ({images.shape}); it takes [batch, height, "
                + "width, channels]. "
                + "Add missing axes with tf.expand_dims.");
    }

    private static bool IsLinear(string method, string operation) => method?.ToLowerInvariant() switch
    {
        "bilinear" => true,
        "nearest" => false,
        _ => throw new ArgumentException($"{operation} got the method '{method}'; it takes \"bilinear\" or \"nearest\"."),
    };
}
