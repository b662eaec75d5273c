using System.Diagnostics;
using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.Loading;

[TestClass]
public sealed class DigitDataFinderTests
{
    private readonly TemporaryData _data = new();
    private readonly List<string> _notices = [];

    private string Notices => string.Join('\n', _notices);

    [TestCleanup]
    public void Cleanup() => _data.Dispose();

    [TestMethod]
    public void ThePlacesAreSearchedInOrder()
    {
        DataOptions options = Options();
        string[] folders = [_data["variable", "mnist"], _data["repo", "data", "mnist"], _data["shared", "data", "mnist"], _data["user", "mnist"]];
        foreach (string folder in folders) _data.PutFour(folder);
        PutNpz(_data["keras", "datasets", "mnist.npz"]);
        string[] expected = [.. folders[..3], _data["keras", "datasets", "mnist.npz"], folders[3]];
        foreach (string place in expected)
        {
            DigitData found = Finder(options).Load();
            Assert.AreEqual(place, found.Source);
            Assert.AreEqual((30, 20), (found.Train.Count, found.Test.Count));
            Assert.IsFalse(found.IsSynthetic);
            if (File.Exists(place)) File.Delete(place);
            else Directory.Delete(place, recursive: true);
        }
        Assert.IsNull(Finder(options).FindMnist());
    }

    [TestMethod]
    public void TheDataOptionComesFirst()
    {
        _data.PutFour(_data["variable", "mnist"]);
        _data.PutFour(_data["mine"]);
        Assert.AreEqual(_data["mine"], Finder(Options() with { DataFolder = _data["mine"] }).Load().Source);
    }

    [TestMethod]
    public void EveryLayoutOfADataFolderIsRead()
    {
        byte[] pixels = TemporaryData.Digits(30, 1).Images;
        foreach (bool gzip in new[] { false, true })
        {
            foreach (string folder in new[] { _data["v1"], _data["v1", "mnist"] })
            {
                _data.PutFour(folder, seed: 1, gzip);
                CollectionAssert.AreEqual(pixels, Finder(new DataOptions { VariableFolder = _data["v1"] }).Load().Train.Images);
                Directory.Delete(_data["v1"], recursive: true);
            }
        }
        PutNpz(_data["v1", "mnist.npz"]);
        CollectionAssert.AreEqual(pixels, Finder(new DataOptions { VariableFolder = _data["v1"] }).Load().Train.Images);
    }

    [TestMethod]
    public void AnEmptyVariableFolderEndsInSyntheticStrokesWithANotice()
    {
        Directory.CreateDirectory(_data["variable"]);
        DigitData found = Finder(new DataOptions { VariableFolder = _data["variable"], Offline = true }).Load();
        Assert.IsTrue(found.IsSynthetic);
        Assert.AreEqual(SyntheticStrokes.Name, found.Name);
        Assert.AreEqual(_data["variable", SyntheticStrokes.Files.Name], found.Source);
        StringAssert.Contains(Notices, $"MLPIPELINES_DATA names {_data["variable"]}, which holds no MNIST");
        StringAssert.Contains(Notices, "--offline");
        StringAssert.Contains(Notices, "synthetic strokes");
        StringAssert.Contains(Notices, "mlpipelines data fetch");
    }

    [TestMethod]
    public void AVariableFolderThatDoesNotExistIsMentionedAndNotMade()
    {
        _data.PutFour(_data["user", "mnist"]);
        Assert.AreEqual(_data["user", "mnist"], Finder(Options()).Load().Source);
        StringAssert.Contains(Notices, "does not exist");
        Assert.AreEqual(_data["repo", "data"], Options().KeepFolder);
        Assert.IsFalse(Directory.Exists(_data["variable"]));
    }

    [TestMethod]
    public void TheDataOptionMustHoldTheData()
    {
        _data.PutFour(_data["variable", "mnist"]);
        var missing = Assert.ThrowsExactly<ArgumentException>(() => Finder(Options() with { DataFolder = _data["typo"] }).Load());
        StringAssert.Contains(missing.Message, _data["typo"]);
        Directory.CreateDirectory(_data["empty"]);
        var empty = Assert.ThrowsExactly<ArgumentException>(() => Finder(Options() with { DataFolder = _data["empty"] }).Load());
        StringAssert.Contains(empty.Message, _data["empty"]);
        StringAssert.Contains(empty.Message, "data fetch");
    }

    [TestMethod]
    public void DamagedFilesAreAnErrorNotAReasonToGoOn()
    {
        _data.PutFour(_data["user", "mnist"]);
        string folder = _data.PutFour(_data["variable", "mnist"]);
        string labels = Path.Combine(folder, "t10k-labels-idx1-ubyte.gz");
        byte[] good = File.ReadAllBytes(labels);
        File.WriteAllBytes(labels, good[..^5]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Finder(Options()).Load()).Message, labels);
        File.Delete(labels);
        var incomplete = Assert.ThrowsExactly<InvalidDataException>(() => Finder(Options()).Load());
        StringAssert.Contains(incomplete.Message, "3 of the 4 files");
        StringAssert.Contains(incomplete.Message, "t10k-labels-idx1-ubyte");
        Idx.Write(labels, new IdxArray([19], new byte[19]), gzip: true);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Finder(Options()).Load()).Message, "20 images");
        Directory.Delete(folder, recursive: true);
        File.WriteAllText(_data["variable", "mnist.npz"], "no zip");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Finder(Options()).Load()).Message, _data["variable", "mnist.npz"]);
    }

    [TestMethod]
    public void TrainingAndTestImagesOfDifferentSizesAreRefused()
    {
        string folder = _data.PutFour(_data["variable", "mnist"], gzip: false);
        Idx.Write(Path.Combine(folder, "t10k-images-idx3-ubyte"), new IdxArray([20, 16, 16], new byte[20 * 256]));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Finder(Options()).Load()).Message, "28 x 28");
    }

    [TestMethod]
    public void OtherFilesInMnistsPlaceAreNamedSo()
    {
        _data.PutFour(_data["variable", "mnist"], seed: 1);
        Assert.AreEqual("mnist (not the original files)", Finder(Options()).Load().Name);
        Assert.AreEqual("mnist", Finder(Options() with { Mnist = _data.SmallMnist(seed: 1) }).Load().Name);
    }

    [TestMethod]
    public void UspsIsFoundBesideMnist()
    {
        Assert.IsNull(Finder(Options()).FindUsps());
        _data.PutFour(_data["repo", "data", "usps"], names: IdxDataset.Usps, side: 16);
        DigitData usps = Finder(Options()).FindUsps()!;
        Assert.AreEqual(("usps", 16, 30), (usps.Name, usps.Height, usps.Train.Count));
    }

    [TestMethod]
    public void WithoutMnistARunDownloadsIt()
    {
        using var mirror = new LocalMirror(_data.PutFour(_data["mirror"], seed: 1));
        DataOptions options = Options() with { Mnist = _data.SmallMnist(1, mirror.Url) };
        DigitData found = Finder(options).Load();
        Assert.AreEqual(("mnist", _data["repo", "data", "mnist"]), (found.Name, found.Source));
        Assert.AreEqual(4, mirror.Requests);
        Finder(options).Load();
        Assert.AreEqual(_data["repo", "data", "mnist"], Finder(options).FetchMnist());
        Assert.AreEqual(4, mirror.Requests);
        AssertOnly(_data["repo", "data"], "mnist");
    }

    [TestMethod]
    public void TheMirrorThatAnsweredGoesFirst()
    {
        using var empty = new LocalMirror(_data["nothing"]);
        using var good = new LocalMirror(_data.PutFour(_data["mirror"], seed: 1));
        Finder(Options() with { Mnist = _data.SmallMnist(1, empty.Url, good.Url) }).FetchMnist();
        Assert.AreEqual((1, 4), (empty.Requests, good.Requests));
    }

    [TestMethod]
    public void AMirrorWithAWrongFileLeavesNothingAndTheRunGoesOnWithStrokes()
    {
        string folder = _data.PutFour(_data["mirror"], seed: 1);
        using var mirror = new LocalMirror(folder);
        DataOptions options = Options() with { Mnist = _data.SmallMnist(1, mirror.Url) };
        _data.PutFour(_data["other"], seed: 2);
        File.Copy(_data["other", "t10k-images-idx3-ubyte.gz"], Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), overwrite: true);

        Assert.ThrowsExactly<DownloadException>(() => Finder(options).FetchMnist());
        Assert.AreEqual(3, mirror.Requests);
        AssertOnly(_data["repo", "data"]);
        Assert.IsTrue(Finder(options).Load().IsSynthetic);
        StringAssert.Contains(Notices, "wrong checksum");
        AssertOnly(_data["repo", "data"], SyntheticStrokes.Files.Name);
    }

    [TestMethod]
    public void CancellingBetweenFilesLeavesNothing()
    {
        using var cancel = new CancellationTokenSource();
        using var mirror = new LocalMirror(_data.PutFour(_data["mirror"], seed: 1))
        {
            OnRequest = name =>
            {
                if (name.StartsWith("t10k-images", StringComparison.Ordinal)) cancel.Cancel();
            },
        };
        DataOptions options = Options() with { Mnist = _data.SmallMnist(1, mirror.Url) };
        Assert.Throws<OperationCanceledException>(() => Finder(options).Load(cancel.Token));
        AssertOnly(_data["repo", "data"]);
    }

    [TestMethod]
    public void MirrorsThatNeverAnswerDelayARunOnce()
    {
        using var first = new LocalMirror(null);
        using var second = new LocalMirror(null);
        var clock = Stopwatch.StartNew();
        DataOptions options = Options() with { Mnist = _data.SmallMnist(1, first.Url, second.Url), AnswerTimeout = TimeSpan.FromSeconds(0.5) };
        Assert.IsTrue(Finder(options).Load().IsSynthetic);
        StringAssert.Contains(Notices, "no answer within");
        Assert.IsLessThan(10.0, clock.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public void FetchGoesToTheFolderOfTheDataOption()
    {
        using var mirror = new LocalMirror(_data.PutFour(_data["mirror"], seed: 1));
        DataOptions options = Options() with { Mnist = _data.SmallMnist(1, mirror.Url), DataFolder = _data["mine"] };
        Assert.AreEqual(_data["mine", "mnist"], Finder(options).FetchMnist());
        Assert.AreEqual("mnist", Finder(options).Load().Name);
    }

    [TestMethod]
    public void FetchLeavesOtherFilesAlone()
    {
        using var mirror = new LocalMirror(_data.PutFour(_data["mirror"], seed: 1));
        DataOptions options = Options() with { Mnist = _data.SmallMnist(1, mirror.Url) };
        string other = _data.PutFour(_data["repo", "data", "mnist"], seed: 2);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Finder(options).FetchMnist()).Message, other);
        File.Delete(Path.Combine(other, "train-labels-idx1-ubyte.gz"));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Finder(options).FetchMnist()).Message, "3 of the 4");
        Assert.AreEqual(0, mirror.Requests);
    }

    [TestMethod]
    public void OfflineForbidsTheNetwork()
    {
        using var mirror = new LocalMirror(_data.PutFour(_data["mirror"], seed: 1));
        DataOptions options = Options() with { Mnist = _data.SmallMnist(1, mirror.Url), Offline = true };
        Assert.IsTrue(Finder(options).Load().IsSynthetic);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Finder(options).FetchMnist()).Message, "--offline");
        Assert.AreEqual(0, mirror.Requests);
    }

    [TestMethod]
    public void TheRepositoryIsFoundFromBelow()
    {
        Directory.CreateDirectory(_data["repo", "a", "b"]);
        File.WriteAllText(_data["repo", "MlPipelines.sln"], "");
        Assert.AreEqual(_data["repo"], DataOptions.FindRepository(_data["nowhere"], _data["repo", "a", "b"]));
        Assert.IsNull(DataOptions.FindRepository(_data.Folder));
    }

    [TestMethod]
    public void DataInfoTellsWhatIsWhere()
    {
        _data.PutFour(_data["repo", "data", "mnist"], seed: 1);
        _data.PutFour(_data["shared", "data", "usps"], names: IdxDataset.Usps, side: 16);
        Directory.CreateDirectory(_data["user"]);
        DataOptions options = Options() with { Mnist = _data.SmallMnist(1) };
        string text = string.Join('\n', DataInfo.Describe(options));
        StringAssert.Contains(text, $"{_data["variable"]}: does not exist");
        StringAssert.Contains(text, $"{_data["repo", "data"]}: mnist");
        StringAssert.Contains(text, $"{_data["shared", "data"]}: usps");
        StringAssert.Contains(text, $"{_data["user"]}: no data set");
        StringAssert.Contains(text, "30 images of 28 x 28; of each class: 3 3 3 3 3 3 3 3 3 3");
        StringAssert.Contains(text, "20 images of 16 x 16; of each class: 2 2 2 2 2 2 2 2 2 2");
        StringAssert.Contains(text, "all four are those of the original files");
        StringAssert.Contains(text, $"A run uses: mnist ({_data["repo", "data", "mnist"]})");

        File.WriteAllText(_data["repo", "data", "mnist", "train-labels-idx1-ubyte.gz"], "damaged");
        text = string.Join('\n', DataInfo.Describe(options));
        StringAssert.Contains(text, "mnist (DAMAGED)");
        StringAssert.Contains(text, "wrong magic number");
    }

    [TestMethod]
    public void TheRealMnistIsTheOriginalOne()
    {
        string? repository = DataOptions.FindRepository(AppContext.BaseDirectory);
        string folder = Path.Combine(repository ?? "", "..", "shared", "data", "mnist");
        if (repository is null || !Directory.Exists(folder)) Assert.Inconclusive("There is no ../shared/data/mnist beside the checkout.");
        foreach (IdxFile file in IdxDataset.Mnist.Files) Assert.AreEqual(file.Sha256, TemporaryData.Gunzip(IdxDataset.PathOf(folder, file)!));
        DigitData mnist = Finder(new DataOptions { Repository = repository }).FindMnist()!;
        Assert.AreEqual(("mnist", 60_000, 10_000, 28, 28), (mnist.Name, mnist.Train.Count, mnist.Test.Count, mnist.Height, mnist.Width));
        Assert.AreEqual(5, mnist.Train.Labels[0]);
        CollectionAssert.AreEqual(new[] { 980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009 }, mnist.Test.ClassCounts());
    }

    private DigitDataFinder Finder(DataOptions options) => new(options, _notices.Add);

    /// <summary>Every place inside this test's folder; no network address.</summary>
    private DataOptions Options() => new()
    {
        VariableFolder = _data["variable"],
        Repository = _data["repo"],
        KerasHome = _data["keras"],
        UserFolder = _data["user"],
        Mnist = IdxDataset.Mnist with { Mirrors = [] },
    };

    private static void PutNpz(string path)
    {
        DigitSet train = TemporaryData.Digits(30, 1), test = TemporaryData.Digits(20, 101);
        Npz.Write(
            path,
            [
                new("x_train", NpyArray.From<byte>(train.Images, 30, 28, 28)),
                new("y_train", NpyArray.From<byte>(train.Labels)),
                new("x_test", NpyArray.From<byte>(test.Images, 20, 28, 28)),
                new("y_test", NpyArray.From<byte>(test.Labels)),
            ],
            compress: true);
    }

    private static void AssertOnly(string folder, params string[] names) => CollectionAssert.AreEquivalent(
        names,
        Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).ToArray() : []);
}
