using MlPipelines.Notebooks;
using MlPipelines.Tests.Reports;

namespace MlPipelines.Tests.Notebooks;

/// <summary>Protects notebooks' files: what other programs wrote is kept, and what is no notebook is refused with the reason.</summary>
[TestClass]
public sealed class NotebookFileTests
{
    [TestMethod]
    public void A_new_notebook_is_read_back_as_it_was_made()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        NotebookFile.Create((CellKind.Markdown, "# Title\n\nText"), (CellKind.Code, "1 + 1"), (CellKind.Raw, "")).Save(folder["a.ipynb"]);
        NotebookFile read = NotebookFile.Read(folder["a.ipynb"]);
        CollectionAssert.AreEqual(new[] { (CellKind.Markdown, "# Title\n\nText"), (CellKind.Code, "1 + 1"), (CellKind.Raw, "") }, read.Cells.Select(c => (c.Kind, c.Source)).ToArray());
        string text = File.ReadAllText(folder["a.ipynb"]);
        Assert.Contains("\"name\": \".net-csharp\"", text);
        Assert.EndsWith("}\n", text);
        read.Save(folder["b.ipynb"]);
        Assert.AreEqual(text, File.ReadAllText(folder["b.ipynb"]));
    }

    [TestMethod]
    public void What_is_not_understood_is_kept()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        File.WriteAllText(folder["a.ipynb"], """
            {"cells": [{"cell_type": "code", "id": "x1", "execution_count": 7, "metadata": {"tags": ["slow"]}, "outputs": [], "source": "var x = 1;\r\nx"}],
             "metadata": {"polyglot": {"kernels": [1]}}, "nbformat": 4, "nbformat_minor": 4}
            """);
        NotebookFile read = NotebookFile.Read(folder["a.ipynb"]);
        Assert.AreEqual("var x = 1;\nx", read.Cells[0].Source);
        read.Save(folder["a.ipynb"]);
        string text = File.ReadAllText(folder["a.ipynb"]);
        foreach (string kept in new[] { "\"slow\"", "polyglot", "\"x1\"", "\"nbformat_minor\": 4" }) Assert.Contains(kept, text);
    }

    [TestMethod]
    [DataRow("no json", "is no notebook")]
    [DataRow("[1]", "no JSON object")]
    [DataRow("{}", "has nbformat nothing; takes 4")]
    [DataRow("{\"nbformat\": 3, \"cells\": []}", "has nbformat 3; takes 4")]
    [DataRow("{\"nbformat\": 4, \"cells\": 5}", "no list of up to 10,000 cells")]
    [DataRow("{\"nbformat\": 4, \"nbformat\": 4, \"cells\": []}", "is no notebook")]
    [DataRow("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"chart\", \"source\": \"\"}]}", "cell 1: got the cell type chart; takes code, markdown, raw")]
    [DataRow("{\"nbformat\": 4, \"cells\": [null]}", "cell 1: got the cell type nothing")]
    [DataRow("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": [1]}]}", "cell 1: a line of the source is no text")]
    [DataRow("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\"}]}", "cell 1: the source is no text")]
    public void What_is_no_notebook_is_refused(string text, string message)
    {
        using TemporaryFolder folder = TestRecords.Folder();
        File.WriteAllText(folder["a.ipynb"], text);
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => NotebookFile.Read(folder["a.ipynb"]));
        Assert.Contains(message, e.Message);
        Assert.Contains("a.ipynb", e.Message);
    }
}
