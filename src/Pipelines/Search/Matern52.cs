namespace MlPipelines.Pipelines.Search;

/// <summary>
/// Matérn's kernel of smoothness 5/2 with a length scale for each dimension: how much the values at two places have to do with each other.
/// </summary>
/// <remarks>
/// s² (1 + √5 r + 5/3 r²) exp(-√5 r) with r² the sum over dimensions of ((a - b) / length)²; C. Rasmussen, C. Williams, "Gaussian Processes for
/// Machine Learning" (2006), equations 4.17 and 5.2. In a categorical dimension, two different coordinates are 1 apart whatever they are, as
/// one-hot vectors of length 1 / √2 would be.
/// </remarks>
/// <example><code>double k = new Matern52([0.5, 0.2]).Value([0.1, 0.3], [0.1, 0.3]);   // 1, the signal variance</code></example>
public sealed class Matern52
{
    private static readonly double Root5 = Math.Sqrt(5);
    private readonly double[] _inverseSquares;
    private readonly bool[] _categorical;

    /// <summary>A kernel.</summary>
    /// <param name="lengthScales">One a dimension, above 0: the distance at which values have little to do with each other any more.</param>
    /// <param name="signalVariance">Variance of the function's values, above 0.</param>
    /// <param name="categorical">For each dimension, whether its coordinates have no order; null if all have one.</param>
    /// <exception cref="ArgumentException">A length or the variance is not finite and above 0, or the numbers of dimensions differ.</exception>
    public Matern52(IReadOnlyList<double> lengthScales, double signalVariance = 1, IReadOnlyList<bool>? categorical = null)
    {
        ArgumentNullException.ThrowIfNull(lengthScales);
        if (lengthScales.Count == 0 || lengthScales.Append(signalVariance).Any(value => !(value > 0 && double.IsFinite(value))))
            throw new ArgumentException($"Got the length scales {string.Join(", ", lengthScales)} and the signal variance {signalVariance}; takes one "
                + "or more length scales, and finite numbers above 0.");
        if (categorical is not null && categorical.Count != lengthScales.Count)
            throw new ArgumentException($"Got {lengthScales.Count} length scales and {categorical.Count} flags of categories; takes one each "
                + "a dimension.", nameof(categorical));
        (LengthScales, SignalVariance) = ([.. lengthScales], signalVariance);
        _categorical = categorical is null ? new bool[lengthScales.Count] : [.. categorical];
        _inverseSquares = [.. lengthScales.Select(length => 1 / (length * length))];
    }

    /// <summary>One a dimension.</summary>
    public IReadOnlyList<double> LengthScales { get; }

    /// <summary>The kernel's value of a place with itself.</summary>
    public double SignalVariance { get; }

    /// <summary>Covariance of the values at two places.</summary>
    /// <param name="a">One coordinate a dimension.</param>
    /// <param name="b">Likewise.</param>
    /// <exception cref="ArgumentException">The numbers of coordinates are not that of the length scales.</exception>
    public double Value(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != _inverseSquares.Length || b.Length != _inverseSquares.Length)
            throw new ArgumentException($"Got {a.Length} and {b.Length} coordinates for {_inverseSquares.Length} length scales; takes one each.");
        double squared = 0;
        for (int i = 0; i < _inverseSquares.Length; i++) squared += SquaredDifference(a[i], b[i], _categorical[i]) * _inverseSquares[i];
        return SignalVariance * Correlation(squared, out _);
    }

    /// <summary>Squared distance in one dimension.</summary>
    internal static double SquaredDifference(double a, double b, bool categorical) => categorical ? a == b ? 0 : 1 : (a - b) * (a - b);

    /// <summary>The kernel over r², of variance 1.</summary>
    /// <param name="squared">r², at least 0.</param>
    /// <param name="slope">What a dimension's part of r² is to be multiplied with for the derivative by the logarithm of its length.</param>
    internal static double Correlation(double squared, out double slope)
    {
        double r = Root5 * Math.Sqrt(squared), decay = PortableMath.Exp(-r);
        slope = 5.0 / 3 * (1 + r) * decay;
        return (1 + r + r * r / 3) * decay;
    }
}
