using MlPipelines.Notebooks;
using MlPipelines.Tests.Reports;

namespace MlPipelines.Tests.Notebooks;

/// <summary>Protects docs/porting.md: every C# cell of its tables compiles and runs, after the lines that it asks for.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PortingTableTests
{
    private const string Data = "Tensor x_train = tf.random.normal((64, 4)), y_train = tf.zeros(new Shape(64), TF_DataType.TF_INT32);";

    [TestMethod]
    public void Every_line_of_the_tables_runs()
    {
        string[] lines = File.ReadAllText(Path.Combine(Repository.Root, "docs/porting.md")).ReplaceLineEndings("\n").Split('\n');
        int begin = Array.IndexOf(lines, "```csharp") + 1;
        string usings = string.Join('\n', lines[begin..Array.IndexOf(lines, "```", begin)]);
        string[] cells = [.. lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(Code).Where(code => code.Length > 0)];
        Assert.IsGreaterThan(30, cells.Length);
        using TemporaryFolder folder = TestRecords.Folder();
        NotebookFile notebook = NotebookFile.Create([.. new[] { usings, Data }.Concat(cells).Select(code => (CellKind.Code, code))]);
        bool well = NotebookRunner.Run(notebook, folder.Path, progress: null, CancellationToken.None);
        NotebookCell last = notebook.Cells.Last(cell => cell.Outputs.Count > 0);
        Assert.IsTrue(well, $"{last.Source}\n{last.Outputs[^1].ToJsonString()}");
    }

    /// <summary>The second cell of a row: its code spans as lines.</summary>
    private static string Code(string row)
    {
        string cell = row.Split(" |")[1].TrimStart().Trim();
        return string.Join('\n', cell.Split("<br>").Select(span => span.Trim().Trim('`')));
    }
}
