using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Utils;

/// <summary><c>keras.utils</c>.</summary>
public sealed partial class KerasUtils
{
    internal KerasUtils()
    {
    }

    /// <summary>One-hot rows of class numbers: [samples] or [samples, 1] to [samples, classes].</summary>
    /// <param name="y">Whole numbers from 0, of any type.</param>
    /// <param name="num_classes">Number of classes; the largest number + 1 unless given.</param>
    /// <param name="dtype">Type of the result.</param>
    /// <exception cref="ArgumentException">A number is negative, or not below <paramref name="num_classes"/>.</exception>
    public NDArray to_categorical(Tensor y, int num_classes = -1, TF_DataType dtype = TF_DataType.TF_FLOAT)
    {
        ArgumentNullException.ThrowIfNull(y);
        Tensor flat = y.ndim > 1 && y.shape[-1] == 1 ? ArrayOps.Reshape(y, y.shape[..^1]) : y;
        Tensor numbers = MathOps.Cast(flat, TF_DataType.TF_INT64);
        long least = 0, most = -1;
        foreach (long number in numbers.AsSpan<long>())
        {
            least = Math.Min(least, number);
            most = Math.Max(most, number);
        }
        GC.KeepAlive(numbers);
        long classes = num_classes < 0 ? most + 1 : num_classes;
        if (least < 0 || most >= classes)
            throw new ArgumentException($"to_categorical got class number {(least < 0 ? least : most)}; "
                + $"with {classes} classes it takes 0 to {classes - 1}.");
        return ArrayOps.OneHot(numbers, classes, dtype: dtype).numpy();
    }

    /// <summary>Makes random numbers, and so training, the same in every run: layers, shuffling and <c>np.random</c>.</summary>
    /// <param name="seed">Any number.</param>
    public void set_random_seed(int seed)
    {
        RandomStream.SetGlobalSeed(seed);
        np.random.seed(seed);
    }
}
