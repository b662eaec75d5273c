using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the callbacks: when they act, on what, and what they write.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CallbackTests
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "callbacks-" + Guid.NewGuid().ToString("N"));

    [TestInitialize]
    public void MakeFolder() => Directory.CreateDirectory(_folder);

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>A model of one weight, w = 1 at first, that a callback's test drives by figures of its own.</summary>
    private static Sequential Tiny(double rate = 0.1)
    {
        keras.backend.clear_session();
        var model = keras.Sequential([keras.layers.Dense(1, use_bias: false, kernel_initializer: "ones", input_shape: 1)]);
        model.compile(keras.optimizers.SGD(rate), "mse");
        return model;
    }

    private static (Tensor X, Tensor Y) Data(int count = 4) => (Tensor.From<float>([.. Enumerable.Repeat(1f, count)], (count, 1)),
        Tensor.From<float>(new float[count], (count, 1)));

    private static void Fill(ResourceVariable weight, float value) =>
        weight.assign(Tensor.From<float>([.. Enumerable.Repeat(value, (int)weight.shape.size)], weight.shape));

    /// <summary>Puts figures of the test's choice in place of those that were measured.</summary>
    private sealed class Plan(string name, params float[] values) : Callback
    {
        public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => epoch_logs[name] = values[epoch];
    }

    /// <summary>Trains with planned figures; returns the number of epochs that took place.</summary>
    private static int Epochs(Sequential model, string name, float[] values, params Callback[] callbacks)
    {
        (Tensor x, Tensor y) = Data();
        return ((History)model.fit(x, y, epochs: values.Length, verbose: 0, callbacks: [new Plan(name, values), .. callbacks])).epoch.Count;
    }

    private static float Weight(Model model) => model.Weights[0].numpy().ToArray<float>()[0];

    private static string Printed(Action work, bool error = false)
    {
        TextWriter before = error ? Console.Error : Console.Out;
        var text = new StringWriter();
        Action<TextWriter> set = error ? Console.SetError : Console.SetOut;
        set(text);
        try
        {
            work();
        }
        finally
        {
            set(before);
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    [TestMethod]
    public void EarlyStopping_waits_as_many_epochs_as_its_patience()
    {
        float[] falling = [5, 4, 3, 3, 3, 3, 3, 3];
        Assert.AreEqual(4, Epochs(Tiny(), "val_loss", falling, keras.callbacks.EarlyStopping()));
        Assert.AreEqual(5, Epochs(Tiny(), "val_loss", falling, keras.callbacks.EarlyStopping(patience: 2)));
        Assert.AreEqual(8, Epochs(Tiny(), "val_loss", falling, keras.callbacks.EarlyStopping(patience: 6)));
        Assert.AreEqual(2, Epochs(Tiny(), "val_loss", falling, keras.callbacks.EarlyStopping(min_delta: 2)), "4 is less than 2 below 5.");
        Assert.AreEqual(6, Epochs(Tiny(), "val_loss", falling, keras.callbacks.EarlyStopping(start_from_epoch: 4)));
    }

    [TestMethod]
    public void EarlyStopping_knows_which_way_is_better()
    {
        float[] rising = [1, 2, 3, 4];
        Assert.AreEqual(2, Epochs(Tiny(), "val_loss", rising, keras.callbacks.EarlyStopping()));
        foreach (string name in (string[])["val_accuracy", "acc", "auc", "precision", "val_recall", "f1_score",
            "top_k_categorical_accuracy"])
            Assert.AreEqual(4, Epochs(Tiny(), name, rising, keras.callbacks.EarlyStopping(name)), name);
        Assert.AreEqual(4, Epochs(Tiny(), "val_loss", rising, keras.callbacks.EarlyStopping(mode: "max")));
        Assert.AreEqual(2, Epochs(Tiny(), "val_accuracy", rising, keras.callbacks.EarlyStopping("val_accuracy", mode: "min")));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.callbacks.EarlyStopping(mode: "up")).Message, "\"max\"");
        Assert.ThrowsExactly<ArgumentException>(() => keras.callbacks.EarlyStopping(patience: -1));
    }

    [TestMethod]
    public void EarlyStopping_takes_a_baseline_that_must_be_beaten()
    {
        Assert.AreEqual(5, Epochs(Tiny(), "loss", [5, 4, 3, 2, 1], keras.callbacks.EarlyStopping("loss", baseline: 2.5, patience: 3)));
        Assert.AreEqual(5, Epochs(Tiny(), "loss", [5, 4, 4, 2, 1], keras.callbacks.EarlyStopping("loss", baseline: 4.5, patience: 2)));
        Assert.AreEqual(4, Epochs(Tiny(), "loss", [5, 5, 5, 5, 5], keras.callbacks.EarlyStopping("loss", baseline: 1, patience: 4)));
        Assert.AreEqual(4, Epochs(Tiny(), "loss", [5, 4, 3, 3, 1], keras.callbacks.EarlyStopping("loss", baseline: 1, patience: 4)),
            "Better, but never than the baseline.");
    }

    [TestMethod]
    public void EarlyStopping_restores_the_best_epochs_weights_whether_it_stopped_or_not()
    {
        foreach (int patience in (int[])[1, 50])
        {
            Sequential model = Tiny();
            var weights = new List<float>();
            EarlyStopping stop = keras.callbacks.EarlyStopping(patience: patience, restore_best_weights: true);
            Epochs(model, "val_loss", [3, 1, 2, 2, 2], keras.callbacks.LambdaCallback(on_epoch_end: (_, _) => weights.Add(Weight(model))),
                stop);
            Assert.AreEqual(1, stop.best_epoch);
            Assert.AreEqual(1, stop.best);
            Assert.AreEqual(weights[1], Weight(model));
            Assert.AreNotEqual(weights[^1], Weight(model));
            Assert.HasCount(patience == 1 ? 3 : 5, weights);
        }
        Sequential kept = Tiny();
        var last = new List<float>();
        Epochs(kept, "val_loss", [3, 1, 2, 2, 2], keras.callbacks.LambdaCallback(on_epoch_end: (_, _) => last.Add(Weight(kept))),
            keras.callbacks.EarlyStopping());
        Assert.AreEqual(last[^1], Weight(kept));
    }

    [TestMethod]
    public void EarlyStopping_serves_several_trainings_and_takes_TensorFlow_NETs_form()
    {
        Sequential model = Tiny();
        var stop = new EarlyStopping(new CallbackParams { Model = model }, "loss", patience: 1, verbose: 1);
        string text = Printed(() =>
        {
            Assert.AreEqual(2, Epochs(model, "loss", [1, 1, 1], stop));
            Assert.AreEqual(3, Epochs(model, "loss", [3, 2, 1], stop));
        });
        Assert.AreEqual("Epoch 2: early stopping\n", text);
        Assert.AreEqual(0, stop.stopped_epoch);
    }

    [TestMethod]
    public void A_figure_that_is_not_there_is_told_once_with_those_that_are()
    {
        string text = Printed(() => Assert.AreEqual(4, Epochs(Tiny(), "other", [1, 2, 3, 4],
            keras.callbacks.EarlyStopping("val_acuracy"))), error: true);
        Assert.AreEqual("WARNING: EarlyStopping watches 'val_acuracy', which is not among the figures loss, other; training is not ended "
            + "early.\n", text);
        (Tensor x, Tensor y) = Data();
        text = Printed(() => Tiny().fit(x, y, epochs: 5, verbose: 0, validation_data: (x, y), validation_freq: 2,
            callbacks: [keras.callbacks.EarlyStopping(), keras.callbacks.ReduceLROnPlateau()]), error: true);
        Assert.AreEqual("", text, "In epochs without validation nothing is wrong.");
    }

    [TestMethod]
    public void ReduceLROnPlateau_lowers_the_rate_and_the_history_shows_it()
    {
        Sequential model = Tiny(rate: 1);
        (Tensor x, Tensor y) = Data();
        var history = (History)model.fit(x, y, epochs: 7, verbose: 0,
            callbacks: [new Plan("loss", 5, 5, 5, 5, 4, 4, 4), keras.callbacks.ReduceLROnPlateau("loss", factor: 0.1, patience: 2,
            min_lr: 0.05)]);
        CollectionAssert.AreEqual(new[] { 1f, 1f, 1f, 0.1f, 0.1f, 0.1f, 0.1f }, history.history["lr"]);
        Assert.AreEqual(0.05, model.optimizer!.learning_rate, 1e-12, "It does not fall below min_lr.");
    }

    [TestMethod]
    public void ReduceLROnPlateau_rests_after_it_acted()
    {
        var rates = new List<double>();
        Sequential model = Tiny(rate: 1);
        Epochs(model, "loss", [1, 1, 1, 1, 1, 1], keras.callbacks.ReduceLROnPlateau("loss", factor: 0.5, patience: 1, cooldown: 2),
            keras.callbacks.LambdaCallback(on_epoch_end: (_, _) => rates.Add(model.optimizer!.learning_rate)));
        CollectionAssert.AreEqual(new[] { 1, 0.5, 0.5, 0.25, 0.25, 0.125 }, rates);
        Assert.ThrowsExactly<ArgumentException>(() => keras.callbacks.ReduceLROnPlateau(factor: 1));
        rates.Clear();
        Epochs(Tiny(rate: 1), "loss", [1, 0.9999f, 0.9998f], keras.callbacks.ReduceLROnPlateau("loss", patience: 1, min_delta: 0.01),
            keras.callbacks.LambdaCallback(on_epoch_begin: _ => rates.Add(0)));
        Assert.HasCount(3, rates);
    }

    [TestMethod]
    public void LearningRateScheduler_sets_the_rate_of_each_epoch()
    {
        Sequential model = Tiny(rate: 1);
        (Tensor x, Tensor y) = Data();
        string text = Printed(() =>
        {
            var history = (History)model.fit(x, y, epochs: 3, verbose: 0, callbacks: [keras.callbacks.LearningRateScheduler((epoch, lr) =>
                epoch == 0 ? lr : lr / 2, verbose: 1)]);
            CollectionAssert.AreEqual(new[] { 1f, 0.5f, 0.25f }, history.history["lr"]);
        });
        Assert.AreEqual("Epoch 1: LearningRateScheduler setting learning rate to 1.", text.Split('\n')[0]);
        model.fit(x, y, epochs: 1, verbose: 0, callbacks: [keras.callbacks.LearningRateScheduler(epoch => 0.125)]);
        Assert.AreEqual(0.125, model.optimizer!.learning_rate);
        Assert.ThrowsExactly<ArgumentException>(() => model.fit(x, y, verbose: 0, callbacks: [keras.callbacks.LearningRateScheduler(_ =>
            double.NaN)]));
    }

    [TestMethod]
    public void A_rate_that_follows_a_schedule_is_not_overruled()
    {
        Sequential model = Tiny();
        model.compile(keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)), "mse");
        (Tensor x, Tensor y) = Data();
        foreach (Callback callback in (Callback[])[keras.callbacks.LearningRateScheduler(_ => 0.1), keras.callbacks.ReduceLROnPlateau()])
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() =>
                model.fit(x, y, verbose: 0, callbacks: [callback])).Message, "follows a schedule");
    }

    [TestMethod]
    public void CSVLogger_writes_a_line_an_epoch_and_goes_on_in_a_file()
    {
        string path = Path.Combine(_folder, "deep", "log.csv");
        Sequential model = Tiny();
        Epochs(model, "loss", [0.5f, 0.25f], keras.callbacks.CSVLogger(path));
        Assert.AreEqual("epoch,loss\n0,0.5\n1,0.25\n", File.ReadAllText(path));
        Epochs(model, "loss", [0.125f], keras.callbacks.CSVLogger(path, append: true));
        Assert.AreEqual("epoch,loss\n0,0.5\n1,0.25\n0,0.125\n", File.ReadAllText(path));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Epochs(model, "other", [1], keras.callbacks.CSVLogger(path,
            append: true))).Message, "epoch,loss,other");
        Epochs(model, "loss", [7], keras.callbacks.CSVLogger(path, separator: ";"));
        Assert.AreEqual("epoch;loss\n0;7\n", File.ReadAllText(path));
        Assert.ThrowsExactly<ArgumentException>(() => keras.callbacks.CSVLogger(path, separator: "::"));
    }

    [TestMethod]
    public void CSVLogger_keeps_columns_for_validation_that_begins_later()
    {
        string path = Path.Combine(_folder, "log.csv");
        (Tensor x, Tensor y) = Data();
        Tiny().fit(x, y, epochs: 2, verbose: 0, validation_data: (x, y), validation_freq: 2, callbacks: [keras.callbacks.CSVLogger(path)]);
        string[] lines = File.ReadAllLines(path);
        Assert.AreEqual("epoch,loss,val_loss", lines[0]);
        StringAssert.EndsWith(lines[1], ",NA");
        Assert.DoesNotContain("NA", lines[2]);
    }

    [TestMethod]
    public void TerminateOnNaN_ends_training_in_the_middle_of_an_epoch()
    {
        Sequential model = Tiny();
        (Tensor x, Tensor y) = Data(8);
        x.Span<float>()[4] = float.NaN;
        var steps = new List<long>();
        string text = Printed(() => model.fit(x, y, batch_size: 2, epochs: 3, shuffle: false, verbose: 0,
            callbacks: [keras.callbacks.TerminateOnNaN(), keras.callbacks.LambdaCallback(on_batch_end: (step, _) => steps.Add(step))]));
        CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, steps);
        Assert.AreEqual("Batch 2: Invalid loss, terminating training: the samples of this batch are not finite\n", text);
        Assert.IsTrue(model.Weights.All(weight => weight.numpy().ToArray<float>().All(float.IsFinite)), "The weights stay as they were.");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TerminateOnNaN_names_the_layer_whose_output_was_the_first_that_is_not_finite(bool functional)
    {
        ILayer[] all = [keras.layers.Dense(3, name: "small"), keras.layers.Dense(3, name: "overflowing"), keras.layers.Dense(1, name: "last")];
        Model model;
        if (functional)
        {
            var input = keras.Input(1);
            model = keras.Model(input, all.Aggregate((Tensors)input, (x, layer) => layer.Apply(x)));
        }
        else model = keras.Sequential(all);
        (Tensor x, Tensor y) = Data(8);
        model.compile("sgd", "mse");
        model.predict(x);
        Fill(model.get_layer("small").Weights[0], 1);
        foreach (ResourceVariable weight in model.get_layer("overflowing").Weights) Fill(weight, float.MaxValue);
        string text = Printed(() => model.fit(x, y, epochs: 1, verbose: 0, callbacks: [keras.callbacks.TerminateOnNaN()]));
        StringAssert.Contains(text, "the output of Dense 'overflowing' is the first that is not finite");
    }

    [TestMethod]
    public void TerminateOnNaN_names_the_weight_that_a_step_has_spoiled()
    {
        Sequential model = Tiny();
        (Tensor x, Tensor y) = Data(8);
        Fill(model.Weights[0], float.NaN);
        string text = Printed(() => model.fit(x, y, epochs: 1, verbose: 0, callbacks: [keras.callbacks.TerminateOnNaN()]));
        StringAssert.Contains(text, $"the weight {model.Weights[0].Name} of Dense");
    }

    [TestMethod]
    public void LambdaCallback_calls_each_function_at_its_time()
    {
        var calls = new List<string>();
        (Tensor x, Tensor y) = Data();
        Tiny().fit(x, y, batch_size: 2, epochs: 2, verbose: 0, callbacks:
        [
            keras.callbacks.LambdaCallback(
                on_epoch_begin: epoch => calls.Add($"epoch {epoch}"),
                on_epoch_end: (epoch, logs) => calls.Add($"end {epoch} {string.Join(' ', logs.Keys)}"),
                on_batch_begin: step => calls.Add($"batch {step}"),
                on_batch_end: (step, logs) => calls.Add($"done {step} {string.Join(' ', logs.Keys)}"),
                on_train_begin: () => calls.Add("begin"), on_train_end: () => calls.Add("end")),
        ]);
        string epoch = "batch 0, done 0 loss, batch 1, done 1 loss";
        Assert.AreEqual($"begin, epoch 0, {epoch}, end 0 loss, epoch 1, {epoch}, end 1 loss, end", string.Join(", ", calls));
    }

    [TestMethod]
    public void ModelCheckpoint_fills_values_into_the_path()
    {
        var logs = new Dictionary<string, float> { ["loss"] = 0.12345f, ["val_loss"] = 12.5f };
        Assert.AreEqual("a-04-12.50.h5", ModelCheckpoint.Fill("a-{epoch:02d}-{val_loss:.2f}.h5", 3, null, logs));
        Assert.AreEqual("12/7/0.12345/1.23e-01/ 12.5", ModelCheckpoint.Fill("{epoch}/{batch}/{loss}/{loss:.2e}/{val_loss:5.1f}", 11, 6,
            logs));
        Assert.AreEqual("plain {} name", ModelCheckpoint.Fill("plain {} name", 0, null, logs));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ModelCheckpoint.Fill("{val_acc}", 0, null, logs)).Message,
            "epoch, loss, val_loss");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ModelCheckpoint.Fill("{epoch:02x}", 0, null, logs)).Message,
            "{epoch:02x}");
    }

    [TestMethod]
    public void ModelCheckpoint_saves_after_each_epoch_or_the_best_only()
    {
        float[] losses = [3, 1, 2, 0.5f];
        Epochs(Tiny(), "val_loss", losses, keras.callbacks.ModelCheckpoint(Path.Combine(_folder, "each", "{epoch}.h5")));
        Assert.AreEqual("1.h5 2.h5 3.h5 4.h5", Files("each"));
        string text = Printed(() => Epochs(Tiny(), "val_loss", losses,
            keras.callbacks.ModelCheckpoint(Path.Combine(_folder, "best", "{epoch}-{val_loss:.1f}.h5"), save_best_only: true, verbose: 1)));
        Assert.AreEqual("1-3.0.h5 2-1.0.h5 4-0.5.h5", Files("best"));
        StringAssert.Contains(text, "Epoch 3: val_loss did not improve from 1.00000\nEpoch 4: val_loss improved from 1.00000 to 0.50000, "
            + "saving model to ");
        Epochs(Tiny(), "val_loss", losses, keras.callbacks.ModelCheckpoint(Path.Combine(_folder, "some", "{epoch}.h5"),
            save_best_only: true, initial_value_threshold: 0.7));
        Assert.AreEqual("4.h5", Files("some"));
    }

    private string Files(string folder) =>
        string.Join(' ', Directory.GetFiles(Path.Combine(_folder, folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [TestMethod]
    public void ModelCheckpoint_saves_after_a_number_of_steps()
    {
        (Tensor x, Tensor y) = Data(10);
        Tiny().fit(x, y, batch_size: 2, epochs: 2, verbose: 0, callbacks: [keras.callbacks.ModelCheckpoint(Path.Combine(_folder, "steps",
            "{epoch}-{batch}.h5"), save_freq: 3)]);
        Assert.AreEqual("1-3.h5 2-1.h5 2-4.h5", Files("steps"));
        Assert.ThrowsExactly<ArgumentException>(() => keras.callbacks.ModelCheckpoint("x.h5", save_freq: "batch"));
        Assert.ThrowsExactly<ArgumentException>(() => keras.callbacks.ModelCheckpoint("x.h5", save_freq: 0));
    }

    [TestMethod]
    public void The_facade_has_the_constructors_defaults()
    {
        foreach (System.Reflection.MethodInfo method in typeof(CallbacksApi).GetMethods().Where(m =>
            m.DeclaringType == typeof(CallbacksApi)))
        {
            System.Reflection.ParameterInfo[] facade = method.GetParameters();
            System.Reflection.ParameterInfo[]? own = method.ReturnType.GetConstructors().Select(c => c.GetParameters())
                .SingleOrDefault(p => p.Select(i => i.ParameterType).SequenceEqual(facade.Select(i => i.ParameterType)));
            Assert.IsNotNull(own, $"{method.Name} has no constructor of its parameters.");
            for (int i = 0; i < own.Length; i++)
                Assert.AreEqual((own[i].Name, own[i].HasDefaultValue, own[i].RawDefaultValue), (facade[i].Name, facade[i].HasDefaultValue,
                    facade[i].RawDefaultValue), method.Name);
        }
    }
}
