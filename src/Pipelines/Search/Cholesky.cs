using System.Runtime.Intrinsics;

namespace MlPipelines.Pipelines.Search;

/// <summary>The lower triangle L with L L' equal to a symmetric positive definite matrix, in double precision.</summary>
/// <remarks>Sums run in four lanes on every machine, in the same order: the same bits everywhere.</remarks>
internal sealed class Cholesky
{
    private readonly double[] _lower;
    private readonly int _n;

    private Cholesky(double[] lower, int n) => (_lower, _n) = (lower, n);

    /// <summary>What was added to the diagonal so that the matrix could be factored.</summary>
    public double Jitter { get; private init; }

    /// <summary>Logarithm of the matrix' determinant.</summary>
    public double LogDeterminant
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < _n; i++) sum += PortableMath.Log(_lower[i * _n + i]);
            return 2 * sum;
        }
    }

    /// <summary>Factors a matrix; where it is not positive definite, the diagonal is raised by 1e-10 of its mean, then ten times that, and so on.</summary>
    /// <param name="matrix">[n, n], row by row; the lower half is looked at.</param>
    /// <param name="n">Rows, at least 1.</param>
    /// <exception cref="ArithmeticException">The matrix is not near any positive definite one, or an element is not finite.</exception>
    public static Cholesky Factor(ReadOnlySpan<double> matrix, int n)
    {
        double mean = 0;
        for (int i = 0; i < n; i++) mean += matrix[i * n + i] / n;
        double jitter = 0;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            double[] lower = matrix.ToArray();
            if (TryFactor(lower, n, jitter)) return new Cholesky(lower, n) { Jitter = jitter };
            jitter = jitter == 0 ? 1e-10 * mean : 10 * jitter;
        }
        throw new ArithmeticException($"Got a matrix of {n} rows that is not positive definite, even with {jitter} on its diagonal. "
            + "Look for elements that are not finite.");
    }

    /// <summary>Solves L x = b in place.</summary>
    public void SolveLower(Span<double> b)
    {
        for (int i = 0; i < _n; i++) b[i] = (b[i] - Dot(_lower.AsSpan(i * _n, i), b[..i])) / _lower[i * _n + i];
    }

    /// <summary>Solves L L' x = b in place.</summary>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        for (int i = _n - 1; i >= 0; i--)
        {
            double x = b[i] /= _lower[i * _n + i];
            for (int j = 0; j < i; j++) b[j] -= _lower[i * _n + j] * x;
        }
    }

    /// <summary>The matrix' inverse.</summary>
    /// <returns>[n, n], row by row; the upper half is filled.</returns>
    public double[] Inverse()
    {
        double[] columns = new double[_n * _n], inverse = new double[_n * _n]; // row c of the first is column c of L's inverse
        for (int c = 0; c < _n; c++)
        {
            Span<double> column = columns.AsSpan(c * _n, _n);
            column[c] = 1 / _lower[c * _n + c];
            for (int i = c + 1; i < _n; i++) column[i] = -Dot(_lower.AsSpan(i * _n + c, i - c), column[c..i]) / _lower[i * _n + i];
        }
        for (int a = 0; a < _n; a++)
            for (int b = a; b < _n; b++) inverse[a * _n + b] = Dot(columns.AsSpan(a * _n + b, _n - b), columns.AsSpan(b * _n + b, _n - b));
        return inverse;
    }

    /// <summary>Sum of products.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector256<double> lanes = default;
        int i = 0;
        for (; i + 4 <= a.Length; i += 4) lanes += Vector256.Create(a.Slice(i, 4)) * Vector256.Create(b.Slice(i, 4));
        double sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static bool TryFactor(double[] a, int n, double jitter)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = a.AsSpan(i * n, n);
            for (int j = 0; j < i; j++) row[j] = (row[j] - Dot(row[..j], a.AsSpan(j * n, j))) / a[j * n + j];
            double pivot = row[i] + jitter - Dot(row[..i], row[..i]);
            if (!(pivot > 0 && double.IsFinite(pivot))) return false;
            row[i] = Math.Sqrt(pivot);
        }
        return true;
    }
}
