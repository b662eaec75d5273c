using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Loading;

namespace MlPipelines.Tests.Augmentation;

/// <summary>Protects the base that generative networks append images with: written as one of theirs would be.</summary>
[TestClass]
public sealed class GeneratedImagesTests
{
    private static readonly MLContext Ml = new(seed: 1);
    private static readonly DigitView View = TemporaryData.Digits(12, seed: 5, side: 2).AsDataView();

    /// <summary>Image n is four times n, of class n mod 10.</summary>
    private sealed class Numbers(DataViewSchema schema, int count, List<(int, int)> calls, int series = 0) : GeneratedImages(schema, count, series, batchSize: 5)
    {
        protected override uint LabelOf(int number) => (uint)(number % 10) + 1;

        protected override void Make(int first, int count, Span<byte> pixels)
        {
            calls.Add((first, count));
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(first + i / 4);
        }
    }

    private sealed class NumberAppender(int count, List<(int, int)> calls) : RowAppendingTransformer
    {
        public override string IdColumn => ImageColumns.Id;

        protected override void CheckSchema(DataViewSchema inputSchema) => ImageColumns.FindLabel(inputSchema);

        protected override IReadOnlyList<IDataView> MakeRows(IDataView input) => [new Numbers(input.Schema, count, calls)];
    }

    /// <summary>Gives out original rows as made ones.</summary>
    private sealed class Cheater(IDataView rows) : RowAppendingTransformer
    {
        public override string IdColumn => ImageColumns.Id;

        protected override void CheckSchema(DataViewSchema inputSchema)
        {
        }

        protected override IReadOnlyList<IDataView> MakeRows(IDataView input) => [rows];
    }

    [TestMethod]
    public void Images_are_made_in_batches_only_when_read()
    {
        var calls = new List<(int, int)>();
        IDataView view = new NumberAppender(13, calls).Transform(View);
        Assert.AreEqual(25L, view.GetRowCount());
        List<ImageRow> labels = ViewRows.Read(view, ["Label", "Id"]);
        Assert.HasCount(0, calls);
        List<ImageRow> rows = ViewRows.Read(view);
        CollectionAssert.AreEqual(new[] { (0, 5), (5, 5), (10, 3) }, calls);
        Assert.HasCount(25, rows.Select(row => row.Id).Distinct());
        for (int i = 0; i < 13; i++)
        {
            ImageRow row = rows[12 + i];
            CollectionAssert.AreEqual(Enumerable.Repeat((byte)i, 4).ToArray(), row.Pixels);
            Assert.AreEqual((uint)(i % 10) + 1, row.Label);
            Assert.IsTrue(ImageColumns.IsSynthetic(row.Id!.Value));
            Assert.AreEqual(labels[12 + i].Id, row.Id);
        }
    }

    [TestMethod]
    public void Generated_and_copied_rows_of_one_chain_have_different_ids()
    {
        var calls = new List<(int, int)>();
        IDataView copied = Ml.Transforms.AugmentImages(Ml, copies: 3).Fit(View).Transform(View);
        IDataView both = new NumberAppender(12, calls).Transform(copied);
        Assert.HasCount(60, ViewRows.Read(both).Select(row => row.Id).Distinct());
        Assert.HasCount(24, ViewRows.Read(new Numbers(View.Schema, 12, calls)).Concat(ViewRows.Read(new Numbers(View.Schema, 12, calls, series: 1)))
            .Select(row => row.RowId).Distinct());
        List<ImageRow> mixed = ViewRows.Read(both, random: new Random(3));
        Assert.HasCount(60, mixed.Select(row => row.Id).Distinct());
    }

    [TestMethod]
    public void Made_rows_with_ids_of_original_ones_are_refused()
    {
        IDataView view = new Cheater(View.Select([2, 3])).Transform(View);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => ViewRows.Read(view)).Message, "id 2");
        IDataView other = Ml.Transforms.CopyColumns("Again", "Label").Fit(View).Transform(View);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Cheater(other).Transform(View)).Message, "same columns");
    }

    [TestMethod]
    public void Columns_that_generated_images_have_no_values_for_are_refused()
    {
        IDataView other = Ml.Transforms.CopyColumns("Again", "Label").Fit(View).Transform(View);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Numbers(other.Schema, 1, [])).Message, "Again");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Numbers(View.Schema, -1, []));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Numbers(View.Schema, 1, [], series: 1001));
    }
}
