using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using Tensorflow;

namespace MlPipelines.Tests.Loading;

/// <summary>Protects the loaders of IDX files: LoadIdx, LoadMnist, LoadUsps.</summary>
[TestClass]
public sealed class IdxLoaderTests
{
    private readonly TemporaryData _data = new();
    private readonly MLContext _ml = new(seed: 1);

    [TestCleanup]
    public void Cleanup() => _data.Dispose();

    private static string DataFolder => Path.GetDirectoryName(Repository.RequireMnist())!;

    [TestMethod]
    public void Idx_files_give_their_images()
    {
        _data.PutFour(_data["d"]);
        DigitView view = _ml.Data.LoadIdx(_data["d", "t10k-images-idx3-ubyte.gz"], _data["d", "t10k-labels-idx1-ubyte.gz"]);
        DigitSet expected = TemporaryData.Digits(20, 101);
        CollectionAssert.AreEqual(expected.Images, view.Set.Images);
        CollectionAssert.AreEqual(expected.Labels, view.Set.Labels);
    }

    [TestMethod]
    public void A_label_beyond_the_class_names_is_named_with_its_place()
    {
        _data.PutFour(_data["d"]);
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadIdx(_data["d", "train-images-idx3-ubyte.gz"],
            _data["d", "train-labels-idx1-ubyte.gz"], ["zero", "one", "two"]));
        StringAssert.Contains(e.Message, "label 3 (byte 11");
        StringAssert.Contains(e.Message, "is 3, expected 0 to 2");
    }

    [TestMethod]
    public void Labels_above_nine_get_names_where_none_are_given()
    {
        Idx.Write(_data["images"], new IdxArray([3, 1, 2], new byte[6]));
        Idx.Write(_data["labels"], new IdxArray([3], [0, 11, 4]));
        Assert.AreEqual("11", _ml.Data.LoadIdx(_data["images"], _data["labels"]).Set.ClassNames[^1]);
    }

    [TestMethod]
    public void Images_that_do_not_fit_their_labels_are_refused()
    {
        Idx.Write(_data["images"], new IdxArray([3, 1, 2], new byte[6]));
        Idx.Write(_data["labels"], new IdxArray([2], new byte[2]));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadIdx(_data["images"], _data["labels"])).Message, "3 images");
    }

    [TestMethod]
    public void Mnist_parts_are_read_alone_and_named_when_incomplete()
    {
        _data.PutFour(_data["mnist"]);
        File.Delete(_data["mnist", "train-images-idx3-ubyte.gz"]);
        Assert.AreEqual(20, _ml.Data.LoadMnist("test", _data.Folder).Count);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadMnist("train", _data.Folder)).Message, "train-images-idx3-ubyte");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadMnist("validation", _data.Folder)).Message, "\"train\" and \"test\"");
        Directory.Delete(_data["mnist"], recursive: true);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadMnist("test", _data.Folder)).Message, "holds no MNIST");
    }

    [TestMethod]
    public void Mnist_is_not_replaced_by_drawn_digits()
    {
        var finder = new DigitDataFinder(new DataOptions { VariableFolder = _data.Folder, Offline = true });
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => finder.LoadMnist(train: true)).Message, "data fetch");
    }

    [TestMethod]
    public void Usps_has_sixteen_by_sixteen_pixels_and_is_named_when_missing()
    {
        string folder = DataFolder;
        if (!Directory.Exists(Path.Combine(folder, "usps"))) Assert.Inconclusive($"USPS is not in {folder}.");
        DigitView train = _ml.Data.LoadUsps("train", folder), test = _ml.Data.LoadUsps("test", folder);
        Assert.AreEqual((7291, 16, 16), (train.Count, train.Set.Height, train.Set.Width));
        Assert.AreEqual(2007, test.Count);
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Data.LoadUsps("test", _data.Folder)).Message, "test-images-idx3-ubyte");
    }

    [TestMethod]
    public void Mnist_comes_whole_through_the_view_in_little_memory()
    {
        string folder = DataFolder;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        DigitView train = _ml.Data.LoadMnist("train", folder), test = _ml.Data.LoadMnist("test", folder);
        using Tensor pixels = Tensor.Empty(Shape.Of(train.Count + test.Count, 28, 28), TF_DataType.TF_UINT8);
        int rows = Fill(train, pixels.Span<byte>());
        rows += Fill(test, pixels.Span<byte>()[(rows * 784)..]);
        double seconds = clock.Elapsed.TotalSeconds;
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before + pixels.Span<byte>().Length;
        Console.WriteLine($"{rows} images in {seconds:F3} s; {bytes / 1e6:F0} MB were allocated in all");
        Assert.AreEqual(70_000, rows);
        Assert.IsTrue(pixels.Span<byte>()[..train.Set.Images.Length].SequenceEqual(train.Set.Images));
        Assert.IsTrue(pixels.Span<byte>()[train.Set.Images.Length..].SequenceEqual(test.Set.Images));
        Assert.IsLessThan(400_000_000L, bytes);
        // Other tests share the processor; alone it takes well under a second.
        Assert.IsLessThan(5.0, seconds);
    }

    [TestMethod]
    public void Folds_of_mnist_cost_no_pixels()
    {
        DigitView train = _ml.Data.LoadMnist("train", DataFolder);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        IReadOnlyList<TrainTestViews> folds = _ml.Data.StratifiedKFold(train, 10);
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.IsTrue(folds.All(fold => ReferenceEquals(((DigitView)fold.TrainSet).Set, train.Set)));
        Assert.IsLessThan(20_000_000L, bytes, "ten folds; the pixels are 47 MB");
    }

    private static int Fill(IDataView view, Span<byte> pixels)
    {
        DataViewSchema.Column column = view.Schema["Pixels"];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<VBuffer<byte>> get = cursor.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> image = default;
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            get(ref image);
            image.CopyTo(pixels.Slice(rows * 784, 784));
        }
        return rows;
    }
}
