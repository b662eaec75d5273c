using Tensorflow.Operations;

namespace Tensorflow;

/// <summary>TensorFlow's mathematics, <c>tf.math</c>: which <c>tf</c> has too.</summary>
public abstract class MathApi
{
    private protected MathApi()
    {
    }

    /// <summary>Sum. Element by element, broadcasting.</summary>
    public Tensor add(Tensor x, Tensor y, string? name = null) => MathOps.Add(x, y);

    /// <summary>Difference. Element by element, broadcasting.</summary>
    public Tensor subtract(Tensor x, Tensor y, string? name = null) => MathOps.Subtract(x, y);

    /// <summary>Product. Element by element, broadcasting.</summary>
    public Tensor multiply(Tensor x, Tensor y, string? name = null) => MathOps.Multiply(x, y);

    /// <summary>Quotient. Element by element, broadcasting.</summary>
    public Tensor divide(Tensor x, Tensor y, string? name = null) => MathOps.Divide(x, y);

    /// <summary>Power. Element by element, broadcasting.</summary>
    public Tensor pow(Tensor x, Tensor y, string? name = null) => MathOps.Pow(x, y);

    /// <summary>The larger of both. Element by element, broadcasting.</summary>
    public Tensor maximum(Tensor x, Tensor y, string? name = null) => MathOps.Maximum(x, y);

    /// <summary>The smaller of both. Element by element, broadcasting.</summary>
    public Tensor minimum(Tensor x, Tensor y, string? name = null) => MathOps.Minimum(x, y);

    /// <summary>Square of the difference. Element by element, broadcasting.</summary>
    public Tensor squared_difference(Tensor x, Tensor y, string? name = null) => MathOps.SquaredDifference(x, y);

    /// <summary>Remainder with the divisor's sign. Element by element, broadcasting.</summary>
    public Tensor floormod(Tensor x, Tensor y, string? name = null) => MathOps.FloorMod(x, y);

    /// <summary>Equal? Element by element, broadcasting.</summary>
    public Tensor equal(Tensor x, Tensor y, string? name = null) => MathOps.Equal(x, y);

    /// <summary>Different? Element by element, broadcasting.</summary>
    public Tensor not_equal(Tensor x, Tensor y, string? name = null) => MathOps.NotEqual(x, y);

    /// <summary>Greater? Element by element, broadcasting.</summary>
    public Tensor greater(Tensor x, Tensor y, string? name = null) => MathOps.Greater(x, y);

    /// <summary>Greater or equal? Element by element, broadcasting.</summary>
    public Tensor greater_equal(Tensor x, Tensor y, string? name = null) => MathOps.GreaterEqual(x, y);

    /// <summary>Less? Element by element, broadcasting.</summary>
    public Tensor less(Tensor x, Tensor y, string? name = null) => MathOps.Less(x, y);

    /// <summary>Less or equal? Element by element, broadcasting.</summary>
    public Tensor less_equal(Tensor x, Tensor y, string? name = null) => MathOps.LessEqual(x, y);

    /// <summary>Both true? Element by element, broadcasting.</summary>
    public Tensor logical_and(Tensor x, Tensor y, string? name = null) => MathOps.LogicalAnd(x, y);

    /// <summary>One or both true? Element by element, broadcasting.</summary>
    public Tensor logical_or(Tensor x, Tensor y, string? name = null) => MathOps.LogicalOr(x, y);

    /// <summary>The negative. Element by element.</summary>
    public Tensor negative(Tensor x, string? name = null) => MathOps.Negative(x);

    /// <summary>The square. Element by element.</summary>
    public Tensor square(Tensor x, string? name = null) => MathOps.Square(x);

    /// <summary>The square root. Element by element.</summary>
    public Tensor sqrt(Tensor x, string? name = null) => MathOps.Sqrt(x);

    /// <summary>One over the square root. Element by element.</summary>
    public Tensor rsqrt(Tensor x, string? name = null) => MathOps.Rsqrt(x);

    /// <summary>One over each element. Element by element.</summary>
    public Tensor reciprocal(Tensor x, string? name = null) => MathOps.Reciprocal(x);

    /// <summary>The exponential. Element by element.</summary>
    public Tensor exp(Tensor x, string? name = null) => MathOps.Exp(x);

    /// <summary>The natural logarithm. Element by element.</summary>
    public Tensor log(Tensor x, string? name = null) => MathOps.Log(x);

    /// <summary>The logarithm of 1 + x. Element by element.</summary>
    public Tensor log1p(Tensor x, string? name = null) => MathOps.Log1p(x);

    /// <summary>The size without sign. Element by element.</summary>
    public Tensor abs(Tensor x, string? name = null) => MathOps.Abs(x);

    /// <summary>The sign: -1, 0 or 1. Element by element.</summary>
    public Tensor sign(Tensor x, string? name = null) => MathOps.Sign(x);

    /// <summary>1 / (1 + exp(-x)). Element by element.</summary>
    public Tensor sigmoid(Tensor x, string? name = null) => MathOps.Sigmoid(x);

    /// <summary>The hyperbolic tangent. Element by element.</summary>
    public Tensor tanh(Tensor x, string? name = null) => MathOps.Tanh(x);

    /// <summary>The sine. Element by element.</summary>
    public Tensor sin(Tensor x, string? name = null) => MathOps.Sin(x);

    /// <summary>The cosine. Element by element.</summary>
    public Tensor cos(Tensor x, string? name = null) => MathOps.Cos(x);

    /// <summary>The nearest integer; halves go to the even one. Element by element.</summary>
    public Tensor round(Tensor x, string? name = null) => MathOps.Round(x);

    /// <summary>The largest integer not above. Element by element.</summary>
    public Tensor floor(Tensor x, string? name = null) => MathOps.Floor(x);

    /// <summary>True where false. Element by element.</summary>
    public Tensor logical_not(Tensor x, string? name = null) => MathOps.LogicalNot(x);

    /// <summary>Sum, over some axes or all.</summary>
    public Tensor reduce_sum(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        MathOps.ReduceSum(input_tensor, axis?.axis, keepdims);

    /// <summary>Mean, over some axes or all.</summary>
    public Tensor reduce_mean(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        MathOps.ReduceMean(input_tensor, axis?.axis, keepdims);

    /// <summary>Largest value, over some axes or all.</summary>
    public Tensor reduce_max(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        MathOps.ReduceMax(input_tensor, axis?.axis, keepdims);

    /// <summary>Smallest value, over some axes or all.</summary>
    public Tensor reduce_min(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        MathOps.ReduceMin(input_tensor, axis?.axis, keepdims);

    /// <summary>Product, over some axes or all.</summary>
    public Tensor reduce_prod(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        MathOps.ReduceProd(input_tensor, axis?.axis, keepdims);

    /// <summary>True when all are true, over some axes or all.</summary>
    public Tensor reduce_all(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        MathOps.ReduceAll(input_tensor, axis?.axis, keepdims);

    /// <summary>True when one is true, over some axes or all.</summary>
    public Tensor reduce_any(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        MathOps.ReduceAny(input_tensor, axis?.axis, keepdims);

    /// <summary>Place of the largest value along an axis, the first of several.</summary>
    /// <param name="input">Numbers.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="output_type">int64 or int32.</param>
    /// <param name="name">Not used.</param>
    public Tensor argmax(Tensor input, int axis = 0, TF_DataType output_type = TF_DataType.TF_INT64, string? name = null) =>
        MathOps.Cast(MathOps.ArgMax(input, axis), output_type);

    /// <summary>Place of the smallest value along an axis, the first of several.</summary>
    /// <param name="input">Numbers.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="output_type">int64 or int32.</param>
    /// <param name="name">Not used.</param>
    public Tensor argmin(Tensor input, int axis = 0, TF_DataType output_type = TF_DataType.TF_INT64, string? name = null) =>
        MathOps.Cast(MathOps.ArgMin(input, axis), output_type);

    /// <summary>log(1 + exp(x)). Element by element.</summary>
    public Tensor softplus(Tensor x, string? name = null) => NnOps.Softplus(x);

    /// <summary>How often each of the numbers 0, 1, ... occurs: int64.</summary>
    public Tensor bincount(Tensor arr, int minlength = 0, string? name = null) => NumPy.np.bincount(arr.numpy(), minlength);

    /// <summary>How often each class (row) was taken for each other (column): int32 [classes, classes].</summary>
    /// <param name="labels">Classes that are right, 0 and up.</param>
    /// <param name="predictions">Classes that were given, as many.</param>
    /// <param name="num_classes">The number of classes; as many as occur unless given.</param>
    public Tensor confusion_matrix(Tensor labels, Tensor predictions, int? num_classes = null) =>
        Confusion.Matrix(labels, predictions, num_classes);
}
