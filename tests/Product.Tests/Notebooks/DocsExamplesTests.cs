using System.Text.RegularExpressions;
using MlPipelines.Notebooks;
using MlPipelines.Tests.Reports;
using MlPipelines.Tests.Web;
using Tensorflow.IO;

namespace MlPipelines.Tests.Notebooks;

/// <summary>Protects the C# in the docs: the tables of docs/porting.md, cell by cell, the examples of docs/pipeline.md, docs/reading.md,
/// docs/exports.md and of the README from the top down compile and run. docs/getting-started.md is PackageTests'.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class DocsExamplesTests
{
    private const string Data = "Tensor x_train = tf.random.normal((64, 4)), y_train = tf.zeros(new Shape(64), TF_DataType.TF_INT32);";

    [TestMethod]
    public void Every_line_of_the_porting_tables_runs()
    {
        string text = Read("porting.md");
        string[] cells = [.. text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(Code).Where(code => code.Length > 0)];
        Assert.IsGreaterThan(30, cells.Length);
        Run([Example().Match(text).Groups["code"].Value, Data, .. cells]);
    }

    [TestMethod]
    public void The_pipelines_examples_run_in_order()
    {
        string[] cells = [.. Example().Matches(Read("pipeline.md")).Select(match => match.Groups["code"].Value)];
        Assert.IsGreaterThan(4, cells.Length);
        NotebookFile notebook = Run(cells);
        Assert.Contains("True", notebook.Cells[^1].Outputs.Single().ToJsonString());
    }

    [TestMethod]
    [DataRow("reading.md")]
    [DataRow("exports.md")]
    public void Examples_with_a_bundle_and_a_photo_run(string name)
    {
        string[] cells = [.. Example().Matches(Read(name)).Select(match => match.Groups["code"].Value)];
        Assert.IsNotEmpty(cells);
        Run(
        [
            """
            using Microsoft.ML;
            using MlPipelines.Pipelines;
            using MlPipelines.Pipelines.Recognition;
            using MlPipelines.Pipelines.Training;
            using Tensorflow.IO;
            using Tensorflow.Keras.Engine;
            """,
            .. cells,
        ],
        folder =>
        {
            File.Copy(ServedBundle.First, Path.Combine(folder, "model.mlp"));
            PngWriter.Write(Path.Combine(folder, "photo.png"), ServedBundle.Picture(1));
        });
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void The_READMEs_examples_run_and_the_pipeline_reads_98_of_100_digits()
    {
        Repository.RequireMnist();
        string[] cells = [.. Example().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n")).Select(match => match.Groups["code"].Value)];
        Assert.HasCount(2, cells);
        NotebookFile notebook = Run(
        [
            """
            using Tensorflow;
            using static Tensorflow.Binding;
            Tensor x_train = tf.random.uniform((64, 28, 28, 1)), x_test = x_train, y_train = tf.zeros(new Shape(64), TF_DataType.TF_INT32), y_test = y_train;
            """,
            .. cells,
            "result.Accuracy > 0.98",
        ]);
        Assert.Contains("True", notebook.Cells[^1].Outputs.Single().ToJsonString());
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", name)).ReplaceLineEndings("\n");

    private static NotebookFile Run(string[] cells, Action<string>? prepare = null)
    {
        using TemporaryFolder folder = TestRecords.Folder();
        prepare?.Invoke(folder.Path);
        NotebookFile notebook = NotebookFile.Create([.. cells.Select(code => (CellKind.Code, code))]);
        bool well = NotebookRunner.Run(notebook, folder.Path, progress: null, CancellationToken.None);
        NotebookCell? last = notebook.Cells.LastOrDefault(cell => cell.Outputs.Count > 0);
        Assert.IsTrue(well, $"{last?.Source}\n{last?.Outputs[^1].ToJsonString()}");
        return notebook;
    }

    /// <summary>The second cell of a row: its code spans as lines.</summary>
    private static string Code(string row) => string.Join('\n', row.Split(" |")[1].TrimStart().Split("<br>").Select(span => span.Trim().Trim('`')));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
