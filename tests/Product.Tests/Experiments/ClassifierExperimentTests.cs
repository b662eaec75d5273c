using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Reports;
using static MlPipelines.Tests.Experiments.ExperimentRuns;

namespace MlPipelines.Tests.Experiments;

/// <summary>Protects paper 5's experiment, and that long trainings of classifiers go on where they were stopped.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ClassifierExperimentTests
{
    [TestMethod]
    public void Paper_5_trains_its_network_once_takes_the_slip_on_the_way_and_cross_validates()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        RunRecord[] records = Complete(new DenseExperiment(), folder["work"], out string[] headlines);
        Assert.HasCount(4, headlines);
        RunRecord dense = One(records, "dense"), slip = One(records, "dense-10-epochs");
        Assert.HasCount(20, dense.History["accuracy"]);
        foreach ((string name, IReadOnlyList<double> values) in slip.History) CollectionAssert.AreEqual(dense.History[name].Take(10).ToArray(), values.ToArray(), name);
        Assert.AreEqual("10", slip.Settings["epochs"]);
        Assert.AreEqual(slip.History["val_accuracy"][^1], slip.TestAccuracy!.Value, 1e-12);
        Assert.AreNotEqual(dense.WeightsSha256, slip.WeightsSha256);
        foreach (string fold in new[] { "fold1", "fold2", "fold3" })
        {
            RunRecord record = One(records, "dense-fold", fold);
            Assert.AreEqual((200, 100, 3), (record.Dataset.TrainCount, record.Dataset.TestCount, record.History["accuracy"].Count));
        }
        Assert.HasCount(5, records);
        Assert.IsEmpty(Unfilled("dense", records));

        // The slip's record lost: trained for 10 epochs, to the same bits.
        RunRecord again = Run(new DenseExperiment(), folder["work"], [.. records.Where(r => r != slip)], out _).Single();
        Assert.AreEqual((slip.WeightsSha256, slip.TestAccuracy), (again.WeightsSha256, again.TestAccuracy));
        again = Run(new DenseExperiment(), folder["work"], [.. records.Where(r => r != dense)], out _).Single();
        Assert.AreEqual(("dense", dense.WeightsSha256), (again.Model, again.WeightsSha256));
    }

    [TestMethod]
    public void Paper_5_at_desk_scale_adds_the_listings_shuffle_and_five_folds_of_20_epochs()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        RunRecord[] records = Run(new DenseExperiment(), folder["work"], [], out _, Scale.Desk);
        Assert.AreEqual("1024", One(records, "dense-shuffle1024").Settings["shuffle buffer"]);
        RunRecord[] folds = [.. records.Where(r => r.Model == "dense-fold")];
        Assert.HasCount(5, folds);
        Assert.IsTrue(folds.All(f => (f.Dataset.TrainCount, f.Dataset.TestCount, f.History["accuracy"].Count) == (240, 60, 20)));
    }

    [TestMethod]
    public void A_long_training_that_was_stopped_goes_on_after_its_last_whole_epoch_to_the_same_bits()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        RunRecord unbroken = First(folder["a"], default);
        Assert.IsFalse(Directory.Exists(Checkpoint("a")), "What is measured needs no checkpoint.");

        using var stop = new CancellationTokenSource();
        RunRecord stopped = StopAt("Epoch 5/20", stop, () => First(folder["b"], stop.Token));
        Assert.AreEqual(RunStatus.Cancelled, stopped.Status);
        Assert.HasCount(4, stopped.History["accuracy"]);
        Assert.IsTrue(File.Exists(Path.Combine(Checkpoint("b"), "epoch-0004.npz")));
        RunRecord resumed = First(folder["b"], default);
        Assert.AreEqual((RunStatus.Completed, unbroken.WeightsSha256, unbroken.TestAccuracy), (resumed.Status, resumed.WeightsSha256, resumed.TestAccuracy));
        foreach ((string name, IReadOnlyList<double> values) in unbroken.History) CollectionAssert.AreEqual(values.ToArray(), resumed.History[name].ToArray(), name);
        Assert.HasCount(20, resumed.SecondsPerEpoch);
        Assert.IsGreaterThanOrEqualTo(resumed.SecondsPerEpoch.Sum(), resumed.Seconds);
        Assert.IsFalse(Directory.Exists(Checkpoint("b")));

        string Checkpoint(string work) => Path.Combine(folder[work], "mlp-mlp-seed1");

        // Enumerated one further, as after the record was stored.
        static RunRecord First(string work, CancellationToken token)
        {
            var context = new ExperimentContext { Data = SyntheticStrokes.Generate(300, 100), Scale = Scale.Desk, WorkFolder = work, CancellationToken = token };
            using IEnumerator<RunRecord> runs = new MlpExperiment().Run(context).GetEnumerator();
            Assert.IsTrue(runs.MoveNext());
            RunRecord first = runs.Current;
            runs.MoveNext();
            return first;
        }
    }
}
