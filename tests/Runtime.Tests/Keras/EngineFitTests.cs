using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Tensorflow;
using Tensorflow.Kernels;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects fit, evaluate and predict: what they compute, print, report and allocate.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class EngineFitTests
{
    /// <summary>Points in a plane, class 1 where x0 + x1 is above 0.</summary>
    private static (Tensor X, Tensor Y) Points(int count, int seed = 3)
    {
        var random = new Random(seed);
        var x = new float[count * 2];
        var y = new byte[count];
        for (int i = 0; i < count; i++)
        {
            (x[2 * i], x[2 * i + 1]) = (random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1);
            y[i] = (byte)(x[2 * i] + x[2 * i + 1] > 0 ? 1 : 0);
        }
        return (Tensor.From<float>(x, (count, 2)), Tensor.From<byte>(y, count));
    }

    private static Sequential Classifier(int seed = 1)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(seed);
        var model = keras.Sequential([keras.layers.Dense(8, activation: "relu", input_shape: 2), keras.layers.Dense(2,
            activation: "softmax")]);
        model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", "accuracy");
        return model;
    }

    private static string Hash(Model model) => Convert.ToHexString(SHA256.HashData([.. model.Weights.SelectMany(w =>
        w.numpy().ToArray<float>()).SelectMany(BitConverter.GetBytes)]));

    [TestMethod]
    public void Fit_learns_and_history_holds_a_figure_an_epoch()
    {
        (Tensor x, Tensor y) = Points(400);
        Sequential model = Classifier();
        var history = (History)model.fit(x, y, epochs: 8, verbose: 0, validation_split: 0.25f);
        CollectionAssert.AreEquivalent(new[] { "accuracy", "loss", "val_accuracy", "val_loss" }, history.history.Keys.ToArray());
        Assert.IsTrue(history.history.Values.All(v => v.Count == 8));
        Assert.IsLessThan(history.history["loss"][0], history.history["loss"][^1]);
        Assert.IsGreaterThan(0.93f, history.history["val_accuracy"][^1]);
        CollectionAssert.AreEqual(Enumerable.Range(0, 8).ToArray(), history.epoch);
        Assert.IsFalse(history.cancelled);
    }

    [TestMethod]
    public void Evaluate_agrees_with_figures_worked_out_from_predict()
    {
        (Tensor x, Tensor y) = Points(101);
        Sequential model = Classifier();
        model.fit(x, y, epochs: 2, verbose: 0);
        float[] p = ((Tensor)model.predict(x)).ToArray<float>();
        byte[] labels = y.ToArray<byte>();
        double loss = 0, right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            loss -= Math.Log(p[2 * i + labels[i]]);
            if ((p[2 * i + 1] > p[2 * i]) == (labels[i] == 1)) right++;
        }
        Dictionary<string, float> score = model.evaluate(x, y, batch_size: 10, verbose: 0);
        Assert.AreEqual(loss / labels.Length, score["loss"], 1e-5);
        Assert.AreEqual(right / labels.Length, score["accuracy"], 1e-6);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_at_any_number_of_threads()
    {
        (Tensor x, Tensor y) = Points(300);
        int threads = Workers.Threads;
        var hashes = new HashSet<string>();
        try
        {
            foreach (int count in (int[])[1, 2, 3])
            {
                Workers.Threads = count;
                Sequential model = Classifier(seed: 7);
                model.fit(x, y, epochs: 2, verbose: 0);
                hashes.Add(Hash(model));
            }
        }
        finally
        {
            Workers.Threads = threads;
        }
        Assert.HasCount(1, hashes);
        Sequential other = Classifier(seed: 8);
        other.fit(x, y, epochs: 2, verbose: 0);
        Assert.IsFalse(hashes.Contains(Hash(other)), "Another seed gave the same weights.");
    }

    [TestMethod]
    public void A_row_is_predicted_with_the_same_bits_in_any_batch()
    {
        (Tensor x, _) = Points(37);
        Sequential model = Classifier();
        float[] all = ((Tensor)model.predict(x, batch_size: 37)).ToArray<float>();
        foreach (int batch in (int[])[1, 2, 5, 16, 32])
            CollectionAssert.AreEqual(all, ((Tensor)model.predict(x, batch_size: batch)).ToArray<float>(),
                $"Batches of {batch} give other bits.");
    }

    [TestMethod]
    public void Without_a_terminal_an_epoch_prints_two_lines_as_Keras_does()
    {
        (Tensor x, Tensor y) = Points(100);
        Sequential model = Classifier();
        TextWriter before = Console.Out;
        var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            model.fit(x, y, epochs: 2, verbose: 2, validation_data: (x, y));
        }
        finally
        {
            Console.SetOut(before);
        }
        string[] lines = text.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.HasCount(4, lines);
        Assert.AreEqual("Epoch 1/2", lines[0]);
        Assert.AreEqual("Epoch 2/2", lines[2]);
        StringAssert.Matches(lines[1], EpochLine());
        StringAssert.Matches(lines[3], EpochLine());
    }

    [GeneratedRegex(@"^4/4 ━{20} \d+s \d+(ms|us|s)/step - accuracy: \d\.\d{4} - loss: \d\.\d{4} - val_accuracy: \d\.\d{4} - val_loss: \d\.\d{4}$")]
    private static partial Regex EpochLine();

    [TestMethod]
    public void Cancelling_ends_at_the_next_batch_and_keeps_the_finished_epochs()
    {
        (Tensor x, Tensor y) = Points(320);
        Sequential model = Classifier();
        using var source = new CancellationTokenSource();
        var stop = new CancelAt(source, epoch: 2, step: 3);
        var history = (History)model.fit(x, y, epochs: 5, verbose: 0, callbacks: [stop], cancellation_token: source.Token);
        Assert.IsTrue(history.cancelled);
        CollectionAssert.AreEqual(new[] { 0, 1 }, history.epoch);
        Assert.AreEqual(2 * 10 + 4, stop.Steps);
        Assert.IsTrue(stop.Ended, "on_train_end was not called.");
    }

    [TestMethod]
    public void Cancelling_before_the_first_batch_is_no_lack_of_data()
    {
        (Tensor x, Tensor y) = Points(32);
        using var source = new CancellationTokenSource();
        var stop = new LambdaCallback(on_epoch_begin: _ => source.Cancel());
        var history = (History)Classifier().fit(x, y, epochs: 2, verbose: 0, callbacks: [stop], cancellation_token: source.Token);
        Assert.IsTrue(history.cancelled);
        Assert.IsEmpty(history.epoch);
    }

    private sealed class CancelAt(CancellationTokenSource source, int epoch, int step) : Callback
    {
        private int _epoch;

        public int Steps { get; private set; }

        public bool Ended { get; private set; }

        public override void on_epoch_begin(int epoch) => _epoch = epoch;

        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
        {
            Steps++;
            if (_epoch == epoch && end_step == step) source.Cancel();
        }

        public override void on_train_end() => Ended = true;
    }

    [TestMethod]
    public void Callbacks_are_told_everything_in_order()
    {
        (Tensor x, Tensor y) = Points(64);
        Sequential model = Classifier();
        var log = new Log();
        model.fit(x, y, batch_size: 32, epochs: 2, verbose: 0, callbacks: [log], validation_data: (x, y));
        Assert.AreEqual("train{ epoch0{ 0 0. 1 1. test{ t t } } epoch1{ 0 0. 1 1. test{ t t } } }", string.Join(' ', log.Lines));
        Assert.AreSame(model, log.model);
    }

    private sealed class Log : Callback
    {
        public List<string> Lines { get; } = [];

        public override void on_train_begin() => Lines.Add("train{");
        public override void on_train_end() => Lines.Add("}");
        public override void on_epoch_begin(int epoch) => Lines.Add($"epoch{epoch}{{");
        public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => Lines.Add("}");
        public override void on_train_batch_begin(long step) => Lines.Add($"{step}");
        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) => Lines.Add(logs.ContainsKey("loss")
            ? $"{end_step}." : "no loss");
        public override void on_test_begin() => Lines.Add("test{");
        public override void on_test_batch_end(long end_step, Dictionary<string, float> logs) => Lines.Add("t");
        public override void on_test_end(Dictionary<string, float> logs) => Lines.Add("}");
    }

    [TestMethod]
    public void Stop_training_ends_after_the_epoch()
    {
        (Tensor x, Tensor y) = Points(64);
        Sequential model = Classifier();
        var history = (History)model.fit(x, y, epochs: 9, verbose: 0, callbacks: [new StopAfter(2)]);
        Assert.HasCount(3, history.epoch);
    }

    private sealed class StopAfter(int epoch) : Callback
    {
        public override void on_epoch_end(int current, Dictionary<string, float> epoch_logs) => model.stop_training = current == epoch;
    }

    [TestMethod]
    public void Class_weights_and_sample_weights_say_the_same()
    {
        (Tensor x, Tensor y) = Points(96);
        Sequential byClass = Classifier(), bySample = Classifier();
        float[] weights = [.. y.ToArray<byte>().Select(c => c == 1 ? 5f : 0.5f)];
        byClass.fit(x, y, epochs: 2, verbose: 0, class_weight: new() { [0] = 0.5f, [1] = 5f }, shuffle: false);
        bySample.fit(x, y, epochs: 2, verbose: 0, sample_weight: Tensor.From<float>(weights, 96), shuffle: false);
        Assert.AreEqual(Hash(byClass), Hash(bySample));
        Sequential plain = Classifier();
        plain.fit(x, y, epochs: 2, verbose: 0, shuffle: false);
        Assert.AreNotEqual(Hash(plain), Hash(bySample));
    }

    [TestMethod]
    public void Fit_on_a_dataset_equals_fit_on_the_same_batches()
    {
        (Tensor x, Tensor y) = Points(96);
        Sequential arrays = Classifier(), dataset = Classifier();
        arrays.fit(x, y, epochs: 2, verbose: 0, shuffle: false);
        dataset.fit(tf.data.Dataset.from_tensor_slices(x, y).batch(32), epochs: 2, verbose: 0);
        Assert.AreEqual(Hash(arrays), Hash(dataset));
    }

    [TestMethod]
    public void A_training_step_of_the_papers_CNN_allocates_less_than_8_KB_on_the_managed_heap()
    {
        keras.backend.clear_session();
        var l = keras.layers;
        var model = keras.Sequential([
            l.Conv2D(32, (3, 3), activation: "relu", input_shape: (28, 28, 1)), l.MaxPooling2D((2, 2)),
                l.Conv2D(64, (3, 3), activation: "relu"), l.MaxPooling2D((2, 2)),
            l.Conv2D(64, (3, 3), activation: "relu"), l.Flatten(), l.Dense(64, activation: "relu"), l.Dense(10, activation: "softmax")]);
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        Tensor x = tf.random.uniform((32 * 12, 28, 28, 1)), y = tf.zeros(32 * 12, tf.int32);
        var meter = new AllocationMeter();
        model.fit(x, y, epochs: 2, verbose: 0, callbacks: [meter]);
        Assert.IsLessThan(8192, meter.Worst, $"The worst step allocated {meter.Worst} bytes.");
        Assert.IsGreaterThan(0, meter.Worst);
    }

    [TestMethod]
    public void A_step_of_train_on_batch_allocates_less_than_8_KB_and_sees_a_layer_added_later()
    {
        (Tensor x, Tensor y) = Points(64);
        Sequential model = Classifier();
        for (int i = 0; i < 3; i++) model.train_on_batch(x, y);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) model.train_on_batch(x, y);
        Assert.IsLessThan(8192, (GC.GetAllocatedBytesForCurrentThread() - before) / 10);
        model.pop();
        model.add(keras.layers.Dense(2, activation: "softmax", name: "other"));
        float[] first = model.Weights[2].numpy().ToArray<float>();
        model.train_on_batch(x, y);
        CollectionAssert.AreNotEqual(first, model.Weights[2].numpy().ToArray<float>(), "The new layer was not trained.");
    }

    /// <summary>The most that a step of the second epoch allocated.</summary>
    private sealed class AllocationMeter : Callback
    {
        private long _before;
        private bool _steady;

        public long Worst { get; private set; }

        public override void on_epoch_begin(int epoch) => _steady = epoch == 1;

        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (_steady && end_step > 0) Worst = Math.Max(Worst, now - _before);
            _before = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    [TestMethod]
    public void Mistakes_are_refused_with_what_was_got_and_what_is_taken()
    {
        (Tensor x, Tensor y) = Points(10);
        Sequential model = Classifier();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.fit(x, Points(9).Y, verbose: 0)).Message,
            "one entry a sample");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.fit(x, y, batch_size: 0, verbose: 0)).Message,
            "batch_size 0");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.fit(x, y, validation_split: 1f, verbose: 0)).Message,
            "validation_split 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.get_layer("nothing")).Message, "dense");
        Sequential plain = keras.Sequential([keras.layers.Dense(2, input_shape: 2)]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => plain.fit(x, y, verbose: 0)).Message, "compile");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() =>
            keras.Sequential([keras.layers.Dense(2)]).summary()).Message, "input_shape");
    }

    [TestMethod]
    public void Summary_is_Keras_table()
    {
        keras.backend.clear_session();
        var l = keras.layers;
        var model = keras.Sequential([l.Conv2D(32, (3, 3), activation: "relu", input_shape: (28, 28, 1)), l.MaxPooling2D((2, 2)),
            l.Flatten(), l.Dense(10)]);
        string[] lines = model.SummaryText(-1).Split('\n');
        Assert.AreEqual("Model: \"sequential\"", lines[0]);
        Assert.AreEqual(" Layer (type)                  Output Shape              Param #", lines[2]);
        Assert.AreEqual(" conv2d (Conv2D)               (None, 26, 26, 32)        320", lines[4]);
        Assert.AreEqual(" max_pooling2d (MaxPooling2D)  (None, 13, 13, 32)        0", lines[5]);
        Assert.AreEqual(" dense (Dense)                 (None, 10)                54090", lines[7]);
        StringAssert.Contains(lines[9], "Total params: 54410 (212.54 KB)");
    }
}
