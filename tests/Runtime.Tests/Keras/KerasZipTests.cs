using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving.Hdf5;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects .keras files: Keras 3's layout, and errors for damaged zips and bombs.</summary>
[TestClass]
[DoNotParallelize]
public sealed class KerasZipTests
{
    private string _path = "";

    [TestInitialize]
    public void MakeFolder() => _path = Path.Combine(Directory.CreateTempSubdirectory("keras-zip-").FullName, "m.keras");

    [TestCleanup]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private static byte[] Read(ZipArchiveEntry? entry)
    {
        using Stream content = entry!.Open();
        var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes the file anew with other entries in the place of some; null leaves one out.</summary>
    private void Replace(CompressionLevel level, params (string Name, byte[]? Content)[] changes)
    {
        (string Name, byte[] Content)[] all;
        using (ZipArchive zip = ZipFile.OpenRead(_path)) all = [.. zip.Entries.Select(e => (e.FullName, Read(e)))];
        File.Delete(_path);
        using ZipArchive made = ZipFile.Open(_path, ZipArchiveMode.Create);
        foreach ((string name, byte[] old) in all)
        {
            byte[]? content = changes.Any(c => c.Name == name) ? changes.First(c => c.Name == name).Content : old;
            if (content is null) continue;
            using Stream stream = made.CreateEntry(name, level).Open();
            stream.Write(content);
        }
    }

    private string Refused() => Assert.ThrowsExactly<InvalidDataException>(() => keras.models.load_model(_path)).Message;

    [TestMethod]
    public void The_layout_is_that_of_Keras_3()
    {
        Sequential model = keras.Sequential(
            keras.layers.Dense(4, input_shape: (6, 3), name: "one", kernel_regularizer: keras.regularizers.l2(0.1)),
            keras.layers.LeakyReLU(0.2f),
            keras.layers.Bidirectional(keras.layers.LSTM(2)),
            keras.layers.Dense(2, name: "two"));
        model.compile("rmsprop", "mse");
        model.train_on_batch(Tensor.Zeros((1, 6, 3)), Tensor.Zeros((1, 2)));
        model.save(_path);
        using ZipArchive zip = ZipFile.OpenRead(_path);
        CollectionAssert.AreEqual(new[] { "metadata.json", "config.json", "model.weights.h5" }, zip.Entries.Select(e => e.FullName).ToArray());
        StringAssert.StartsWith((string?)JsonNode.Parse(Read(zip.GetEntry("metadata.json")))!["keras_version"], "3.");
        JsonNode config = JsonNode.Parse(Read(zip.GetEntry("config.json")))!;
        Assert.AreEqual(("keras", "Sequential"), ((string?)config["module"], (string?)config["class_name"]));
        JsonArray layers = config["config"]!["layers"]!.AsArray();
        Assert.AreEqual("InputLayer", (string?)layers[0]!["class_name"]);
        Assert.AreEqual("[null,6,3]", layers[0]!["config"]!["batch_shape"]!.ToJsonString());
        Assert.AreEqual("keras.layers", (string?)layers[1]!["module"]);
        Assert.IsFalse(layers[1]!["config"]!.AsObject().ContainsKey("batch_input_shape"));
        Assert.AreEqual("keras.initializers", (string?)layers[1]!["config"]!["kernel_initializer"]!["module"]);
        Assert.AreEqual("keras.regularizers", (string?)layers[1]!["config"]!["kernel_regularizer"]!["module"]);
        Assert.AreEqual(0.2, (double)layers[2]!["config"]!["negative_slope"]!, 1e-6);
        Assert.AreEqual("keras.layers", (string?)layers[3]!["config"]!["layer"]!["module"]);
        Assert.AreEqual("keras.optimizers", (string?)config["compile_config"]!["optimizer"]!["module"]);
        Assert.AreEqual("keras.losses", (string?)config["compile_config"]!["loss"]!["module"]);
        IHdf5Group root = Hdf5Tests.Open(Read(zip.GetEntry("model.weights.h5")));
        foreach ((string path, Shape shape) in new (string, Shape)[]
        {
            ("layers/dense/vars/0", (3, 4)), ("layers/dense/vars/1", 4), ("layers/dense_1/vars/0", (4, 2)),
            ("layers/bidirectional/forward_layer/cell/vars/0", (4, 8)), ("layers/bidirectional/backward_layer/cell/vars/2", 8),
            ("optimizer/vars/0", Shape.Scalar), ("optimizer/vars/1", Shape.Scalar), ("optimizer/vars/2", (3, 4)),
        })
            Assert.AreEqual(shape, (root.Find(path) as IHdf5Dataset)?.Shape, path);
        Assert.IsNotNull(root.FindGroup("vars"));
    }

    [TestMethod]
    public void Files_of_Keras_2_and_packed_ones_load()
    {
        Sequential model = KerasH5Tests.Small();
        model.save(_path);
        byte[] weights;
        using (ZipArchive zip = ZipFile.OpenRead(_path)) weights = Read(zip.GetEntry("model.weights.h5"));
        // Keras 2.12 had another name for the layers.
        byte[] old = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(weights));
        var root = new Hdf5Group();
        IHdf5Group layers = Hdf5Tests.Open(weights).FindGroup("layers")!;
        foreach (string name in layers.Names) root.Add($"_layer_checkpoint_dependencies/{name}", layers.Child(name)!);
        Replace(CompressionLevel.Optimal, ("model.weights.h5", Hdf5Tests.Write(root)), ("metadata.json", """{"keras_version": "2.12.0"}"""u8.ToArray()));
        KerasH5Tests.AssertEqualWeights(model, keras.models.load_model(_path));
        Assert.HasCount(weights.Length, old);
    }

    [TestMethod]
    public void Damaged_zips_are_refused()
    {
        KerasH5Tests.Small().save(_path);
        byte[] good = File.ReadAllBytes(_path);
        Replace(CompressionLevel.NoCompression, ("config.json", null));
        StringAssert.Contains(Refused(), "config.json");
        File.WriteAllBytes(_path, good);
        Replace(CompressionLevel.NoCompression, ("config.json", "[1"u8.ToArray()));
        StringAssert.Contains(Refused(), "config.json");
        File.WriteAllBytes(_path, good);
        Replace(CompressionLevel.NoCompression, ("model.weights.h5", "no HDF5"u8.ToArray()));
        StringAssert.Contains(Refused(), "model.weights.h5");
        // A value changed, which only the zip's checksum can tell.
        byte[] flipped = [.. good];
        flipped[good.Length / 2] ^= 1;
        File.WriteAllBytes(_path, flipped);
        StringAssert.Contains(Refused(), "checksum");
        File.WriteAllBytes(_path, good[..^30]);
        StringAssert.Contains(Refused(), "zip");
    }

    [TestMethod]
    public void Bombs_are_refused_before_memory_is_taken()
    {
        KerasH5Tests.Small().save(_path);
        Replace(CompressionLevel.Optimal, ("model.weights.h5", new byte[60_000_000]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        StringAssert.Contains(Refused(), "model.weights.h5");
        Assert.IsLessThan(20_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
