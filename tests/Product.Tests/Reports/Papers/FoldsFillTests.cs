using System.Xml;
using System.Xml.Linq;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;
using MlPipelines.Reports.Papers;

namespace MlPipelines.Tests.Reports.Papers;

/// <summary>What the report shows of a cross-validation, on made-up records.</summary>
[TestClass]
public sealed class FoldsFillTests
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    private static RunRecord Fold(int number, int right, int seed = 1)
    {
        byte[] actual = [.. Enumerable.Range(0, 10).Select(i => (byte)i)], predicted = [.. actual.Select((a, i) => i < right ? a : (byte)((a + 1) % 10))];
        RunRecord record = PaperRecords.Classifier("depth", "depth2-fold", $"fold{number}", seed, actual, predicted);
        (record.Settings["augmentation"], record.Metrics["train_accuracy"]) = ("none", 0.75);
        return record;
    }

    [TestMethod]
    public void Each_fold_has_a_line_and_the_mean_its_t_interval()
    {
        // Tenth before second would be the order of the letters.
        XElement slot = Slot([Fold(10, 8), Fold(2, 6), Fold(1, 7), Fold(3, 10, seed: 2)]);
        string[][] rows = [.. slot.Descendants(Html + "tbody").First().Elements(Html + "tr").Select(tr => tr.Elements().Select(c => c.Value).ToArray())];
        CollectionAssert.AreEqual(new[] { "fold1", "fold2", "fold10" }, rows.Select(row => row[0]).ToArray());
        CollectionAssert.AreEqual(new[] { "0.7000", "0.6000", "0.8000" }, rows.Select(row => row[3]).ToArray());
        Assert.AreEqual("0.7500", rows[0][7]);
        // Student's t of two degrees of freedom is 4.3027, s / sqrt 3 = 0.0577.
        Assert.Contains("Mean accuracy over 3 folds: 0.7000 (95% t-interval 0.4516 to 0.9484).", slot.Value);
        Assert.Contains("depth2-fold, seed 1 ", slot.Value);
        Assert.Contains("run of fold2, seed 1", slot.Value);
    }

    [TestMethod]
    public void One_fold_gives_no_mean_and_runs_that_are_no_folds_none_at_all()
    {
        Assert.Contains("One fold so far", Slot([Fold(1, 7)]).Value);
        Assert.Contains("Not measured.", Slot([Fold(1, 7) with { Variant = "" }, Fold(1, 7) with { Model = "depth2" }]).Value);
    }

    private static XElement Slot(RunRecord[] records)
    {
        using var reader = XmlReader.Create(new StringReader(HtmlReport.Build(records)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        string id = ReportSlots.All.Single(s => s.Paper == "depth" && s.Place == "Section 2.5").Id;
        return XDocument.Load(reader).Descendants(Html + "section").Single(s => (string?)s.Attribute("id") == id);
    }
}
