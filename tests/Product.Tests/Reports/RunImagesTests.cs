using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Reports;

[TestClass]
public sealed class RunImagesTests
{
    [TestMethod]
    public void The_first_right_and_wrong_images_are_kept_and_survive_the_file()
    {
        RunRecord record = TestRecords.Make();
        var test = new DigitSet([1, 2, 3, 4], record.Predictions!.Actual, 1, 1);
        RunImages images = RunRecordJson.Deserialize(RunRecordJson.Serialize(record.WithImages(test, each: 2)), "x").Images!;
        CollectionAssert.AreEqual(new[] { 0, 1, 3 }, images.Rows);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 4 }, images.Pixels);
        Assert.IsNull(RunRecordJson.Deserialize(RunRecordJson.Serialize(record), "x").Images);
        Assert.ThrowsExactly<ArgumentException>(() => record.WithImages(test.Take(2)));
    }

    [TestMethod]
    public void Images_that_contradict_the_record_are_refused()
    {
        RunRecord record = TestRecords.Make();
        foreach (RunImages bad in new[] { new RunImages(28, 28, 1, [0], [1]), new RunImages(1, 1, 1, [9], [1]), new RunImages(0, 1, 1, [], []) })
        {
            byte[] json = RunRecordJson.Serialize(record with { Images = bad });
            Assert.ThrowsExactly<InvalidDataException>(() => RunRecordJson.Deserialize(json, "x"), Encoding.UTF8.GetString(json));
        }
    }

    [TestMethod]
    public void Images_of_the_pairs_confused_most_are_kept_besides()
    {
        // 3 and 5 are confused three times, 4 and 9 once; the first wrong image is of another pair.
        RunRecord record = TestRecords.Make().WithPredictions([0, 3, 5, 3, 4, 7], [1, 5, 3, 5, 9, 7]);
        var test = new DigitSet([1, 2, 3, 4, 5, 6], record.Predictions!.Actual, 1, 1);
        CollectionAssert.AreEqual(new[] { 5, 0, 1, 2, 3 }, record.WithImages(test, each: 1, pairs: 1).Images!.Rows);
    }

    [TestMethod]
    public void Sheets_survive_the_file_and_bad_ones_are_refused()
    {
        RunRecord record = TestRecords.Make() with { Sheets = [new RunSheet("digits", 2, 1, 2, [1, 2, 3, 4])] };
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4 }, RunRecordJson.Deserialize(RunRecordJson.Serialize(record), "x").Sheets![0].Pixels);
        foreach (RunSheet bad in new[] { new RunSheet("", 2, 1, 2, [1]), new RunSheet("", 0, 1, 1, [1]), new RunSheet("", 1, 1, 0, [1]), new RunSheet("", 1, 1, 1, []) })
            Assert.ThrowsExactly<InvalidDataException>(() => RunRecordJson.Deserialize(RunRecordJson.Serialize(record with { Sheets = [bad] }), "x"));
    }

    [TestMethod]
    public void Packed_bytes_that_are_none_and_plain_ones_of_older_records_are_told_apart()
    {
        RunRecord record = TestRecords.Make();
        string json = Encoding.UTF8.GetString(RunRecordJson.Serialize(record));
        string packed = Regex.Match(json, "\"actual\": \"(deflate:[^\"]*)\"").Groups[1].Value;
        string plain = Convert.ToBase64String(record.Predictions!.Actual);
        CollectionAssert.AreEqual(record.Predictions.Actual, Read(json.Replace(packed, plain)).Predictions!.Actual);
        foreach (string bad in new[] { "deflate:****", "deflate:" + Convert.ToBase64String([255, 255, 255]), "****" })
            Assert.Contains("'x'", Assert.ThrowsExactly<InvalidDataException>(() => Read(json.Replace(packed, bad)), bad).Message);
        // A bomb: 100 MB of zeros in 100 KB.
        using var bomb = new MemoryStream();
        using (var deflate = new DeflateStream(bomb, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(new byte[100 << 20]);
        Assert.Contains("more than", Assert.ThrowsExactly<InvalidDataException>(() => Read(json.Replace(packed, "deflate:" + Convert.ToBase64String(bomb.ToArray())))).Message);

        static RunRecord Read(string text) => RunRecordJson.Deserialize(Encoding.UTF8.GetBytes(text), "x");
    }
}
