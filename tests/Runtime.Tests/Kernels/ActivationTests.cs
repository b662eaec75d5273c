using System.Numerics;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

/// <summary>Numbers for kernels to work on, with room behind the end that a kernel must leave alone.</summary>
internal sealed unsafe class KernelBuffer<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Guard = 40;
    private readonly T[] _values;
    private readonly System.Runtime.InteropServices.GCHandle _handle;

    public KernelBuffer(int count, int seed = 0)
    {
        Count = count;
        _values = GC.AllocateArray<T>(count + Guard, pinned: true);
        _handle = System.Runtime.InteropServices.GCHandle.Alloc(_values);
        var random = new Random(seed + count);
        for (int i = 0; i < _values.Length; i++) _values[i] = seed == 0 || i >= count ? T.NaN : T.CreateTruncating(random.NextDouble() * 6 - 3);
    }

    public int Count { get; }

    public T* Pointer => (T*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0);

    public ref T this[int i] => ref _values[i];

    public double Number(int i) => double.CreateTruncating(_values[i]);

    /// <summary>Every element close to the reference, and nothing written behind the last.</summary>
    /// <param name="terms">How many rounding errors add up in an element.</param>
    public void Check(Func<int, double> reference, string what, int terms = 1)
    {
        double tolerance = (typeof(T) == typeof(float) ? 2e-6 : 1e-13) * Math.Max(1, terms);
        for (int i = 0; i < Count; i++)
        {
            double expected = reference(i), actual = Number(i);
            if (!(Math.Abs(expected - actual) <= tolerance * (1 + Math.Abs(expected)))) Assert.Fail($"{what}: element {i} of {Count} is {actual:R}, the reference says {expected:R}.");
        }
        for (int i = Count; i < _values.Length; i++) Assert.IsTrue(T.IsNaN(_values[i]), $"{what}: something was written {i - Count + 1} elements behind the end.");
    }

    public void Dispose() => _handle.Free();
}

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class ActivationTests
{
    private static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    [TestMethod]
    public void Activations_equal_their_definitions_at_all_tails()
    {
        Both(
            (Unary<ReluMap, float>, Unary<ReluMap, double>, (x, _) => Math.Max(x, 0)),
            (Unary<LeakyReluMap, float>, Unary<LeakyReluMap, double>, (x, _) => x > 0 ? x : 0.5 * x),
            (Unary<HardSigmoidMap, float>, Unary<HardSigmoidMap, double>, (x, _) => Math.Clamp(0.5 * x + 0.25, 0, 1)),
            (Unary<CutReluMap, float>, Unary<CutReluMap, double>, (x, _) => Math.Clamp(x, 0, 0.5)),
            (Unary<EluMap, float>, Unary<EluMap, double>, (x, _) => x > 0 ? 0.5 * x : 0.25 * (Math.Exp(x) - 1)),
            (Unary<SoftplusMap, float>, Unary<SoftplusMap, double>, (x, _) => Math.Log(1 + Math.Exp(x))),
            (Unary<SoftsignMap, float>, Unary<SoftsignMap, double>, (x, _) => x / (1 + Math.Abs(x))),
            (Unary<SwishMap, float>, Unary<SwishMap, double>, (x, _) => x * Sigmoid(x)),
            (Binary<ReluGradientMap, float>, Binary<ReluGradientMap, double>, (x, d) => x > 0 ? d : 0),
            (Binary<LeakyReluGradientMap, float>, Binary<LeakyReluGradientMap, double>, (x, d) => x > 0 ? d : 0.5 * d),
            (Binary<CutGradientMap, float>, Binary<CutGradientMap, double>, (x, d) => x > 0 && x < 0.25 ? 0.5 * d : 0),
            (Binary<EluGradientMap, float>, Binary<EluGradientMap, double>, (x, d) => d * (x > 0 ? 0.5 : x + 0.25)),
            (Binary<SigmoidCrossentropyMap, float>, Binary<SigmoidCrossentropyMap, double>, (x, z) => -z * Math.Log(Sigmoid(x)) - (1 - z) * Math.Log(1 - Sigmoid(x))));
    }

    private delegate void Kernel<T>(T* a, T* b, T* y, int count) where T : unmanaged;

    // The two constants are 0.5 and 0.25 throughout.
    private static void Unary<M, T>(T* a, T* b, T* y, int count)
        where M : struct, IMap
        where T : unmanaged, IFloatingPointIeee754<T> => Elementwise<M, T>.Unary(a, y, count, T.CreateTruncating(0.5), T.CreateTruncating(0.25));

    private static void Binary<M, T>(T* a, T* b, T* y, int count)
        where M : struct, IMap
        where T : unmanaged, IFloatingPointIeee754<T> => Elementwise<M, T>.Binary(a, false, b, false, y, count, T.CreateTruncating(0.5), T.CreateTruncating(0.25));

    private static void Both(params (Kernel<float> Single, Kernel<double> Double, Func<double, double, double> Reference)[] functions)
    {
        for (int i = 0; i < functions.Length; i++)
        {
            Check(functions[i].Single, functions[i].Reference, $"float function {i}");
            Check(functions[i].Double, functions[i].Reference, $"double function {i}");
        }
    }

    private static void Check<T>(Kernel<T> kernel, Func<double, double, double> reference, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int count in Lengths)
        {
            using KernelBuffer<T> a = new(count, 1), b = new(count, 2), y = new(count);
            kernel(a.Pointer, b.Pointer, y.Pointer, count);
            y.Check(i => reference(a.Number(i), b.Number(i)), what);
        }
    }

    [TestMethod]
    public void Extremes_neither_overflow_nor_vanish()
    {
        float[] x = [-200, -20, 0, 20, 200, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 20, 200, float.PositiveInfinity, 0, float.NaN }, Map<ReluMap>(x));
        float[] softplus = Map<SoftplusMap>(x);
        Assert.AreEqual(2.0611536e-9f, softplus[1], 1e-14f, "log(1 + e) rounded e away.");
        Assert.AreEqual(20f, softplus[3], 1e-5f);
        CollectionAssert.AreEqual(new[] { 0f, 200f, float.PositiveInfinity, 0f, float.NaN }, (float[])[softplus[0], softplus[4], softplus[5], softplus[6], softplus[7]]);
        float[] swish = Map<SwishMap>(x);
        Assert.AreEqual(0f, swish[0], 1e-30f);
        Assert.AreEqual(200f, swish[4]);
        float[] elu = Map<EluMap>(x);
        CollectionAssert.AreEqual(new[] { -0.25f, 100f, float.NaN }, (float[])[elu[0], elu[4], elu[7]]);

        static float[] Map<M>(float[] x)
            where M : struct, IMap
        {
            var y = new float[x.Length];
            fixed (float* a = x, to = y) Elementwise<M, float>.Unary(a, to, x.Length, 0.5f, 0.25f);
            return y;
        }
    }

    [TestMethod]
    public void Bias_gradient_equals_the_reference_at_all_tails_in_float() => CheckBias<float>();

    [TestMethod]
    public void Bias_gradient_equals_the_reference_at_all_tails_in_double() => CheckBias<double>();

    private static void CheckBias<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Workspace.Poison = true;
        foreach ((int rows, int columns) in ((int, int)[])[(0, 3), (1, 1), (5, 3), (3, 4), (7, 15), (2, 16), (3, 17), (4, 31), (2, 33), (3, 64), (2, 131), (3000, 17), (700, 64)])
        {
            using KernelBuffer<T> dy = new(rows * columns, 1), y = new(rows * columns, 2), dz = new(rows * columns), db = new(columns), sum = new(columns);
            BiasGradient<T>.MaskedSum(dy.Pointer, y.Pointer, dz.Pointer, db.Pointer, rows, columns);
            BiasGradient<T>.Sum(dy.Pointer, sum.Pointer, rows, columns);
            dz.Check(i => y.Number(i) > 0 ? dy.Number(i) : 0, "the masked gradient");
            db.Check(c => Enumerable.Range(0, rows).Sum(r => dz.Number(r * columns + c)), "the masked sum", rows);
            sum.Check(c => Enumerable.Range(0, rows).Sum(r => dy.Number(r * columns + c)), "the sum", rows);
        }
        Workspace.Poison = false;
    }

    [TestMethod]
    public void Sum_of_squares_equals_the_reference_at_all_tails()
    {
        foreach (int count in (int[])[.. Lengths, 63, 65, 127, 16384, 16385, 40000])
        {
            using KernelBuffer<float> x = new(count, 1);
            using KernelBuffer<double> d = new(count, 1);
            double single = Enumerable.Range(0, count).Sum(i => x.Number(i) * x.Number(i)), twice = Enumerable.Range(0, count).Sum(i => d[i] * d[i]);
            Assert.AreEqual(single, SquareSum<float>.Of(x.Pointer, count), 1e-6 * (1 + single));
            Assert.AreEqual(twice, SquareSum<double>.Of(d.Pointer, count), 1e-12 * (1 + twice));
        }
    }

    [TestMethod]
    public void Dropout_keeps_what_the_generator_says_at_any_length()
    {
        foreach (int count in (int[])[.. Lengths, 511, 513, 9000])
        {
            using KernelBuffer<float> x = new(count, 1), y = new(count);
            using KernelBuffer<double> xd = new(count, 1), yd = new(count);
            Dropout<float>.Run(x.Pointer, y.Pointer, count, 0.3, 77, 400);
            Dropout<double>.Run(xd.Pointer, yd.Pointer, count, 0.3, 77, 400);
            y.Check(i => Philox.UniformUInt32(77, 400, (ulong)i) >= 0.3 * 4294967296 ? x.Number(i) / 0.7 : 0, "dropout");
            yd.Check(i => Philox.UniformUInt32(77, 400, (ulong)i) >= 0.3 * 4294967296 ? xd.Number(i) / 0.7 : 0, "dropout");
        }
    }
}
