namespace Tensorflow.Keras.Saving;

/// <summary>
/// While a model is built from a file, initializers give zeros, as the file's weights take their place; and no more of them
/// than the file holds, so that a damaged file cannot ask for any amount of memory.
/// </summary>
internal sealed class WeightBudget : IDisposable
{
    [ThreadStatic] private static WeightBudget? _current;

    private readonly WeightBudget? _outer;
    private readonly long _bytes;
    private long _left;

    /// <param name="bytes">What the file holds.</param>
    public WeightBudget(long bytes)
    {
        _left = _bytes = bytes;
        _outer = _current;
        _current = this;
    }

    /// <summary>Zeros for a weight while a file is being read; null otherwise.</summary>
    /// <exception cref="InvalidDataException">The weights so far are more than the file holds.</exception>
    public static Tensor? Take(Shape shape, TF_DataType dtype)
    {
        if (_current is not { } budget) return null;
        long wanted = shape.size * dtype.SizeOf();
        if (wanted < 0 || wanted > budget._left)
            throw new InvalidDataException($"The layers need more weights than the {budget._bytes} bytes there are: "
                + $"one of shape {shape} goes beyond them.");
        budget._left -= wanted;
        return Tensor.Zeros(shape, dtype);
    }

    public void Dispose() => _current = _outer;
}
