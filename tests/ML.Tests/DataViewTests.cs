using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.ML.Tests;

/// <summary>Protects types, vectors and schemas.</summary>
[TestClass]
public sealed class DataViewTests
{
    [TestMethod]
    public void Types_are_written_as_in_Microsoft_ML()
    {
        Assert.AreEqual("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
        Assert.AreEqual("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
        Assert.AreEqual("Vector<Byte, 28, 28>", new VectorDataViewType(NumberDataViewType.Byte, 28, 28).ToString());
        Assert.AreEqual("Vector<String, *, 2>", new VectorDataViewType(TextDataViewType.Instance, 0, 2).ToString());
        Assert.AreEqual(784, new VectorDataViewType(NumberDataViewType.Byte, 28, 28).Size);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 3ul));
        Assert.AreNotEqual<DataViewType>(new KeyDataViewType(typeof(uint), 3), NumberDataViewType.UInt32);
        Assert.AreNotEqual(new VectorDataViewType(NumberDataViewType.Single, 4), new VectorDataViewType(NumberDataViewType.Single, 2, 2));
        Assert.AreEqual(typeof(VBuffer<float>), new VectorDataViewType(NumberDataViewType.Single, 4).RawType);
    }

    [TestMethod]
    public void Impossible_types_are_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 3)).Message, "uint");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256)).Message, "255");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, 2, -1));
        Assert.ThrowsExactly<OverflowException>(() => new VectorDataViewType(NumberDataViewType.Single, 1 << 20, 1 << 20));
    }

    [TestMethod]
    public void Sparse_vectors_hold_the_default_where_nothing_is_named()
    {
        var v = new VBuffer<float>(6, 2, [5, 7], [1, 4]);
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 0, 7, 0 }, v.DenseValues().ToArray());
        Assert.AreEqual("1:5 4:7", string.Join(" ", v.Items().Select(i => $"{i.Key}:{i.Value}")));
        Assert.AreEqual(6, v.Items(all: true).Count());
        Assert.AreEqual(7, v.GetItemOrDefault(4));
        Assert.AreEqual(0, v.GetItemOrDefault(5));
        var filled = new float[8];
        v.CopyTo(filled, 1, -1);
        CollectionAssert.AreEqual(new float[] { 0, -1, 5, -1, -1, 7, -1, 0 }, filled);
        VBuffer<float> part = default;
        v.CopyTo(ref part, 1, 4);
        Assert.IsFalse(part.IsDense);
        CollectionAssert.AreEqual(new float[] { 5, 0, 0, 7 }, part.DenseValues().ToArray());
        v.CopyToDense(ref part);
        Assert.IsTrue(part.IsDense);
        Assert.AreEqual(6, part.Length);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VBuffer<int>(3, 2, [1, 2], [0]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => v.GetItemOrDefault(6));
    }

    [TestMethod]
    public void Editors_write_into_the_arrays_they_find()
    {
        var array = new int[5];
        var v = new VBuffer<int>(5, array);
        VBufferEditor<int> editor = VBufferEditor.Create(ref v, 3);
        Assert.IsFalse(editor.CreatedNewValues);
        editor.Values.Fill(9);
        v = editor.Commit();
        CollectionAssert.AreEqual(new[] { 9, 9, 9, 0, 0 }, array);
        Assert.AreEqual(3, v.Length);
        editor = VBufferEditor.Create(ref v, 10, 6, keepOldOnResize: true);
        Assert.IsTrue(editor.CreatedNewValues);
        Assert.IsTrue(editor.CreatedNewIndices);
        Assert.AreEqual(9, editor.Values[2]);
        for (int i = 0; i < 6; i++) editor.Indices[i] = i;
        Assert.AreEqual(2, editor.CommitTruncated(2).GetValues().Length);
        Assert.AreEqual(5, VBufferEditor.Create(ref v, 5, requireIndicesOnDense: true).Indices.Length);
    }

    [TestMethod]
    public void Of_columns_with_one_name_the_last_is_found()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("a", NumberDataViewType.Int32);
        builder.AddColumn("b", TextDataViewType.Instance);
        builder.AddColumn("a", NumberDataViewType.Single);
        DataViewSchema schema = builder.ToSchema();
        Assert.IsTrue(schema[0].IsHidden);
        Assert.AreEqual(2, schema["a"].Index);
        Assert.IsNull(schema.GetColumnOrNull("c"));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => schema["c"]).Message, "'b', 'a'");
        Assert.AreEqual("b: String", schema[1].ToString());
    }

    [TestMethod]
    public void Annotations_check_their_types()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("one", NumberDataViewType.Int32, 1);
        Assert.ThrowsExactly<ArgumentException>(() => builder.Add("two", NumberDataViewType.Int32, (ValueGetter<long>)((ref long v) => v = 2)));
        DataViewSchema.Annotations annotations = builder.ToAnnotations();
        int value = 0;
        annotations.GetValue("one", ref value);
        Assert.AreEqual(1, value);
        long wrong = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => annotations.GetValue("one", ref wrong));
        Assert.ThrowsExactly<InvalidOperationException>(() => annotations.GetValue("none", ref value));
        var more = new DataViewSchema.Annotations.Builder();
        more.Add(annotations, name => name == "one");
        Assert.AreEqual("one", more.ToAnnotations().ToString());
    }

    [TestMethod]
    public void Ids_made_of_ids_stay_apart()
    {
        var ids = new HashSet<DataViewRowId>();
        for (ulong i = 0; i < 1000; i++)
        {
            var id = new DataViewRowId(i, 0);
            Assert.IsTrue(ids.Add(id) & ids.Add(id.Fork()) & ids.Add(id.Next()) & ids.Add(id.Combine(new DataViewRowId(0, i + 1))));
        }
        Assert.AreEqual("00000000000000020000000000000001", new DataViewRowId(1, 2).ToString());
        Assert.IsLessThan(0, new DataViewRowId(9, 1).CompareTo(new DataViewRowId(1, 2)));
    }
}
