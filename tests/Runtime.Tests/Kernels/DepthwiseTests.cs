using System.Numerics;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class DepthwiseTests
{
    private static readonly ConvShape[] Shapes =
    [
        new(2, 5, 6, 1, 3, 4, 1, 3, 3),                                 // whole windows
        new(2, 6, 5, 1, 6, 5, 1, 3, 3, 1, 1, 1, 1),                     // 'same'
        new(1, 7, 8, 1, 4, 4, 1, 3, 2, 2, 2, 1, 0),                     // strides
        new(1, 7, 6, 1, 7, 6, 1, 2, 3, 1, 1, 1, 2, 2, 2),               // dilations
        new(1, 2, 2, 1, 2, 2, 1, 5, 5, 1, 1, 2, 2),                     // a filter larger than the image
    ];

    [TestMethod]
    public void Convolution_and_its_gradients_equal_the_reference_in_float() => CheckAll<float>();

    [TestMethod]
    public void Convolution_and_its_gradients_equal_the_reference_in_double() => CheckAll<double>();

    private static void CheckAll<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ConvShape shape in Shapes)
            foreach (int channels in (int[])[1, 3, 8, 16, 33, 64, 70]) Check<T>(shape with { Channels = channels, Filters = channels });
    }

    private static void Check<T>(ConvShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int pixels = s.Batch * s.Height * s.Width * s.Channels, outputs = s.Batch * s.OutHeight * s.OutWidth * s.Channels, weights = s.Depth;
        using KernelBuffer<T> x = new(pixels, 1), w = new(weights, 2), dy = new(outputs, 3), y = new(outputs), dx = new(pixels), dw = new(weights);
        double[] expectedY = new double[outputs], expectedX = new double[pixels], expectedW = new double[weights];
        for (int o = 0; o < outputs; o++)
        {
            int c = o % s.Channels, ox = o / s.Channels % s.OutWidth, oy = o / s.Channels / s.OutWidth % s.OutHeight, n = o / s.Channels / s.OutWidth / s.OutHeight;
            for (int ky = 0; ky < s.KernelHeight; ky++)
                for (int kx = 0; kx < s.KernelWidth; kx++)
                {
                    int row = oy * s.StrideHeight - s.PadTop + ky * s.DilationHeight, column = ox * s.StrideWidth - s.PadLeft + kx * s.DilationWidth;
                    if (row < 0 || row >= s.Height || column < 0 || column >= s.Width) continue;
                    int pixel = ((n * s.Height + row) * s.Width + column) * s.Channels + c, tap = (ky * s.KernelWidth + kx) * s.Channels + c;
                    expectedY[o] += x.Number(pixel) * w.Number(tap);
                    expectedX[pixel] += dy.Number(o) * w.Number(tap);
                    expectedW[tap] += dy.Number(o) * x.Number(pixel);
                }
        }
        Depthwise<T>.Forward(s, x.Pointer, w.Pointer, y.Pointer);
        y.Check(i => expectedY[i], $"forward of {s}", 20);
        Depthwise<T>.InputGradient(s, dy.Pointer, w.Pointer, dx.Pointer);
        dx.Check(i => expectedX[i], $"input gradient of {s}", 20);
        Depthwise<T>.FilterGradient(s, x.Pointer, dy.Pointer, dw.Pointer);
        dw.Check(i => expectedW[i], $"filter gradient of {s}", 60);
    }
}
