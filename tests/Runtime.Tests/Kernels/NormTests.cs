using System.Numerics;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class NormTests
{
    private const double Epsilon = 1e-3;

    private static readonly NormShape[] Samples =
    [
        new(3, 1, 1, 1), new(5, 1, 1, 7), new(2, 1, 1, 16), new(3, 1, 1, 100), new(2, 1, 1, 600),   // layer
        new(2, 9, 1, 1), new(3, 6, 3, 1), new(2, 4, 32, 1), new(1, 49, 17, 1), new(2, 5, 530, 1),   // instance
        new(2, 4, 2, 3), new(3, 7, 4, 8), new(1, 3, 3, 33), new(70, 2, 1, 4),                       // group
    ];

    /// <summary>Columns and rows of batches: one slice or many, one tile or several, narrow rows joined or not.</summary>
    private static readonly (int Rows, int Columns)[] Batches =
    [
        (1, 1), (9, 1), (5, 3), (8, 16), (3, 70), (21, 530), (2, 1100), (20_001, 1), (6_001, 3), (1_100, 16), (401, 64), (300, 520),
    ];

    [TestMethod]
    public void Samples_equal_the_reference_in_float()
    {
        foreach (NormShape shape in Samples) Check<float>(shape, batch: false);
    }

    [TestMethod]
    public void Samples_equal_the_reference_in_double()
    {
        foreach (NormShape shape in Samples) Check<double>(shape, batch: false);
    }

    [TestMethod]
    public void Batches_equal_the_reference_in_float()
    {
        foreach ((int rows, int columns) in Batches) Check<float>(new NormShape(1, rows, columns, 1), batch: true);
    }

    [TestMethod]
    public void Batches_equal_the_reference_in_double()
    {
        foreach ((int rows, int columns) in Batches) Check<double>(new NormShape(1, rows, columns, 1), batch: true);
    }

    private static void Check<T>(NormShape s, bool batch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = (int)s.Size, units = (int)s.Units, columns = s.Columns, count = (int)s.Count;
        using KernelBuffer<T> x = new(size, 1), gamma = new(columns, 2), beta = new(columns, 3), dy = new(size, 4);
        using KernelBuffer<T> y = new(size), dx = new(size), dGamma = new(columns), dBeta = new(columns);
        using KernelBuffer<T> mean = new(units), inverse = new(units), variance = new(units);
        double[] means = new double[units], variances = new double[units], sums = new double[units], products = new double[units];
        double[] gammas = new double[columns], betas = new double[columns];
        int Unit(int i) => i / columns / (int)s.Rows * s.Groups + i % columns / s.Width;
        for (int i = 0; i < size; i++) means[Unit(i)] += x.Number(i) / count;
        for (int i = 0; i < size; i++) variances[Unit(i)] += Math.Pow(x.Number(i) - means[Unit(i)], 2) / count;
        double Normal(int i) => (x.Number(i) - means[Unit(i)]) / Math.Sqrt(variances[Unit(i)] + Epsilon);
        for (int i = 0; i < size; i++)
        {
            int c = i % columns;
            gammas[c] += dy.Number(i) * Normal(i);
            betas[c] += dy.Number(i);
            sums[Unit(i)] += dy.Number(i) * gamma.Number(c) / count;
            products[Unit(i)] += dy.Number(i) * gamma.Number(c) * Normal(i) / count;
        }

        var args = new NormArgs<T>
        {
            Shape = s, Epsilon = T.CreateTruncating(Epsilon), X = x.Pointer, Y = y.Pointer, Dy = dy.Pointer, Dx = dx.Pointer, Gamma = gamma.Pointer,
            Beta = beta.Pointer, Mean = mean.Pointer, Inverse = inverse.Pointer, Variance = batch ? variance.Pointer : null,
            GammaGradient = dGamma.Pointer, BetaGradient = dBeta.Pointer,
        };
        int terms = 8 + (int)Math.Sqrt(s.Rows);
        if (batch) BatchNorm<T>.Forward(args);
        else Norm<T>.Forward(args);
        mean.Check(u => means[u], $"mean of {s}", terms);
        inverse.Check(u => 1 / Math.Sqrt(variances[u] + Epsilon), $"inverse of {s}", terms);
        if (batch) variance.Check(u => variances[u], $"variance of {s}", terms);
        y.Check(i => Normal(i) * gamma.Number(i % columns) + beta.Number(i % columns), $"result of {s}", 4 * terms);
        if (batch)
        {
            using KernelBuffer<T> given = new(size);
            args.Y = given.Pointer;
            BatchNorm<T>.Apply(args);
            given.Check(i => y.Number(i), $"result with given statistics of {s}", 4);
            BatchNorm<T>.Backward(args);
        }
        else Norm<T>.Backward(args);
        // A gradient's sums have as many terms as columns have elements, of up to 9 each.
        dGamma.Check(c => gammas[c], $"gradient of the scale of {s}", 20 * terms);
        dBeta.Check(c => betas[c], $"gradient of the offset of {s}", 20 * terms);
        dx.Check(i => (dy.Number(i) * gamma.Number(i % columns) - sums[Unit(i)] - Normal(i) * products[Unit(i)]) / Math.Sqrt(variances[Unit(i)] + Epsilon),
            $"gradient of {s}", (count < 3 ? 400 : 40) * terms);
        if (!batch) return;
        using KernelBuffer<T> fixedDx = new(size);
        args.Dx = fixedDx.Pointer;
        args.Fixed = true;
        BatchNorm<T>.Backward(args);
        fixedDx.Check(i => dy.Number(i) * gamma.Number(i % columns) / Math.Sqrt(variances[Unit(i)] + Epsilon), $"gradient with given statistics of {s}", 8 * terms);
    }

    [TestMethod]
    public void A_mean_far_from_zero_does_not_swallow_the_variance()
    {
        const int rows = 30_000, columns = 3;
        using KernelBuffer<float> x = new(rows * columns, 1), y = new(rows * columns), mean = new(columns), inverse = new(columns), variance = new(columns);
        // One in ten thousand: sums of squares less the square of the sum would leave nothing in float.
        for (int i = 0; i < x.Count; i++) x[i] = 10_000 + x[i];
        double[] expected = new double[columns], means = new double[columns];
        for (int i = 0; i < x.Count; i++) means[i % columns] += x.Number(i) / rows;
        for (int i = 0; i < x.Count; i++) expected[i % columns] += Math.Pow(x.Number(i) - means[i % columns], 2) / rows;
        BatchNorm<float>.Forward(new NormArgs<float>
        {
            Shape = new NormShape(1, rows, columns, 1), X = x.Pointer, Y = y.Pointer, Mean = mean.Pointer, Inverse = inverse.Pointer,
            Variance = variance.Pointer, Epsilon = 1e-3f,
        });
        for (int c = 0; c < columns; c++) Assert.AreEqual(expected[c], variance[c], 1e-3);
    }

    [TestMethod]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        int before = Workers.Threads;
        try
        {
            foreach ((NormShape shape, bool batch) in new[] { (new NormShape(1, 401, 64, 1), true), (new NormShape(1, 300, 520, 1), true), (new NormShape(9, 50, 4, 8), false) })
            {
                Workers.Threads = 1;
                float[] alone = Bits(shape, batch);
                Workers.Threads = 5;
                CollectionAssert.AreEqual(alone, Bits(shape, batch), shape.ToString());
            }
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    private static float[] Bits(NormShape s, bool batch)
    {
        int size = (int)s.Size, units = (int)s.Units, columns = s.Columns;
        using KernelBuffer<float> x = new(size, 1), gamma = new(columns, 2), beta = new(columns, 3), dy = new(size, 4);
        using KernelBuffer<float> y = new(size), dx = new(size), dGamma = new(columns), dBeta = new(columns), mean = new(units), inverse = new(units);
        var args = new NormArgs<float>
        {
            Shape = s, Epsilon = 1e-3f, X = x.Pointer, Y = y.Pointer, Dy = dy.Pointer, Dx = dx.Pointer, Gamma = gamma.Pointer, Beta = beta.Pointer,
            Mean = mean.Pointer, Inverse = inverse.Pointer, GammaGradient = dGamma.Pointer, BetaGradient = dBeta.Pointer,
        };
        if (batch)
        {
            BatchNorm<float>.Forward(args);
            BatchNorm<float>.Backward(args);
        }
        else
        {
            Norm<float>.Forward(args);
            Norm<float>.Backward(args);
        }
        return
        [
            .. new ReadOnlySpan<float>(y.Pointer, size), .. new ReadOnlySpan<float>(dx.Pointer, size), .. new ReadOnlySpan<float>(dGamma.Pointer, columns),
            .. new ReadOnlySpan<float>(dBeta.Pointer, columns), .. new ReadOnlySpan<float>(mean.Pointer, units),
        ];
    }
}
