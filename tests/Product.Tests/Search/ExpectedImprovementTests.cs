using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>Protects expected improvement, down to where only its logarithm can be written.</summary>
[TestClass]
public sealed class ExpectedImprovementTests
{
    [TestMethod]
    [DataRow(1.0, 1.0833154705876862)]   // Φ(1) + φ(1)
    [DataRow(0.0, 0.3989422804014327)]   // φ(0)
    [DataRow(-1.0, 0.0833154705876863)]  // φ(1) - (1 - Φ(1))
    [DataRow(-3.0, 0.00038215431704847)] // 0.004431848411938007 - 3 x 0.001349898031630095
    public void It_is_the_closed_form(double z, double expected)
    {
        Assert.AreEqual(expected, ExpectedImprovement.Of(z, 1, 0), 1e-11 * expected);
        Assert.AreEqual(2 * expected, ExpectedImprovement.Of(5 + 2 * z, 2, 5), 2e-11 * expected);
    }

    [TestMethod]
    public void It_is_the_integral()
    {
        foreach (double mean in (double[])[-5, -3.5, -3, -1, 0.3, 2, 12])
        {
            const double Deviation = 1.3, Best = 0.5, Step = 1e-4;
            double sum = 0;
            for (double gain = Step / 2; gain < 30; gain += Step)
            {
                double z = (Best + gain - mean) / Deviation;
                sum += gain * Math.Exp(-0.5 * z * z) / (Deviation * Math.Sqrt(2 * Math.PI)) * Step;
            }
            Assert.AreEqual(sum, ExpectedImprovement.Of(mean, Deviation, Best), 1e-7 * sum, $"At the mean {mean}.");
        }
    }

    [TestMethod]
    public void Its_logarithm_goes_on_where_the_number_is_0_and_where_the_formulas_meet()
    {
        // φ(x) (1/x² - 3/x⁴ + 15/x⁶ - 105/x⁸)
        double x = 50, series = 1 / (x * x) - 3 / Math.Pow(x, 4) + 15 / Math.Pow(x, 6) - 105 / Math.Pow(x, 8);
        Assert.AreEqual(-0.5 * x * x - 0.5 * Math.Log(2 * Math.PI) + Math.Log(series), ExpectedImprovement.LogOf(-x, 1, 0), 1e-9);
        Assert.AreEqual(0, ExpectedImprovement.Of(-x, 1, 0));
        Assert.AreEqual(ExpectedImprovement.LogOf(-3 + 1e-12, 1, 0), ExpectedImprovement.LogOf(-3 - 1e-12, 1, 0), 1e-9);
        for (double z = -60; z < 20; z += 0.01) Assert.IsGreaterThan(ExpectedImprovement.LogOf(z, 1, 0), ExpectedImprovement.LogOf(z + 0.01, 1, 0));
    }

    [TestMethod]
    public void Without_deviation_it_is_the_difference()
    {
        Assert.AreEqual(1.5, ExpectedImprovement.Of(2, 0, 0.5), 1e-15);
        Assert.AreEqual(0, ExpectedImprovement.Of(0.5, 0, 2));
        Assert.AreEqual(double.NegativeInfinity, ExpectedImprovement.LogOf(0.5, 0, 0.5));
        Assert.AreEqual(double.NegativeInfinity, ExpectedImprovement.LogOf(0.5, 1e-320, 2));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ExpectedImprovement.Of(0, -1, 0)).Message, "deviation -1");
    }
}
