using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.ML.Tests;

/// <summary>Protects views over rows: which rows and columns they show, and that they read nothing else.</summary>
[TestClass]
public sealed class ViewTests
{
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>A view of each kind over some rows.</summary>
    private IDataView[] Views(int rows, int seed)
    {
        IDataView data = Row.View(_ml, rows, seed);
        return
        [
            data,
            _ml.Data.TakeRows(data, 7),
            _ml.Data.SkipRows(data, 3),
            _ml.Data.FilterRowsByColumn(data, "Weight", -2, 3),
            _ml.Data.ShuffleRows(data, seed, shufflePoolSize: 5),
            _ml.Data.Cache(data),
            _ml.Data.Cache(data, "Weight"),
            _ml.Data.TrainTestSplit(data, 0.3, seed: seed).TrainSet,
            _ml.Data.TrainTestSplit(data, 0.3, "Color", seed).TestSet,
            _ml.Transforms.CopyColumns("Copy", "Vector").Fit(data).Transform(data),
            _ml.Transforms.Concatenate("All", "Weight", "Vector", "Sparse").Fit(data).Transform(data),
            _ml.Transforms.SelectColumns("Vector", "Id").Fit(data).Transform(data),
            _ml.Transforms.Conversion.MapValueToKey("Number", "Color").Fit(data).Transform(data),
            _ml.Transforms.NormalizeMinMax("Vector", fixZero: false).Fit(data).Transform(data),
            _ml.Transforms.CustomMapping<Half, Halves>((i, o) => (o.Double, o.Text) = (2 * i.Weight, i.Color + "!"), null).Fit(data).Transform(data),
        ];
    }

    private sealed class Half
    {
        public float Weight;
        public string Color = "";
    }

    private sealed class Halves
    {
        public float Double;
        public string Text = "";
    }

    [TestMethod]
    public void Any_subset_of_columns_reads_the_same_as_all() =>
        Prop.ForAll<byte, ushort, byte>((rows, subset, seed) =>
        {
            foreach (IDataView view in Views(rows % 30, seed))
            {
                DataViewSchema.Column[] columns = [.. view.Schema];
                string[][] all = [.. Reading.Cursor(view, columns, null).Select(r => r.Split(" | "))];
                int[] chosen = [.. Enumerable.Range(0, columns.Length).Where(i => (subset >> (i % 16) & 1) == 1)];
                string[] some = Reading.Cursor(view, [.. chosen.Select(i => columns[i])], null);
                CollectionAssert.AreEqual(all.Select(r => string.Join(" | ", chosen.Select(i => r[i]))).ToArray(), some);
                if (view.GetRowCount() is long count) Assert.AreEqual(count, all.Length);
            }
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Shuffling_permutes_and_repeats_for_a_seed() =>
        Prop.ForAll<byte, byte, int>((rows, pool, seed) =>
        {
            IDataView data = Row.View(_ml, rows);
            foreach (IDataView input in new[] { data, _ml.Data.Cache(data) })
            {
                IDataView shuffled = _ml.Data.ShuffleRows(input, seed, 1 + pool);
                string[] once = Reading.All(shuffled);
                CollectionAssert.AreEquivalent(Reading.All(data), once);
                CollectionAssert.AreEqual(once, Reading.All(shuffled));
                CollectionAssert.AreEquivalent(once, Reading.Cursor(shuffled, [.. data.Schema], new Random(seed)));
            }
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Shuffling_mixes_rows_and_brings_their_ids_along()
    {
        IDataView data = Row.View(_ml, 500), shuffled = _ml.Data.ShuffleRows(data, seed: 4);
        int[] ids = [.. shuffled.GetColumn<int>("Id")];
        Assert.IsGreaterThan(400, ids.Where((id, i) => id != i).Count());
        using DataViewRowCursor cursor = shuffled.GetRowCursor([shuffled.Schema["Id"]]);
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        DataViewRowId rowId = default;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            getId(ref rowId);
            Assert.AreEqual((ulong)ids[i], rowId.Low);
        }
        CollectionAssert.AreNotEqual(ids, _ml.Data.ShuffleRows(data, seed: 5).GetColumn<int>("Id").ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(0, 500).ToArray(), _ml.Data.ShuffleRows(data, 4, shufflePoolSize: 1).GetColumn<int>("Id").ToArray());
    }

    [TestMethod]
    public void Splits_partition_the_rows() =>
        Prop.ForAll<byte, byte, int>((rows, part, seed) =>
        {
            IDataView data = Row.View(_ml, rows);
            int[] all = [.. Enumerable.Range(0, rows)];
            foreach (string? key in new[] { null, "Color", "Key", "Weight", "Day" })
            {
                DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(data, (part + 1) / 257.0, key, seed);
                CollectionAssert.AreEquivalent(all, Ids(split.TrainSet).Concat(Ids(split.TestSet)).ToArray());
                IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = _ml.Data.CrossValidationSplit(data, 2 + part % 5, key, seed);
                CollectionAssert.AreEquivalent(all, folds.SelectMany(f => Ids(f.TestSet)).ToArray());
                foreach (DataOperationsCatalog.TrainTestData fold in folds)
                    CollectionAssert.AreEquivalent(all, Ids(fold.TrainSet).Concat(Ids(fold.TestSet)).ToArray());
                CollectionAssert.AreEqual(data.Schema.Select(c => c.Name).ToArray(), folds[0].TestSet.Schema.Select(c => c.Name).ToArray());
            }
            static int[] Ids(IDataView view) => [.. view.GetColumn<int>("Id")];
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Rows_of_one_key_stay_together_and_splits_do_not_depend_on_the_order()
    {
        IDataView data = Row.View(_ml, 200);
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(data, 0.5, "Color", 3);
        Assert.IsEmpty(split.TrainSet.GetColumn<string>("Color").Intersect(split.TestSet.GetColumn<string>("Color")).ToArray());
        IDataView cached = _ml.Data.Cache(data);
        CollectionAssert.AreEquivalent(_ml.Data.TrainTestSplit(cached, 0.5, seed: 3).TestSet.GetColumn<int>("Id").ToArray(),
            _ml.Data.TrainTestSplit(_ml.Data.ShuffleRows(cached, 1), 0.5, seed: 3).TestSet.GetColumn<int>("Id").ToArray());
        double share = _ml.Data.TrainTestSplit(Row.View(_ml, 20_000), 0.2, seed: 9).TestSet.GetColumn<int>("Id").Count() / 20_000.0;
        Assert.AreEqual(0.2, share, 0.015);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(data, 0.5, "None"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(data, 0.5, "Vector").TestSet.GetColumn<int>("Id").Count());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(data, 1));
    }

    /// <summary>Counts how often each column is opened.</summary>
    private sealed class Watched(IDataView input) : IDataView
    {
        public List<string> Opened { get; } = [];
        public bool CanShuffle => input.CanShuffle;
        public DataViewSchema Schema => input.Schema;
        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            Opened.Add(string.Join(",", columnsNeeded.Select(c => c.Name)));
            return input.GetRowCursor(columnsNeeded, rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];
    }

    [TestMethod]
    public void A_cache_reads_each_column_once_and_only_when_asked()
    {
        var source = new Watched(Row.View(_ml, 400));
        IDataView cache = _ml.Data.Cache(source);
        Assert.IsNull(cache.GetRowCount());
        using (cache.GetRowCursor(cache.Schema)) Assert.IsEmpty(source.Opened);
        _ = cache.GetColumn<int>("Id").Sum();
        _ = cache.GetColumn<int>("Id").Sum();
        Reading.All(cache, "Id", "Weight");
        CollectionAssert.AreEqual(new[] { "Id", "Weight" }, source.Opened);
        Assert.AreEqual(400, cache.GetRowCount());
        Assert.IsTrue(cache.CanShuffle);
        CollectionAssert.AreEqual(Reading.All(source), Reading.All(cache));
        CollectionAssert.AreEquivalent(Reading.All(source, "Id"), Reading.Cursor(cache, [cache.Schema["Id"]], new Random(1)));
    }

    [TestMethod]
    public void Steps_open_only_the_columns_they_need()
    {
        var source = new Watched(Row.View(_ml, 5));
        IDataView view = _ml.Transforms.Concatenate("F", "Weight", "Vector").Append(_ml.Transforms.CopyColumns("G", "F")).Fit(source).Transform(source);
        Assert.IsEmpty(source.Opened, "Fitting these steps reads nothing.");
        Reading.All(view, "G");
        Reading.All(view, "Id");
        _ = _ml.Data.FilterRowsByColumn(view, "Weight", 0).GetColumn<int>("Id").Count();
        CollectionAssert.AreEqual(new[] { "Weight,Vector", "Id", "Id,Weight" }, source.Opened);
    }

    [TestMethod]
    public void Bounds_are_inclusive_below_and_exclusive_above()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { -1f, 0, 1, 2, float.NaN, float.PositiveInfinity }.Select((w, i) => new Row { Id = i, Weight = w }));
        CollectionAssert.AreEqual(new[] { 1, 2 }, _ml.Data.FilterRowsByColumn(data, "Weight", 0, 2).GetColumn<int>("Id").ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 5 }, _ml.Data.FilterRowsByColumn(data, "Weight").GetColumn<int>("Id").ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(data, "Color"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(data, "Weight", 2, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(data, 0));
    }
}
