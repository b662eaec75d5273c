using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

/// <summary>Arithmetic, comparison and reduction of tensors. Element-wise operations broadcast their operands as NumPy does.</summary>
public static unsafe partial class MathOps
{
    /// <summary>One or two numbers that belong to a recorded operation; lately used ones are found again instead of made anew.</summary>
    private sealed record Numbers(double P, double Q)
    {
        private static readonly Numbers?[] Cache = new Numbers?[256];

        public static Numbers Of(double p, double q = 0)
        {
            ulong hash = ((ulong)BitConverter.DoubleToInt64Bits(p) * 31 + (ulong)BitConverter.DoubleToInt64Bits(q)) * 0x9E3779B97F4A7C15;
            ref Numbers? slot = ref Cache[hash >> 56];
            if (slot is { } cached && cached.P.Equals(p) && cached.Q.Equals(q)) return cached;
            return slot = new Numbers(p, q);
        }
    }

    /// <summary>f(x; p, q), element by element.</summary>
    private static Tensor Map<TMap>(Tensor x, string name, double p = 0, double q = 0)
        where TMap : struct, IMap
    {
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        switch (x.dtype)
        {
            case TF_DataType.TF_FLOAT: MapAs<TMap, float>(x, y, p, q); break;
            case TF_DataType.TF_DOUBLE: MapAs<TMap, double>(x, y, p, q); break;
            case TF_DataType.TF_INT32: MapAs<TMap, int>(x, y, p, q); break;
            case TF_DataType.TF_INT64: MapAs<TMap, long>(x, y, p, q); break;
            case TF_DataType.TF_UINT8: MapAs<TMap, byte>(x, y, p, q); break;
            default: throw NoNumbers(name, x);
        }
        return y;
    }

    private static void MapAs<TMap, T>(Tensor x, Tensor y, double p, double q)
        where TMap : struct, IMap
        where T : unmanaged, INumber<T> => Elementwise<TMap, T>.Unary(x.Pointer<T>(), y.Pointer<T>(), y.size, Constant.Of<T>(p), Constant.Of<T>(q));

    /// <summary>f(x), for functions of floating-point numbers only.</summary>
    private static Tensor MapFloating<TMap>(Tensor x, string name)
        where TMap : struct, IMap
    {
        if (!x.dtype.IsFloating()) throw NotFloating(name, x);
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) MapAs<TMap, float>(x, y, 0, 0);
        else MapAs<TMap, double>(x, y, 0, 0);
        return y;
    }

    /// <summary>f(a, b; p, q), element by element, broadcasting.</summary>
    private static Tensor Map<TMap>(Tensor a, Tensor b, string name, double p = 0, double q = 0)
        where TMap : struct, IMap
    {
        CheckSameType(a, b, name);
        Tensor y = Tensor.Empty(Shape.Broadcast(a.shape, b.shape), a.dtype);
        switch (a.dtype)
        {
            case TF_DataType.TF_FLOAT: MapAs<TMap, float>(a, b, y, p, q); break;
            case TF_DataType.TF_DOUBLE: MapAs<TMap, double>(a, b, y, p, q); break;
            case TF_DataType.TF_INT32: MapAs<TMap, int>(a, b, y, p, q); break;
            case TF_DataType.TF_INT64: MapAs<TMap, long>(a, b, y, p, q); break;
            case TF_DataType.TF_UINT8: MapAs<TMap, byte>(a, b, y, p, q); break;
            default: throw NoNumbers(name, a);
        }
        return y;
    }

    private static void MapAs<TMap, T>(Tensor a, Tensor b, Tensor y, double p, double q)
        where TMap : struct, IMap
        where T : unmanaged, INumber<T> =>
        Elementwise<TMap, T>.Broadcast(a.Pointer<T>(), a.shape, b.Pointer<T>(), b.shape, y.Pointer<T>(), y.shape, Constant.Of<T>(p), Constant.Of<T>(q));

    /// <summary>f(x, number) or, reversed, f(number, x). Makes no tensor of the number.</summary>
    private static Tensor MapNumber<TMap>(Tensor x, double number, bool reversed, string name)
        where TMap : struct, IMap
    {
        if (!x.dtype.IsFloating() && (number != Math.Floor(number) || !Fits(number, x.dtype)))
            throw new ArgumentException($"{name} got {x.dtype.as_numpy_name()} {x.shape} and {number}, which that type cannot hold. Convert the tensor with tf.cast(x, tf.float32) first.");
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        switch (x.dtype)
        {
            case TF_DataType.TF_FLOAT: MapNumberAs<TMap, float>(x, number, reversed, y); break;
            case TF_DataType.TF_DOUBLE: MapNumberAs<TMap, double>(x, number, reversed, y); break;
            case TF_DataType.TF_INT32: MapNumberAs<TMap, int>(x, number, reversed, y); break;
            case TF_DataType.TF_INT64: MapNumberAs<TMap, long>(x, number, reversed, y); break;
            case TF_DataType.TF_UINT8: MapNumberAs<TMap, byte>(x, number, reversed, y); break;
            default: throw NoNumbers(name, x);
        }
        return y;
    }

    private static void MapNumberAs<TMap, T>(Tensor x, double number, bool reversed, Tensor y)
        where TMap : struct, IMap
        where T : unmanaged, INumber<T>
    {
        T value = Constant.Of<T>(number);
        T* px = x.Pointer<T>(), py = y.Pointer<T>();
        if (reversed) Elementwise<TMap, T>.Binary(&value, true, px, false, py, y.size);
        else Elementwise<TMap, T>.Binary(px, false, &value, true, py, y.size);
    }

    private static bool Fits(double number, TF_DataType dtype) => dtype switch
    {
        TF_DataType.TF_UINT8 => number is >= 0 and <= byte.MaxValue,
        TF_DataType.TF_INT32 => number is >= int.MinValue and <= int.MaxValue,
        _ => Math.Abs(number) < long.MaxValue,
    };

    private static void CheckSameType(Tensor a, Tensor b, string name)
    {
        if (a.dtype != b.dtype)
            throw new ArgumentException($"{name} got {a.dtype.as_numpy_name()} {a.shape} and {b.dtype.as_numpy_name()} {b.shape}; it takes two tensors of one type. Convert one with tf.cast.");
    }

    private static ArgumentException NoNumbers(string name, Tensor x) =>
        new($"{name} got a tensor of {x.dtype.as_numpy_name()} {x.shape}; it takes numbers. Convert it with tf.cast(x, tf.float32).");

    private static ArgumentException NotFloating(string name, Tensor x) =>
        new($"{name} got a tensor of {x.dtype.as_numpy_name()} {x.shape}; it takes float32 or float64. Convert it with tf.cast(x, tf.float32).");

    /// <summary>Adds a gradient that has the output's shape, summed over the axes along which the input was stretched.</summary>
    private static void AddSummed(GradientStep g, int i, Tensor gradient)
    {
        Tensor sum = SumTo(gradient, g.Input(i).shape);
        g.Add(i, sum);
        if (!ReferenceEquals(sum, gradient) && !ReferenceEquals(gradient, g.OutputGradient)) Release(gradient);
    }

    /// <summary>Frees what a gradient rule made on the way, unless a tape may still need it.</summary>
    private static void Release(Tensor intermediate)
    {
        if (!Tape.AnyActive) intermediate.Recycle();
    }

    /// <summary>Adds <paramref name="more"/> to <paramref name="sum"/> in its own memory; for sums that nobody else holds.</summary>
    internal static void AddTo(Tensor sum, Tensor more)
    {
        if (sum.dtype == TF_DataType.TF_FLOAT) AddToAs<float>(sum, more);
        else AddToAs<double>(sum, more);
        GC.KeepAlive(more);
    }

    private static void AddToAs<T>(Tensor sum, Tensor more)
        where T : unmanaged, INumber<T> =>
        Elementwise<AddMap, T>.Binary(sum.Pointer<T>(), false, more.Pointer<T>(), false, sum.Pointer<T>(), sum.size);
}
