using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>The four joins, against tables worked out by hand.</summary>
[TestClass]
public sealed class MergeTests
{
    private static DataFrame People => new(
        new Int32DataFrameColumn("id", new int?[] { 1, 2, null, 2 }),
        new StringDataFrameColumn("name", ["a", "b", "c", "d"]));

    private static DataFrame Marks => new(
        new Int32DataFrameColumn("id", new int?[] { 2, 3, null, 2, 5 }),
        new DoubleDataFrameColumn("mark", [1.5, 2, 3, 4, 5]));

    [TestMethod]
    public void LeftKeepsTheLeftRows() => Cells.AreEqual(People.Merge<int>(Marks, "id", "id"), "id_left|name|id_right|mark",
        "1|a|null|null", "2|b|2|1.5", "2|b|2|4", "null|c|null|3", "2|d|2|1.5", "2|d|2|4");

    [TestMethod]
    public void RightKeepsTheRightRows() => Cells.AreEqual(People.Merge<int>(Marks, "id", "id", "_l", "_r", JoinAlgorithm.Right), "id_l|name|id_r|mark",
        "2|b|2|1.5", "2|d|2|1.5", "null|null|3|2", "null|c|null|3", "2|b|2|4", "2|d|2|4", "null|null|5|5");

    [TestMethod]
    public void InnerKeepsPairs() => Cells.AreEqual(People.Merge<int>(Marks, "id", "id", joinAlgorithm: JoinAlgorithm.Inner), "id_left|name|id_right|mark",
        "2|b|2|1.5", "2|d|2|1.5", "null|c|null|3", "2|b|2|4", "2|d|2|4");

    [TestMethod]
    public void FullOuterKeepsAll() => Cells.AreEqual(People.Merge<int>(Marks, "id", "id", joinAlgorithm: JoinAlgorithm.FullOuter), "id_left|name|id_right|mark",
        "1|a|null|null", "2|b|2|1.5", "2|b|2|4", "null|c|null|3", "2|d|2|1.5", "2|d|2|4", "null|null|3|2", "null|null|5|5");

    [TestMethod]
    public void ARowWithoutAPartnerStaysEvenIfItsKeyIsNull()
    {
        var right = new DataFrame(new Int32DataFrameColumn("key", new[] { 2 }));
        Cells.AreEqual(People.Merge<int>(right, "id", "key"), "id|name|key", "1|a|null", "2|b|2", "null|c|null", "2|d|2");
    }

    [TestMethod]
    public void SeveralColumnsMustAllAgree()
    {
        var left = new DataFrame(new Int32DataFrameColumn("i", [0, 1, 2, 3]), new StringDataFrameColumn("a", ["x", "y", "y", null!]), new Int64DataFrameColumn("b", [1L, 1, 2, 2]));
        var right = new DataFrame(new StringDataFrameColumn("a", ["y", "y", null!, "x"]), new Int64DataFrameColumn("b", [2L, 1, 2, 2]), new Int32DataFrameColumn("j", [0, 1, 2, 3]));
        DataFrame merged = left.Merge(right, ["a", "b"], ["a", "b"]);
        Assert.AreEqual("i|a_left|b_left|a_right|b_right|j", string.Join("|", merged.Columns.Select(column => column.Name)));
        Cells.AreEqual(merged["j"], null, 1, 0, 2);
    }

    [TestMethod]
    public void JoinColumnsAreOfOneTypeAndAsManyOnBothSides()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => People.Merge<int>(Marks, "id", "mark")).Message, "System.Double");
        Assert.ThrowsExactly<ArgumentException>(() => People.Merge(Marks, ["id"], []));
        Assert.ThrowsExactly<ArgumentException>(() => People.Merge<int>(Marks, "id", "id", "", ""));
    }

    [TestMethod]
    public void JoinPairsRowsByPosition()
    {
        Cells.AreEqual(People.Join(Marks), "id_left|name|id_right|mark", "1|a|2|1.5", "2|b|3|2", "null|c|null|3", "2|d|2|4");
        Assert.AreEqual(5, People.Join(Marks, joinAlgorithm: JoinAlgorithm.Right).Rows.Count);
        Assert.AreEqual(4, People.Join(Marks, joinAlgorithm: JoinAlgorithm.Inner).Rows.Count);
        DataFrame outer = People.Join(Marks, joinAlgorithm: JoinAlgorithm.FullOuter);
        Cells.AreEqual(outer["name"], "a", "b", "c", "d", null);
    }
}
