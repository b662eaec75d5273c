namespace Tensorflow.NumPy;

// One conversion for each kind of C# array: one from System.Array would also take arrays of arrays, and so make calls with
// arrays of NDArrays ambiguous.
public sealed partial class NDArray
{
    /// <summary>A copy of the values: float32, one axis.</summary>
    public static implicit operator NDArray(float[] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: float32, two axes.</summary>
    public static implicit operator NDArray(float[,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: float32, three axes.</summary>
    public static implicit operator NDArray(float[,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: float32, four axes.</summary>
    public static implicit operator NDArray(float[,,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: float64, one axis.</summary>
    public static implicit operator NDArray(double[] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: float64, two axes.</summary>
    public static implicit operator NDArray(double[,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: float64, three axes.</summary>
    public static implicit operator NDArray(double[,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: float64, four axes.</summary>
    public static implicit operator NDArray(double[,,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: int32, one axis.</summary>
    public static implicit operator NDArray(int[] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: int32, two axes.</summary>
    public static implicit operator NDArray(int[,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: int32, three axes.</summary>
    public static implicit operator NDArray(int[,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: int32, four axes.</summary>
    public static implicit operator NDArray(int[,,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: int64, one axis.</summary>
    public static implicit operator NDArray(long[] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: int64, two axes.</summary>
    public static implicit operator NDArray(long[,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: int64, three axes.</summary>
    public static implicit operator NDArray(long[,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: int64, four axes.</summary>
    public static implicit operator NDArray(long[,,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: uint8, one axis.</summary>
    public static implicit operator NDArray(byte[] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: uint8, two axes.</summary>
    public static implicit operator NDArray(byte[,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: uint8, three axes.</summary>
    public static implicit operator NDArray(byte[,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: uint8, four axes.</summary>
    public static implicit operator NDArray(byte[,,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: bool, one axis.</summary>
    public static implicit operator NDArray(bool[] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: bool, two axes.</summary>
    public static implicit operator NDArray(bool[,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: bool, three axes.</summary>
    public static implicit operator NDArray(bool[,,] values) => values is null ? null! : new NDArray(values);

    /// <summary>A copy of the values: bool, four axes.</summary>
    public static implicit operator NDArray(bool[,,,] values) => values is null ? null! : new NDArray(values);
}
