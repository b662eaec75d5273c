using System.Text.Json.Nodes;
using MlPipelines.Notebooks;

namespace MlPipelines.Tests.Notebooks;

/// <summary>Protects the running of cells: what they print, show and end with comes into the notebook, in order, and an error ends the run.</summary>
[TestClass]
[DoNotParallelize]
public sealed class NotebookRunnerTests
{
    private static NotebookFile Run(bool well, params string[] cells)
    {
        NotebookFile notebook = NotebookFile.Create([.. cells.Select(source => (CellKind.Code, source))]);
        Assert.AreEqual(well, NotebookRunner.Run(notebook, Path.GetTempPath(), null, CancellationToken.None),
            string.Join('\n', notebook.Cells.SelectMany(c => c.Outputs).Select(o => o.ToJsonString())));
        return notebook;
    }

    private static string Text(JsonNode? lines) => string.Concat(lines!.AsArray().Select(line => (string)line!));

    [TestMethod]
    public void Cells_see_what_those_before_them_made()
    {
        NotebookFile notebook = Run(true, "using System.Text;\nint twice(int n) => 2 * n;\nrecord Pair(int A, int B);\nvar x = 20;", "var pair = new Pair(x, twice(x));\nawait Task.Delay(1);\nx++;",
            "new StringBuilder().Append(pair.B + x).ToString()");
        Assert.IsEmpty(notebook.Cells[0].Outputs);
        Assert.IsEmpty(notebook.Cells[1].Outputs);
        JsonObject result = notebook.Cells[2].Outputs.Single();
        Assert.AreEqual(("execute_result", 3, "61"), ((string)result["output_type"]!, (int)result["execution_count"]!, Text(result["data"]!["text/plain"])));
    }

    [TestMethod]
    public void Printed_text_and_shown_values_keep_their_order()
    {
        NotebookFile notebook = Run(true, """
            using static MlPipelines.Reports.Notebooks.Notebook;
            Console.Write("one\n10%\r50%\r100%\ntwo\n");
            Display(2.5);
            Console.WriteLine("three");
            new[] { 1, 2 }
            """);
        JsonObject[] outputs = [.. notebook.Cells[0].Outputs];
        CollectionAssert.AreEqual(new[] { "stream", "display_data", "stream", "execute_result" }, outputs.Select(o => (string)o["output_type"]!).ToArray());
        Assert.AreEqual("one\n100%\ntwo\n", Text(outputs[0]["text"]));
        Assert.AreEqual("2.5", Text(outputs[1]["data"]!["text/plain"]));
        Assert.AreEqual("[1, 2]", Text(outputs[3]["data"]!["text/plain"]));
    }

    [TestMethod]
    public void An_exception_ends_the_run_and_stands_in_its_cell()
    {
        TextWriter console = Console.Out;
        string folder = Environment.CurrentDirectory;
        NotebookFile notebook = Run(false, "Console.WriteLine(\"before\");\nint[] few = [];\nvoid Fail() => Console.WriteLine(few[3]);\nFail();", "1");
        JsonObject[] outputs = [.. notebook.Cells[0].Outputs];
        Assert.AreEqual(("stream", "error", "IndexOutOfRangeException"), ((string)outputs[0]["output_type"]!, (string)outputs[1]["output_type"]!, (string)outputs[1]["ename"]!));
        string trace = string.Join('\n', outputs[1]["traceback"]!.AsArray().Select(line => (string)line!));
        Assert.Contains("in cell 1:line 3", trace);
        Assert.Contains("in cell 1:line 4", trace);
        Assert.DoesNotContain(".cs:line", trace);
        Assert.IsEmpty(notebook.Cells[1].Outputs);
        Assert.AreSame(console, Console.Out);
        Assert.AreEqual(folder, Environment.CurrentDirectory);
    }

    [TestMethod]
    [DataRow("\nint x = \"a\";", "CompilationError", "line 2: CS0029")]
    [DataRow("#r \"nuget: Newtonsoft.Json\"", "NotSupportedException", "packages are not fetched here")]
    [DataRow("#!python\nprint(1)", "NotSupportedException", "cells are run as C#")]
    public void A_cell_that_cannot_be_compiled_says_why(string source, string name, string message)
    {
        JsonObject error = Run(false, source).Cells[0].Outputs.Single();
        Assert.AreEqual(name, (string)error["ename"]!);
        Assert.Contains(message, (string)error["evalue"]!);
    }

    [TestMethod]
    public void References_to_our_own_packages_are_there_already() =>
        Assert.IsEmpty(Run(true, "#r \"nuget: MlPipelines.Reports, 0.1.0\"\n#r \"../src/App/bin/MlPipelines.Reports.dll\"\n#!csharp\nvar set = MlPipelines.Pipelines.Loading.SyntheticStrokes.Generate(20, 10);").Cells[0].Outputs);

    [TestMethod]
    public void A_model_is_trained_and_shown()
    {
        NotebookFile notebook = Run(true, """
            using Microsoft.ML;
            using MlPipelines.KerasModels;
            using MlPipelines.Pipelines;
            using MlPipelines.Pipelines.Loading;
            var digits = SyntheticStrokes.Generate(60, 30);
            digits.Train
            """, """
            var ml = new MLContext(seed: 1);
            var trained = ml.MulticlassClassification.Trainers.Keras(ml, () => Mlp.Create(), epochs: 2).Fit(digits.Train.AsDataView());
            trained.Model
            """, "trained.History", "ml.MulticlassClassification.EvaluateClassifier(trained.Transform(digits.Test.AsDataView()))");
        JsonObject[] results = [.. notebook.Cells.Select(cell => cell.Outputs[^1]["data"]!.AsObject())];
        byte[] png = Convert.FromBase64String((string)results[0]["image/png"]!);
        CollectionAssert.AreEqual(new byte[] { 0x89, 0x50, 0x4E, 0x47 }, png[..4]);
        Assert.Contains("(Dense)", Text(results[1]["text/plain"]));
        Assert.StartsWith("<svg", Text(results[2]["image/svg+xml"]));
        foreach (JsonObject drawn in results[2..]) Assert.Contains("src=\"data:image/svg+xml;base64,", Text(drawn["text/html"]));
        Assert.Contains("precision", Text(results[3]["text/plain"]));
        string log = Text(notebook.Cells[1].Outputs[0]["text"]);
        Assert.Contains("Epoch 2/2", log);
        Assert.DoesNotContain('\r', log);
    }

    [TestMethod]
    public void What_is_printed_without_end_is_cut()
    {
        JsonObject output = Run(true, "for (int i = 0; i < 200_000; i++) Console.Write(\"0123456789\");").Cells[0].Outputs.Single();
        string text = Text(output["text"]);
        Assert.IsLessThan(1_000_200, text.Length);
        Assert.Contains("the rest was left out", text);
    }
}
