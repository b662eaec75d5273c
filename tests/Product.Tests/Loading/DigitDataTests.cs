using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Loading;

[TestClass]
public sealed class DigitDataTests
{
    [TestMethod]
    public void TakeGivesTheFirstRowsAndAllWhenThereAreFewer()
    {
        DigitSet set = TemporaryData.Digits(25, seed: 1, side: 3);
        DigitSet few = set.Take(7);
        Assert.AreEqual(7, few.Count);
        CollectionAssert.AreEqual(set.Labels[..7], few.Labels);
        CollectionAssert.AreEqual(set.Images[..63], few.Images);
        Assert.AreSame(set, set.Take(25));
        Assert.AreEqual(0, set.Take(0).Count);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => set.Take(-1));
    }

    [TestMethod]
    public void TakeStratifiedKeepsProportionsAndOrder()
    {
        // 60 zeros, 30 ones, 10 twos, mixed up; each image is its own number.
        byte[] labels = [.. Enumerable.Range(0, 100).Select(i => (byte)(i % 10 == 9 ? 2 : i % 10 >= 6 ? 1 : 0))];
        var set = new DigitSet([.. Enumerable.Range(0, 100).Select(i => (byte)i)], labels, 1, 1);
        DigitSet few = set.TakeStratified(25); // shares 15, 7.5, 2.5: the half goes to the lower class
        CollectionAssert.AreEqual(new[] { 15, 8, 2 }, few.ClassCounts(3));
        CollectionAssert.AreEqual(few.Images.Order().ToArray(), few.Images);
        for (int i = 0; i < few.Count; i++) Assert.AreEqual(labels[few.Images[i]], few.Labels[i]);
        Assert.AreEqual(0, few.Images[0]);
        CollectionAssert.AreEqual(few.Images, set.TakeStratified(25).Images);
    }

    [TestMethod]
    public void TakeStratifiedGivesExactlyTheCountAskedFor()
    {
        DigitSet set = TemporaryData.Digits(47, seed: 2, side: 1);
        for (int count = 0; count <= 50; count++) Assert.AreEqual(Math.Min(count, 47), set.TakeStratified(count).Count);
    }

    [TestMethod]
    public void LengthsThatDoNotFitAreRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new DigitSet(new byte[8], new byte[3], 2, 2));
        Assert.ThrowsExactly<ArgumentException>(() => new DigitSet([], [], 0, 2));
    }

    [TestMethod]
    public void AppendPutsImagesOfTheSameSizeAndClassesBehind()
    {
        DigitSet first = new([1, 2], [0, 1], 1, 1), second = new([3], [2], 1, 1), both = first.Append(second);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, both.Images);
        CollectionAssert.AreEqual(new byte[] { 0, 1, 2 }, both.Labels);
        Assert.Contains("1 x 2", Assert.ThrowsExactly<ArgumentException>(() => first.Append(new DigitSet([1, 2], [0], 1, 2))).Message);
        Assert.ThrowsExactly<ArgumentException>(() => first.Append(new DigitSet([1], [0], 1, 1, 1, ["zero"])));
    }
}
