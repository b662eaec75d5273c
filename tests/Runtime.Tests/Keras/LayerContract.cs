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
    public static void Check(Func<Layer> make, Shape input, int weights = 0, Shape? refused = null, bool random = false) =>
        Check(make, [input], weights, refused is null ? null : [refused], random);

    /// <summary>The same for a layer of several inputs.</summary>
    public static void Check(Func<Layer> make, Shape[] inputs, int weights = 0, Shape[]? refused = null, bool random = false)
    {
        Layer layer = make();
        JsonObject config = Json(layer.get_config());
        Layer copy = LayerRegistry.Create(layer.ClassName, config);
        Assert.AreEqual(layer.GetType(), copy.GetType());
        Assert.AreEqual(config.ToJsonString(), copy.get_config().ToJsonString(), "A layer made from its configuration must have the same one.");

        Tensor[] xs = [.. inputs.Select((shape, i) => Single(GradientCheck.Random(shape, 5 + 31 * i)))];
        Shape[] unknownBatch = [.. inputs.Select(shape => Shape.Of([-1, .. shape.Span[1..]]))];
        layer.EnsureBuilt(unknownBatch);
        Assert.IsTrue(layer.Built);
        Assert.HasCount(weights, layer.Weights);
        Shape promised = layer.ComputeOutputShape(unknownBatch);
        Assert.AreEqual(-1, promised[0], "The batch's size is not known before there is one.");

        Tensor y = Apply(layer, xs);
        Assert.AreEqual(layer.ComputeOutputShape(inputs), y.shape, "The shape rule must agree with the output.");
        Assert.AreEqual(Shape.Of([inputs[0][0], .. promised.Span[1..]]), y.shape);
        AssertSameBits(y, Apply(layer, xs), "Two predictions must be equal.");
        Tensor trained = Apply(layer, xs, training: true);
        Assert.AreEqual(y.shape, trained.shape);
        if (!random) AssertSameBits(y, trained, "Training must compute the same.");
        // Training may have moved running averages.
        y = Apply(layer, xs);

        copy.EnsureBuilt(unknownBatch);
        copy.set_weights([.. layer.Weights.Select(w => w.AsTensor())]);
        AssertSameBits(y, Apply(copy, xs), "Configuration and weights must make up the whole layer.");

        Tensor alone = Apply(layer, [.. xs.Select(FirstRow)]);
        CollectionAssert.AreEqual(y.ToArray<float>()[..(int)alone.size], alone.ToArray<float>(),
            "A row's prediction must have the same bits in any batch.");

        Gradients(config, layer.ClassName, inputs);
        if (refused is not null) Refuses(make, refused);
    }

    private static void Refuses(Func<Layer> make, Shape[] refused)
    {
        Layer layer = make();
        var error = Assert.ThrowsExactly<ArgumentException>(() => Apply(layer, [.. refused.Select(shape => Tensor.Zeros(shape))]));
        StringAssert.Contains(error.Message, $"{layer.ClassName} '{layer.Name}' got ");
        Assert.IsTrue(refused.Any(shape => error.Message.Contains(shape.ToString(), StringComparison.Ordinal)), error.Message);
        StringAssert.Contains(error.Message, "it takes ");
    }

    /// <summary>Calls a layer as its users do: on a tensor, or on a list.</summary>
    private static Tensor Apply(Layer layer, Tensor[] xs, bool training = false) =>
        xs.Length == 1 ? layer.Apply(xs[0], training) : layer.Apply(new Tensors(xs), training: training);

    private static Tensor FirstRow(Tensor x)
    {
        long[] begin = new long[x.ndim], size = x.shape.dims;
        size[0] = 1;
        return ArrayOps.Slice(x, begin, size);
    }

    /// <summary>Compares gradients with central differences, in float64, for each input and each weight.</summary>
    private static void Gradients(JsonObject config, string className, Shape[] inputs)
    {
        JsonObject exact = Json(config);
        MakeExact(exact);
        Layer layer = LayerRegistry.Create(className, exact);
        Tensor[] xs = [.. inputs.Select((shape, i) => GradientCheck.Random(shape, 5 + 31 * i))];
        layer.EnsureBuilt(inputs);
        // Weights that training leaves alone may be variances.
        for (int i = 0; i < layer.Weights.Count; i++)
            layer.Weights[i].assign(GradientCheck.Random(layer.Weights[i].shape, 20 + i, layer.Weights[i].trainable ? -1 : 0.3));
        Tensor projection = GradientCheck.Random(layer.ComputeOutputShape(inputs), 7);

        Tensor[] analytic;
        using (var tape = new GradientTape(persistent: true))
        {
            foreach (Tensor x in xs) tape.watch(x);
            Tensor loss = Loss(xs);
            analytic = [.. tape.gradient(loss, xs), .. tape.gradient(loss, layer.trainable_variables)];
        }
        for (int i = 0; i < xs.Length; i++) Compare(xs[i], analytic[i], moved => Loss([.. xs[..i], moved, .. xs[(i + 1)..]]), $"input {i}");
        for (int i = 0; i < layer.trainable_variables.Count; i++)
        {
            ResourceVariable weight = layer.trainable_variables[i];
            Tensor value = ArrayOps.Identity(weight.AsTensor());
            Compare(value, analytic[i + xs.Length], moved => Loss(xs, weight.assign(moved)), weight.Name);
            weight.assign(value);
        }

        Tensor Loss(Tensor[] at, ResourceVariable? assigned = null) => MathOps.ReduceSum(MathOps.Multiply(Apply(layer, at), projection));
    }

    /// <summary>Makes the layer, and the layers in its settings, layers of float64.</summary>
    private static void MakeExact(JsonObject config)
    {
        config["dtype"] = "float64";
        foreach (JsonNode? node in config.Select(setting => setting.Value).SelectMany(v => v is JsonArray list ? list.AsEnumerable() : [v]).ToArray())
            if (node is JsonObject inner && inner["config"] is JsonObject settings && settings["dtype"] is not null) MakeExact(settings);
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
