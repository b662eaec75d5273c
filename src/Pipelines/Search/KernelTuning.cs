namespace MlPipelines.Pipelines.Search;

/// <summary>Finds the kernel and the noise of <see cref="GaussianProcess.Tuned"/>, whose remarks say how.</summary>
internal sealed class KernelTuning
{
    private const int MostOutputs = 128, FirstSteps = 8, MostSteps = 40;
    private const double LeastLength = 0.03, GreatestLength = 30, LeastNoise = 1e-6, GreatestNoise = 10, LeastSignal = 1e-8;

    private readonly double[] _outputs;
    private readonly double[][] _squares; // for each dimension, squared differences of all pairs (i, j), j < i
    private readonly int _n;

    private KernelTuning(double[] inputs, double[] outputs, bool[] categorical)
    {
        int d = categorical.Length, all = outputs.Length;
        _n = Math.Min(all, MostOutputs);
        int[] rows = [.. Enumerable.Range(0, _n).Select(i => (int)((long)i * all / _n))];
        _outputs = [.. rows.Select(row => outputs[row])];
        _squares = new double[d][];
        for (int k = 0; k < d; k++)
        {
            _squares[k] = new double[_n * (_n - 1) / 2];
            for (int i = 0, pair = 0; i < _n; i++)
                for (int j = 0; j < i; j++)
                    _squares[k][pair++] = Matern52.SquaredDifference(inputs[rows[i] * d + k], inputs[rows[j] * d + k], categorical[k]);
        }
    }

    /// <summary>The kernel and the noise variance.</summary>
    public static (Matern52 Kernel, double NoiseVariance) Tune(double[] inputs, double[] outputs, bool[] categorical)
    {
        var tuning = new KernelTuning(inputs, outputs, categorical);
        double[] best = [];
        double greatest = double.NegativeInfinity;
        foreach ((double length, double noise) in ((double, double)[])[(0.5, 1e-4), (0.15, 1e-4), (1, 0.1)])
        {
            // Parameters are logarithms: the lengths, then the noise's share of the signal.
            double[] start = [.. categorical.Select(_ => PortableMath.Log(length * Math.Sqrt(categorical.Length))), PortableMath.Log(noise)];
            double reached = tuning.Climb(start, FirstSteps);
            if (best.Length != 0 && reached <= greatest) continue;
            (best, greatest) = (start, reached);
        }
        tuning.Climb(best, MostSteps);
        tuning.Evaluate(best, new double[best.Length], out double signal);
        return (new Matern52([.. best.SkipLast(1).Select(PortableMath.Exp)], signal, categorical), signal * PortableMath.Exp(best[^1]));
    }

    /// <summary>Climbs from some parameters and leaves the best ones that were met in their place.</summary>
    /// <returns>Their log likelihood with priors.</returns>
    private double Climb(double[] parameters, int most)
    {
        int count = parameters.Length;
        double[] low = [.. Enumerable.Repeat(PortableMath.Log(LeastLength), count - 1), PortableMath.Log(LeastNoise)];
        double[] high = [.. Enumerable.Repeat(PortableMath.Log(GreatestLength), count - 1), PortableMath.Log(GreatestNoise)];
        double[] steps = new double[count], gradient = new double[count], before = new double[count], here = [.. parameters];
        Array.Fill(steps, 0.3);
        double greatest = double.NegativeInfinity;
        for (int step = 0; step < most; step++)
        {
            double value = Evaluate(here, gradient, out _);
            if (!double.IsFinite(value)) break;
            if (value > greatest)
            {
                greatest = value;
                here.CopyTo(parameters, 0);
            }
            double furthest = 0;
            for (int i = 0; i < count; i++)
            {
                double turn = gradient[i] * before[i];
                steps[i] = Math.Clamp(steps[i] * (turn > 0 ? 1.3 : turn < 0 ? 0.5 : 1), 1e-4, 1);
                before[i] = turn < 0 ? 0 : gradient[i];
                double there = Math.Clamp(here[i] + Math.Sign(before[i]) * steps[i], low[i], high[i]);
                furthest = Math.Max(furthest, Math.Max(Math.Abs(there - here[i]), turn < 0 ? steps[i] : 0));
                here[i] = there;
            }
            if (furthest < 0.01) break;
        }
        return greatest;
    }

    /// <summary>Log marginal likelihood with priors, at the signal variance that is best for the other parameters.</summary>
    /// <param name="parameters">Logarithms of the lengths and of the noise's share.</param>
    /// <param name="gradient">Filled with the derivatives.</param>
    /// <param name="signal">That variance.</param>
    private double Evaluate(double[] parameters, double[] gradient, out double signal)
    {
        int d = _squares.Length, pairs = _n * (_n - 1) / 2;
        double[] squared = new double[pairs], slopes = new double[pairs], matrix = new double[_n * _n];
        double[] scales = [.. parameters.Take(d).Select(p => PortableMath.Exp(-2 * p))];
        double noise = PortableMath.Exp(parameters[d]);
        for (int k = 0; k < d; k++)
            for (int pair = 0; pair < pairs; pair++) squared[pair] += _squares[k][pair] * scales[k];
        for (int i = 0, pair = 0; i < _n; i++)
        {
            for (int j = 0; j < i; j++, pair++) matrix[i * _n + j] = Matern52.Correlation(squared[pair], out slopes[pair]);
            matrix[i * _n + i] = 1 + noise;
        }
        Cholesky factor = Cholesky.Factor(matrix, _n);
        double[] weights = [.. _outputs], inverse = factor.Inverse();
        factor.Solve(weights);
        signal = Math.Max(LeastSignal, Cholesky.Dot(_outputs, weights) / _n);
        // d/dp of the likelihood is half the trace of (w w' / signal - inverse) times the matrix' derivative; a pair is there twice.
        double trace = 0;
        for (int i = 0, pair = 0; i < _n; i++)
        {
            for (int j = 0; j < i; j++) slopes[pair++] *= weights[i] * weights[j] / signal - inverse[j * _n + i];
            trace += weights[i] * weights[i] / signal - inverse[i * _n + i];
        }
        double value = -0.5 * (_n * PortableMath.Log(signal) + factor.LogDeterminant);
        for (int k = 0; k < d; k++) gradient[k] = scales[k] * Cholesky.Dot(slopes, _squares[k]);
        gradient[d] = 0.5 * noise * trace;
        for (int k = 0; k <= d; k++)
        {
            (double about, double deviation) = k < d ? (0.5 * Math.Sqrt(d), 1) : (1e-4, 3);
            double away = (parameters[k] - PortableMath.Log(about)) / deviation;
            value -= 0.5 * away * away;
            gradient[k] -= away / deviation;
        }
        return value;
    }
}
