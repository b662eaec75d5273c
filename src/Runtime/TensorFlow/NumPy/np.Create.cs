using System.Numerics;
using Tensorflow.Operations;

namespace Tensorflow.NumPy;

public static partial class np
{
    /// <summary>An array with a copy of the values.</summary>
    /// <param name="data">A C# array of any number of axes, a list, an array of arrays, a tensor or an NDArray.</param>
    /// <param name="dtype">Element type to convert to; the values' own unless given.</param>
    /// <exception cref="ArgumentException">The values are of another kind, or rows differ in length.</exception>
    public static NDArray array(object data, TF_DataType dtype = TF_DataType.DtInvalid) => Constants.Make(data, dtype).numpy();

    /// <summary>An array of one axis: <c>np.array(1, 2, 3)</c>.</summary>
    /// <param name="data">float, double, int, long, byte or bool values.</param>
    public static NDArray array<T>(params T[] data)
        where T : unmanaged => new(data);

    /// <summary>Zeros.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="dtype">Element type; float64 as in NumPy.</param>
    public static NDArray zeros(Shape shape, TF_DataType dtype = TF_DataType.TF_DOUBLE) => NDArray.Wrap(Tensor.Zeros(shape, dtype));

    /// <summary>Ones.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="dtype">Element type; float64 as in NumPy.</param>
    public static NDArray ones(Shape shape, TF_DataType dtype = TF_DataType.TF_DOUBLE) => full(shape, 1, dtype);

    /// <summary>One value everywhere.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="fill_value">The value.</param>
    /// <param name="dtype">Element type; float64 as in NumPy.</param>
    public static NDArray full(Shape shape, double fill_value, TF_DataType dtype = TF_DataType.TF_DOUBLE) =>
        NDArray.Wrap(ArrayOps.Fill(shape, fill_value, dtype));

    /// <summary>Zeros, of another array's shape and type.</summary>
    public static NDArray zeros_like(NDArray x) => zeros(x.shape, x.dtype);

    /// <summary>Ones, of another array's shape and type.</summary>
    public static NDArray ones_like(NDArray x) => ones(x.shape, x.dtype);

    /// <summary>One value everywhere, of another array's shape and type.</summary>
    public static NDArray full_like(NDArray x, double fill_value) => full(x.shape, fill_value, x.dtype);

    /// <summary>The identity matrix [n, m], or its left or upper part.</summary>
    /// <param name="n">Rows.</param>
    /// <param name="m">Columns; as many as rows unless given.</param>
    /// <param name="dtype">Element type; float64 as in NumPy.</param>
    public static NDArray eye(int n, int? m = null, TF_DataType dtype = TF_DataType.TF_DOUBLE) =>
        NDArray.Wrap(ArrayOps.Eye(n, m ?? n, dtype));

    /// <summary>The numbers 0, 1, ... below <paramref name="stop"/>, in its type (an <c>int</c> gives int32).</summary>
    /// <param name="stop">Where to end; not contained itself.</param>
    public static NDArray arange<T>(T stop)
        where T : unmanaged, INumber<T> => arange(T.Zero, stop, T.One);

    /// <summary>The numbers start, start + step, ... that come before stop, in their type.</summary>
    /// <param name="start">First number.</param>
    /// <param name="stop">Where to end; not contained itself.</param>
    /// <param name="step">Distance, not 0; 1 unless given.</param>
    /// <exception cref="ArgumentException">The step is 0, or the type is none of int, long, float and double.</exception>
    public static NDArray arange<T>(T start, T stop, T? step = null)
        where T : unmanaged, INumber<T> =>
        NDArray.Wrap(ArrayOps.Range(double.CreateChecked(start), double.CreateChecked(stop), double.CreateChecked(step ?? T.One), DataTypes.Of<T>()));

    /// <summary>Numbers at equal distances.</summary>
    /// <param name="start">First number.</param>
    /// <param name="stop">Last number.</param>
    /// <param name="num">How many, 0 or more.</param>
    /// <param name="endpoint">False to leave the last one out, and divide by <paramref name="num"/>.</param>
    /// <param name="dtype">Element type; float64 as in NumPy.</param>
    public static NDArray linspace(double start, double stop, int num = 50, bool endpoint = true, TF_DataType dtype = TF_DataType.TF_DOUBLE)
    {
        if (num < 0) throw new ArgumentException($"linspace got num {num}; it takes 0 or more.");
        double[] values = new double[num];
        int parts = endpoint ? num - 1 : num;
        for (int i = 0; i < num; i++) values[i] = parts == 0 ? start : i == parts ? stop : start + i * (stop - start) / parts;
        return Typed(new NDArray(values), dtype);
    }

    private static NDArray Typed(NDArray array, TF_DataType dtype) =>
        dtype == TF_DataType.DtInvalid || dtype == array.dtype ? array : array.astype(dtype);
}
