namespace Tensorflow.NumPy;

/// <summary>NumPy's functions on arrays: <c>np.zeros((64, 10), np.float32)</c>, <c>np.argmax(x, 1)</c>.</summary>
public static partial class np
{
    /// <summary>32-bit floating point.</summary>
    public const TF_DataType float32 = TF_DataType.TF_FLOAT;

    /// <summary>64-bit floating point.</summary>
    public const TF_DataType float64 = TF_DataType.TF_DOUBLE;

    /// <summary>32-bit signed integer.</summary>
    public const TF_DataType int32 = TF_DataType.TF_INT32;

    /// <summary>64-bit signed integer.</summary>
    public const TF_DataType int64 = TF_DataType.TF_INT64;

    /// <summary>8-bit unsigned integer.</summary>
    public const TF_DataType uint8 = TF_DataType.TF_UINT8;

    /// <summary>Truth value.</summary>
    public const TF_DataType @bool = TF_DataType.TF_BOOL;

    /// <summary>The ratio of a circle's circumference to its diameter.</summary>
    public const double pi = Math.PI;

    /// <summary>Not a number.</summary>
    public const double nan = double.NaN;

    /// <summary>Infinity.</summary>
    public const double inf = double.PositiveInfinity;

    /// <summary>A new axis in an index: <c>x[np.newaxis, Slice.All]</c>.</summary>
    public static Slice newaxis => Slice.NewAxis;

    /// <summary>Random numbers.</summary>
    public static RandomNumbers random { get; } = new();
}
