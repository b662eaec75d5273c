using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving.Hdf5;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects Keras' HDF5 files: that models and weights come back whole, and that what does not fit says so.</summary>
[TestClass]
[DoNotParallelize]
public sealed class KerasH5Tests
{
    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("keras-h5-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>Convolution, pooling and dense layers for images of 8 x 8.</summary>
    internal static Sequential Small(int units = 3, string first = "conv", string? activation = "softmax") => keras.Sequential(
        keras.layers.Conv2D(4, 3, activation: "relu", input_shape: (8, 8, 1), name: first),
        keras.layers.BatchNormalization(name: "bn"),
        keras.layers.MaxPooling2D(2, name: "pool"),
        keras.layers.Flatten(name: "flat"),
        keras.layers.Dense(units, activation: activation, name: "out"));

    internal static (Tensor X, Tensor Y) Data()
    {
        var stream = new RandomStream(5);
        Tensor x = RandomOps.Uniform((12, 8, 8, 1), 0, 1, stream: stream);
        return (x, Tensor.From<int>(Enumerable.Range(0, 12).Select(i => i % 3).ToArray(), 12));
    }

    internal static void Train(Model model, int steps)
    {
        (Tensor x, Tensor y) = Data();
        for (int i = 0; i < steps; i++) model.train_on_batch(x, y);
    }

    internal static void AssertEqualWeights(Model expected, Model actual)
    {
        Assert.HasCount(expected.Weights.Count, actual.Weights);
        for (int i = 0; i < expected.Weights.Count; i++)
            CollectionAssert.AreEqual(expected.Weights[i].AsTensor().ToArray<float>(), actual.Weights[i].AsTensor().ToArray<float>(), expected.Weights[i].Name);
    }

    internal static IEnumerable<object[]> Optimizers()
    {
        yield return [(Func<Tensorflow.Keras.Optimizers.Optimizer>)(() => keras.optimizers.Adam(0.01))];
        yield return [(Func<Tensorflow.Keras.Optimizers.Optimizer>)(() => keras.optimizers.AdamW(0.01, weight_decay: 0.1))];
        yield return [(Func<Tensorflow.Keras.Optimizers.Optimizer>)(() => keras.optimizers.SGD(0.05, momentum: 0.9, nesterov: true))];
        yield return [(Func<Tensorflow.Keras.Optimizers.Optimizer>)(() => keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)))];
        yield return [(Func<Tensorflow.Keras.Optimizers.Optimizer>)(() => keras.optimizers.RMSprop(0.01, momentum: 0.5, centered: true, clipnorm: 1))];
        yield return [(Func<Tensorflow.Keras.Optimizers.Optimizer>)(() => keras.optimizers.Adagrad(0.05))];
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void Training_goes_on_to_the_same_bits_after_saving_and_loading(Func<Tensorflow.Keras.Optimizers.Optimizer> optimizer)
    {
        foreach (string name in new[] { "m.h5", "m.keras" })
        {
            Sequential model = Small();
            model.compile(optimizer(), "sparse_categorical_crossentropy", new[] { "accuracy" });
            Train(model, 3);
            model.save(At(name));
            Model loaded = keras.models.load_model(At(name));
            AssertEqualWeights(model, loaded);
            Assert.AreEqual(3, loaded.optimizer!.iterations);
            Assert.AreEqual(model.optimizer!.GetType(), loaded.optimizer.GetType());
            (Tensor x, Tensor y) = Data();
            Dictionary<string, float> expected = model.train_on_batch(x, y), actual = loaded.train_on_batch(x, y);
            CollectionAssert.AreEqual(expected.OrderBy(p => p.Key).ToArray(), actual.OrderBy(p => p.Key).ToArray());
            Train(model, 2);
            Train(loaded, 2);
            AssertEqualWeights(model, loaded);
        }
    }

    [TestMethod]
    public void The_layout_is_that_of_Keras_2()
    {
        Sequential model = Small();
        model.compile("adam", "sparse_categorical_crossentropy", new[] { "accuracy" });
        Train(model, 1);
        model.save(At("m.h5"));
        using FileStream stream = File.OpenRead(At("m.h5"));
        IHdf5Group root = OwnHdf5.Library.Open(stream, "m.h5");
        Assert.AreEqual(("2.15.0", "tensorflow"), (root.Text("keras_version"), root.Text("backend")));
        IHdf5Group weights = root.FindGroup("model_weights")!;
        CollectionAssert.AreEqual(new[] { "conv", "bn", "pool", "flat", "out" }, weights.Attributes["layer_names"].Texts);
        CollectionAssert.AreEqual(new[] { "bn/gamma:0", "bn/beta:0", "bn/moving_mean:0", "bn/moving_variance:0" },
            weights.FindGroup("bn")!.Attributes["weight_names"].Texts);
        Assert.AreEqual(Shape.Of(3, 3, 1, 4), ((IHdf5Dataset)root.Find("model_weights/conv/conv/kernel:0")!).Shape);
        Assert.IsNotNull(root.FindGroup("model_weights/top_level_model_weights"));
        CollectionAssert.AreEqual(new[] { "iteration:0", "Adam/m/conv/kernel:0", "Adam/v/conv/kernel:0", "Adam/m/conv/bias:0" },
            root.FindGroup("optimizer_weights")!.Attributes["weight_names"].Texts![..4]);
        Assert.IsNotNull(root.Find("optimizer_weights/Adam/v/out/bias:0"));
        JsonNode training = JsonNode.Parse(root.Text("training_config")!)!;
        Assert.AreEqual("Adam", (string?)training["optimizer_config"]!["class_name"]);
        Assert.AreEqual("SparseCategoricalCrossentropy", (string?)training["loss"]!["class_name"]);
        Assert.AreEqual("accuracy", (string?)training["metrics"]![0]);
    }

    [TestMethod]
    public void What_is_left_out_is_not_there()
    {
        Sequential model = Small();
        model.save(At("new.h5"));
        Assert.IsNull(keras.models.load_model(At("new.h5")).optimizer);
        model.compile("adam", "mse");
        model.save(At("m.h5"), include_optimizer: false);
        Assert.IsNull(keras.models.load_model(At("m.h5")).optimizer);
        model.save(At("m.h5"));
        Assert.IsNotNull(keras.models.load_model(At("m.h5")).optimizer);
        Assert.IsNull(keras.models.load_model(At("m.h5"), compile: false).optimizer);
        Assert.ThrowsExactly<IOException>(() => model.save(At("m.h5"), overwrite: false));
        CollectionAssert.AreEquivalent(new[] { "new.h5", "m.h5" }, Directory.GetFiles(_folder).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    [DataRow("weights.h5")]
    [DataRow("model.weights.h5")]
    [DataRow("whole.h5")]
    [DataRow("whole.keras")]
    public void Weights_come_back_from_files_of_weights_and_of_models(string name)
    {
        Sequential model = Small(), other = Small();
        if (name.StartsWith("whole", StringComparison.Ordinal)) model.save(At(name));
        else model.save_weights(At(name));
        float[] before = other.Weights[0].AsTensor().ToArray<float>();
        other.load_weights(At(name));
        AssertEqualWeights(model, other);
        CollectionAssert.AreNotEqual(before, other.Weights[0].AsTensor().ToArray<float>());
    }

    [TestMethod]
    public void Weights_load_by_name_into_another_model()
    {
        Sequential model = Small(), other = Small(units: 7, first: "conv");
        model.save_weights(At("w.h5"));
        other.layers[^1].Name = "another";
        float[] head = other.Weights[^2].AsTensor().ToArray<float>();
        other.load_weights(At("w.h5"), by_name: true);
        CollectionAssert.AreEqual(model.Weights[0].AsTensor().ToArray<float>(), other.Weights[0].AsTensor().ToArray<float>());
        CollectionAssert.AreEqual(head, other.Weights[^2].AsTensor().ToArray<float>());
        // Of the same name, but another shape: refused, or left out when asked.
        other = Small(units: 7);
        string message = Assert.ThrowsExactly<InvalidDataException>(() => other.load_weights(At("w.h5"), by_name: true)).Message;
        foreach (string part in new[] { "w.h5", "layer 'out'", "(36, 7)", "(36, 3)" }) StringAssert.Contains(message, part);
        other.load_weights(At("w.h5"), by_name: true, skip_mismatch: true);
        CollectionAssert.AreEqual(model.Weights[0].AsTensor().ToArray<float>(), other.Weights[0].AsTensor().ToArray<float>());
    }

    [TestMethod]
    public void What_does_not_fit_is_named_and_changes_nothing()
    {
        foreach (string name in new[] { "w.h5", "m.weights.h5" })
        {
            Small(units: 5).save_weights(At(name));
            Sequential model = Small();
            float[] before = model.Weights[0].AsTensor().ToArray<float>();
            string message = Assert.ThrowsExactly<InvalidDataException>(() => model.load_weights(At(name))).Message;
            foreach (string part in new[] { name, "'out'", "(36, 3)", "(36, 5)" }) StringAssert.Contains(message, part);
            CollectionAssert.AreEqual(before, model.Weights[0].AsTensor().ToArray<float>());
            Sequential shorter = keras.Sequential(keras.layers.Dense(5, input_shape: 3));
            Assert.ThrowsExactly<InvalidDataException>(() => shorter.load_weights(At(name)));
        }
    }

    [TestMethod]
    public void Missing_and_foreign_files_are_told_apart()
    {
        Sequential model = Small();
        Assert.ThrowsExactly<FileNotFoundException>(() => model.load_weights(At("nothing.h5")));
        Assert.ThrowsExactly<FileNotFoundException>(() => keras.models.load_model(At("nothing.h5")));
        File.WriteAllText(At("text.h5"), "this is no HDF5 file");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => model.load_weights(At("text.h5"))).Message, "text.h5");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => keras.models.load_model(At("text.h5"))).Message, "text.h5");
        model.save_weights(At("w.h5"));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => keras.models.load_model(At("w.h5"))).Message, "load_weights");
        File.WriteAllBytes(At("empty.h5"), Hdf5Tests.Write(new Hdf5Group()));
        Assert.ThrowsExactly<InvalidDataException>(() => model.load_weights(At("empty.h5")));
        Assert.ThrowsExactly<NotSupportedException>(() => model.save_weights(At("w.ckpt")));
        Assert.ThrowsExactly<InvalidOperationException>(() => keras.Sequential(keras.layers.Dense(2)).load_weights(At("w.h5")));
        Assert.ThrowsExactly<InvalidOperationException>(() => keras.Sequential(keras.layers.Dense(2)).save_weights(At("v.h5")));
    }

    [TestMethod]
    public void A_SavedModel_folder_says_what_to_do()
    {
        Directory.CreateDirectory(At("saved"));
        File.WriteAllText(Path.Combine(At("saved"), "saved_model.pb"), "");
        string message = Assert.ThrowsExactly<NotSupportedException>(() => keras.models.load_model(At("saved"))).Message;
        foreach (string part in new[] { "saved", "SavedModel", ".save(\"x.h5\")" }) StringAssert.Contains(message, part);
    }

    [TestMethod]
    public void Functional_nested_and_recurrent_models_come_back()
    {
        var inner = keras.Sequential(keras.layers.Dense(6, activation: "relu", input_shape: (4, 5)), keras.layers.BatchNormalization());
        inner.layers[0].trainable = false;
        var inputs = keras.Input((4, 5));
        Tensor a = inner.Apply(inputs), b = keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences: true)).Apply(a);
        Tensor c = keras.layers.Add().Apply(new Tensors(a, b)).Single;
        Tensor d = keras.layers.GRU(4).Apply(c);
        Tensor e = keras.layers.MultiHeadAttention(2, 3).Apply(new Tensors(a, b)).Single;
        Tensor f = keras.layers.TimeDistributed(keras.layers.Dense(2)).Apply(e);
        var model = keras.Model(inputs, new Tensors(keras.layers.Dense(2, name: "digit").Apply(d), keras.layers.Flatten(name: "slant").Apply(f)));
        model.compile("adam", new Dictionary<string, string> { ["digit"] = "mse", ["slant"] = "mae" }, loss_weights: new[] { 1.0, 0.5 });
        Tensor x = RandomOps.Uniform((2, 4, 5), -1, 1, stream: new RandomStream(1));
        Tensor[] y = [Tensor.Zeros((2, 2)), Tensor.Zeros((2, 8))];
        model.train_on_batch(x, y);
        foreach (string name in new[] { "m.h5", "m.keras" })
        {
            model.save(At(name));
            Model loaded = keras.models.load_model(At(name));
            Assert.IsInstanceOfType<Functional>(loaded);
            Tensors expected = model.predict(x), actual = loaded.predict(x);
            for (int i = 0; i < 2; i++) CollectionAssert.AreEqual(expected[i].ToArray<float>(), actual[i].ToArray<float>(), name);
            CollectionAssert.AreEqual(model.test_on_batch(x, y).ToArray(), loaded.test_on_batch(x, y).ToArray());
        }
    }

    [TestMethod]
    public void Models_inside_a_model_come_back_wherever_they_are_used()
    {
        var inside = keras.Input(3);
        Functional block = keras.Model(inside, keras.layers.Dense(3, activation: "tanh").Apply(inside));
        Sequential tail = keras.Sequential(keras.layers.Dense(3, input_shape: 3));
        var input = keras.Input(3);
        Tensor once = block.Apply(input), twice = block.Apply(once), last = tail.Apply(once);
        // Each model's output is an input of a layer as well as an output of the whole.
        Functional model = keras.Model(input, new Tensors(twice, last, keras.layers.Add().Apply(new Tensors(twice, last)).Single));
        Tensor x = RandomOps.Uniform((2, 3), -1, 1, stream: new RandomStream(2));
        Tensors expected = model.predict(x);
        foreach (string name in new[] { "m.h5", "m.keras" })
        {
            model.save(At(name));
            Tensors actual = keras.models.load_model(At(name)).predict(x);
            for (int i = 0; i < 3; i++) CollectionAssert.AreEqual(expected[i].ToArray<float>(), actual[i].ToArray<float>(), $"{name} {i}");
        }
    }

    [TestMethod]
    public void Float64_models_come_back_to_the_bit()
    {
        Sequential model = keras.Sequential([keras.layers.Dense(3, input_shape: 4, dtype: TF_DataType.TF_DOUBLE)]);
        model.save(At("m.h5"));
        Model loaded = keras.models.load_model(At("m.h5"));
        Assert.AreEqual(TF_DataType.TF_DOUBLE, loaded.Weights[0].dtype);
        CollectionAssert.AreEqual(model.Weights[0].AsTensor().ToArray<double>(), loaded.Weights[0].AsTensor().ToArray<double>());
    }

    [TestMethod]
    public void Hard_sigmoid_is_that_of_the_files_Keras()
    {
        Sequential model = keras.Sequential(keras.layers.Dense(1, activation: "hard_sigmoid", input_shape: 1, kernel_initializer: "ones"));
        model.save(At("m.h5"));
        Tensor x = Tensor.From<float>([1], (1, 1));
        Assert.AreEqual(0.7f, keras.models.load_model(At("m.h5")).predict(x).Single.ToArray<float>()[0], 1e-6f);
        Edit(At("m.h5"), root => root.Set("keras_version", "3.8.0"));
        Model loaded = keras.models.load_model(At("m.h5"));
        Assert.AreEqual(1 / 6f + 0.5f, loaded.predict(x).Single.ToArray<float>()[0], 1e-6f);
        // Neither kind is saved as the other.
        Assert.ThrowsExactly<NotSupportedException>(() => loaded.save(At("again.h5")));
        Assert.ThrowsExactly<NotSupportedException>(() => model.save(At("again.keras")));
        loaded.save(At("again.keras"));
        Assert.AreEqual(1 / 6f + 0.5f, keras.models.load_model(At("again.keras")).predict(x).Single.ToArray<float>()[0], 1e-6f);
    }

    [TestMethod]
    public void Training_that_is_not_built_leaves_the_model_uncompiled()
    {
        Sequential model = Small();
        model.compile("adam", "sparse_categorical_crossentropy");
        model.save(At("m.h5"));
        string good = "";
        foreach (string bad in new[] { "\"Adadelta\"", "\"Adam\", \"config\": {\"amsgrad\": true}, \"was\": \"Adam\"" })
        {
            Edit(At("m.h5"), root =>
            {
                if (good.Length == 0) good = root.Text("training_config")!;
                root.Set("training_config", good.Replace("\"Adam\",\"config\"", $"{bad},\"old\"", StringComparison.Ordinal));
            });
            Model loaded = keras.models.load_model(At("m.h5"));
            Assert.IsNull(loaded.optimizer);
            AssertEqualWeights(model, loaded);
        }
        Edit(At("m.h5"), root => root.Set("training_config", good.Replace("Adam", "Custom>Adam", StringComparison.Ordinal)));
        Assert.IsNotNull(keras.models.load_model(At("m.h5")).optimizer);
        Edit(At("m.h5"), root => root.Set("training_config", "{"));
        Assert.ThrowsExactly<InvalidDataException>(() => keras.models.load_model(At("m.h5")));
    }

    [TestMethod]
    [DataRow("keras-2.12-mnist.h5", 0.978, "categorical_accuracy")]
    [DataRow("keras-3.8-mnist.h5", 0.989, "sparse_categorical_accuracy")]
    public void Models_that_Pythons_Keras_saved_reach_their_accuracy(string name, double accuracy, string kind)
    {
        string path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "interop", "keras_h5", name));
        if (!File.Exists(path)) Assert.Inconclusive($"{path} is not there.");
        string mnist = Repository.RequireMnist();
        const int Count = 2000;
        float[] pixels = [.. IdxReader.Read(Path.Combine(mnist, "t10k-images-idx3-ubyte.gz")).Data.Take(Count * 784).Select(p => p / 255f)];
        int[] labels = [.. IdxReader.Read(Path.Combine(mnist, "t10k-labels-idx1-ubyte.gz")).Data.Take(Count).Select(l => (int)l)];
        Tensor x = Tensor.From<float>(pixels, (Count, 28, 28, 1)), y = Tensor.From<int>(labels, Count);
        Model model = keras.models.load_model(path);
        long[] classes = MathOps.ArgMax(model.predict(x).Single, 1).ToArray<long>();
        Assert.AreEqual(accuracy, classes.Zip(labels).Count(p => p.First == p.Second) / (double)Count, 1e-9);
        // The compile state came back too, and what Adam remembers.
        Tensor targets = kind == "categorical_accuracy" ? ArrayOps.OneHot(y, 10) : y;
        Assert.AreEqual(accuracy, model.evaluate(x, targets, verbose: 0)["accuracy"], 1e-6);
        Assert.IsGreaterThan(0, model.optimizer!.iterations);
        Assert.IsTrue(model.optimizer.variables.All(v => v.AsTensor().ToArray<float>().Any(f => f != 0)));
        model.train_on_batch(x, targets);
        // And it goes through files written here.
        model.save(At("m.h5"));
        AssertEqualWeights(model, keras.models.load_model(At("m.h5")));
    }

    [TestMethod]
    public void Damaged_files_give_one_kind_of_error()
    {
        Sequential model = Small();
        model.compile("adam", "sparse_categorical_crossentropy", new[] { "accuracy" });
        Train(model, 1);
        int rounds = Environment.GetEnvironmentVariable("MLPIPELINES_SLOW") == "1" ? 3000 : 200;
        TextWriter error = Console.Error;
        Console.SetError(TextWriter.Null);
        try
        {
            foreach (string name in new[] { "m.h5", "m.keras" })
            {
                model.save(At(name));
                byte[] good = File.ReadAllBytes(At(name));
                string bad = At("bad" + Path.GetExtension(name));
                var random = new Random(7);
                for (int i = 0; i < rounds; i++)
                {
                    byte[] file = [.. good];
                    if (i % 3 == 0) file = file[..random.Next(file.Length)];
                    else for (int flips = i % 7; flips >= 0; flips--) file[Place(random, file)] = (byte)(random.Next(4) == 0 ? 255 : random.Next(256));
                    File.WriteAllBytes(bad, file);
                    try
                    {
                        keras.models.load_model(bad);
                    }
                    catch (Exception e) when (e is InvalidDataException or NotSupportedException)
                    {
                        StringAssert.Contains(e.Message, Path.GetFileName(bad));
                    }
                }
            }
        }
        finally
        {
            Console.SetError(error);
        }

        // Mostly where the structure is, not the values.
        static int Place(Random random, byte[] file)
        {
            for (int tries = 0; tries < 20; tries++)
            {
                int at = random.Next(file.Length);
                if (file[at] is 0 or 255 or (> 31 and < 127)) return at;
            }
            return 0;
        }
    }

    /// <summary>Copies a file with changes to its root.</summary>
    internal static void Edit(string path, Action<Hdf5Group> change)
    {
        byte[] bytes = File.ReadAllBytes(path);
        Hdf5Group copy = Copy(Hdf5Tests.Open(bytes));
        change(copy);
        File.WriteAllBytes(path, Hdf5Tests.Write(copy));
    }

    private static Hdf5Group Copy(IHdf5Group group)
    {
        var copy = new Hdf5Group();
        foreach ((string name, Hdf5Value value) in group.Attributes) copy.Set(name, value);
        foreach (string name in group.Names) copy.Add(name, group.Child(name) is IHdf5Group inner ? Copy(inner) : group.Child(name)!);
        return copy;
    }
}
