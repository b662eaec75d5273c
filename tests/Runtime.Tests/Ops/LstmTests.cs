using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Kernels;
using Tensorflow.Memory;
using Tensorflow.Operations;
using static MlPipelines.Tests.Ops.LstmReference;

namespace MlPipelines.Tests.Ops;

/// <summary>Protects the fused LSTM: that it equals the one made of plain operations, and that its bits depend on its inputs alone.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LstmTests
{
    // Units below, at and above the width of registers and panels; one step; one row; more rows than a slice has; a long inner dimension.
    [TestMethod]
    [DataRow(3, 4, 2, 5, true, false, false)]
    [DataRow(2, 1, 3, 1, true, true, true)]
    [DataRow(1, 3, 600, 8, true, true, false)]
    [DataRow(13, 6, 5, 33, false, true, true)]
    [DataRow(40, 9, 64, 32, true, false, true)]
    [DataRow(7, 20, 4, 16, true, true, false)]
    public void Equals_the_one_made_of_plain_operations(int batch, int time, int inputs, int units, bool bias, bool states, bool mask)
    {
        foreach (bool backwards in (bool[])[false, true])
        {
            LstmInput d = Input(batch, time, inputs, units, bias, states, mask, backwards);
            (Tensor, Tensor, Tensor) all = default;
            Tensor[] expected = WithGradients(Sources(d), () => { all = Run(d); return [all.Item1, all.Item2, all.Item3]; });
            AssertClose(expected, WithGradients(Sources(d), () => NnOps.Lstm([d], sequences: true, states: true)), 1e-10);

            expected = WithGradients(Sources(d), () => { all = Run(d); return [all.Item2, all.Item3]; });
            AssertClose(expected, WithGradients(Sources(d), () => NnOps.Lstm([d], sequences: false, states: true)), 1e-10);

            expected = WithGradients(Sources(d), () => [Run(d).Sequence]);
            AssertClose(expected, WithGradients(Sources(d), () => NnOps.Lstm([d], sequences: true)), 1e-10);

            expected = WithGradients(Sources(d), () => [Run(d).Hidden]);
            AssertClose(expected, WithGradients(Sources(d), () => NnOps.Lstm([d])), 1e-10);
            AssertSameBits(NnOps.Lstm([d]), WithGradients(Sources(d), () => NnOps.Lstm([d]))[..1], "A tape must not change the output.");
        }
    }

    [TestMethod]
    public void Two_directions_equal_each_alone_and_share_the_inputs_gradient()
    {
        LstmInput a = Input(5, 4, 3, 6, states: true), b = Input(5, 4, 3, 6, backwards: true, bias: false, seed: 9) with { X = a.X };
        Tensor[] sources = [.. Sources(a), .. Sources(b)[1..]];
        Tensor[] expected = WithGradients(sources, () => [Run(a).Hidden, Run(a).Cell, Run(b).Hidden, Run(b).Cell]);
        AssertClose(expected, WithGradients(sources, () => NnOps.Lstm([a, b], states: true)), 1e-10);
    }

    [TestMethod]
    public void Two_directions_may_read_different_inputs_of_different_lengths()
    {
        LstmInput a = Input(5, 4, 3, 6), b = Input(5, 4, 7, 6, backwards: true, seed: 9);
        Tensor[] sources = [.. Sources(a), .. Sources(b)];
        Tensor[] expected = WithGradients(sources, () => [Run(a).Sequence, Run(b).Sequence]);
        AssertClose(expected, WithGradients(sources, () => NnOps.Lstm([a, b], sequences: true)), 1e-10);
    }

    [TestMethod]
    public void In_single_precision_it_is_as_close_as_that_allows()
    {
        LstmInput d = Input(32, 9, 64, 128, dtype: TF_DataType.TF_FLOAT);
        AssertClose(WithGradients(Sources(d), () => [Run(d).Sequence]), WithGradients(Sources(d), () => NnOps.Lstm([d], sequences: true)), 1e-4);
    }

    [TestMethod]
    public void A_row_has_the_same_bits_in_any_batch()
    {
        LstmInput d = Input(32, 9, 20, 40, states: true, mask: true, dtype: TF_DataType.TF_FLOAT);
        float[] all = NnOps.Lstm([d], sequences: true)[0].ToArray<float>();
        foreach ((int from, int count) in ((int, int)[])[(0, 1), (5, 1), (31, 1), (3, 7), (12, 20)])
        {
            LstmInput part = d with
            {
                X = Rows(d.X), InitialHidden = Rows(d.InitialHidden!), InitialCell = Rows(d.InitialCell!), RecurrentMask = Rows(d.RecurrentMask!),
            };
            int row = 9 * 40;
            CollectionAssert.AreEqual(all[(from * row)..((from + count) * row)], NnOps.Lstm([part], sequences: true)[0].ToArray<float>());

            Tensor Rows(Tensor x)
            {
                long[] begin = new long[x.ndim], size = x.shape.dims;
                (begin[0], size[0]) = (from, count);
                return ArrayOps.Slice(x, begin, size);
            }
        }
    }

    [TestMethod]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        LstmInput a = Input(33, 7, 24, 48, dtype: TF_DataType.TF_FLOAT);
        LstmInput b = Input(33, 7, 24, 48, backwards: true, seed: 2, dtype: TF_DataType.TF_FLOAT);
        Tensor[] sources = [.. Sources(a), .. Sources(b)];
        int threads = Workers.Threads;
        try
        {
            Workers.Threads = 1;
            Tensor[] expected = WithGradients(sources, () => NnOps.Lstm([a, b], sequences: true));
            foreach (int count in (int[])[2, 3, 8])
            {
                Workers.Threads = count;
                AssertSameBits(expected, WithGradients(sources, () => NnOps.Lstm([a, b], sequences: true)), $"{count} threads");
            }
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    [TestMethod]
    public void Reads_nothing_it_did_not_write()
    {
        LstmInput d = Input(8, 5, 3, 19, states: true, mask: true, dtype: TF_DataType.TF_FLOAT);
        Tensor[] expected = WithGradients(Sources(d), () => NnOps.Lstm([d], sequences: true, states: true));
        Tensor inference = NnOps.Lstm([d])[0];
        try
        {
            (Workspace.Poison, MemoryPool.Fill) = (true, 0xFF);
            AssertSameBits(expected, WithGradients(Sources(d), () => NnOps.Lstm([d], sequences: true, states: true)), "dirty memory");
            AssertSameBits([inference], [NnOps.Lstm([d])[0]], "dirty memory");
        }
        finally
        {
            (Workspace.Poison, MemoryPool.Fill) = (false, -1);
        }
    }

    [TestMethod]
    public void Allocates_the_same_for_any_number_of_steps()
    {
        LstmInput few = Input(8, 2, 6, 16, dtype: TF_DataType.TF_FLOAT), many = Input(8, 60, 6, 16, dtype: TF_DataType.TF_FLOAT);
        _ = Bytes(few);
        _ = Bytes(many);
        Assert.IsLessThanOrEqualTo(Bytes(few) + 64, Bytes(many), "Time steps must not allocate managed memory.");

        static long Bytes(LstmInput d)
        {
            ResourceVariable kernel = new(d.Kernel);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++)
            {
                using TensorScope scope = TensorScope.Enter();
                using var tape = new GradientTape();
                Tensor y = NnOps.Lstm([d with { Kernel = kernel.Operand }])[0];
                tape.gradient(y, kernel);
            }
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        }
    }

    [TestMethod]
    public void A_persistent_tape_gives_the_same_gradient_twice()
    {
        LstmInput d = Input(3, 4, 2, 5);
        using var tape = new GradientTape(persistent: true);
        tape.watch(d.Kernel);
        Tensor y = NnOps.Lstm([d])[0];
        AssertSameBits([tape.gradient(y, d.Kernel)], [tape.gradient(y, d.Kernel)], "twice");
    }

    [TestMethod]
    public void Its_second_gradient_is_refused_with_what_to_use_instead()
    {
        LstmInput d = Input(3, 4, 2, 5);
        using var outer = new GradientTape();
        outer.watch(d.Kernel);
        Tensor gradient;
        using (var inner = new GradientTape())
        {
            inner.watch(d.Kernel);
            gradient = inner.gradient(NnOps.Lstm([d])[0], d.Kernel);
        }
        var e = Assert.ThrowsExactly<NotSupportedException>(() => outer.gradient(gradient, d.Kernel));
        StringAssert.Contains(e.Message, "layers.RNN(layers.LSTMCell(units))");
    }

    [TestMethod]
    public void Sizes_that_do_not_fit_are_refused()
    {
        LstmInput d = Input(3, 4, 2, 5);
        Refused("(3, 4, 3)", d with { X = Tensor.Zeros((3, 4, 3), TF_DataType.TF_DOUBLE) });
        Refused("(3, 0, 2)", d with { X = Tensor.Zeros((3, 0, 2), TF_DataType.TF_DOUBLE) });
        Refused("(5, 19)", d with { RecurrentKernel = Tensor.Zeros((5, 19), TF_DataType.TF_DOUBLE) });
        Refused("19", d with { Bias = Tensor.Zeros(19, TF_DataType.TF_DOUBLE) });
        Refused("float32", d with { Kernel = Tensor.Zeros((2, 20)) });
        Refused("the hidden and the cell state", d with { InitialHidden = Tensor.Zeros((3, 5), TF_DataType.TF_DOUBLE) });
        Refused("(2, 5)", d with { RecurrentMask = Tensor.Zeros((2, 5), TF_DataType.TF_DOUBLE) });
        var e = Assert.ThrowsExactly<ArgumentException>(() => NnOps.Lstm([d, Input(2, 4, 2, 5)]));
        StringAssert.Contains(e.Message, "the same for all");
        Assert.ThrowsExactly<ArgumentException>(() => NnOps.Lstm([]));

        static void Refused(string part, LstmInput d)
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => NnOps.Lstm([d]));
            StringAssert.Contains(e.Message, part);
        }
    }

    [TestMethod]
    public void An_empty_batch_gives_an_empty_output()
    {
        LstmInput d = Input(3, 4, 2, 5) with { X = Tensor.Zeros((0, 4, 2), TF_DataType.TF_DOUBLE) };
        Tensor[] all = WithGradients([d.Kernel, d.RecurrentKernel, d.Bias!], () => NnOps.Lstm([d], sequences: true));
        Assert.AreEqual(Shape.Of(0, 4, 5), all[0].shape);
        foreach (Tensor gradient in all[1..]) Assert.IsTrue(gradient.ToArray<double>().All(v => v == 0));
    }
}
