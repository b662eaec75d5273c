using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Loading;

/// <summary>Protects the view of images: its columns, its cursors, and that selections share the pixels.</summary>
[TestClass]
public sealed class DigitViewTests
{
    private static readonly DigitView View = TemporaryData.Digits(57, seed: 4, side: 3).AsDataView();

    [TestMethod]
    public void Columns_have_the_types_that_models_read()
    {
        Assert.AreEqual("Label: Key<UInt32, 0-9>, Pixels: Vector<Byte, 3, 3>, Id: Int64",
            string.Join(", ", View.Schema.Select(column => $"{column.Name}: {column.Type}")));
        CollectionAssert.AreEqual("0 1 2 3 4 5 6 7 8 9".Split(' '), ImageColumns.ClassNames(View.Schema["Label"]));
        var coloured = new DigitSet(new byte[2 * 12], [0, 2], 2, 2, 3, ["ant", "bee", "cat"]);
        Assert.AreEqual("Label: Key<UInt32, 0-2>, Pixels: Vector<Byte, 2, 2, 3>, Id: Int64",
            string.Join(", ", coloured.AsDataView().Schema.Select(column => $"{column.Name}: {column.Type}")));
        CollectionAssert.AreEqual(new[] { "ant", "bee", "cat" }, ImageColumns.ClassNames(coloured.AsDataView().Schema["Label"]));
        Assert.AreEqual(new ImageShape(2, 2, 3), ImageColumns.FindPixels(coloured.AsDataView().Schema, "Pixels", out _));
    }

    [TestMethod]
    public void Rows_are_the_images_with_keys_from_one_and_numbers_from_zero()
    {
        List<ImageRow> rows = ViewRows.Read(View);
        Assert.HasCount(57, rows);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.AreEqual(View.Set.Labels[i] + 1u, rows[i].Label);
            Assert.IsTrue(View.Set.Image(i).SequenceEqual(rows[i].Pixels));
            Assert.AreEqual(i, rows[i].Id);
            Assert.AreEqual(new DataViewRowId((ulong)i, 0), rows[i].RowId);
        }
    }

    [TestMethod]
    public void Any_subset_of_columns_reads_what_reading_all_reads() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<bool>(), (seed, shuffle) =>
        {
            string[] columns = [.. ViewRows.All.Where((_, i) => (seed >> i & 1) != 0)];
            Random? Order() => shuffle ? new Random(seed) : null;
            List<ImageRow> all = ViewRows.Read(View, random: Order()), some = ViewRows.Read(View, columns, Order());
            return some.Count == all.Count && some.Zip(all).All(pair => pair.First.Same(new ImageRow(
                columns.Contains("Label") ? pair.Second.Label : null, columns.Contains("Pixels") ? pair.Second.Pixels : null,
                columns.Contains("Id") ? pair.Second.Id : null, pair.Second.RowId)));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Shuffling_permutes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            int[] ids = ViewRows.Ids(View, new Random(seed));
            return ids.Order().SequenceEqual(Enumerable.Range(0, 57)) && !ids.SequenceEqual(Enumerable.Range(0, 57));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Cursors_read_side_by_side_give_each_row_once_in_the_order_of_batches() =>
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<bool>(), (n, shuffle) =>
        {
            DataViewRowCursor[] cursors = View.GetRowCursorSet(View.Schema, n.Get, shuffle ? new Random(n.Get) : null);
            ImageRow[] rows = [.. cursors.OrderBy(cursor => cursor.Batch).SelectMany(ViewRows.Read)];
            List<ImageRow> expected = ViewRows.Read(View, random: shuffle ? new Random(n.Get) : null);
            return cursors.Length <= n.Get && rows.Length == 57 && rows.Zip(expected).All(pair => pair.First.Same(pair.Second));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Selections_of_selections_choose_rows_of_the_whole() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            int[] Some(int count)
            {
                int[] rows = [.. Enumerable.Range(0, count)];
                random.Shuffle(rows);
                return rows[..random.Next(count + 1)];
            }
            int[] first = Some(57), second = Some(first.Length);
            DigitView selected = View.Select(first).Select(second);
            return ViewRows.Ids(selected).SequenceEqual(second.Select(row => first[row])) && selected.Rows.SequenceEqual(ViewRows.Ids(selected))
                && ReferenceEquals(selected.Set, View.Set) && selected.GetRowCount() == second.Length;
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Rows_outside_the_view_and_rows_taken_twice_are_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => View.Select([3, 57])).Message, "Row 57");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => View.Select([-1])).Message, "Row -1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => View.Select([3, 4, 3])).Message, "Row 3 was asked for twice");
    }

    [TestMethod]
    public void What_a_cursor_cannot_give_is_named()
    {
        using DataViewRowCursor cursor = View.GetRowCursor([View.Schema["Id"]]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => cursor.GetGetter<uint>(View.Schema["Label"])).Message, "not active");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<int>(View.Schema["Id"])).Message, "Int64");
        ValueGetter<long> get = cursor.GetGetter<long>(View.Schema["Id"]);
        long id = 0;
        Assert.AreEqual(-1, cursor.Position);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => get(ref id)).Message, "MoveNext");
    }

    [TestMethod]
    public void Steps_of_the_library_take_the_view()
    {
        var ml = new MLContext(seed: 1);
        IDataView tail = ml.Data.SkipRows(ml.Data.TakeRows(View, 20), 15);
        CollectionAssert.AreEqual(new long[] { 15, 16, 17, 18, 19 }, tail.GetColumn<long>("Id").ToArray());
        IDataView named = ml.Transforms.Conversion.MapKeyToValue("Digit", "Label").Fit(tail).Transform(tail);
        CollectionAssert.AreEqual(new[] { "5", "6", "7", "8", "9" }, named.GetColumn<string>("Digit").ToArray());
        CollectionAssert.AreEqual(View.Set.Image(17).ToArray(), ml.Data.Cache(tail).GetColumn<byte[]>("Pixels").ElementAt(2));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 57).Select(i => (long)i).ToArray(), ml.Data.ShuffleRows(View, seed: 3).GetColumn<long>("Id").ToArray());
        DataOperationsCatalog.TrainTestData parts = ml.Data.TrainTestSplit(View, 0.3, seed: 5);
        Assert.AreEqual(57, parts.TrainSet.GetColumn<long>("Id").Concat(parts.TestSet.GetColumn<long>("Id")).Distinct().Count());
    }

    [TestMethod]
    public void An_empty_view_has_no_rows()
    {
        DigitView none = View.Select([]);
        Assert.AreEqual(0L, none.GetRowCount());
        Assert.HasCount(0, ViewRows.Read(none));
        Assert.HasCount(1, none.GetRowCursorSet(none.Schema, 4));
    }

    [TestMethod]
    public void Labels_without_a_class_name_are_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new DigitSet(new byte[3], [0, 2, 1], 1, 1, 1, ["a", "b"])).Message, "Label 1 is 2");
        Assert.ThrowsExactly<ArgumentException>(() => new DigitSet(new byte[1], [0], 1, 1, 1, ["a", "a"]));
        Assert.ThrowsExactly<ArgumentException>(() => new DigitSet(new byte[2], [0], 1, 1, 2));
        Assert.HasCount(13, new DigitSet(new byte[1], [12], 1, 1).ClassNames);
    }

    [TestMethod]
    public void Selecting_and_taking_keep_channels_and_class_names()
    {
        var set = new DigitSet([.. Enumerable.Range(0, 36).Select(i => (byte)i)], [0, 1, 1], 2, 2, 3, ["a", "b"]);
        foreach (DigitSet part in (DigitSet[])[set.Take(2), set.Select([2, 0]), set.TakeStratified(2)])
        {
            Assert.AreEqual((2, 3), (part.Count, part.Channels));
            Assert.AreSame(set.ClassNames, part.ClassNames);
        }
        Assert.IsTrue(set.Select([2]).Image(0).SequenceEqual(set.Image(2)));
    }

    [TestMethod]
    public void Columns_of_the_wrong_type_are_refused_with_a_remedy()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageColumns.FindLabel(View.Schema, "Id")).Message, "MapValueToKey");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageColumns.FindLabel(View.Schema, "Class")).Message, "Label, Pixels, Id");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageColumns.FindPixels(View.Schema, "Label", out _)).Message, "height, width");
    }

    [TestMethod]
    public void Synthetic_ids_are_unique_and_known()
    {
        long[] ids = [.. Enumerable.Range(0, 50).SelectMany(id => Enumerable.Range(0, 5).Select(copy => ImageColumns.SyntheticId(id, copy)))];
        Assert.AreEqual(ids.Length, ids.Distinct().Count());
        Assert.IsTrue(ids.All(ImageColumns.IsSynthetic));
        Assert.IsFalse(ImageColumns.IsSynthetic((1L << 40) - 1));
        Assert.IsTrue(ImageColumns.SyntheticId((1L << 40) - 1, (1 << 22) - 1) > 0);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageColumns.SyntheticId(ids[0], 0));
    }
}
