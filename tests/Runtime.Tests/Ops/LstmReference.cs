using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

/// <summary>The LSTM written out in plain operations, and helpers that compare the fused one with it.</summary>
internal static class LstmReference
{
    /// <summary>All hidden states in the order of the input, and the last states.</summary>
    public static (Tensor Sequence, Tensor Hidden, Tensor Cell) Run(LstmInput d)
    {
        Tensor[] xs = ArrayOps.Unstack(d.X, 1), ys = new Tensor[xs.Length];
        Shape state = Shape.Of(d.X.shape[0], d.RecurrentKernel.shape[0]);
        Tensor h = d.InitialHidden ?? Tensor.Zeros(state, d.X.dtype), c = d.InitialCell ?? Tensor.Zeros(state, d.X.dtype);
        for (int step = 0; step < xs.Length; step++)
        {
            int t = d.Backwards ? xs.Length - 1 - step : step;
            Tensor z = MathOps.Add(
                MathOps.MatMul(xs[t], d.Kernel),
                MathOps.MatMul(d.RecurrentMask is null ? h : MathOps.Multiply(h, d.RecurrentMask), d.RecurrentKernel));
            if (d.Bias is not null) z = MathOps.Add(z, d.Bias);
            Tensor[] gates = ArrayOps.Split(z, 4, 1);
            c = MathOps.Add(
                MathOps.Multiply(MathOps.Sigmoid(gates[1]), c), MathOps.Multiply(MathOps.Sigmoid(gates[0]), MathOps.Tanh(gates[2])));
            h = MathOps.Multiply(MathOps.Sigmoid(gates[3]), MathOps.Tanh(c));
            ys[t] = h;
        }
        return (ArrayOps.Stack(ys, 1), h, c);
    }

    /// <summary>A direction's operands, random, of these sizes.</summary>
    public static LstmInput Input(
        int batch, int time, int inputs, int units, bool bias = true, bool states = false, bool mask = false, bool backwards = false, int seed = 0,
        TF_DataType dtype = TF_DataType.TF_DOUBLE)
    {
        var stream = new RandomStream(seed + 1);
        return new LstmInput(
            Random(batch, time, inputs), Random(inputs, 4 * units), Random(units, 4 * units), bias ? Random(4 * units) : null,
            states ? Random(batch, units) : null, states ? Random(batch, units) : null, mask ? Random(batch, units) : null, backwards);

        Tensor Random(params long[] dims) => RandomOps.Uniform(Shape.Of(dims), -0.6, 0.6, dtype, stream);
    }

    /// <summary>What a direction has gradients for.</summary>
    public static Tensor[] Sources(LstmInput d) =>
        [.. new[] { d.X, d.Kernel, d.RecurrentKernel, d.Bias, d.InitialHidden, d.InitialCell }.OfType<Tensor>()];

    /// <summary>The outputs, and the gradients of a sum of different functions of them.</summary>
    public static Tensor[] WithGradients(Tensor[] sources, Func<Tensor[]> run)
    {
        using var tape = new GradientTape();
        foreach (Tensor source in sources) tape.watch(source);
        Tensor[] outputs = run();
        Tensor loss = MathOps.ReduceSum(MathOps.Sin(outputs[0]));
        for (int i = 1; i < outputs.Length; i++) loss = MathOps.Add(loss, MathOps.ReduceSum(MathOps.Multiply(MathOps.Square(outputs[i]), i)));
        return [.. outputs, .. tape.gradient(loss, sources)];
    }

    public static void AssertClose(Tensor[] expected, Tensor[] actual, double tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i].shape, actual[i].shape, $"Number {i}.");
            double[] a = Doubles(expected[i]), b = Doubles(actual[i]);
            for (int j = 0; j < a.Length; j++)
                if (!(Math.Abs(a[j] - b[j]) <= tolerance * (1 + Math.Abs(a[j]))))
                    Assert.Fail($"Number {i}, element {j}: {a[j]:R} expected, {b[j]:R} found.");
        }
    }

    public static void AssertSameBits(Tensor[] expected, Tensor[] actual, string why)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i].shape, actual[i].shape, why);
            CollectionAssert.AreEqual(Doubles(expected[i]), Doubles(actual[i]), why);
        }
    }

    private static double[] Doubles(Tensor x) => MathOps.Cast(x, TF_DataType.TF_DOUBLE).ToArray<double>();
}
