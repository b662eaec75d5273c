using Tensorflow.NumPy;

namespace Tensorflow;

public partial class Tensor
{
    /// <summary>An int64 tensor of one number and no axes.</summary>
    public static implicit operator Tensor(long value) => Of(value);

    /// <summary>A uint8 tensor of one number and no axes.</summary>
    public static implicit operator Tensor(byte value) => Of(value);

    /// <summary>A bool tensor of one value and no axes.</summary>
    public static implicit operator Tensor(bool value) => Of(value);

    /// <summary>A copy of the values: float32, one axis.</summary>
    public static implicit operator Tensor(float[] values) => Values(values);

    /// <summary>A copy of the values: float32, two axes.</summary>
    public static implicit operator Tensor(float[,] values) => Values(values);

    /// <summary>A copy of the values: float32, three axes.</summary>
    public static implicit operator Tensor(float[,,] values) => Values(values);

    /// <summary>A copy of the values: float32, four axes.</summary>
    public static implicit operator Tensor(float[,,,] values) => Values(values);

    /// <summary>A copy of the values: float64, one axis.</summary>
    public static implicit operator Tensor(double[] values) => Values(values);

    /// <summary>A copy of the values: float64, two axes.</summary>
    public static implicit operator Tensor(double[,] values) => Values(values);

    /// <summary>A copy of the values: float64, three axes.</summary>
    public static implicit operator Tensor(double[,,] values) => Values(values);

    /// <summary>A copy of the values: float64, four axes.</summary>
    public static implicit operator Tensor(double[,,,] values) => Values(values);

    /// <summary>A copy of the values: int32, one axis.</summary>
    public static implicit operator Tensor(int[] values) => Values(values);

    /// <summary>A copy of the values: int32, two axes.</summary>
    public static implicit operator Tensor(int[,] values) => Values(values);

    /// <summary>A copy of the values: int32, three axes.</summary>
    public static implicit operator Tensor(int[,,] values) => Values(values);

    /// <summary>A copy of the values: int32, four axes.</summary>
    public static implicit operator Tensor(int[,,,] values) => Values(values);

    /// <summary>A copy of the values: int64, one axis.</summary>
    public static implicit operator Tensor(long[] values) => Values(values);

    /// <summary>A copy of the values: int64, two axes.</summary>
    public static implicit operator Tensor(long[,] values) => Values(values);

    /// <summary>A copy of the values: int64, three axes.</summary>
    public static implicit operator Tensor(long[,,] values) => Values(values);

    /// <summary>A copy of the values: int64, four axes.</summary>
    public static implicit operator Tensor(long[,,,] values) => Values(values);

    /// <summary>A copy of the values: uint8, one axis.</summary>
    public static implicit operator Tensor(byte[] values) => Values(values);

    /// <summary>A copy of the values: uint8, two axes.</summary>
    public static implicit operator Tensor(byte[,] values) => Values(values);

    /// <summary>A copy of the values: uint8, three axes.</summary>
    public static implicit operator Tensor(byte[,,] values) => Values(values);

    /// <summary>A copy of the values: uint8, four axes.</summary>
    public static implicit operator Tensor(byte[,,,] values) => Values(values);

    /// <summary>A copy of the values: bool, one axis.</summary>
    public static implicit operator Tensor(bool[] values) => Values(values);

    /// <summary>A copy of the values: bool, two axes.</summary>
    public static implicit operator Tensor(bool[,] values) => Values(values);

    /// <summary>A copy of the values: bool, three axes.</summary>
    public static implicit operator Tensor(bool[,,] values) => Values(values);

    /// <summary>A copy of the values: bool, four axes.</summary>
    public static implicit operator Tensor(bool[,,,] values) => Values(values);

    private static Tensor Values(Array values) => values is null ? null! : Constants.Make(values);
}
