using System.Numerics;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class OptimizerTests
{
    private static readonly int[] Lengths = [0, 1, 3, 7, 8, 9, 15, 16, 17, 33, 4096, 4099];

    private delegate double Formula(double w, double g, ref double s0, ref double s1, ref double s2);

    // The constants A to F are 0.1 to 0.6 throughout.
    [TestMethod]
    public void Every_formula_equals_plain_arithmetic_at_all_tails()
    {
        Check<OptimizerFormulas.Sgd>((double w, double g, ref double s0, ref double s1, ref double s2) => w - 0.1 * g);
        Check<OptimizerFormulas.Momentum>((double w, double g, ref double v, ref double s1, ref double s2) => w + (v = 0.2 * v - 0.1 * g));
        Check<OptimizerFormulas.Nesterov>((double w, double g, ref double v, ref double s1, ref double s2) =>
        {
            v = 0.2 * v - 0.1 * g;
            return w + 0.2 * v - 0.1 * g;
        });
        Check<OptimizerFormulas.Adam>((double w, double g, ref double m, ref double v, ref double s2) =>
        {
            m = 0.9 * m + 0.1 * g;
            v = 0.8 * v + 0.2 * g * g;
            return 0.5 * w - 0.3 * m / (Math.Sqrt(0.4 * v) + 0.6);
        });
        Check<OptimizerFormulas.RmsProp>((double w, double g, ref double r, ref double s1, ref double s2) =>
        {
            r = 0.2 * r + 0.3 * g * g;
            return w - 0.1 * g / Math.Sqrt(r + 0.6);
        });
        Check<OptimizerFormulas.RmsPropMomentum>((double w, double g, ref double r, ref double v, ref double s2) =>
        {
            r = 0.2 * r + 0.3 * g * g;
            v = 0.4 * v + 0.1 * g / Math.Sqrt(r + 0.6);
            return w - v;
        });
        Check<OptimizerFormulas.RmsPropCentered>((double w, double g, ref double r, ref double v, ref double c) =>
        {
            r = 0.2 * r + 0.3 * g * g;
            c = 0.2 * c + 0.3 * g;
            v = 0.4 * v + 0.1 * g / Math.Sqrt(Math.Max(0, r - c * c) + 0.6);
            return w - v;
        });
        Check<OptimizerFormulas.Adagrad>((double w, double g, ref double a, ref double s1, ref double s2) => w - 0.1 * g / Math.Sqrt((a += g * g) + 0.6));
    }

    /// <summary>
    /// Without gradients Adam's m loses a tenth a step and would stay among the denormal numbers for ever, each of which costs a hundred cycles.
    /// </summary>
    [TestMethod]
    public void What_is_remembered_of_a_weight_without_gradients_ends_at_0()
    {
        const int Count = 67, Bad = 5;
        using KernelBuffer<float> w = new(Count, 1), m = new(Count, 2), v = new(Count, 3), g = new(Count, 4);
        for (int i = 0; i < Count; i++) (v[i], g[i]) = (MathF.Abs(v[i]), 0);
        m[Bad] = float.NaN;
        for (int step = 0; step < 1000; step++)
        {
            Optimizer<float>.Run<OptimizerFormulas.Adam>(new OptimizerArgs<float>
            {
                G = g.Pointer, W = w.Pointer, WOut = w.Pointer, S0 = m.Pointer, S0Out = m.Pointer, S1 = v.Pointer, S1Out = v.Pointer, Count = Count,
                A = 0.1f, B = 0.001f, C = 0.001f, D = 1, E = 1, F = 1e-7f,
            });
            for (int i = 0; i < Count; i++) Assert.IsFalse(float.IsSubnormal(m[i]), $"step {step}, weight {i}: {m[i]}");
        }
        for (int i = 0; i < Count; i++) Assert.AreEqual(i == Bad ? float.NaN : 0, m[i], $"weight {i}");
        // 0.999^1000 of what it was.
        Assert.IsGreaterThan(0.1f, v[0]);
    }

    private static void Check<O>(Formula formula)
        where O : struct, IOptimizer
    {
        foreach (int count in Lengths)
        {
            Check<O, float>(formula, count, inPlace: false);
            Check<O, float>(formula, count, inPlace: true);
            Check<O, double>(formula, count, inPlace: false);
        }
    }

    private static void Check<O, T>(Formula formula, int count, bool inPlace)
        where O : struct, IOptimizer
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KernelBuffer<T>[] old = [new(count, 1), new(count, 2), new(count, 3), new(count, 4)], fresh = [new(count), new(count), new(count), new(count)];
        using KernelBuffer<T> g = new(count, 5);
        // Second moments are positive.
        for (int b = 1; b < 4; b++)
            for (int i = 0; i < count; i++) old[b][i] = T.Abs(old[b][i]);
        double[][] expected = [new double[count], new double[count], new double[count], new double[count]];
        for (int i = 0; i < count; i++)
        {
            (expected[1][i], expected[2][i], expected[3][i]) = (old[1].Number(i), old[2].Number(i), old[3].Number(i));
            expected[0][i] = formula(old[0].Number(i), g.Number(i), ref expected[1][i], ref expected[2][i], ref expected[3][i]);
        }
        KernelBuffer<T>[] to = inPlace ? old : fresh;
        Optimizer<T>.Run<O>(new OptimizerArgs<T>
        {
            G = g.Pointer, W = old[0].Pointer, WOut = to[0].Pointer, S0 = old[1].Pointer, S0Out = to[1].Pointer, S1 = old[2].Pointer, S1Out = to[2].Pointer,
            S2 = old[3].Pointer, S2Out = to[3].Pointer, Count = count, A = T.CreateTruncating(0.1), B = T.CreateTruncating(0.2), C = T.CreateTruncating(0.3),
            D = T.CreateTruncating(0.4), E = T.CreateTruncating(0.5), F = T.CreateTruncating(0.6),
        });
        for (int b = 0; b <= O.Slots; b++)
        {
            double[] values = expected[b];
            to[b].Check(i => values[i], $"{typeof(O).Name}, number {b}");
        }
        foreach (KernelBuffer<T> buffer in (KernelBuffer<T>[])[.. old, .. fresh]) buffer.Dispose();
    }
}
