using System.Numerics;
using Tensorflow;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class GemmTests
{
    private readonly record struct Case(
        int M, int N, int K, bool TransposeA = false, bool TransposeB = false, bool Accumulate = false, bool Bias = false,
        bool Relu = false);

    [TestInitialize]
    public void PoisonWorkspaces() => Workspace.Poison = true;

    [TestCleanup]
    public void LeaveWorkspacesAlone() => Workspace.Poison = false;

    [TestMethod]
    public void Every_tail_transpose_and_epilogue_equals_the_scalar_reference_in_float() => CheckGrid<float>();

    [TestMethod]
    public void Every_tail_transpose_and_epilogue_equals_the_scalar_reference_in_double() => CheckGrid<double>();

    private static void CheckGrid<T>() where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = MicroKernel<T>.PanelWidth, lanes = width / 2;
        int[] rows = [1, 5, 6, 7, 13], columns = [1, lanes - 1, lanes, lanes + 1, width, width + 3];
        int[] depths = [0, 1, lanes + 1, 2 * lanes + 3];
        foreach (int m in rows)
            foreach (int n in columns)
                foreach (int k in depths)
                    for (int flags = 0; flags < 32; flags++)
                        if (n > 0)
                            Check<T>(new(m, n, k, (flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0, (flags & 8) > 0, (flags & 16) > 0));
    }

    [TestMethod]
    public void Blocks_slices_and_packing_of_large_shapes_equal_the_scalar_reference()
    {
        foreach (bool bias in (bool[])[false, true])
        {
            Check<float>(new(7, 5, 9001, Bias: bias, Relu: bias));                          // several blocks of the inner dimension
            Check<float>(new(7, 5, 9001, Bias: bias, Accumulate: true));
            Check<double>(new(3, 7, 9001, TransposeB: true, Bias: bias));
            Check<float>(new(3, 5, 40_000, Bias: bias, Relu: bias));                        // slices of the inner dimension
            Check<float>(new(3, 5, 40_000, Bias: bias, Accumulate: true));
            Check<float>(new(2, 600, 2048, TransposeB: true, Bias: bias, Relu: bias));      // more panels than are packed at a time
            Check<float>(new(2, 600, 2048, TransposeA: true, TransposeB: true, Bias: bias));
            Check<double>(new(1031, 37, 5, Bias: bias, Relu: bias));                        // rows enough to pack B
            Check<float>(new(5, 3, 3001, TransposeA: true, Bias: bias, Relu: bias));        // slices of the positions
            Check<float>(new(5, 3, 3001, TransposeA: true, Bias: bias, Accumulate: true));
            Check<float>(new(128, 70, 70, TransposeA: true, Bias: bias));                   // rows moved apart
            Check<double>(new(64, 64, 64, TransposeA: true, TransposeB: true));
            Check<double>(new(100, 70, 700, TransposeA: true, Bias: bias, Accumulate: true, Relu: bias));
            Check<float>(new(128, 70, 1100, TransposeA: true, Bias: bias));                 // and in several blocks, two stretches
            Check<float>(new(256, 165, 1100, TransposeA: true, Bias: bias, Accumulate: bias));
            Check<float>(new(20, 70, 16_000, Bias: bias, Relu: bias));                      // blocks of B that tasks pack
        }
    }

    [TestMethod]
    public void Few_rows_by_a_large_transposed_matrix_equal_the_scalar_reference()
    {
        Check<float>(new(1, 13, 7, TransposeB: true));
        Check<float>(new(7, 50, 300, TransposeB: true));
        Check<float>(new(32, 97, 64, TransposeB: true));
        Check<float>(new(35, 101, 1100, TransposeB: true));     // several blocks, two panels, a short chunk
        Check<double>(new(17, 1001, 40, TransposeB: true));
        Check<double>(new(3, 200, 513, TransposeB: true));
        CheckThreads<float>(new(35, 701, 600, TransposeB: true));
    }

    [TestMethod]
    public void Relu_keeps_a_NaN_and_turns_infinity_the_right_way()
    {
        using var a = GemmBuffer<float>.Random(3, 1);
        using var b = GemmBuffer<float>.Random(1, 2);
        using var c = new GemmBuffer<float>(3);
        ((float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity]).CopyTo(a.Values);
        b.Values[0] = 1;
        Gemm<float>.MatMul(a.Pointer, b.Pointer, c.Pointer, 3, 1, 1, false, false, activation: FusedActivation.Relu);
        Assert.IsTrue(float.IsNaN(c.Values[0]));
        Assert.AreEqual(float.PositiveInfinity, c.Values[1]);
        Assert.AreEqual(0f, c.Values[2]);
    }

    [TestMethod]
    public void A_batch_multiplies_matrix_by_matrix_and_a_step_of_zero_shares_one()
    {
        const int batch = 3, m = 4, n = 5, k = 6;
        using var a = GemmBuffer<float>.Random(batch * m * k, 1);
        using var b = GemmBuffer<float>.Random(k * n, 2);
        using var c = new GemmBuffer<float>(batch * m * n);
        using var expected = new GemmBuffer<float>(batch * m * n);
        Gemm<float>.BatchedMatMul(a.Pointer, m * k, b.Pointer, 0, c.Pointer, m * n, batch, m, n, k, false, false);
        for (int i = 0; i < batch; i++)
            GemmReference<float>.MatMul(
                a.Pointer + i * m * k, b.Pointer, expected.Pointer + i * m * n, m, n, k, false, false, false, null, false);
        c.AssertNear(expected, k, "batch");
    }

    [TestMethod]
    public void A_row_has_the_same_bits_alone_and_in_any_batch()
    {
        CheckRows<float>(new(13, 37, 300, Bias: true, Relu: true));
        CheckRows<double>(new(13, 11, 30, TransposeB: true));
        CheckRows<float>(new(1031, 7, 20));             // packed against in place
        CheckRows<float>(new(7, 3, 40_000));            // slices
        CheckRows<float>(new(7, 33, 9000));             // blocks
        CheckRows<float>(new(20, 70, 16_000));          // packed by tasks against in place
        CheckRows<float>(new(40, 37, 40_000));          // the same in slices
        CheckRows<float>(new(90, 100, 600, TransposeB: true));  // packed against turned
    }

    [TestMethod]
    public void The_number_of_threads_changes_no_bit()
    {
        CheckThreads<float>(new(130, 70, 300, Bias: true, Relu: true));
        CheckThreads<float>(new(300, 70, 130, TransposeA: true, Accumulate: true));
        CheckThreads<float>(new(9, 7, 3000, TransposeA: true));
        CheckThreads<float>(new(9, 7, 40_000, Bias: true));
        CheckThreads<float>(new(128, 70, 1100, TransposeA: true, Accumulate: true));
        CheckThreads<float>(new(20, 70, 16_000, Bias: true));
        CheckThreads<double>(new(70, 200, 90, TransposeB: true));
    }

    [TestMethod]
    public void Two_threads_may_multiply_at_once()
    {
        using var a = GemmBuffer<float>.Random(64 * 200, 1);
        using var b = GemmBuffer<float>.Random(200 * 70, 2);
        using var alone = new GemmBuffer<float>(64 * 70);
        Gemm<float>.MatMul(a.Pointer, b.Pointer, alone.Pointer, 64, 70, 200, false, false);
        float[] expected = alone.Values.ToArray();
        Parallel.For(0, 2, _ =>
        {
            using var c = new GemmBuffer<float>(64 * 70);
            for (int i = 0; i < 20; i++)
            {
                c.Values.Fill(float.NaN);
                Gemm<float>.MatMul(a.Pointer, b.Pointer, c.Pointer, 64, 70, 200, false, false);
                c.AssertSameBits(expected, "two at once");
            }
        });
    }

    [TestMethod]
    public void A_call_allocates_nothing_on_the_managed_heap()
    {
        using var a = GemmBuffer<float>.Random(64 * 200, 1);
        using var b = GemmBuffer<float>.Random(200 * 70, 2);
        using var c = new GemmBuffer<float>(64 * 70);
        for (int i = 0; i < 3; i++) Gemm<float>.MatMul(a.Pointer, b.Pointer, c.Pointer, 64, 70, 200, false, false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Gemm<float>.MatMul(a.Pointer, b.Pointer, c.Pointer, 64, 70, 200, false, false);
        Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Check<T>(Case s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var a = GemmBuffer<T>.Random((long)s.M * s.K, 1);
        using var b = GemmBuffer<T>.Random((long)s.K * s.N, 2);
        using var bias = GemmBuffer<T>.Random(s.N, 3);
        using var c = s.Accumulate ? GemmBuffer<T>.Random((long)s.M * s.N, 4) : new GemmBuffer<T>((long)s.M * s.N);
        using var expected = c.Copy();
        Run(s, a, b, bias, c);
        GemmReference<T>.MatMul(
            a.Pointer, b.Pointer, expected.Pointer, s.M, s.N, s.K, s.TransposeA, s.TransposeB, s.Accumulate,
            s.Bias ? bias.Pointer : null, s.Relu);
        c.AssertNear(expected, s.K, s.ToString());
    }

    private static void CheckRows<T>(Case s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var a = GemmBuffer<T>.Random((long)s.M * s.K, 1);
        using var b = GemmBuffer<T>.Random((long)s.K * s.N, 2);
        using var bias = GemmBuffer<T>.Random(s.N, 3);
        using var c = new GemmBuffer<T>((long)s.M * s.N);
        Run(s, a, b, bias, c);
        for (int row = 0; row < s.M; row += Math.Max(1, s.M / 7))
        {
            using var oneA = new GemmBuffer<T>(s.K);
            using var oneC = new GemmBuffer<T>(s.N);
            a.Values.Slice(row * s.K, s.K).CopyTo(oneA.Values);
            Run(s with { M = 1 }, oneA, b, bias, oneC);
            oneC.AssertSameBits(c.Values.Slice(row * s.N, s.N), $"{s}, row {row}");
        }
    }

    private static void CheckThreads<T>(Case s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var a = GemmBuffer<T>.Random((long)s.M * s.K, 1);
        using var b = GemmBuffer<T>.Random((long)s.K * s.N, 2);
        using var bias = GemmBuffer<T>.Random(s.N, 3);
        using var start = GemmBuffer<T>.Random((long)s.M * s.N, 4);
        T[]? expected = null;
        int threads = Workers.Threads;
        try
        {
            foreach (int count in (int[])[1, 2, 3])
            {
                Workers.Threads = count;
                using var c = start.Copy();
                Run(s, a, b, bias, c);
                c.AssertSameBits(expected ??= c.Values.ToArray(), $"{s}, {count} threads");
            }
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    private static void Run<T>(Case s, GemmBuffer<T> a, GemmBuffer<T> b, GemmBuffer<T> bias, GemmBuffer<T> c)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Gemm<T>.MatMul(
            a.Pointer, b.Pointer, c.Pointer, s.M, s.N, s.K, s.TransposeA, s.TransposeB, s.Accumulate, s.Bias ? bias.Pointer : null,
            s.Relu ? FusedActivation.Relu : FusedActivation.None);
}
