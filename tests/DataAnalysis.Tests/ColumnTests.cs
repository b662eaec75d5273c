using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>Columns by themselves: values and nulls, copies, order, and what is computed of all values.</summary>
[TestClass]
public sealed class ColumnTests
{
    private static Int32DataFrameColumn Sample => new("x", new int?[] { 3, null, 1, 3, null, 2 });

    [TestMethod]
    public void AColumnOfALengthHoldsNullsUntilItIsSet()
    {
        var column = new DoubleDataFrameColumn("x", 3);
        Assert.AreEqual(3, column.NullCount);
        column[1] = 2.5;
        column.Append(4);
        column.Append(null);
        column.AppendMany(7, 2);
        Cells.AreEqual(column, null, 2.5, null, 4.0, null, 7.0, 7.0);
        column[1] = null;
        column[4] = 1;
        Cells.AreEqual(column, null, null, null, 4.0, 1.0, 7.0, 7.0);
    }

    [TestMethod]
    public void NullsAreCountedOverManyWordsOfBits()
    {
        var column = new Int64DataFrameColumn("x", Enumerable.Range(0, 1000).Select(i => i % 7 == 0 ? (long?)null : i));
        Assert.AreEqual(143, column.NullCount);
        for (int i = 0; i < 1000; i++) Assert.AreEqual(i % 7 == 0 ? null : (long?)i, column[i]);
        for (int i = 0; i < 1000; i += 7) column[i] = i;
        Assert.AreEqual(0, column.NullCount);
        Assert.AreEqual(499500L, column.Sum());
    }

    [TestMethod]
    public void AValueOfAnotherTypeOrARowBeyondTheEndIsAnError()
    {
        DataFrameColumn column = Sample;
        ArgumentException type = Assert.ThrowsExactly<ArgumentException>(() => column[0] = 1.5);
        StringAssert.Contains(type.Message, "System.Double");
        StringAssert.Contains(type.Message, "System.Int32");
        ArgumentOutOfRangeException row = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => column[6]);
        StringAssert.Contains(row.Message, "6 rows");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => column[-1]);
    }

    [TestMethod]
    public void CopiesChooseRowsByBoolsAndByNumbers()
    {
        Cells.AreEqual(Sample.Clone(), 3, null, 1, 3, null, 2);
        Cells.AreEqual(Sample.Clone(2), 3, null, 1, 3, null, 2, null, null);
        Cells.AreEqual(Sample.Clone(new BooleanDataFrameColumn("m", new bool?[] { true, true, null, false, true })), 3, null, null);
        Cells.AreEqual(Sample.Clone(new Int32DataFrameColumn("m", new int?[] { 5, null, 0, 0 })), 2, null, 3, 3);
        Cells.AreEqual(Sample.Clone(new Int64DataFrameColumn("m", new long[] { 5, 2, 0 }), invertMapIndices: true, numberOfNullsToAppend: 1), 3, 1, 2, null);
        Cells.AreEqual(Sample.Clone(new[] { 2, 3 }), 1, 3);
        Assert.IsInstanceOfType<Int32DataFrameColumn>(Sample.Clone(new[] { 2, 3 }));
        Assert.ThrowsExactly<ArgumentException>(() => Sample.Clone(new SingleDataFrameColumn("m", new float[] { 1 })));
        Assert.ThrowsExactly<ArgumentException>(() => Sample.Clone(new BooleanDataFrameColumn("m", new bool[7])));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Sample.Clone(new Int32DataFrameColumn("m", new[] { 6 })));
    }

    [TestMethod]
    public void ACopyIsIndependent()
    {
        Int32DataFrameColumn column = Sample;
        PrimitiveDataFrameColumn<int> copy = column.Clone();
        copy[0] = 9;
        copy[1] = 9;
        Cells.AreEqual(column, 3, null, 1, 3, null, 2);
        Cells.AreEqual(copy, 9, 9, 1, 3, null, 2);
    }

    [TestMethod]
    public void SortingPutsNullsAtTheEndAskedFor()
    {
        Cells.AreEqual(Sample.Sort(), 1, 2, 3, 3, null, null);
        Cells.AreEqual(Sample.Sort(ascending: false), 3, 3, 2, 1, null, null);
        Cells.AreEqual(Sample.Sort(putNullValuesLast: false), null, null, 1, 2, 3, 3);
        Cells.AreEqual(Sample.Sort(ascending: false, putNullValuesLast: false), null, null, 3, 3, 2, 1);
        Cells.AreEqual(new StringDataFrameColumn("s", ["b", null!, "a"]).Sort(), "a", "b", null);
    }

    [TestMethod]
    public void ReductionsLeaveNullsOut()
    {
        DataFrameColumn column = Sample;
        Assert.AreEqual(9, column.Sum());
        Assert.AreEqual(18, column.Product());
        Assert.AreEqual(3, column.Max());
        Assert.AreEqual(1, column.Min());
        Assert.AreEqual(2.25, column.Mean());
        Assert.AreEqual(2.5, column.Median());
        Assert.AreEqual(4, column.Sum([0, 1, 2]));
        Assert.AreEqual(1, column.Max([1, 2]));
        Assert.IsNull(column.Min([1, 4]));
        Assert.AreEqual(0.0, new Int32DataFrameColumn("e").Mean());
        Assert.IsNull(new Int32DataFrameColumn("e").Max());
        Assert.AreEqual(0, new Int32DataFrameColumn("e").Sum());
    }

    [TestMethod]
    public void SumsHaveTheColumnsTypeAndWrapAround()
    {
        Assert.AreEqual((byte)44, new ByteDataFrameColumn("b", new byte[] { 200, 100 }).Sum());
        Assert.AreEqual(150.0, new ByteDataFrameColumn("b", new byte[] { 200, 100 }).AsDoubleMean());
    }

    [TestMethod]
    public void CumulationsKeepNulls()
    {
        DataFrameColumn column = Sample;
        Cells.AreEqual(column.CumulativeSum(), 3, null, 4, 7, null, 9);
        Cells.AreEqual(column.CumulativeMax(), 3, null, 3, 3, null, 3);
        Cells.AreEqual(column.CumulativeMin([3, 2, 5]), 3, null, 1, 3, null, 1);
        Cells.AreEqual(column.CumulativeProduct(inPlace: true), 3, null, 3, 9, null, 18);
        Cells.AreEqual(column, 3, null, 3, 9, null, 18);
    }

    [TestMethod]
    public void WhatATypeCannotDoSaysSo()
    {
        DateTime day = new(2024, 5, 17);
        var dates = new DateTimeDataFrameColumn("d", new[] { day, day.AddDays(1) });
        Assert.AreEqual(day.AddDays(1), dates.Max());
        Assert.ThrowsExactly<NotSupportedException>(() => dates.Sum());
        Assert.ThrowsExactly<NotSupportedException>(() => new BooleanDataFrameColumn("b", new[] { true }).Max());
        Assert.ThrowsExactly<NotSupportedException>(() => Sample.All());
        Assert.ThrowsExactly<NotImplementedException>(() => new StringDataFrameColumn("s", ["a"]).Sum());
        Assert.ThrowsExactly<NotSupportedException>(() => new PrimitiveDataFrameColumn<Guid>("g"));
    }

    [TestMethod]
    public void NullsAreFilledAndDropped()
    {
        Cells.AreEqual(Sample.FillNulls(7), 3, 7, 1, 3, 7, 2);
        Cells.AreEqual(((DataFrameColumn)Sample).FillNulls("8"), 3, 8, 1, 3, 8, 2);
        Cells.AreEqual(Sample.DropNulls(), 3, 1, 3, 2);
        Cells.AreEqual(new StringDataFrameColumn("s", ["a", null!]).FillNulls("z"), "a", "z");
        Cells.AreEqual(new StringDataFrameColumn("s", ["a", null!]).DropNulls(), "a");
    }

    [TestMethod]
    public void ValuesAreCountedInTheOrderTheyCome()
    {
        Cells.AreEqual(Sample.ValueCounts(), "Values|Counts", "3|2", "1|1", "2|1");
        Cells.AreEqual(new StringDataFrameColumn("s", ["b", "a", null!, "b"]).ValueCounts(), "Values|Counts", "b|2", "a|1");
    }

    [TestMethod]
    public void ValuesAreMappedClampedAndFiltered()
    {
        Cells.AreEqual(Sample.Apply<double>(value => value / 2.0), 1.5, null, 0.5, 1.5, null, 1.0);
        Cells.AreEqual(Sample.Clamp(2, 2), 2, null, 2, 2, null, 2);
        Cells.AreEqual(Sample.Filter(2, 3), 3, 3, 2);
        Cells.AreEqual(new DoubleDataFrameColumn("d", new double?[] { -1.5, null, 2.5, 3.5 }).Abs(), 1.5, null, 2.5, 3.5);
        Cells.AreEqual(new DoubleDataFrameColumn("d", new double?[] { -1.6, null, 2.5, 3.5 }).Round(), -2.0, null, 2.0, 4.0);
        Assert.IsTrue(new BooleanDataFrameColumn("b", new bool?[] { false, null, true }).Any());
        Assert.IsFalse(new BooleanDataFrameColumn("b", new bool?[] { true, null }).All());
    }

    [TestMethod]
    public void SlicesEndWithTheColumn()
    {
        CollectionAssert.AreEqual(new int?[] { null, 2 }, Sample[4, 5].ToArray());
        CollectionAssert.AreEqual(new List<string> { "b" }, new StringDataFrameColumn("s", ["a", "b"])[1, 9]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Sample[6, 1]);
    }

    [TestMethod]
    public void TheTextOfAColumnNamesItsType() => StringAssert.EndsWith(Sample.ToString(), "Name: x, Type: System.Int32");
}

internal static class ColumnExtensions
{
    /// <summary>The mean by way of double, which does not wrap around.</summary>
    public static double AsDoubleMean(this DataFrameColumn column) => (column + 0.0).Mean();
}
