using System.Numerics;
using Tensorflow;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class ElementwiseTests
{
    private static readonly double[] Special =
    [
        0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-45, -1e-45, 1e-40, -1e-40, 1.2e-38, 1e-30, -1e-30, 1e-10, -1e-10, 1e-5, -1e-5,
        0.5, -0.5, 0.624, 0.625, 0.6251, -0.6251, 1, -1, 5, -5, 9.01, -9.01, 20, -20, 87, -87, 88.7, -88.7, 89, -89, 104, -104, 1e3, -1e3, 1e30, -1e30, 3.4e38, -3.4e38,
    ];

    private static int[] Lengths<T>()
        where T : unmanaged
    {
        int lanes = Math.Max(1, Simd.Bits / 8 / sizeof(T));
        return [0, 1, Math.Max(1, lanes - 1), lanes, lanes + 1, 3 * lanes + 5];
    }

    [TestMethod]
    public void Binary_functions_equal_plain_arithmetic_at_every_tail()
    {
        Binary<AddMap>((a, b) => a + b);
        Binary<SubtractMap>((a, b) => a - b);
        Binary<MultiplyMap>((a, b) => a * b);
        Binary<DivideMap>((a, b) => a / b, 1);
        Binary<MaximumMap>(Math.Max);
        Binary<MinimumMap>(Math.Min);
        Binary<SquaredDifferenceMap>((a, b) => (a - b) * (a - b), 2);
        Binary<PerElement<PowElement>>((a, b) => Math.Pow(a, b), 2);
        Binary<PerElement<FloorModElement>>((a, b) => a - b * Math.Floor(a / b), 1e9);
        Binary<SqrtGradientMap>((y, d) => d / (2 * y), 2);
        Binary<RsqrtGradientMap>((y, d) => -0.5 * d * y * y * y, 4);
        Binary<ReciprocalGradientMap>((y, d) => -d * y * y, 3);
        Binary<SigmoidGradientMap>((y, d) => d * y * (1 - y), 3, unit: true);
        Binary<TanhGradientMap>((y, d) => d * (1 - y * y), 30, unit: true);
        Binary<AbsGradientMap>((x, d) => d * Math.Sign(x));
        Binary<ScaledProductMap>((a, b) => 3 * a * b, 2, p: 3);
        Binary<ClipGradientMap>((x, d) => x >= -0.5 && x <= 0.25 ? d : 0, p: -0.5, q: 0.25);
    }

    [TestMethod]
    public void Unary_functions_equal_the_library_at_every_tail()
    {
        Unary<NegativeMap>(x => -x, 0);
        Unary<SquareMap>(x => x * x, 1);
        Unary<SqrtMap>(Math.Sqrt, 1, from: 0);
        Unary<RsqrtMap>(x => 1 / Math.Sqrt(x), 2, from: 0.01);
        Unary<ReciprocalMap>(x => 1 / x, 1);
        Unary<ExpMap>(Math.Exp, 2);
        Unary<LogMap>(Math.Log, 4, from: 0.01);
        Unary<Log1pMap>(x => double.LogP1(x), 8, from: -0.9, reference64: Log1p);
        Unary<AbsMap>(Math.Abs, 0);
        Unary<SignMap>(x => Math.Sign(x), 0);
        Unary<SigmoidMap>(x => 1 / (1 + Math.Exp(-x)), 4);
        Unary<TanhMap>(Math.Tanh, 4);
        Unary<PerElement<SinElement>>(Math.Sin, 2);
        Unary<PerElement<CosElement>>(Math.Cos, 2);
        Unary<PerElement<RoundElement>>(x => Math.Round(x), 0);
        Unary<PerElement<FloorElement>>(Math.Floor, 0);
        Unary<ClipMap>(x => Math.Clamp(x, -0.5, 0.25), 0, p: -0.5, q: 0.25);
    }

    [TestMethod]
    public void Functions_are_accurate_from_denormals_to_infinity()
    {
        Accurate<ExpMap>(Math.Exp, 2);
        Accurate<SigmoidMap>(x => 1 / (1 + Math.Exp(-x)), 3);
        Accurate<TanhMap>(Math.Tanh, 3);
        Accurate<LogMap>(Math.Log, 4);
        Accurate<Log1pMap>(Log1p, 6);
        Accurate<SqrtMap>(Math.Sqrt, 1);
        Accurate<AbsMap>(Math.Abs, 0);
        Accurate<SignMap>(x => double.IsNaN(x) ? x : Math.Sign(x), 0);
        Accurate<ClipMap>(x => double.IsNaN(x) ? x : Math.Min(Math.Max(x, -2), 3), 0, -2, 3);
    }

    [TestMethod]
    public void Sine_and_cosine_of_parts_of_a_turn_equal_the_library()
    {
        Check<float>(2e-7);
        Check<double>(4e-16);

        static void Check<T>(double tolerance)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            const int count = 4099;
            using var x = new GemmBuffer<T>(count);
            for (int i = 0; i < count; i++) x.Values[i] = T.CreateChecked(i / (double)count);
            using var sin = new GemmBuffer<T>(count);
            using var cos = new GemmBuffer<T>(count);
            Elementwise<SinTurnMap, T>.Unary(x.Pointer, sin.Pointer, count);
            Elementwise<CosTurnMap, T>.Unary(x.Pointer, cos.Pointer, count);
            for (int i = 0; i < count; i++)
            {
                (double s, double c) = double.SinCosPi(2 * double.CreateChecked(x.Values[i]));
                Assert.AreEqual(s, double.CreateChecked(sin.Values[i]), tolerance);
                Assert.AreEqual(c, double.CreateChecked(cos.Values[i]), tolerance);
            }
        }
    }

    [TestMethod]
    public void Maximum_and_minimum_pass_NaN_on_from_either_side()
    {
        float* a = stackalloc float[3] { float.NaN, 1, 2 };
        float* b = stackalloc float[3] { 1, float.NaN, 3 };
        float* y = stackalloc float[3];
        Elementwise<MaximumMap, float>.Binary(a, false, b, false, y, 3);
        Assert.IsTrue(float.IsNaN(y[0]) && float.IsNaN(y[1]) && y[2] == 3);
        Elementwise<MinimumMap, float>.Binary(a, false, b, false, y, 3);
        Assert.IsTrue(float.IsNaN(y[0]) && float.IsNaN(y[1]) && y[2] == 2);
    }

    [TestMethod]
    public void An_element_has_the_same_bits_alone_and_anywhere_in_a_vector()
    {
        SameBitsAnywhere<SigmoidMap, float>();
        SameBitsAnywhere<TanhMap, float>();
        SameBitsAnywhere<TanhMap, double>();
        SameBitsAnywhere<ExpMap, float>();
        SameBitsAnywhere<LogMap, double>();
        SameBitsAnywhere<PerElement<SinElement>, float>();
    }

    [TestMethod]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        const int count = 100_003;
        using var x = GemmBuffer<float>.Random(count, 5);
        float[]? first = null;
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var y = new GemmBuffer<float>(count);
            int before = Workers.Threads;
            Workers.Threads = threads;
            Elementwise<TanhMap, float>.Unary(x.Pointer, y.Pointer, count);
            Workers.Threads = before;
            first ??= y.Values.ToArray();
            y.AssertSameBits(first, $"{threads} threads");
        }
    }

    [TestMethod]
    public void Integers_wrap_and_stay_integers()
    {
        int* a = stackalloc int[3] { int.MaxValue, -7, int.MinValue };
        int* b = stackalloc int[3] { 1, 2, 3 };
        int* y = stackalloc int[3];
        Elementwise<AddMap, int>.Binary(a, false, b, false, y, 3);
        CollectionAssert.AreEqual((int[])[int.MinValue, -5, int.MinValue + 3], new Span<int>(y, 3).ToArray());
        Elementwise<IntegerFloorModMap, int>.Binary(a, false, b, false, y, 3);
        CollectionAssert.AreEqual((int[])[0, 1, 1], new Span<int>(y, 3).ToArray());
        Elementwise<AbsMap, int>.Unary(a, y, 3);
        CollectionAssert.AreEqual((int[])[int.MaxValue, 7, int.MinValue], new Span<int>(y, 3).ToArray());
        Elementwise<IntegerPowMap, int>.Binary(b, false, b, false, y, 3);
        CollectionAssert.AreEqual((int[])[1, 4, 27], new Span<int>(y, 3).ToArray());
    }

    [TestMethod]
    public void A_plan_merges_axes_that_behave_alike()
    {
        BroadcastPlan plan = BroadcastPlan.Of((2, 3, 4, 5), (2, 3, 4, 5), (4, 5), Shape.Scalar);
        Assert.AreEqual(2, plan.Rank);
        Assert.AreEqual(20L, plan.Dims[0]);
        Assert.AreEqual(6L, plan.Dims[1]);
        Assert.AreEqual(1, BroadcastPlan.Of((2, 1, 4), (2, 1, 4), (2, 1, 4), Shape.Scalar).Rank);
        Assert.AreEqual(3, BroadcastPlan.Of((2, 3, 4), (2, 3, 4), (2, 1, 4), Shape.Scalar).Rank);
    }

    private static double Log1p(double x)
    {
        // A reference of its own: the series where the argument is small.
        if (Math.Abs(x) > 1e-4) return Math.Log(1 + x);
        return x - x * x / 2 + x * x * x / 3 - x * x * x * x / 4;
    }

    private static void Binary<TMap>(Func<double, double, double> reference, double ulps = 0, bool unit = false, double p = 0, double q = 0)
        where TMap : struct, IMap
    {
        Run<float>();
        Run<double>();

        void Run<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (int count in Lengths<T>())
            {
                using var a = GemmBuffer<T>.Random(count + 1, 1);
                using var b = GemmBuffer<T>.Random(count + 1, 2);
                // Away from zero, so that quotients and powers are tame.
                for (int i = 0; i <= count; i++)
                {
                    a.Values[i] = unit ? T.Abs(a.Values[i]) : a.Values[i] + (typeof(TMap) == typeof(PerElement<PowElement>) ? T.CreateChecked(1.5) : T.Zero);
                    if (T.Abs(a.Values[i]) < T.CreateChecked(0.01)) a.Values[i] = T.CreateChecked(0.3);
                    if (T.Abs(b.Values[i]) < T.CreateChecked(0.01)) b.Values[i] = T.CreateChecked(0.3);
                }
                for (int mode = 0; mode < 4; mode++)
                {
                    bool scalarA = (mode & 1) != 0, scalarB = (mode & 2) != 0;
                    using var y = new GemmBuffer<T>(count);
                    Elementwise<TMap, T>.Binary(a.Pointer, scalarA, b.Pointer, scalarB, y.Pointer, count, T.CreateChecked(p), T.CreateChecked(q));
                    y.AssertCanaries(typeof(TMap).Name);
                    for (int i = 0; i < count; i++)
                        Near(y.Values[i], reference(double.CreateChecked(a.Values[scalarA ? 0 : i]), double.CreateChecked(b.Values[scalarB ? 0 : i])), ulps, $"{typeof(TMap)} {i} of {count}, mode {mode}");
                }
            }
        }
    }

    private static void Unary<TMap>(
        Func<double, double> reference, double ulps, double from = -3, double p = 0, double q = 0, Func<double, double>? reference64 = null)
        where TMap : struct, IMap
    {
        Run<float>(reference64 ?? reference, 0);
        // The double reference itself is off by a unit or two.
        Run<double>(reference64 ?? reference, typeof(TMap) == typeof(Log1pMap) ? 1e4 : ulps > 0 ? 2 : 0);

        void Run<T>(Func<double, double> expected, double more)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (int count in Lengths<T>())
            {
                using var x = GemmBuffer<T>.Random(count, 3);
                for (int i = 0; i < count; i++)
                    x.Values[i] = T.CreateChecked(from + (3 - from) * (double.CreateChecked(x.Values[i]) + 1) / 2);
                using var y = new GemmBuffer<T>(count);
                Elementwise<TMap, T>.Unary(x.Pointer, y.Pointer, count, T.CreateChecked(p), T.CreateChecked(q));
                y.AssertCanaries(typeof(TMap).Name);
                for (int i = 0; i < count; i++)
                    Near(y.Values[i], expected(double.CreateChecked(x.Values[i])), ulps + more, $"{typeof(TMap)} {i} of {count} at {x.Values[i]}");
                Elementwise<TMap, T>.Unary(x.Pointer, x.Pointer, count, T.CreateChecked(p), T.CreateChecked(q));
                x.AssertSameBits(y.Values, $"{typeof(TMap)} in place");
            }
        }
    }

    private static void Accurate<TMap>(Func<double, double> reference, double ulps, float p = 0, float q = 0)
        where TMap : struct, IMap
    {
        var inputs = new List<double>(Special);
        for (double x = -12; x < 12; x += 0.0037) inputs.Add(x);
        for (double x = 1e-40; x < 1e38; x *= 1.9)
        {
            inputs.Add(x);
            inputs.Add(-x);
        }
        using var values = new GemmBuffer<float>(inputs.Count);
        for (int i = 0; i < inputs.Count; i++) values.Values[i] = (float)inputs[i];
        using var y = new GemmBuffer<float>(inputs.Count);
        Elementwise<TMap, float>.Unary(values.Pointer, y.Pointer, inputs.Count, p, q);
        for (int i = 0; i < inputs.Count; i++)
            Near(y.Values[i], reference(values.Values[i]), ulps, $"{typeof(TMap).Name} at {values.Values[i]:R}");
    }

    private static void SameBitsAnywhere<TMap, T>()
        where TMap : struct, IMap
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Math.Max(1, Simd.Bits / 8 / sizeof(T)), count = 3 * lanes + 5;
        using var x = GemmBuffer<T>.Random(count, 9);
        for (int i = 0; i < count; i++) x.Values[i] = i % 7 == 3 ? T.CreateChecked(700) : T.Abs(x.Values[i]) * T.CreateChecked(3);
        using var y = new GemmBuffer<T>(count);
        Elementwise<TMap, T>.Unary(x.Pointer, y.Pointer, count);
        for (int i = 0; i < count; i++)
        {
            using var one = new GemmBuffer<T>(1);
            Elementwise<TMap, T>.Unary(x.Pointer + i, one.Pointer, 1);
            one.AssertSameBits(y.Values.Slice(i, 1), $"{typeof(TMap)} element {i}");
        }
    }

    private static void Near<T>(T got, double want, double ulps, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T rounded = T.CreateChecked(want);
        if (T.IsNaN(rounded) ? T.IsNaN(got) : got == rounded) return;
        double unit = double.CreateChecked(T.BitIncrement(T.Abs(rounded)) - T.Abs(rounded));
        if (!(Math.Abs(double.CreateChecked(got) - want) <= (ulps + 0.51) * unit)) Assert.Fail($"{what}: got {got:R}, the reference has {want:R}.");
    }
}
