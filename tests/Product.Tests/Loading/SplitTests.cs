using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Loading;

/// <summary>Protects that splits partition, keep the classes' proportions, and copy no pixels.</summary>
[TestClass]
public sealed class SplitTests
{
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>Random labels, some classes rare.</summary>
    private static DigitView View(int count, int seed)
    {
        var random = new Random(seed);
        byte[] labels = new byte[count], images = new byte[count];
        for (int i = 0; i < count; i++) (labels[i], images[i]) = ((byte)(10 * random.NextDouble() * random.NextDouble()), (byte)i);
        return new DigitSet(images, labels, 1, 1).AsDataView();
    }

    private static int[] Counts(DigitView view, int[] rows)
    {
        int[] counts = new int[10];
        foreach (int row in rows) counts[view.Set.Labels[row]]++;
        return counts;
    }

    [TestMethod]
    public void Split_partitions_with_the_classes_in_proportion() =>
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<bool>(), (size, seed, foreign) =>
        {
            DigitView view = View(size.Get + 3, seed);
            double fraction = new Random(seed).NextDouble() * 0.5 + 0.2;
            (IDataView train, IDataView test) = _ml.Data.StratifiedSplit(foreign ? ViewRows.Foreign(view) : view, fraction, seed);
            int[] inTrain = ViewRows.Ids(train), inTest = ViewRows.Ids(test), all = Counts(view, [.. view.Rows]), tested = Counts(view, inTest);
            return inTrain.Concat(inTest).Order().SequenceEqual(view.Rows)
                && inTrain.SequenceEqual(inTrain.Order()) && inTest.SequenceEqual(inTest.Order())
                && inTest.Length == (int)Math.Round(view.Count * fraction)
                && Enumerable.Range(0, 10).All(c => Math.Abs(tested[c] - (double)all[c] * inTest.Length / view.Count) < 1);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Folds_partition_with_the_classes_in_proportion() =>
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<bool>(), (size, seed, foreign) =>
        {
            int folds = 2 + size.Get % 5;
            DigitView view = View(size.Get + folds, seed);
            IReadOnlyList<TrainTestViews> parts = _ml.Data.StratifiedKFold(foreign ? ViewRows.Foreign(view) : view, folds, seed);
            int[][] tests = [.. parts.Select(part => ViewRows.Ids(part.TestSet))];
            int[] all = Counts(view, [.. view.Rows]);
            return parts.Count == folds && tests.SelectMany(rows => rows).Order().SequenceEqual(view.Rows)
                && tests.All(rows => Math.Abs(rows.Length - (double)view.Count / folds) < 1)
                && tests.All(rows => Counts(view, rows).Zip(all).All(c => Math.Abs(c.First - (double)c.Second / folds) < 1))
                && parts.Zip(tests).All(p => ViewRows.Ids(p.First.TrainSet).SequenceEqual(view.Rows.Except(p.Second)));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Parts_share_the_pixels_and_a_seed_gives_the_same_parts()
    {
        DigitView view = View(1000, seed: 3);
        IReadOnlyList<TrainTestViews> parts = _ml.Data.StratifiedKFold(view, 5, seed: 9), again = _ml.Data.StratifiedKFold(ViewRows.Foreign(view), 5, seed: 9);
        for (int fold = 0; fold < 5; fold++)
        {
            Assert.AreSame(view.Set, ((DigitView)parts[fold].TrainSet).Set);
            Assert.AreSame(view.Set, ((DigitView)parts[fold].TestSet).Set);
            CollectionAssert.AreEqual(ViewRows.Ids(parts[fold].TestSet), ViewRows.Ids(again[fold].TestSet));
        }
        CollectionAssert.AreNotEqual(ViewRows.Ids(parts[0].TestSet), ViewRows.Ids(_ml.Data.StratifiedKFold(view, 5, seed: 10)[0].TestSet));
        CollectionAssert.AreEqual(ViewRows.Ids(_ml.Data.StratifiedSplit(view, 0.3, seed: 2).TestSet), ViewRows.Ids(_ml.Data.StratifiedSplit(view, 0.3, seed: 2).TestSet));
    }

    [TestMethod]
    public void Sets_of_images_are_divided_as_views_of_them_are()
    {
        DigitView view = View(250, seed: 4); // an image's pixel is its number
        (DigitSet left, DigitSet drawn) = Stratification.Draw(view.Set, 50, seed: 2);
        (IDataView train, IDataView test) = _ml.Data.StratifiedSplit(view, 0.2, seed: 2);
        CollectionAssert.AreEqual(ViewRows.Ids(train), left.Images.Select(p => (int)p).ToArray());
        CollectionAssert.AreEqual(ViewRows.Ids(test), drawn.Images.Select(p => (int)p).ToArray());
        (DigitSet Left, DigitSet Drawn)[] folds = [.. Stratification.Folds(view.Set, 3, seed: 2)];
        IReadOnlyList<TrainTestViews> parts = _ml.Data.StratifiedKFold(view, 3, seed: 2);
        for (int fold = 0; fold < 3; fold++)
        {
            CollectionAssert.AreEqual(ViewRows.Ids(parts[fold].TrainSet), folds[fold].Left.Images.Select(p => (int)p).ToArray());
            CollectionAssert.AreEqual(ViewRows.Ids(parts[fold].TestSet), folds[fold].Drawn.Images.Select(p => (int)p).ToArray());
        }
    }

    [TestMethod]
    public void Rows_of_any_view_are_chosen_as_those_of_images_are() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            DigitView view = View(40, seed);
            var random = new Random(seed);
            int[] rows = [.. Enumerable.Range(0, 40).Where(_ => random.Next(3) == 0)];
            IDataView streamed = _ml.Data.SelectRows(ViewRows.Foreign(view), rows);
            List<ImageRow> expected = ViewRows.Read(_ml.Data.SelectRows(view, rows)), found = ViewRows.Read(streamed);
            return expected.Count == found.Count && expected.Zip(found).All(pair => pair.First.Same(pair.Second)) && !streamed.CanShuffle
                && ViewRows.Read(streamed, ["Label"], new Random(seed)).Select(row => row.Label).SequenceEqual(expected.Select(row => row.Label));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Selections_that_cannot_be_read_are_refused()
    {
        DigitView view = View(10, seed: 1);
        IDataView foreign = ViewRows.Foreign(view);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.SelectRows(foreign, [3, 2])).Message, "rising order");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.SelectRows(foreign, [3, 3])).Message, "rising order");
        IDataView beyond = _ml.Data.SelectRows(foreign, [3, 10]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => ViewRows.Read(beyond)).Message, "ended after 10 rows");
    }

    [TestMethod]
    public void Splits_that_leave_nothing_are_refused()
    {
        DigitView view = View(10, seed: 1);
        foreach (double fraction in (double[])[0, 1, -0.5, double.NaN])
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.StratifiedSplit(view, fraction)).Message, "above 0 and below 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.StratifiedSplit(view, 0.01)).Message, "both parts need one");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.StratifiedSplit(view.Select([]))).Message, "no rows");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.StratifiedKFold(ViewRows.Foreign(view.Select([])))).Message, "no rows");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.StratifiedKFold(view, 11)).Message, "11 folds for 10 rows");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.StratifiedKFold(view, 1)).Message, "1 folds");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.StratifiedSplit(view, labelColumn: "Id")).Message, "Int64");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.StratifiedSplit(view, labelColumn: "y")).Message, "no column 'y'");
    }
}
