using System.Numerics;
using Tensorflow;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class ConvolutionTests
{
    [TestInitialize]
    public void PoisonWorkspaces() => Workspace.Poison = true;

    [TestCleanup]
    public void LeaveWorkspacesAlone() => Workspace.Poison = false;

    [TestMethod]
    public void Every_kernel_stride_dilation_and_padding_equals_the_scalar_reference_in_float()
    {
        foreach (ConvShape s in Grid()) Check<float>(s);
    }

    [TestMethod]
    public void Every_kernel_stride_dilation_and_padding_equals_the_scalar_reference_in_double()
    {
        foreach (ConvShape s in Grid().Where((_, i) => i % 3 == 0)) Check<double>(s);
    }

    [TestMethod]
    public void Unequal_kernels_strides_and_padding_in_the_two_directions_equal_the_scalar_reference()
    {
        Check<float>(new(2, 9, 11, 3, 8, 4, 5, 2, 4, 1, 3, 0, 2));
        Check<float>(new(2, 11, 7, 17, 5, 8, 6, 3, 2, 2, 1, 1, 1, 2, 1));
        Check<float>(new(1, 4, 4, 2, 7, 6, 3, 3, 3, 1, 1, 3, 2));       // whole windows outside the image
        Check<double>(new(3, 6, 5, 20, 1, 1, 4, 6, 5));                // the filter covers the image
        Check<float>(new(2, 3, 3, 16, 5, 5, 33, 1, 1, 1, 1, 1, 1));    // a 1x1 filter with padding
        Check<float>(new(1, 8, 8, 20, 2, 2, 9, 2, 2, 4, 4));           // pixels between the windows that no tap reads
        Check<float>(new(2, 12, 12, 17, 4, 4, 8, 3, 3, 2, 2, 1, 1, 2, 2));
    }

    [TestMethod]
    public void Results_of_few_channels_equal_the_scalar_reference()
    {
        Check<float>(new(3, 14, 14, 1, 7, 7, 64, 5, 5, 2, 2, 1, 1));      // the way back of a discriminator, the last layer of a generator
        Check<float>(new(40, 7, 6, 16, 7, 6, 1, 7, 7, 1, 1, 3, 3));       // a grey image from many channels
        Check<float>(new(2, 9, 8, 17, 7, 5, 8, 3, 4));
        Check<double>(new(2, 5, 6, 3, 8, 7, 18, 2, 3, 1, 1, 2, 2));       // padding beyond the taps
        Check<double>(new(1, 9, 9, 2, 3, 2, 16, 2, 3, 3, 4, 0, 1));       // pixels between the windows
        Check<float>(new(2, 30, 31, 20, 28, 29, 3, 3, 3));                // more pixels than a group has
        Check<float>(new(3, 10, 9, 20, 10, 9, 3, 3, 3, 1, 1, 2, 4, 2, 4)); // few filters: images and gradient change places
        CheckThreads<float>(new(70, 6, 6, 1, 3, 3, 32, 5, 5, 2, 2, 1, 1));
        CheckThreads<float>(new(5, 9, 9, 20, 9, 9, 2, 3, 3, 1, 1, 1, 1));
    }

    [TestMethod]
    public void Lines_longer_than_a_block_equal_the_scalar_reference()
    {
        Check<float>(new(1, 4, 600, 1, 3, 598, 3, 2, 3));
        Check<float>(new(1, 3, 560, 16, 3, 560, 2, 3, 3, 1, 1, 1, 1));
    }

    [TestMethod]
    public void Images_of_many_channels_equal_the_scalar_reference()
    {
        Check<float>(new(3, 9, 9, 64, 7, 7, 70, 3, 3));                         // filters that fill no panel
        Check<float>(new(2, 8, 7, 67, 4, 4, 33, 3, 3, 2, 2, 1, 1));             // channels that fill no tile
        Check<float>(new(2, 11, 10, 65, 5, 7, 96, 3, 2, 1, 1, 0, 1, 3, 2));     // dilation and padding
        Check<float>(new(1, 34, 33, 64, 32, 31, 40, 3, 3));                     // several blocks, more pixels than a task turns
        Check<double>(new(2, 5, 5, 66, 3, 3, 20, 3, 3));
        CheckThreads<float>(new(3, 17, 17, 70, 15, 15, 130, 3, 3));
    }

    [TestMethod]
    public void The_number_of_threads_changes_no_bit()
    {
        CheckThreads<float>(new(9, 12, 12, 1, 10, 10, 32, 3, 3));
        CheckThreads<float>(new(5, 9, 9, 20, 9, 9, 40, 3, 3, 1, 1, 1, 1));
        CheckThreads<double>(new(4, 11, 11, 3, 6, 6, 10, 5, 5, 2, 2, 2, 2));
    }

    [TestMethod]
    public void An_image_has_the_same_bits_alone_and_in_a_batch()
    {
        AloneAndInABatch(new ConvShape(5, 9, 9, 5, 5, 5, 37, 3, 3, 2, 2, 1, 1));
        AloneAndInABatch(new ConvShape(25, 9, 9, 18, 9, 9, 1, 3, 3, 1, 1, 1, 1));
    }

    private static void AloneAndInABatch(ConvShape s)
    {
        using var x = GemmBuffer<float>.Random(Inputs(s), 1);
        using var w = GemmBuffer<float>.Random(s.Depth * s.Filters, 2);
        using var y = new GemmBuffer<float>(Outputs(s));
        Convolution<float>.Forward(s, x.Pointer, w.Pointer, null, FusedActivation.Relu, y.Pointer);
        ConvShape one = s with { Batch = 1 };
        for (int image = 0; image < s.Batch; image++)
        {
            using var alone = new GemmBuffer<float>(Outputs(one));
            Convolution<float>.Forward(one, x.Pointer + image * Inputs(one), w.Pointer, null, FusedActivation.Relu, alone.Pointer);
            alone.AssertSameBits(y.Values.Slice(image * Outputs(one), Outputs(one)), $"image {image}");
        }
    }

    /// <summary>Images of 8 x 7, 'valid' and 'same', with channels and filters on both sides of the vector lengths.</summary>
    private static IEnumerable<ConvShape> Grid()
    {
        foreach (int kernel in (int[])[1, 3, 5])
            foreach (int stride in (int[])[1, 2])
                foreach (int dilation in (int[])[1, 2])
                    foreach (bool same in (bool[])[false, true])
                        foreach ((int channels, int filters) in ((int, int)[])[(1, 33), (3, 10), (16, 5), (19, 32)])
                        {
                            int extent = (kernel - 1) * dilation + 1;
                            if (!same && extent > 7) continue;
                            (int height, int top) = Axis(8, extent, stride, same);
                            (int width, int left) = Axis(7, extent, stride, same);
                            yield return new(
                                2, 8, 7, channels, height, width, filters, kernel, kernel, stride, stride, top, left, dilation, dilation);
                        }
    }

    private static (int Size, int Pad) Axis(int size, int extent, int stride, bool same)
    {
        if (!same) return ((size - extent) / stride + 1, 0);
        int result = (size + stride - 1) / stride;
        return (result, Math.Max(0, (result - 1) * stride + extent - size) / 2);
    }

    private static int Inputs(in ConvShape s) => s.Batch * s.Height * s.Width * s.Channels;
    private static int Outputs(in ConvShape s) => s.Batch * s.OutHeight * s.OutWidth * s.Filters;

    private static void Check<T>(in ConvShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var x = GemmBuffer<T>.Random(Inputs(s), 1);
        using var w = GemmBuffer<T>.Random(s.Depth * s.Filters, 2);
        using var bias = GemmBuffer<T>.Random(s.Filters, 3);
        using var dy = GemmBuffer<T>.Random(Outputs(s), 4);
        using GemmBuffer<T> y = new(Outputs(s)), dx = new(x.Length), dw = new(w.Length);
        using GemmBuffer<T> expectedY = new(y.Length), expectedX = new(x.Length), expectedW = new(w.Length);
        string name = s.ToString();

        Convolution<T>.Forward(s, x.Pointer, w.Pointer, bias.Pointer, FusedActivation.Relu, y.Pointer);
        ConvolutionReference<T>.Forward(s, x.Pointer, w.Pointer, bias.Pointer, true, expectedY.Pointer);
        y.AssertNear(expectedY, s.Depth, "forward with bias, " + name);

        y.Values.Fill(T.NaN);
        Convolution<T>.Forward(s, x.Pointer, w.Pointer, null, FusedActivation.None, y.Pointer);
        ConvolutionReference<T>.Forward(s, x.Pointer, w.Pointer, null, false, expectedY.Pointer);
        y.AssertNear(expectedY, s.Depth, "forward, " + name);

        Convolution<T>.InputGradient(s, dy.Pointer, w.Pointer, dx.Pointer);
        ConvolutionReference<T>.InputGradient(s, dy.Pointer, w.Pointer, expectedX.Pointer);
        dx.AssertNear(expectedX, s.KernelHeight * s.KernelWidth * s.Filters, "input gradient, " + name);

        Convolution<T>.FilterGradient(s, x.Pointer, dy.Pointer, dw.Pointer);
        ConvolutionReference<T>.FilterGradient(s, x.Pointer, dy.Pointer, expectedW.Pointer);
        dw.AssertNear(expectedW, s.Batch * s.OutHeight * s.OutWidth, "filter gradient, " + name);
    }

    private static void CheckThreads<T>(in ConvShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var x = GemmBuffer<T>.Random(Inputs(s), 1);
        using var w = GemmBuffer<T>.Random(s.Depth * s.Filters, 2);
        using var bias = GemmBuffer<T>.Random(s.Filters, 3);
        using var dy = GemmBuffer<T>.Random(Outputs(s), 4);
        T[]? firstY = null, firstX = null, firstW = null;
        int threads = Workers.Threads;
        try
        {
            foreach (int count in (int[])[1, 2, 3])
            {
                Workers.Threads = count;
                using GemmBuffer<T> y = new(Outputs(s)), dx = new(x.Length), dw = new(w.Length);
                Convolution<T>.Forward(s, x.Pointer, w.Pointer, bias.Pointer, FusedActivation.Relu, y.Pointer);
                Convolution<T>.InputGradient(s, dy.Pointer, w.Pointer, dx.Pointer);
                Convolution<T>.FilterGradient(s, x.Pointer, dy.Pointer, dw.Pointer);
                y.AssertSameBits(firstY ??= y.Values.ToArray(), $"forward, {count} threads, {s}");
                dx.AssertSameBits(firstX ??= dx.Values.ToArray(), $"input gradient, {count} threads, {s}");
                dw.AssertSameBits(firstW ??= dw.Values.ToArray(), $"filter gradient, {count} threads, {s}");
            }
        }
        finally
        {
            Workers.Threads = threads;
        }
    }
}
