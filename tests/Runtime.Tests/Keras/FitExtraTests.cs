using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>
/// Protects what fit takes beside data: steps, validation's settings, weights of classes and samples, clipping, and when callbacks are
/// told.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class FitExtraTests
{
    private static (Tensor X, Tensor Y) Points(int count)
    {
        var random = new Random(3);
        float[] x = [.. Enumerable.Range(0, count * 2).Select(_ => random.NextSingle() * 2 - 1)];
        return (Tensor.From<float>(x, (count, 2)),
            Tensor.From<int>([.. Enumerable.Range(0, count).Select(i => x[2 * i] > 0.2 ? 2 : x[2 * i + 1] > 0 ? 1 : 0)], count));
    }

    private static Sequential Classifier(Tensorflow.Keras.Optimizers.Optimizer? optimizer = null)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(1);
        var model = keras.Sequential([keras.layers.Dense(3, activation: "softmax", input_shape: 2)]);
        model.compile(optimizer ?? keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy", "accuracy");
        return model;
    }

    private static float[] Weights(Model model) => [.. model.Weights.SelectMany(w => w.numpy().ToArray<float>())];

    /// <summary>Notes what it is told.</summary>
    private sealed class Notes : Callback
    {
        public List<string> Told { get; } = [];

        public override void on_train_begin() => Told.Add($"train {parameters.Epochs} {parameters.Steps} {parameters.Verbose}");
        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) => Told.Add($"step {end_step}");
        public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => Told.Add($"epoch {epoch}");
        public override void on_test_begin() => Told.Add("test");
        public override void on_test_batch_begin(long step) => Told.Add($"test step {step}");
        public override void on_test_end(Dictionary<string, float> logs) => Told.Add($"test end {string.Join(' ', logs.Keys.Order())}");
        public override void on_predict_begin() => Told.Add("predict");
        public override void on_predict_batch_begin(long step) => Told.Add($"predict step {step}");
        public override void on_predict_batch_end(long end_step, Dictionary<string, Tensors> logs) =>
            Told.Add($"predicted {logs["outputs"].shape}");
        public override void on_predict_end() => Told.Add("predict end");
    }

    [TestMethod]
    public void Validation_takes_place_as_often_and_as_long_as_told()
    {
        (Tensor x, Tensor y) = Points(40);
        var notes = new Notes();
        var history = (History)Classifier().fit(x, y, batch_size: 10, epochs: 5, verbose: 0, callbacks: [notes], validation_split: 0.5f,
            validation_freq: 2, validation_batch_size: 4, validation_steps: 3);
        Assert.HasCount(5, history.history["loss"]);
        Assert.HasCount(2, history.history["val_loss"]);
        Assert.AreEqual("train 5 2 0", notes.Told[0]);
        Assert.AreEqual(6, notes.Told.Count(t => t.StartsWith("test step", StringComparison.Ordinal)));
        string epoch = string.Join(", ", notes.Told.Skip(4).Take(9));
        Assert.AreEqual("step 0, step 1, test, test step 0, test step 1, test step 2, test end accuracy loss, epoch 1, step 0", epoch);
        Assert.ThrowsExactly<ArgumentException>(() => Classifier().fit(x, y, verbose: 0, validation_freq: 0));
        Assert.ThrowsExactly<ArgumentException>(() => Classifier().fit(x, y, verbose: 0, validation_split: 0.5f, validation_steps: 0));
    }

    [TestMethod]
    public void Steps_per_epoch_take_the_first_batches_of_each_epoch_of_arrays()
    {
        (Tensor x, Tensor y) = Points(40);
        var notes = new Notes();
        Classifier().fit(x, y, batch_size: 8, epochs: 2, verbose: 0, steps_per_epoch: 3, callbacks: [notes]);
        Assert.AreEqual("train 2 3 0, step 0, step 1, step 2, epoch 0, step 0, step 1, step 2, epoch 1", string.Join(", ", notes.Told));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Classifier().fit(x, y, batch_size: 8, verbose: 0,
            steps_per_epoch: 6)).Message, "5 batches of 8");
        Assert.ThrowsExactly<ArgumentException>(() => Classifier().fit(x, y, verbose: 0, steps_per_epoch: 0));
    }

    [TestMethod]
    public void Data_that_end_early_end_training_with_a_warning()
    {
        (Tensor x, Tensor y) = Points(40);
        IDatasetV2 data = tf.data.Dataset.from_tensor_slices(x, y).batch(10);
        var notes = new Notes();
        TextWriter before = Console.Error;
        var text = new StringWriter();
        Console.SetError(text);
        try
        {
            Classifier().fit(data, epochs: 5, verbose: 0, steps_per_epoch: 3, callbacks: [notes]);
        }
        finally
        {
            Console.SetError(before);
        }
        Assert.AreEqual(4, notes.Told.Count(t => t.StartsWith("step", StringComparison.Ordinal)));
        StringAssert.Contains(text.ToString(), "ended after 1 of 3 steps of epoch 2");
        notes.Told.Clear();
        Classifier().fit(data.repeat(), epochs: 3, verbose: 0, steps_per_epoch: 3, callbacks: [notes]);
        Assert.AreEqual(9, notes.Told.Count(t => t.StartsWith("step", StringComparison.Ordinal)));
        notes.Told.Clear();
        Classifier().fit(data, epochs: 3, verbose: 0, steps_per_epoch: 4, callbacks: [notes]);
        Assert.AreEqual(12, notes.Told.Count(t => t.StartsWith("step", StringComparison.Ordinal)), "As many steps as the data set has: "
            + "all of it in every epoch.");
    }

    [TestMethod]
    public void Class_weights_mean_the_same_as_sample_weights_for_arrays_and_datasets()
    {
        (Tensor x, Tensor y) = Points(60);
        var weightOf = new Dictionary<int, float> { [0] = 0.25f, [2] = 4 };
        var samples = Tensor.From<float>([.. y.ToArray<int>().Select(c => weightOf.GetValueOrDefault(c, 1))], 60);
        float[] Train(Action<Sequential> fit)
        {
            Sequential model = Classifier();
            fit(model);
            return Weights(model);
        }
        float[] expected = Train(m => m.fit(x, y, batch_size: 20, epochs: 2, verbose: 0, shuffle: false, sample_weight: samples));
        CollectionAssert.AreEqual(expected, Train(m => m.fit(x, y, batch_size: 20, epochs: 2, verbose: 0, shuffle: false,
            class_weight: weightOf)));
        CollectionAssert.AreEqual(expected, Train(m => m.fit(tf.data.Dataset.from_tensor_slices(x, y).batch(20), epochs: 2, verbose: 0,
            class_weight: weightOf)));
        CollectionAssert.AreEqual(expected, Train(m => m.fit(tf.data.Dataset.from_tensor_slices([x, y, samples]).batch(20), epochs: 2,
            verbose: 0)));
        CollectionAssert.AreNotEqual(expected, Train(m => m.fit(x, y, batch_size: 20, epochs: 2, verbose: 0, shuffle: false)));
    }

    [TestMethod]
    public void Class_weights_leave_validation_alone()
    {
        (Tensor x, Tensor y) = Points(60);
        Sequential model = Classifier(keras.optimizers.SGD(0));
        var history = (History)model.fit(x, y, verbose: 0, shuffle: false, validation_split: 0.5f, class_weight: new() { [0] = 10,
            [1] = 10, [2] = 10 });
        float plain = model.evaluate(x.numpy()["30:60"], y.numpy()["30:60"], verbose: 0)["loss"];
        Assert.AreEqual(plain, history.history["val_loss"][0], 1e-5f);
        Assert.AreEqual(10 * model.evaluate(x.numpy()["0:30"], y.numpy()["0:30"], verbose: 0)["loss"], history.history["loss"][0], 1e-3f);
    }

    [TestMethod]
    public void Sample_weights_weigh_the_loss_but_not_the_metrics()
    {
        (Tensor x, Tensor y) = Points(30);
        Sequential model = Classifier();
        float[] weights = [.. Enumerable.Range(0, 30).Select(i => i % 3f)];
        Dictionary<string, float> weighted = model.evaluate(x, y, verbose: 0, sample_weight: Tensor.From<float>(weights, 30)),
            plain = model.evaluate(x, y, verbose: 0);
        Assert.AreEqual(plain["accuracy"], weighted["accuracy"]);
        Assert.AreNotEqual(plain["loss"], weighted["loss"]);
    }

    [TestMethod]
    public void Gradients_are_clipped_to_the_length_that_the_optimizer_was_given()
    {
        (Tensor x, Tensor y) = Points(32);
        float[] start = Weights(Classifier());
        double Length(Tensorflow.Keras.Optimizers.Optimizer optimizer, bool all)
        {
            Sequential model = Classifier(optimizer);
            model.fit(x * 100f, y, batch_size: 32, verbose: 0);
            double[] moved = [.. Weights(model).Zip(start, (a, b) => (double)a - b)];
            return all ? Math.Sqrt(moved.Sum(d => d * d)) : Math.Sqrt(moved[..6].Sum(d => d * d));
        }
        Assert.AreEqual(0.01, Length(keras.optimizers.SGD(1, clipnorm: 0.01), all: false), 1e-5);
        Assert.AreEqual(0.01, Length(keras.optimizers.SGD(1, global_clipnorm: 0.01), all: true), 1e-5);
        Assert.IsLessThanOrEqualTo(0.01 * Math.Sqrt(9) + 1e-5, Length(keras.optimizers.SGD(1, clipvalue: 0.01), all: true));
        Assert.IsGreaterThan(1, Length(keras.optimizers.SGD(1), all: true));
    }

    [TestMethod]
    public void Evaluation_and_prediction_tell_their_callbacks()
    {
        (Tensor x, Tensor y) = Points(5);
        var notes = new Notes();
        Sequential model = Classifier();
        model.evaluate(x, y, batch_size: 3, verbose: 0, callbacks: [notes]);
        Assert.AreEqual("test, test step 0, test step 1, test end accuracy loss", string.Join(", ", notes.Told));
        Assert.AreSame(model, notes.model);
        notes.Told.Clear();
        model.predict(x, batch_size: 3, callbacks: [notes]);
        Assert.AreEqual("predict, predict step 0, predicted (3, 3), predict step 1, predicted (2, 3), predict end",
            string.Join(", ", notes.Told));
    }

    [TestMethod]
    public void Datasets_are_predicted_and_evaluated_as_their_arrays()
    {
        (Tensor x, Tensor y) = Points(25);
        Sequential model = Classifier();
        IDatasetV2 data = tf.data.Dataset.from_tensor_slices(x, y).batch(10);
        float[] all = ((Tensor)model.predict(x)).ToArray<float>();
        CollectionAssert.AreEqual(all, ((Tensor)model.predict(data)).ToArray<float>());
        CollectionAssert.AreEqual(all[..60], ((Tensor)model.predict(data.repeat(), steps: 2)).ToArray<float>());
        CollectionAssert.AreEqual(all[..30], ((Tensor)model.predict(data.take(1))).ToArray<float>());
        Assert.AreEqual(model.evaluate(x, y, batch_size: 10, verbose: 0)["loss"], model.evaluate(data, verbose: 0)["loss"]);
        Assert.AreEqual(model.evaluate(x.numpy()["0:10"], y.numpy()["0:10"], verbose: 0)["loss"], model.evaluate(data, verbose: 0,
            steps: 1)["loss"], 1e-6f);
        Assert.ThrowsExactly<ArgumentException>(() => model.predict(data.take(0)));
    }

    [TestMethod]
    public void Stop_training_ends_after_the_present_step_and_still_closes_the_epoch()
    {
        (Tensor x, Tensor y) = Points(40);
        Sequential model = Classifier();
        var notes = new Notes();
        var history = (History)model.fit(x, y, batch_size: 10, epochs: 4, verbose: 0,
            callbacks: [notes, keras.callbacks.LambdaCallback(on_batch_end: (step, _) => model.stop_training = step == 1)]);
        Assert.AreEqual("step 0, step 1, epoch 0", string.Join(", ", notes.Told.Skip(1)));
        Assert.HasCount(1, history.history["loss"]);
        Assert.IsFalse(history.cancelled);
    }
}
