using System.Xml;
using System.Xml.Linq;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;
using MlPipelines.Reports.Papers;

namespace MlPipelines.Tests.Reports.Papers;

/// <summary>What papers 1 and 2 show of their runs, on made-up records.</summary>
[TestClass]
public sealed class PaperFillTests
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";
    private static readonly byte[] s_actual = [.. Enumerable.Range(0, 20).Select(i => (byte)(i % 10))];
    private static readonly int[] s_eight = [0, 1, 2, 3, 4, 5, 6, 7];

    [TestMethod]
    public void All_runs_of_both_papers_fill_every_slot_and_the_page_stays_below_5_megabytes()
    {
        RunRecord[] records = [.. PaperRecords.All()];
        Assert.IsGreaterThan(140, records.Length);
        string html = HtmlReport.Build(records);
        Assert.IsLessThan(5_000_000, html.Length);
        XDocument page = Parse(html);
        foreach (ReportSlot slot in ReportSlots.All.Where(s => s.Paper is "gan" or "cyclegan"))
            Assert.DoesNotContain("ot measured", Section(page, slot).Elements().Where(e => (string?)e.Attribute("class") != "scroll").Aggregate("", (t, e) => t + e.Value), slot.Id);
        CollectionAssert.AllItemsAreUnique(page.Descendants().Attributes("id").Select(a => a.Value).ToArray());
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        foreach (string target in page.Descendants().Attributes("href").Select(a => a.Value).Where(h => h.StartsWith('#')).Distinct())
            CollectionAssert.Contains(ids, target[1..]);
        Assert.HasCount(records.Length, page.Descendants(Html + "section").Where(s => (string?)s.Attribute("class") == "run"));
    }

    [TestMethod]
    public void Significance_has_the_counts_the_one_sided_p_and_holms_correction_of_each_seed()
    {
        // Seed 1: 8 only after, 0 only before, p = 1/256; seed 2: 2 and 1, p = P(X >= 2 of 3) = 1/2.
        XElement slot = Slot("gan", "ours: significance", Run("none", 1, s_eight), Run("gan+32", 1, []), Run("none", 2, [0, 1, 2]), Run("gan+32", 2, [2, 19]));
        string[][] rows = Rows(slot);
        CollectionAssert.AreEqual(new[] { "CNN, +32", "1", "0.6000", "1.0000", "40.00", "0", "8", "0.0039", "0.0078" }, rows[0]);
        CollectionAssert.AreEqual(new[] { "CNN, +32", "2", "0.8500", "0.9000", "5.00", "1", "2", "0.5000", "0.5000" }, rows[1]);
        Assert.HasCount(2, rows);
        string words = slot.Descendants(Html + "li").First().Value;
        // The mean of 40 and 5 points; Student's t of one degree of freedom is 12.7062, s / sqrt 2 = 17.5.
        Assert.AreEqual("CNN, +32: +22.50 points on average (95% interval -199.86 to +244.86); better in 2 of 2 seeds; significant after correction in 1.", words);
        Assert.Contains("CNN, +6,000: not measured.", slot.Value);
        Assert.IsFalse(slot.Descendants(Html + "svg").Any(), "one pair needs no drawing");
    }

    [TestMethod]
    public void One_seed_gives_no_interval_and_runs_that_cannot_be_compared_say_why()
    {
        RunRecord none = Run("none", 1, s_eight), quick = Run("gan+60000", 1, []) with { Scale = Scale.Quick };
        byte[] other = [.. s_actual.Reverse()];
        XElement slot = Slot("gan", "ours: significance", none, Run("gan+32", 1, s_eight), Run("gan+6000", 2, []), quick,
            PaperRecords.Classifier("gan", "cnn", "classical", 1, other, other), PaperRecords.Generator("gan", "dcgan"));
        string[] words = [.. slot.Descendants(Html + "li").Select(li => li.Value)];
        Assert.AreEqual("CNN, +32: 0.00 points, one seed, which gives no interval; better in 0 of 1 seed; significant after correction in 0.", words[0]);
        Assert.AreEqual("CNN, +6,000: not comparable, no seed in common.", words[1]);
        Assert.AreEqual("CNN, +60,000: not comparable, of different scales or test images.", words[2]);
        Assert.AreEqual("CNN, conditional +6,000: not measured.", words[3]);
        Assert.AreEqual("CNN, classical: not comparable, of different scales or test images.", words[4]);
        Assert.AreEqual("1.0000", Rows(slot).Single()[7], "the same readings are no evidence");

        // Without a seed in common there is no table, and without any runs no words.
        XElement apart = Slot("cyclegan", "ours: significance", Run("none", 1, s_eight, "cyclegan"), Run("cyclegan", 2, [], "cyclegan"));
        Assert.IsFalse(apart.Descendants(Html + "table").Any());
        Assert.Contains("CNN, CycleGAN: not comparable, no seed in common.", apart.Value);
        Assert.Contains("Not measured.", Slot("gan", "ours: significance", PaperRecords.Tried("cnn", "0.001", "32", 0.9, 3, 0.9)).Value);
    }

    [TestMethod]
    public void Sheets_are_shown_where_a_run_has_them_with_its_warnings()
    {
        RunRecord bare = PaperRecords.Generator("gan", "dcgan");
        Assert.Contains("Not measured.", Slot("gan", "Fig. 9", bare).Value);

        RunRecord one = PaperRecords.Generator("gan", "dcgan", 2, PaperRecords.Sheet("samples after epoch 10"));
        XElement slot = Slot("gan", "Fig. 9", bare, one with { Notes = ["A note.", "Warning: the samples are all alike."] });
        XElement svg = slot.Descendants().Single(e => e.Name.LocalName == "svg");
        Assert.Contains("DCGAN, seed 2: samples after epoch 10", svg.Value, "the first seed has none; a strip may be missing");
        Assert.Contains("100 images of 28 × 28 pixels, 10 in a row.", svg.Elements().Single(e => e.Name.LocalName == "desc").Value);
        Assert.AreEqual("Warning, dcgan, seed 2: the samples are all alike.", slot.Descendants(Html + "li").Single().Value);

        RunRecord cycle = PaperRecords.Generator("cyclegan", "cyclegan-usps", 1, PaperRecords.Sheet("o", 20), PaperRecords.Sheet("t", 20), PaperRecords.Sheet("b", 20));
        Assert.Contains("Not measured.", Slot("cyclegan", "Fig. 2", cycle).Value, "the originals are those of the styles");
        Assert.Contains("MNIST to USPS, seed 1: t", Slot("cyclegan", "Fig. 3", cycle).Value);
        Assert.Contains("MNIST to USPS, seed 1: b", Slot("cyclegan", "ours: back", cycle).Value);
    }

    [TestMethod]
    public void Quality_has_the_figures_the_classifier_and_the_digits_drawn()
    {
        XElement slot = Slot("gan", "ours: quality", PaperRecords.Generator("gan", "dcgan"), PaperRecords.Generator("gan", "cgan"), PaperRecords.Generator("gan", "cgan", 2),
            PaperRecords.Generator("gan", "dcgan-100") with { Settings = [] });
        string[][] rows = Rows(slot);
        CollectionAssert.AreEqual(new[] { "DCGAN", "12.35", "0.750", "0.910", "–", "4.50", "0.0", "9.50", "10.50", "1" }, rows[0]);
        CollectionAssert.AreEqual(new[] { "conditional GAN", "18.52", "0.750", "0.910", "0.900", "4.50", "0.0", "9.50", "10.50", "2" }, rows[1]);
        CollectionAssert.AreEqual(new[] { "conditional GAN, 100 images", "–", "–", "–", "–", "–", "–", "–", "–", "0" }, rows[3]);
        Assert.Contains("our own classifier (CNN of paper 1, 3 epochs, seed 1)", slot.Value);
        Assert.Contains("not with the Inception FID", slot.Value);
        XElement bars = slot.Descendants().Single(e => e.Name.LocalName == "svg");
        Assert.Contains("digit 9: DCGAN 0.190, conditional GAN 0.190", bars.Value);
        Assert.HasCount(3 * 10, bars.Elements().Where(e => (string?)e.Attribute("class") == "whisker"), "only two seeds give an interval");

        XElement cycle = Slot("cyclegan", "ours: quality", PaperRecords.Generator("cyclegan", "cyclegan-styles") with { Settings = [] });
        Assert.AreEqual("0.876", Rows(cycle)[0][4]);
        Assert.Contains("which the records do not name", cycle.Value);
    }

    [TestMethod]
    public void Losses_of_a_gan_are_drawn_over_the_epochs_as_means_of_the_seeds()
    {
        RunRecord first = PaperRecords.Generator("gan", "dcgan"), second = PaperRecords.Generator("gan", "dcgan", 2);
        second.History["generator_loss"] = [0.9, 1.3, 1.45];
        string[] drawings = [.. Slot("gan", "ours: GAN training", first, second).Descendants().Where(e => e.Name.LocalName == "desc").Select(e => e.Value)];
        CollectionAssert.AreEqual(new[] { "generator: from 0.8 to 1.35 over 3 epochs; discriminator: from 1.4 to 1 over 3 epochs.", "DCGAN: from 0.2 to 0.9 over 3 epochs." }, drawings);
        Assert.Contains("Not measured.", Slot("gan", "ours: GAN training", first with { History = [] }).Value);
    }

    [TestMethod]
    public void Tuning_marks_the_pair_that_validation_chose_and_its_test_accuracy()
    {
        XElement slot = Slot("gan", "Section II, tuning", PaperRecords.Tried("cnn-grid", "0.0001", "32", 0.98, 40, 0.99), PaperRecords.Tried("cnn-grid", "0.001", "128", 0.985, 23, 0.9801),
            PaperRecords.Tried("cnn-grid", "0.001", "32", 0.97, 21, 0.995));
        CollectionAssert.AreEqual(new[] { "0.001", "0.9700 (epoch 21)", "0.9850 (epoch 23), the best" }, Rows(slot)[0]);
        CollectionAssert.AreEqual(new[] { "0.0001", "0.9800 (epoch 40)", "not measured" }, Rows(slot)[1]);
        Assert.Contains("CNN: validation chose learning rate 0.001 and batch size 128; the test accuracy of this pair is 0.9801.", slot.Value.ReplaceLineEndings(" "));
        Assert.Contains("the test images had no part in it", slot.Value);
        Assert.Contains("CNN-BiLSTM: not measured.", slot.Value);
        RunRecord unclear = PaperRecords.Tried("cnn-grid", "0.001", "32", double.NaN, 1, 0.9);
        Assert.Contains("Not measured.", Slot("gan", "Section II, tuning", unclear, unclear with { Variant = "other", Settings = [] }).Value);
    }

    [TestMethod]
    public void Small_data_stands_by_images_and_augmentation()
    {
        XElement slot = Slot("gan", "ours: small data", Run("none", 1, s_eight, model: "cnn-100"), Run("none", 2, [0, 1, 2, 3], model: "cnn-100"), Run("cgan", 1, [], model: "cnn-1000"));
        CollectionAssert.AreEqual(new[] { "100", "0.7000", "not measured", "not measured", "not measured" }, Rows(slot)[0]);
        CollectionAssert.AreEqual(new[] { "1,000", "not measured", "not measured", "not measured", "1.0000" }, Rows(slot)[1]);
        Assert.Contains("means over 1 to 2 seeds", slot.Value);
    }

    [TestMethod]
    public void Examples_of_the_most_confused_pairs_are_shown_where_they_were_kept()
    {
        byte[] actual = [5, 5, 5, 4, 4, 1], predicted = [3, 3, 5, 9, 4, 1];
        RunRecord run = PaperRecords.Classifier("gan", "cnn", "none", 1, actual, predicted);
        Assert.HasCount(1, Drawings(Slot("gan", "Section III.5.d", run)));
        RunRecord kept = run.WithImages(new MlPipelines.Pipelines.Loading.DigitSet(new byte[6 * 4], actual, 2, 2));
        string[] drawings = Drawings(Slot("gan", "Section III.5.d", kept));
        Assert.HasCount(2, drawings);
        Assert.Contains("3 images: ✗ 5 → 3; ✗ 5 → 3; ✗ 4 → 9.", drawings[1]);

        static string[] Drawings(XElement slot) => [.. slot.Descendants().Where(e => e.Name.LocalName == "svg").Select(e => e.Value)];
    }

    [TestMethod]
    public void Figures_of_paper_2_are_of_the_augmented_models()
    {
        RunRecord plain = Run("none", 1, s_eight, "cyclegan"), augmented = Run("cyclegan", 1, [], "cyclegan");
        foreach (string place in new[] { "Fig. 5", "Fig. 7", "Fig. 8", "Fig. 10" })
        {
            Assert.Contains("Not measured.", Slot("cyclegan", place, plain).Value, place);
            Assert.Contains("augmentation cyclegan", Slot("cyclegan", place, plain, augmented).Value, place);
        }
        CollectionAssert.AreEqual(new[] { "none", "0.6000" }, Rows(Slot("cyclegan", "Further work", plain, augmented))[0][..2]);
        RunRecord usps = Run("cyclegan", 1, [], "cyclegan", "usps-cnn");
        CollectionAssert.AreEqual(new[] { "trained on MNIST translated to USPS", "1.0000" }, Rows(Slot("cyclegan", "ours: usps", usps))[1][..2]);
    }

    [TestMethod]
    public void A_generator_is_no_classifier_without_accuracy()
    {
        RunRecord run = PaperRecords.Generator("gan", "cgan", 1, PaperRecords.Sheet("samples"));
        XDocument page = Parse(HtmlReport.Build([run, run with { Metrics = [] }]));
        XElement[] sections = [.. page.Descendants(Html + "section").Where(s => (string?)s.Attribute("class") == "run")];
        Assert.Contains("12.35 Frechet distance of the generated digits, 12.5 seconds", sections[0].Value);
        Assert.Contains("Generator whose digits were not measured", sections[1].Value);
        Assert.Contains("cgan: samples", sections[0].Value);
        Assert.DoesNotContain("Confusion matrix", sections[0].Value);
        Assert.Contains("a generator", page.Descendants(Html + "tbody").First().Value);
        Assert.HasCount(3, XDocument.Parse(RunComparison.Page([run, Run("none", 1, s_eight)]).Replace("<!DOCTYPE html>", "")).Descendants()
            .Where(e => e.Name.LocalName == "svg" && e.Value.Contains("gan cgan seed 1", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Variants_of_a_model_are_told_apart()
    {
        RunRecord plain = Run("none", 1, s_eight), augmented = Run("gan+32", 1, []);
        Assert.Contains("gan: cnn, made up (gan+32)", HtmlReport.Build([plain, augmented]));
        Assert.Contains("gan cnn gan+32 seed 1", RunComparison.Table([plain, augmented]).ToText());
    }

    /// <summary>A CNN of 20 test images that reads all but some of them.</summary>
    private static RunRecord Run(string augmentation, int seed, int[] wrong, string experiment = "gan", string model = "cnn")
    {
        byte[] predicted = [.. s_actual.Select((a, i) => wrong.Contains(i) ? (byte)(9 - a) : a)];
        return PaperRecords.Classifier(experiment, model, augmentation, seed, s_actual, predicted);
    }

    private static string[][] Rows(XElement slot) => [.. slot.Descendants(Html + "table").First().Element(Html + "tbody")!.Elements(Html + "tr")
        .Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    private static XElement Slot(string paper, string place, params RunRecord[] records) =>
        Section(Parse(HtmlReport.Build(records)), ReportSlots.All.Single(s => s.Paper == paper && s.Place == place));

    private static XElement Section(XDocument page, ReportSlot slot) =>
        page.Descendants(Html + "section").Single(s => (string?)s.Attribute("id") == slot.Id);

    private static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
