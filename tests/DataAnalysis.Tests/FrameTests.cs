using System.Globalization;
using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>Tables: columns and rows, choosing, ordering, appending, nulls, and text.</summary>
[TestClass]
public sealed class FrameTests
{
    private static DataFrame Sample => new(
        new StringDataFrameColumn("name", ["a", "b", "c", null!, "e"]),
        new Int32DataFrameColumn("n", new int?[] { 2, 1, 2, null, 1 }),
        new DoubleDataFrameColumn("x", new double?[] { 0.5, null, 1.5, null, 2.5 }));

    [TestMethod]
    public void ColumnsAreOfOneLengthAndOfDifferentNames()
    {
        DataFrame table = Sample;
        ArgumentException length = Assert.ThrowsExactly<ArgumentException>(() => table.Columns.Add(new Int32DataFrameColumn("y", 4)));
        StringAssert.Contains(length.Message, "5");
        Assert.ThrowsExactly<ArgumentException>(() => table.Columns.Add(new Int32DataFrameColumn("n", 5)));
        Assert.ThrowsExactly<ArgumentException>(() => table["n"].SetName("x"));
        ArgumentException unknown = Assert.ThrowsExactly<ArgumentException>(() => table["z"]);
        StringAssert.Contains(unknown.Message, "name, n, x");
    }

    [TestMethod]
    public void ColumnsComeGoAndAreRenamed()
    {
        DataFrame table = Sample;
        table["y"] = table["n"] * 2;
        Assert.AreEqual(3, table.Columns.IndexOf("y"));
        table["n"].SetName("m");
        Assert.AreEqual(1, table.Columns.IndexOf("m"));
        Assert.AreEqual(-1, table.Columns.IndexOf("n"));
        table.Columns.Remove("name");
        table.Columns.Remove("no such");
        table.Columns.Insert(0, new[] { 1L, 2, 3, 4, 5 }, "i");
        table["x"] = new Int32DataFrameColumn("other", new[] { 9, 8, 7, 6, 5 });
        Cells.AreEqual(table, "i|m|x|y", "1|2|9|4", "2|1|8|2", "3|2|7|4", "4|null|6|null", "5|1|5|2");
        Assert.AreEqual(3, table.Columns.IndexOf("y"));
        Assert.AreEqual(9, table.Columns.GetInt32Column("x")[0]);
        Assert.ThrowsExactly<ArgumentException>(() => table.Columns.GetSingleColumn("x"));
        Cells.AreEqual(table.AddPrefix("p"), "pi|pm|px|py", "1|2|9|4", "2|1|8|2", "3|2|7|4", "4|null|6|null", "5|1|5|2");
        Assert.AreEqual("i", table.Columns[0].Name);
    }

    [TestMethod]
    public void CellsAndRowsAreRead()
    {
        DataFrame table = Sample;
        Assert.AreEqual("c", table[2, 0]);
        table[2, 1] = 7;
        table.Rows[0]["x"] = 9.5;
        Assert.AreEqual(9.5, table.Rows[0][2]);
        Assert.AreEqual("a 2 9.5 ", table.Rows[0].ToString());
        Assert.AreEqual(5, table.Rows.Select(row => row["n"]).Count());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => table.Rows[5]);
    }

    [TestMethod]
    public void RowsAreChosen()
    {
        DataFrame table = Sample;
        Cells.AreEqual(table.Filter(table["n"].ElementwiseEquals(1)), "name|n|x", "b|1|null", "e|1|2.5");
        Cells.AreEqual(table[new[] { 4, 0 }], "name|n|x", "e|1|2.5", "a|2|0.5");
        Cells.AreEqual(table[new[] { true, false, true }], "name|n|x", "a|2|0.5", "c|2|1.5");
        Cells.AreEqual(table.Head(2), "name|n|x", "a|2|0.5", "b|1|null");
        Cells.AreEqual(table.Tail(2), "name|n|x", "null|null|null", "e|1|2.5");
        Assert.AreEqual(5, table.Head(99).Rows.Count);
        Assert.AreEqual(5, table.Tail(99).Rows.Count);
        Assert.AreEqual(0, table.Filter(table["n"].ElementwiseEquals(5)).Rows.Count);
    }

    [TestMethod]
    public void OrderIsStableAndNullsAreLast()
    {
        Cells.AreEqual(Sample.OrderBy("n"), "name|n|x", "b|1|null", "e|1|2.5", "a|2|0.5", "c|2|1.5", "null|null|null");
        Cells.AreEqual(Sample.OrderByDescending("n"), "name|n|x", "a|2|0.5", "c|2|1.5", "b|1|null", "e|1|2.5", "null|null|null");
        Cells.AreEqual(Sample.OrderByDescending("x", putNullValuesLast: false), "name|n|x", "b|1|null", "null|null|null", "e|1|2.5", "c|2|1.5", "a|2|0.5");
        Cells.AreEqual(Sample.OrderBy("name", ascending: false).Head(1), "name|n|x", "e|1|2.5");
    }

    [TestMethod]
    public void ASampleHasDifferentRowsOfTheTable()
    {
        DataFrame drawn = Sample.Sample(4);
        Assert.AreEqual(4, drawn.Rows.Count);
        Assert.AreEqual(4, drawn["name"].Cast<string?>().Distinct().Count());
        Assert.ThrowsExactly<ArgumentException>(() => Sample.Sample(6));
    }

    [TestMethod]
    public void RowsAreAppendedByPositionAndByName()
    {
        DataFrame table = Sample.Head(1);
        table.Append(["b", 3, 1.5], inPlace: true);
        table.Append(["c", "4"], inPlace: true);
        table.Append(["null", "", "2.5"], inPlace: true, CultureInfo.InvariantCulture);
        table.Append(inPlace: true);
        table.Append([KeyValuePair.Create<string, object>("x", 3), KeyValuePair.Create<string, object>("name", "d")], inPlace: true);
        Cells.AreEqual(table, "name|n|x", "a|2|0.5", "b|3|1.5", "c|4|null", "null|null|2.5", "null|null|null", "d|null|3");
        Assert.AreEqual(7, table.Append(["e"]).Rows.Count);
        Assert.AreEqual(6, table.Rows.Count);
        Assert.AreEqual(9, table.Append(table.Rows.Take(3)).Rows.Count);
    }

    [TestMethod]
    public void ARowThatDoesNotFitChangesNothing()
    {
        DataFrame table = Sample;
        Assert.ThrowsExactly<ArgumentException>(() => table.Append(["a", 1, 2.0, 3], inPlace: true));
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => table.Append(["a", "one"], inPlace: true)).Message, "'one'");
        Assert.ThrowsExactly<ArgumentException>(() => table.Append([KeyValuePair.Create<string, object>("z", 1)], inPlace: true));
        Assert.AreEqual(5, table.Rows.Count);
        Assert.IsTrue(table.Columns.All(column => column.Length == 5));
    }

    [TestMethod]
    public void NullsAreDroppedAndFilled()
    {
        Cells.AreEqual(Sample.DropNulls(), "name|n|x", "a|2|0.5", "c|2|1.5", "e|1|2.5");
        Assert.AreEqual(4, Sample.DropNulls(DropNullOptions.All).Rows.Count);
        Cells.AreEqual(Sample.FillNulls(["?", 0, -1]), "name|n|x", "a|2|0.5", "b|1|-1", "c|2|1.5", "?|0|-1", "e|1|2.5");
        var numbers = new DataFrame(new Int32DataFrameColumn("n", new int?[] { 2, null }), new DoubleDataFrameColumn("x", new double?[] { null, 0.5 }));
        Cells.AreEqual(numbers.FillNulls(7), "n|x", "2|7", "7|0.5");
        Assert.AreEqual(1, numbers["n"].NullCount);
        numbers.FillNulls(7, inPlace: true);
        Assert.AreEqual(0, numbers["n"].NullCount);
        Cells.AreEqual(numbers.Clamp(1, 6), "n|x", "2|6", "6|1");
    }

    [TestMethod]
    public void TheDescriptionCoversNumbers()
    {
        // The mean of the description divides by all rows, as the original does: 4.5 / 5.
        Cells.AreEqual(Sample.Description(), "Description|n|x", "Length (excluding null values)|4|3", "Max|2|2.5", "Min|1|0.5", "Mean|1.2|0.9");
        Assert.AreEqual(typeof(float), Sample.Description()["x"].DataType);
        Cells.AreEqual(Sample.Info(), "Info|name|n|x", "DataType|System.String|System.Int32|System.Double", "Length (excluding null values)|4|4|3");
        var dates = new DataFrame(new DateTimeDataFrameColumn("d", new[] { DateTime.UnixEpoch }));
        Cells.AreEqual(dates.Description(), "Description|d", "Length (excluding null values)|1", "Max|null", "Min|null", "Mean|null");
    }

    [TestMethod]
    public void TheTextIsATable()
    {
        string n = Environment.NewLine;
        Assert.AreEqual("name      n         x         " + n + "a         2         0.5       " + n + "b         1         null      " + n
            + "Showing 2 of 5 rows" + n, Sample.ToString(2));
        DataFrame wide = Sample.Head(1);
        wide["n"].SetName("a name of 18 chars");
        Assert.AreEqual("name               a name of 18 chars x                  " + n + "a                  2                  0.5                " + n, wide.ToString());
        Assert.AreEqual(28, new DataFrame(new Int32DataFrameColumn("i", new int[99])).ToString().Split(n).Length);
    }

    [TestMethod]
    public void AnEmptyTableHasNoRows()
    {
        var empty = new DataFrame();
        Assert.AreEqual(0, empty.Rows.Count);
        Assert.AreEqual(0, empty.Description().Columns.Count);
        Assert.AreEqual(Environment.NewLine, empty.ToString());
    }
}
