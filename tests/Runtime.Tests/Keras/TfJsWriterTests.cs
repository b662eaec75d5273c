using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects saving of TensorFlow.js models: that they load again, in files of the right sizes, and never replace what is not
/// theirs.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TfJsWriterTests
{
    private string _folder = "";

    private string Target => Path.Combine(_folder, "model");

    [TestInitialize]
    public void Begin()
    {
        keras.backend.clear_session();
        _folder = Directory.CreateTempSubdirectory("tfjs-out-").FullName;
    }

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    private static Sequential Small() => keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Conv2D(2, 3, activation: "relu"),
        keras.layers.Flatten(), keras.layers.Dense(3)]);

    private static void AssertSame(Model expected, Model actual, Shape input)
    {
        Tensor x = RandomOps.Uniform(input, -1, 1, TF_DataType.TF_FLOAT);
        CollectionAssert.AreEqual(((Tensor)expected.predict(x)).ToArray<float>(), ((Tensor)actual.predict(x)).ToArray<float>());
        CollectionAssert.AreEqual(expected.Weights.Select(w => w.Name).ToArray(), actual.Weights.Select(w => w.Name).ToArray());
    }

    [TestMethod]
    public void A_saved_model_loads_and_predicts_the_same()
    {
        Sequential model = Small();
        model.save(Target, save_format: "tfjs");
        AssertSame(model, keras.models.load_model(Target), (2, 6, 6, 1));
        keras.models.save_tfjs(model, Target);
        AssertSame(model, keras.models.load_model(Path.Combine(Target, "model.json")), (2, 6, 6, 1));
        CollectionAssert.AreEquivalent(new[] { "model.json", "group1-shard1of1.bin" },
            Directory.GetFiles(Target).Select(Path.GetFileName).ToArray());
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public void A_model_built_by_data_is_saved_with_its_input_shape()
    {
        Sequential model = keras.Sequential([keras.layers.Dense(4, activation: "tanh"), keras.layers.Dense(2)]);
        _ = Assert.ThrowsExactly<InvalidOperationException>(() => model.save(Target, save_format: "tfjs"));
        model.predict(Tensor.Zeros((1, 5)));
        model.save(Target, save_format: "tfjs");
        AssertSame(model, keras.models.load_model(Target), (3, 5));
    }

    [TestMethod]
    public void Functional_and_nested_models_load_again()
    {
        KerasInput x = keras.Input(5);
        Sequential inner = keras.Sequential([keras.Input(5), keras.layers.Dense(5, activation: "relu")]);
        Functional model = keras.Model(x, keras.layers.Add().Apply(new Tensors(inner.Apply(x), x, inner.Apply(inner.Apply(x)))));
        model.save(Target, save_format: "tfjs");
        AssertSame(model, keras.models.load_model(Target), (3, 5));
    }

    [TestMethod]
    public void Weights_are_cut_into_files_of_4_MiB()
    {
        Sequential model = keras.Sequential([keras.layers.Dense(1100, input_shape: 1000, name: "big"),
            keras.layers.Dense(300, name: "next")]);
        model.save(Target, save_format: "tfjs");
        long bytes = model.count_params() * 4;
        FileInfo[] files = [.. Directory.GetFiles(Target, "*.bin").Order(StringComparer.Ordinal).Select(f => new FileInfo(f))];
        Assert.HasCount(2, files);
        Assert.AreEqual(4L << 20, files[0].Length);
        Assert.AreEqual(bytes, files.Sum(f => f.Length));
        AssertSame(model, keras.models.load_model(Target), (1, 1000));
    }

    [TestMethod]
    public void A_folder_with_other_files_is_not_replaced()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "thesis.txt"), "years of work");
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => Small().save(Target, save_format: "tfjs")).Message, "thesis.txt");
        Assert.IsTrue(File.Exists(Path.Combine(Target, "thesis.txt")));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder));
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => Small().save(Target, overwrite: false,
            save_format: "tfjs")).Message, "overwrite");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Small().save(Target, save_format: "pb")).Message, "tfjs");
    }

    [TestMethod]
    public void Two_weights_of_one_name_are_refused()
    {
        KerasInput x = keras.Input(3);
        Sequential inner = keras.Sequential([keras.Input(3), keras.layers.Dense(3, name: "twin")]);
        Functional model = keras.Model(x, keras.layers.Dense(1, name: "twin").Apply(inner.Apply(x)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.save(Target, save_format: "tfjs")).Message,
            "twin/kernel");
        Assert.IsFalse(Directory.Exists(Target));
    }

    [TestMethod]
    public void Json_alone_gives_the_structure_with_new_weights()
    {
        Sequential model = Small();
        Model copy = keras.models.model_from_json(model.to_json());
        Assert.AreEqual(model.to_json(), copy.to_json());
        Assert.AreEqual(model.count_params(), keras.models.clone_model(model).count_params());
        Assert.ThrowsExactly<InvalidDataException>(() => keras.models.model_from_json("{"));
        Assert.ThrowsExactly<InvalidDataException>(() => keras.models.model_from_json("[]"));
        Assert.IsInstanceOfType<JsonObject>(JsonNode.Parse(model.to_json()));
    }
}
