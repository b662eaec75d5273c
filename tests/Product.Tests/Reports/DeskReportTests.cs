using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;
using MlPipelines.Reports.Claims;

namespace MlPipelines.Tests.Reports;

/// <summary>Protects the results in docs/results/desk: every table and figure of the five papers is measured, and the page is made of the records beside it.</summary>
[TestClass]
public sealed class DeskReportTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "docs", "results", "desk");
    private static readonly Lazy<IReadOnlyList<RunRecord>> s_records = new(() => RunRecordFiles.ReadAll(s_folder));

    [TestMethod]
    public void Nothing_is_left_unmeasured()
    {
        CollectionAssert.AreEquivalent(ClaimBook.FivePapers.Papers.Select(paper => paper.Name).ToArray(), s_records.Value.Select(r => r.Experiment).Distinct().ToArray());
        string page = HtmlReport.Build(s_records.Value);
        int place = page.IndexOf("not measured", StringComparison.OrdinalIgnoreCase);
        Assert.AreEqual(-1, place, place < 0 ? "" : page.Substring(Math.Max(0, place - 400), Math.Min(800, page.Length - Math.Max(0, place - 400))));
        Assert.AreEqual(0, ClaimVerdicts.Judge(ClaimBook.FivePapers, s_records.Value).Count(v => v.Against.Kind == VerdictKind.NotMeasured));
    }

    [TestMethod]
    public void The_page_is_made_of_the_records_and_the_conclusions_beside_it()
    {
        string expected = HtmlReport.Build(s_records.Value, File.ReadAllText(Path.Combine(s_folder, HtmlReport.ConclusionsName)));
        Assert.AreEqual(expected, File.ReadAllText(Path.Combine(s_folder, HtmlReport.FileName)), "Run 'mlpipelines report docs/results/desk'.");
    }
}
