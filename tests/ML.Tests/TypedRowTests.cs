using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.ML.Tests;

/// <summary>Protects the way between objects and rows.</summary>
[TestClass]
public sealed class TypedRowTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Pair
    {
        public float[] Vector = [];
        public string Color = "x";
        public string Missing = "kept";
    }

    private sealed class Bad
    {
        public object Thing = new();
    }

    private sealed class Twice
    {
        public int A;
        [ColumnName("A")] public int B;
    }

    [TestMethod]
    public void Members_become_columns_after_their_attributes()
    {
        Assert.AreEqual("Id:Int32, Color:String, Text:String, Weight:Single, Day:DateTime, Key:Key<UInt32, 0-4>, Vector:Vector<Single, 3>, "
            + "Image:Vector<Byte, 2, 2>, Any:Vector<Double>, Words:Vector<String>, Sparse:Vector<Single, 4>, Other:Int64, Flag:Boolean",
            string.Join(", ", Row.View(_ml, 1).Schema.Select(c => $"{c.Name}:{c.Type}")));
    }

    [TestMethod]
    public void Objects_come_back_as_they_were()
    {
        Row[] rows = Row.Make(20);
        Row[] back = [.. _ml.Data.CreateEnumerable<Row>(_ml.Data.LoadFromEnumerable(rows), reuseRowObject: false)];
        CollectionAssert.AreEqual(Reading.All(_ml.Data.LoadFromEnumerable(rows)), Reading.All(_ml.Data.LoadFromEnumerable(back)));
        Assert.AreNotSame(back[0].Vector, back[1].Vector);
        Assert.AreNotSame(rows[0].Vector, back[0].Vector);
        Assert.HasCount(1, _ml.Data.CreateEnumerable<Row>(_ml.Data.LoadFromEnumerable(rows), reuseRowObject: true).Distinct().ToArray());
    }

    [TestMethod]
    public void Members_without_a_column_are_an_error_unless_ignored()
    {
        IDataView view = Row.View(_ml, 3);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Pair>(view, false));
        StringAssert.Contains(error.Message, "Could not find");
        StringAssert.Contains(error.Message, "'Missing'");
        Assert.IsTrue(_ml.Data.CreateEnumerable<Pair>(view, false, ignoreMissingColumns: true).All(p => p.Missing == "kept" && p.Vector.Length == 3));
    }

    [TestMethod]
    public void Columns_are_read_as_arrays_and_strings()
    {
        IDataView view = Row.View(_ml, 5);
        Assert.AreEqual(-4f, view.GetColumn<float[]>("Vector").Last()[1]);
        Assert.HasCount(5, view.GetColumn<string>("Text").Where(t => t.StartsWith("row ", StringComparison.Ordinal)).ToArray());
        Assert.HasCount(5, view.GetColumn<string[]>("Words").ToArray());
        Assert.AreEqual(4, view.GetColumn<VBuffer<float>>("Sparse").First().Length);
        Assert.AreEqual(5u, view.GetColumn<uint>("Key").Select(_ => 1u).Aggregate((a, b) => a + b));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => view.GetColumn<double>("Weight")).Message, "System.Single");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => view.GetColumn<int>("Nothing"));
    }

    [TestMethod]
    public void What_cannot_be_a_column_is_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(Bad))).Message, "Bad.Thing");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(Twice))).Message, "'A'");
        IDataView view = _ml.Data.LoadFromEnumerable([new Row { Vector = [1, 2] }]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => view.GetColumn<float[]>("Vector").First()).Message, "2 elements");
    }

    [TestMethod]
    public void A_definition_gives_sizes_names_and_annotations()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition["Any"].ColumnType = new VectorDataViewType(NumberDataViewType.Double, 2);
        definition["Id"].ColumnName = "Number";
        definition["Any"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(2, ["p".AsMemory(), "q".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 2));
        Assert.ThrowsExactly<InvalidOperationException>(() => definition["Any"].AddAnnotation("SlotNames", 1, NumberDataViewType.Int32));
        IDataView view = _ml.Data.LoadFromEnumerable([new Row { Any = [1, 2] }], definition);
        Assert.IsTrue(view.Schema["Any"].HasSlotNames());
        Assert.AreEqual(0, view.GetColumn<int>("Number").Single());
        definition["Any"].ColumnType = NumberDataViewType.Double;
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable([new Row()], definition));
        Assert.IsTrue(_ml.Data.LoadFromEnumerable([new Pair()], Pick(view)).Schema["Vector"].Type is VectorDataViewType { Size: 3 });
    }

    private static DataViewSchema Pick(IDataView view)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(view.Schema.Where(c => c.Name == "Vector"));
        return builder.ToSchema();
    }

    [TestMethod]
    public void Only_columns_asked_for_can_be_read()
    {
        IDataView view = Row.View(_ml, 1);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Id"]]);
        Assert.IsTrue(cursor.IsColumnActive(view.Schema["Id"]));
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Color"]));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Color"])).Message, "columnsNeeded");
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<long>(view.Schema["Id"]));
    }

    [TestMethod]
    public void Rows_are_read_without_boxing()
    {
        var row = new Row { Vector = [1, 2, 3], Image = [1, 2, 3, 4] };
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Repeat(row, 20_000));
        Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        Assert.IsLessThan(20_000, GC.GetAllocatedBytesForCurrentThread() - before, "Less than a byte a row.");

        void Read()
        {
            using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Image"], view.Schema["Weight"], view.Schema["Color"]]);
            ValueGetter<VBuffer<byte>> image = cursor.GetGetter<VBuffer<byte>>(view.Schema["Image"]);
            ValueGetter<float> weight = cursor.GetGetter<float>(view.Schema["Weight"]);
            ValueGetter<ReadOnlyMemory<char>> color = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Color"]);
            VBuffer<byte> pixels = default;
            float value = 0;
            ReadOnlyMemory<char> text = default;
            while (cursor.MoveNext())
            {
                image(ref pixels);
                weight(ref value);
                color(ref text);
            }
        }
    }

    [TestMethod]
    public void Preview_shows_the_first_rows()
    {
        DataDebuggerPreview preview = Row.View(_ml, 10).Preview(maxRows: 3);
        Assert.AreEqual("13 columns, 3 rows", preview.ToString());
        Assert.AreEqual(2, preview.ColumnView[0].Values[2]);
        Assert.AreEqual("Id", preview.RowView[1].Values[0].Key);
    }
}
