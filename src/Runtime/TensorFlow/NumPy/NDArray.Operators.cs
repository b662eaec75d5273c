using Tensorflow.Operations;

namespace Tensorflow.NumPy;

// Numbers take part as scalars, through the conversions: x / 255f, 1 - x, y == 3.
public sealed partial class NDArray
{
    /// <summary>Element-wise sum, broadcasting, in the type that both fit in.</summary>
    public static NDArray operator +(NDArray a, NDArray b) => Promotion.Apply(MathOps.Add, a, b);

    /// <summary>Element-wise difference, broadcasting, in the type that both fit in.</summary>
    public static NDArray operator -(NDArray a, NDArray b) => Promotion.Apply(MathOps.Subtract, a, b);

    /// <summary>Element-wise product, broadcasting, in the type that both fit in.</summary>
    public static NDArray operator *(NDArray a, NDArray b) => Promotion.Apply(MathOps.Multiply, a, b);

    /// <summary>Element-wise quotient, broadcasting; float64 for two integers.</summary>
    public static NDArray operator /(NDArray a, NDArray b) => Promotion.Apply(MathOps.Divide, a, b, floating: true);

    /// <summary>The negative.</summary>
    public static NDArray operator -(NDArray a) => Wrap(MathOps.Negative(a));

    /// <summary>Element by element: equal? A null is equal to null only.</summary>
    public static NDArray operator ==(NDArray? a, NDArray? b) =>
        a is null || b is null ? a is null && b is null : Promotion.Apply(MathOps.Equal, a, b);

    /// <summary>Element by element: different? A null differs from all but null.</summary>
    public static NDArray operator !=(NDArray? a, NDArray? b) =>
        a is null || b is null ? !(a is null && b is null) : Promotion.Apply(MathOps.NotEqual, a, b);

    /// <summary>Element by element: smaller?</summary>
    public static NDArray operator <(NDArray a, NDArray b) => Promotion.Apply(MathOps.Less, a, b);

    /// <summary>Element by element: greater?</summary>
    public static NDArray operator >(NDArray a, NDArray b) => Promotion.Apply(MathOps.Greater, a, b);

    /// <summary>Element by element: smaller or equal?</summary>
    public static NDArray operator <=(NDArray a, NDArray b) => Promotion.Apply(MathOps.LessEqual, a, b);

    /// <summary>Element by element: greater or equal?</summary>
    public static NDArray operator >=(NDArray a, NDArray b) => Promotion.Apply(MathOps.GreaterEqual, a, b);

    /// <summary>Element by element: both true?</summary>
    public static NDArray operator &(NDArray a, NDArray b) => Wrap(MathOps.LogicalAnd(a, b));

    /// <summary>Element by element: one or both true?</summary>
    public static NDArray operator |(NDArray a, NDArray b) => Wrap(MathOps.LogicalOr(a, b));

    /// <summary>Element by element: not true?</summary>
    public static NDArray operator !(NDArray a) => Wrap(MathOps.LogicalNot(a));
}
