using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Reports;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;
using static MlPipelines.Tests.Experiments.ExperimentRuns;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Experiments;

/// <summary>Protects that paper 3's experiment trains four models and a cross-validation once, fills the report and leaves a Keras file of the best.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DepthExperimentTests
{
    private static readonly string[] Models = ["depth1", "depth2", "depth3", "depth4"];

    // One run for both tests of it.
    private static readonly TemporaryFolder Folder = TestRecords.Folder();
    private static readonly Lazy<(RunRecord[] Records, string[] Headlines)> Whole =
        new(() => (Complete(new DepthExperiment(), Folder["work"], out string[] headlines), headlines));

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public void Four_models_and_three_folds_are_trained_once_and_fill_the_report()
    {
        (RunRecord[] records, string[] headlines) = Whole.Value;
        Assert.HasCount(7, headlines);
        foreach (string model in Models)
        {
            RunRecord record = One(records, model);
            // 300 images, divided as the paper's 11,879 and 2,964.
            Assert.AreEqual((240, 60), (record.Dataset.TrainCount, record.Dataset.TestCount));
            Assert.AreEqual(60, record.Predictions!.Predicted.Length);
            Assert.AreEqual(("48 x 48 x 3", "0.25", "32", "0.001"), (record.Settings["input"], record.Settings["dropout"], record.Settings["batch size"], record.Settings["learning rate"]));
            foreach (string metric in new[] { "train_accuracy", "test_loss", RunRecord.TestAccuracyMetric }) Assert.IsTrue(double.IsFinite(record.Metrics[metric]), metric);
            Assert.IsTrue(record.Notes.Any(n => n.Contains("At this scale 48 x 48 x 3 and 1 epoch; the paper has 150 x 150 x 3 and 40.")));
        }
        RunRecord[] folds = [.. new[] { "fold1", "fold2", "fold3" }.Select(fold => One(records, "depth2-fold", fold))];
        Assert.IsTrue(folds.All(f => (f.Dataset.TrainCount, f.Dataset.TestCount) == (160, 80)));
        Assert.HasCount(8, records);
        Assert.IsEmpty(Unfilled("depth", records));

        // One record lost: its model alone is trained again, to the same bits.
        RunRecord lost = One(records, "depth1"), again = Run(new DepthExperiment(), Folder["work"], [.. records.Where(r => r != lost)], out _).Single();
        Assert.AreEqual(lost.WeightsSha256, again.WeightsSha256);
    }

    [TestMethod]
    public void The_best_model_is_a_keras_file_that_predicts_what_its_record_says()
    {
        RunRecord[] records = Whole.Value.Records;
        RunRecord best = One(records, "best");
        RunRecord[] models = [.. Models.Select(model => One(records, model))];
        Assert.AreEqual(models.Max(r => r.TestAccuracy), best.TestAccuracy);
        Assert.AreEqual(models.First(r => r.TestAccuracy == best.TestAccuracy).WeightsSha256, best.WeightsSha256);
        Assert.IsTrue(best.Notes.Any(n => n.StartsWith("The same training as the run it names.", StringComparison.Ordinal)));
        Assert.EndsWith(Path.Combine("work", DepthExperiment.BestFile), best.Settings["file"]);

        Model loaded = keras.models.load_model(Path.Combine(Folder["work"], DepthExperiment.BestFile));
        Assert.AreEqual(best.WeightsSha256, DigitTensors.Fingerprint(loaded.Weights));
        RunImages images = best.Images!;
        byte[] expected = [.. images.Rows.Select(row => best.Predictions!.Predicted[row])];
        Tensor grey = DigitTensors.Pixels(new DigitSet(images.Pixels, new byte[images.Rows.Length], images.Height, images.Width), (images.Height, images.Width, 1));
        Tensor large = ImageOps.Resize(grey, 48, 48);
        (byte[] actual, float[] confidence) = DigitTensors.Classes(loaded.predict(tf.concat([large, large, large], axis: -1))[0]);
        CollectionAssert.AreEqual(expected, actual);
        for (int i = 0; i < actual.Length; i++) Assert.AreEqual(best.Predictions!.Confidence![images.Rows[i]] / 255.0, confidence[i], 0.5 / 255 + 1e-6);
    }

    [TestMethod]
    public void Images_of_ones_own_keep_their_division()
    {
        var context = new ExperimentContext { Data = SyntheticStrokes.Generate(60, 20) with { Name = "letters", IsOwn = true } };
        RunRecord record = new DepthExperiment().Run(context).First();
        Assert.AreEqual((60, 20, "letters"), (record.Dataset.TrainCount, record.Dataset.TestCount, record.Dataset.Name));
        Assert.StartsWith("80 images of one's own", record.Notes[0]);
    }

    [TestMethod]
    public void All_of_MNIST_gives_the_papers_numbers_of_images()
    {
        byte[] labels = [.. Enumerable.Range(0, 60_000).Select(i => (byte)(i * 7 % 10))];
        DigitData data = new("mnist", "", false, new DigitSet(new byte[60_000], labels, 1, 1), new DigitSet(new byte[10], labels[..10], 1, 1));
        using var stop = new CancellationTokenSource();
        // Cancelled before the first step: the record tells what it would have been trained on.
        var context = new ExperimentContext { Data = data, Scale = Scale.Desk, CancellationToken = stop.Token };
        RunRecord record = StopAt("Epoch 1/5", stop, () => new DepthExperiment().Run(context).ToArray()).Single();
        Assert.AreEqual((11_879, 2_964, RunStatus.Cancelled), (record.Dataset.TrainCount, record.Dataset.TestCount, record.Status));
    }
}
