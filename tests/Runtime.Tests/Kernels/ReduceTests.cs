using System.Numerics;
using Tensorflow;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class ReduceTests
{
    [TestInitialize]
    public void PoisonWorkspaces() => Workspace.Poison = true;

    [TestCleanup]
    public void LeaveWorkspacesAlone() => Workspace.Poison = false;

    [TestMethod]
    public void Rows_of_every_length_equal_the_reference()
    {
        Check<float>(Lengths<float>());
        Check<double>(Lengths<double>());

        static int[] Lengths<T>()
            where T : unmanaged
        {
            int lanes = Math.Max(1, Simd.Bits / 8 / sizeof(T));
            return [0, 1, Math.Max(1, lanes - 1), lanes, lanes + 1, 3 * lanes + 5, 4 * lanes, 8 * lanes + 3, 2047, 2049, 5000];
        }

        static void Check<T>(int[] lengths)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (int length in lengths)
                foreach (int rows in (int[])[1, 3])
                    All<T>((rows, length), 0b10);
        }
    }

    [TestMethod]
    public void Columns_of_every_width_equal_the_reference()
    {
        foreach (int rows in (int[])[0, 1, 2, 63, 64, 65, 200])
            foreach (int columns in (int[])[1, 2, 3, 7, 10, 15, 16, 17, 31, 33, 63, 64, 65, 100, 133])
            {
                All<float>((2, rows, columns), 0b010);
                if (rows < 65) All<double>((rows, columns), 0b01);
            }
        All<float>((4200, 5), 0b01);
        All<float>((3, 1500), 0b01);
    }

    [TestMethod]
    public void Any_set_of_axes_equals_the_reference()
    {
        for (ulong axes = 0; axes < 32; axes++)
        {
            All<float>((3, 4, 1, 5, 6), axes);
            All<double>((2, 1, 3, 2, 2), axes);
        }
    }

    [TestMethod]
    public void A_sum_of_ten_million_stays_exact_to_six_digits()
    {
        const int count = 10_000_000;
        using var x = new GemmBuffer<float>(count);
        foreach (float value in (float[])[1, 0.1f, 1 / 3f])
        {
            x.Values.Fill(value);
            float sum;
            Reduce<SumFold, float>.Run(x.Pointer, count, 1, &sum);
            Assert.AreEqual(value, sum / count, value * 1e-6);
        }
        using var columns = new GemmBuffer<float>(16);
        Reduce<SumFold, float>.Run(x.Pointer, (count / 16, 16), 1, columns.Pointer);
        foreach (float sum in columns.Values) Assert.AreEqual(1 / 3.0, sum / (count / 16), 1e-6 / 3);
    }

    [TestMethod]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        foreach ((Shape shape, ulong axes) in ((Shape, ulong)[])[((300, 1001), 1), ((300, 1001), 2), ((300, 1001), 3), ((40, 50, 30), 2), ((9000, 10), 1)])
        {
            using var x = GemmBuffer<float>.Random(shape.size, 4);
            float[]? first = null;
            foreach (int threads in (int[])[1, 2, 3])
            {
                using var y = new GemmBuffer<float>(Kept(shape, axes).Aggregate(1L, (a, b) => a * b));
                int before = Workers.Threads;
                Workers.Threads = threads;
                Reduce<SumFold, float>.Run(x.Pointer, shape, axes, y.Pointer);
                Workers.Threads = before;
                first ??= y.Values.ToArray();
                y.AssertSameBits(first, $"{shape} over {axes:b} with {threads} threads");
            }
        }
    }

    [TestMethod]
    public void A_row_has_the_same_bits_in_any_batch()
    {
        const int rows = 37, length = 45;
        using var x = GemmBuffer<float>.Random(rows * length, 4);
        using var all = new GemmBuffer<float>(rows);
        using var one = new GemmBuffer<float>(1);
        Reduce<SumFold, float>.Run(x.Pointer, (rows, length), 2, all.Pointer);
        for (int row = 0; row < rows; row++)
        {
            Reduce<SumFold, float>.Run(x.Pointer + row * length, (1, length), 2, one.Pointer);
            one.AssertSameBits(all.Values.Slice(row, 1), $"row {row}");
        }
    }

    [TestMethod]
    public void Extremes_pass_NaN_on_and_know_infinity()
    {
        foreach (int length in (int[])[3, 20, 70, 3000])
            foreach (int place in (int[])[0, length / 2, length - 1])
            {
                using var x = GemmBuffer<float>.Random(length, 4);
                float y;
                x.Values[place] = float.NegativeInfinity;
                Reduce<MinFold, float>.Run(x.Pointer, length, 1, &y);
                Assert.AreEqual(float.NegativeInfinity, y);
                x.Values[place] = float.NaN;
                Reduce<MaxFold, float>.Run(x.Pointer, length, 1, &y);
                Assert.IsTrue(float.IsNaN(y), $"maximum of {length} with NaN at {place}");
                Reduce<MinFold, float>.Run(x.Pointer, length, 1, &y);
                Assert.IsTrue(float.IsNaN(y), $"minimum of {length} with NaN at {place}");
            }
    }

    [TestMethod]
    public void Integers_fold_exactly()
    {
        byte* bytes = stackalloc byte[200];
        for (int i = 0; i < 200; i++) bytes[i] = (byte)(i + 3);
        byte one;
        Reduce<MaxFold, byte>.Run(bytes, 200, 1, &one);
        Assert.AreEqual(202, one);
        Reduce<MinFold, byte>.Run(bytes, 200, 1, &one);
        Assert.AreEqual(3, one);
        long* numbers = stackalloc long[200];
        for (int i = 0; i < 200; i++) numbers[i] = i;
        long* sums = stackalloc long[10];
        Reduce<SumFold, long>.Run(numbers, (20, 10), 1, sums);
        for (int c = 0; c < 10; c++) Assert.AreEqual(20 * c + 1900, sums[c]);
    }

    private static IEnumerable<long> Kept(Shape shape, ulong axes) =>
        Enumerable.Range(0, shape.ndim).Where(i => (axes >> i & 1) == 0).Select(i => shape[i]);

    private static void All<T>(Shape shape, ulong axes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Fold<SumFold, T>(shape, axes, (a, b) => a + b, 0);
        Fold<MaxFold, T>(shape, axes, Math.Max, double.NegativeInfinity);
        Fold<MinFold, T>(shape, axes, Math.Min, double.PositiveInfinity);
        if (shape.size < 3000) Fold<ProductFold, T>(shape, axes, (a, b) => a * b, 1, near: true);
    }

    private static void Fold<TFold, T>(Shape shape, ulong axes, Func<double, double, double> two, double start, bool near = false)
        where TFold : struct, IFold
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var x = GemmBuffer<T>.Random(shape.size, 6);
        // Products of numbers around 1 stay in range.
        if (near) foreach (ref T value in x.Values) value = T.One + value / T.CreateChecked(100);
        double[] expected = new double[Kept(shape, axes).Aggregate(1L, (a, b) => a * b)];
        Array.Fill(expected, start);
        for (long i = 0; i < shape.size; i++)
        {
            long rest = i, place = 0, step = 1;
            for (int axis = shape.ndim - 1; axis >= 0; axis--)
            {
                long index = rest % shape[axis];
                rest /= shape[axis];
                if ((axes >> axis & 1) != 0) continue;
                place += index * step;
                step *= shape[axis];
            }
            expected[place] = two(expected[place], double.CreateChecked(x.Values[(int)i]));
        }
        using var y = new GemmBuffer<T>(expected.Length);
        Reduce<TFold, T>.Run(x.Pointer, shape, axes, y.Pointer);
        y.AssertCanaries($"{typeof(TFold).Name} {shape}");
        double terms = expected.Length == 0 ? 1 : shape.size / (double)expected.Length;
        for (int i = 0; i < expected.Length; i++)
        {
            double got = double.CreateChecked(y.Values[i]), tolerance = (typeof(T) == typeof(float) ? 6e-7 : 1e-15) * (4 + Math.Sqrt(terms)) * Math.Max(1, near ? Math.Sqrt(terms) * Math.Abs(expected[i]) : 1);
            if (!(got == expected[i] || Math.Abs(got - expected[i]) <= tolerance))
                Assert.Fail($"{typeof(TFold).Name} of {typeof(T).Name} {shape} over axes {axes:b}: element {i} is {got:R}, the reference has {expected[i]:R}.");
        }
    }
}
