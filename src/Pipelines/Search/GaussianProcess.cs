namespace MlPipelines.Pipelines.Search;

/// <summary>A distribution over functions with mean 0, given the values at some places: what the value is likely to be anywhere else.</summary>
/// <remarks>
/// C. Rasmussen, C. Williams, "Gaussian Processes for Machine Learning" (2006), algorithm 2.1. Outputs are best standardized first. The same bits
/// on every machine.
/// </remarks>
/// <example><code>
/// GaussianProcess process = GaussianProcess.Fit(new Matern52([0.3]), noiseVariance: 0, inputs: [0, 0.5, 1], outputs: [1, -1, 2]);
/// (double mean, double variance) = process.Predict([0.5]);   // -1 and 0
/// </code></example>
public sealed class GaussianProcess
{
    private readonly double[] _inputs, _weights;
    private readonly Cholesky _factor;

    private GaussianProcess(Matern52 kernel, double noiseVariance, double[] inputs, double[] outputs)
    {
        (Kernel, NoiseVariance, _inputs) = (kernel, noiseVariance, inputs);
        int n = outputs.Length;
        var covariance = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++) covariance[i * n + j] = kernel.Value(Input(i), Input(j));
            covariance[i * n + i] = kernel.SignalVariance + noiseVariance;
        }
        _factor = Cholesky.Factor(covariance, n);
        _weights = [.. outputs];
        _factor.Solve(_weights);
        LogMarginalLikelihood = -0.5 * (Cholesky.Dot(outputs, _weights) + _factor.LogDeterminant + n * PortableMath.Log(2 * Math.PI));
    }

    /// <summary>The covariance of the function's values.</summary>
    public Matern52 Kernel { get; }

    /// <summary>Variance of what an output adds to the function's value.</summary>
    public double NoiseVariance { get; }

    /// <summary>Number of outputs it was given.</summary>
    public int Count => _weights.Length;

    /// <summary>What had to be added to the noise variance, as the covariance was singular in double precision; mostly 0.</summary>
    public double Jitter => _factor.Jitter;

    /// <summary>Logarithm of the density of the outputs, given the inputs, under kernel and noise.</summary>
    public double LogMarginalLikelihood { get; }

    /// <summary>Fits a process with a given kernel and noise.</summary>
    /// <param name="kernel">The covariance; its length scales give the number of dimensions d.</param>
    /// <param name="noiseVariance">At least 0; 0 makes the mean go through the outputs.</param>
    /// <param name="inputs">[n, d], row by row, finite.</param>
    /// <param name="outputs">n of them, at least one, finite.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is not finite.</exception>
    public static GaussianProcess Fit(Matern52 kernel, double noiseVariance, IReadOnlyList<double> inputs, IReadOnlyList<double> outputs)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (!(noiseVariance >= 0 && double.IsFinite(noiseVariance)))
            throw new ArgumentException($"Got the noise variance {noiseVariance}; takes finite numbers from 0 on.", nameof(noiseVariance));
        Check(inputs, outputs, kernel.LengthScales.Count);
        return new GaussianProcess(kernel, noiseVariance, [.. inputs], [.. outputs]);
    }

    /// <summary>
    /// Fits a process whose length scales, signal and noise variance make the outputs likely: the greatest log marginal likelihood with weak
    /// priors, which matter with a handful of outputs only (see the remarks).
    /// </summary>
    /// <remarks>
    /// Gradient ascent by the signs of the derivatives (M. Riedmiller, H. Braun, "RPROP", 1993): a few steps from each of three starts, then on
    /// from the best of them; the signal variance follows in closed form. Priors: the logarithms of length scales normal about that of √d / 2
    /// with deviation 1, that of the noise's share of the signal about that of 0.0001 with deviation 3. Length scales stay in 0.03 .. 30, the
    /// share in 0.000001 .. 10. Of more than 128 outputs, 128 evenly spaced ones decide.
    /// </remarks>
    /// <param name="inputs">[n, d], row by row, in the unit cube.</param>
    /// <param name="outputs">n of them, at least one, with mean 0 and about variance 1.</param>
    /// <param name="categorical">For each of the d dimensions, whether its coordinates have no order.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is not finite.</exception>
    public static GaussianProcess Tuned(IReadOnlyList<double> inputs, IReadOnlyList<double> outputs, IReadOnlyList<bool> categorical)
    {
        ArgumentNullException.ThrowIfNull(categorical);
        Check(inputs, outputs, categorical.Count);
        double[] x = [.. inputs], y = [.. outputs];
        (Matern52 kernel, double noise) = KernelTuning.Tune(x, y, [.. categorical]);
        return new GaussianProcess(kernel, noise, x, y);
    }

    /// <summary>What the function's value (an output without noise) is at a place.</summary>
    /// <param name="place">One coordinate a dimension.</param>
    /// <returns>Mean and variance of a normal distribution; the variance is at least 0.</returns>
    /// <exception cref="ArgumentException">The number of coordinates is not that of the dimensions.</exception>
    public (double Mean, double Variance) Predict(ReadOnlySpan<double> place)
    {
        double[] covariances = Covariances(place);
        double mean = Cholesky.Dot(covariances, _weights);
        _factor.SolveLower(covariances);
        return (mean, Math.Max(0, Kernel.SignalVariance - Cholesky.Dot(covariances, covariances)));
    }

    /// <summary>The mean alone, which takes less time.</summary>
    /// <param name="place">One coordinate a dimension.</param>
    /// <exception cref="ArgumentException">The number of coordinates is not that of the dimensions.</exception>
    public double Mean(ReadOnlySpan<double> place) => Cholesky.Dot(Covariances(place), _weights);

    private double[] Covariances(ReadOnlySpan<double> place)
    {
        var covariances = new double[Count];
        for (int i = 0; i < covariances.Length; i++) covariances[i] = Kernel.Value(place, Input(i));
        return covariances;
    }

    private ReadOnlySpan<double> Input(int row) => _inputs.AsSpan(row * Kernel.LengthScales.Count, Kernel.LengthScales.Count);

    private static void Check(IReadOnlyList<double> inputs, IReadOnlyList<double> outputs, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (dimensions == 0 || outputs.Count == 0 || inputs.Count != (long)outputs.Count * dimensions)
            throw new ArgumentException($"Got {inputs.Count} coordinates and {outputs.Count} outputs in {dimensions} dimensions; takes one output "
                + "or more, and a coordinate a dimension for each.", nameof(inputs));
        if (inputs.Concat(outputs).Any(value => !double.IsFinite(value)))
            throw new ArgumentException("Got a coordinate or an output that is not finite; leave failed trials out or give them a finite score.",
                nameof(outputs));
    }
}
