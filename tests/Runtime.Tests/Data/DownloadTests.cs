using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using Tensorflow.IO;

namespace MlPipelines.Tests.Data;

[TestClass]
public sealed class DownloadTests
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"mlp-download-{Guid.NewGuid():N}");
    private readonly DownloadServer _server = new();
    private readonly byte[] _content = new byte[300_000];
    private string _sha = "";

    private string Target => Path.Combine(_folder, "file.bin");

    [TestInitialize]
    public void Setup()
    {
        Directory.CreateDirectory(_folder);
        new Random(1).NextBytes(_content);
        _sha = Convert.ToHexString(SHA256.HashData(_content));
    }

    [TestCleanup]
    public void Cleanup()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestMethod]
    public void TheRightFileArrivesWholeAndProgressSaysSo()
    {
        var seen = new Progress();
        string url = _server.Serve("a", _content);
        Assert.AreEqual(url, CheckedDownload.Fetch([url], _sha, Target, progress: seen));
        CollectionAssert.AreEqual(_content, File.ReadAllBytes(Target));
        Assert.AreEqual(new DownloadProgress(url, _content.Length, _content.Length), seen.Last);
        AssertOnly("file.bin");
    }

    [TestMethod]
    public void AFileWithoutAnnouncedLengthArrivesInANewFolder()
    {
        string target = Path.Combine(_folder, "new", "deep", "file.bin");
        CheckedDownload.Fetch([_server.Serve("a", _content, withLength: false)], _sha, target);
        CollectionAssert.AreEqual(_content, File.ReadAllBytes(target));
    }

    [TestMethod]
    public void AWrongChecksumLeavesNothingAndNamesBoth()
    {
        byte[] other = [.. _content[..^1], (byte)(_content[^1] ^ 1)];
        DownloadException e = Fails(_server.Serve("a", other));
        StringAssert.Contains(e.Message, "wrong checksum");
        StringAssert.Contains(e.Message, _sha);
        StringAssert.Contains(e.Message, Convert.ToHexStringLower(SHA256.HashData(other)));
    }

    [TestMethod]
    public void ACutConnectionLeavesNothing() => StringAssert.Contains(Fails(_server.Serve("a", _content[..100_000], announced: 300_000)).Message, "of 300000 bytes");

    [TestMethod]
    public void ACutConnectionWithoutAnnouncedLengthLeavesNothing() =>
        StringAssert.Contains(Fails(_server.Serve("a", _content[..100_000], withLength: false)).Message, "wrong checksum");

    [TestMethod]
    public void NotFoundIsNamed() => StringAssert.Contains(Fails(_server.Url("nothing")).Message, "404");

    [TestMethod]
    public void AnAnswerThatIsNoHttpIsAReasonNotACrash() => Fails(_server.Reply("a", "nonsense\r\n\r\n"u8.ToArray()));

    [TestMethod]
    public void AClosedPortIsAReasonNotACrash()
    {
        var closed = new DownloadServer();
        string url = closed.Url("a");
        closed.Dispose();
        StringAssert.Contains(Fails(url).Message, url);
    }

    [TestMethod]
    public void TheSecondMirrorHelpsWhenTheFirstIsBad()
    {
        byte[] other = new byte[10];
        string good = _server.Serve("good", _content);
        foreach (string bad in new[] { _server.Url("nothing"), _server.Serve("wrong", other), _server.Serve("cut", other, announced: 11) })
        {
            Assert.AreEqual(good, CheckedDownload.Fetch([bad, good], _sha, Target));
            CollectionAssert.AreEqual(_content, File.ReadAllBytes(Target));
            AssertOnly("file.bin");
            File.Delete(Target);
        }
    }

    [TestMethod]
    public void TheErrorListsEveryMirrorWithItsReasonAndTheRemedy()
    {
        string[] urls = [_server.Url("nothing"), _server.Serve("wrong", [1])];
        var e = Assert.ThrowsExactly<DownloadException>(() => CheckedDownload.Fetch(urls, _sha, Target, new DownloadOptions { Remedy = "Put it there by hand." }));
        StringAssert.Contains(e.Message, $"{urls[0]}: the server answered 404");
        StringAssert.Contains(e.Message, $"{urls[1]}: wrong checksum");
        StringAssert.EndsWith(e.Message, "Put it there by hand.");
    }

    [TestMethod]
    public void CancellingInTheMiddleLeavesNothing()
    {
        using var cancel = new CancellationTokenSource();
        string url = _server.Serve("a", _content[..100_000], announced: 300_000, hold: true);
        var progress = new Progress { OnReport = _ => cancel.Cancel() };
        Assert.Throws<OperationCanceledException>(() => CheckedDownload.Fetch([url, url], _sha, Target, null, progress, cancel.Token));
        AssertOnly();
        Assert.AreEqual(1, _server.Requests);
    }

    [TestMethod]
    public void MirrorsThatDoNotAnswerShareTheTimeLimit()
    {
        string url = _server.Reply("a", [], hold: true);
        var clock = Stopwatch.StartNew();
        DownloadException e = Fails(new DownloadOptions { AnswerTimeout = TimeSpan.FromSeconds(0.4) }, url, url);
        StringAssert.Contains(e.Message, "no answer within 0.2 s");
        Assert.IsLessThan(10.0, clock.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public void ADownloadThatStallsIsGivenUp()
    {
        string url = _server.Serve("a", _content[..1000], announced: 300_000, hold: true);
        StringAssert.Contains(Fails(new DownloadOptions { StallTimeout = TimeSpan.FromSeconds(0.2) }, url).Message, "nothing came for 0.2 s after 1000 bytes");
    }

    [TestMethod]
    public void ATooLargeFileIsGivenUpBeforeItFillsTheDisk()
    {
        var limit = new DownloadOptions { MaxBytes = 200_000 };
        StringAssert.Contains(Fails(limit, _server.Serve("a", _content)).Message, "announces 300000 bytes");
        StringAssert.Contains(Fails(limit, _server.Serve("b", _content, withLength: false)).Message, "more than 200000 bytes");
    }

    [TestMethod]
    public void TheChecksumOfThePackedContentIsCompared()
    {
        var unpacked = new DownloadOptions { HashUnpacked = true };
        byte[] packed = Gzip(_content);
        CheckedDownload.Fetch([_server.Serve("a", packed)], _sha, Target, unpacked);
        CollectionAssert.AreEqual(packed, File.ReadAllBytes(Target));
        File.Delete(Target);
        Fails(unpacked, _server.Serve("cut", packed[..^1000]));
        Fails(unpacked, _server.Serve("plain", _content));
        StringAssert.Contains(Fails(unpacked with { MaxBytes = 400_000 }, _server.Serve("bomb", Gzip(new byte[10_000_000]))).Message, "unpacks to more than");
    }

    [TestMethod]
    public void AFailedDownloadKeepsTheFileThatWasThere()
    {
        File.WriteAllText(Target, "old");
        Assert.ThrowsExactly<DownloadException>(() => CheckedDownload.Fetch([_server.Serve("a", [1])], _sha, Target));
        Assert.AreEqual("old", File.ReadAllText(Target));
        AssertOnly("file.bin");
        CheckedDownload.Fetch([_server.Serve("a", _content)], _sha, Target);
        CollectionAssert.AreEqual(_content, File.ReadAllBytes(Target));
    }

    [TestMethod]
    public void WrongArgumentsAreRefusedBeforeAnyRequest()
    {
        Assert.ThrowsExactly<ArgumentException>(() => CheckedDownload.Fetch([], _sha, Target));
        Assert.ThrowsExactly<ArgumentException>(() => CheckedDownload.Fetch(["file:///etc/hosts"], _sha, Target));
        Assert.ThrowsExactly<ArgumentException>(() => CheckedDownload.Fetch([_server.Url("a")], "123", Target));
        Assert.AreEqual(0, _server.Requests);
    }

    [TestMethod]
    public void KerasCacheDownloadsOnceAndReadsFromThen()
    {
        byte[] npz = NpyTests.MnistNpz(_folder, rows: 12);
        string sha = Convert.ToHexStringLower(SHA256.HashData(npz)), home = Path.Combine(_folder, "keras");
        string[] urls = [_server.Serve("mnist.npz", npz)];
        MnistArrays first = KerasCache.LoadMnist(home, urls: urls, sha256: sha);
        MnistArrays second = KerasCache.LoadMnist(home, offline: true);
        Assert.AreEqual(1, _server.Requests);
        Assert.HasCount(12, first.TrainLabels);
        CollectionAssert.AreEqual(first.TrainImages, second.TrainImages);
        CollectionAssert.AreEqual(first.TestLabels, second.TestLabels);
    }

    [TestMethod]
    public void KerasCacheSaysWhatToDoWhenMnistCannotBeHad()
    {
        string home = Path.Combine(_folder, "keras");
        var offline = Assert.ThrowsExactly<FileNotFoundException>(() => KerasCache.LoadMnist(home, offline: true));
        var failed = Assert.ThrowsExactly<DownloadException>(() => KerasCache.LoadMnist(home, urls: [_server.Url("nothing")]));
        foreach (string message in new[] { offline.Message, failed.Message })
        {
            StringAssert.Contains(message, KerasCache.MnistPath(home));
            StringAssert.Contains(message, "KERAS_HOME");
        }
        Assert.IsFalse(Directory.Exists(home));
    }

    private DownloadException Fails(params string[] urls) => Fails(new DownloadOptions(), urls);

    private DownloadException Fails(DownloadOptions options, params string[] urls)
    {
        var e = Assert.ThrowsExactly<DownloadException>(() => CheckedDownload.Fetch(urls, _sha, Target, options));
        AssertOnly();
        return e;
    }

    private void AssertOnly(params string[] names) =>
        CollectionAssert.AreEquivalent(names, Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).ToArray());

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    private sealed class Progress : IProgress<DownloadProgress>
    {
        public Action<DownloadProgress>? OnReport { get; init; }

        public DownloadProgress Last { get; private set; }

        public void Report(DownloadProgress value)
        {
            Last = value;
            OnReport?.Invoke(value);
        }
    }
}
