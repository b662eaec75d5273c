using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Keras;

/// <summary>One weight's next value from its present one, its gradient and the number of the step, from 1; remembers what it
/// needs.</summary>
internal delegate double PlainStep(double weight, double gradient, int step);

/// <summary>What every optimizer must keep: one call is an optimizer's whole test, but for what only it does.</summary>
internal static class OptimizerContract
{
    private const int Steps = 3;

    /// <summary>Two variables whose sizes leave vectors partly filled.</summary>
    private static readonly Shape[] Shapes = [(5, 7), 3];

    /// <param name="make">Makes the optimizer, as a user would.</param>
    /// <param name="plain">Makes the same rule for one weight, written plainly.</param>
    /// <param name="slots">Names of what it remembers of each variable.</param>
    public static void Check(Func<Optimizer> make, Func<PlainStep> plain, params string[] slots)
    {
        Optimizer optimizer = make();
        JsonObject config = JsonNode.Parse(optimizer.get_config().ToJsonString())!.AsObject();
        Optimizer copy = OptimizerRegistry.Create(optimizer.ClassName, config);
        Assert.AreEqual(optimizer.GetType(), copy.GetType());
        Assert.AreEqual(config.ToJsonString(), copy.get_config().ToJsonString(), "An optimizer made from its configuration must have the "
            + "same one.");

        Agrees(make(), plain);
        Remembers(make(), slots);
        GoesOn(make);
    }

    private static void Agrees(Optimizer optimizer, Func<PlainStep> plain)
    {
        ResourceVariable[] variables = Variables(TF_DataType.TF_DOUBLE);
        double[][] expected = [.. variables.Select(v => v.AsTensor().ToArray<double>())];
        PlainStep[][] rules = [.. expected.Select(values => values.Select(_ => plain()).ToArray())];
        for (int step = 1; step <= Steps; step++)
        {
            Tensor[] gradients = Gradients(step, TF_DataType.TF_DOUBLE);
            optimizer.apply_gradients(gradients, variables);
            for (int v = 0; v < variables.Length; v++)
            {
                double[] g = gradients[v].ToArray<double>(), actual = variables[v].AsTensor().ToArray<double>();
                for (int i = 0; i < g.Length; i++)
                {
                    expected[v][i] = rules[v][i](expected[v][i], g[i], step);
                    Assert.AreEqual(expected[v][i], actual[i], 1e-12, $"step {step}, variable {v}, element {i}");
                }
            }
        }
        Assert.AreEqual(Steps, optimizer.iterations);
    }

    private static void Remembers(Optimizer optimizer, string[] slots)
    {
        ResourceVariable[] variables = Variables(TF_DataType.TF_FLOAT);
        float[] untouched = variables[1].AsTensor().ToArray<float>();
        optimizer.apply_gradients([Gradients(1, TF_DataType.TF_FLOAT)[0], null], variables);
        CollectionAssert.AreEqual(variables.SelectMany(v => slots.Select(s => $"{optimizer.Name}/{v.Name[..^2]}/{s}:0")).ToArray(),
            optimizer.variables.Select(v => v.Name).ToArray());
        foreach (ResourceVariable slot in optimizer.variables) Assert.IsFalse(slot.trainable);
        CollectionAssert.AreEqual(untouched, variables[1].AsTensor().ToArray<float>(), "No gradient, no change.");
    }

    /// <summary>Weights, slots and the number of steps are the whole state.</summary>
    private static void GoesOn(Func<Optimizer> make)
    {
        Optimizer first = make(), second = make();
        ResourceVariable[] original = Variables(TF_DataType.TF_FLOAT), restored = Variables(TF_DataType.TF_FLOAT);
        for (int step = 1; step < Steps; step++) first.apply_gradients(Gradients(step, TF_DataType.TF_FLOAT), original);
        second.build(restored);
        Copy(original, restored);
        Copy(first.variables, second.variables);
        second.iterations = first.iterations;
        first.apply_gradients(Gradients(Steps, TF_DataType.TF_FLOAT), original);
        second.apply_gradients(Gradients(Steps, TF_DataType.TF_FLOAT), restored);
        for (int v = 0; v < original.Length; v++)
            CollectionAssert.AreEqual(original[v].AsTensor().ToArray<float>(), restored[v].AsTensor().ToArray<float>(),
                "A restored optimizer must go on with the same bits.");

        static void Copy(IReadOnlyList<ResourceVariable> from, IReadOnlyList<ResourceVariable> to)
        {
            Assert.HasCount(from.Count, to);
            for (int i = 0; i < from.Count; i++) to[i].assign(ArrayOps.Identity(from[i].AsTensor()));
        }
    }

    private static ResourceVariable[] Variables(TF_DataType dtype) =>
        [.. Shapes.Select((shape, i) => new ResourceVariable(RandomOps.Normal(shape, dtype: dtype, stream: new RandomStream(i)),
            name: $"v{i}:0"))];

    private static Tensor[] Gradients(int step, TF_DataType dtype) =>
        [.. Shapes.Select((shape, i) => RandomOps.Normal(shape, dtype: dtype, stream: new RandomStream(100 * step + i)))];
}
