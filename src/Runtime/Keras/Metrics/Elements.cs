namespace Tensorflow.Keras.Metrics;

/// <summary>A tensor's values as numbers, whatever its type, without making another tensor. Keep the tensor in use meanwhile.</summary>
internal readonly ref struct Elements
{
    private readonly ReadOnlySpan<float> _floats;
    private readonly ReadOnlySpan<double> _doubles;
    private readonly ReadOnlySpan<int> _ints;
    private readonly ReadOnlySpan<long> _longs;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<bool> _flags;
    private readonly TF_DataType _type;

    public Elements(Tensor tensor)
    {
        Length = checked((int)tensor.size);
        _type = tensor.dtype;
        switch (_type)
        {
            case TF_DataType.TF_FLOAT: _floats = tensor.AsSpan<float>(); break;
            case TF_DataType.TF_DOUBLE: _doubles = tensor.AsSpan<double>(); break;
            case TF_DataType.TF_INT32: _ints = tensor.AsSpan<int>(); break;
            case TF_DataType.TF_INT64: _longs = tensor.AsSpan<long>(); break;
            case TF_DataType.TF_UINT8: _bytes = tensor.AsSpan<byte>(); break;
            default: _flags = tensor.AsSpan<bool>(); break;
        }
    }

    public int Length { get; }

    public double this[int i] => _type switch
    {
        TF_DataType.TF_FLOAT => _floats[i],
        TF_DataType.TF_DOUBLE => _doubles[i],
        TF_DataType.TF_INT32 => _ints[i],
        TF_DataType.TF_INT64 => _longs[i],
        TF_DataType.TF_UINT8 => _bytes[i],
        _ => _flags[i] ? 1 : 0,
    };

    /// <summary>Place, from <paramref name="start"/> on, of the largest of some values; the first of equals.</summary>
    public int ArgMax(int start, int count)
    {
        int best = 0;
        double most = this[start];
        for (int i = 1; i < count; i++)
        {
            double value = this[start + i];
            if (value > most) (best, most) = (i, value);
        }
        return best;
    }
}
