using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the exchange with Python: files written here open in h5py, and h5py's load here.</summary>
[TestClass]
[DoNotParallelize]
public sealed class KerasH5InteropTests
{
    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("keras-h5py-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_file_written_here_opens_in_h5py_with_Keras_layout_and_the_same_numbers()
    {
        Sequential model = KerasH5Tests.Small();
        model.compile("adam", "sparse_categorical_crossentropy", new[] { "accuracy" });
        KerasH5Tests.Train(model, 2);
        string path = Path.Combine(_folder, "m.h5");
        model.save(path);
        JsonNode file = OtherRuntimes.Python("h5py", "check.py", "h5py", path);
        JsonNode root = file["/"]!["attributes"]!;
        Assert.AreEqual("2.15.0", (string?)root["keras_version"]);
        Assert.AreEqual("tensorflow", (string?)root["backend"]);
        Assert.AreEqual(ModelConfig.ToJson(model).ToJsonString(), ((string?)root["model_config"])!.Replace(",\"sparse\":false,\"ragged\":false", "", StringComparison.Ordinal));
        Assert.AreEqual("Adam", (string?)JsonNode.Parse((string)root["training_config"]!)!["optimizer_config"]!["class_name"]);
        CollectionAssert.AreEqual(new[] { "conv", "bn", "pool", "flat", "out" }, Texts(file["model_weights"]!["attributes"]!["layer_names"]));
        CollectionAssert.AreEqual(new[] { "conv/kernel:0", "conv/bias:0" }, Texts(file["model_weights/conv"]!["attributes"]!["weight_names"]));
        CollectionAssert.AreEqual(Array.Empty<string>(), Texts(file["model_weights/flat"]!["attributes"]!["weight_names"]));
        foreach (Layer layer in model.layers)
            foreach (ResourceVariable weight in layer.Weights)
                AssertValues(weight.AsTensor(), file[$"model_weights/{layer.Name}/{weight.Name}"]!);
        Assert.AreEqual(2, (long)file["optimizer_weights/iteration:0"]!["values"]![0]!);
        AssertValues(model.optimizer!.variables[0].AsTensor(), file["optimizer_weights/Adam/m/conv/kernel:0"]!);
    }

    [TestMethod]
    public void A_file_with_more_links_and_names_than_fit_one_block_opens_in_h5py()
    {
        Sequential model = keras.Sequential([keras.layers.Dense(1, input_shape: 1, name: "first")]);
        for (int i = 0; i < 150; i++) model.add(keras.layers.Dense(1, name: $"layer_{i}_".PadRight(500, 'x')));
        string path = Path.Combine(_folder, "m.h5");
        model.save(path);
        JsonNode file = OtherRuntimes.Python("h5py", "check.py", "h5py", path);
        Assert.IsGreaterThan(64 * 1024, ((string?)file["/"]!["attributes"]!["model_config"])!.Length);
        JsonNode attributes = file["model_weights"]!["attributes"]!;
        string[] names = [.. Texts(attributes["layer_names0"]), .. Texts(attributes["layer_names1"])];
        CollectionAssert.AreEqual(model.layers.Select(l => l.Name).ToArray(), names);
        foreach (Layer layer in model.layers) AssertValues(layer.Weights[0].AsTensor(), file[$"model_weights/{layer.Name}/{layer.Weights[0].Name}"]!);
        KerasH5Tests.AssertEqualWeights(model, keras.models.load_model(path));
    }

    [TestMethod]
    public void Files_that_h5py_wrote_load_here()
    {
        Sequential model = keras.Sequential(keras.layers.Dense(3, activation: "relu", input_shape: 4, name: "dense"), keras.layers.Dense(2, name: "dense_1"));
        OtherRuntimes.Python("h5py", "write.py", "h5py", ModelConfig.ToJson(model).ToJsonString(), _folder);
        float[] kernel = [.. Enumerable.Range(0, 12).Select(i => i / 8f)];
        string[] files = Directory.GetFiles(_folder);
        Assert.HasCount(7, files);
        foreach (string path in files)
        {
            Model loaded = keras.models.load_model(path);
            CollectionAssert.AreEqual(kernel, loaded.Weights[0].AsTensor().ToArray<float>(), path);
            CollectionAssert.AreEqual(new[] { 0.5f, -0.25f, 1 }, loaded.Weights[1].AsTensor().ToArray<float>(), path);
            model.load_weights(path, by_name: true);
            CollectionAssert.AreEqual(new[] { -1f, -0.6f, -0.2f, 0.2f, 0.6f, 1 }, model.Weights[2].AsTensor().ToArray<float>(), path);
        }
    }

    private static void AssertValues(Tensor expected, JsonNode actual)
    {
        Assert.AreEqual("float32", (string?)actual["dtype"]);
        CollectionAssert.AreEqual(expected.shape.dims, actual["shape"]!.AsArray().Select(d => (long)d!).ToArray());
        CollectionAssert.AreEqual(expected.ToArray<float>(), actual["values"]!.AsArray().Select(v => (float)(double)v!).ToArray());
    }

    private static string[] Texts(JsonNode? node) => [.. node!.AsArray().Select(n => (string)n!)];
}
