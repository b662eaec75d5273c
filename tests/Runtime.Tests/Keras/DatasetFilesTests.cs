using System.IO.Compression;
using MlPipelines.Tests.Data;
using Tensorflow;
using Tensorflow.IO;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects keras.datasets: where the files are looked for, what is read from them, and what is refused.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DatasetFilesTests
{
    private readonly string _home = Path.Combine(Path.GetTempPath(), "keras-" + Guid.NewGuid().ToString("N"));

    [TestInitialize]
    public void MakeFiles()
    {
        string folder = Directory.CreateDirectory(FashionMnistCache.Folder(_home)).FullName;
        foreach ((string part, int rows) in ((string, int)[])[("train", 12), ("t10k", 5)])
        {
            Pack(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), [0, 0, 8, 3, 0, 0, 0, (byte)rows, 0, 0, 0, 28, 0, 0, 0, 28,
                .. Enumerable.Range(0, rows * 784).Select(i => (byte)(i / 784 + i % 7))]);
            Pack(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), [0, 0, 8, 1, 0, 0, 0, (byte)rows,
                .. Enumerable.Range(0, rows).Select(i => (byte)(i % 10))]);
        }
    }

    [TestCleanup]
    public void RemoveFiles() => Directory.Delete(_home, recursive: true);

    private static void Pack(string path, byte[] content)
    {
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(content);
    }

    private string Path1(string name) => Path.Combine(FashionMnistCache.Folder(_home), name);

    [TestMethod]
    public void Fashion_mnist_comes_from_the_folder_that_KERAS_HOME_names()
    {
        string? before = Environment.GetEnvironmentVariable("KERAS_HOME");
        Environment.SetEnvironmentVariable("KERAS_HOME", _home);
        try
        {
            var ((xTrain, yTrain), (xTest, yTest)) = keras.datasets.fashion_mnist.load_data();
            Assert.AreEqual((new Shape(12, 28, 28), new Shape(12), new Shape(5, 28, 28), new Shape(5)), (xTrain.shape, yTrain.shape,
                xTest.shape, yTest.shape));
            Assert.AreEqual(TF_DataType.TF_UINT8, xTrain.dtype);
            Assert.AreEqual(3 + 783 % 7, xTrain.ToArray<byte>()[3 * 784 + 783]);
            CollectionAssert.AreEqual(new byte[] { 0, 1, 2, 3, 4 }, yTest.ToArray<byte>());
        }
        finally
        {
            Environment.SetEnvironmentVariable("KERAS_HOME", before);
        }
    }

    [TestMethod]
    public void A_missing_file_is_named_with_what_to_do()
    {
        File.Delete(Path1("t10k-labels-idx1-ubyte.gz"));
        string text = Assert.ThrowsExactly<FileNotFoundException>(() => FashionMnistCache.Load(_home, offline: true)).Message;
        foreach (string part in (string[])["t10k-labels-idx1-ubyte.gz", FashionMnistCache.BaseUrl, "KERAS_HOME",
            FashionMnistCache.Folder(_home)]) StringAssert.Contains(text, part);
    }

    [TestMethod]
    public void A_download_of_another_content_is_refused_and_leaves_nothing()
    {
        using var server = new DownloadServer();
        string name = FashionMnistCache.Files[0].Name, path = Path1(name);
        string url = server.Serve(name, File.ReadAllBytes(path));
        File.Delete(path);
        StringAssert.Contains(Assert.ThrowsExactly<DownloadException>(() => FashionMnistCache.Load(_home,
            baseUrl: url[..^name.Length])).Message, "wrong checksum");
        Assert.AreEqual(1, server.Requests);
        Assert.HasCount(3, Directory.GetFiles(FashionMnistCache.Folder(_home)));
    }

    [TestMethod]
    public void Damaged_files_and_files_that_do_not_fit_are_refused()
    {
        string labels = Path1("train-labels-idx1-ubyte.gz");
        byte[] whole = File.ReadAllBytes(labels);
        File.WriteAllBytes(labels, whole[..^6]);
        StringAssert.Contains(Fails(), labels);
        Pack(labels, [0, 0, 8, 1, 0, 0, 0, 12, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0]);
        StringAssert.Contains(Fails(), "label 10 is 10");
        Pack(labels, [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]);
        StringAssert.Contains(Fails(), "12 images");
        Pack(Path1("train-images-idx3-ubyte.gz"), [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]);
        StringAssert.Contains(Fails(), "[2, 2, 2]");

        string Fails() => Assert.ThrowsExactly<InvalidDataException>(() => FashionMnistCache.Load(_home, offline: true)).Message;
    }

    [TestMethod]
    public void Checksums_are_those_of_known_files()
    {
        Assert.HasCount(4, FashionMnistCache.Files);
        foreach ((_, string sha256) in FashionMnistCache.Files) Assert.MatchesRegex("^[0-9a-f]{64}$", sha256);
        Assert.AreEqual(4, FashionMnistCache.Files.Select(f => f.Sha256).Distinct().Count());
    }
}
