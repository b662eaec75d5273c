namespace MlPipelines.Pipelines.Evaluation;

/// <summary>Eigenvalues and eigenvectors of a real symmetric matrix, by Jacobi's cyclic rotations, in double precision.</summary>
/// <remarks>
/// Each rotation makes one pair of off-diagonal elements 0; after some six to ten passes over all pairs nothing is left of them. Slower than
/// reduction to three diagonals, but short. Meant for some hundred rows.
/// </remarks>
public static class SymmetricEigen
{
    private const int MostPasses = 64;

    /// <summary>Decomposes a matrix into V diag(values) V'.</summary>
    /// <param name="matrix">[n, n], row by row; the upper half is mirrored, the lower one is not looked at.</param>
    /// <param name="n">Rows, at least 1.</param>
    /// <returns>The eigenvalues, in no order, and the eigenvectors: those of value i are row i.</returns>
    /// <exception cref="ArgumentException">The length does not fit, or an element is not finite.</exception>
    public static (double[] Values, double[] Vectors) Decompose(ReadOnlySpan<double> matrix, int n)
    {
        if (n < 1 || matrix.Length != (long)n * n)
            throw new ArgumentException($"Got {matrix.Length} numbers for a matrix of {n} rows; expected one row or more, and n * n numbers.", nameof(matrix));
        double[] a = new double[n * n], v = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            v[i * n + i] = 1;
            for (int j = 0; j < n; j++)
            {
                a[i * n + j] = matrix[Math.Min(i, j) * n + Math.Max(i, j)];
                if (!double.IsFinite(a[i * n + j]))
                    throw new ArgumentException($"Element ({i}, {j}) of the matrix is {a[i * n + j]}; expected finite numbers.", nameof(matrix));
            }
        }
        // As small as rounding beside the whole matrix: it changes no eigenvalue any more. (Beside its own row it would be noise that never ends
        // where the matrix has not its full rank.)
        double none = 0;
        foreach (double element in a) none += element * element;
        none = 1e-16 * Math.Sqrt(none);
        for (int pass = 0; pass < MostPasses; pass++)
        {
            bool turned = false;
            for (int p = 0; p < n - 1; p++)
                for (int q = p + 1; q < n; q++) turned |= Rotate(a, v, n, p, q, none);
            if (!turned) break;
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) values[i] = a[i * n + i];
        return (values, v);
    }

    /// <summary>The symmetric root of a matrix without negative eigenvalues; those that rounding made negative count as 0.</summary>
    /// <param name="matrix">[n, n], row by row.</param>
    /// <param name="n">Rows, at least 1.</param>
    /// <returns>[n, n], row by row: the matrix that, times itself, is the given one.</returns>
    /// <exception cref="ArgumentException">The length does not fit, or an element is not finite.</exception>
    public static double[] Root(ReadOnlySpan<double> matrix, int n)
    {
        (double[] values, double[] vectors) = Decompose(matrix, n);
        double[] root = new double[n * n];
        for (int k = 0; k < n; k++)
        {
            double value = Math.Sqrt(Math.Max(0, values[k]));
            ReadOnlySpan<double> vector = vectors.AsSpan(k * n, n);
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) root[i * n + j] += value * vector[i] * vector[j];
        }
        return root;
    }

    /// <summary>Turns the plane of two axes so that their common element becomes 0. False where it is nothing already.</summary>
    private static bool Rotate(double[] a, double[] v, int n, int p, int q, double none)
    {
        double apq = a[p * n + q], app = a[p * n + p], aqq = a[q * n + q];
        if (Math.Abs(apq) <= none) return false;
        double theta = (aqq - app) / (2 * apq);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        Span<double> rowP = a.AsSpan(p * n, n), rowQ = a.AsSpan(q * n, n);
        for (int k = 0; k < n; k++)
        {
            if (k == p || k == q) continue;
            double akp = rowP[k], akq = rowQ[k];
            a[k * n + p] = rowP[k] = c * akp - s * akq;
            a[k * n + q] = rowQ[k] = s * akp + c * akq;
        }
        (a[p * n + p], a[q * n + q], a[p * n + q], a[q * n + p]) = (app - t * apq, aqq + t * apq, 0, 0);
        for (int k = 0; k < n; k++)
        {
            double vp = v[p * n + k], vq = v[q * n + k];
            (v[p * n + k], v[q * n + k]) = (c * vp - s * vq, s * vp + c * vq);
        }
        return true;
    }
}
