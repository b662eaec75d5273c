using System.Text.Json.Nodes;
using MlPipelines.Tests.Autodiff;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Keras;

/// <summary>What every layer must keep: one call is a layer's whole test, but for what only it does.</summary>
internal static class LayerContract
{
    private const double Step = 1e-5, Tolerance = 1e-6;

    /// <param name="make">Makes the layer, as a user would.</param>
    /// <param name="input">An input's shape, with a batch of 2 or more.</param>
    /// <param name="weights">How many weights it has.</param>
    /// <param name="refused">A shape it must refuse; null for a layer that takes any.</param>
    /// <param name="random">True when training is random.</param>
    public static void Check(Func<Layer> make, Shape input, int weights = 0, Shape? refused = null, bool random = false)
    {
        Layer layer = make();
        JsonObject config = Json(layer.get_config());
        Layer copy = LayerRegistry.Create(layer.ClassName, config);
        Assert.AreEqual(layer.GetType(), copy.GetType());
        Assert.AreEqual(config.ToJsonString(), copy.get_config().ToJsonString(), "A layer made from its configuration must have the same one.");

        Tensor x = Single(GradientCheck.Random(input, 5));
        Shape unknownBatch = Shape.Of([-1, .. input.Span[1..]]);
        layer.EnsureBuilt(unknownBatch);
        Assert.IsTrue(layer.Built);
        Assert.HasCount(weights, layer.Weights);
        Shape promised = layer.ComputeOutputShape(unknownBatch);
        Assert.AreEqual(-1, promised[0], "The batch's size is not known before there is one.");

        Tensor y = layer.Apply(x);
        Assert.AreEqual(layer.ComputeOutputShape(input), y.shape, "The shape rule must agree with the output.");
        Assert.AreEqual(Shape.Of([input[0], .. promised.Span[1..]]), y.shape);
        AssertSameBits(y, layer.Apply(x), "Two predictions must be equal.");
        Tensor trained = layer.Apply(x, training: true);
        Assert.AreEqual(y.shape, trained.shape);
        if (!random) AssertSameBits(y, trained, "Training must compute the same.");

        copy.EnsureBuilt(unknownBatch);
        copy.set_weights([.. layer.Weights.Select(w => w.AsTensor())]);
        AssertSameBits(y, copy.Apply(x), "Configuration and weights must make up the whole layer.");

        long[] begin = new long[input.ndim], size = input.dims;
        size[0] = 1;
        Tensor alone = layer.Apply(ArrayOps.Slice(x, begin, size));
        CollectionAssert.AreEqual(y.ToArray<float>()[..(int)alone.size], alone.ToArray<float>(),
            "A row's prediction must have the same bits in any batch.");

        Gradients(config, layer.ClassName, input);
        if (refused is not null) Refuses(make, refused);
    }

    private static void Refuses(Func<Layer> make, Shape refused)
    {
        Layer layer = make();
        var error = Assert.ThrowsExactly<ArgumentException>(() => layer.Apply(Tensor.Zeros(refused)));
        StringAssert.Contains(error.Message, $"{layer.ClassName} '{layer.Name}' got ");
        StringAssert.Contains(error.Message, refused.ToString());
        StringAssert.Contains(error.Message, "it takes ");
    }

    /// <summary>Compares gradients with central differences, in float64, for the input and each weight.</summary>
    private static void Gradients(JsonObject config, string className, Shape input)
    {
        JsonObject exact = Json(config);
        exact["dtype"] = "float64";
        Layer layer = LayerRegistry.Create(className, exact);
        Tensor x = GradientCheck.Random(input, 5);
        layer.EnsureBuilt(input);
        for (int i = 0; i < layer.Weights.Count; i++) layer.Weights[i].assign(GradientCheck.Random(layer.Weights[i].shape, 20 + i));
        Tensor projection = GradientCheck.Random(layer.ComputeOutputShape(input), 7);

        Tensor[] analytic;
        using (var tape = new GradientTape(persistent: true))
        {
            tape.watch(x);
            Tensor loss = Loss(x);
            analytic = [tape.gradient(loss, x), .. tape.gradient(loss, layer.trainable_variables)];
        }
        Compare(x, analytic[0], moved => Loss(moved), "the input");
        for (int i = 0; i < layer.trainable_variables.Count; i++)
        {
            ResourceVariable weight = layer.trainable_variables[i];
            Tensor value = ArrayOps.Identity(weight.AsTensor());
            Compare(value, analytic[i + 1], moved => Loss(x, weight.assign(moved)), weight.Name);
            weight.assign(value);
        }

        Tensor Loss(Tensor input, ResourceVariable? assigned = null) => MathOps.ReduceSum(MathOps.Multiply(layer.Apply(input), projection));
    }

    private static void Compare(Tensor at, Tensor analytic, Func<Tensor, Tensor> loss, string what)
    {
        Assert.IsNotNull(analytic, $"There is no gradient with respect to {what}.");
        double[] gradient = analytic.ToArray<double>(), values = at.ToArray<double>();
        for (int i = 0; i < values.Length; i++)
        {
            double numeric = (At(Step) - At(-Step)) / (2 * Step);
            if (!(Math.Abs(numeric - gradient[i]) <= Tolerance * (1 + Math.Abs(numeric))))
                Assert.Fail($"The gradient with respect to {what}, element {i}, is {gradient[i]:R}; differences give {numeric:R}.");

            double At(double step)
            {
                double[] moved = [.. values];
                moved[i] += step;
                return loss(Tensor.From<double>(moved, at.shape)).ToArray<double>()[0];
            }
        }
    }

    private static void AssertSameBits(Tensor expected, Tensor actual, string why) =>
        CollectionAssert.AreEqual(expected.ToArray<float>(), actual.ToArray<float>(), why);

    private static Tensor Single(Tensor x) => MathOps.Cast(x, TF_DataType.TF_FLOAT);

    /// <summary>A configuration as it comes back from a file.</summary>
    private static JsonObject Json(JsonObject config) => JsonNode.Parse(config.ToJsonString())!.AsObject();
}
