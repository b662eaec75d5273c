using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

/// <summary>Operations of neural networks: activations, fused layers, pooling, losses.</summary>
/// <remarks>They take float32 or float64.</remarks>
public static partial class NnOps
{
    private const double SeluScale = 1.0507009873554804934193349852946, SeluAlpha = 1.6732632423543772848170429916717;

    /// <summary>Two constants of a function.</summary>
    private readonly record struct Pair(double P, double Q);

    private static readonly Op ReluOp = new("Relu", static g => g.Add(0, ReluGradient(g.OutputGradient, g.Output, Target(g))));

    private static readonly Op ReluGradientOp = new("ReluGrad", static g =>
    {
        if (g.Needs(0)) g.Add(0, ReluGradient(g.OutputGradient, g.Input(1)));
    });

    private static readonly Op LeakyReluOp = new("LeakyRelu", static g =>
        g.Add(0, LeakyReluGradient(g.OutputGradient, g.Input(0), g.Attribute<Attribute<Pair>>(), Target(g))));

    private static readonly Op LeakyReluGradientOp = new("LeakyReluGrad", static g =>
    {
        if (g.Needs(0)) g.Add(0, LeakyReluGradient(g.OutputGradient, g.Input(1), g.Attribute<Attribute<Pair>>()));
    });

    private static readonly Op EluOp = new("Elu", static g => g.Add(0, EluGradient(g.OutputGradient, g.Output, g.Attribute<Attribute<Pair>>())));

    private static readonly Op EluGradientOp = new("EluGrad", static g =>
    {
        Tensor dy = g.Input(0), y = g.Input(1), ddx = g.OutputGradient;
        if (g.Needs(0)) g.Add(0, EluGradient(ddx, y, g.Attribute<Attribute<Pair>>()));
        if (!g.Needs(1)) return;
        // The slope is y + q below 0 and constant above: its own slope is 1 below, 0 above.
        Tensor product = MathOps.Multiply(ddx, dy), above = ReluGradient(product, y);
        g.Add(1, MathOps.Subtract(product, above));
        Free(product);
        Free(above);
    });

    private static readonly Op CutOp = new("ClippedLine", static g => g.Add(0, CutGradient(g.OutputGradient, g.Output, g.Attribute<Attribute<Pair>>())));

    private static readonly Op CutGradientOp = new("ClippedLineGrad", static g =>
    {
        if (g.Needs(0)) g.Add(0, CutGradient(g.OutputGradient, g.Input(1), g.Attribute<Attribute<Pair>>()));
    });

    private static readonly Op SoftplusOp = new("Softplus", static g =>
    {
        Tensor slope = MathOps.Sigmoid(g.Input(0));
        g.Add(0, MathOps.Multiply(g.OutputGradient, slope));
        Free(slope);
    });

    private static readonly Op SoftsignOp = new("Softsign", static g =>
    {
        // d/dx x / (1 + |x|) = 1 / (1 + |x|)^2 = (1 - |y|)^2
        Tensor size = MathOps.Abs(g.Output), root = MathOps.Subtract(1, size), slope = MathOps.Square(root);
        g.Add(0, MathOps.Multiply(g.OutputGradient, slope));
        Free(size);
        Free(root);
        Free(slope);
    });

    private static readonly Op SwishOp = new("Swish", static g =>
    {
        // With s = sigmoid(x) and y = x s: dy/dx = s + y (1 - s) = y + s (1 - y)
        Tensor s = MathOps.Sigmoid(g.Input(0)), rest = MathOps.Subtract(1, g.Output), part = MathOps.Multiply(s, rest), slope = MathOps.Add(g.Output, part);
        g.Add(0, MathOps.Multiply(g.OutputGradient, slope));
        Free(s);
        Free(rest);
        Free(part);
        Free(slope);
    });

    /// <summary>max(x, 0), of any shape. A NaN stays one.</summary>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Relu(Tensor x)
    {
        CheckFloating(x, "relu");
        return ReluOp.Record(Apply<ReluMap>(x), x);
    }

    /// <summary>x above 0, else <paramref name="alpha"/> x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">Slope below 0; TensorFlow's default is 0.2, the Keras layer's 0.3.</param>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor LeakyRelu(Tensor x, double alpha = 0.2)
    {
        CheckFloating(x, "leaky_relu");
        return LeakyReluOp.Record(Apply<LeakyReluMap>(x, alpha), x, Attribute<Pair>.Of(new(alpha, 0)));
    }

    /// <summary>x above 0, else <paramref name="alpha"/> (exp(x) - 1).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">Minus the limit for x to minus infinity.</param>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Elu(Tensor x, double alpha = 1)
    {
        CheckFloating(x, "elu");
        return ScaledElu(x, 1, alpha);
    }

    /// <summary>1.0507 times <c>Elu(x, 1.6733)</c>: keeps mean 0 and variance 1 (Klambauer et al. 2017).</summary>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Selu(Tensor x)
    {
        CheckFloating(x, "selu");
        return ScaledElu(x, SeluScale, SeluScale * SeluAlpha);
    }

    /// <summary>log(1 + exp(x)).</summary>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Softplus(Tensor x)
    {
        CheckFloating(x, "softplus");
        return SoftplusOp.Record(Apply<SoftplusMap>(x), x);
    }

    /// <summary>x / (1 + |x|).</summary>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Softsign(Tensor x)
    {
        CheckFloating(x, "softsign");
        return SoftsignOp.Record(Apply<SoftsignMap>(x), x);
    }

    /// <summary>slope x + 0.5, cut off below 0 and above 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="slope">0.2 as in Keras 2, or 1/6 as in Keras 3; above 0.</param>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor HardSigmoid(Tensor x, double slope = 0.2)
    {
        CheckFloating(x, "hard_sigmoid");
        return CutOp.Record(Apply<HardSigmoidMap>(x, slope, 0.5), x, Attribute<Pair>.Of(new(slope, 1)));
    }

    /// <summary>x, cut off below 0 and above 6.</summary>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Relu6(Tensor x)
    {
        CheckFloating(x, "relu6");
        return CutOp.Record(Apply<CutReluMap>(x, 6), x, Attribute<Pair>.Of(new(1, 6)));
    }

    /// <summary>x sigmoid(x), also called SiLU.</summary>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Swish(Tensor x)
    {
        CheckFloating(x, "swish");
        return SwishOp.Record(Apply<SwishMap>(x), x);
    }

    /// <summary>
    /// x times the share of a normal distribution below x, in its tanh form, 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), which is
    /// off the exact one by less than 0.0005 (Hendrycks and Gimpel 2016; <c>approximate=True</c> in Keras).
    /// </summary>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Gelu(Tensor x)
    {
        CheckFloating(x, "gelu");
        // 0.5 (1 + tanh(u)) = sigmoid(2 u)
        double scale = 2 * Math.Sqrt(2 / Math.PI);
        Tensor square = MathOps.Square(x), inner = MathOps.Add(MathOps.Multiply(square, scale * 0.044715), scale);
        return MathOps.Multiply(x, MathOps.Sigmoid(MathOps.Multiply(x, inner)));
    }

    /// <summary>The gradient <paramref name="dy"/> where the output <paramref name="y"/> of a relu is above 0, else 0.</summary>
    internal static Tensor ReluGradient(Tensor dy, Tensor y, Tensor? into = null) =>
        ReluGradientOp.Record(Apply<ReluGradientMap>(y, dy, into: into), dy, y);

    private static Tensor LeakyReluGradient(Tensor dy, Tensor x, Attribute<Pair> alpha, Tensor? into = null) =>
        LeakyReluGradientOp.Record(Apply<LeakyReluGradientMap>(x, dy, alpha.Value.P, into: into), dy, x, alpha);

    private static Tensor ScaledElu(Tensor x, double scale, double offset) =>
        EluOp.Record(Apply<EluMap>(x, scale, offset), x, Attribute<Pair>.Of(new(scale, offset)));

    private static Tensor EluGradient(Tensor dy, Tensor y, Attribute<Pair> k) =>
        EluGradientOp.Record(Apply<EluGradientMap>(y, dy, k.Value.P, k.Value.Q), dy, y, k);

    private static Tensor CutGradient(Tensor dy, Tensor y, Attribute<Pair> k) =>
        CutGradientOp.Record(Apply<CutGradientMap>(y, dy, k.Value.P, k.Value.Q), dy, y, k);

    private static unsafe Tensor Apply<M>(Tensor x, double p = 0, double q = 0)
        where M : struct, IMap
    {
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) Elementwise<M, float>.Unary(x.Pointer<float>(), y.Pointer<float>(), x.size, (float)p, (float)q);
        else Elementwise<M, double>.Unary(x.Pointer<double>(), y.Pointer<double>(), x.size, p, q);
        return y;
    }

    private static unsafe Tensor Apply<M>(Tensor a, Tensor b, double p = 0, double q = 0, Tensor? into = null)
        where M : struct, IMap
    {
        Tensor y = into ?? Tensor.Empty(a.shape, a.dtype);
        if (a.dtype == TF_DataType.TF_FLOAT)
            Elementwise<M, float>.Binary(a.Pointer<float>(), false, b.Pointer<float>(), false, y.Pointer<float>(), a.size, (float)p, (float)q);
        else Elementwise<M, double>.Binary(a.Pointer<double>(), false, b.Pointer<double>(), false, y.Pointer<double>(), a.size, p, q);
        return y;
    }
}
