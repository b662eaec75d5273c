using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects first values and penalties of weights.</summary>
[TestClass]
public sealed class InitializerTests
{
    private static (double Mean, double Deviation, double Least, double Most) Figures(Initializer initializer, Shape shape)
    {
        float[] values = initializer.Apply(shape, TF_DataType.TF_FLOAT, new RandomStream(5)).ToArray<float>();
        double mean = values.Average(v => (double)v);
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), values.Min(), values.Max());
    }

    [TestMethod]
    [DataRow("glorot_uniform", 2.0 / (200 + 300))]
    [DataRow("glorot_normal", 2.0 / (200 + 300))]
    [DataRow("he_uniform", 2.0 / 200)]
    [DataRow("he_normal", 2.0 / 200)]
    [DataRow("lecun_uniform", 1.0 / 200)]
    [DataRow("lecun_normal", 1.0 / 200)]
    public void Variances_are_those_of_Keras(string name, double variance)
    {
        (double mean, double deviation, double least, double most) = Figures(name, (200, 300));
        Assert.AreEqual(0, mean, 3 * Math.Sqrt(variance / 60_000));
        Assert.AreEqual(Math.Sqrt(variance), deviation, 0.01 * Math.Sqrt(variance));
        double limit = name.EndsWith("uniform", StringComparison.Ordinal) ? Math.Sqrt(3 * variance) : 2 * Math.Sqrt(variance) / 0.8796;
        Assert.IsGreaterThanOrEqualTo(-limit * 1.0001, least);
        Assert.IsLessThanOrEqualTo(limit * 1.0001, most);
        Assert.IsGreaterThan(limit * 0.99, most, "The whole range is used.");
    }

    [TestMethod]
    public void Every_position_of_a_convolution_kernel_counts_as_an_input()
    {
        Assert.AreEqual((9.0 * 4, 9.0 * 6), VarianceScaling.Fans((3, 3, 4, 6)));
        Assert.AreEqual((5.0, 5.0), VarianceScaling.Fans(5));
        (_, double deviation, _, _) = Figures(new VarianceScaling(1, "fan_out", "untruncated_normal"), (3, 3, 100, 60));
        Assert.AreEqual(Math.Sqrt(1.0 / 540), deviation, 0.02 * Math.Sqrt(1.0 / 540));
    }

    [TestMethod]
    public void Plain_distributions_have_their_settings()
    {
        (double mean, double deviation, _, _) = Figures(new RandomNormal(1, 0.2), (100, 100));
        Assert.AreEqual(1, mean, 0.01);
        Assert.AreEqual(0.2, deviation, 0.005);
        (_, _, double least, double most) = Figures(new TruncatedNormal(0, 0.05), (100, 100));
        Assert.IsGreaterThanOrEqualTo(-0.1, least);
        Assert.IsLessThanOrEqualTo(0.1, most);
        (mean, _, least, most) = Figures(new RandomUniform(2, 4), (100, 100));
        Assert.AreEqual(3, mean, 0.03);
        Assert.IsTrue(least >= 2 && most < 4.0001);
        Assert.AreEqual((7, 0, 7, 7), Figures(new Constant(7), (3, 4)));
        Assert.AreEqual((0, 0, 0, 0), Figures(new Zeros(), (3, 4)));
        Assert.AreEqual((1, 0, 1, 1), Figures(new Ones(), (3, 4)));
    }

    [TestMethod]
    [DataRow(4, 7)]
    [DataRow(7, 4)]
    [DataRow(6, 6)]
    public void Orthogonal_is_orthogonal_also_with_a_gain(int rows, int columns)
    {
        double[] q = new Orthogonal(2, seed: 3).Apply((rows, columns), TF_DataType.TF_DOUBLE).ToArray<double>();
        bool wide = rows <= columns;
        int vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
        for (int i = 0; i < vectors; i++)
        {
            for (int j = 0; j < vectors; j++)
            {
                double dot = 0;
                for (int k = 0; k < length; k++) dot += At(i, k) * At(j, k);
                Assert.AreEqual(i == j ? 4 : 0, dot, 1e-12);
            }
        }
        Assert.ThrowsExactly<ArgumentException>(() => new Orthogonal().Apply(5));

        double At(int vector, int k) => wide ? q[vector * columns + k] : q[k * columns + vector];
    }

    [TestMethod]
    public void A_seed_repeats_and_without_one_numbers_go_on()
    {
        var seeded = new GlorotUniform(seed: 9);
        CollectionAssert.AreEqual(seeded.Apply((3, 4)).ToArray<float>(), seeded.Apply((3, 4)).ToArray<float>());
        var free = new GlorotUniform();
        CollectionAssert.AreNotEqual(free.Apply((3, 4)).ToArray<float>(), free.Apply((3, 4)).ToArray<float>());
        CollectionAssert.AreEqual(free.Apply((3, 4), stream: new RandomStream(1)).ToArray<float>(),
            free.Apply((3, 4), stream: new RandomStream(1)).ToArray<float>());
    }

    [TestMethod]
    public void Every_initializer_comes_back_from_its_configuration_by_class_name()
    {
        var special = new VarianceScaling(3, "fan_out", "uniform", 4);
        foreach (Initializer initializer in InitializerRegistry.Names.Select(InitializerRegistry.Get).Append(special))
        {
            JsonObject config = JsonNode.Parse(initializer.Serialize().ToJsonString())!.AsObject();
            Initializer copy = InitializerRegistry.FromConfig(config);
            Assert.AreEqual(initializer.GetType(), copy.GetType());
            Assert.AreEqual(initializer.get_config().ToJsonString(), copy.get_config().ToJsonString());
            Assert.AreEqual(Shape.Of(3, 4), copy.Apply((3, 4)).shape);
        }
    }

    [TestMethod]
    public void Wrong_settings_say_what_is_taken()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new VarianceScaling(mode: "fan")).Message, "fan_avg");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new VarianceScaling(distribution: "gamma")).Message, "uniform");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => (Initializer)"glorot").Message, "glorot_normal");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => (Regularizer)"l3").Message, "l1_l2");
        Assert.ThrowsExactly<ArgumentException>(() => new L2(-1));
    }

    [TestMethod]
    public void Penalties_are_those_of_the_formulas()
    {
        Tensor w = Tensor.From<float>([1, -2, 3], 3);
        Assert.AreEqual(0.01 * 6, Value(new L1()), 1e-6);
        Assert.AreEqual(0.01 * 14, Value(new L2()), 1e-6);
        Assert.AreEqual(0.1 * 6 + 0.2 * 14, Value(new L1L2(0.1, 0.2)), 1e-6);
        Assert.AreEqual(0.01 * 14, Value("l2"), 1e-6);
        Assert.AreEqual(0.01 * 20, Value("l1_l2"), 1e-6);
        Assert.AreEqual(0, Value(new L1L2()), 0);
        foreach (Regularizer regularizer in new Regularizer[] { new L1(0.3), new L2(0.4), new L1L2(0.1, 0.2) })
            Assert.AreEqual(Value(regularizer), Value(RegularizerRegistry.FromConfig(regularizer.Serialize())), 0);

        double Value(Regularizer regularizer) => regularizer.Apply(w).ToArray<float>()[0];
    }

    [TestMethod]
    public void Penalties_pass_a_gradient_check()
    {
        foreach (Regularizer regularizer in new Regularizer[] { new L1(0.3), new L2(0.4), new L1L2(0.1, 0.2) })
            Autodiff.GradientCheck.Run(x => regularizer.Apply(x[0]), [Autodiff.GradientCheck.Random((3, 4))]);
    }
}
