using System.Reflection;
using Tensorflow.Keras.Losses;
using static MlPipelines.Tests.Keras.LossContract;

namespace MlPipelines.Tests.Keras;

/// <summary>One contract test a loss, named like its class, and the test that finds a loss without one.</summary>
[TestClass]
public sealed class LossContractTests
{
    private static double Mean(double[] y, double[] p, Func<double, double, double> each) => y.Zip(p, each).Average();

    private static double Sum(double[] y, double[] p, Func<double, double, double> each) => y.Zip(p, each).Sum();

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Crossentropy(double y, double p) => -y * Math.Log(p) - (1 - y) * Math.Log(1 - p);

    [TestMethod]
    public void BinaryCrossentropy() => Check(() => new BinaryCrossentropy(), Shares, Probabilities, (y, p) => Mean(y, p, Crossentropy));

    [TestMethod]
    public void BinaryCrossentropy_of_scores_with_smoothing() =>
        Check(() => new BinaryCrossentropy(from_logits: true, label_smoothing: 0.2, name: "mine"), Bits, Scores,
            (y, p) => Mean(y, p, (a, x) => Crossentropy(0.8 * a + 0.1, Sigmoid(x))));

    [TestMethod]
    public void CategoricalCrossentropy() =>
        Check(() => new CategoricalCrossentropy(), OneHot, Probabilities, (y, p) => -Sum(y, p, (a, b) => a * Math.Log(b / p.Sum())));

    [TestMethod]
    public void CategoricalCrossentropy_of_scores_with_smoothing() =>
        Check(() => new CategoricalCrossentropy(from_logits: true, label_smoothing: 0.2), OneHot, Scores,
            (y, p) => -Sum(y, p, (a, x) => (0.8 * a + 0.05) * (x - Math.Log(p.Sum(Math.Exp)))));

    [TestMethod]
    public void SparseCategoricalCrossentropy() =>
        Check(() => new SparseCategoricalCrossentropy(), Classes, Probabilities, (y, p) => -Math.Log(p[(int)y[0]] / p.Sum()));

    [TestMethod]
    public void SparseCategoricalCrossentropy_of_scores() =>
        Check(() => new SparseCategoricalCrossentropy(from_logits: true), Classes, Scores,
            (y, p) => -p[(int)y[0]] + Math.Log(p.Sum(Math.Exp)));

    [TestMethod]
    public void CategoricalHinge() =>
        Check(() => new CategoricalHinge(), OneHot, Scores, (y, p) => Math.Max(0,
            y.Zip(p, (a, b) => (1 - a) * b).Max() - Sum(y, p, (a, b) => a * b) + 1));

    [TestMethod]
    public void CosineSimilarity() => Check(() => new CosineSimilarity(), Shares, Scores,
        (y, p) => -Sum(y, p, (a, b) => a * b) / Math.Sqrt(y.Sum(a => a * a) * p.Sum(b => b * b)));

    [TestMethod]
    public void Hinge() => Check(() => new Hinge(), Bits, Scores, (y, p) => Mean(y, p, (a, b) => Math.Max(0, 1 - (2 * a - 1) * b)));

    [TestMethod]
    public void Huber() =>
        Check(() => new Huber(0.4), Shares, Scores, (y, p) => Mean(y, p,
            (a, b) => Math.Abs(a - b) is var e && e <= 0.4 ? e * e / 2 : 0.4 * (e - 0.2)));

    [TestMethod]
    public void KLDivergence() =>
        Check(() => new KLDivergence(), Shares, Probabilities, (y, p) => Sum(y, p, (a, b) => a * Math.Log(a / b)));

    [TestMethod]
    public void LogCosh() => Check(() => new LogCosh(), Shares, Scores, (y, p) => Mean(y, p, (a, b) => Math.Log(Math.Cosh(b - a))));

    [TestMethod]
    public void MeanAbsoluteError() =>
        Check(() => new MeanAbsoluteError(), Shares, Scores, (y, p) => Mean(y, p, (a, b) => Math.Abs(a - b)));

    [TestMethod]
    public void MeanAbsolutePercentageError() =>
        Check(() => new MeanAbsolutePercentageError(), Shares, Scores, (y, p) => Mean(y, p, (a, b) => 100 * Math.Abs((a - b) / a)));

    [TestMethod]
    public void MeanSquaredError() =>
        Check(() => new MeanSquaredError(), Shares, Scores, (y, p) => Mean(y, p, (a, b) => (a - b) * (a - b)));

    [TestMethod]
    public void MeanSquaredLogarithmicError() => Check(() => new MeanSquaredLogarithmicError(), Shares, Probabilities,
        (y, p) => Mean(y, p, (a, b) => Math.Pow(Math.Log(1 + a) - Math.Log(1 + b), 2)));

    [TestMethod]
    public void Poisson() => Check(() => new Poisson(), Shares, Probabilities, (y, p) => Mean(y, p, (a, b) => b - a * Math.Log(b + 1e-7)));

    [TestMethod]
    public void SigmoidFocalCrossEntropy() =>
        Check(() => new SigmoidFocalCrossEntropy(alpha: 0.3, gamma: 1.5), Bits, Probabilities,
            (y, p) => Sum(y, p, (a, b) => Focal(a, b, 0.3, 1.5)));

    [TestMethod]
    public void SigmoidFocalCrossEntropy_of_scores() =>
        Check(() => new SigmoidFocalCrossEntropy(from_logits: true), Bits, Scores,
            (y, p) => Sum(y, p, (a, x) => Focal(a, Sigmoid(x), 0.25, 2)));

    private static double Focal(double y, double p, double alpha, double gamma)
    {
        double right = y == 1 ? p : 1 - p;
        return -(y == 1 ? alpha : 1 - alpha) * Math.Pow(1 - right, gamma) * Math.Log(right);
    }

    [TestMethod]
    public void SquaredHinge() =>
        Check(() => new SquaredHinge(), Bits, Scores, (y, p) => Mean(y, p, (a, b) => Math.Pow(Math.Max(0, 1 - (2 * a - 1) * b), 2)));

    [TestMethod]
    public void Every_registered_loss_has_a_contract_test()
    {
        foreach (string name in LossRegistry.Names.Where(n => !n.StartsWith("Test", StringComparison.Ordinal)))
            Assert.IsNotNull(typeof(LossContractTests).GetMethod(LossRegistry.Get(name).ClassName)?.GetCustomAttribute<TestMethodAttribute>(),
                $"{name} has no contract test; add one to LossContractTests.");
    }
}
