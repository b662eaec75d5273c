using System.Text;
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
}
