using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>A table as a data view, and data views as tables.</summary>
[TestClass]
public sealed class DataViewTests
{
    private static DataFrame Sample => new(
        new StringDataFrameColumn("s", ["a", null!, "c"]),
        new Int32DataFrameColumn("i", new int?[] { 1, null, 3 }),
        new SingleDataFrameColumn("f", new float?[] { 0.5f, null, 2.5f }),
        new DoubleDataFrameColumn("d", new double?[] { 0.25, null, 1.25 }),
        new DecimalDataFrameColumn("m", new decimal?[] { 0.75m, null, 1 }),
        new CharDataFrameColumn("c", new char?[] { 'A', null, 'B' }),
        new BooleanDataFrameColumn("b", new bool?[] { true, null, false }),
        new DateTimeDataFrameColumn("t", new DateTime?[] { DateTime.UnixEpoch, null, DateTime.UnixEpoch }),
        new VBufferDataFrameColumn<float>("v", [new VBuffer<float>(2, [1f, 2f]), default, new VBuffer<float>(1, [3f])]));

    [TestMethod]
    public void TheSchemaFollowsTheColumns()
    {
        DataFrame table = Sample;
        IDataView view = table;
        Assert.AreEqual("s:String i:Int32 f:Single d:Double m:Double c:UInt16 b:Boolean t:DateTime v:Vector<Single>",
            string.Join(" ", view.Schema.Select(column => $"{column.Name}:{column.Type}")));
        Assert.AreEqual(3, view.GetRowCount());
        Assert.IsFalse(view.CanShuffle);
        table.Columns.Remove("s");
        table["i"].SetName("j");
        Assert.AreEqual("j", view.Schema[0].Name);
        table.Columns[0] = new Int64DataFrameColumn("k", 3);
        Assert.AreEqual("Int64", view.Schema[0].Type.ToString());
    }

    [TestMethod]
    public void NullsAreNaNOrTheDefault()
    {
        IDataView view = Sample;
        CollectionAssert.AreEqual(new[] { "a", "", "c" }, Read<ReadOnlyMemory<char>>(view, "s").Select(text => text.ToString()).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 0, 3 }, Read<int>(view, "i"));
        CollectionAssert.AreEqual(new[] { 0.5f, float.NaN, 2.5f }, Read<float>(view, "f"));
        CollectionAssert.AreEqual(new[] { 0.25, double.NaN, 1.25 }, Read<double>(view, "d"));
        CollectionAssert.AreEqual(new[] { 0.75, double.NaN, 1 }, Read<double>(view, "m"));
        CollectionAssert.AreEqual(new ushort[] { 'A', 0, 'B' }, Read<ushort>(view, "c"));
        CollectionAssert.AreEqual(new[] { true, false, false }, Read<bool>(view, "b"));
        CollectionAssert.AreEqual(new[] { DateTime.UnixEpoch, default, DateTime.UnixEpoch }, Read<DateTime>(view, "t"));
        CollectionAssert.AreEqual(new[] { 2, 0, 1 }, Read<VBuffer<float>>(view, "v").Select(vector => vector.Length).ToArray());
    }

    [TestMethod]
    public void ACursorOverAnySubsetReadsWhatTheColumnsHold()
    {
        DataFrame table = new(Enumerable.Range(0, 5).Select(c => new Int32DataFrameColumn($"c{c}", Enumerable.Range(0, 7).Select(row => row * 10 + c))));
        IDataView view = table;
        for (int subset = 0; subset < 32; subset++)
        {
            DataViewSchema.Column[] wanted = [.. view.Schema.Where(column => (subset >> column.Index & 1) != 0)];
            using DataViewRowCursor cursor = view.GetRowCursor(wanted);
            ValueGetter<int>[] getters = [.. wanted.Select(cursor.GetGetter<int>)];
            ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
            Assert.AreEqual(-1, cursor.Position);
            for (int row = 0; row < 7; row++)
            {
                Assert.IsTrue(cursor.MoveNext());
                Assert.AreEqual(row, cursor.Position);
                for (int i = 0; i < wanted.Length; i++)
                {
                    int value = -1;
                    getters[i](ref value);
                    Assert.AreEqual(table[row, wanted[i].Index], value);
                }
                DataViewRowId rowId = default;
                id(ref rowId);
                Assert.AreEqual((ulong)row, rowId.Low);
            }
            Assert.IsFalse(cursor.MoveNext());
            Assert.IsFalse(cursor.MoveNext());
            foreach (DataViewSchema.Column column in view.Schema)
            {
                Assert.AreEqual(wanted.Any(w => w.Index == column.Index), cursor.IsColumnActive(column));
                if (!cursor.IsColumnActive(column)) Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<int>(column));
                else Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(column));
            }
        }
        Assert.HasCount(1, view.GetRowCursorSet(view.Schema, 4));
    }

    [TestMethod]
    public void AViewBecomesATable()
    {
        DataFrame table = Sample;
        table.Columns.Remove("m");
        table.Columns.Remove("c");
        DataFrame copy = ((IDataView)table).ToDataFrame();
        CollectionAssert.AreEqual(table.Columns.Select(column => (column.Name, column.GetType())).ToArray(),
            copy.Columns.Select(column => (column.Name, column.GetType())).ToArray());
        Cells.AreEqual(copy["s"], "a", "", "c");
        Cells.AreEqual(copy["i"], 1, 0, 3);
        Cells.AreEqual(copy["f"], 0.5f, float.NaN, 2.5f);
        CollectionAssert.AreEqual(new[] { 1f, 2f }, ((VBufferDataFrameColumn<float>)copy["v"])[0].DenseValues().ToArray());
        Cells.AreEqual(((IDataView)table).ToDataFrame("i", "b"), "i|b", "1|True", "0|False", "3|False");
        Cells.AreEqual(((IDataView)table).ToDataFrame(1, "i"), "i", "1");
    }

    [TestMethod]
    public void AHundredRowsUnlessToldOtherwise()
    {
        IDataView view = new DataFrame(new Int32DataFrameColumn("i", Enumerable.Range(0, 250)));
        Assert.AreEqual(100, view.ToDataFrame().Rows.Count);
        Assert.AreEqual(100, view.ToDataFrame("i").Rows.Count);
        Assert.AreEqual(250, view.ToDataFrame(-1).Rows.Count);
        Assert.AreEqual(30, view.ToDataFrame(30).Rows.Count);
        Assert.AreEqual(250, view.ToDataFrame(999, "i").Rows.Count);
        Assert.AreEqual(249, view.ToDataFrame(-1)[249, 0]);
    }

    [TestMethod]
    public void VectorsAreCopiedSortedByAnotherColumnAndFiltered()
    {
        DataFrame ordered = Sample.OrderByDescending("i");
        Assert.AreEqual(1, ((VBufferDataFrameColumn<float>)ordered["v"])[0].Length);
        Assert.ThrowsExactly<NotImplementedException>(() => Sample.OrderBy("v"));
        Assert.ThrowsExactly<NotSupportedException>(() => Sample["v"][0] = null);
        Assert.AreEqual(0, Sample["v"].NullCount);
    }

    private static T[] Read<T>(IDataView view, string name)
    {
        DataViewSchema.Column column = view.Schema[name];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        var values = new List<T>();
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }
        return [.. values];
    }
}
