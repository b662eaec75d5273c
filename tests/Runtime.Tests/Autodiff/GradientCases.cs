using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;
using static MlPipelines.Tests.Autodiff.GradientCheck;

namespace MlPipelines.Tests.Autodiff;

/// <summary>One function whose gradients are compared with differences.</summary>
internal sealed record GradientCase(Func<Tensor[], Tensor> Function, Tensor[] Inputs, bool Second = true, double Step = 1e-5);

/// <summary>The table of all gradient checks. An operation with a gradient that no case uses fails a test.</summary>
internal static partial class GradientCases
{
    public static readonly SortedDictionary<string, GradientCase> All = new(StringComparer.Ordinal);

    static GradientCases()
    {
        Arithmetic();
        Functions();
        Reductions();
        Arrays();
        Activations();
        Layers();
        Losses();
        Recurrences();
        Images();
        Normalizations();
    }

    private static void Add(string name, Func<Tensor[], Tensor> function, params Tensor[] inputs) => All.Add(name, new(function, inputs));

    /// <summary>A gradient as a function, so that its second gradient is a third one.</summary>
    private static Tensor FirstGradient(Func<Tensor, Tensor> function, Tensor x)
    {
        using var tape = new GradientTape();
        tape.watch(x);
        return tape.gradient(function(x), x);
    }

    private static Tensor X(params long[] dims) => Random(Shape.Of(dims), 3);
    private static Tensor Y(params long[] dims) => Random(Shape.Of(dims), 5);
    private static Tensor Positive(params long[] dims) => Random(Shape.Of(dims), 9, 0.3, 2);
    private static Tensor Int(params int[] values) => Tensor.From<int>(values, Shape.Of(values.Length));

    private static void Arithmetic()
    {
        Add("add, broadcast", x => MathOps.Add(x[0], x[1]), X(2, 3), Y(3));
        Add("subtract, broadcast", x => MathOps.Subtract(x[0], x[1]), X(2, 1), Y(1, 3));
        Add("multiply, broadcast", x => MathOps.Multiply(x[0], x[1]), X(2, 3), Y(2, 1));
        Add("multiply, both the same", x => MathOps.Multiply(x[0], x[0]), X(4));
        Add("divide", x => MathOps.Divide(x[0], x[1]), X(2, 3), Positive(3));
        Add("maximum", x => MathOps.Square(MathOps.Maximum(x[0], x[1])), X(2, 3), Y(3));
        Add("minimum", x => MathOps.Square(MathOps.Minimum(x[0], x[1])), X(2, 3), Y(3));
        Add("pow", x => MathOps.Pow(x[0], x[1]), Positive(2, 3), Y(3));
        Add("squared difference", x => MathOps.SquaredDifference(x[0], x[1]), X(2, 3), Y(3));
        Add("with numbers", x => MathOps.Subtract(1.5, MathOps.Divide(MathOps.Multiply(MathOps.Add(x[0], 0.5), 3), 7)), X(5));
        Add("number divided", x => MathOps.Divide(2, x[0]), Positive(5));
        Add("pow of a number", x => MathOps.Pow(x[0], 3), X(5));
        Add("matmul", x => MathOps.MatMul(x[0], x[1]), X(2, 3), Y(3, 4));
        Add("matmul, transposed", x => MathOps.MatMul(x[0], x[1], true, true), X(3, 2), Y(4, 3));
        Add("matmul, batches", x => MathOps.MatMul(x[0], x[1], transpose_b: true), X(2, 2, 3), Y(2, 2, 3));
        // Values and steps that float32 holds exactly; differences of squares are exact for any step.
        All.Add("cast", new(
            x => MathOps.Cast(MathOps.Square(MathOps.Cast(x[0], TF_DataType.TF_FLOAT)), TF_DataType.TF_DOUBLE), [Tensor.From<double>([0.5, -0.25, 1.5], 3)], Step: 1.0 / 1024));
    }

    private static void Functions()
    {
        Add("negative", x => MathOps.Negative(x[0]), X(5));
        Add("square", x => MathOps.Square(x[0]), X(5));
        Add("sqrt", x => MathOps.Sqrt(x[0]), Positive(5));
        Add("rsqrt", x => MathOps.Rsqrt(x[0]), Positive(5));
        Add("reciprocal", x => MathOps.Reciprocal(x[0]), Positive(5));
        Add("exp", x => MathOps.Exp(x[0]), X(5));
        Add("log", x => MathOps.Log(x[0]), Positive(5));
        Add("log1p", x => MathOps.Log1p(x[0]), Positive(5));
        Add("abs", x => MathOps.Square(MathOps.Abs(x[0])), X(5));
        Add("sigmoid", x => MathOps.Sigmoid(x[0]), X(5));
        Add("tanh", x => MathOps.Tanh(x[0]), X(5));
        Add("sin", x => MathOps.Sin(x[0]), X(5));
        Add("cos", x => MathOps.Cos(x[0]), X(5));
        Add("clip by value", x => MathOps.Square(MathOps.ClipByValue(x[0], -0.5, 0.5)), X(9));
        Add("where", x => MathOps.Where(MathOps.Greater(x[0], 0), MathOps.Square(x[0]), x[1]), X(2, 3), Y(2, 3));
    }

    private static void Reductions()
    {
        Add("reduce sum", x => MathOps.Square(MathOps.ReduceSum(x[0], [0, 2])), X(2, 3, 2));
        Add("reduce mean", x => MathOps.Square(MathOps.ReduceMean(x[0], [1], keepdims: true)), X(2, 3, 2));
        Add("reduce max", x => MathOps.Square(MathOps.ReduceMax(x[0], [1])), X(3, 4));
        Add("reduce min", x => MathOps.Square(MathOps.ReduceMin(x[0], [0])), X(3, 4));
        Add("reduce prod", x => MathOps.ReduceProd(x[0], [1]), Positive(2, 3));
        All.Add("reduce prod with a zero", new(x => MathOps.ReduceProd(x[0]), [Tensor.From<double>([2, 0, 3], 3)], Second: false));
        Add("sum to", x => MathOps.Square(MathOps.SumTo(x[0], Shape.Of(3, 1))), X(2, 3, 2));
    }

    private static void Arrays()
    {
        Add("reshape", x => MathOps.Square(ArrayOps.Reshape(x[0], Shape.Of(3, -1))), X(2, 3));
        Add("expand dims and squeeze", x => MathOps.Square(ArrayOps.Squeeze(ArrayOps.ExpandDims(x[0], 1))), X(3));
        Add("identity", x => MathOps.Square(ArrayOps.Identity(x[0])), X(3));
        Add("transpose", x => MathOps.Square(ArrayOps.Transpose(x[0], [2, 0, 1])), X(2, 3, 2));
        Add("concat", x => MathOps.Square(ArrayOps.Concat([x[0], x[1]], 1)), X(2, 3), Y(2, 2));
        Add("stack", x => MathOps.Square(ArrayOps.Stack([x[0], x[1]], 1)), X(2, 3), Y(2, 3));
        Add("split", x => MathOps.Multiply(ArrayOps.Split(x[0], 2, 1)[0], ArrayOps.Split(x[0], 2, 1)[1]), X(2, 4));
        Add("split, one part unused", x => MathOps.Square(ArrayOps.Split(x[0], [1, 3], 1)[1]), X(2, 4));
        Add("unstack", x => MathOps.Square(ArrayOps.Unstack(x[0], 1)[2]), X(2, 3));
        Add("slice", x => MathOps.Square(ArrayOps.Slice(x[0], [0, 1], [2, 2])), X(2, 4));
        Add("strided slice", x => MathOps.Square(ArrayOps.StridedSlice(x[0], Slice.All, new Slice(3, null, -2))), X(2, 4));
        Add("gather", x => MathOps.Square(ArrayOps.Gather(x[0], Int(2, 0, 2), 1)), X(2, 3));
        Add("pad", x => MathOps.Square(ArrayOps.Pad(x[0], [(1, 0), (0, 2)], 0.5)), X(2, 2));
        Add("tile", x => MathOps.Square(ArrayOps.Tile(x[0], 2, 3)), X(2, 2));
        Add("broadcast to", x => MathOps.Square(ArrayOps.BroadcastTo(x[0], Shape.Of(3, 2, 4))), X(2, 1));
    }

    private static void Activations()
    {
        Add("relu", x => MathOps.Square(NnOps.Relu(x[0])), X(9));
        Add("leaky relu", x => MathOps.Square(NnOps.LeakyRelu(x[0], 0.3)), X(9));
        Add("elu", x => NnOps.Elu(x[0], 1.3), X(9));
        Add("selu", x => NnOps.Selu(x[0]), X(9));
        Add("softplus", x => NnOps.Softplus(x[0]), X(9));
        Add("softsign", x => NnOps.Softsign(x[0]), X(9));
        Add("hard sigmoid", x => MathOps.Square(NnOps.HardSigmoid(MathOps.Multiply(x[0], 4))), X(9));
        Add("relu6", x => MathOps.Square(NnOps.Relu6(MathOps.Multiply(x[0], 9))), X(9));
        Add("swish", x => NnOps.Swish(x[0]), X(9));
        Add("gelu", x => NnOps.Gelu(x[0]), X(9));
        Add("softmax", x => NnOps.Softmax(x[0]), X(2, 5));
        Add("softmax, first axis", x => NnOps.Softmax(x[0], 0), X(3, 2));
        Add("log softmax", x => NnOps.LogSoftmax(x[0]), X(2, 5));
        Add("dropout", x => MathOps.Square(NnOps.Dropout(x[0], 0.4, new RandomStream(5))), X(20));
    }

    private static void Layers()
    {
        Add("bias add", x => MathOps.Square(NnOps.BiasAdd(x[0], x[1])), X(2, 2, 3), Y(3));
        Add("dense", x => NnOps.Dense(x[0], x[1], x[2]), X(3, 2), Y(2, 4), X(4));
        Add("dense with relu", x => MathOps.Square(NnOps.Dense(x[0], x[1], x[2], relu: true)), X(3, 2), Y(2, 4), X(4));
        Add("dense with relu, no bias", x => MathOps.Square(NnOps.Dense(x[0], x[1], null, relu: true)), X(3, 2), Y(2, 4));
        Add("dense on sequences", x => MathOps.Square(NnOps.Dense(x[0], x[1], x[2], relu: true)), X(2, 2, 3), Y(3, 2), X(2));
        Add("conv2d", x => NnOps.Conv2D(x[0], x[1], (1, 1), "valid", null, x[2]), X(2, 4, 3, 2), Y(2, 2, 2, 3), X(3));
        Add("conv2d with relu, same, stride 2", x => MathOps.Square(NnOps.Conv2D(x[0], x[1], (2, 2), "same", null, x[2], relu: true)), X(1, 4, 5, 2), Y(3, 3, 2, 2), X(2));
        Add("conv2d, dilated, strides differ", x => NnOps.Conv2D(x[0], x[1], (1, 2), "same", (2, 1)), X(1, 5, 4, 1), Y(2, 3, 1, 2));
        Add("conv2d transposed", x => NnOps.Conv2DBackpropInput(Shape.Of(1, 4, 5, 2), x[0], x[1], (2, 2), "same"), X(3, 3, 2, 2), Y(1, 2, 3, 2));
        Add("max pool", x => MathOps.Square(NnOps.MaxPool(x[0], (2, 2), (2, 2))), X(1, 5, 4, 2));
        Add("max pool, same, overlapping", x => MathOps.Square(NnOps.MaxPool(x[0], (3, 3), (2, 2), "same")), X(1, 5, 4, 2));
        Add("max pool, third order", x => MathOps.Square(FirstGradient(t => MathOps.Square(NnOps.MaxPool(t, (2, 2), (2, 2))), x[0])), X(1, 3, 4, 1));
        Add("avg pool", x => MathOps.Square(NnOps.AvgPool(x[0], (2, 2), (2, 2))), X(1, 5, 4, 2));
        Add("avg pool, same, overlapping", x => MathOps.Square(NnOps.AvgPool(x[0], (3, 3), (2, 1), "same")), X(1, 5, 4, 2));
    }

    private static void Losses()
    {
        Tensor labels = Tensor.From<double>([0.2, 0.3, 0.5, 1, 0, 0], Shape.Of(2, 3));
        Add("softmax crossentropy", x => NnOps.SoftmaxCrossEntropyWithLogits(labels, x[0]), X(2, 3));
        Add("sparse softmax crossentropy", x => NnOps.SparseSoftmaxCrossEntropyWithLogits(Int(2, 0), x[0]), X(2, 3));
        Add("sigmoid crossentropy", x => NnOps.SigmoidCrossEntropyWithLogits(x[0], x[1]), Positive(4), X(4));
        Add("l2 loss", x => NnOps.L2Loss(x[0]), X(7));
    }
}
