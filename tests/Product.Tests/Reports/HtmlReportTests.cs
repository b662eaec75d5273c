using System.Text;
using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;

namespace MlPipelines.Tests.Reports;

[TestClass]
public sealed class HtmlReportTests
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    [TestMethod]
    public void Every_run_has_its_row_and_section_with_accuracy_scale_and_seed()
    {
        RunRecord[] records =
        [
            TestRecords.Make("dense", 1),
            TestRecords.Make("dense", 2).WithPredictions([1, 2, 3], [1, 2, 4]),
            TestRecords.Make("mlp", 3).WithPredictions([1], [1]),
        ];
        XDocument page = Parse(HtmlReport.Build(records));
        XElement[] rows = [.. page.Descendants(Html + "tbody").First().Elements(Html + "tr")];
        XElement[] sections = [.. page.Descendants(Html + "section").Where(s => (string?)s.Attribute("class") == "run")];
        Assert.HasCount(3, rows);
        Assert.HasCount(3, sections);
        foreach ((int run, string accuracy) in new[] { (0, "0.7500"), (1, "0.6667"), (2, "1.0000") })
        {
            Assert.Contains(accuracy, rows[run].Value);
            Assert.Contains("desk", rows[run].Value);
            Assert.Contains(accuracy, sections[run].Value);
            Assert.Contains($"desk scale, seed {run + 1}, mnist", sections[run].Value);
            string target = rows[run].Descendants(Html + "a").Single().Attribute("href")!.Value;
            Assert.IsTrue(sections[run].Descendants(Html + "h2").Any(h => "#" + (string?)h.Attribute("id") == target), target);
        }
    }

    [TestMethod]
    public void Every_figure_names_its_scale()
    {
        XDocument page = Parse(HtmlReport.Build([TestRecords.Make()]));
        XElement run = page.Descendants(Html + "section").Single(s => (string?)s.Attribute("class") == "run");
        XElement[] figures = [.. run.Descendants(Html + "figure").Where(f => f.Element(Html + "table")?.Value.StartsWith("\nResults", StringComparison.Ordinal) ?? true)];
        Assert.HasCount(5, figures, "two charts, the matrix, the classification report, the results");
        foreach (XElement figure in figures) Assert.Contains("desk scale", figure.Value);
        XElement[] slots = [.. page.Descendants(Html + "section").Where(s => (string?)s.Attribute("class") == "slot")];
        foreach (XElement slot in slots.Where(s => s.Descendants(Html + "figure").Any(f => (string?)f.Attribute("class") != "listing")))
            Assert.Contains("desk scale", slot.Value);
    }

    [TestMethod]
    public void A_run_shows_settings_versions_commit_notes_and_matrix()
    {
        string text = Parse(HtmlReport.Build([TestRecords.Make()])).Root!.Value;
        string[] parts =
        [
            "Adam", "0.1.0", "commit 0123456789ab", "Some processor", "10.0.1", "Some OS", "A note.", "Fig. 11", "/data/mnist",
            "2025-02-03 04:05:06 UTC", "weighted avg", "0.0625",
        ];
        foreach (string part in parts) Assert.Contains(part, text);
    }

    [TestMethod]
    public void Cells_of_the_matrix_are_the_counts()
    {
        XElement matrix = Parse(HtmlReport.Build([TestRecords.Make()])).Descendants(Html + "table").Single(t => (string?)t.Attribute("class") == "matrix");
        XElement[] row3 = [.. matrix.Element(Html + "tbody")!.Elements(Html + "tr").ElementAt(3).Elements(Html + "td")];
        Assert.AreEqual("0", row3[3].Value);
        Assert.AreEqual("1", row3[4].Value);
        Assert.AreEqual("miss", row3[4].Attribute("class")!.Value);
    }

    [TestMethod]
    public void Synthetic_data_and_a_cancelled_run_are_plainly_said()
    {
        RunRecord good = TestRecords.Make();
        Assert.DoesNotContain("Synthetic strokes", HtmlReport.Build([good]));
        Assert.DoesNotContain("ancelled", HtmlReport.Build([good]));
        RunRecord synthetic = good with { Dataset = good.Dataset with { Synthetic = true } }, cancelled = good with { Status = RunStatus.Cancelled };
        string text = Parse(HtmlReport.Build([synthetic, cancelled])).Root!.Value;
        Assert.Contains("Synthetic strokes, not handwriting. 1 of 2 runs", text);
        Assert.Contains("1 of 2 runs were cancelled", text);
        Assert.Contains("This run was stopped after 3 epochs", text);
    }

    [TestMethod]
    public void Empty_and_short_runs_say_what_was_not_measured()
    {
        RunRecord empty = TestRecords.Make() with { History = [], Metrics = [], ConfusionMatrix = null, Predictions = null, Settings = [] };
        empty = empty with { Notes = [], Figures = [], SecondsPerEpoch = [], Commit = null };
        string text = Parse(HtmlReport.Build([empty])).Root!.Value;
        Assert.Contains("Curves: not measured", text);
        Assert.Contains("Confusion matrix and classification report: not measured", text);
        Assert.Contains("No run was recorded yet", Parse(HtmlReport.Build([])).Root!.Value);

        RunRecord single = TestRecords.Make() with { History = new() { ["accuracy"] = [0.5], ["val_auc"] = [0.75] } };
        XElement section = Parse(HtmlReport.Build([single])).Descendants(Html + "section").Single(s => (string?)s.Attribute("class") == "run");
        Assert.HasCount(2, section.Descendants(Html + "svg"));
    }

    [TestMethod]
    public void Every_text_of_a_record_is_encoded()
    {
        const string Odd = "<script>alert(1)</script><&\">'\0";
        RunRecord r = TestRecords.Make(title: Odd) with
        {
            Experiment = Odd,
            Paper = Odd,
            Figures = [Odd],
            Notes = [Odd],
            Commit = Odd,
            Settings = new() { [Odd] = Odd },
            Metrics = new() { [Odd] = double.NaN },
            History = new() { [Odd] = [1, double.NaN] },
            Dataset = new RunDataset(Odd, Odd, true, -1, 0, 0),
            Versions = new RunVersions(Odd, Odd, Odd),
            Processor = new RunProcessor(Odd, 1, 1),
        };
        XDocument page = Parse(HtmlReport.Build([r]));
        Assert.IsEmpty(page.Descendants().Where(e => e.Name.LocalName == "script"));
        Assert.Contains("<script>alert(1)</script><&\">'\uFFFD", page.Root!.Value);
    }

    [TestMethod]
    public void Conclusions_beside_the_records_come_first_with_their_tags_as_text()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        File.WriteAllText(folder[HtmlReport.ConclusionsName], "## What held\n\n* Much & more\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script>\n");
        XDocument page = Parse(File.ReadAllText(HtmlReport.Write([TestRecords.Make()], folder.Path)));
        XElement first = page.Descendants(Html + "section").First();
        Assert.AreEqual("What held", first.Element(Html + "h2")!.Value);
        Assert.AreEqual("Much & more", first.Descendants(Html + "li").Single().Value);
        Assert.HasCount(2, first.Descendants(Html + "td"));
        Assert.Contains("<script>", first.Value);
        File.WriteAllBytes(folder[HtmlReport.ConclusionsName], new byte[(1 << 20) + 1]);
        Assert.ThrowsExactly<InvalidDataException>(() => HtmlReport.Write([], folder.Path));
    }

    [TestMethod]
    public void Any_numbers_and_names_give_a_well_formed_page()
    {
        Gen<RunRecord> records =
            from name in ArbMap.Default.GeneratorFor<string>()
            from history in ArbMap.Default.GeneratorFor<double>().ArrayOf()
            from seconds in ArbMap.Default.GeneratorFor<double>()
            select TestRecords.Make(title: name ?? "") with
            {
                History = new() { ["loss"] = history, ["val_" + name] = history },
                Metrics = new() { ["test_accuracy"] = seconds },
                Seconds = seconds,
            };
        Prop.ForAll(records.ToArbitrary(), record => Parse(HtmlReport.Build([record])).Root is not null).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void The_page_needs_no_script_and_nothing_from_elsewhere()
    {
        XDocument page = Parse(HtmlReport.Build([TestRecords.Make()]));
        string[] forbidden = ["script", "link", "img", "iframe", "object"];
        Assert.IsEmpty(page.Descendants().Where(e => forbidden.Contains(e.Name.LocalName)));
        Assert.IsTrue(page.Descendants().Attributes("href").All(a => a.Value.StartsWith('#')));
        string style = page.Descendants(Html + "style").Single().Value;
        Assert.DoesNotContain("url(", style);
        Assert.DoesNotContain("@import", style);
        Assert.Contains("prefers-color-scheme: dark", style);
        Assert.Contains("--series-0: #0072b2", style);
    }

    [TestMethod]
    public void A_report_from_stored_records_has_the_same_bytes()
    {
        using var folder = TestRecords.Folder();
        RunRecord[] records = [TestRecords.Make("dense"), TestRecords.Make("mlp") with { History = new() { ["loss"] = [double.NaN, 1] } }];
        foreach (RunRecord record in records) RunRecordFiles.Write(record, folder.Path);
        string path = HtmlReport.Write(RunRecordFiles.ReadAll(folder.Path), folder.Path);
        Assert.AreEqual(folder["index.html"], path);
        IReadOnlyList<RunRecord> stored = RunRecordFiles.ReadAll(folder.Path);
        CollectionAssert.AreEqual(Encoding.UTF8.GetBytes(HtmlReport.Build(stored)), File.ReadAllBytes(path));
        string[] links = [.. Parse(HtmlReport.Build(stored)).Descendants().Attributes("href").Select(a => a.Value).Where(a => !a.StartsWith('#')).Distinct()];
        CollectionAssert.AreEquivalent(new[] { "dense-seed1.json", "mlp-seed1.json" }, links, "nothing but the records is linked");
        HtmlReport.Write(records, folder.Path);
        Assert.HasCount(3, Directory.GetFiles(folder.Path), "two records and the report, no temporary file");
    }

    private static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
