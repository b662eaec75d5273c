using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Operations;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.PublicApi.Tests;

/// <summary>Protects that layers, operations, losses, metrics, optimizers and callbacks can be written outside the library, used, saved and
/// reloaded.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ExtensionTests
{
    private string _folder = "";

    [TestInitialize]
    public void Begin()
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(2);
        LayerRegistry.Register(nameof(SnakeLayer), SnakeLayer.from_config);
        LayerRegistry.Register(nameof(WeightedSum), WeightedSum.from_config);
        LossRegistry.Register("quartic_error", _ => new QuarticError());
        MetricRegistry.Register("largest_error", _ => new LargestError());
        OptimizerRegistry.Register("SignDescent", config => new SignDescent((double?)config["learning_rate"] ?? 0.01));
        _folder = Directory.CreateTempSubdirectory("publicapi-").FullName;
    }

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    private static Model Wave()
    {
        var inputs = keras.Input(1);
        Tensor hidden = new SnakeLayer(2).Apply(keras.layers.Dense(12).Apply(inputs));
        Tensor other = keras.layers.Dense(12, activation: "tanh").Apply(inputs);
        Tensor sum = new WeightedSum().Apply(new Tensors(hidden, other));
        return keras.Model(inputs, keras.layers.Dense(1).Apply(sum), name: "wave");
    }

    private static (Tensor X, Tensor Y) Samples()
    {
        float[] x = [.. Enumerable.Range(0, 128).Select(i => i / 64f - 1)];
        return (Tensor.From<float>(x, (128, 1)), Tensor.From<float>([.. x.Select(v => MathF.Sin(4 * v))], (128, 1)));
    }

    private static float[] Values(Tensor tensor) => tensor.ToArray<float>();

    [TestMethod]
    public void An_operation_has_the_gradient_that_differences_give()
    {
        Tensor x = Tensor.From<double>([-1.3, -0.2, 0.4, 1.1], 4);
        using var tape = new GradientTape();
        tape.watch(x);
        double[] analytic = tape.gradient(MathOps.ReduceSum(SnakeOp.Apply(x, 1.7)), x).ToArray<double>();
        double[] up = SnakeOp.Apply(x + 1e-6, 1.7).ToArray<double>(), down = SnakeOp.Apply(x - 1e-6, 1.7).ToArray<double>();
        for (int i = 0; i < 4; i++) Assert.AreEqual((up[i] - down[i]) / 2e-6, analytic[i], 1e-7);
    }

    [TestMethod]
    public void Everything_together_trains_and_the_callback_stops_it()
    {
        (Tensor x, Tensor y) = Samples();
        Model model = Wave();
        model.compile("SignDescent", "quartic_error", metrics: "largest_error");
        var stop = new StopBelow(0.02f);
        ICallback history = model.fit(x, y, epochs: 400, verbose: 0, callbacks: [stop]);
        Assert.IsLessThan(400, stop.Epochs);
        Assert.IsGreaterThan(1, stop.Epochs);
        Assert.IsLessThan(history.history["largest_error"][0], history.history["largest_error"][^1]);
        Assert.AreEqual(4.0 * stop.Epochs, ((SnakeLayer)model.layers.Single(l => l is SnakeLayer)).Calls,
            "The layer counts its steps in a weight of its own.");
        Assert.HasCount(9, model.Weights);
        Assert.HasCount(8, model.trainable_variables);
        Assert.HasCount(8, model.optimizer!.variables);
    }

    [TestMethod]
    public void Losses_optimizers_and_metrics_are_taken_as_objects_and_functions_too()
    {
        (Tensor x, Tensor y) = Samples();
        Model model = Wave();
        model.compile(new SignDescent(0.02), new QuarticError(), [new LargestError(), "mae"]);
        float byObject = model.test_on_batch(x, y)["loss"];
        model.compile("sgd", (Func<Tensor, Tensor, Tensor>)((truth, guess) =>
            tf.reduce_mean(MathOps.Square(MathOps.Square(truth - guess)), -1)));
        Assert.AreEqual(byObject, model.test_on_batch(x, y)["loss"], 1e-6f);
    }

    [TestMethod]
    [DataRow("tfjs")]
    [DataRow("h5")]
    [DataRow("keras")]
    public void A_saved_model_with_own_layers_loads_again(string format)
    {
        (Tensor x, Tensor y) = Samples();
        Model model = Wave();
        model.compile("adam", "mse");
        model.fit(x, y, epochs: 1, verbose: 0);
        string path = Path.Combine(_folder, format == "tfjs" ? "model" : "model." + format);
        model.save(path, save_format: format);
        Model copy = keras.models.load_model(path);
        CollectionAssert.AreEqual(Values(model.predict(x)), Values(copy.predict(x)));
        Assert.AreEqual(model.to_json(), copy.to_json());
        Assert.IsInstanceOfType<SnakeLayer>(copy.layers.Single(l => l.ClassName == nameof(SnakeLayer)));
    }

    [TestMethod]
    public void A_layer_that_is_not_registered_is_named_when_a_model_is_read()
    {
        Model model = Wave();
        string json = model.to_json().Replace(nameof(WeightedSum), "UnheardOf", StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => keras.models.model_from_json(json)).Message,
            "LayerRegistry.Register");
    }

    [TestMethod]
    public void A_checkpoint_holds_what_an_own_optimizer_remembers()
    {
        (Tensor x, Tensor y) = Samples();
        string path = Path.Combine(_folder, "state.npz");
        Model straight = Compiled();
        straight.fit(x, y, epochs: 4, verbose: 0);
        Model first = Compiled();
        first.fit(x, y, epochs: 2, verbose: 0);
        first.save_checkpoint(path);
        keras.utils.set_random_seed(999);
        Model second = Wave();
        second.compile("SignDescent", "mse");
        TrainingPosition at = second.load_checkpoint(path);
        second.fit(x, y, epochs: 4, initial_epoch: at.epoch, verbose: 0);
        CollectionAssert.AreEqual(Values(straight.predict(x)), Values(second.predict(x)));

        static Model Compiled()
        {
            keras.utils.set_random_seed(2);
            Model model = Wave();
            model.compile("SignDescent", "mse");
            return model;
        }
    }

    [TestMethod]
    public void A_layer_made_of_layers_has_their_weights()
    {
        var block = new Block();
        Sequential model = keras.Sequential([keras.Input(4), block, keras.layers.Dense(1)]);
        Assert.AreEqual(Shape.Of(-1, 1), model.OutputShape);
        model.compile("adam", "mse");
        model.fit(tf.random.normal((8, 4)), tf.zeros((8, 1)), verbose: 0);
        Assert.HasCount(6, model.trainable_variables);
        Assert.HasCount(2, block.Layers);
    }

    [TestMethod]
    public void An_own_layer_that_takes_one_input_says_so_when_it_gets_two()
    {
        var a = keras.Input(3);
        var error = Assert.ThrowsExactly<ArgumentException>(() => new SnakeLayer().Apply(new Tensors(a, a)));
        StringAssert.Contains(error.Message, "SnakeLayer");
        StringAssert.Contains(error.Message, "got 2 inputs");
    }
}
