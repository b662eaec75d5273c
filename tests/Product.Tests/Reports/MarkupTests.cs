using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Reports;

namespace MlPipelines.Tests.Reports;

[TestClass]
public sealed class MarkupTests
{
    [TestMethod]
    public void Values_are_encoded_and_fragments_are_not()
    {
        Markup.Fragment inner = new Markup().Add($"<b>{"1 < 2"}</b>").ToFragment();
        Assert.AreEqual(
            "<p title=\"&quot;&#39;\">&lt;&amp;&gt; <b>1 &lt; 2</b> 0.50</p>",
            new Markup().Add($"<p title=\"{"\"'"}\">{"<&>"} {inner} {0.5:F2}</p>").ToString());
    }

    [TestMethod]
    public void Any_text_gives_well_formed_markup_and_comes_back()
    {
        Prop.ForAll<string>(text =>
        {
            XElement element = XElement.Parse(new Markup().Add($"<p title=\"{text}\">{text}</p>").ToString(), LoadOptions.PreserveWhitespace);
            // XML reads every line end as \n; what it does not allow was replaced.
            string lines = (text ?? "").Replace("\r\n", "\n").Replace('\r', '\n');
            string expected = new([.. lines.Select(c => c < ' ' && c is not ('\t' or '\n') ? '\uFFFD' : c)]);
            return element.Value == expected && !element.HasElements;
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void What_xml_does_not_allow_is_replaced_and_whole_pairs_are_kept() =>
        Assert.AreEqual("a\uFFFD\uFFFD\uFFFD\uFFFDb😀\t", Markup.Encode("a\0\u001b\ud800\uffffb😀\t"));
}
