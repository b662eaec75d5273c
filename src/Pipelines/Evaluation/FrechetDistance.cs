namespace MlPipelines.Pipelines.Evaluation;

/// <summary>How far two sets of feature vectors are apart, each seen as a normal distribution.</summary>
/// <remarks>
/// |m1 - m2|^2 + trace(C1 + C2 - 2 (C1^1/2 C2 C1^1/2)^1/2), by Dowson and Landau 1982; Heusel et al. 2017 took it of features of Inception and
/// called it FID. Of other features it is another measure: figures compare only where the features are those of the same classifier.
/// </remarks>
public static class FrechetDistance
{
    /// <summary>The squared distance between two sets of vectors.</summary>
    /// <param name="a">[rows, width], row by row; at least two rows.</param>
    /// <param name="b">[rows, width], row by row; at least two rows.</param>
    /// <param name="width">Length of a vector, at least 1.</param>
    /// <exception cref="ArgumentException">There are fewer than two rows, a length does not fit, or a number is not finite.</exception>
    public static double Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int width)
    {
        (double[] meanA, double[] covarianceA) = Moments(a, width);
        (double[] meanB, double[] covarianceB) = Moments(b, width);
        return Between(meanA, covarianceA, meanB, covarianceB);
    }

    /// <summary>The squared distance between two normal distributions.</summary>
    /// <param name="meanA">[n].</param>
    /// <param name="covarianceA">[n, n], row by row, symmetric.</param>
    /// <param name="meanB">[n].</param>
    /// <param name="covarianceB">[n, n], row by row, symmetric.</param>
    /// <returns>0 or more.</returns>
    /// <exception cref="ArgumentException">Lengths do not fit, or a number is not finite.</exception>
    public static double Between(ReadOnlySpan<double> meanA, ReadOnlySpan<double> covarianceA, ReadOnlySpan<double> meanB, ReadOnlySpan<double> covarianceB)
    {
        int n = meanA.Length;
        if (n == 0 || meanB.Length != n || covarianceA.Length != n * n || covarianceB.Length != n * n)
            throw new ArgumentException($"Got means of {n} and {meanB.Length} numbers and covariances of {covarianceA.Length} and {covarianceB.Length}; expected "
                + "n, n, n * n and n * n.", nameof(meanA));
        double distance = 0;
        for (int i = 0; i < n; i++)
        {
            double difference = meanA[i] - meanB[i];
            distance += difference * difference + covarianceA[i * n + i] + covarianceB[i * n + i];
        }
        double[] root = SymmetricEigen.Root(covarianceA, n);
        (double[] values, _) = SymmetricEigen.Decompose(Multiply(Multiply(root, covarianceB, n), root, n), n);
        foreach (double value in values) distance -= 2 * Math.Sqrt(Math.Max(0, value));
        return Math.Max(0, distance);
    }

    /// <summary>Mean and covariance, the latter divided by the number of rows less one.</summary>
    private static (double[] Mean, double[] Covariance) Moments(ReadOnlySpan<float> vectors, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        int rows = vectors.Length / width;
        if (rows < 2 || vectors.Length != rows * width)
            throw new ArgumentException($"Got {vectors.Length} numbers for vectors of {width}; expected two vectors or more, all whole.", nameof(vectors));
        double[] mean = new double[width], covariance = new double[width * width], centred = new double[width];
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < width; i++) mean[i] += vectors[row * width + i];
        for (int i = 0; i < width; i++) mean[i] /= rows;
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < width; i++) centred[i] = vectors[row * width + i] - mean[i];
            for (int i = 0; i < width; i++)
            {
                double factor = centred[i];
                Span<double> line = covariance.AsSpan(i * width, width);
                for (int j = i; j < width; j++) line[j] += factor * centred[j];
            }
        }
        for (int i = 0; i < width; i++)
            for (int j = i; j < width; j++) covariance[j * width + i] = covariance[i * width + j] /= rows - 1;
        return (mean, covariance);
    }

    private static double[] Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int n)
    {
        double[] product = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            Span<double> line = product.AsSpan(i * n, n);
            for (int k = 0; k < n; k++)
            {
                double factor = a[i * n + k];
                for (int j = 0; j < n; j++) line[j] += factor * b[k * n + j];
            }
        }
        return product;
    }
}
