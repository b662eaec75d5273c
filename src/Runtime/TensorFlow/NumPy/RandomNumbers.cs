using Tensorflow.Operations;

namespace Tensorflow.NumPy;

/// <summary>NumPy's random numbers: <c>np.random.seed(1); np.random.rand(3, 2)</c>.</summary>
/// <remarks>They come from TensorFlow's global stream until <see cref="seed"/> gives them one of their own. The numbers are not those that Python's NumPy draws.</remarks>
public sealed class RandomNumbers
{
    private RandomStream? _stream;

    internal RandomNumbers()
    {
    }

    private RandomStream Stream => _stream ?? RandomStream.Global;

    /// <summary>Starts a sequence of its own: the same seed gives the same numbers again.</summary>
    public void seed(long seed) => _stream = new RandomStream(seed);

    /// <summary>Numbers spread evenly over [0, 1): float64.</summary>
    /// <param name="size">Sizes; none give a single number.</param>
    public NDArray rand(params int[] size) => uniform(0, 1, size);

    /// <summary>Numbers spread evenly over [low, high): float64.</summary>
    /// <param name="low">Smallest possible number.</param>
    /// <param name="high">The end, itself never drawn.</param>
    /// <param name="size">Sizes; a single number unless given.</param>
    /// <exception cref="ArgumentException">The range is empty.</exception>
    public NDArray uniform(double low = 0, double high = 1, Shape? size = null) =>
        NDArray.Wrap(RandomOps.Uniform(size ?? Shape.Scalar, low, high, TF_DataType.TF_DOUBLE, Stream));

    /// <summary>Normally distributed numbers of mean 0 and standard deviation 1: float64.</summary>
    /// <param name="size">Sizes; none give a single number.</param>
    public NDArray randn(params int[] size) => normal(0, 1, size);

    /// <summary>Normally distributed numbers: float64.</summary>
    /// <param name="loc">Mean.</param>
    /// <param name="scale">Standard deviation, 0 or more.</param>
    /// <param name="size">Sizes; a single number unless given.</param>
    /// <exception cref="ArgumentException">The standard deviation is negative.</exception>
    public NDArray normal(double loc = 0, double scale = 1, Shape? size = null) =>
        NDArray.Wrap(RandomOps.Normal(size ?? Shape.Scalar, loc, scale, TF_DataType.TF_DOUBLE, Stream));

    /// <summary>Whole numbers spread evenly over [low, high); over [0, low) when only one is given.</summary>
    /// <param name="low">Smallest possible number, or the end.</param>
    /// <param name="high">The end, itself never drawn.</param>
    /// <param name="size">Sizes; a single number unless given.</param>
    /// <param name="dtype">Element type; int64 unless given.</param>
    /// <exception cref="ArgumentException">The range is empty, or the type does not hold it.</exception>
    public NDArray randint(long low, long? high = null, Shape? size = null, TF_DataType dtype = TF_DataType.TF_INT64) =>
        NDArray.Wrap(RandomOps.RandomInt(size ?? Shape.Scalar, high is null ? 0 : low, high ?? low, dtype, Stream));

    /// <summary>The numbers 0 .. n - 1 in random order: int32.</summary>
    /// <param name="n">How many, 0 or more.</param>
    public NDArray permutation(int n) => RandomOps.Permutation(n, Stream);

    /// <summary>A copy with the entries of the first axis in random order.</summary>
    /// <param name="x">An array of at least one axis.</param>
    public NDArray permutation(NDArray x) => x[permutation((int)x.shape[0])];

    /// <summary>Puts the entries of the first axis in random order, in place.</summary>
    /// <param name="x">An array of at least one axis.</param>
    public void shuffle(NDArray x) => x["..."] = permutation(x);

    /// <summary>Numbers drawn from 0 .. n - 1: int64.</summary>
    /// <param name="n">How many numbers there are, at least 1.</param>
    /// <param name="size">Sizes; a single number unless given.</param>
    /// <param name="replace">False to draw none twice.</param>
    /// <exception cref="ArgumentException">More are wanted than there are, and none may come twice.</exception>
    public NDArray choice(int n, Shape? size = null, bool replace = true)
    {
        Shape shape = size ?? Shape.Scalar;
        if (replace) return randint(0, n, shape);
        if (shape.size > n) throw new ArgumentException($"choice got {shape.size} numbers to draw from {n} without putting them back; "
            + $"it takes at most {n}, or replace: true.");
        return permutation(n)[new Slice(0, shape.size)].astype(TF_DataType.TF_INT64).reshape(shape);
    }

    /// <summary>Entries of the first axis, drawn at random.</summary>
    /// <param name="x">An array of at least one axis.</param>
    /// <param name="size">How many; sizes of several axes are allowed. A single entry unless given.</param>
    /// <param name="replace">False to draw none twice.</param>
    /// <exception cref="ArgumentException">More are wanted than there are, and none may come twice.</exception>
    public NDArray choice(NDArray x, Shape? size = null, bool replace = true) => np.take(x, choice((int)x.shape[0], size, replace), 0);
}
