using System.Runtime.CompilerServices;
using Tensorflow.Operations;

namespace Tensorflow;

public unsafe partial class Tensor
{
    /// <summary>Element-wise sum, broadcasting.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => MathOps.Add(a, b);

    /// <summary>Adds a number to every element.</summary>
    public static Tensor operator +(Tensor a, double b) => MathOps.Add(a, b);

    /// <summary>Adds a number to every element.</summary>
    public static Tensor operator +(double a, Tensor b) => MathOps.Add(b, a);

    /// <summary>Element-wise difference, broadcasting.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => MathOps.Subtract(a, b);

    /// <summary>Subtracts a number from every element.</summary>
    public static Tensor operator -(Tensor a, double b) => MathOps.Subtract(a, b);

    /// <summary>Subtracts every element from a number.</summary>
    public static Tensor operator -(double a, Tensor b) => MathOps.Subtract(a, b);

    /// <summary>Element-wise product, broadcasting.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => MathOps.Multiply(a, b);

    /// <summary>Multiplies every element by a number.</summary>
    public static Tensor operator *(Tensor a, double b) => MathOps.Multiply(a, b);

    /// <summary>Multiplies every element by a number.</summary>
    public static Tensor operator *(double a, Tensor b) => MathOps.Multiply(b, a);

    /// <summary>Element-wise quotient, broadcasting. Integers become floating first, as in Python.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => MathOps.Divide(a, b);

    /// <summary>Divides every element by a number.</summary>
    public static Tensor operator /(Tensor a, double b) => MathOps.Divide(a, b);

    /// <summary>Divides a number by every element.</summary>
    public static Tensor operator /(double a, Tensor b) => MathOps.Divide(a, b);

    /// <summary>Element-wise remainder with the divisor's sign, as Python's.</summary>
    public static Tensor operator %(Tensor a, Tensor b) => MathOps.FloorMod(a, b);

    /// <summary>The remainder of every element by a number, with the number's sign, as Python's.</summary>
    public static Tensor operator %(Tensor a, double b) => MathOps.FloorMod(a, b);

    /// <summary>The remainder of a number by every element, with the element's sign, as Python's.</summary>
    public static Tensor operator %(double a, Tensor b) => MathOps.FloorMod(a, b);

    /// <summary>The negative of every element.</summary>
    public static Tensor operator -(Tensor a) => MathOps.Negative(a);

    /// <summary>True where the left element is larger.</summary>
    public static Tensor operator >(Tensor a, Tensor b) => MathOps.Greater(a, b);

    /// <summary>True where the element is above the number.</summary>
    public static Tensor operator >(Tensor a, double b) => MathOps.Greater(a, b);

    /// <summary>True where the number is above the element.</summary>
    public static Tensor operator >(double a, Tensor b) => MathOps.Less(b, a);

    /// <summary>True where the left element is smaller.</summary>
    public static Tensor operator <(Tensor a, Tensor b) => MathOps.Less(a, b);

    /// <summary>True where the element is below the number.</summary>
    public static Tensor operator <(Tensor a, double b) => MathOps.Less(a, b);

    /// <summary>True where the number is below the element.</summary>
    public static Tensor operator <(double a, Tensor b) => MathOps.Greater(b, a);

    /// <summary>True where the left element is not smaller.</summary>
    public static Tensor operator >=(Tensor a, Tensor b) => MathOps.GreaterEqual(a, b);

    /// <summary>True where the element is not below the number.</summary>
    public static Tensor operator >=(Tensor a, double b) => MathOps.GreaterEqual(a, b);

    /// <summary>True where the number is not below the element.</summary>
    public static Tensor operator >=(double a, Tensor b) => MathOps.LessEqual(b, a);

    /// <summary>True where the left element is not larger.</summary>
    public static Tensor operator <=(Tensor a, Tensor b) => MathOps.LessEqual(a, b);

    /// <summary>True where the element is not above the number.</summary>
    public static Tensor operator <=(Tensor a, double b) => MathOps.LessEqual(a, b);

    /// <summary>True where the number is not above the element.</summary>
    public static Tensor operator <=(double a, Tensor b) => MathOps.GreaterEqual(b, a);

    /// <summary>A float32 tensor of one number and no axes.</summary>
    public static implicit operator Tensor(float value) => Of(value);

    /// <summary>A float64 tensor of one number and no axes.</summary>
    public static implicit operator Tensor(double value) => Of(value);

    /// <summary>An int32 tensor of one number and no axes.</summary>
    public static implicit operator Tensor(int value) => Of(value);

    /// <summary>The value of a tensor of one element.</summary>
    /// <exception cref="ArgumentException">The tensor has more or fewer elements.</exception>
    public static explicit operator float(Tensor x) => x.One<float>();

    /// <summary>The value of a tensor of one element.</summary>
    /// <exception cref="ArgumentException">The tensor has more or fewer elements.</exception>
    public static explicit operator double(Tensor x) => x.One<double>();

    /// <summary>The value of a tensor of one element, its fraction cut off.</summary>
    /// <exception cref="ArgumentException">The tensor has more or fewer elements.</exception>
    public static explicit operator int(Tensor x) => x.One<int>();

    /// <summary>The value of a tensor of one element, its fraction cut off.</summary>
    /// <exception cref="ArgumentException">The tensor has more or fewer elements.</exception>
    public static explicit operator long(Tensor x) => x.One<long>();

    /// <summary>False for a tensor of one element that is 0 or false, else true.</summary>
    /// <exception cref="ArgumentException">The tensor has more or fewer elements.</exception>
    public static explicit operator bool(Tensor x) => x.One<bool>();

    private static Tensor Of<T>(T value)
        where T : unmanaged => From(new ReadOnlySpan<T>(in value), Shape.Scalar);

    private T One<T>()
        where T : unmanaged
    {
        if (size != 1)
            throw new ArgumentException($"Got a tensor of shape {_shape} to convert to one {typeof(T).Name}; it takes exactly one element. Reduce it first, for example with tf.reduce_mean(x).");
        if (dtype == DataTypes.Of<T>())
        {
            T own = *Pointer<T>();
            GC.KeepAlive(this);
            return own;
        }
        Tensor converted = MathOps.Cast(this, DataTypes.Of<T>());
        T value = *converted.Pointer<T>();
        GC.KeepAlive(converted);
        return value;
    }
}
