using MlPipelines.Notebooks;

namespace MlPipelines.Tests.Notebooks;

/// <summary>Protects that a notebook and the program made of it cannot drift: the same cells, in an order that C# takes.</summary>
[TestClass]
public sealed class NotebookTwinTests
{
    [TestMethod]
    public void Usings_come_first_types_last_and_last_values_are_shown()
    {
        NotebookFile notebook = NotebookFile.Create((CellKind.Markdown, "# Title\n\nText"),
            (CellKind.Code, "#r \"nuget: MlPipelines.Reports\"\nusing System.Text;\nrecord Pair(int A);\n\n// A comment stays.\nvar pair = new Pair(1);"),
            (CellKind.Code, "using System.Text;\nint twice(int n) => 2 * n;\n// The value.\ntwice(pair.A)"));
        Assert.AreEqual("""
            #:project ../src/Reports/Reports.csproj
            #:property TreatWarningsAsErrors=false
            #:property PublishAot=false

            // Made of a.ipynb by 'mlpipelines notebook twin'. Change the notebook, not this file.

            using System.Text;
            using static MlPipelines.Reports.Notebooks.Notebook;

            // # Title
            //
            // Text

            // A comment stays.
            var pair = new Pair(1);

            int twice(int n) => 2 * n;
            // The value.
            Display(twice(pair.A));

            record Pair(int A);

            """.ReplaceLineEndings("\n"), NotebookTwin.Create(notebook, "a.ipynb"));
    }

    [TestMethod]
    public void A_cell_that_is_no_code_is_named()
    {
        NotebookFile notebook = NotebookFile.Create((CellKind.Code, "var x = 1;"), (CellKind.Code, "\nvar = ;"));
        Assert.Contains("Code cell 2, line 2", Assert.ThrowsExactly<InvalidDataException>(() => NotebookTwin.Create(notebook, "a.ipynb")).Message);
    }
}
