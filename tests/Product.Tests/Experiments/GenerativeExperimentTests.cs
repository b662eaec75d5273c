using MlPipelines.Pipelines.Experiments;
using MlPipelines.Tests.Reports;
using static MlPipelines.Tests.Experiments.ExperimentRuns;

namespace MlPipelines.Tests.Experiments;

/// <summary>Protects that the experiments of papers 1 and 2 train what the specification lists, at equal budgets, once, and fill the report.</summary>
[TestClass]
[DoNotParallelize]
[TestCategory("Slow")]
public sealed class GenerativeExperimentTests
{
    private static readonly string[] Amounts = ["gan+32", "gan+6000", "cgan+6000"];

    private static readonly string[] Alone = ["classical", "rotation", "translation", "scaling", "flipping"];

    [TestMethod, Slow]
    public void Paper_1_trains_every_part_once_and_goes_on_where_it_was_stopped()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        RunRecord[] records = Complete(new GanExperiment(), folder["work"], out string[] headlines);
        foreach (string model in new[] { "cnn", "cnn_bilstm" })
            foreach (string variant in (string[])["", .. Amounts, .. model == "cnn" ? Alone : []]) One(records, model, variant);
        foreach (string model in new[] { "cnn_bilstm_text", "cnn_bilstm_attention", "dcgan", "cgan", "dcgan-100", "cgan-100" }) One(records, model, "");
        foreach (string variant in new[] { "", "classical", "gan", "cgan" }) One(records, "cnn-100", variant);
        foreach (string model in new[] { "cnn-grid", "cnn_bilstm-grid" }) Assert.HasCount(9, records.Where(r => r.Model == model));

        // Equal budgets: 332 images in batches of 32, whatever is appended.
        Assert.IsTrue(records.Where(r => r.Model is "cnn" or "cnn_bilstm").All(r => r.Settings["steps an epoch"] == "11" && r.Settings["epochs"] == "1"));
        RunRecord conditional = One(records, "cnn", "cgan+6000");
        Assert.AreEqual(6000, conditional.Metrics["appended"]);
        Assert.AreEqual(300, conditional.Dataset.TrainCount);
        Assert.AreEqual(100, One(records, "cnn-100", "cgan").Dataset.TrainCount);
        RunRecord generator = One(records, "dcgan", "");
        Assert.IsNull(generator.TestAccuracy);
        Assert.AreEqual("12", generator.Settings["steps"]);
        Assert.Contains("judge.mlp", generator.Settings["quality classifier"]);
        Assert.IsTrue(generator.Metrics["generated_frechet_distance"] > 0 && File.Exists(Path.Combine(folder["work"], "judge.mlp")));
        Assert.IsTrue(headlines.Any(h => h.StartsWith("DCGAN", StringComparison.Ordinal)));
        Assert.IsEmpty(Unfilled("gan", records));

        // One record lost: its model alone is trained again, to the same bits, with the generator from its checkpoint.
        RunRecord lost = conditional, again = Run(new GanExperiment(), folder["work"], [.. records.Where(r => r != lost)], out _).Single();
        Assert.AreEqual(lost.WeightsSha256, again.WeightsSha256);
    }

    [TestMethod, Slow]
    public void Paper_2_translates_training_images_and_measures_whether_labels_stay()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        RunRecord[] records = Complete(new CycleGanExperiment(), folder["work"], out _);
        foreach (string variant in new[] { "", "classical", "dcgan", "cgan", "cyclegan" }) One(records, "cnn", variant);
        foreach (string variant in new[] { "", "cyclegan" })
        {
            One(records, "cnn_bilstm", variant);
            Assert.AreEqual("usps", One(records, "usps-cnn", variant).Dataset.Name);
        }
        // A translation a row, so that few rows have few.
        Assert.AreEqual(300, One(records, "cnn", "cyclegan").Metrics["appended"]);
        foreach (string model in new[] { "cyclegan-styles", "cyclegan-usps" })
        {
            Assert.IsTrue(One(records, model, "").Metrics["label_kept"] is >= 0 and <= 1);
            Assert.HasCount(4, One(records, model, "").Sheets!);
        }
        Assert.IsEmpty(Unfilled("cyclegan", records));
    }
}
