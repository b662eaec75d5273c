using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Autodiff;

// Images of other sizes, and images turned and moved.
internal static partial class GradientCases
{
    private static void Images()
    {
        Add("resize, bilinear", x => MathOps.Square(ImageOps.Resize(x[0], 5, 2)), X(2, 3, 4, 2));
        Add("resize, nearest", x => MathOps.Square(ImageOps.Resize(x[0], 4, 5, "nearest")), X(1, 3, 2, 9));
        Tensor turned = Tensor.From<double>([0.8, -0.6, 1.3, 0.6, 0.8, -0.7, 1.1, 0, 0.4, 0, 0.9, -0.3], Shape.Of(2, 6));
        foreach (string fill in (string[])["constant", "nearest", "reflect", "wrap"])
            Add($"affine transform, {fill}", x => MathOps.Square(ImageOps.AffineTransform(x[0], turned, "bilinear", fill, 0.5)), X(2, 3, 4, 2));
        Add("affine transform, nearest pixel", x => MathOps.Square(ImageOps.AffineTransform(x[0], turned, "nearest")), X(2, 4, 3, 1));
    }
}
