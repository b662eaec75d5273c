namespace Tensorflow.NumPy;

/// <summary>Single elements as numbers.</summary>
internal static class Scalars
{
    /// <summary>The value of a tensor's only element; true is 1.</summary>
    /// <exception cref="InvalidOperationException">There are several elements, or none.</exception>
    public static double Read(Tensor tensor)
    {
        CheckSingle(tensor);
        return tensor.dtype == TF_DataType.TF_INT64 ? tensor.Span<long>()[0] : Read(tensor, 0);
    }

    /// <summary>The value of a tensor's only element, without the rounding that large int64 values suffer as double.</summary>
    public static long ReadInteger(Tensor tensor)
    {
        CheckSingle(tensor);
        return tensor.dtype == TF_DataType.TF_INT64 ? tensor.Span<long>()[0] : (long)Read(tensor, 0);
    }

    /// <summary>Element number <paramref name="i"/>, row by row.</summary>
    public static unsafe double Read(Tensor tensor, long i)
    {
        double value = tensor.dtype switch
        {
            TF_DataType.TF_FLOAT => tensor.Pointer<float>()[i],
            TF_DataType.TF_DOUBLE => tensor.Pointer<double>()[i],
            TF_DataType.TF_INT32 => tensor.Pointer<int>()[i],
            TF_DataType.TF_INT64 => tensor.Pointer<long>()[i],
            TF_DataType.TF_BOOL => tensor.Pointer<bool>()[i] ? 1 : 0,
            _ => tensor.Pointer<byte>()[i],
        };
        GC.KeepAlive(tensor);
        return value;
    }

    /// <summary>Writes a scalar over element number <paramref name="i"/>.</summary>
    public static unsafe void Write(NDArray array, long i, Tensor scalar)
    {
        double value = Read(scalar);
        switch (array.dtype)
        {
            case TF_DataType.TF_FLOAT: array.Pointer<float>()[i] = (float)value; break;
            case TF_DataType.TF_DOUBLE: array.Pointer<double>()[i] = value; break;
            case TF_DataType.TF_INT32: array.Pointer<int>()[i] = (int)value; break;
            case TF_DataType.TF_INT64: array.Pointer<long>()[i] = ReadInteger(scalar); break;
            case TF_DataType.TF_BOOL: array.Pointer<bool>()[i] = value != 0; break;
            default: array.Pointer<byte>()[i] = (byte)value; break;
        }
        GC.KeepAlive(array);
    }

    private static void CheckSingle(Tensor tensor)
    {
        if (tensor.size != 1)
            throw new InvalidOperationException($"Got an array of shape {tensor.shape} where one number is needed. "
                + "Select an element, or reduce it with np.sum, np.mean or tf.reduce_mean.");
    }
}
