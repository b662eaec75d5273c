using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>Protects the process' mean, variance and likelihood, by hand for one and two outputs, and that no matrix breaks it.</summary>
[TestClass]
public sealed class GaussianProcessTests
{
    private static readonly Matern52 Kernel = new([1]);

    // (1 + √5 r + 5/3 r²) exp(-√5 r), by the system's exponential.
    private static double Matern(double r) => (1 + Math.Sqrt(5) * r + 5.0 / 3 * r * r) * Math.Exp(-Math.Sqrt(5) * r);

    [TestMethod]
    public void One_output_is_as_by_hand()
    {
        GaussianProcess process = GaussianProcess.Fit(Kernel, 0.5, [0], [2]);
        double k = Matern(1);
        (double mean, double variance) = process.Predict([1]);
        Assert.AreEqual(k * 2 / 1.5, mean, 1e-15);
        Assert.AreEqual(1 - k * k / 1.5, variance, 1e-15);
        Assert.AreEqual(-0.5 * 4 / 1.5 - 0.5 * Math.Log(1.5) - 0.5 * Math.Log(2 * Math.PI), process.LogMarginalLikelihood, 1e-14);
        Assert.AreEqual(mean, process.Mean([1]));
    }

    [TestMethod]
    public void Two_outputs_are_as_by_hand()
    {
        // K = [a k; k a] with a = 1 + noise, K^-1 = [a -k; -k a] / (a² - k²), and K^-1 [1; -1] = [1; -1] / (a - k).
        double a = 1.25, k = Matern(1);
        GaussianProcess process = GaussianProcess.Fit(Kernel, 0.25, [0, 1], [1, -1]);
        (double mean, double variance) = process.Predict([0]); // covariances 1 and k
        Assert.AreEqual((1 - k) / (a - k), mean, 1e-14);
        Assert.AreEqual(1 - (a - 2 * k * k + a * k * k) / (a * a - k * k), variance, 1e-14);
        double h = Matern(0.5);
        (mean, variance) = process.Predict([0.5]);
        Assert.AreEqual(0, mean, 1e-14);
        Assert.AreEqual(1 - 2 * h * h * (a - k) / (a * a - k * k), variance, 1e-14);
        Assert.AreEqual(-0.5 * 2 / (a - k) - 0.5 * Math.Log(a * a - k * k) - Math.Log(2 * Math.PI), process.LogMarginalLikelihood, 1e-14);
    }

    [TestMethod]
    public void Without_noise_the_mean_goes_through_the_outputs() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            int n = random.Next(1, 20), d = random.Next(1, 4);
            double[] x = [.. Enumerable.Range(0, n * d).Select(_ => random.NextDouble())], y = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
            GaussianProcess process = GaussianProcess.Fit(new Matern52([.. Enumerable.Repeat(0.3, d)], 2), 0, x, y);
            return Enumerable.Range(0, n).All(i => process.Predict(x.AsSpan(i * d, d)) is var (mean, variance) && Math.Abs(mean - y[i]) < 1e-5 && variance is >= 0 and < 1e-5);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void The_kernel_is_positive_definite_and_one_hot_in_categories() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            int n = random.Next(1, 12);
            double[] lengths = [random.NextDouble() + 0.05, random.NextDouble() + 0.05];
            var kernel = new Matern52(lengths, 1.5, [false, true]);
            var hot = new Matern52([lengths[0], lengths[1], lengths[1], lengths[1]], 1.5);
            (double X, int Choice)[] places = [.. Enumerable.Range(0, n).Select(_ => (random.NextDouble(), random.Next(3)))];
            double[] matrix = new double[n * n];
            bool same = true;
            for (int i = 0; i < n * n; i++)
            {
                ((double x, int c), (double z, int e)) = (places[i / n], places[i % n]);
                matrix[i] = kernel.Value([x, (c + 0.5) / 3], [z, (e + 0.5) / 3]);
                same &= Math.Abs(matrix[i] - hot.Value([x, .. OneHot(c)], [z, .. OneHot(e)])) < 1e-14;
                double r = Math.Sqrt((x - z) * (x - z) / lengths[0] / lengths[0] + (c == e ? 0 : 1 / lengths[1] / lengths[1]));
                same &= Math.Abs(matrix[i] - 1.5 * Matern(r)) < 1e-14;
            }
            return same && SymmetricEigen.Decompose(matrix, n).Values.All(value => value > -1e-12);

            static double[] OneHot(int choice) => [.. Enumerable.Range(0, 3).Select(i => i == choice ? Math.Sqrt(0.5) : 0)];
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Equal_inputs_without_noise_are_lifted_by_jitter()
    {
        GaussianProcess process = GaussianProcess.Fit(Kernel, 0, [0.5, 0.5, 0.5, 0.2], [1, 2, 3, 0]);
        Assert.IsGreaterThan(0, process.Jitter);
        Assert.AreEqual(2, process.Predict([0.5]).Mean, 1e-3);
    }

    [TestMethod]
    public void Tuning_finds_what_matters_and_beats_a_grid_of_kernels()
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())];
        double[] y = [.. Enumerable.Range(0, 30).Select(i => Math.Sin(8 * x[2 * i]) + 0.1 * (random.NextDouble() - 0.5))];
        GaussianProcess tuned = GaussianProcess.Tuned(x, y, [false, false]);
        Assert.IsGreaterThan(5 * tuned.Kernel.LengthScales[0], tuned.Kernel.LengthScales[1]);
        Assert.IsTrue(Math.Sqrt(tuned.NoiseVariance) is > 0.01 and < 0.06, $"The noise has a deviation of 0.029; got the variance {tuned.NoiseVariance}.");
        double best = double.NegativeInfinity;
        foreach (double length in (double[])[0.1, 0.2, 0.4, 0.8])
            foreach (double noise in (double[])[1e-4, 1e-3, 1e-2])
                best = Math.Max(best, GaussianProcess.Fit(new Matern52([length, 3]), noise, x, y).LogMarginalLikelihood);
        Assert.IsGreaterThan(best, tuned.LogMarginalLikelihood);
    }

    [TestMethod]
    public void Tuning_survives_constant_duplicate_and_single_outputs()
    {
        foreach (double[] outputs in (double[][])[[0], [0, 0, 0], [1, -1, 0], [.. Enumerable.Range(0, 300).Select(i => (i % 3) - 1.0)]])
        {
            GaussianProcess process = GaussianProcess.Tuned([.. outputs.Select(_ => 0.5)], outputs, [false]);
            (double mean, double variance) = process.Predict([0.1]);
            Assert.IsTrue(double.IsFinite(mean) && double.IsFinite(variance));
        }
    }

    [TestMethod]
    public void Wrong_input_is_named()
    {
        Fails(() => new Matern52([]), "takes one or more length scales");
        Fails(() => new Matern52([1, 0]), "Got the length scales 1, 0");
        Fails(() => Kernel.Value([1, 2], [1]), "Got 2 and 1 coordinates for 1 length scales");
        Fails(() => GaussianProcess.Fit(Kernel, -1, [0], [0]), "Got the noise variance -1");
        Fails(() => GaussianProcess.Fit(Kernel, 0, [0, 1], [0]), "Got 2 coordinates and 1 outputs in 1 dimensions");
        Fails(() => GaussianProcess.Fit(Kernel, 0, [0], [double.NaN]), "not finite; leave failed trials out");
        Fails(() => GaussianProcess.Fit(Kernel, 0, [], []), "takes one output or more");

        static void Fails(Action action, string text) => StringAssert.Contains(Assert.Throws<ArgumentException>(action).Message, text);
    }
}
