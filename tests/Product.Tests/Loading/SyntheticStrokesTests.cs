using System.Security.Cryptography;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Loading;

[TestClass]
public sealed class SyntheticStrokesTests
{
    private static readonly Lazy<DigitData> Drawn = new(() => SyntheticStrokes.Generate());
    private readonly TemporaryData _data = new();

    [TestCleanup]
    public void Cleanup() => _data.Dispose();

    [TestMethod]
    public void EverybodyGetsTheSameBytes()
    {
        DigitData data = SyntheticStrokes.LoadOrGenerate(_data.Folder);
        Assert.IsTrue(data.IsSynthetic);
        Assert.AreEqual("synthetic strokes", data.Name);
        Assert.AreEqual((10_000, 2_000), (data.Train.Count, data.Test.Count));
        Assert.AreEqual((28, 28), (data.Height, data.Width));
        foreach (IdxFile file in SyntheticStrokes.Files.Files)
        {
            byte[] bytes = File.ReadAllBytes(_data[SyntheticStrokes.Files.Name, file.Name]);
            Assert.AreEqual(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)), file.Name);
        }
    }

    [TestMethod]
    public void ClassesAreBalancedAndMixed()
    {
        DigitData data = Drawn.Value;
        foreach (int count in data.Train.ClassCounts()) Assert.AreEqual(1_000, count);
        foreach (int count in data.Test.ClassCounts()) Assert.AreEqual(200, count);
        foreach (int count in data.Train.Take(1_000).ClassCounts()) Assert.IsInRange(50, 150, count);
    }

    [TestMethod]
    public void PicturesAreLikeMnistInInkAndPlace()
    {
        DigitSet set = Drawn.Value.Train;
        for (int i = 0; i < 2_000; i++)
        {
            double ink = 0, x = 0, y = 0;
            ReadOnlySpan<byte> image = set.Image(i);
            for (int p = 0; p < image.Length; p++)
            {
                ink += image[p];
                x += image[p] * (p % 28 + 0.5);
                y += image[p] * (p / 28 + 0.5);
            }
            Assert.IsInRange(0.015, 0.5, ink / 255 / 784, $"ink of picture {i}");
            Assert.IsInRange(10.0, 18.0, x / ink, $"centre of picture {i}");
            Assert.IsInRange(10.0, 18.0, y / ink, $"centre of picture {i}");
        }
        Assert.IsInRange(25.0, 40.0, set.Images.Average(pixel => (double)pixel));
    }

    [TestMethod]
    public void ANearestMeanClassifierFindsThemNeitherRandomNorTrivial()
    {
        DigitData data = Drawn.Value;
        double[][] means = [.. Enumerable.Range(0, 10).Select(_ => new double[784])];
        for (int i = 0; i < data.Train.Count; i++)
            for (int p = 0; p < 784; p++) means[data.Train.Labels[i]][p] += data.Train.Image(i)[p] / 1_000.0;
        int right = 0;
        for (int i = 0; i < data.Test.Count; i++)
        {
            byte[] image = data.Test.Image(i).ToArray();
            int best = Enumerable.Range(0, 10).MinBy(c => means[c].Zip(image, (m, p) => (m - p) * (m - p)).Sum());
            if (best == data.Test.Labels[i]) right++;
        }
        Assert.IsInRange(0.65, 0.95, right / (double)data.Test.Count);
    }

    [TestMethod]
    public void NoPictureIsInBothParts()
    {
        DigitData data = Drawn.Value;
        HashSet<string> train = [.. Enumerable.Range(0, data.Train.Count).Select(i => Convert.ToBase64String(data.Train.Image(i)))];
        Assert.HasCount(10_000, train);
        for (int i = 0; i < data.Test.Count; i++) Assert.DoesNotContain(Convert.ToBase64String(data.Test.Image(i)), train);
    }

    [TestMethod]
    public void WhatWasDrawnIsReadTheNextTime()
    {
        var notices = new List<string>();
        SyntheticStrokes.LoadOrGenerate(_data.Folder, notices.Add);
        Assert.HasCount(1, notices);
        DigitData again = SyntheticStrokes.LoadOrGenerate(_data.Folder, notices.Add);
        Assert.HasCount(1, notices);
        CollectionAssert.AreEqual(Drawn.Value.Train.Images, again.Train.Images);
        Assert.IsTrue(again.IsSynthetic);
    }

    [TestMethod]
    public void AnInterruptedOrDamagedDrawingIsDrawnAgain()
    {
        SyntheticStrokes.LoadOrGenerate(_data.Folder);
        string images = _data[SyntheticStrokes.Files.Name, SyntheticStrokes.Files.TrainImages.Name];
        byte[] good = File.ReadAllBytes(images), changed = [.. good];
        changed[5_000] ^= 1;
        foreach (byte[]? bad in new[] { null, good[..1_000], changed })
        {
            if (bad is null) File.Delete(images);
            else File.WriteAllBytes(images, bad);
            var notices = new List<string>();
            CollectionAssert.AreEqual(Drawn.Value.Train.Images, SyntheticStrokes.LoadOrGenerate(_data.Folder, notices.Add).Train.Images);
            StringAssert.Contains(notices[0], "drawn again");
            CollectionAssert.AreEqual(good, File.ReadAllBytes(images));
        }
    }

    [TestMethod]
    public void AFolderThatCannotBeWrittenKeepsTheRunGoing()
    {
        File.WriteAllText(_data["file"], "in the way");
        var notices = new List<string>();
        DigitData data = SyntheticStrokes.LoadOrGenerate(_data["file"], notices.Add);
        Assert.AreEqual(10_000, data.Train.Count);
        StringAssert.Contains(notices.Single(), "could not be kept");
    }
}
