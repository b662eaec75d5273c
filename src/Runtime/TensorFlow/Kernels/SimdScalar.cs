using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>A register of one element, for processors without vectors.</summary>
internal struct Scalar<T>
    where T : unmanaged
{
    public T Value;
    public bool Mask;
}

/// <summary>The portable form: one element at a time, with the arithmetic of <see cref="float"/> or <see cref="double"/>.</summary>
internal readonly unsafe struct SimdScalar<T> : ISimd<Scalar<T>, T>
    where T : unmanaged
{
    public static int Count => 1;

    public static Scalar<T> Broadcast(T value) => new() { Value = value };
    public static Scalar<T> Load(T* p) => new() { Value = *p };
    public static void Store(Scalar<T> v, T* p) => *p = v.Value;
    public static Scalar<T> LoadPartial(T* p, int n) => default;
    public static void StorePartial(Scalar<T> v, T* p, int n) { }
    public static Scalar<T> Add(Scalar<T> a, Scalar<T> b) => Apply<AddOf>(a, b);
    public static Scalar<T> Subtract(Scalar<T> a, Scalar<T> b) => Apply<SubtractOf>(a, b);
    public static Scalar<T> Multiply(Scalar<T> a, Scalar<T> b) => Apply<MultiplyOf>(a, b);
    public static Scalar<T> Divide(Scalar<T> a, Scalar<T> b) => Apply<DivideOf>(a, b);
    public static Scalar<T> Max(Scalar<T> a, Scalar<T> b) => Apply<MaxOf>(a, b);
    public static Scalar<T> Min(Scalar<T> a, Scalar<T> b) => Apply<MinOf>(a, b);
    public static Scalar<T> Sqrt(Scalar<T> a) => Apply<SqrtOf>(a, a);
    public static Scalar<T> Abs(Scalar<T> a) => Apply<AbsOf>(a, a);
    public static Scalar<T> Exp(Scalar<T> a) => Apply<ExpOf>(a, a);
    public static Scalar<T> Log(Scalar<T> a) => Apply<LogOf>(a, a);

    public static Scalar<T> Fma(Scalar<T> a, Scalar<T> b, Scalar<T> c) =>
        typeof(T) == typeof(float)
            ? new() { Value = As(float.MultiplyAddEstimate(Single(a), Single(b), Single(c))) }
            : new() { Value = As(double.MultiplyAddEstimate(Double(a), Double(b), Double(c))) };

    public static Scalar<T> Greater(Scalar<T> a, Scalar<T> b) =>
        new() { Mask = typeof(T) == typeof(float) ? Single(a) > Single(b) : Double(a) > Double(b) };

    public static Scalar<T> Select(Scalar<T> mask, Scalar<T> a, Scalar<T> b) => mask.Mask ? a : b;
    public static T Sum(Scalar<T> a) => a.Value;

    private static float Single(Scalar<T> v) => Unsafe.As<T, float>(ref v.Value);
    private static double Double(Scalar<T> v) => Unsafe.As<T, double>(ref v.Value);
    private static T As<N>(N value) where N : unmanaged => Unsafe.As<N, T>(ref value);

    private static Scalar<T> Apply<TOp>(Scalar<T> a, Scalar<T> b) where TOp : IScalarOp =>
        new() { Value = typeof(T) == typeof(float) ? As(TOp.Of(Single(a), Single(b))) : As(TOp.Of(Double(a), Double(b))) };

    private interface IScalarOp
    {
        static abstract N Of<N>(N a, N b) where N : IFloatingPointIeee754<N>;
    }

    private readonly struct AddOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => a + b; }
    private readonly struct SubtractOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => a - b; }
    private readonly struct MultiplyOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => a * b; }
    private readonly struct DivideOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => a / b; }
    private readonly struct MaxOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Max(a, b); }
    private readonly struct MinOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Min(a, b); }
    private readonly struct SqrtOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Sqrt(a); }
    private readonly struct AbsOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Abs(a); }
    private readonly struct ExpOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Exp(a); }
    private readonly struct LogOf : IScalarOp { public static N Of<N>(N a, N b) where N : IFloatingPointIeee754<N> => N.Log(a); }
}
