using System.Xml;
using System.Xml.Linq;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;
using MlPipelines.Reports.Claims;
using MlPipelines.Reports.Papers;

namespace MlPipelines.Tests.Reports.Papers;

[TestClass]
public sealed class SlotTests
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    /// <summary>Every table and figure that the specification names, and what it asks for without a number.</summary>
    private static readonly (string Paper, string[] Places)[] Specified =
    [
        ("gan", ["Fig. 3", "Fig. 4", "Fig. 5", "Fig. 6", "Fig. 7", "Fig. 8", "Fig. 9", "Fig. 10", "Fig. 11", "Curves", "Table I", "Table II",
            "Section II, tuning", "Section III.5.d", "ours: conditional samples", "ours: significance", "ours: GAN training", "ours: quality", "ours: amounts",
            "ours: labels", "ours: classical", "ours: text", "ours: small data", "ours: small data, significance", "Further work"]),
        ("cyclegan", ["Fig. 2", "Fig. 3", "Fig. 5", "Fig. 6", "Fig. 7", "Fig. 8", "Fig. 9", "Fig. 10", "Fig. 11", "Further work", "ours: back",
            "ours: CycleGAN training", "ours: quality", "ours: before and after", "ours: significance", "ours: usps"]),
        ("depth", ["Fig. 4", "Fig. 5", "Fig. 6", "Fig. 7", "Fig. 8", "Fig. 9", "Fig. 10", "Fig. 11", "Fig. 12", "Section 3.5", "Section 2.5"]),
        ("mlp", ["Section IV.2", "Section IV.3", "Section V", "Section VI", "Further work: models", "Further work: ensembles", "Further work: transfer"]),
        ("dense", ["Fig. 5", "Fig. 6", "Fig. 7", "Fig. 8", "Fig. 9", "Fig. 10", "Fig. 11", "Fig. 12", "Cross-validation", "ours: the slip"]),
    ];

    [TestMethod]
    public void Every_table_and_figure_of_the_specification_has_a_slot_on_the_page()
    {
        XDocument page = Parse(HtmlReport.Build([]));
        string?[] shown = [.. page.Descendants(Html + "section").Where(s => (string?)s.Attribute("class") == "slot").Select(s => (string?)s.Attribute("id"))];
        foreach ((string paper, string[] places) in Specified)
        {
            foreach (string place in places)
            {
                ReportSlot? slot = ReportSlots.All.FirstOrDefault(s => s.Paper == paper && s.Place == place);
                Assert.IsNotNull(slot, $"{paper}, {place} has no slot.");
                CollectionAssert.Contains(shown, slot.Id);
            }
        }
        Assert.HasCount(ReportSlots.All.Count, shown);
    }

    [TestMethod]
    public void Ids_are_unique_and_papers_are_those_of_the_claims()
    {
        CollectionAssert.AllItemsAreUnique(ReportSlots.All.Select(s => s.Id).ToArray());
        CollectionAssert.AreEqual(ClaimBook.FivePapers.Papers.Select(p => p.Name).ToArray(), ReportSlots.All.Select(s => s.Paper).Distinct().ToArray());
        XDocument page = Parse(HtmlReport.Build([TestRecords.Make(), TestRecords.Make("mlp"), TestRecords.Make("gan", model: "cnn")]));
        CollectionAssert.AllItemsAreUnique(page.Descendants().Attributes("id").Select(a => a.Value).ToArray());
    }

    [TestMethod]
    public void Without_records_every_slot_but_the_listings_says_not_measured()
    {
        XDocument page = Parse(HtmlReport.Build([]));
        foreach (ReportSlot slot in ReportSlots.All)
        {
            XElement section = page.Descendants(Html + "section").Single(s => (string?)s.Attribute("id") == slot.Id);
            Assert.AreEqual(slot.Fill.NeedsRuns, section.Elements(Html + "p").Any(p => p.Value == "Not measured."), slot.Id);
            if (slot.Fill.NeedsRuns) Assert.IsEmpty(section.Descendants(Html + "figure"), slot.Id);
        }
    }

    [TestMethod]
    public void Listings_hold_the_papers_lines_beside_ours()
    {
        ListingFill[] listings = [.. ReportSlots.All.Select(s => s.Fill).OfType<ListingFill>()];
        Assert.HasCount(8, listings);
        foreach (ListingFill listing in listings)
        {
            (IReadOnlyList<string> python, IReadOnlyList<string> code) = listing.Lines();
            Assert.IsGreaterThanOrEqualTo(3, python.Count, listing.ToString());
            Assert.IsGreaterThanOrEqualTo(3, code.Count, listing.ToString());
            Assert.IsTrue(code.All(line => !line.Contains("//")), listing.ToString());
        }
        Assert.Contains("        y = x @ self.w + self.b", ((ListingFill)Slot("dense", "Fig. 5").Fill).Lines().Python);
    }

    [TestMethod]
    [DataRow("dense", "dense", "Fig. 7|Fig. 9|Fig. 10|Fig. 11|Fig. 12|Section 6|Confusion matrix")]
    [DataRow("mlp", "mlp", "Section VI|Curves|Confusion matrix|Classification report|Predictions|Section V")]
    [DataRow("gan", "cnn", "Fig. 8|Fig. 11|Curves|Table II|Confusion matrix|Section III.5.d")]
    public void A_run_fills_its_tables_and_figures(string experiment, string model, string places)
    {
        RunRecord run = WithImages(TestRecords.Make(experiment, 1, model)) with { FileName = "some-run.json" };
        XDocument page = Parse(HtmlReport.Build([run]));
        foreach (string place in places.Split('|'))
        {
            XElement section = page.Descendants(Html + "section").Single(s => (string?)s.Attribute("id") == Slot(experiment, place).Id);
            Assert.DoesNotContain("Not measured.", section.Value, place);
            foreach (string part in new[] { "desk scale", "seed 1", "optimizer Adam", "Some processor", "0.1.0", "Some OS", "12.5 s", "commit 0123456789ab" })
                Assert.Contains(part, section.Value, place);
            Assert.IsTrue(section.Descendants(Html + "a").Any(a => (string?)a.Attribute("href") == "some-run.json"), place);
        }
    }

    [TestMethod]
    public void Seeds_of_the_largest_scale_are_taken_together_and_scales_are_not_mixed()
    {
        RunRecord desk = TestRecords.Make(), quick = desk with { Scale = Scale.Quick, Seed = 5 };
        RunRecord second = desk with { Seed = 2 }, stopped = desk with { Seed = 3, Status = RunStatus.Cancelled };
        IReadOnlyList<RunRecord> chosen = new RunSelection("dense").From([quick, second, stopped, desk]);
        CollectionAssert.AreEqual(new[] { 1, 2 }, chosen.Select(r => r.Seed).ToArray());
        Assert.IsEmpty(new RunSelection("dense", "dense", "augmentation", "gan").From([desk]));
        Assert.HasCount(1, new RunSelection("dense", "dense", "augmentation", "none").From([desk]));
        RunRecord tried = desk with { Variant = "lr0.001-batch32" };
        Assert.HasCount(1, new RunSelection("dense").From([desk, tried]));
        Assert.HasCount(2, new RunSelection("dense").Variants([desk, tried, tried, quick]));
    }

    [TestMethod]
    public void The_first_section_counts_verdicts_of_all_results()
    {
        XDocument page = Parse(HtmlReport.Build([]));
        XElement glance = page.Descendants(Html + "section").First();
        int sum = glance.Descendants(Html + "span").Where(s => (string?)s.Attribute("class") == "count").Sum(s => int.Parse(s.Value));
        int strips = glance.Descendants(Html + "span").Where(s => ((string?)s.Attribute("style"))?.StartsWith("flex-grow:", StringComparison.Ordinal) == true)
            .Sum(s => int.Parse(((string)s.Attribute("style")!)["flex-grow:".Length..]));
        Assert.IsGreaterThan(100, sum);
        Assert.AreEqual(sum, strips);
        Assert.HasCount(5, glance.Descendants(Html + "span").Where(s => (string?)s.Attribute("class") == "strip"));
    }

    [TestMethod]
    public void A_hundred_runs_stay_below_5_megabytes()
    {
        RunRecord[] records = [.. Enumerable.Range(1, 100).Select(seed => WithImages(TestRecords.Make("dense", seed)))];
        Assert.IsLessThan(5_000_000, HtmlReport.Build(records).Length);
    }

    internal static RunRecord WithImages(RunRecord record)
    {
        var pixels = new byte[4 * 28 * 28];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i % 28 * 9);
        return record.WithImages(new MlPipelines.Pipelines.Loading.DigitSet(pixels, record.Predictions!.Actual, 28, 28));
    }

    private static ReportSlot Slot(string paper, string place) => ReportSlots.All.Single(s => s.Paper == paper && s.Place == place);

    private static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
