using System.Numerics;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

/// <summary>Tensors of random numbers. They have no gradients.</summary>
public static unsafe class RandomOps
{
    /// <summary>Numbers spread evenly over [min, max).</summary>
    /// <param name="shape">Sizes, all known.</param>
    /// <param name="min">Smallest possible number.</param>
    /// <param name="max">The end of the range, itself never drawn.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="stream">Where to draw from; the global stream unless given.</param>
    /// <exception cref="ArgumentException">The type is not floating, or min is not below max.</exception>
    public static Tensor Uniform(Shape shape, double min = 0, double max = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, RandomStream? stream = null)
    {
        if (!(min < max)) throw new ArgumentException($"random uniform got the range {min} to {max}; the first must be below the second.");
        return dtype == TF_DataType.TF_DOUBLE
            ? Draw<Uniform<double>, double>(shape, min, max, dtype, stream)
            : Draw<Uniform<float>, float>(shape, (float)min, (float)max, dtype, stream);
    }

    /// <summary>Numbers from a normal distribution.</summary>
    /// <param name="shape">Sizes, all known.</param>
    /// <param name="mean">Mean.</param>
    /// <param name="stddev">Standard deviation, at least 0.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="stream">Where to draw from; the global stream unless given.</param>
    /// <exception cref="ArgumentException">The type is not floating, or the standard deviation is negative.</exception>
    public static Tensor Normal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, RandomStream? stream = null)
    {
        CheckDeviation(stddev);
        return dtype == TF_DataType.TF_DOUBLE
            ? Draw<Normal<double>, double>(shape, mean, stddev, dtype, stream)
            : Draw<Normal<float>, float>(shape, (float)mean, (float)stddev, dtype, stream);
    }

    /// <summary>Numbers from a normal distribution, those more than two standard deviations from the mean drawn again.</summary>
    /// <inheritdoc cref="Normal"/>
    public static Tensor TruncatedNormal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, RandomStream? stream = null)
    {
        CheckDeviation(stddev);
        return dtype == TF_DataType.TF_DOUBLE
            ? Draw<TruncatedNormal<double>, double>(shape, mean, stddev, dtype, stream)
            : Draw<TruncatedNormal<float>, float>(shape, (float)mean, (float)stddev, dtype, stream);
    }

    /// <summary>Whole numbers spread evenly over [min, max).</summary>
    /// <param name="shape">Sizes, all known.</param>
    /// <param name="min">Smallest possible number.</param>
    /// <param name="max">The end of the range, itself never drawn.</param>
    /// <param name="dtype">int32, int64 or uint8.</param>
    /// <param name="stream">Where to draw from; the global stream unless given.</param>
    /// <exception cref="ArgumentException">The type holds no whole numbers or not the range, or min is not below max.</exception>
    public static Tensor RandomInt(Shape shape, long min, long max, TF_DataType dtype = TF_DataType.TF_INT32, RandomStream? stream = null)
    {
        if (min >= max) throw new ArgumentException($"random integers got the range {min} to {max}; the first must be below the second.");
        (long lowest, long highest) = dtype switch
        {
            TF_DataType.TF_INT32 => (int.MinValue, int.MaxValue),
            TF_DataType.TF_UINT8 => (byte.MinValue, byte.MaxValue),
            TF_DataType.TF_INT64 => (long.MinValue, long.MaxValue),
            _ => throw new ArgumentException($"random integers got the type {dtype.as_numpy_name()}; it takes int32, int64 or uint8."),
        };
        if (min < lowest || max - 1 > highest)
            throw new ArgumentException($"random integers got the range {min} to {max}, which {dtype.as_numpy_name()} cannot hold; it takes {lowest} to {highest}.");
        Tensor y = Tensor.Empty(shape, TF_DataType.TF_INT64);
        stream ??= RandomStream.Global;
        PhiloxFill<UniformInteger, long>.Run((ulong)stream.Seed, (ulong)stream.Take(2 * y.size), min, max, y.Pointer<long>(), y.size);
        if (dtype == TF_DataType.TF_INT64) return y;
        Tensor narrow = MathOps.Cast(y, dtype);
        y.Dispose();
        return narrow;
    }

    /// <summary>The numbers 0 .. n - 1 in random order (Fisher and Yates' shuffle), the same on every machine.</summary>
    /// <param name="n">How many, at least 0.</param>
    /// <param name="stream">Where to draw from; the global stream unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public static int[] Permutation(int n, RandomStream? stream = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var order = new int[n];
        Permutation(order, stream);
        return order;
    }

    /// <summary>Fills an array with the numbers 0 .. length - 1 in random order, without allocating.</summary>
    /// <param name="order">Where they go.</param>
    /// <param name="stream">Where to draw from; the global stream unless given.</param>
    public static void Permutation(Span<int> order, RandomStream? stream = null)
    {
        const int Batch = 256;
        stream ??= RandomStream.Global;
        ulong seed = (ulong)stream.Seed, position = (ulong)stream.Take(order.Length);
        uint* words = stackalloc uint[Batch];
        for (int i = 0; i < order.Length; i++)
        {
            if (i % Batch == 0) Philox.Fill(seed, position + (ulong)i, words, Math.Min(Batch, order.Length - i));
            // The shuffle from the inside out: number i goes to a random place among those filled so far.
            int place = (int)((ulong)words[i % Batch] * (ulong)(i + 1) >> 32);
            order[i] = order[place];
            order[place] = i;
        }
    }

    private static Tensor Draw<TDistribution, T>(Shape shape, T p, T q, TF_DataType dtype, RandomStream? stream)
        where TDistribution : struct, IDistribution<T>
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!dtype.IsFloating())
            throw new ArgumentException($"random numbers got the type {dtype.as_numpy_name()}; they take float32 or float64. For whole numbers draw random integers.");
        Tensor y = Tensor.Empty(shape, dtype);
        stream ??= RandomStream.Global;
        long position = stream.Take((y.size + TDistribution.PerBlock - 1) / TDistribution.PerBlock * 4);
        PhiloxFill<TDistribution, T>.Run((ulong)stream.Seed, (ulong)position, p, q, y.Pointer<T>(), y.size);
        return y;
    }

    private static void CheckDeviation(double stddev)
    {
        if (!(stddev >= 0)) throw new ArgumentException($"random normal got the standard deviation {stddev}; it takes 0 or more.");
    }
}
