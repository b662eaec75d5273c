using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static unsafe partial class MathOps
{
    private static readonly Op NegativeOp = new("Negative", static g => g.Add(0, Negative(g.OutputGradient)));

    private static readonly Op SquareOp = new("Square", static g => g.Add(0, ScaledProduct(g.OutputGradient, g.Input(0), 2)));

    private static readonly Op SqrtOp = new("Sqrt", static g => g.Add(0, SqrtGradient(g.Output, g.OutputGradient)));

    private static readonly Op RsqrtOp = new("Rsqrt", static g => g.Add(0, RsqrtGradient(g.Output, g.OutputGradient)));

    private static readonly Op ReciprocalOp = new("Reciprocal", static g => g.Add(0, ReciprocalGradient(g.Output, g.OutputGradient)));

    private static readonly Op ExpOp = new("Exp", static g => g.Add(0, Multiply(g.OutputGradient, g.Output)));

    private static readonly Op LogOp = new("Log", static g => g.Add(0, Divide(g.OutputGradient, g.Input(0))));

    private static readonly Op Log1pOp = new("Log1p", static g =>
    {
        Tensor above = Add(g.Input(0), 1);
        g.Add(0, Divide(g.OutputGradient, above));
        Release(above);
    });

    private static readonly Op AbsOp = new("Abs", static g => g.Add(0, AbsGradient(g.Input(0), g.OutputGradient)));

    private static readonly Op SignOp = new("Sign", null);

    private static readonly Op SigmoidOp = new("Sigmoid", static g => g.Add(0, SigmoidGradient(g.Output, g.OutputGradient)));

    private static readonly Op TanhOp = new("Tanh", static g => g.Add(0, TanhGradient(g.Output, g.OutputGradient)));

    private static readonly Op SinOp = new("Sin", static g =>
    {
        Tensor cos = Cos(g.Input(0));
        g.Add(0, Multiply(g.OutputGradient, cos));
        Release(cos);
    });

    private static readonly Op CosOp = new("Cos", static g =>
    {
        Tensor sin = Sin(g.Input(0));
        g.Add(0, ScaledProduct(g.OutputGradient, sin, -1));
        Release(sin);
    });

    private static readonly Op RoundOp = new("Round", null);

    private static readonly Op FloorOp = new("Floor", null);

    private static readonly Op ClipOp = new("ClipByValue", static g =>
    {
        Numbers range = g.Attribute<Numbers>();
        g.Add(0, ClipGradient(g.Input(0), g.OutputGradient, range));
    });

    /// <summary>-x.</summary>
    /// <param name="x">Numbers of any shape.</param>
    /// <exception cref="ArgumentException">The tensor holds no numbers that the function takes.</exception>
    public static Tensor Negative(Tensor x) => NegativeOp.Record(Map<NegativeMap>(x, "negative"), x);

    /// <summary>x².</summary>
    /// <inheritdoc cref="Negative(Tensor)"/>
    public static Tensor Square(Tensor x) => SquareOp.Record(Map<SquareMap>(x, "square"), x);

    /// <summary>The square root; NaN below 0.</summary>
    /// <param name="x">Floating-point numbers of any shape.</param>
    /// <exception cref="ArgumentException">The tensor is not float32 or float64.</exception>
    public static Tensor Sqrt(Tensor x) => SqrtOp.Record(MapFloating<SqrtMap>(x, "sqrt"), x);

    /// <summary>1 / sqrt(x), to the last bits; not the processor's estimate.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Rsqrt(Tensor x) => RsqrtOp.Record(MapFloating<RsqrtMap>(x, "rsqrt"), x);

    /// <summary>1 / x.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Reciprocal(Tensor x) => ReciprocalOp.Record(MapFloating<ReciprocalMap>(x, "reciprocal"), x);

    /// <summary>e to the power of x.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Exp(Tensor x) => ExpOp.Record(MapFloating<ExpMap>(x, "exp"), x);

    /// <summary>The natural logarithm; -infinity at 0, NaN below.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Log(Tensor x) => LogOp.Record(MapFloating<LogMap>(x, "log"), x);

    /// <summary>log(1 + x), accurate for small x.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Log1p(Tensor x) => Log1pOp.Record(MapFloating<Log1pMap>(x, "log1p"), x);

    /// <summary>The absolute value; its gradient at 0 is 0.</summary>
    /// <inheritdoc cref="Negative(Tensor)"/>
    public static Tensor Abs(Tensor x) => AbsOp.Record(Map<AbsMap>(x, "abs"), x);

    /// <summary>-1, 0 or 1; NaN for NaN. It has no gradient.</summary>
    /// <inheritdoc cref="Negative(Tensor)"/>
    public static Tensor Sign(Tensor x) => SignOp.Record(Map<SignMap>(x, "sign"), x);

    /// <summary>1 / (1 + exp(-x)), between 0 and 1. The result remembers x, see <see cref="Tensor.LogitsOf"/>.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Sigmoid(Tensor x) => SigmoidOp.Record(MapFloating<SigmoidMap>(x, "sigmoid"), x).WithLogits(x, LogitsKind.Sigmoid);

    /// <summary>The hyperbolic tangent, between -1 and 1.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Tanh(Tensor x) => TanhOp.Record(MapFloating<TanhMap>(x, "tanh"), x);

    /// <summary>The sine of x in radians.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Sin(Tensor x) => SinOp.Record(MapFloating<PerElement<SinElement>>(x, "sin"), x);

    /// <summary>The cosine of x in radians.</summary>
    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static Tensor Cos(Tensor x) => CosOp.Record(MapFloating<PerElement<CosElement>>(x, "cos"), x);

    /// <summary>The nearest whole number, from halfway the even one. It has no gradient; integers stay as they are.</summary>
    /// <inheritdoc cref="Negative(Tensor)"/>
    public static Tensor Round(Tensor x) => x.dtype.IsFloating() ? RoundOp.Record(MapFloating<PerElement<RoundElement>>(x, "round"), x) : x;

    /// <summary>The largest whole number that is not above x. It has no gradient; integers stay as they are.</summary>
    /// <inheritdoc cref="Negative(Tensor)"/>
    public static Tensor Floor(Tensor x) => x.dtype.IsFloating() ? FloorOp.Record(MapFloating<PerElement<FloorElement>>(x, "floor"), x) : x;

    /// <summary>x, but never below <paramref name="min"/> or above <paramref name="max"/>. The gradient is 0 where x is outside.</summary>
    /// <param name="x">Numbers of any shape.</param>
    /// <param name="min">Smallest value of the result.</param>
    /// <param name="max">Largest value of the result, at least <paramref name="min"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="min"/> is above <paramref name="max"/>, or the tensor holds no numbers.</exception>
    public static Tensor ClipByValue(Tensor x, double min, double max)
    {
        if (!(min <= max))
            throw new ArgumentException($"clip_by_value got the range {min} to {max}; the first must not be above the second.");
        return ClipOp.Record(Map<ClipMap>(x, "clip_by_value", min, max), x, Numbers.Of(min, max));
    }
}
