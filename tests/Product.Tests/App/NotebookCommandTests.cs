using MlPipelines.App;
using MlPipelines.Notebooks;

namespace MlPipelines.Tests.App;

/// <summary>Protects 'mlpipelines notebook': progress, exit codes, and that a failed run leaves its error in the notebook.</summary>
[TestClass]
[DoNotParallelize]
public sealed class NotebookCommandTests
{
    [TestMethod]
    public void A_notebook_is_run_in_place_with_progress()
    {
        using var app = new AppRun();
        string path = Path.Combine(app.Folder, "a.ipynb");
        NotebookFile.Create((CellKind.Markdown, "Text"), (CellKind.Code, "// first\nvar x = 40;"), (CellKind.Code, "x + 2")).Save(path);
        Assert.AreEqual(ExitCode.Done, app.Run("notebook", "run", path), app.Error);
        foreach (string line in new[] { "[1/2] var x = 40;", "[1/2] done in", "[2/2] x + 2", $"notebook: {Path.GetFullPath(path)}" }) Assert.Contains(line, app.Out);
        Assert.AreEqual("42", (string)NotebookFile.Read(path).Cells[2].Outputs[0]["data"]!["text/plain"]![0]!);
    }

    [TestMethod]
    public void A_cell_that_throws_ends_with_exit_code_1_and_its_error_in_the_notebook()
    {
        using var app = new AppRun();
        string path = Path.Combine(app.Folder, "a.ipynb"), target = Path.Combine(app.Folder, "b.ipynb");
        NotebookFile.Create((CellKind.Code, "throw new InvalidOperationException(\"no\\nway\");"), (CellKind.Code, "1")).Save(path);
        string before = File.ReadAllText(path);
        Assert.AreEqual(ExitCode.Failed, app.Run("notebook", "run", path, "--out", target));
        Assert.Contains("error: InvalidOperationException: no way", app.Error);
        Assert.AreEqual("error", (string)NotebookFile.Read(target).Cells[0].Outputs[0]["output_type"]!);
        Assert.AreEqual(before, File.ReadAllText(path));
    }

    [TestMethod]
    public void A_new_notebook_has_a_twin_and_is_never_written_over()
    {
        using var app = new AppRun();
        string path = Path.Combine(app.Folder, "first");
        Assert.AreEqual(ExitCode.Done, app.Run("notebook", "new", path), app.Error);
        Assert.AreEqual(ExitCode.Failed, app.Run("notebook", "new", $"{path}.ipynb"));
        Assert.Contains("is there already", app.Error);
        Assert.AreEqual(ExitCode.Done, app.Run("notebook", "twin", $"{path}.ipynb"), app.Error);
        Assert.Contains("Display(trained.History);", File.ReadAllText($"{path}.cs"));
    }
}
