using System.Diagnostics;
using System.Text.Json.Nodes;
using MlPipelines.Notebooks;
using MlPipelines.Tests.Reports;

namespace MlPipelines.Tests.Notebooks;

/// <summary>Protects the notebooks of this project: they run from top to bottom, other programs can read them, and their twins are what they are.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ProjectNotebooksTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "notebooks");
    private static readonly string[] s_names = ["tour", "gan", "cyclegan", "depth", "mlp", "dense"];
    private static readonly TemporaryFolder s_results = TestRecords.Folder();
    private static readonly Lazy<TimeSpan> s_run = new(RunAll);

    public TestContext TestContext { get; set; } = null!;

    [ClassCleanup]
    public static void Cleanup() => s_results.Dispose();

    [TestMethod]
    public void Every_notebook_carries_outputs_and_has_a_twin_made_of_it()
    {
        CollectionAssert.AreEquivalent(s_names, Directory.GetFiles(s_folder, "*.ipynb").Select(Path.GetFileNameWithoutExtension).ToArray());
        foreach (string name in s_names)
        {
            NotebookFile notebook = NotebookFile.Read(Path.Combine(s_folder, $"{name}.ipynb"));
            JsonObject[] outputs = [.. notebook.Cells.SelectMany(cell => cell.Outputs)];
            Assert.DoesNotContain("error", outputs.Select(o => (string)o["output_type"]!), name);
            Assert.IsTrue(outputs.Any(o => o["data"]?.AsObject().Any(d => d.Key is "image/png" or "image/svg+xml") == true), $"{name} shows no picture.");
            Assert.Contains("mnist", string.Concat(outputs.Where(o => o["text"] is not null).SelectMany(o => o["text"]!.AsArray()).Select(line => (string)line!)), name);
            Assert.AreEqual(NotebookTwin.Create(notebook, $"{name}.ipynb"), File.ReadAllText(Path.Combine(s_folder, $"{name}.cs")),
                $"notebooks/{name}.cs is not what 'mlpipelines notebook twin notebooks/{name}.ipynb' makes.");
        }
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void All_notebooks_run_in_four_minutes()
    {
        TestContext.WriteLine($"{s_run.Value.TotalSeconds:F0} s");
        Assert.IsLessThan(240, s_run.Value.TotalSeconds);
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void Jupyters_own_library_takes_them_as_valid()
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || Programs.Run(s_folder, python, ["-c", "import nbformat"]).Code != 0) Assert.Inconclusive("Needs nbformat: apt-get install python3-nbformat.");
        _ = s_run.Value;
        foreach (string path in s_names.SelectMany(name => new[] { s_results[$"{name}.ipynb"], Path.Combine(s_folder, $"{name}.ipynb") }))
        {
            (int code, string text) = Programs.Run(s_folder, python, ["-c", "import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], 4))", path]);
            Assert.AreEqual(0, code, $"{path}: {text}");
        }
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void Twins_run_as_programs_of_one_file()
    {
        foreach (string name in s_names)
        {
            (int code, string text) = Programs.Run(s_folder, Programs.Dotnet, ["run", "-c", "Release", Path.Combine(s_folder, $"{name}.cs")]);
            Assert.AreEqual(0, code, $"{name}: {text}");
            Assert.Contains("mnist", text, name);
        }
    }

    private static TimeSpan RunAll()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (string name in s_names)
        {
            NotebookFile notebook = NotebookFile.Read(Path.Combine(s_folder, $"{name}.ipynb"));
            bool well = NotebookRunner.Run(notebook, s_folder, progress: null, CancellationToken.None);
            notebook.Save(s_results[$"{name}.ipynb"]);
            Assert.IsTrue(well, $"{name}: {string.Concat(notebook.Cells.SelectMany(cell => cell.Outputs).Where(o => (string)o["output_type"]! == "error").Select(o => o.ToJsonString()))}");
        }
        return Stopwatch.GetElapsedTime(start);
    }
}
