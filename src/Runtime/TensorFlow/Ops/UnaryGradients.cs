using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

// The gradients of unary functions, each one pass over memory and an operation itself, so that it has a gradient too.
// Input 0 is y (or x), input 1 the gradient d that arrived at y; `g` below is the gradient that arrives at the gradient.
public static unsafe partial class MathOps
{
    private static readonly Op SqrtGradientOp = new("SqrtGradient", static g =>
    {
        // r = d / (2 y): by d the same with g; by y: -r / y.
        if (g.Needs(1)) g.Add(1, SqrtGradient(g.Input(0), g.OutputGradient));
        if (!g.Needs(0)) return;
        Tensor quotient = Divide(g.Output, g.Input(0));
        g.Add(0, ScaledProduct(g.OutputGradient, quotient, -1));
        Release(quotient);
    });

    private static readonly Op RsqrtGradientOp = new("RsqrtGradient", static g =>
    {
        // r = -d y³ / 2: by y: -3/2 d y².
        if (g.Needs(1)) g.Add(1, RsqrtGradient(g.Input(0), g.OutputGradient));
        if (!g.Needs(0)) return;
        Tensor square = Square(g.Input(0)), product = Multiply(g.Input(1), g.OutputGradient);
        g.Add(0, ScaledProduct(product, square, -1.5));
        Release(square);
        Release(product);
    });

    private static readonly Op ReciprocalGradientOp = new("ReciprocalGradient", static g =>
    {
        // r = -d y²: by y: -2 d y.
        if (g.Needs(1)) g.Add(1, ReciprocalGradient(g.Input(0), g.OutputGradient));
        if (!g.Needs(0)) return;
        Tensor product = Multiply(g.Input(1), g.OutputGradient);
        g.Add(0, ScaledProduct(product, g.Input(0), -2));
        Release(product);
    });

    private static readonly Op SigmoidGradientOp = new("SigmoidGradient", static g =>
    {
        // r = d y (1 - y): by y: d (1 - 2 y).
        if (g.Needs(1)) g.Add(1, SigmoidGradient(g.Input(0), g.OutputGradient));
        if (!g.Needs(0)) return;
        Tensor product = Multiply(g.Input(1), g.OutputGradient), twice = Multiply(g.Input(0), -2), slope = Add(twice, 1);
        g.Add(0, Multiply(product, slope));
        Release(product);
        Release(twice);
        Release(slope);
    });

    private static readonly Op TanhGradientOp = new("TanhGradient", static g =>
    {
        // r = d (1 - y²): by y: -2 d y.
        if (g.Needs(1)) g.Add(1, TanhGradient(g.Input(0), g.OutputGradient));
        if (!g.Needs(0)) return;
        Tensor product = Multiply(g.Input(1), g.OutputGradient);
        g.Add(0, ScaledProduct(product, g.Input(0), -2));
        Release(product);
    });

    // Linear in d, and constant in x wherever it has a gradient at all.
    private static readonly Op AbsGradientOp = new("AbsGradient", static g =>
    {
        if (g.Needs(1)) g.Add(1, AbsGradient(g.Input(0), g.OutputGradient));
    });

    private static readonly Op ClipGradientOp = new("ClipGradient", static g =>
    {
        if (g.Needs(1)) g.Add(1, ClipGradient(g.Input(0), g.OutputGradient, g.Attribute<Numbers>()));
    });

    private static Tensor SqrtGradient(Tensor y, Tensor d) => SqrtGradientOp.Record(Map<SqrtGradientMap>(y, d, "sqrt"), y, d);

    private static Tensor RsqrtGradient(Tensor y, Tensor d) => RsqrtGradientOp.Record(Map<RsqrtGradientMap>(y, d, "rsqrt"), y, d);

    private static Tensor ReciprocalGradient(Tensor y, Tensor d) =>
        ReciprocalGradientOp.Record(Map<ReciprocalGradientMap>(y, d, "reciprocal"), y, d);

    /// <summary>d y (1 - y), the gradient of a sigmoid, in one pass.</summary>
    /// <param name="y">The sigmoid's output.</param>
    /// <param name="d">The gradient that arrived at it, of the same shape.</param>
    public static Tensor SigmoidGradient(Tensor y, Tensor d) => SigmoidGradientOp.Record(Map<SigmoidGradientMap>(y, d, "sigmoid"), y, d);

    /// <summary>d (1 - y²), the gradient of a hyperbolic tangent, in one pass.</summary>
    /// <param name="y">The tangent's output.</param>
    /// <param name="d">The gradient that arrived at it, of the same shape.</param>
    public static Tensor TanhGradient(Tensor y, Tensor d) => TanhGradientOp.Record(Map<TanhGradientMap>(y, d, "tanh"), y, d);

    private static Tensor AbsGradient(Tensor x, Tensor d) => AbsGradientOp.Record(Map<AbsGradientMap>(x, d, "abs"), x, d);

    private static Tensor ClipGradient(Tensor x, Tensor d, Numbers range) =>
        ClipGradientOp.Record(Map<ClipGradientMap>(x, d, "clip_by_value", range.P, range.Q), x, d, range);
}
