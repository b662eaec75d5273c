using System.Runtime.InteropServices;

namespace Tensorflow.NumPy;

public sealed partial class NDArray
{
    /// <summary>An array with a copy of the values: of one axis, or with the given sizes.</summary>
    /// <param name="values">float, double, int, long, byte or bool values of any number of axes.</param>
    /// <param name="shape">Sizes; null for those of the C# array.</param>
    /// <exception cref="ArgumentException">The element type is another, or the sizes do not fit.</exception>
    public NDArray(Array values, Shape? shape = null)
        : this(Describe(values, shape))
    {
        int bytes = checked((int)(size * dtype.SizeOf()));
        if (bytes > 0) MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(values), bytes).CopyTo(Bytes);
    }

    private NDArray((Shape Shape, TF_DataType Type) description)
        : this(description.Shape, description.Type)
    {
    }

    /// <summary>Sizes and element type of a C# array.</summary>
    /// <exception cref="ArgumentException">The element type is none a tensor holds, or the sizes do not fit.</exception>
    internal static (Shape Shape, TF_DataType Type) Describe(Array values, Shape? shape) => (SizesOf(values, shape), TypeOf(values));

    private static Shape SizesOf(Array values, Shape? shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (shape is null)
        {
            Span<long> dims = stackalloc long[values.Rank];
            for (int i = 0; i < dims.Length; i++) dims[i] = values.GetLongLength(i);
            return Shape.Of(dims);
        }
        if (shape.size != values.LongLength)
            throw new ArgumentException($"Got {values.LongLength} values for shape {shape}, which takes {shape.size}.");
        return shape;
    }

    private static TF_DataType TypeOf(Array values)
    {
        Type? type = values.GetType().GetElementType();
        return type == typeof(float) ? TF_DataType.TF_FLOAT
            : type == typeof(double) ? TF_DataType.TF_DOUBLE
            : type == typeof(int) ? TF_DataType.TF_INT32
            : type == typeof(long) ? TF_DataType.TF_INT64
            : type == typeof(byte) ? TF_DataType.TF_UINT8
            : type == typeof(bool) ? TF_DataType.TF_BOOL
            : throw new ArgumentException($"Got an array of {type?.Name}; arrays are made of float, double, int, long, byte or bool. "
                + "For rows of rows use a rectangular array (float[,]) or np.stack.");
    }

    private static NDArray Scalar<T>(T value)
        where T : unmanaged
    {
        var array = new NDArray(Shape.Scalar, DataTypes.Of<T>());
        array.Span<T>()[0] = value;
        return array;
    }

    /// <summary>A float32 scalar.</summary>
    public static implicit operator NDArray(float value) => Scalar(value);

    /// <summary>A float64 scalar.</summary>
    public static implicit operator NDArray(double value) => Scalar(value);

    /// <summary>An int32 scalar.</summary>
    public static implicit operator NDArray(int value) => Scalar(value);

    /// <summary>An int64 scalar.</summary>
    public static implicit operator NDArray(long value) => Scalar(value);

    /// <summary>A uint8 scalar.</summary>
    public static implicit operator NDArray(byte value) => Scalar(value);

    /// <summary>A truth value.</summary>
    public static implicit operator NDArray(bool value) => Scalar(value);

    // Explicit, as numbers turn into tensors by themselves: else x + array could be taken for x + number.

    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There are several elements, or none.</exception>
    public static explicit operator float(NDArray array) => (float)Scalars.Read(array);

    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There are several elements, or none.</exception>
    public static explicit operator double(NDArray array) => Scalars.Read(array);

    /// <summary>The only element; fractions are cut.</summary>
    /// <exception cref="InvalidOperationException">There are several elements, or none.</exception>
    public static explicit operator int(NDArray array) => (int)Scalars.ReadInteger(array);

    /// <summary>The only element; fractions are cut.</summary>
    /// <exception cref="InvalidOperationException">There are several elements, or none.</exception>
    public static explicit operator long(NDArray array) => Scalars.ReadInteger(array);

    /// <summary>The only element; fractions are cut.</summary>
    /// <exception cref="InvalidOperationException">There are several elements, or none.</exception>
    public static explicit operator byte(NDArray array) => (byte)Scalars.ReadInteger(array);

    /// <summary>True when the only element is not 0.</summary>
    /// <exception cref="InvalidOperationException">There are several elements, or none: use <c>any()</c> or <c>all()</c>.</exception>
    public static implicit operator bool(NDArray array) => Scalars.Read(array) != 0;
}
