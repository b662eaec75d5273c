using System.Runtime.CompilerServices;

namespace Tensorflow;

/// <summary>Element types of a tensor, with TensorFlow's numbers.</summary>
public enum TF_DataType
{
    /// <summary>Not given.</summary>
    DtInvalid = 0,

    /// <summary>32-bit floating point, the type models compute in.</summary>
    TF_FLOAT = 1,

    /// <summary>64-bit floating point, for gradient checks.</summary>
    TF_DOUBLE = 2,

    /// <summary>32-bit signed integer.</summary>
    TF_INT32 = 3,

    /// <summary>8-bit unsigned integer, as images are stored.</summary>
    TF_UINT8 = 4,

    /// <summary>64-bit signed integer.</summary>
    TF_INT64 = 9,

    /// <summary>Truth value, one byte.</summary>
    TF_BOOL = 10,
}

/// <summary>Facts about element types.</summary>
public static class DataTypes
{
    /// <summary>Bytes of one element.</summary>
    /// <exception cref="ArgumentException">The type is none that a tensor can hold.</exception>
    public static int SizeOf(this TF_DataType dtype) => dtype switch
    {
        TF_DataType.TF_FLOAT or TF_DataType.TF_INT32 => 4,
        TF_DataType.TF_DOUBLE or TF_DataType.TF_INT64 => 8,
        TF_DataType.TF_UINT8 or TF_DataType.TF_BOOL => 1,
        _ => throw new ArgumentException($"Got element type {dtype}; a tensor holds float32, float64, int32, int64, uint8 or bool."),
    };

    /// <summary>NumPy's name: float32, float64, int32, int64, uint8, bool.</summary>
    public static string as_numpy_name(this TF_DataType dtype) => dtype switch
    {
        TF_DataType.TF_FLOAT => "float32",
        TF_DataType.TF_DOUBLE => "float64",
        TF_DataType.TF_INT32 => "int32",
        TF_DataType.TF_INT64 => "int64",
        TF_DataType.TF_UINT8 => "uint8",
        TF_DataType.TF_BOOL => "bool",
        _ => dtype.ToString(),
    };

    /// <summary>True for float32 and float64, the types that have gradients.</summary>
    public static bool IsFloating(this TF_DataType dtype) => dtype is TF_DataType.TF_FLOAT or TF_DataType.TF_DOUBLE;

    /// <summary>The element type that stores the C# type <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">No tensor holds <typeparamref name="T"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TF_DataType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? TF_DataType.TF_FLOAT
        : typeof(T) == typeof(double) ? TF_DataType.TF_DOUBLE
        : typeof(T) == typeof(int) ? TF_DataType.TF_INT32
        : typeof(T) == typeof(long) ? TF_DataType.TF_INT64
        : typeof(T) == typeof(byte) ? TF_DataType.TF_UINT8
        : typeof(T) == typeof(bool) ? TF_DataType.TF_BOOL
        : throw new ArgumentException($"Got {typeof(T).Name} elements; a tensor holds float, double, int, long, byte or bool.");
}
