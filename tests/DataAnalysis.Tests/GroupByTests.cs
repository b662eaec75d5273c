using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>Groups, against tables worked out by hand.</summary>
[TestClass]
public sealed class GroupByTests
{
    private static DataFrame Sample => new(
        new Int32DataFrameColumn("i", new int?[] { 1, 2, 3, 4, null, 6 }),
        new StringDataFrameColumn("key", ["b", "a", "b", null!, "a", "b"]),
        new SingleDataFrameColumn("x", new float?[] { 0.5f, 1.5f, null, 9f, 2.5f, 4f }));

    [TestMethod]
    public void EachGroupIsARowInTheOrderItComes()
    {
        GroupBy groups = Sample.GroupBy("key");
        Cells.AreEqual(groups.Count(), "key|i|x", "b|3|2", "a|1|2");
        Cells.AreEqual(groups.Sum(), "key|i|x", "b|10|4.5", "a|2|4");
        Cells.AreEqual(groups.Max(), "key|i|x", "b|6|4", "a|2|2.5");
        Cells.AreEqual(groups.Min("x"), "key|x", "b|0.5", "a|1.5");
        Cells.AreEqual(groups.Product("i", "x"), "key|i|x", "b|18|2", "a|2|3.75");
        Cells.AreEqual(groups.First(), "key|i|x", "b|1|0.5", "a|2|1.5");
    }

    [TestMethod]
    public void TypesAreKeptAndCountsAndMeansHaveTheirOwn()
    {
        GroupBy groups = Sample.GroupBy("key");
        Assert.AreEqual(typeof(float), groups.Sum("x")["x"].DataType);
        Assert.AreEqual(typeof(long), groups.Count("x")["x"].DataType);
        Assert.AreEqual(typeof(double), groups.Mean("x")["x"].DataType);
    }

    [TestMethod]
    public void MeansDivideByAllRowsOfTheGroup() =>
        Cells.AreEqual(Sample.GroupBy("key").Mean("x", "i"), "key|x|i", "b|1.5|3.3333333333333335", "a|2|1");

    [TestMethod]
    public void TheFirstAndTheLastRowsOfEachGroupAreTaken()
    {
        Cells.AreEqual(Sample.GroupBy("key").Head(2), "key|i|x", "b|1|0.5", "b|3|null", "a|2|1.5", "a|null|2.5");
        Cells.AreEqual(Sample.GroupBy("key").Tail(1), "key|i|x", "b|6|4", "a|null|2.5");
    }

    [TestMethod]
    public void GroupsOfAColumnOfNumbersAreTyped()
    {
        GroupBy<int> groups = Sample.GroupBy<int>("i");
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 6 }, groups.Groupings.Select(group => group.Key).ToArray());
        Assert.AreEqual("b", groups.Groupings.Single(group => group.Key == 3).Single()["key"]);
        Assert.ThrowsExactly<InvalidCastException>(() => Sample.GroupBy<long>("i"));
        Assert.ThrowsExactly<ArgumentException>(() => Sample.GroupBy("z"));
        Assert.ThrowsExactly<ArgumentException>(() => Sample.GroupBy("key").Sum("z"));
        Assert.ThrowsExactly<NotImplementedException>(() => Sample.GroupBy("i").Sum("key"));
    }
}
