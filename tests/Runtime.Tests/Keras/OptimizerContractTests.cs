using System.Reflection;
using Tensorflow.Keras.Optimizers;

namespace MlPipelines.Tests.Keras;

/// <summary>One contract test an optimizer, named like its class, and the test that finds an optimizer without one.</summary>
[TestClass]
public sealed class OptimizerContractTests
{
    [TestMethod]
    public void Adagrad() => OptimizerContract.Check(() => new Adagrad(0.1, 0.2, 1e-5), () =>
    {
        double a = 0.2;
        return (w, g, _) => w - 0.1 * g / Math.Sqrt((a += g * g) + 1e-5);
    }, "accumulator");

    [TestMethod]
    public void Adam() => OptimizerContract.Check(() => new Adam(0.1), () => PlainAdam(0.1, 0.9, 0.999, 1e-7, 0), "m", "v");

    [TestMethod]
    public void Adam_with_a_schedule_and_other_moments() =>
        // Two steps were done when the boundary, 1, is passed.
        OptimizerContract.Check(() => new Adam(new PiecewiseConstantDecay([1], [0.1, 0.02]), 0.8, 0.95, 1e-3),
            () => PlainAdam(t => t <= 2 ? 0.1 : 0.02, 0.8, 0.95, 1e-3, 0), "m", "v");

    [TestMethod]
    public void AdamW() => OptimizerContract.Check(() => new AdamW(0.1, 0.04), () => PlainAdam(0.1, 0.9, 0.999, 1e-7, 0.04), "m", "v");

    [TestMethod]
    public void RMSprop() => OptimizerContract.Check(() => new RMSprop(0.1, 0.8), () => PlainRms(0.1, 0.8, 0, false), "rms");

    [TestMethod]
    public void RMSprop_with_momentum() =>
        OptimizerContract.Check(() => new RMSprop(0.1, momentum: 0.7), () => PlainRms(0.1, 0.9, 0.7, false), "rms", "momentum");

    [TestMethod]
    public void RMSprop_centered() =>
        OptimizerContract.Check(() => new RMSprop(0.1, momentum: 0.7, centered: true), () => PlainRms(0.1, 0.9, 0.7, true), "rms",
            "momentum", "mean");

    [TestMethod]
    public void SGD() => OptimizerContract.Check(() => new SGD(0.1), () => (w, g, _) => w - 0.1 * g);

    [TestMethod]
    public void SGD_with_clipped_values() =>
        OptimizerContract.Check(() => new SGD(0.1, clipvalue: 0.5), () => (w, g, _) => w - 0.1 * Math.Clamp(g, -0.5, 0.5));

    [TestMethod]
    public void SGD_with_momentum() => OptimizerContract.Check(() => new SGD(0.1, 0.9), () =>
    {
        double v = 0;
        return (w, g, _) => w + (v = 0.9 * v - 0.1 * g);
    }, "momentum");

    [TestMethod]
    public void SGD_with_Nesterovs_momentum() => OptimizerContract.Check(() => new SGD(0.1, 0.9, nesterov: true), () =>
    {
        double v = 0;
        return (w, g, _) =>
        {
            v = 0.9 * v - 0.1 * g;
            return w + 0.9 * v - 0.1 * g;
        };
    }, "momentum");

    [TestMethod]
    public void Every_registered_optimizer_has_a_contract_test()
    {
        foreach (string name in OptimizerRegistry.Names.Where(n => !n.StartsWith("Test", StringComparison.Ordinal)))
            Assert.IsNotNull(typeof(OptimizerContractTests).GetMethod(name)?.GetCustomAttribute<TestMethodAttribute>(),
                $"{name} has no contract test; add one to OptimizerContractTests.");
    }

    private static PlainStep PlainAdam(double rate, double beta1, double beta2, double epsilon, double decay) =>
        PlainAdam(_ => rate, beta1, beta2, epsilon, decay);

    private static PlainStep PlainAdam(Func<int, double> rate, double beta1, double beta2, double epsilon, double decay)
    {
        double m = 0, v = 0;
        return (w, g, t) =>
        {
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            double corrected = m / (1 - Math.Pow(beta1, t)), square = v / (1 - Math.Pow(beta2, t));
            return w * (1 - rate(t) * decay) - rate(t) * corrected / (Math.Sqrt(square) + epsilon);
        };
    }

    private static PlainStep PlainRms(double rate, double rho, double momentum, bool centered)
    {
        double r = 0, mean = 0, step = 0;
        return (w, g, _) =>
        {
            r = rho * r + (1 - rho) * g * g;
            mean = rho * mean + (1 - rho) * g;
            step = momentum * step + rate * g / Math.Sqrt(r - (centered ? mean * mean : 0) + 1e-7);
            return w - step;
        };
    }
}
