using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Claims;

namespace MlPipelines.Tests.Reports.Claims;

/// <summary>The data file against the papers' texts, and its reader against broken files.</summary>
[TestClass]
public sealed partial class ClaimsFileTests
{
    private static readonly ClaimBook s_book = ClaimBook.FivePapers;

    public TestContext TestContext { get; set; } = null!;

    /// <summary>First words of the abstract, and what follows the last section.</summary>
    private static readonly Dictionary<string, (string Start, string End)> s_bodies = new()
    {
        ["gan"] = ("## ABSTRACT", "## ACKNOWLEDGMENT"),
        ["cyclegan"] = ("Abstract—", "\nREFERENCE\n"),
        ["depth"] = ("## Abstrak", "## References"),
        ["mlp"] = ("**Abstract:**", "## REFERENCES"),
        ["dense"] = ("The object of this study", "# **Conflicts of interest**"),
    };

    [TestMethod]
    [DataRow("gan", 271)]
    [DataRow("cyclegan", 206)]
    [DataRow("depth", 77)]
    [DataRow("mlp", 27)]
    [DataRow("dense", 117)]
    public void A_paper_has_its_claims(string paper, int count)
    {
        Claim[] claims = [.. s_book.Claims.Where(c => c.Paper == paper)];
        Assert.HasCount(count, claims);
        Assert.IsTrue(claims.All(c => c.Id.StartsWith(paper + ".", StringComparison.Ordinal) && c.Place != "" && c.Quote != ""));
        Assert.IsTrue(claims.All(c => c.Kind is ClaimKind.Order or ClaimKind.Definition
            || c.Quantity.StartsWith(paper + ".", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Every_quote_stands_in_its_paper()
    {
        foreach (ClaimedPaper paper in s_book.Papers)
        {
            string text = Plain(Text(paper));
            foreach (Claim claim in s_book.Claims.Where(c => c.Paper == paper.Name))
                StringAssert.Contains(text, Plain(claim.Quote), claim.Id);
        }
    }

    /// <summary>
    /// From abstract to conclusion, every number of two digits or with decimals has a claim of its value. Single digits are left out,
    /// because
    /// most of them name classes; so are citations, numbers of figures and sections, years and the journals' own lines.
    /// </summary>
    [TestMethod]
    public void Every_number_of_a_paper_has_a_claim()
    {
        foreach (ClaimedPaper paper in s_book.Papers)
        {
            string text = Text(paper);
            (string start, string end) = s_bodies[paper.Name];
            text = text[text.IndexOf(start, StringComparison.Ordinal)..text.IndexOf(end, StringComparison.Ordinal)];
            text = NoClaims().Replace(text, "");
            var claimed = s_book.Claims.Where(c => c.Paper == paper.Name).SelectMany(c => c.Printed.Split('x'))
                .Where(p => double.TryParse(p, CultureInfo.InvariantCulture, out _)).Select(p =>
                    double.Parse(p, CultureInfo.InvariantCulture)).ToHashSet();
            var missing = new StringBuilder();
            int found = 0;
            foreach (Match number in Numbers().Matches(text))
            {
                // 60,000 has a separator of thousands, 99,22 a decimal comma.
                string printed = Thousands().IsMatch(number.Value) ? number.Value.Replace(",", "") : number.Value.Replace(',', '.');
                double value = double.Parse(printed, CultureInfo.InvariantCulture);
                found++;
                if (claimed.Contains(value) || (value < 10 && value == Math.Floor(value))) continue;
                string around = text[Math.Max(0, number.Index - 30)..Math.Min(text.Length, number.Index + 30)];
                missing.AppendLine($"{number.Value} in \"{around}\"");
            }
            TestContext.WriteLine($"{paper.Name}: {found} numbers");
            Assert.AreEqual("", missing.ToString(), paper.Name);
        }
    }

    [TestMethod]
    public void Every_measure_and_result_belong_together()
    {
        // A result without a place in the records could never get a verdict; times and sizes of data need none.
        foreach (Claim claim in s_book.Claims.Where(c =>
            c.Kind is ClaimKind.Value or ClaimKind.Count && !c.IsSetting && c.Unit is not ("s" or "ms")))
            Assert.IsNotNull(s_book.MeasureOf(claim.Quantity), $"{claim.Id}: no measure of {claim.Quantity}");
        foreach (string quantity in s_book.Claims.SelectMany(c => c.Order).Distinct())
            Assert.IsNotNull(s_book.MeasureOf(quantity), quantity);
        foreach (Claim claim in s_book.Claims)
            if (s_book.MeasureOf(claim.Quantity) is { } measure)
                Measurement.Read(TestRecords.Make(measure.Experiment, model: measure.Model), measure.Metric);
    }

    [TestMethod]
    public void A_number_stands_for_all_that_round_to_it()
    {
        Range("98.5", "%", 0.9845, 0.9855);
        Range("0.9990", "share", 0.99895, 0.99905);
        Range("11", "ms", 10.5, 11.5);
        Range("1028", "images", 1028, 1028, ClaimKind.Count);
        Range("28x28", "", 784, 784, ClaimKind.Setting);
        Range("10", "%", 0.10, 0.10, ClaimKind.Setting);
        Range("1e-4", "", 1e-4, 1e-4, ClaimKind.Setting);
        Interval about = (Make("99.2", "%") with { Approximate = true }).Range!.Value;
        Assert.AreEqual(0.991, about.Low, 1e-12);
        Assert.IsNull(Make("mean", "").Value);

        static void Range(string printed, string unit, double low, double high, ClaimKind kind = ClaimKind.Value)
        {
            Interval range = Make(printed, unit, kind).Range!.Value;
            Assert.AreEqual(low, range.Low, 1e-12, printed);
            Assert.AreEqual(high, range.High, 1e-12, printed);
        }

        static Claim Make(string printed, string unit, ClaimKind kind = ClaimKind.Value) =>
            new() { Id = "c", Paper = "p", Place = "here", Quote = printed, Kind = kind, Quantity = "q", Printed = printed, Unit = unit };
    }

    [TestMethod]
    [DataRow("no json", "valid")]
    [DataRow("{}", "no 'papers'")]
    [DataRow("""{"papers":[{"title":"t"}]}""", "no 'name'")]
    [DataRow("""{"id":"a","place":"p","quote":"q","quantity":"x","value":"many"}""", "takes a number")]
    [DataRow("""{"id":"a","place":"p","quote":"q","quantity":"x","value":"1","colour":"red"}""", "'colour'; takes id")]
    [DataRow("""{"id":"a","place":"p","quote":"q","quantity":"x","value":"1","kind":"guess"}""", "kind 'guess'")]
    [DataRow("""{"id":"a","quote":"q","quantity":"x","value":"1"}""", "no 'place'")]
    [DataRow("""{"id":"a","place":"p","quote":"q","quantity":"x","value":"1"},{"id":"a","place":"p","quote":"q","quantity":"x","value":"1"}""", "Two claims have the id 'n.a'")]
    public void A_broken_file_is_refused_with_the_reason(string claims, string reason)
    {
        string json = claims.StartsWith("""{"id""", StringComparison.Ordinal) ? Book(claims) : claims;
        var error = Assert.ThrowsExactly<InvalidDataException>(() =>
            ClaimReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "some.json"));
        StringAssert.Contains(error.Message, "some.json");
        StringAssert.Contains(error.Message, reason);
    }

    [TestMethod]
    public void A_check_of_unknown_claims_or_rules_is_refused()
    {
        const string Claim = """{"id":"a","place":"p","quote":"q","quantity":"x","value":"1"}""";
        StringAssert.Contains(Refused("""{"rule":"equal","values":["a","b"]}"""), "'n.b' as values");
        StringAssert.Contains(Refused("""{"rule":"magic","values":["a"]}"""), "rule 'magic'; takes f1");

        static string Refused(string check) => Assert.ThrowsExactly<InvalidDataException>(
            () => ClaimReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Book(Claim, check))), "some.json")).Message;
    }

    private static string Book(string claims, string checks = "") =>
        $$"""{"papers":[{"name":"n","title":"t","file":"f","claims":[{{claims}}],"tables":[],"measures":{},"checks":[{{checks}}]}]}""";

    private static string Text(ClaimedPaper paper)
    {
        string path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "papers", paper.File));
        if (!File.Exists(path)) Assert.Inconclusive($"The paper's text is not at {path}.");
        return File.ReadAllText(path);
    }

    private static string Plain(string text) => Spaces().Replace(text, " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?<![\w.])\d+(?:[.,]\d+)*(?:e-\d+)?(?!\w)")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^\d{1,3}(,\d{3})+$")]
    private static partial Regex Thousands();

    [GeneratedRegex(
        """
        (?mx) \#*\ *UDC\ 004(?:.|\n)*?(?=\#\ 1\.\ Introduction)               # the journal's front matter
        | \[\d+(?:[-–,\ ]+\d+)*\]                                           # citations
        | \b(?i:fig(?:ures?|s)?|table|section|graph|equations?|epoch)\.?\s*\(?\d+(?:/\d+)?   # numbers of figures, lines of a log
        | ^\#.*$ | \b(?:19|20)\d\d\)                                              # headings, years
        | .*(?:VOL\.\ 11|ISSN|DOI).*                                             # the journal's lines
        | ^50\d{8}$                                                              # the digits on a picture
        | \[-1,                                                                  # half of a shape
        """)]
    private static partial Regex NoClaims();
}
