using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using Tensorflow.NumPy;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

// The rows about training, names in listings, progress, tapes and losses.
public sealed partial class TensorFlowNetTableTests
{
    private static Sequential Line(string optimizer = "adam", string loss = "mse")
    {
        Sequential model = keras.Sequential([keras.layers.Dense(1, use_bias: false, kernel_initializer: "ones", input_shape: 1)]);
        model.compile(optimizer, loss);
        return model;
    }

    private static Tensor Column(params float[] values) => Tensor.From<float>(values, (values.Length, 1));

    [TestMethod]
    public void Compile_takes_the_named_optimizer()
    {
        foreach ((string name, Type type) in new[] { ("adam", typeof(Adam)), ("Adam", typeof(Adam)), ("adamw", typeof(AdamW)),
            ("sgd", typeof(SGD)),
            ("rmsprop", typeof(RMSprop)), ("adagrad", typeof(Adagrad)) })
            Assert.IsInstanceOfType(Line(name).optimizer, type, name);
        // The first steps from w = 1 towards 3 tell them apart: by the rate, by the gradient 2 (1 - 3) times 0.01, by rate / sqrt(1 - rho).
        Assert.AreEqual(1.001, AfterAStep("adam"), 1e-5);
        Assert.AreEqual(1.04, AfterAStep("sgd"), 1e-5);
        Assert.AreEqual(1 + 0.001 / Math.Sqrt(0.1), AfterAStep("rmsprop"), 1e-5);

        static double AfterAStep(string optimizer)
        {
            Sequential model = Line(optimizer);
            model.train_on_batch(Column(1), Column(3));
            return model.Weights[0].numpy().ToArray<float>()[0];
        }
    }

    [TestMethod]
    public void Compile_with_an_unknown_name_throws_and_lists_the_known_ones()
    {
        foreach (string known in (string[])["Adam", "RMSprop", "SGD"])
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Line(optimizer: "adamm")).Message, known);
        foreach (string known in (string[])["mean_squared_error", "categorical_crossentropy"])
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Line(loss: "categorical_crossentropi")).Message, known);
        foreach (string known in (string[])["accuracy", "precision", "f1_score"])
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Line().compile("adam", "mse",
                metrics: new[] { "acuracy" })).Message, known);
    }

    [TestMethod]
    public void Label_smoothing_is_used()
    {
        Tensor y = Tensor.From<float>([1, 0], (1, 2)), p = Tensor.From<float>([0.8f, 0.2f], (1, 2));
        double smoothed = -(0.95 * Math.Log(0.8) + 0.05 * Math.Log(0.2));
        Assert.AreEqual(smoothed, keras.losses.CategoricalCrossentropy(label_smoothing: 0.1f).Call(y, p).ToArray<float>()[0], 1e-5);
        Assert.AreEqual(smoothed, keras.losses.BinaryCrossentropy(label_smoothing: 0.1f).Call(y, p).ToArray<float>()[0], 1e-5);
    }

    [TestMethod]
    public void Null_gradients_are_filtered_and_only_null_gradients_are_an_error()
    {
        ResourceVariable used = tf.Variable(tf.constant(2f), name: "used"), unused = tf.Variable(tf.constant(5f), name: "unused");
        using var tape = tf.GradientTape(persistent: true);
        Tensor loss = tf.square(used);
        Tensor[] gradients = tape.gradient(loss, new IVariableV1[] { used, unused });
        Assert.IsNull(gradients[1]);
        keras.optimizers.SGD(0.25f).apply_gradients(zip(gradients, new IVariableV1[] { used, unused }));
        Assert.AreEqual(1f, (float)used.AsTensor());
        Assert.AreEqual(5f, (float)unused.AsTensor());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() =>
            keras.optimizers.SGD().apply_gradients(zip(tape.gradient(loss, new IVariableV1[] { unused }),
                new IVariableV1[] { unused }))).Message, "No gradients provided");
    }

    [TestMethod]
    public void Dropout_takes_a_double() =>
        Assert.AreEqual(0.3, keras.layers.Dropout(0.3).get_config()["rate"]!.GetValue<double>());

    [TestMethod]
    public void Conv2D_has_an_input_shape() =>
        Assert.AreEqual(Shape.Of(-1, 26, 26, 32), keras.Sequential([keras.layers.Conv2D(32, (3, 3), activation: "relu",
            input_shape: (28, 28, 1))]).OutputShape);

    [TestMethod]
    public void Tf_Module_finds_its_variables()
    {
        var module = new Scale();
        CollectionAssert.AreEqual(new[] { "factor" }, module.trainable_variables.Select(v => v.Name).ToArray());
        Assert.AreEqual(6f, (float)module.Call(tf.constant(2f)));
    }

    private sealed class Scale : Module
    {
        private readonly ResourceVariable _factor = tf.Variable(tf.constant(3f), name: "factor");

        public Tensor Call(Tensor x) => x * _factor.AsTensor();
    }

    [TestMethod]
    public void Tf_function_is_the_function() =>
        Assert.AreEqual(9f, (float)tf.function((Tensor x) => tf.square(x))(tf.constant(3f)));

    [TestMethod]
    public void Tf_argmax_and_its_other_names()
    {
        Tensor x = Tensor.From<float>([1, 5, 2, 7, 0, 3], (2, 3));
        foreach (Tensor found in new[] { tf.argmax(x, 1), tf.math.argmax(x, 1), tf.arg_max(x, 1) })
            CollectionAssert.AreEqual(new long[] { 1, 0 }, found.ToArray<long>());
    }

    [TestMethod]
    public void Keras_utils_to_categorical() =>
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 1, 0, 0 }, keras.utils.to_categorical(np.array(new[] { 2, 0 }),
            3).ToArray<float>());

    [TestMethod]
    public void A_model_is_called_on_data()
    {
        Sequential model = Line();
        Assert.AreEqual(4f, (float)model.Apply(Column(4))[0, 0]);
        Assert.AreEqual(4f, (float)model.Call(Column(4))[0, 0]);
        Assert.AreEqual(4f, (float)model.Apply(Column(4), training: true)[0, 0]);
    }

    [TestMethod]
    public void Layers_ReLU_and_Activation()
    {
        CollectionAssert.AreEqual(new[] { 0f, 2 }, keras.layers.ReLU().Apply(Column(-1, 2)).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 0f, 2 }, keras.layers.Activation("relu").Apply(Column(-1, 2)).ToArray<float>());
    }

    [TestMethod]
    public void Verbose_is_read_and_progress_is_printed()
    {
        foreach ((int verbose, int lines) in new[] { (0, 0), (1, 4), (2, 4) })
        {
            TextWriter before = Console.Out;
            var text = new StringWriter();
            Console.SetOut(text);
            try
            {
                Line().fit(Column(1, 2, 3, 4), Column(1, 2, 3, 4), batch_size: 2, epochs: 2, verbose: verbose);
            }
            finally
            {
                Console.SetOut(before);
            }
            string[] printed = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.IsGreaterThanOrEqualTo(lines, printed.Length, $"verbose: {verbose}");
            if (verbose == 0) Assert.IsEmpty(printed);
            else StringAssert.Contains(text.ToString(), "loss: ");
        }
    }

    [TestMethod]
    public void On_train_end_is_called_and_so_are_the_other_callbacks()
    {
        var heard = new Listener();
        Line().fit(Column(1, 2, 3, 4), Column(1, 2, 3, 4), batch_size: 2, epochs: 2, verbose: 0, callbacks: [heard]);
        Assert.AreEqual("begin epoch0 batch batch end0 epoch1 batch batch end1 end", string.Join(' ', heard.Calls));
    }

    private sealed class Listener : Callback
    {
        public List<string> Calls { get; } = [];

        public override void on_train_begin() => Calls.Add("begin");
        public override void on_train_end() => Calls.Add("end");
        public override void on_epoch_begin(int epoch) => Calls.Add($"epoch{epoch}");
        public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => Calls.Add($"end{epoch}");
        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) => Calls.Add("batch");
    }

    [TestMethod]
    public void Two_gradient_tapes_are_independent()
    {
        ResourceVariable a = tf.Variable(tf.constant(3f)), b = tf.Variable(tf.constant(4f));
        var first = tf.GradientTape();
        using var second = tf.GradientTape();
        Tensor product = a * b;
        Assert.AreEqual(4f, (float)first.gradient(product, a));
        first.Dispose();
        Tensor more = product * b;
        Assert.AreEqual(24f, (float)second.gradient(more, b), "Disposing one tape must not clear the other: d/db of a b b is 2 a b.");
    }

    [TestMethod]
    public void Gradient_tapes_nest_to_higher_orders()
    {
        ResourceVariable x = tf.Variable(tf.constant(2f));
        using var outer = tf.GradientTape();
        using var middle = tf.GradientTape();
        Tensor first;
        using (var inner = tf.GradientTape()) first = inner.gradient(tf.pow(x.AsTensor(), tf.constant(4f)), x);
        Tensor second = middle.gradient(first, x), third = outer.gradient(second, x);
        Assert.AreEqual(32f, (float)first, 1e-3);
        Assert.AreEqual(48f, (float)second, 1e-3);
        Assert.AreEqual(48f, (float)third, 1e-3);
    }

    [TestMethod]
    public void A_GANs_train_step_takes_two_gradients_of_one_forward_pass()
    {
        ResourceVariable generator = tf.Variable(tf.constant(2f)), discriminator = tf.Variable(tf.constant(5f));
        using GradientTape generating = tf.GradientTape(), discriminating = tf.GradientTape();
        Tensor judged = generator * discriminator;
        Assert.AreEqual(-5f, (float)generating.gradient(-judged, generator));
        Assert.AreEqual(2f, (float)discriminating.gradient(judged, discriminator));
    }

    [TestMethod]
    public void Metrics_go_by_name_into_the_logs()
    {
        Sequential model = keras.Sequential([keras.layers.Dense(1, "sigmoid", input_shape: 1)]);
        model.compile("adam", "binary_crossentropy", metrics: new[] { "accuracy", "precision", "recall", "auc" });
        Dictionary<string, float> logs = model.train_on_batch(Column(-1, 1, 2, -2), Column(0, 1, 1, 0));
        CollectionAssert.AreEquivalent(new[] { "loss", "accuracy", "precision", "recall", "auc" }, logs.Keys.ToArray());
        MetricArgument f1 = keras.metrics.F1Score(num_classes: 3, average: "macro");
        Assert.AreEqual("f1_score", f1.Resolve(model.loss!, Shape.Of(-1, 3)).Name);
    }
}
