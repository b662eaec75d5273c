using System.Numerics;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

/// <summary>The definition of a convolution and of its gradients: every tap of every output pixel, one after the other.</summary>
internal static unsafe class ConvolutionReference<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private enum Part { Forward, InputGradient, FilterGradient }

    public static void Forward(in ConvShape s, T* x, T* w, T* bias, bool relu, T* y)
    {
        int count = s.Batch * s.OutHeight * s.OutWidth * s.Filters;
        for (int i = 0; i < count; i++) y[i] = bias == null ? T.Zero : bias[i % s.Filters];
        Visit(s, x, w, y, Part.Forward);
        if (relu) for (int i = 0; i < count; i++) y[i] = T.Max(y[i], T.Zero);
    }

    public static void InputGradient(in ConvShape s, T* dy, T* w, T* dx)
    {
        new Span<T>(dx, s.Batch * s.Height * s.Width * s.Channels).Clear();
        Visit(s, dx, w, dy, Part.InputGradient);
    }

    public static void FilterGradient(in ConvShape s, T* x, T* dy, T* dw)
    {
        new Span<T>(dw, s.Depth * s.Filters).Clear();
        Visit(s, x, dw, dy, Part.FilterGradient);
    }

    private static void Visit(in ConvShape s, T* x, T* w, T* y, Part part)
    {
        for (int n = 0; n < s.Batch; n++)
            for (int row = 0; row < s.OutHeight; row++)
                for (int column = 0; column < s.OutWidth; column++)
                    for (int kh = 0; kh < s.KernelHeight; kh++)
                        for (int kw = 0; kw < s.KernelWidth; kw++)
                        {
                            int i = row * s.StrideHeight - s.PadTop + kh * s.DilationHeight;
                            int j = column * s.StrideWidth - s.PadLeft + kw * s.DilationWidth;
                            if (i < 0 || i >= s.Height || j < 0 || j >= s.Width) continue;
                            T* pixel = x + ((n * s.Height + i) * s.Width + j) * s.Channels;
                            T* tap = w + (kh * s.KernelWidth + kw) * s.Channels * s.Filters;
                            T* result = y + ((n * s.OutHeight + row) * s.OutWidth + column) * s.Filters;
                            for (int c = 0; c < s.Channels; c++)
                                for (int f = 0; f < s.Filters; f++)
                                    if (part == Part.Forward) result[f] += pixel[c] * tap[c * s.Filters + f];
                                    else if (part == Part.InputGradient) pixel[c] += result[f] * tap[c * s.Filters + f];
                                    else tap[c * s.Filters + f] += result[f] * pixel[c];
                        }
    }
}
