using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Reports.Charts;

namespace MlPipelines.Tests.Reports.Charts;

/// <summary>What holds for charts of every kind.</summary>
[TestClass]
public sealed class AnyChartTests
{
    [TestMethod]
    public void Texts_do_not_overlap_and_stay_inside_with_realistic_data()
    {
        foreach (Chart chart in ChartSamples.Realistic()) SvgTexts.Check(XElement.Parse(chart.ToSvg().Text), chart.Id);
    }

    [TestMethod]
    public void Texts_do_not_overlap_and_stay_inside_with_hostile_data()
    {
        foreach (Chart chart in ChartSamples.Hostile()) SvgTexts.Check(XElement.Parse(chart.ToSvg().Text), chart.Id);
    }

    [TestMethod]
    public void Any_data_give_well_formed_drawings_whose_texts_do_not_overlap()
    {
        Gen<(double[], string[])> data = from values in ArbMap.Default.GeneratorFor<double>().ArrayOf()
                                         from names in ArbMap.Default.GeneratorFor<string>().ArrayOf()
                                         select (values, names.Select(n => n ?? "").Take(30).ToArray());
        Prop.ForAll(data.ToArbitrary(), sample =>
        {
            foreach (Chart chart in ChartSamples.Of(sample.Item1, sample.Item2))
            {
                XElement svg = XElement.Parse(chart.ToSvg().Text);
                SvgTexts.Check(svg, chart.Id);
                if (svg.Descendants().Attributes().Any(a => a.Name.LocalName is not "aria-labelledby" && Regex.IsMatch(a.Value, "NaN|∞|Infinity"))) return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void Coordinates_are_finite_and_inside_the_frame()
    {
        foreach (Chart chart in ChartSamples.Hostile().Concat(ChartSamples.Realistic()))
        {
            XElement svg = XElement.Parse(chart.ToSvg().Text);
            double height = double.Parse(svg.Attribute("viewBox")!.Value.Split(' ')[3]);
            foreach (XElement element in svg.Elements().Where(e => e.Name.LocalName is "path" or "polygon"))
            {
                string drawn = (element.Attribute("d") ?? element.Attribute("points"))!.Value;
                double[] numbers = [.. drawn.Split([' ', ',', 'M', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
                Assert.IsTrue(numbers.All(n => n >= -4 && n <= Math.Max(360, height) + 4), $"{chart.Id}: {element}");
            }
        }
    }

    [TestMethod]
    public void Charts_without_values_say_so()
    {
        foreach (Chart chart in ChartSamples.Of([], ["a", "b"]).Concat(ChartSamples.Of([double.NaN], ["a", "b"])).Where(c => c is not (ImageGrid or ParallelCoordinates)))
        {
            // A value of NaN becomes no confidence.
            Assert.Contains("Not measured", XElement.Parse(chart.ToSvg().Text).Value, chart.Id);
        }
    }

    [TestMethod]
    public void A_hundred_thousand_values_make_a_small_drawing()
    {
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => Math.Sin(i * 0.1) / 2 + 0.5)];
        foreach (Chart chart in ChartSamples.Of(values, ["a", "b", "c"]))
        {
            string svg = chart.ToSvg().Text;
            Assert.IsLessThan(400_000, svg.Length, chart.Id);
            SvgTexts.Check(XElement.Parse(svg), chart.Id);
        }
    }

    [TestMethod]
    public void Every_drawing_has_a_name_and_a_description()
    {
        foreach (Chart chart in ChartSamples.Realistic())
        {
            XElement svg = XElement.Parse(chart.ToSvg().Text);
            Assert.AreEqual("img", svg.Attribute("role")!.Value);
            foreach (string id in svg.Attribute("aria-labelledby")!.Value.Split(' '))
                Assert.IsGreaterThanOrEqualTo(10, svg.Elements().Single(e => e.Attribute("id")?.Value == id).Value.Length, id);
            Assert.IsNotEmpty(svg.Elements().Where(e => e.Name.LocalName is not ("title" or "desc" or "text") && e.Elements("title").Any()), $"{chart.Id} has hover values");
        }
    }

    [TestMethod]
    public void A_file_carries_its_style_and_needs_nothing_else()
    {
        foreach (Chart chart in ChartSamples.Realistic().Concat(ChartSamples.Hostile()))
        {
            XElement svg = XElement.Parse(chart.ToSvgFile());
            Assert.AreEqual("http://www.w3.org/2000/svg", svg.Name.NamespaceName);
            string style = svg.Elements().Single(e => e.Name.LocalName == "style").Value;
            foreach (Match used in Regex.Matches(chart.ToSvg().Text + style, @"var\((--[a-z0-9-]+)")) Assert.Contains(used.Groups[1].Value + ":", style);
            Assert.DoesNotContain("url(", style);
            Assert.DoesNotContain("inherit", style);
            Assert.IsEmpty(svg.Descendants().Where(e => e.Name.LocalName is "script" or "foreignObject" or "a"));
        }
    }

    [TestMethod]
    public void Colours_can_be_told_from_what_is_behind_them()
    {
        string style = ChartStyleText();
        string[] themes = [.. Regex.Matches(style, @"--page:[^}]*").Select(m => m.Value)];
        Assert.HasCount(3, themes, "light, dark and paper");
        foreach (string theme in themes)
        {
            Dictionary<string, string> colours = Regex.Matches(theme, @"--([a-z0-9-]+): (#[0-9a-f]{6})").ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
            foreach (string surface in new[] { "page", "panel" })
            {
                Assert.IsGreaterThanOrEqualTo(7, Contrast(colours["ink"], colours[surface]), $"ink on {surface}");
                Assert.IsGreaterThanOrEqualTo(4.5, Contrast(colours["quiet"], colours[surface]), $"quiet text on {surface}");
                for (int i = 0; i < 6; i++) Assert.IsGreaterThanOrEqualTo(3, Contrast(colours[$"series-{i}"], colours[surface]), $"series {i} on {surface}");
            }
            foreach (string cell in new[] { "hit", "miss" }) Assert.IsGreaterThanOrEqualTo(4.5, Contrast(colours["ink"], colours[cell]), $"ink on {cell} in {theme}");
        }
    }

    private static string ChartStyleText() => XElement.Parse(ChartSamples.Long(10).ToSvgFile()).Elements().Single(e => e.Name.LocalName == "style").Value;

    /// <summary>WCAG 2's contrast of two colours.</summary>
    private static double Contrast(string one, string other)
    {
        double a = Light(one), b = Light(other);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

        static double Light(string colour)
        {
            double Channel(int at)
            {
                double c = Convert.ToInt32(colour.Substring(at, 2), 16) / 255.0;
                return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
            }
            return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
        }
    }
}
