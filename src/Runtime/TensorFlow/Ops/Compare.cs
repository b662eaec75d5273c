using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

// Comparisons give bool tensors, which have no gradients.
public static unsafe partial class MathOps
{
    private static readonly Op CompareOp = new("Compare", null);

    private enum Comparison
    {
        Equal,
        NotEqual,
        Greater,
        GreaterEqual,
    }

    /// <summary>True where a and b are equal; never where either is NaN.</summary>
    /// <param name="a">Numbers or truth values.</param>
    /// <param name="b">The same type; the shapes broadcast.</param>
    /// <exception cref="ArgumentException">The types differ, or the shapes do not broadcast.</exception>
    public static Tensor Equal(Tensor a, Tensor b) => Compare(a, b, Comparison.Equal, "equal");

    /// <summary>True where a and b differ, also where either is NaN.</summary>
    /// <inheritdoc cref="Equal(Tensor, Tensor)"/>
    public static Tensor NotEqual(Tensor a, Tensor b) => Compare(a, b, Comparison.NotEqual, "not_equal");

    /// <summary>True where a &gt; b.</summary>
    /// <inheritdoc cref="Equal(Tensor, Tensor)"/>
    public static Tensor Greater(Tensor a, Tensor b) => Compare(a, b, Comparison.Greater, "greater");

    /// <summary>True where a &gt;= b.</summary>
    /// <inheritdoc cref="Equal(Tensor, Tensor)"/>
    public static Tensor GreaterEqual(Tensor a, Tensor b) => Compare(a, b, Comparison.GreaterEqual, "greater_equal");

    /// <summary>True where a &lt; b.</summary>
    /// <inheritdoc cref="Equal(Tensor, Tensor)"/>
    public static Tensor Less(Tensor a, Tensor b) => Compare(b, a, Comparison.Greater, "less");

    /// <summary>True where a &lt;= b.</summary>
    /// <inheritdoc cref="Equal(Tensor, Tensor)"/>
    public static Tensor LessEqual(Tensor a, Tensor b) => Compare(b, a, Comparison.GreaterEqual, "less_equal");

    /// <summary>True where x equals the number, in the tensor's precision.</summary>
    public static Tensor Equal(Tensor x, double number) => Compare(x, number, Comparison.Equal, false, "equal");

    /// <summary>True where x differs from the number, in the tensor's precision.</summary>
    public static Tensor NotEqual(Tensor x, double number) => Compare(x, number, Comparison.NotEqual, false, "not_equal");

    /// <summary>True where x is above the number.</summary>
    public static Tensor Greater(Tensor x, double number) => Compare(x, number, Comparison.Greater, false, "greater");

    /// <summary>True where x is the number or above.</summary>
    public static Tensor GreaterEqual(Tensor x, double number) => Compare(x, number, Comparison.GreaterEqual, false, "greater_equal");

    /// <summary>True where x is below the number.</summary>
    public static Tensor Less(Tensor x, double number) => Compare(x, number, Comparison.Greater, true, "less");

    /// <summary>True where x is the number or below.</summary>
    public static Tensor LessEqual(Tensor x, double number) => Compare(x, number, Comparison.GreaterEqual, true, "less_equal");

    /// <summary>True where both are.</summary>
    /// <param name="a">Truth values.</param>
    /// <param name="b">Truth values; the shapes broadcast.</param>
    /// <exception cref="ArgumentException">An operand is not bool, or the shapes do not broadcast.</exception>
    public static Tensor LogicalAnd(Tensor a, Tensor b) => Logical<LogicalAndMap>(a, b, "logical_and");

    /// <summary>True where at least one is.</summary>
    /// <inheritdoc cref="LogicalAnd(Tensor, Tensor)"/>
    public static Tensor LogicalOr(Tensor a, Tensor b) => Logical<LogicalOrMap>(a, b, "logical_or");

    /// <summary>True where x is false.</summary>
    /// <exception cref="ArgumentException">The tensor is not bool.</exception>
    public static Tensor LogicalNot(Tensor x)
    {
        CheckBool(x, "logical_not");
        Tensor y = Tensor.Empty(x.shape, TF_DataType.TF_BOOL);
        byte unused = 0;
        BroadcastPlan plan = BroadcastPlan.Of(x.shape, x.shape, Shape.Scalar, Shape.Scalar);
        Mixed<LogicalNotMap, bool, byte, byte, bool>.Run(x.Pointer<bool>(), &unused, &unused, y.Pointer<bool>(), y.size, &plan);
        return CompareOp.Record(y, x);
    }

    private static Tensor Logical<TMap>(Tensor a, Tensor b, string name)
        where TMap : struct, IMixedMap<bool, bool, byte, bool>
    {
        CheckBool(a, name);
        CheckBool(b, name);
        Tensor y = Tensor.Empty(Shape.Broadcast(a.shape, b.shape), TF_DataType.TF_BOOL);
        byte unused = 0;
        BroadcastPlan plan = BroadcastPlan.Of(y.shape, a.shape, b.shape, Shape.Scalar);
        Mixed<TMap, bool, bool, byte, bool>.Run(a.Pointer<bool>(), b.Pointer<bool>(), &unused, y.Pointer<bool>(), y.size, &plan);
        return CompareOp.Record(y, a, b);
    }

    private static Tensor Compare(Tensor a, Tensor b, Comparison comparison, string name)
    {
        CheckSameType(a, b, name);
        Tensor y = Tensor.Empty(Shape.Broadcast(a.shape, b.shape), TF_DataType.TF_BOOL);
        switch (a.dtype)
        {
            case TF_DataType.TF_FLOAT: CompareAs(a.Pointer<float>(), a.shape, b.Pointer<float>(), b.shape, y, comparison); break;
            case TF_DataType.TF_DOUBLE: CompareAs(a.Pointer<double>(), a.shape, b.Pointer<double>(), b.shape, y, comparison); break;
            case TF_DataType.TF_INT32: CompareAs(a.Pointer<int>(), a.shape, b.Pointer<int>(), b.shape, y, comparison); break;
            case TF_DataType.TF_INT64: CompareAs(a.Pointer<long>(), a.shape, b.Pointer<long>(), b.shape, y, comparison); break;
            case TF_DataType.TF_UINT8: CompareAs(a.Pointer<byte>(), a.shape, b.Pointer<byte>(), b.shape, y, comparison); break;
            default: CompareAs((byte*)a.Pointer<bool>(), a.shape, (byte*)b.Pointer<bool>(), b.shape, y, comparison); break;
        }
        return CompareOp.Record(y, a, b);
    }

    private static Tensor Compare(Tensor x, double number, Comparison comparison, bool reversed, string name)
    {
        if (x.dtype == TF_DataType.TF_BOOL) throw NoNumbers(name, x);
        // Whole numbers against a fraction: float64 holds both.
        if (!x.dtype.IsFloating()) x = Cast(x, TF_DataType.TF_DOUBLE);
        Tensor y = Tensor.Empty(x.shape, TF_DataType.TF_BOOL);
        if (x.dtype == TF_DataType.TF_FLOAT)
        {
            float value = (float)number;
            if (reversed) CompareAs(&value, Shape.Scalar, x.Pointer<float>(), x.shape, y, comparison);
            else CompareAs(x.Pointer<float>(), x.shape, &value, Shape.Scalar, y, comparison);
        }
        else if (reversed)
        {
            CompareAs(&number, Shape.Scalar, x.Pointer<double>(), x.shape, y, comparison);
        }
        else
        {
            CompareAs(x.Pointer<double>(), x.shape, &number, Shape.Scalar, y, comparison);
        }
        return CompareOp.Record(y, x);
    }

    private static void CompareAs<T>(T* a, Shape shapeA, T* b, Shape shapeB, Tensor y, Comparison comparison)
        where T : unmanaged, INumber<T>
    {
        byte unused = 0;
        BroadcastPlan plan = BroadcastPlan.Of(y.shape, shapeA, shapeB, Shape.Scalar);
        bool* py = y.Pointer<bool>();
        switch (comparison)
        {
            case Comparison.Equal: Mixed<EqualMap<T>, T, T, byte, bool>.Run(a, b, &unused, py, y.size, &plan); break;
            case Comparison.NotEqual: Mixed<NotEqualMap<T>, T, T, byte, bool>.Run(a, b, &unused, py, y.size, &plan); break;
            case Comparison.Greater: Mixed<GreaterMap<T>, T, T, byte, bool>.Run(a, b, &unused, py, y.size, &plan); break;
            default: Mixed<GreaterEqualMap<T>, T, T, byte, bool>.Run(a, b, &unused, py, y.size, &plan); break;
        }
    }

    private static void CheckBool(Tensor x, string name)
    {
        if (x.dtype != TF_DataType.TF_BOOL)
            throw new ArgumentException($"{name} got a tensor of {x.dtype.as_numpy_name()} {x.shape}; it takes bool, such as comparisons give. Use tf.not_equal(x, 0) or tf.cast(x, tf.bool).");
    }
}
