using System.Numerics;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class PoolTests
{
    private static readonly PoolShape[] Shapes =
    [
        new(2, 4, 6, 1, 2, 3, 2, 2, 2, 2, 0, 0),        // whole windows
        new(2, 5, 7, 3, 2, 3, 2, 2, 2, 2, 0, 0),        // a row and a column left over
        new(1, 6, 6, 4, 2, 2, 2, 2, 3, 4, 0, 0),        // gaps between windows
        new(1, 5, 5, 2, 3, 3, 2, 2, 2, 2, 0, 0),        // 'same': the last windows are cut off
        new(2, 5, 4, 3, 3, 2, 3, 3, 2, 2, 1, 0),        // 'same', overlapping
        new(1, 4, 5, 2, 4, 5, 3, 2, 1, 1, 1, 0),        // stride 1
        new(1, 7, 3, 1, 3, 1, 5, 3, 3, 2, 2, 1),
    ];

    [TestMethod]
    public void Poolings_and_their_ways_back_equal_the_reference_in_float() => CheckAll<float>();

    [TestMethod]
    public void Poolings_and_their_ways_back_equal_the_reference_in_double() => CheckAll<double>();

    private static void CheckAll<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (PoolShape shape in Shapes)
            foreach (int channels in (int[])[shape.Channels, 8, 15, 16, 17, 33]) Check<T>(shape with { Channels = channels });
    }

    private static void Check<T>(PoolShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int pixels = s.Batch * s.Height * s.Width * s.Channels, outputs = s.Batch * s.OutHeight * s.OutWidth * s.Channels;
        using KernelBuffer<T> x = new(pixels, 1), y = new(outputs), plain = new(outputs), dy = new(outputs, 2), dx = new(pixels), gathered = new(outputs), mean = new(outputs), dMean = new(pixels);
        var index = new byte[outputs + 40];
        Array.Fill(index, (byte)99);
        // Ties, so that 'the first' is tested.
        for (int i = 0; i < pixels; i++) x[i] = T.Round(x[i]);
        double[] max = new double[outputs], average = new double[outputs], back = new double[pixels], backMean = new double[pixels];
        int[] at = new int[outputs], places = new int[outputs];
        Reference();

        fixed (byte* first = index)
        {
            PoolMax<T>.Forward(s, x.Pointer, y.Pointer, first);
            PoolMax<T>.Forward(s, x.Pointer, plain.Pointer, null);
            y.Check(i => max[i], $"max of {s}");
            plain.Check(i => max[i], $"max without places of {s}");
            for (int i = 0; i < outputs; i++) Assert.AreEqual(places[i], index[i], $"place {i} of {s}");
            for (int i = outputs; i < index.Length; i++) Assert.AreEqual(99, index[i], "Something was written behind the places.");
            PoolMax<T>.Backward(s, dy.Pointer, first, dx.Pointer);
            dx.Check(i => back[i], $"max gradient of {s}");
            PoolMax<T>.Gather(s, x.Pointer, first, gathered.Pointer);
            gathered.Check(i => max[i], $"gather of {s}");
        }
        PoolAverage<T>.Forward(s, x.Pointer, mean.Pointer);
        mean.Check(i => average[i], $"mean of {s}");
        PoolAverage<T>.Backward(s, dy.Pointer, dMean.Pointer);
        dMean.Check(i => backMean[i], $"mean gradient of {s}");

        void Reference()
        {
            for (int o = 0; o < outputs; o++)
            {
                int c = o % s.Channels, ox = o / s.Channels % s.OutWidth, oy = o / s.Channels / s.OutWidth % s.OutHeight, n = o / s.Channels / s.OutWidth / s.OutHeight;
                var inside = new List<(int Pixel, int Place)>();
                for (int ky = 0; ky < s.PoolHeight; ky++)
                    for (int kx = 0; kx < s.PoolWidth; kx++)
                    {
                        int row = oy * s.StrideHeight - s.PadTop + ky, column = ox * s.StrideWidth - s.PadLeft + kx;
                        if (row >= 0 && row < s.Height && column >= 0 && column < s.Width)
                            inside.Add((((n * s.Height + row) * s.Width + column) * s.Channels + c, ky * s.PoolWidth + kx));
                    }
                (at[o], places[o]) = inside.MaxBy(p => x.Number(p.Pixel));
                max[o] = x.Number(at[o]);
                average[o] = inside.Average(p => x.Number(p.Pixel));
                back[at[o]] += dy.Number(o);
                foreach ((int pixel, _) in inside) backMean[pixel] += dy.Number(o) / inside.Count;
            }
        }
    }
}
