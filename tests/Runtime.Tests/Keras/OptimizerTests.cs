using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the optimizers' steps, what they remember, clipping, schedules, names and errors.</summary>
[TestClass]
public sealed class OptimizerTests
{
    private static Tensor D(params double[] values) => Tensor.From<double>(values, Shape.Of(values.Length));

    [TestMethod]
    public void Defaults_are_those_of_Keras()
    {
        Assert.AreEqual(0.01, new SGD().learning_rate);
        foreach (Optimizer optimizer in new Optimizer[] { new Adam(), new AdamW(), new RMSprop(), new Adagrad() })
            Assert.AreEqual(0.001, optimizer.learning_rate);
        Assert.AreEqual(0.004, new AdamW().get_config()["weight_decay"]!.GetValue<double>());
    }

    [TestMethod]
    public void Slots_are_made_once_a_variable_in_their_order()
    {
        var a = new ResourceVariable(D(1, 2), name: "a:0");
        var b = new ResourceVariable(D(3), name: "b:0");
        var optimizer = new Adam();
        optimizer.build([a, b]);
        optimizer.apply_gradients([D(1, 1), null], [a, b]);
        CollectionAssert.AreEqual(new[] { "Adam/a/m:0", "Adam/a/v:0", "Adam/b/m:0", "Adam/b/v:0" },
            optimizer.variables.Select(v => v.Name).ToArray());
        Assert.AreEqual(1, optimizer.iterations);
        CollectionAssert.AreEqual(new[] { 3.0 }, b.AsTensor().ToArray<double>(), "No gradient, no change.");
    }

    [TestMethod]
    public void Pairs_are_taken_in_either_order_of_type()
    {
        var w = new ResourceVariable(D(1), name: "w");
        IVariableV1 plain = w;
        IOptimizer optimizer = new SGD(0.25);
        optimizer.apply_gradients(new[] { (D(1), plain) });
        optimizer.apply_gradients(new[] { (D(1), w) });
        optimizer.apply_gradients(new[] { (plain, D(1)) });
        optimizer.apply_gradients(new List<(ResourceVariable, Tensor)> { (w, D(1)) });
        Assert.AreEqual(0, w.AsTensor().ToArray<double>()[0]);
    }

    [TestMethod]
    public void No_gradient_at_all_is_an_error_as_in_Keras()
    {
        var w = new ResourceVariable(D(1), name: "dense/kernel:0");
        var error = Assert.ThrowsExactly<ArgumentException>(() => new SGD().apply_gradients([null], [w]));
        StringAssert.Contains(error.Message, "No gradients provided for any variable: ['dense/kernel:0']");
        Assert.ThrowsExactly<ArgumentException>(() => new SGD().apply_gradients([D(1), D(1)], [w]));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new SGD().apply_gradients([D(1, 2)], [w])).Message, "dense/kernel:0");
    }

    [TestMethod]
    public void Gradients_that_are_too_long_are_shortened()
    {
        AssertMoved(new SGD(1, clipvalue: 2), [-2, -2, -1]);
        AssertMoved(new SGD(1, clipnorm: 2.5), [-1.5, -2, -1]);
        double all = Math.Sqrt(26);
        AssertMoved(new SGD(1, global_clipnorm: 1), [-3 / all, -4 / all, -1 / all]);
        AssertMoved(new SGD(1, global_clipnorm: 100), [-3, -4, -1]);
        Assert.ThrowsExactly<ArgumentException>(() => new SGD(clipnorm: 1, clipvalue: 1));
        Assert.ThrowsExactly<ArgumentException>(() => new SGD(clipnorm: 0));

        static void AssertMoved(SGD optimizer, double[] expected)
        {
            ResourceVariable a = new(D(0, 0), name: "a"), b = new(D(0), name: "b");
            Tensor ga = D(3, 4), gb = D(1);
            optimizer.apply_gradients([ga, gb], [a, b]);
            double[] moved = [.. a.AsTensor().ToArray<double>(), .. b.AsTensor().ToArray<double>()];
            for (int i = 0; i < 3; i++) Assert.AreEqual(expected[i], moved[i], 1e-12);
            CollectionAssert.AreEqual(new[] { 3.0, 4.0 }, ga.ToArray<double>(), "The caller's gradients stay as they are.");
        }
    }

    [TestMethod]
    public void Schedules_follow_Keras_formulas()
    {
        Assert.AreEqual(0.1 * Math.Pow(0.5, 1.5), new ExponentialDecay(0.1, 10, 0.5).At(15), 1e-15);
        Assert.AreEqual(0.05, new ExponentialDecay(0.1, 10, 0.5, staircase: true).At(15), 1e-15);
        Assert.AreEqual(0.1 / 1.75, new InverseTimeDecay(0.1, 10, 0.5).At(15), 1e-15);
        var piecewise = new PiecewiseConstantDecay([3, 6], [1, 0.5, 0.1]);
        CollectionAssert.AreEqual(new[] { 1, 1, 0.5, 0.5, 0.1 },
            new[] { piecewise.At(0), piecewise.At(3), piecewise.At(4), piecewise.At(6), piecewise.At(7) });
        Assert.AreEqual(0.055, new PolynomialDecay(0.1, 10, 0.01).At(5), 1e-15);
        Assert.AreEqual(0.01, new PolynomialDecay(0.1, 10, 0.01).At(50), 1e-15);
        Assert.AreEqual(0.1 * 0.5, new CosineDecay(0.1, 10).At(5), 1e-15);
        Assert.AreEqual(0.02, new CosineDecay(0.1, 10, alpha: 0.2).At(99), 1e-15);
        Assert.AreEqual(0.5, new CosineDecay(0, 10, warmup_target: 1, warmup_steps: 4).At(2), 1e-15);
        Assert.ThrowsExactly<ArgumentException>(() => new PiecewiseConstantDecay([3], [1]));
        Assert.ThrowsExactly<ArgumentException>(() => new CosineDecay(1, 0));
    }

    [TestMethod]
    public void A_schedule_sets_the_rate_of_each_step_and_a_number_replaces_it()
    {
        var w = new ResourceVariable(D(0), name: "w");
        var optimizer = new SGD(new PiecewiseConstantDecay([0], [1, 0.5]));
        optimizer.apply_gradients([D(1)], [w]);
        optimizer.apply_gradients([D(1)], [w]);
        Assert.AreEqual(-1.5, w.AsTensor().ToArray<double>()[0]);
        optimizer.learning_rate = 0.25;
        optimizer.apply_gradients([D(1)], [w]);
        Assert.AreEqual(-1.75, w.AsTensor().ToArray<double>()[0]);
        Assert.ThrowsExactly<ArgumentException>(() => optimizer.learning_rate = double.NaN);
    }

    [TestMethod]
    public void Configurations_make_equal_optimizers()
    {
        Optimizer[] all =
        [
            new SGD(0.3, 0.9, true, clipnorm: 2), new Adam(new ExponentialDecay(0.1, 10, 0.5, true), 0.8, 0.99, 1e-5, clipvalue: 3),
            new AdamW(0.2, 0.1), new RMSprop(0.3, 0.8, 0.7, 1e-3, true),
            new Adagrad(0.1, 0.3, 1e-4, global_clipnorm: 5), new Adam(new PiecewiseConstantDecay([1, 2], [3, 2, 1])),
            new Adam(new CosineDecay(0.1, 20, 0.1, 0.3, 5)), new SGD(new PolynomialDecay(1, 2, 0.1, 2, true)),
            new SGD(new InverseTimeDecay(1, 2, 3)),
        ];
        foreach (Optimizer optimizer in all)
        {
            Optimizer copy = OptimizerRegistry.Create(optimizer.ClassName, JsonNode.Parse(optimizer.get_config().ToJsonString())!.AsObject());
            Assert.AreEqual(optimizer.GetType(), copy.GetType());
            Assert.AreEqual(optimizer.get_config().ToJsonString(), copy.get_config().ToJsonString());
        }
        CollectionAssert.AreEquivalent(OptimizerRegistry.Names.ToArray(), all.Select(o => o.ClassName).Distinct().ToArray());
    }

    [TestMethod]
    public void Names_are_understood_in_any_case_and_unknown_ones_list_the_known()
    {
        Assert.IsInstanceOfType<RMSprop>((Optimizer)"rmsprop");
        Assert.IsInstanceOfType<Adam>(((OptimizerArgument)"adam").Value);
        string message = Assert.ThrowsExactly<ArgumentException>(() => (OptimizerArgument)"adamm").Message;
        foreach (string name in OptimizerRegistry.Names) StringAssert.Contains(message, name);
    }

    [TestMethod]
    public void What_is_not_built_is_refused()
    {
        Assert.ThrowsExactly<NotSupportedException>(() => new Adam(amsgrad: true));
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() =>
            OptimizerRegistry.Create("SGD", new JsonObject { ["decay"] = 0.1 })).Message, "InverseTimeDecay");
    }

    [TestMethod]
    public void A_step_allocates_nothing_once_it_is_running()
    {
        var optimizer = new Adam();
        ResourceVariable[] variables = [new(D(1, 2), name: "a"), new(D(3), name: "b")];
        Tensor?[] gradients = [D(1, 1), D(2)];
        for (int i = 0; i < 5; i++) optimizer.apply_gradients(gradients, variables);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) optimizer.apply_gradients(gradients, variables);
        Assert.IsLessThan(20 * 64, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void The_papers_loop_trains()
    {
        var w = new ResourceVariable(D(0, 0), name: "w");
        Tensor x = Tensor.From<double>([1, 2, 3, 4, 5, 7], (3, 2)), y = Tensor.From<double>([5, 11, 19], (3, 1));
        var optimizer = keras.optimizers.Adam(learning_rate: 0.1);
        double loss = double.MaxValue;
        for (int i = 0; i < 500; i++)
        {
            using var tape = new GradientTape();
            Tensor error = keras.losses.mean_squared_error(y,
                Tensorflow.Operations.MathOps.MatMul(x, Tensorflow.Operations.ArrayOps.Reshape(w.AsTensor(), (2, 1))));
            Tensor mean = Tensorflow.Operations.MathOps.ReduceMean(error);
            loss = mean.ToArray<double>()[0];
            optimizer.apply_gradients(new[] { (tape.gradient(mean, w), w) });
        }
        Assert.IsLessThan(0.05, loss, "It begins at 169.");
    }
}
