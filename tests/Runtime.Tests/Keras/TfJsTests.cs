using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects loading of TensorFlow.js models: that good ones load whole, and that bad ones get an error that names file and
/// reason.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TfJsTests
{
    private string _folder = "";

    [TestInitialize]
    public void CopyAGoodModel()
    {
        _folder = Directory.CreateTempSubdirectory("tfjs-").FullName;
        foreach (string file in new[] { "model.json", "weights.bin" })
            File.Copy(Path.Combine(Repository.Root, "tests", "Golden", "dense_l2", file), Path.Combine(_folder, file));
    }

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    private string JsonPath => Path.Combine(_folder, "model.json");

    private void Edit(Action<JsonObject> change)
    {
        JsonObject root = JsonNode.Parse(File.ReadAllText(JsonPath))!.AsObject();
        change(root);
        File.WriteAllText(JsonPath, root.ToJsonString());
    }

    private static JsonObject Layer(JsonObject root, int i) => root["modelTopology"]!["config"]!["layers"]![i]!["config"]!.AsObject();

    private static JsonObject Group(JsonObject root) => root["weightsManifest"]![0]!.AsObject();

    private void Refuses<E>(params string[] parts)
        where E : Exception
    {
        var error = Assert.ThrowsExactly<E>(() => keras.models.load_model(_folder));
        foreach (string part in parts.Append("model.json")) StringAssert.Contains(error.Message, part);
    }

    [TestMethod]
    public void Folder_and_file_load_with_names_weights_and_penalties()
    {
        foreach (string path in new[] { _folder, JsonPath })
        {
            Model model = keras.models.load_model(path);
            CollectionAssert.AreEqual(new[] { "dense_Dense4", "dense_Dense5" }, model.layers.Select(l => l.Name).ToArray());
            Assert.AreEqual(5 * 6 + 6 + 6 * 3 + 3, model.count_params());
            byte[] stored = File.ReadAllBytes(Path.Combine(_folder, "weights.bin"));
            CollectionAssert.AreEqual(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(stored)[..30].ToArray(),
                model.Weights[0].AsTensor().ToArray<float>());
            Assert.AreEqual(0.05, model.layers[0].get_config()["kernel_regularizer"]!["config"]!["l2"]!.GetValue<double>());
        }
    }

    [TestMethod]
    public void Loading_leaves_the_stream_of_random_numbers_alone()
    {
        long before = RandomStream.Global.Position;
        keras.models.load_model(_folder);
        Assert.AreEqual(before, RandomStream.Global.Position);
    }

    [TestMethod]
    public void Weights_may_be_in_several_files_and_in_another_order()
    {
        byte[] all = File.ReadAllBytes(Path.Combine(_folder, "weights.bin"));
        float[] expected = keras.models.load_model(_folder).Weights[3].AsTensor().ToArray<float>();
        // The last weight, a bias of 3 numbers, first; in two files.
        byte[] moved = [.. all[^12..], .. all[..^12]];
        File.WriteAllBytes(Path.Combine(_folder, "a.bin"), moved[..50]);
        File.WriteAllBytes(Path.Combine(_folder, "b.bin"), moved[50..]);
        Edit(root =>
        {
            Group(root)["paths"] = new JsonArray("a.bin", "b.bin");
            JsonArray specs = Group(root)["weights"]!.AsArray();
            JsonNode last = specs[3]!;
            specs.RemoveAt(3);
            specs.Insert(0, last);
        });
        CollectionAssert.AreEqual(expected, keras.models.load_model(_folder).Weights[3].AsTensor().ToArray<float>());
    }

    [TestMethod]
    public void A_model_converted_from_Python_has_one_more_level_and_an_input_layer()
    {
        Edit(root =>
        {
            JsonNode topology = root["modelTopology"]!.DeepClone();
            JsonNode input = JsonNode.Parse("""{"class_name": "InputLayer", "config": {"batch_input_shape": [null, 5], "dtype": "float32", "name": "input"}}""")!;
            topology["config"]!["layers"]!.AsArray().Insert(0, input);
            root["modelTopology"] = new JsonObject { ["keras_version"] = "2.12.0", ["model_config"] = topology };
        });
        Assert.AreEqual(Shape.Of(2, 3), keras.models.load_model(_folder).predict(Tensor.Zeros((2, 5))).Single.shape);
    }

    [TestMethod]
    public void Missing_and_foreign_files_say_what_is_taken()
    {
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => keras.models.load_model(Path.Combine(_folder,
            "nothing"))).Message,
            "nothing");
        File.WriteAllText(Path.Combine(_folder, "x.txt"), "");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => keras.models.load_model(Path.Combine(_folder,
            "x.txt"))).Message,
            "LayersModel");
        File.Delete(JsonPath);
        Assert.ThrowsExactly<FileNotFoundException>(() => keras.models.load_model(_folder));
        File.WriteAllText(Path.Combine(_folder, "saved_model.pb"), "");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => keras.models.load_model(_folder)).Message, "SavedModel");
    }

    [TestMethod]
    public void Damaged_json_is_refused()
    {
        File.WriteAllText(JsonPath, "{\"format\": ");
        Refuses<InvalidDataException>("no valid JSON");
        File.WriteAllText(JsonPath, "[1]");
        Refuses<InvalidDataException>("no JSON object");
        File.WriteAllText(JsonPath, "{}");
        Refuses<InvalidDataException>("weightsManifest");
        File.WriteAllText(JsonPath, new string('[', 5000));
        Refuses<InvalidDataException>("no valid JSON");
        File.WriteAllText(JsonPath, """{"format": "layers-model", "format": "layers-model"}""");
        Refuses<InvalidDataException>("no valid JSON");
    }

    [TestMethod]
    public void Files_of_weights_must_be_there_whole_and_beside_the_model()
    {
        string weights = Path.Combine(_folder, "weights.bin");
        byte[] bytes = File.ReadAllBytes(weights);
        File.WriteAllBytes(weights, bytes[..^1]);
        Refuses<InvalidDataException>("227 bytes", "228");
        File.WriteAllBytes(weights, [.. bytes, 0]);
        Refuses<InvalidDataException>("229 bytes", "228");
        File.Delete(weights);
        Refuses<InvalidDataException>("weights.bin", "missing");
        foreach (string path in new[] { "../weights.bin", "/etc/hostname", "C:\\x", "a/../../b", "" })
        {
            Edit(root => Group(root)["paths"] = new JsonArray(path));
            Refuses<InvalidDataException>("paths");
        }
    }

    [TestMethod]
    [DataRow("""[5, -6]""")]
    [DataRow("""[5, 6.5]""")]
    [DataRow("""["5", 6]""")]
    [DataRow("""[2147483647, 2147483647]""")]
    [DataRow("""[2147483647, 2147483647, 2147483647, 2147483647]""")]
    [DataRow("""7""")]
    public void Impossible_shapes_of_weights_are_refused(string shape)
    {
        Edit(root => Group(root)["weights"]![0]!["shape"] = JsonNode.Parse(shape));
        Refuses<InvalidDataException>();
    }

    [TestMethod]
    public void Weights_that_do_not_fit_the_layers_are_refused()
    {
        Edit(root => Group(root)["weights"]![0]!["shape"] = new JsonArray(6, 5));
        Refuses<InvalidDataException>("dense_Dense4/kernel", "(6, 5)", "(5, 6)");
        Edit(root => Group(root)["weights"]!.AsArray().RemoveAt(0));
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[228 - 120]);
        Refuses<InvalidDataException>();
    }

    [TestMethod]
    public void A_layer_larger_than_the_file_is_refused_before_it_takes_memory()
    {
        // 40 GB of weights: the machine's memory would be gone before the file's sizes were compared.
        Edit(root => Layer(root, 0)["units"] = 2_000_000_000);
        Refuses<InvalidDataException>("more weights than the 228 bytes");
    }

    [TestMethod]
    public void Other_formats_and_kinds_say_what_to_do()
    {
        Edit(root => Group(root)["weights"]![0]!["quantization"] = new JsonObject { ["dtype"] = "uint8" });
        Refuses<NotSupportedException>("quantized");
        Edit(root => Group(root)["weights"]![0]!.AsObject().Remove("quantization"));
        Edit(root => Group(root)["weights"]![0]!["dtype"] = "complex64");
        Refuses<NotSupportedException>("complex64");
        Edit(root => Group(root)["weights"]![0]!["dtype"] = "float32");
        Edit(root => root["modelTopology"]!["class_name"] = "Model");
        Refuses<InvalidDataException>("'input_layers'");
        Edit(root => root["modelTopology"]!["class_name"] = "Mystery");
        Refuses<NotSupportedException>("'Mystery'", "LayerRegistry.Register");
        Edit(root => root["format"] = "graph-model");
        Refuses<NotSupportedException>("graph-model", "tfjs_layers_model");
    }

    [TestMethod]
    public void Damaged_layers_are_named()
    {
        Edit(root => Layer(root, 1)["units"] = -1);
        Refuses<InvalidDataException>("layer 1, Dense", "-1 units");
        Edit(root => Layer(root, 1)["units"] = 3);
        Edit(root => root["modelTopology"]!["config"]!["layers"]![1]!["class_name"] = "Conv9D");
        Refuses<NotSupportedException>("Conv9D");
        Edit(root => root["modelTopology"]!["config"]!["layers"]![1] = "Dense");
        Refuses<InvalidDataException>();
        Edit(root => Layer(root, 0).Remove("batch_input_shape"));
        Refuses<InvalidDataException>();
    }
}
