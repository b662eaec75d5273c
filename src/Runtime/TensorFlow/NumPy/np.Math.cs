using Tensorflow.Operations;

namespace Tensorflow.NumPy;

public static partial class np
{
    /// <summary>Element-wise sum.</summary>
    public static NDArray add(NDArray a, NDArray b) => a + b;

    /// <summary>Element-wise difference.</summary>
    public static NDArray subtract(NDArray a, NDArray b) => a - b;

    /// <summary>Element-wise product.</summary>
    public static NDArray multiply(NDArray a, NDArray b) => a * b;

    /// <summary>Element-wise quotient; float64 for two integers.</summary>
    public static NDArray divide(NDArray a, NDArray b) => a / b;

    /// <summary>Element-wise power.</summary>
    public static NDArray power(NDArray a, NDArray b) => Promotion.Apply(MathOps.Pow, a, b);

    /// <summary>The larger of both, element by element.</summary>
    public static NDArray maximum(NDArray a, NDArray b) => Promotion.Apply(MathOps.Maximum, a, b);

    /// <summary>The smaller of both, element by element.</summary>
    public static NDArray minimum(NDArray a, NDArray b) => Promotion.Apply(MathOps.Minimum, a, b);

    /// <summary>Element-wise remainder with the divisor's sign.</summary>
    public static NDArray mod(NDArray a, NDArray b) => Promotion.Apply(MathOps.FloorMod, a, b);

    /// <summary>Element-wise size without sign.</summary>
    public static NDArray abs(NDArray x) => NDArray.Wrap(MathOps.Abs(x));

    /// <summary>Element-wise square.</summary>
    public static NDArray square(NDArray x) => NDArray.Wrap(MathOps.Square(x));

    /// <summary>Element-wise sign: -1, 0 or 1.</summary>
    public static NDArray sign(NDArray x) => NDArray.Wrap(MathOps.Sign(x));

    /// <summary>Element-wise square root; float64 for integers, as for the functions that follow.</summary>
    public static NDArray sqrt(NDArray x) => Map(MathOps.Sqrt, x);

    /// <summary>Element-wise exponential.</summary>
    public static NDArray exp(NDArray x) => Map(MathOps.Exp, x);

    /// <summary>Element-wise natural logarithm.</summary>
    public static NDArray log(NDArray x) => Map(MathOps.Log, x);

    /// <summary>Element-wise logarithm of 1 + x.</summary>
    public static NDArray log1p(NDArray x) => Map(MathOps.Log1p, x);

    /// <summary>Element-wise sine.</summary>
    public static NDArray sin(NDArray x) => Map(MathOps.Sin, x);

    /// <summary>Element-wise cosine.</summary>
    public static NDArray cos(NDArray x) => Map(MathOps.Cos, x);

    /// <summary>Element-wise hyperbolic tangent.</summary>
    public static NDArray tanh(NDArray x) => Map(MathOps.Tanh, x);

    /// <summary>The largest integer not above each element.</summary>
    public static NDArray floor(NDArray x) => Map(MathOps.Floor, x);

    /// <summary>The nearest number with so many decimals; halves go to the even one.</summary>
    /// <param name="x">An array.</param>
    /// <param name="decimals">Decimals to keep, 0 or more.</param>
    public static NDArray round(NDArray x, int decimals = 0)
    {
        if (!x.dtype.IsFloating()) return x.copy();
        if (decimals == 0) return Map(MathOps.Round, x);
        double scale = Math.Pow(10, decimals);
        return Map(MathOps.Round, x * scale) / scale;
    }

    /// <summary>Each element, but no less than the one number and no more than the other.</summary>
    /// <param name="x">An array.</param>
    /// <param name="a_min">Smallest value.</param>
    /// <param name="a_max">Largest value.</param>
    public static NDArray clip(NDArray x, NDArray a_min, NDArray a_max) => minimum(maximum(x, a_min), a_max);

    /// <summary>Element by element: not a number?</summary>
    public static NDArray isnan(NDArray x) => NDArray.Wrap(MathOps.NotEqual(x, x));

    /// <summary>Element by element: neither infinite nor not a number?</summary>
    public static NDArray isfinite(NDArray x) => (x - x) == zeros_like(x);

    /// <summary>Product of two vectors (a number), of a matrix and a vector, or of two matrices.</summary>
    /// <exception cref="ArgumentException">The inner sizes differ, or an operand has more than two axes: use tf.matmul.</exception>
    public static NDArray dot(NDArray a, NDArray b)
    {
        if (a.ndim == 0 || b.ndim == 0) return a * b;
        if (a.ndim > 2 || b.ndim > 2 || a.shape[-1] != b.shape[0])
            throw new ArgumentException($"dot got arrays of shapes {a.shape} and {b.shape}; "
                + "it takes vectors or matrices with equal inner sizes. For stacks of matrices use tf.matmul.");
        TF_DataType common = Promotion.Common(a, b), inner = common.IsFloating() ? common : TF_DataType.TF_DOUBLE;
        Tensor left = Promotion.To(a.ndim == 1 ? a.reshape(Shape.Of(1, a.size)) : a, inner);
        Tensor right = Promotion.To(b.ndim == 1 ? b.reshape(Shape.Of(b.size, 1)) : b, inner);
        long[] dims = [.. a.shape.Span[..^1], .. b.ndim == 2 ? b.shape.Span[1..] : []];
        return Typed(NDArray.Wrap(MathOps.MatMul(left, right)).reshape(Shape.Of(dims)), common);
    }

    /// <summary>Product of two matrices, or of a matrix and a vector.</summary>
    public static NDArray matmul(NDArray a, NDArray b) => dot(a, b);

    /// <summary>Element by element: |a - b| at most <paramref name="atol"/> + <paramref name="rtol"/> |b|? Equal infinities are close.</summary>
    /// <param name="a">Values.</param>
    /// <param name="b">Values to compare with.</param>
    /// <param name="rtol">Relative tolerance.</param>
    /// <param name="atol">Absolute tolerance.</param>
    public static NDArray isclose(NDArray a, NDArray b, double rtol = 1e-5, double atol = 1e-8)
    {
        NDArray x = a.astype(float64), y = b.astype(float64);
        return (x == y) | ((abs(x - y) <= abs(y) * rtol + atol) & isfinite(y));
    }

    /// <summary>True when all elements are close: see <see cref="isclose"/>.</summary>
    public static bool allclose(NDArray a, NDArray b, double rtol = 1e-5, double atol = 1e-8) => all(isclose(a, b, rtol, atol));

    /// <summary>True when shapes and all elements are equal.</summary>
    public static bool array_equal(NDArray a, NDArray b) => a.shape == b.shape && all(a == b);

    /// <summary>Elements of the one array where the condition is true, of the other where not.</summary>
    /// <param name="condition">bool.</param>
    /// <param name="x">Values where true.</param>
    /// <param name="y">Values where not.</param>
    public static NDArray where(NDArray condition, NDArray x, NDArray y) => Promotion.Apply((a, b) => MathOps.Where(condition, a, b), x, y);

    /// <summary>Places of the elements that are not 0: for each axis an array of numbers.</summary>
    public static NDArray[] where(NDArray condition)
    {
        NDArray places = NDArray.Wrap(ArrayOps.TrueIndices(condition != zeros_like(condition)));
        var result = new NDArray[condition.ndim];
        long inner = condition.size;
        for (int axis = 0; axis < result.Length; axis++)
        {
            long size = condition.shape[axis];
            inner /= Math.Max(1, size);
            long[] along = places.ToArray<long>();
            for (int i = 0; i < along.Length; i++) along[i] = along[i] / inner % size;
            result[axis] = along;
        }
        return result;
    }

    /// <summary>A function of floating-point numbers; integers become float64 first.</summary>
    private static NDArray Map(Func<Tensor, Tensor> operation, NDArray x)
    {
        Tensor converted = Promotion.Floating(x);
        NDArray result = NDArray.Wrap(operation(converted));
        Promotion.Drop(converted, x);
        return result;
    }
}
