using System.Numerics;
using Tensorflow;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class SoftmaxTests
{
    [TestMethod]
    public void Softmax_and_crossentropies_equal_their_definitions_at_all_tails_in_float() => CheckAll<float>();

    [TestMethod]
    public void Softmax_and_crossentropies_equal_their_definitions_at_all_tails_in_double() => CheckAll<double>();

    private static void CheckAll<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach ((int rows, int columns) in ((int, int)[])[(3, 1), (2, 2), (3, 3), (2, 7), (2, 8), (2, 9), (5, 10), (2, 15), (2, 16), (3, 17), (2, 33), (700, 10)])
        {
            int count = rows * columns;
            using KernelBuffer<T> x = new(count, 1), d = new(count, 2), y = new(count), logs = new(count), z = new(count), losses = new(rows), weights = new(rows, 3);
            double Sum(int row, Func<int, double> term) => Enumerable.Range(row * columns, columns).Sum(term);
            double Softmax(int i) => Math.Exp(x.Number(i)) / Sum(i / columns, j => Math.Exp(x.Number(j)));

            var args = new SoftmaxArgs<T> { X = x.Pointer, Z = y.Pointer, Rows = rows, Columns = columns };
            RowWise<T>.Run<Softmax<T>.Forward>(args);
            y.Check(Softmax, "softmax");
            args.Z = logs.Pointer;
            RowWise<T>.Run<Softmax<T>.LogForward>(args);
            logs.Check(i => Math.Log(Softmax(i)), "log softmax");

            args = new SoftmaxArgs<T> { X = d.Pointer, Y = y.Pointer, Z = z.Pointer, Rows = rows, Columns = columns };
            RowWise<T>.Run<Softmax<T>.Gradient>(args);
            z.Check(i => y.Number(i) * (d.Number(i) - Sum(i / columns, j => d.Number(j) * y.Number(j))), "softmax gradient");
            args.Y = logs.Pointer;
            RowWise<T>.Run<Softmax<T>.LogGradient>(args);
            z.Check(i => d.Number(i) - Math.Exp(logs.Number(i)) * Sum(i / columns, d.Number), "log softmax gradient");

            int[] labels = [.. Enumerable.Range(0, rows).Select(r => r * 7 % columns)];
            fixed (int* first = labels)
            {
                args = new SoftmaxArgs<T> { X = x.Pointer, Z = losses.Pointer, Labels = new Labels(first, TF_DataType.TF_INT32), Rows = rows, Columns = columns };
                RowWise<T>.Run<Softmax<T>.SparseLoss>(args);
                losses.Check(r => -Math.Log(Softmax(r * columns + labels[r])), "sparse crossentropy");
                args.Z = z.Pointer;
                args.Dy = weights.Pointer;
                RowWise<T>.Run<Softmax<T>.SparseLossGradient>(args);
                z.Check(i => (Softmax(i) - (i % columns == labels[i / columns] ? 1 : 0)) * weights.Number(i / columns), "sparse crossentropy gradient");
            }

            // Labels that do not sum to 1, so that their sum is not left out.
            args = new SoftmaxArgs<T> { X = x.Pointer, Y = d.Pointer, Z = losses.Pointer, Rows = rows, Columns = columns };
            RowWise<T>.Run<Softmax<T>.DenseLoss>(args);
            losses.Check(r => -Sum(r, j => d.Number(j) * Math.Log(Softmax(j))), "crossentropy", columns);
            args.Z = z.Pointer;
            args.Dy = weights.Pointer;
            RowWise<T>.Run<Softmax<T>.DenseLossGradient>(args);
            z.Check(i => (Softmax(i) * Sum(i / columns, d.Number) - d.Number(i)) * weights.Number(i / columns), "crossentropy gradient", columns);
        }
    }

    [TestMethod]
    public void A_row_has_the_same_bits_in_any_batch()
    {
        foreach (int columns in (int[])[1, 3, 10, 16, 37])
        {
            using KernelBuffer<float> x = new(301 * columns, 1), all = new(301 * columns), one = new(columns);
            Run(x.Pointer, all.Pointer, 301);
            for (int row = 0; row < 301; row += 50)
            {
                Run(x.Pointer + row * columns, one.Pointer, 1);
                for (int c = 0; c < columns; c++) Assert.AreEqual(one[c], all[row * columns + c]);
            }

            void Run(float* from, float* to, int rows) =>
                RowWise<float>.Run<Softmax<float>.Forward>(new SoftmaxArgs<float> { X = from, Z = to, Rows = rows, Columns = columns });
        }
    }

    [TestMethod]
    public void Large_logits_neither_overflow_nor_vanish()
    {
        float[] x = [1000, 999, -1000, 88, 89, 90], y = new float[6];
        fixed (float* from = x, to = y) RowWise<float>.Run<Softmax<float>.Forward>(new SoftmaxArgs<float> { X = from, Z = to, Rows = 2, Columns = 3 });
        Assert.AreEqual(0.7310586f, y[0], 1e-6f);
        Assert.AreEqual(0.26894143f, y[1], 1e-6f);
        Assert.AreEqual(0f, y[2]);
        Assert.AreEqual(0.6652409f, y[5], 1e-6f);
    }

    [TestMethod]
    public void A_NaN_among_the_logits_shows()
    {
        float[] x = new float[20], y = new float[20];
        x[3] = float.NaN;
        fixed (float* from = x, to = y) RowWise<float>.Run<Softmax<float>.Forward>(new SoftmaxArgs<float> { X = from, Z = to, Rows = 1, Columns = 20 });
        Assert.IsTrue(y.All(float.IsNaN));
    }
}
