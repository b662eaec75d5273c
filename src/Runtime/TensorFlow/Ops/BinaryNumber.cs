using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

// Arithmetic with one number, which needs no tensor of its own.
public static unsafe partial class MathOps
{
    private static readonly Op AddNumberOp = new("AddNumber", static g => g.Add(0, g.OutputGradient));

    private static readonly Op SubtractFromNumberOp = new("SubtractFromNumber", static g => g.Add(0, Negative(g.OutputGradient)));

    private static readonly Op MultiplyNumberOp = new("MultiplyNumber", static g => g.Add(0, Multiply(g.OutputGradient, g.Attribute<Numbers>().P)));

    private static readonly Op DivideNumberOp = new("DivideNumber", static g => g.Add(0, Divide(g.OutputGradient, g.Attribute<Numbers>().P)));

    private static readonly Op NumberDividedOp = new("NumberDivided", static g =>
    {
        Tensor quotient = Divide(g.OutputGradient, g.Input(0));
        g.Add(0, ScaledProduct(g.Output, quotient, -1));
        Release(quotient);
    });

    private static readonly Op PowNumberOp = new("PowNumber", static g =>
    {
        double exponent = g.Attribute<Numbers>().P;
        Tensor power = Pow(g.Input(0), exponent - 1);
        g.Add(0, ScaledProduct(g.OutputGradient, power, exponent));
        Release(power);
    });

    /// <summary>x + number. An integer tensor takes whole numbers that its type holds.</summary>
    /// <exception cref="ArgumentException">The tensor's type cannot hold the number.</exception>
    public static Tensor Add(Tensor x, double number) => AddNumberOp.Record(MapNumber<AddMap>(x, number, false, "add"), x);

    /// <summary>x - number.</summary>
    /// <inheritdoc cref="Add(Tensor, double)"/>
    public static Tensor Subtract(Tensor x, double number) => AddNumberOp.Record(MapNumber<SubtractMap>(x, number, false, "subtract"), x);

    /// <summary>number - x.</summary>
    /// <inheritdoc cref="Add(Tensor, double)"/>
    public static Tensor Subtract(double number, Tensor x) =>
        SubtractFromNumberOp.Record(MapNumber<SubtractMap>(x, number, true, "subtract"), x);

    /// <summary>x times number.</summary>
    /// <inheritdoc cref="Add(Tensor, double)"/>
    public static Tensor Multiply(Tensor x, double number) =>
        MultiplyNumberOp.Record(MapNumber<MultiplyMap>(x, number, false, "multiply"), x, Numbers.Of(number));

    /// <summary>x / number. Integers become floating first, as in Python: uint8 float32, the others float64.</summary>
    public static Tensor Divide(Tensor x, double number)
    {
        if (!x.dtype.IsFloating()) x = TrueDivisionOperand(x);
        return DivideNumberOp.Record(MapNumber<DivideMap>(x, number, false, "divide"), x, Numbers.Of(number));
    }

    /// <summary>number / x. Integers become floating first, as in Python: uint8 float32, the others float64.</summary>
    public static Tensor Divide(double number, Tensor x)
    {
        if (!x.dtype.IsFloating()) x = TrueDivisionOperand(x);
        return NumberDividedOp.Record(MapNumber<DivideMap>(x, number, true, "divide"), x);
    }

    /// <summary>x to the power of a number.</summary>
    /// <exception cref="ArgumentException">An integer tensor got a negative or fractional exponent.</exception>
    public static Tensor Pow(Tensor x, double exponent)
    {
        if (exponent == 2) return Square(x);
        if (x.dtype.IsFloating()) return PowNumberOp.Record(MapNumber<PerElement<PowElement>>(x, exponent, false, "pow"), x, Numbers.Of(exponent));
        if (exponent < 0)
            throw new ArgumentException($"pow got the exponent {exponent} for {x.dtype.as_numpy_name()} {x.shape}; integers take 0 or more. Convert it with tf.cast(x, tf.float32).");
        return PowNumberOp.Record(MapNumber<IntegerPowMap>(x, exponent, false, "pow"), x, Numbers.Of(exponent));
    }

    /// <summary>The remainder of x / number with the sign of the number, as Python's %. It has no gradient.</summary>
    /// <exception cref="ArgumentException">An integer tensor got 0 or a number its type cannot hold.</exception>
    public static Tensor FloorMod(Tensor x, double number)
    {
        if (x.dtype.IsFloating()) return FloorModOp.Record(MapNumber<PerElement<FloorModElement>>(x, number, false, "floormod"), x);
        if (number == 0)
            throw new ArgumentException($"floormod got the divisor 0 for {x.dtype.as_numpy_name()} {x.shape}; integers take others than 0.");
        return FloorModOp.Record(MapNumber<IntegerFloorModMap>(x, number, false, "floormod"), x);
    }

    /// <summary>The remainder of number / x with the sign of x, as Python's %. It has no gradient.</summary>
    /// <inheritdoc cref="FloorMod(Tensor, double)"/>
    public static Tensor FloorMod(double number, Tensor x)
    {
        if (x.dtype.IsFloating()) return FloorModOp.Record(MapNumber<PerElement<FloorModElement>>(x, number, true, "floormod"), x);
        CheckNoZero(x);
        return FloorModOp.Record(MapNumber<IntegerFloorModMap>(x, number, true, "floormod"), x);
    }

    private static void CheckNoZero(Tensor divisor)
    {
        if (divisor.size > 0 && AnyZero(divisor))
            throw new ArgumentException($"floormod got a divisor 0 in {divisor.dtype.as_numpy_name()} {divisor.shape}; integers take others than 0.");
    }
}
