using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Reports;
using Tensorflow.IO;

namespace MlPipelines.Tests.Loading;

/// <summary>One's own images where --data names them.</summary>
[TestClass]
public sealed class OwnDigitsTests
{
    [TestMethod]
    public void A_folder_of_pictures_a_class_is_split_in_proportion_and_always_alike()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 20; i++)
        {
            string place = Path.Combine(folder.Path, i % 2 == 0 ? "hearts" : "spades");
            Directory.CreateDirectory(place);
            byte[] pixels = new byte[28 * 28];
            Array.Fill(pixels, (byte)(i + 1));
            PngWriter.Write(Path.Combine(place, $"{i}.png"), new ImageData(28, 28, 1, pixels));
        }
        DigitData data = new DigitDataFinder(new DataOptions { DataFolder = folder.Path, Offline = true }).Load();
        CollectionAssert.AreEqual(new[] { "hearts", "spades" }, data.Train.ClassNames.ToArray());
        Assert.AreEqual((2, true), (data.Classes, data.IsOwn));
        Assert.AreEqual(16, data.Train.Count);
        CollectionAssert.AreEqual(new[] { 2, 2 }, data.Test.ClassCounts(2));
        byte[] seen = [.. data.Train.Images.Concat(data.Test.Images).Distinct().Order()];
        Assert.HasCount(20, seen);
        CollectionAssert.AreEqual(data.Test.Images, OwnDigits.Load(folder.Path)!.Test.Images);
    }

    [TestMethod]
    public void A_table_of_pixels_is_taken_and_other_files_are_refused_with_a_remedy()
    {
        using var folder = new TemporaryFolder();
        string table = Path.Combine(folder.Path, "train.csv"), other = Path.Combine(folder.Path, "train.txt");
        string header = "label," + string.Join(',', Enumerable.Range(0, 784).Select(i => $"pixel{i}"));
        File.WriteAllLines(table, [header, .. Enumerable.Range(0, 10).Select(i => $"{i % 2}," + string.Join(',', Enumerable.Repeat(i.ToString(), 784)))]);
        File.WriteAllText(other, "nothing");
        DigitData data = new DigitDataFinder(new DataOptions { DataFolder = table, Offline = true }).Load();
        Assert.AreEqual((8, 2), (data.Train.Count, data.Test.Count));
        ArgumentException refused = Assert.ThrowsExactly<ArgumentException>(() => new DigitDataFinder(new DataOptions { DataFolder = other, Offline = true }).Load());
        StringAssert.Contains(refused.Message, ".csv");
    }
}
