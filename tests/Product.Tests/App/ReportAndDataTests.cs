using MlPipelines.App;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Tests.Reports;

namespace MlPipelines.Tests.App;

[TestClass]
public sealed class ReportAndDataTests
{
    [TestMethod]
    public void A_report_is_rebuilt_from_its_records_alone()
    {
        using var app = new AppRun();
        app.Run("reproduce", "--out", app.Results);
        string path = Path.Combine(app.Results, "index.html"), before = File.ReadAllText(path);
        File.Delete(path);
        Assert.AreEqual(ExitCode.Done, app.Run("report", app.Results), app.Error);
        Assert.AreEqual(before, File.ReadAllText(path));
        Assert.AreEqual($"3 run records\nreport: {path}\n", app.Out);
    }

    [TestMethod]
    public void A_folder_without_records_and_one_that_is_none_are_told_apart()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Failed, app.Run("report", Path.Combine(app.Folder, "nowhere")));
        Assert.Contains("There is no folder", app.Error);
        Assert.AreEqual(ExitCode.Failed, app.Run("report", app.Data));
        Assert.Contains("holds no run records", app.Error);
    }

    [TestMethod]
    public void A_damaged_record_is_named()
    {
        using var app = new AppRun();
        RunRecordFiles.Write(TestRecords.Make(), app.Folder);
        File.WriteAllText(Path.Combine(app.Folder, "mlp-seed1.json"), "{\"schemaVersion\": 99}");
        Assert.AreEqual(ExitCode.Failed, app.Run("report", app.Folder));
        Assert.Contains("mlp-seed1.json' has schema version 99", app.Error);
        Assert.IsFalse(File.Exists(Path.Combine(app.Folder, "index.html")));
    }

    [TestMethod]
    public void Data_info_tells_what_a_run_would_use()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Done, app.Run("data", "info"), app.Error);
        Assert.Contains(app.Data, app.Out);
        Assert.Contains("A run uses: mnist", app.Out);
    }

    [TestMethod]
    public void A_run_on_drawn_digits_says_so_first()
    {
        var dense = new FakeExperiment("dense");
        using var app = new AppRun(dense);
        Directory.Delete(app.Data, recursive: true);
        Assert.AreEqual(ExitCode.Done, app.Run("reproduce", "--offline", "--out", app.Results), app.Error);
        int notice = app.Out.IndexOf("synthetic strokes", StringComparison.Ordinal), headline = app.Out.IndexOf("== dense", StringComparison.Ordinal);
        Assert.IsTrue(notice >= 0 && notice < headline, app.Out);
        Assert.Contains("digits drawn by a program, no handwriting", app.Out);
        Assert.IsTrue(dense.Seen!.Data.IsSynthetic);
        Assert.Contains("Synthetic strokes, not handwriting.", File.ReadAllText(Path.Combine(app.Results, "index.html")));
    }
}
