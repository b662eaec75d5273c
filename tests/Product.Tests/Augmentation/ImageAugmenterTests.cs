using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Loading;

namespace MlPipelines.Tests.Augmentation;

/// <summary>Protects the step of a pipeline: which rows it gives, with which ids, and that test data stay untouched.</summary>
[TestClass]
public sealed class ImageAugmenterTests
{
    private static readonly MLContext Ml = new(seed: 1);
    private static readonly DigitView View = TemporaryData.Digits(31, seed: 5, side: 8).AsDataView();
    private static readonly ClassicalAugmentation Options = ClassicalAugmentation.Mild with { ElasticAlpha = 20, Noise = 5 };

    private static IDataView Augmented(int copies, IDataView? view = null, ulong seed = 3) =>
        Ml.Transforms.AugmentImages(Ml, Options, copies, seed).Fit(view ?? View).Transform(view ?? View);

    [TestMethod]
    public void Copies_follow_the_rows_with_ids_of_their_own()
    {
        List<ImageRow> source = ViewRows.Read(View), rows = ViewRows.Read(Augmented(copies: 2));
        Assert.HasCount(93, rows);
        for (int i = 0; i < 31; i++) Assert.IsTrue(rows[i].Same(source[i]));
        byte[] expected = new byte[64];
        for (int i = 31; i < 93; i++)
        {
            int copy = i / 31 - 1, from = i % 31;
            Options.Apply(View.Set.Image(from), expected, 8, 8, 1, 3, from, copy);
            CollectionAssert.AreEqual(expected, rows[i].Pixels);
            Assert.AreEqual(source[from].Label, rows[i].Label);
            Assert.AreEqual(ImageColumns.SyntheticId(from, copy), rows[i].Id);
            Assert.AreEqual(new DataViewRowId((ulong)rows[i].Id!.Value, 0), rows[i].RowId);
        }
        Assert.HasCount(93, rows.Select(row => row.Id).Distinct());
        Assert.HasCount(93, rows.Select(row => row.RowId).Distinct());
    }

    [TestMethod]
    public void With_no_copies_a_changed_image_takes_each_rows_place()
    {
        List<ImageRow> source = ViewRows.Read(View), rows = ViewRows.Read(Augmented(copies: 0));
        Assert.HasCount(31, rows);
        byte[] expected = new byte[64];
        for (int i = 0; i < 31; i++)
        {
            Options.Apply(View.Set.Image(i), expected, 8, 8, 1, 3, i, 0);
            CollectionAssert.AreEqual(expected, rows[i].Pixels);
            Assert.AreEqual(source[i].Label, rows[i].Label);
            Assert.IsTrue(ImageColumns.IsSynthetic(rows[i].Id!.Value));
        }
    }

    [TestMethod]
    public void The_columns_are_the_inputs()
    {
        foreach (int copies in (int[])[0, 1, 3])
        {
            ImageAugmenter step = Ml.Transforms.AugmentImages(Ml, new ImageAugmenter.Options { Copies = copies });
            ImageAugmentingTransformer fitted = step.Fit(View);
            IDataView data = fitted.Transform(View);
            Assert.AreSame(View.Schema, data.Schema);
            Assert.AreSame(View.Schema, fitted.GetOutputSchema(View.Schema));
            Assert.AreEqual(Math.Max(1, copies + (copies > 0 ? 1 : 0)) * 31L, data.GetRowCount());
            // What the step promises the next one of a chain before it is fitted.
            var next = new Watcher([]);
            step.Append(next).Fit(View);
            Assert.AreEqual("Label Scalar True UInt32, Pixels Vector False Byte, Id Scalar False Int64",
                string.Join(", ", next.Shape!.Select(c => $"{c.Name} {c.Kind} {c.IsKey} {c.ItemType}")));
        }
        Assert.IsNull(Augmented(2, ViewRows.Foreign(View)).GetRowCount());
    }

    [TestMethod]
    public void Any_subset_of_columns_reads_what_reading_all_reads() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<bool>(), (seed, shuffle) =>
        {
            IDataView view = Augmented(copies: (seed & 3) == 3 ? 0 : seed & 3);
            string[] columns = [.. ViewRows.All.Where((_, i) => (seed >> (i + 2) & 1) != 0)];
            Random? Order() => shuffle ? new Random(seed) : null;
            List<ImageRow> all = ViewRows.Read(view, random: Order()), some = ViewRows.Read(view, columns, Order());
            return some.Count == all.Count && some.Zip(all).All(pair => pair.First.Same(new ImageRow(
                columns.Contains("Label") ? pair.Second.Label : null, columns.Contains("Pixels") ? pair.Second.Pixels : null,
                columns.Contains("Id") ? pair.Second.Id : null, pair.Second.RowId)));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Shuffling_permutes_and_mixes_copies_among_the_rows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            IDataView view = Augmented(copies: 2);
            Dictionary<long, ImageRow> rows = ViewRows.Read(view).ToDictionary(row => row.Id!.Value);
            List<ImageRow> shuffled = ViewRows.Read(view, random: new Random(seed));
            int early = shuffled.Take(31).Count(row => ImageColumns.IsSynthetic(row.Id!.Value));
            return view.CanShuffle && shuffled.Select(row => row.Id).Distinct().Count() == 93 && shuffled.All(row => rows[row.Id!.Value].Same(row))
                && early is > 5 and < 31;
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Cursors_read_on_several_threads_give_the_same_bits()
    {
        IDataView view = Augmented(copies: 0);
        List<ImageRow> expected = ViewRows.Read(view);
        foreach (int n in (int[])[1, 2, 7])
        {
            DataViewRowCursor[] cursors = view.GetRowCursorSet(view.Schema, n);
            var parts = new List<ImageRow>[cursors.Length];
            Parallel.For(0, cursors.Length, i => parts[cursors[i].Batch] = ViewRows.Read(cursors[i]));
            Assert.IsTrue(parts.SelectMany(part => part).Zip(expected).All(pair => pair.First.Same(pair.Second)));
        }
        Assert.HasCount(1, Augmented(copies: 1).GetRowCursorSet(view.Schema, 4));
    }

    [TestMethod]
    public void Seeds_differ_and_repeat()
    {
        byte[] Bits(ulong seed) => [.. ViewRows.Read(Augmented(1, seed: seed)).SelectMany(row => row.Pixels!)];
        CollectionAssert.AreEqual(Bits(4), Bits(4));
        CollectionAssert.AreNotEqual(Bits(4), Bits(5));
    }

    [TestMethod]
    public void Selected_rows_get_the_copies_they_have_in_the_whole()
    {
        Dictionary<long, ImageRow> whole = ViewRows.Read(Augmented(2)).ToDictionary(row => row.Id!.Value);
        foreach (ImageRow row in ViewRows.Read(Augmented(2, View.Select([20, 3, 11])))) Assert.IsTrue(whole[row.Id!.Value].Same(row));
    }

    [TestMethod]
    public void Scoring_has_no_augmentation_and_test_data_stay_untouched()
    {
        // A last step that keeps what it was fitted to.
        var seen = new List<long>();
        IEstimator<ITransformer> Last() => new Watcher(seen);
        foreach (EstimatorChain<ITransformer> chain in (EstimatorChain<ITransformer>[])
        [
            Ml.Transforms.AugmentImages(Ml, Options, copies: 1).Append(Last()),
            Ml.Transforms.CopyColumns("Copy", "Label").Append(Ml.Transforms.AugmentImages(Ml, Options, copies: 1), TransformerScope.Training).Append(Last()),
        ])
        {
            TransformerChain<ITransformer> model = chain.Fit(View).GetModelFor(TransformerScope.Scoring);
            Assert.HasCount(62, seen);
            Assert.AreEqual(31, seen.Count(ImageColumns.IsSynthetic));
            seen.Clear();
            Assert.IsFalse(model.Any(step => step is RowAppendingTransformer));
            DigitView test = TemporaryData.Digits(9, seed: 6, side: 8).AsDataView();
            List<ImageRow> before = ViewRows.Read(test), after = ViewRows.Read(model.Transform(test));
            Assert.HasCount(9, after);
            Assert.IsTrue(after.Zip(before).All(pair => pair.First.Same(pair.Second)));
        }
    }

    [TestMethod]
    public void Single_rows_and_saved_models_refuse_the_step()
    {
        ITransformer step = Ml.Transforms.AugmentImages(Ml, Options).Fit(View);
        Assert.IsFalse(step.IsRowToRowMapper);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => step.GetRowToRowMapper(View.Schema)).Message, "GetModelFor");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => step.Save(null!)).Message, "GetModelFor");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => Ml.Model.Save(step, View.Schema, new MemoryStream())).Message,
            nameof(ImageAugmentingTransformer));
    }

    [TestMethod]
    public void The_log_is_told()
    {
        var ml = new MLContext(seed: 1);
        var log = new List<string>();
        ml.Log += (_, e) => log.Add(e.Message);
        ml.Transforms.AugmentImages(ml, Options, copies: 4).Fit(View);
        Assert.IsTrue(log.Any(line => line.Contains("ImageAugmenter") && line.Contains('4')), string.Join("; ", log));
    }

    [TestMethod]
    public void Copies_of_copies_are_refused()
    {
        IDataView twice = Augmented(1, Augmented(1));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ViewRows.Read(twice)).Message, "not of copies");
    }

    private sealed record Floats([property: VectorType(2, 2)] float[] Pixels, long Id);

    private sealed class Unsized
    {
        public byte[] Pixels { get; set; } = [];

        public long Id { get; set; }
    }

    private sealed class Flat
    {
        [VectorType(4)]
        public byte[] Pixels { get; set; } = [];

        public long Id { get; set; }
    }

    private sealed class Doubles
    {
        [VectorType(2, 2)]
        public double[] Pixels { get; set; } = [];

        public int Id { get; set; }
    }

    [TestMethod]
    public void Images_of_Single_are_changed_and_NaN_is_named_by_its_row()
    {
        IDataView view = Ml.Data.LoadFromEnumerable([new Floats([1, 2, 3, 4], 7), new Floats([1, float.NaN, 3, 4], 8)]);
        IDataView mirrored = Ml.Transforms.AugmentImages(Ml, new ClassicalAugmentation { FlipHorizontal = 1 }).Fit(view).Transform(view);
        using IEnumerator<float[]> rows = mirrored.GetColumn<float[]>("Pixels").GetEnumerator();
        Assert.IsTrue(rows.MoveNext());
        CollectionAssert.AreEqual(new float[] { 2, 1, 4, 3 }, rows.Current);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => rows.MoveNext()).Message, "id 8 is NaN");
    }

    [TestMethod]
    public void Columns_that_hold_no_images_are_refused()
    {
        IDataView unsized = Ml.Data.LoadFromEnumerable(new[] { new Unsized() }), flat = Ml.Data.LoadFromEnumerable(new[] { new Flat() });
        IDataView doubles = Ml.Data.LoadFromEnumerable(new[] { new Doubles() });
        IDataView withoutId = Ml.Transforms.DropColumns("Id").Fit(View).Transform(View);
        (IDataView View, string[] Texts)[] cases =
        [
            (unsized, ["Pixels", "dimensions"]), (flat, ["Pixels", "dimensions"]), (doubles, ["Pixels", "Byte"]), (withoutId, ["'Id'", "Label, Pixels"]),
        ];
        foreach ((IDataView view, string[] texts) in cases)
        {
            ImageAugmenter step = Ml.Transforms.AugmentImages(Ml, Options, copies: 1);
            string direct = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => step.Fit(view)).Message;
            string inChain = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EstimatorChain<ITransformer>().Append(step).Fit(view)).Message;
            foreach (string text in texts)
            {
                StringAssert.Contains(direct, text);
                StringAssert.Contains(inChain, text);
            }
        }
        var named = new ImageAugmenter.Options { PixelsColumn = "Image", IdColumn = "Label" };
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Transforms.AugmentImages(Ml, named).Fit(View)).Message, "'Image'");
        named.PixelsColumn = "Pixels";
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Transforms.AugmentImages(Ml, named).Fit(View)).Message, "Int64");
    }

    [TestMethod]
    public void Options_out_of_bounds_are_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Transforms.AugmentImages(Ml, copies: -1)).Message, "Copies = -1");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Transforms.AugmentImages(Ml, copies: ImageAugmenter.MaxCopies + 1));
        Assert.ThrowsExactly<ArgumentNullException>(() => Ml.Transforms.AugmentImages(Ml, new ImageAugmenter.Options { Classical = null! }));
        var fill = new ClassicalAugmentation { Fill = -1 };
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Transforms.AugmentImages(Ml, fill).Fit(View)).Message, "Fill = -1");
    }

    [TestMethod]
    public void What_a_cursor_cannot_give_is_named()
    {
        IDataView view = Augmented(1);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Pixels"]]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => cursor.GetGetter<uint>(view.Schema["Label"])).Message, "not active");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<VBuffer<float>>(view.Schema["Pixels"])).Message, "Byte");
        ValueGetter<VBuffer<byte>> get = cursor.GetGetter<VBuffer<byte>>(view.Schema["Pixels"]);
        VBuffer<byte> value = default;
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => get(ref value)).Message, "MoveNext");
    }

    /// <summary>Passes rows on; remembers the ids it was fitted to.</summary>
    private sealed class Watcher(List<long> seen) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            seen.AddRange(input.GetColumn<long>("Id"));
            return Ml.Transforms.CopyColumns("Again", "Label").Fit(input);
        }

        public SchemaShape? Shape { get; private set; }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;
    }
}
