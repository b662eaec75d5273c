using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Analysis;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Tests.Reports.Tables;

[TestClass]
public sealed class ReportTableTests
{
    private static DataFrame Frame() => new(
        new StringDataFrameColumn("model", ["CNN", "CNN-BiLSTM", null]),
        new DoubleDataFrameColumn("test_accuracy", [0.99, 0.5, double.NaN]),
        new Int32DataFrameColumn("epochs", [10, null, 3]),
        new DoubleDataFrameColumn("seconds", [12.345, 100.04, double.PositiveInfinity]));

    private static ReportTable Table() => new(Frame()) { Caption = "Table I: results", Digits = new Dictionary<string, int> { ["seconds"] = 1 } };

    [TestMethod]
    public void Text_lines_up_with_numbers_at_the_right() => Assert.AreEqual("""
        Table I: results
        model         test_accuracy        epochs  seconds
        ------------  -------------  ------------  -------
        CNN                  0.9900            10     12.3
        CNN-BiLSTM           0.5000  not measured    100.0
        not measured   not measured             3        ∞

        """.ReplaceLineEndings("\n"), Table().ToText());

    [TestMethod]
    public void Markdown_has_the_same_cells() => Assert.AreEqual("""
        **Table I: results**

        | model        | test_accuracy |       epochs | seconds |
        | ------------ | ------------: | -----------: | ------: |
        | CNN          |        0.9900 |           10 |    12.3 |
        | CNN-BiLSTM   |        0.5000 | not measured |   100.0 |
        | not measured |  not measured |            3 |       ∞ |

        """.ReplaceLineEndings("\n"), Table().ToMarkdown());

    [TestMethod]
    public void Csv_is_read_back_to_the_same_values()
    {
        DataFrame back = DataFrame.LoadCsvFromString(Table().ToCsv());
        Assert.AreEqual(12.345, Convert.ToDouble(back["seconds"][0]), 1e-5);
        Assert.AreEqual("model,test_accuracy,epochs,seconds", Table().ToCsv().Split('\n')[0]);
        Assert.AreEqual(3, back.Rows.Count);
        Assert.IsNull(back["epochs"][1]);
    }

    [TestMethod]
    public void Html_has_a_caption_headings_with_scope_and_right_aligned_numbers()
    {
        XElement figure = XElement.Parse(Table().ToHtml().Text);
        XElement table = figure.Descendants("table").Single();
        Assert.AreEqual("Table I: results", table.Element("caption")!.Value);
        Assert.AreEqual("Table I: results", figure.Element("div")!.Attribute("aria-label")!.Value);
        Assert.IsTrue(table.Element("thead")!.Descendants("th").All(h => h.Attribute("scope")!.Value == "col"));
        XElement[] row = [.. table.Element("tbody")!.Elements("tr").First().Elements()];
        CollectionAssert.AreEqual(new[] { "CNN", "0.9900", "10", "12.3" }, row.Select(c => c.Value).ToArray());
        CollectionAssert.AreEqual(new[] { "th", "td", "td", "td" }, row.Select(c => c.Name.LocalName).ToArray());
        CollectionAssert.AreEqual(new[] { null, "number", "number", "number" }, row.Select(c => c.Attribute("class")?.Value).ToArray());
    }

    [TestMethod]
    public void Long_tables_are_cut_and_say_so_but_not_in_csv()
    {
        var table = new ReportTable(new DataFrame(new Int32DataFrameColumn("n", Enumerable.Range(0, 100_000)))) { MaxRows = 20 };
        Assert.HasCount(20, XElement.Parse(table.ToHtml().Text).Descendants("td"));
        foreach (string text in new[] { table.ToText(), table.ToMarkdown(), table.ToHtml().Text }) Assert.Contains("20 of 100000 rows are shown.", text);
        Assert.HasCount(100_001, table.ToCsv().TrimEnd().Split('\n'));
    }

    [TestMethod]
    public void Empty_tables_say_so()
    {
        foreach (DataFrame frame in new[] { new DataFrame(), new DataFrame(new DoubleDataFrameColumn("x")) })
        {
            var table = new ReportTable(frame);
            foreach (string text in new[] { table.ToText(), table.ToMarkdown(), XElement.Parse(table.ToHtml().Text).Value }) Assert.Contains("No rows.", text);
        }
    }

    [TestMethod]
    public void Marks_of_markdown_and_terminals_lose_their_meaning()
    {
        var table = new ReportTable(new DataFrame(new StringDataFrameColumn("a|b", ["*x* <b> [l](u) _i_ in_word `c`", "\u001b[31mred\r\n", "手書き", "שלום"])));
        string markdown = table.ToMarkdown();
        Assert.Contains(@"a\|b", markdown);
        Assert.Contains(@"\*x\* \<b\> \[l\](u) \_i\_ in_word \`c\`", markdown);
        Assert.DoesNotContain("\u001b", table.ToText());
        Assert.Contains("[31mred", table.ToText());
        Assert.HasCount(7, markdown.TrimEnd().Split('\n').Append(""), "four rows and two lines of heading");
        Assert.AreEqual("auto", XElement.Parse(table.ToHtml().Text).Descendants("th").Last().Attribute("dir")!.Value);
    }

    [TestMethod]
    public void Digits_fit_the_value()
    {
        var column = new DoubleDataFrameColumn("v", [1e-7, 0, -0.00001, 1e20, 123456.789]);
        string[] cells = Cells(new ReportTable(new DataFrame(column)));
        CollectionAssert.AreEqual(new[] { "1E-07", "0.0000", "-1E-05", "1E+20", "123456.7890" }, cells);
        cells = Cells(new ReportTable(new DataFrame(column)) { Digits = new Dictionary<string, int> { ["v"] = 0 } });
        CollectionAssert.AreEqual(new[] { "0", "0", "-0", "1E+20", "123457" }, cells);

        static string[] Cells(ReportTable table) => [.. XElement.Parse(table.ToHtml().Text).Descendants("td").Select(c => c.Value)];
    }

    [TestMethod]
    public void Any_values_and_names_give_well_formed_tables()
    {
        Prop.ForAll<string[], double[], string>((texts, numbers, name) =>
        {
            int rows = Math.Min(texts.Length, numbers.Length);
            var frame = new DataFrame(new StringDataFrameColumn(name ?? "", texts.Take(rows)), new DoubleDataFrameColumn((name ?? "") + "2", numbers.Take(rows)));
            var table = new ReportTable(frame) { Caption = name };
            XElement figure = XElement.Parse(table.ToHtml().Text);
            string[] lines = table.ToMarkdown().Split('\n');
            return figure.Descendants("tr").Count() == 1 + Math.Max(1, rows)
                && lines.Count(l => l.StartsWith("| ", StringComparison.Ordinal)) == 2 + rows
                && !table.ToText().Any(c => char.IsControl(c) && c != '\n');
        }).QuickCheckThrowOnFailure();
    }
}
