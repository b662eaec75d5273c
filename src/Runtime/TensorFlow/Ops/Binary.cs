using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static unsafe partial class MathOps
{
    private static readonly Op AddOp = new("Add", static g =>
    {
        if (g.Needs(0)) AddSummed(g, 0, g.OutputGradient);
        if (g.Needs(1)) AddSummed(g, 1, g.OutputGradient);
    });

    private static readonly Op SubtractOp = new("Subtract", static g =>
    {
        if (g.Needs(0)) AddSummed(g, 0, g.OutputGradient);
        if (!g.Needs(1)) return;
        // The sum first: it is the smaller tensor.
        Tensor sum = SumTo(g.OutputGradient, g.Input(1).shape);
        g.Add(1, Negative(sum));
        if (!ReferenceEquals(sum, g.OutputGradient)) Release(sum);
    });

    private static readonly Op MultiplyOp = new("Multiply", static g =>
    {
        if (g.Needs(0)) AddSummed(g, 0, Multiply(g.OutputGradient, g.Input(1)));
        if (g.Needs(1)) AddSummed(g, 1, Multiply(g.OutputGradient, g.Input(0)));
    });

    private static readonly Op DivideOp = new("Divide", static g =>
    {
        // y = a / b: da = dy / b, db = -y dy / b.
        Tensor quotient = Divide(g.OutputGradient, g.Input(1));
        if (g.Needs(1)) AddSummed(g, 1, ScaledProduct(g.Output, quotient, -1));
        if (g.Needs(0)) AddSummed(g, 0, quotient);
        else Release(quotient);
    });

    private static readonly Op MaximumOp = new("Maximum", static g => AddChosen(g, GreaterEqual(g.Input(0), g.Input(1))));

    private static readonly Op MinimumOp = new("Minimum", static g => AddChosen(g, LessEqual(g.Input(0), g.Input(1))));

    private static readonly Op PowOp = new("Pow", static g =>
    {
        Tensor a = g.Input(0), b = g.Input(1);
        if (g.Needs(0))
        {
            Tensor less = Subtract(b, 1), power = Pow(a, less), slope = Multiply(b, power);
            AddSummed(g, 0, Multiply(g.OutputGradient, slope));
            foreach (Tensor made in (ReadOnlySpan<Tensor>)[less, power, slope]) Release(made);
        }
        if (g.Needs(1))
        {
            Tensor log = LogOrZero(a), slope = Multiply(g.Output, log);
            AddSummed(g, 1, Multiply(g.OutputGradient, slope));
            Release(log);
            Release(slope);
        }
    });

    private static readonly Op LogOrZeroOp = new("LogOrZero", static g =>
    {
        // 1 / x where x > 0, else 0.
        Tensor x = g.Input(0), dy = g.OutputGradient;
        Tensor positive = Greater(x, 0);
        g.Add(0, Masked(positive, Divide(dy, Where(positive, x, Add(Masked(positive, x, true), 1))), true));
    });

    private static readonly Op SquaredDifferenceOp = new("SquaredDifference", static g =>
    {
        Tensor difference = Subtract(g.Input(0), g.Input(1));
        if (g.Needs(0)) AddSummed(g, 0, ScaledProduct(g.OutputGradient, difference, 2));
        if (g.Needs(1)) AddSummed(g, 1, ScaledProduct(g.OutputGradient, difference, -2));
        Release(difference);
    });

    private static readonly Op ScaledProductOp = new("ScaledProduct", static g =>
    {
        double scale = g.Attribute<Numbers>().P;
        if (g.Needs(0)) AddSummed(g, 0, ScaledProduct(g.OutputGradient, g.Input(1), scale));
        if (g.Needs(1)) AddSummed(g, 1, ScaledProduct(g.OutputGradient, g.Input(0), scale));
    });

    private static readonly Op FloorModOp = new("FloorMod", null);

    /// <summary>a + b, element by element.</summary>
    /// <param name="a">Numbers.</param>
    /// <param name="b">Numbers of the same type; the shapes broadcast.</param>
    /// <exception cref="ArgumentException">The types differ, hold no numbers, or the shapes do not broadcast.</exception>
    public static Tensor Add(Tensor a, Tensor b) => AddOp.Record(Map<AddMap>(a, b, "add"), a, b);

    /// <summary>a - b, element by element.</summary>
    /// <inheritdoc cref="Add(Tensor, Tensor)"/>
    public static Tensor Subtract(Tensor a, Tensor b) => SubtractOp.Record(Map<SubtractMap>(a, b, "subtract"), a, b);

    /// <summary>a b, element by element.</summary>
    /// <inheritdoc cref="Add(Tensor, Tensor)"/>
    public static Tensor Multiply(Tensor a, Tensor b) => MultiplyOp.Record(Map<MultiplyMap>(a, b, "multiply"), a, b);

    /// <summary>a / b, element by element. Integers become floating first, as in Python: uint8 float32, the others float64.</summary>
    /// <inheritdoc cref="Add(Tensor, Tensor)"/>
    public static Tensor Divide(Tensor a, Tensor b)
    {
        if (!a.dtype.IsFloating())
        {
            CheckSameType(a, b, "divide");
            (a, b) = (TrueDivisionOperand(a), TrueDivisionOperand(b));
        }
        return DivideOp.Record(Map<DivideMap>(a, b, "divide"), a, b);
    }

    /// <summary>The larger of a and b; NaN where either is. Where they are equal the gradient goes to a.</summary>
    /// <inheritdoc cref="Add(Tensor, Tensor)"/>
    public static Tensor Maximum(Tensor a, Tensor b) => MaximumOp.Record(Map<MaximumMap>(a, b, "maximum"), a, b);

    /// <summary>The smaller of a and b; NaN where either is. Where they are equal the gradient goes to a.</summary>
    /// <inheritdoc cref="Add(Tensor, Tensor)"/>
    public static Tensor Minimum(Tensor a, Tensor b) => MinimumOp.Record(Map<MinimumMap>(a, b, "minimum"), a, b);

    /// <summary>a to the power of b. Integers take exponents of 0 and more.</summary>
    /// <inheritdoc cref="Add(Tensor, Tensor)"/>
    public static Tensor Pow(Tensor a, Tensor b)
    {
        if (a.dtype.IsFloating() || a.dtype != b.dtype) return PowOp.Record(Map<PerElement<PowElement>>(a, b, "pow"), a, b);
        if (a.dtype != TF_DataType.TF_UINT8 && b.size > 0 && (bool)ReduceAny(Less(b, 0)))
            throw new ArgumentException($"pow got a negative exponent for {a.dtype.as_numpy_name()} {a.shape}; integers take 0 or more. Convert both with tf.cast(x, tf.float32).");
        return PowOp.Record(Map<IntegerPowMap>(a, b, "pow"), a, b);
    }

    /// <summary>(a - b)², element by element.</summary>
    /// <inheritdoc cref="Add(Tensor, Tensor)"/>
    public static Tensor SquaredDifference(Tensor a, Tensor b) =>
        SquaredDifferenceOp.Record(Map<SquaredDifferenceMap>(a, b, "squared_difference"), a, b);

    /// <summary>The remainder of a / b with the sign of b, as Python's %. It has no gradient.</summary>
    /// <inheritdoc cref="Add(Tensor, Tensor)"/>
    public static Tensor FloorMod(Tensor a, Tensor b)
    {
        if (a.dtype.IsFloating() || a.dtype != b.dtype) return FloorModOp.Record(Map<PerElement<FloorModElement>>(a, b, "floormod"), a, b);
        CheckNoZero(b);
        return FloorModOp.Record(Map<IntegerFloorModMap>(a, b, "floormod"), a, b);
    }

    /// <summary>scale a b: what many gradients are made of, in one pass.</summary>
    private static Tensor ScaledProduct(Tensor a, Tensor b, double scale) =>
        ScaledProductOp.Record(Map<ScaledProductMap>(a, b, "multiply", scale), a, b, Numbers.Of(scale));

    private static Tensor LogOrZero(Tensor x) => LogOrZeroOp.Record(MapFloating<PerElement<LogOrZeroElement>>(x, "pow"), x);

    private static Tensor TrueDivisionOperand(Tensor x) =>
        Cast(x, x.dtype == TF_DataType.TF_UINT8 ? TF_DataType.TF_FLOAT : TF_DataType.TF_DOUBLE);

    /// <summary>
    /// The gradient of an operation that passes on one of two operands: the first where <paramref name="first"/> is true.
    /// </summary>
    private static void AddChosen(GradientStep g, Tensor first)
    {
        if (g.Needs(0)) AddSummed(g, 0, Masked(first, g.OutputGradient, true));
        if (g.Needs(1)) AddSummed(g, 1, Masked(first, g.OutputGradient, false));
        Release(first);
    }
}
