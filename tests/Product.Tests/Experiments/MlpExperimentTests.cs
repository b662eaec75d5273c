using System.Globalization;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Reports;
using MlPipelines.Tests.Reports;
using static MlPipelines.Tests.Experiments.ExperimentRuns;

namespace MlPipelines.Tests.Experiments;

/// <summary>Protects paper 4's experiment: what is chosen is chosen on validation images alone, every part is measured once, and an interrupted search goes on.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MlpExperimentTests
{
    private static readonly TemporaryFolder s_folder = TestRecords.Folder();
    private static readonly Lazy<RunRecord[]> s_run = new(() => Complete(new MlpExperiment(), s_folder["work"], out _));

    [ClassCleanup]
    public static void Cleanup() => s_folder.Dispose();

    [TestMethod]
    public void Paper_4_fills_its_slots_and_chooses_on_validation_images()
    {
        RunRecord[] records = s_run.Value;
        Assert.IsEmpty(Unfilled("mlp", records));
        string page = HtmlReport.Build(records);
        foreach (string part in new[] { "What the searches tried", "19 trials", "best, ", "What mattered" }) Assert.Contains(part, page);

        RunDataset own = One(records, "mlp_split").Dataset;
        Assert.AreEqual((240, 80, 80), (own.TrainCount, own.ValidationCount, own.TestCount));
        RunRecord[] trials = [.. records.Where(r => r.Model == "mlp_trial")];
        foreach (RunRecord trial in trials)
        {
            Assert.AreEqual((250, 50, 0), (trial.Dataset.TrainCount, trial.Dataset.ValidationCount, trial.Dataset.TestCount), trial.Variant);
            Assert.IsNull(trial.TestAccuracy, trial.Variant);
        }
        foreach (string name in new[] { "grid", "random", "bayes", "evolution", "halving" })
        {
            RunRecord tuned = One(records, "mlp_tuned", name);
            RunRecord best = trials.Where(r => r.Settings["search"] == name).OrderByDescending(r => r.Metrics["val_accuracy"]).ThenBy(r => r.Variant, StringComparer.Ordinal).First();
            Assert.AreEqual((name, best.Variant, best.Settings["units"]), (tuned.Settings["search"], tuned.Settings["chosen by"], tuned.Settings["units"]));
            Assert.AreEqual((300, 100), (tuned.Dataset.TrainCount, tuned.Dataset.TestCount));
            Assert.AreEqual(best.Metrics["best_epoch"].ToString(CultureInfo.InvariantCulture), tuned.Settings["epochs"]);
            Assert.AreEqual(double.Parse(best.Settings["learning_rate"], CultureInfo.InvariantCulture), double.Parse(tuned.Settings["learning rate"], CultureInfo.InvariantCulture), 1e-8);
        }
        foreach (string way in new[] { "L1", "L2", "dropout" }) Assert.AreEqual(way, One(records, "mlp", way).Settings["regularization"]);
        Assert.AreEqual("none", One(records, "mlp").Settings["regularization"]);
        if (records.Any(r => r.Model == "mlp_one_layer")) Assert.AreEqual("1", One(records, "mlp_one_layer").Settings["layers"]);

        foreach (string ensemble in new[] { "averaged", "bagged", "stacked", "cnn" })
        {
            RunRecord record = One(records, $"ensemble_{ensemble}");
            Assert.AreEqual("2", record.Settings["members"]);
            Assert.IsLessThanOrEqualTo(record.Metrics["members_best"], record.Metrics["members_mean"]);
            Assert.IsTrue(File.Exists(Path.Combine(s_folder["work"], $"mlp-{ensemble}-2.mlp")), ensemble);
        }
        Assert.Contains("250 real images", One(records, "ensemble_stacked").Settings["first member"]);
        Assert.AreEqual(("usps", 60, 40), (One(records, "fine_tuned").Dataset.Name, One(records, "fine_tuned").Dataset.TrainCount, One(records, "fine_tuned").Dataset.TestCount));
        Assert.AreNotEqual(One(records, "usps_scratch").WeightsSha256, One(records, "fine_tuned").WeightsSha256);

        // Two trials and what was chosen of them lost: the same points again, to the same bits.
        string[] lost = ["bayes-02", "bayes-03", "bayes"];
        RunRecord[] again = Run(new MlpExperiment(), s_folder["work"], [.. records.Where(r => !lost.Contains(r.Variant))], out _);
        CollectionAssert.AreEquivalent(lost, again.Select(r => r.Variant).ToArray());
        foreach (RunRecord record in again)
        {
            RunRecord before = records.Single(r => (r.Model, r.Variant) == (record.Model, record.Variant));
            Assert.AreEqual(before.WeightsSha256, record.WeightsSha256);
            CollectionAssert.AreEqual(before.History["val_loss"].ToArray(), record.History["val_loss"].ToArray());
        }
        // Members are there: the ensemble is put together, not trained.
        RunRecord joined = Run(new MlpExperiment(), s_folder["work"], [.. records.Where(r => r.Model != "ensemble_cnn")], out string[] headlines).Single();
        Assert.AreEqual((One(records, "ensemble_cnn").WeightsSha256, 1), (joined.WeightsSha256, headlines.Length));
    }

    [TestMethod]
    public void Trials_that_halving_trains_on_end_with_the_bits_of_one_training_and_leave_no_checkpoint()
    {
        RunRecord[] kept = [.. s_run.Value.Where(r => r.Variant.StartsWith("halving-", StringComparison.Ordinal))];
        CollectionAssert.AreEqual(new[] { 1, 1, 3 }, kept.Select(r => r.History["val_accuracy"].Count).Order().ToArray());
        Assert.IsEmpty(Directory.GetDirectories(s_folder["work"]));
        // Without a work folder a trial that goes on begins anew.
        var context = new ExperimentContext
        {
            Data = SyntheticStrokes.Generate(300, 100), Earlier = [.. s_run.Value.Except(kept)], Usps = () => SyntheticStrokes.Generate(60, 40) with { Name = "usps" },
        };
        RunRecord[] anew = [.. new MlpExperiment().Run(context)];
        CollectionAssert.AreEquivalent(kept.Select(r => r.Variant).ToArray(), anew.Select(r => r.Variant).ToArray());
        foreach (RunRecord record in anew)
            CollectionAssert.AreEqual(kept.Single(r => r.Variant == record.Variant).History["val_loss"].ToArray(), record.History["val_loss"].ToArray(), record.Variant);
    }

    [TestMethod]
    public void Fine_tuning_keeps_all_layers_but_the_last_where_the_classes_are_others()
    {
        DigitData digits = SyntheticStrokes.Generate(60, 20);
        string[] letters = ["a", "b", "c"];
        DigitSet Letters(DigitSet set) => new(set.Images, [.. set.Labels.Select(l => (byte)(l % 3))], set.Height, set.Width, 1, letters);
        var emnist = new DigitData("emnist-letters", "", false, Letters(digits.Train), Letters(digits.Test)) { Classes = 3 };
        var context = new ExperimentContext { Data = SyntheticStrokes.Generate(300, 100), WorkFolder = s_folder["work"], Earlier = s_run.Value, Emnist = () => emnist };
        RunRecord[] records = [.. new MlpExperiment().Run(context)];
        CollectionAssert.AreEqual(new[] { "emnist-letters_scratch", "emnist_fine_tuned" }, records.Select(r => r.Model).ToArray());
        Assert.HasCount(3, records[1].ConfusionMatrix!);
    }
}
