using System.Xml.Linq;
using MlPipelines.App;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;
using MlPipelines.Tests.App;

namespace MlPipelines.Tests.Reports;

[TestClass]
public sealed class RunComparisonTests
{
    [TestMethod]
    public void Runs_stand_side_by_side_and_what_one_lacks_is_a_dash()
    {
        RunRecord dense = TestRecords.Make(), mlp = TestRecords.Make("mlp", 2) with { Settings = new() { ["dropout"] = "0.25" } };
        string[] lines = RunComparison.Table([dense, mlp]).ToText().Split('\n');
        Assert.Contains("dense seed 1", lines[1]);
        Assert.Contains("mlp seed 2", lines[1]);
        Assert.MatchesRegex(@"^setting: dropout +- +0\.25$", lines.Single(l => l.StartsWith("setting: dropout", StringComparison.Ordinal)));
        Assert.MatchesRegex(@"^test accuracy +0\.7500 +0\.7500$", lines.Single(l => l.StartsWith("test accuracy", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void The_command_writes_the_table_and_with_out_a_page()
    {
        using var app = new AppRun();
        string first = RunRecordFiles.Write(TestRecords.Make(), app.Folder), page = Path.Combine(app.Folder, "compare.html");
        RunRecordFiles.Write(TestRecords.Make(), app.Folder);
        Assert.AreEqual(ExitCode.Done, app.Run("compare", first, first, "--out", page), app.Error);
        Assert.Contains("dense seed 1 (2)", app.Out);
        Assert.Contains($"comparison: {page}", app.Out);
        XDocument html = XDocument.Parse(File.ReadAllText(page).Replace("<!DOCTYPE html>", ""));
        Assert.HasCount(4, html.Descendants().Where(e => e.Name.LocalName == "svg"));
    }

    [TestMethod]
    public void A_run_that_is_not_there_is_named()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Failed, app.Run("compare", Path.Combine(app.Folder, "none.json")));
        Assert.Contains("There is no run", app.Error);
    }
}
