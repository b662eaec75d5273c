using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class ImageOps
{
    private static readonly Op WarpOp = new("AffineTransform", static g =>
    {
        if (g.Needs(0)) g.Add(0, WarpGradient(g.OutputGradient, g.Input(1), g.Attribute<Attribute<WarpShape>>()));
    });

    private static readonly Op WarpGradientOp = new("AffineTransformGrad", static g =>
    {
        // The gradient does not know the value beyond the edges, so its own gradient has 0 there.
        WarpShape shape = g.Attribute<Attribute<WarpShape>>().Value with { FillValue = 0 };
        if (g.Needs(0)) g.Add(0, Warp(g.OutputGradient, g.Input(1), Attribute<WarpShape>.Of(shape)));
    });

    /// <summary>Turns, moves and stretches images, each by a transform of its own. Gradients go to the images only.</summary>
    /// <param name="images">[batch, height, width, channels].</param>
    /// <param name="transforms"> [batch, 6] of float64: the output's pixel in column x and row y comes from column t0 x + t1 y + t2 and row
    /// t3 x + t4 y + t5, both counted in pixels from 0. </param>
    /// <param name="interpolation"><c>"bilinear"</c> or <c>"nearest"</c>.</param>
    /// <param name="fill_mode"> What lies beyond the edges: <c>"reflect"</c> (the image mirrored), <c>"wrap"</c> (the image again),
    /// <c>"nearest"</c> (the edge) or <c>"constant"</c>. </param>
    /// <param name="fill_value">The constant.</param>
    /// <returns>Images of the same shape.</returns>
    /// <exception cref="ArgumentException">A shape, type or name does not fit; the text says which.</exception>
    public static Tensor AffineTransform(Tensor images, Tensor transforms, string interpolation = "bilinear", string fill_mode = "reflect",
        double fill_value = 0)
    {
        Check(images, "affine_transform");
        ArgumentNullException.ThrowIfNull(transforms);
        if (transforms.dtype != TF_DataType.TF_DOUBLE || transforms.ndim != 2 || transforms.shape[0] != images.shape[0]
            || transforms.shape[1] != ImageWarp<float>.TransformSize)
            throw new ArgumentException($"affine_transform got transforms of {transforms.dtype.as_numpy_name()} {transforms.shape} for "
                + $"images of shape {images.shape}; "
                + $"it takes float64 [{images.shape[0]}, {ImageWarp<float>.TransformSize}].");
        WarpFill fill = fill_mode?.ToLowerInvariant() switch
        {
            "constant" => WarpFill.Constant,
            "nearest" => WarpFill.Nearest,
            "reflect" => WarpFill.Reflect,
            "wrap" => WarpFill.Wrap,
            _ => throw new ArgumentException($"affine_transform got fill_mode '{fill_mode}'; it takes \"constant\", \"nearest\", "
                + "\"reflect\" or \"wrap\"."),
        };
        return Warp(images, transforms, Attribute<WarpShape>.Of(new WarpShape(checked((int)images.shape[0]), checked((int)images.shape[1]),
            checked((int)images.shape[2]), checked((int)images.shape[3]), IsLinear(interpolation, "affine_transform"), fill, fill_value)));
    }

    private static unsafe Tensor Warp(Tensor x, Tensor transforms, Attribute<WarpShape> shape)
    {
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        double* t = transforms.Pointer<double>();
        if (x.dtype == TF_DataType.TF_FLOAT) ImageWarp<float>.Forward(shape.Value, t, x.Pointer<float>(), y.Pointer<float>());
        else ImageWarp<double>.Forward(shape.Value, t, x.Pointer<double>(), y.Pointer<double>());
        return WarpOp.Record(y, x, transforms, shape);
    }

    private static unsafe Tensor WarpGradient(Tensor dy, Tensor transforms, Attribute<WarpShape> shape)
    {
        Tensor dx = Tensor.Empty(dy.shape, dy.dtype);
        double* t = transforms.Pointer<double>();
        if (dy.dtype == TF_DataType.TF_FLOAT) ImageWarp<float>.Backward(shape.Value, t, dy.Pointer<float>(), dx.Pointer<float>());
        else ImageWarp<double>.Backward(shape.Value, t, dy.Pointer<double>(), dx.Pointer<double>());
        return WarpGradientOp.Record(dx, dy, transforms, shape);
    }
}
