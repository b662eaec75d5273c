using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Kernels;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class MathTests
{
    private static readonly Tensor X = Tensor.From<float>([-1.5f, 0, 2.5f, 3.5f], 4);

    [TestMethod]
    public void Operators_take_tensors_and_numbers_on_either_side()
    {
        Tensor y = Tensor.From<float>([2, 4, 5, -2], 4);
        Same([0.5f, 4, 7.5f, 1.5f], X + y);
        Same([-3.5f, -4, -2.5f, 5.5f], X - y);
        Same([-3, 0, 12.5f, -7], X * y);
        Same([-0.75f, 0, 0.5f, -1.75f], X / y);
        Same([0.5f, 0, 2.5f, -0.5f], X % y);
        Same([1.5f, 0, -2.5f, -3.5f], -X);
        Same([-0.5f, 1, 3.5f, 4.5f], X + 1);
        Same([-0.5f, 1, 3.5f, 4.5f], 1f + X);
        Same([-2.5f, -1, 1.5f, 2.5f], X - 1.0);
        Same([2.5f, 1, -1.5f, -2.5f], 1 - X);
        Same([-3, 0, 5, 7], X * 2);
        Same([-3, 0, 5, 7], 2f * X);
        Same([-0.75f, 0, 1.25f, 1.75f], X / 2);
        Same([1, 0.5f, 0.4f, -1], 2 / y);
        Same([0.5f, 0, 0.5f, 1.5f], X % 2);
        Same([false, false, true, true], X > 0);
        Same([true, true, false, false], X < 1f);
        Same([false, true, true, true], X >= 0.0);
        Same([true, true, false, false], X <= 0);
        Same([true, false, false, false], 0 > X);
        Same([false, false, true, true], 0 < X);
        Same([true, true, false, false], 0 >= X);
        Same([false, true, true, true], 0 <= X);
        Same([false, false, false, true], X > y);
        Same([true, true, true, false], X < y);
        Same([false, false, false, true], X >= y);
        Same([true, true, true, false], X <= y);
    }

    [TestMethod]
    public void Tensors_of_one_element_convert_to_numbers_and_others_do_not()
    {
        Assert.AreEqual(2.75f, (float)Tensor.From<double>([2.75], (1, 1)));
        Assert.AreEqual(2.75, (double)Tensor.From<float>([2.75f], 1));
        Assert.AreEqual(2, (int)Tensor.From<float>([2.75f], 1));
        Assert.AreEqual(-7L, (long)Tensor.From<int>([-7], 1));
        Assert.IsTrue((bool)Tensor.From<bool>([true], 1));
        Tensor one = 3f, two = 2.0, three = 5;
        Assert.AreEqual(TF_DataType.TF_FLOAT, one.dtype);
        Assert.AreEqual(TF_DataType.TF_DOUBLE, two.dtype);
        Assert.AreEqual(TF_DataType.TF_INT32, three.dtype);
        Assert.AreEqual(0, one.ndim);
        Assert.AreEqual(5, (int)three);
        var e = Assert.ThrowsExactly<ArgumentException>(() => (float)X);
        StringAssert.Contains(e.Message, "(4,)");
        StringAssert.Contains(e.Message, "exactly one element");
    }

    [TestMethod]
    public void Integers_divide_as_in_Python_and_take_whole_numbers_only()
    {
        Tensor i = Tensor.From<int>([-7, 7, 4], 3), u = Tensor.From<byte>([1, 255, 0], 3);
        Assert.AreEqual(TF_DataType.TF_DOUBLE, (i / 2).dtype);
        CollectionAssert.AreEqual(new[] { -3.5, 3.5, 2 }, (i / 2).ToArray<double>());
        Assert.AreEqual(TF_DataType.TF_FLOAT, (u / 255).dtype);
        CollectionAssert.AreEqual(new[] { 1, 3, 0 }, (i % 4).ToArray<int>());
        CollectionAssert.AreEqual(new[] { -8, 6, 3 }, (i - 1).ToArray<int>());
        CollectionAssert.AreEqual(new byte[] { 0, 254, 255 }, (u - 1).ToArray<byte>());
        CollectionAssert.AreEqual(new[] { 49, 49, 16 }, MathOps.Pow(i, 2).ToArray<int>());
        CollectionAssert.AreEqual(new[] { true, false, false }, MathOps.Less(i, 3.5).ToArray<bool>());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => i * 0.5).Message, "tf.cast");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => u + 1000).Message, "tf.cast");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => i % 0).Message, "divisor 0");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => i % Tensor.Zeros(3, TF_DataType.TF_INT32)).Message, "divisor 0");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => MathOps.Pow(i, -1)).Message, "exponent -1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => MathOps.Pow(i, i)).Message, "negative exponent");
    }

    [TestMethod]
    public void Errors_name_the_operation_the_types_and_the_remedy()
    {
        Tensor i = Tensor.From<int>([1, 2, 3, 4], 4), b = X > 0;
        string message = Assert.ThrowsExactly<ArgumentException>(() => X + i).Message;
        foreach (string part in (string[])["add", "float32", "int32", "(4,)", "tf.cast"]) StringAssert.Contains(message, part);
        message = Assert.ThrowsExactly<ArgumentException>(() => MathOps.Exp(i)).Message;
        foreach (string part in (string[])["exp", "int32", "float32 or float64", "tf.cast"]) StringAssert.Contains(message, part);
        message = Assert.ThrowsExactly<ArgumentException>(() => MathOps.ReduceSum(b)).Message;
        foreach (string part in (string[])["reduce_sum", "bool", "tf.cast"]) StringAssert.Contains(message, part);
        message = Assert.ThrowsExactly<ArgumentException>(() => MathOps.LogicalNot(X)).Message;
        foreach (string part in (string[])["logical_not", "float32", "bool"]) StringAssert.Contains(message, part);
        message = Assert.ThrowsExactly<ArgumentException>(() => MathOps.ClipByValue(X, 2, 1)).Message;
        foreach (string part in (string[])["clip_by_value", "2", "1"]) StringAssert.Contains(message, part);
        Assert.ThrowsExactly<ArgumentException>(() => MathOps.Where(X, X, X));
        Assert.ThrowsExactly<ArgumentException>(() => MathOps.Add(b, b));
    }

    [TestMethod]
    public void Comparisons_and_logic_follow_IEEE_and_truth_tables()
    {
        Tensor a = Tensor.From<float>([1, float.NaN, 3], 3), b = Tensor.From<float>([1, float.NaN, 2], 3);
        Same([true, false, false], MathOps.Equal(a, b));
        Same([false, true, true], MathOps.NotEqual(a, b));
        Same([false, false, true], MathOps.Greater(a, b));
        Same([true, false, true], MathOps.GreaterEqual(a, b));
        Same([false, false, false], MathOps.Less(a, b));
        Same([true, false, false], MathOps.LessEqual(a, b));
        Same([true, false, false], MathOps.Equal(a, 1));
        Same([false, true, true], MathOps.NotEqual(a, 1));
        Tensor p = Tensor.From<bool>([true, true, false, false], 4), q = Tensor.From<bool>([true, false, true, false], 4);
        Same([true, false, false, false], MathOps.LogicalAnd(p, q));
        Same([true, true, true, false], MathOps.LogicalOr(p, q));
        Same([false, false, true, true], MathOps.LogicalNot(p));
        Same([true, false, false, true], MathOps.Equal(p, q));
    }

    [TestMethod]
    public void Rounding_goes_to_even_and_sign_keeps_NaN()
    {
        Tensor x = Tensor.From<float>([0.5f, 1.5f, -2.5f, -0.7f], 4);
        Same([0, 2, -2, -1], MathOps.Round(x));
        Same([0, 1, -3, -1], MathOps.Floor(x));
        float[] sign = MathOps.Sign(Tensor.From<float>([float.NaN, -0.2f, 0, 9], 4)).ToArray<float>();
        Assert.IsTrue(float.IsNaN(sign[0]) && sign[1] == -1 && sign[2] == 0 && sign[3] == 1);
    }

    [TestMethod]
    public void Conversion_cuts_fractions_and_stops_at_the_ends_of_a_type()
    {
        Tensor x = Tensor.From<float>([-1.9f, 2.9f, 300, float.NaN, float.PositiveInfinity, float.NegativeInfinity], 6);
        CollectionAssert.AreEqual(new[] { -1, 2, 300, 0, int.MaxValue, int.MinValue }, MathOps.Cast(x, TF_DataType.TF_INT32).ToArray<int>());
        CollectionAssert.AreEqual(new[] { -1, 2, 300, 0, long.MaxValue, long.MinValue }, MathOps.Cast(x, TF_DataType.TF_INT64).ToArray<long>());
        CollectionAssert.AreEqual(new byte[] { 0, 2, 255, 0, 255, 0 }, MathOps.Cast(x, TF_DataType.TF_UINT8).ToArray<byte>());
        CollectionAssert.AreEqual(new[] { true, true, true, true, true, true }, MathOps.Cast(x, TF_DataType.TF_BOOL).ToArray<bool>());
        double[] wide = MathOps.Cast(x, TF_DataType.TF_DOUBLE).ToArray<double>();
        Assert.IsTrue(wide[0] == -1.9f && double.IsNaN(wide[3]) && wide[4] == double.PositiveInfinity);
        Assert.AreSame(x, MathOps.Cast(x, TF_DataType.TF_FLOAT));
        var bytes = new byte[70_003];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i * 7);
        float[] floats = MathOps.Cast(Tensor.From<byte>(bytes, bytes.Length), TF_DataType.TF_FLOAT).ToArray<float>();
        for (int i = 0; i < bytes.Length; i++) Assert.AreEqual(bytes[i], floats[i]);
        CollectionAssert.AreEqual(new float[] { 1, 0 }, MathOps.Cast(Tensor.From<bool>([true, false], 2), TF_DataType.TF_FLOAT).ToArray<float>());
    }

    [TestMethod]
    public void Operations_have_the_same_bits_with_any_number_of_threads()
    {
        var random = new Random(3);
        var values = new float[300 * 701];
        for (int i = 0; i < values.Length; i++) values[i] = 4 * random.NextSingle() - 2;
        Tensor x = Tensor.From<float>(values, (300, 701)), b = Tensor.From<float>(values.AsSpan(0, 701), 701);
        Func<Tensor>[] all =
        [
            () => x * b, () => MathOps.Sigmoid(x + b), () => MathOps.ReduceSum(x * x), () => MathOps.SumTo(x, 701), () => MathOps.ReduceMean(x, [1]),
            () => MathOps.Where(x > b, x, b), () => MathOps.ArgMax(x, 0),
        ];
        foreach (Func<Tensor> op in all)
        {
            byte[]? first = null;
            foreach (int threads in (int[])[1, 2, 3])
            {
                int before = Workers.Threads;
                Workers.Threads = threads;
                byte[] bytes = op().Bytes.ToArray();
                Workers.Threads = before;
                first ??= bytes;
                CollectionAssert.AreEqual(first, bytes);
            }
        }
    }

    [TestMethod]
    public void Arithmetic_allocates_next_to_nothing_on_the_managed_heap()
    {
        Tensor x = Tensor.Zeros((64, 100)), b = Tensor.Zeros(100);
        using var tape = new GradientTape();
        for (int i = 0; i < 3; i++) Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        const int times = 20;
        for (int i = 0; i < times; i++) Step();
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / times;
        // Five tensors: the objects alone, about a hundred bytes each.
        Assert.IsLessThan(1000L, each);

        void Step()
        {
            Tensor a = x * 2.0, c = a + b, d = MathOps.Tanh(c), e = MathOps.ReduceMean(d, null), f = MathOps.ClipByValue(e, -1, 1);
            foreach (Tensor t in (ReadOnlySpan<Tensor>)[a, c, d, e, f]) t.Dispose();
        }
    }

    private static void Same(float[] expected, Tensor got)
    {
        float[] values = got.ToArray<float>();
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], values[i], 1e-6f, $"element {i}");
    }

    private static void Same(bool[] expected, Tensor got) => CollectionAssert.AreEqual(expected, got.ToArray<bool>());
}
