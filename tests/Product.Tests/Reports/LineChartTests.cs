using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Reports.Charts;

namespace MlPipelines.Tests.Reports;

[TestClass]
public sealed class LineChartTests
{
    [TestMethod]
    public void Curves_have_a_name_a_legend_a_marker_a_value_and_text_alternatives()
    {
        XElement svg = Draw(new LineSeries("training", [0.5, 0.75, 0.9]), new LineSeries("validation", [0.4, 0.7, 0.8]));
        Assert.HasCount(2, Curves(svg));
        Assert.HasCount(3, svg.Elements("circle").Where(e => e.Value.StartsWith("training, epoch", StringComparison.Ordinal)));
        Assert.HasCount(3, svg.Elements("rect").Where(e => e.Value.StartsWith("validation, epoch", StringComparison.Ordinal)));
        Assert.AreEqual("training, epoch 3: 0.9", svg.Elements("circle").Last().Value);
        CollectionAssert.IsSubsetOf(new[] { "training", "validation", "epoch", "accuracy", "1", "2", "3" }, svg.Elements("text").Select(e => e.Value).ToArray());
        Assert.AreEqual("accuracy per epoch", svg.Element("title")!.Value);
        Assert.AreEqual("training: from 0.5 to 0.9 over 3 epochs; validation: from 0.4 to 0.8 over 3 epochs.", svg.Element("desc")!.Value);
    }

    [TestMethod]
    public void Higher_values_and_later_epochs_are_drawn_higher_and_further_right()
    {
        XElement[] points = [.. Draw(new LineSeries("a", [1, 2, 3])).Elements("circle").Where(e => e.Value.Contains("epoch"))];
        Assert.IsLessThan(Number(points[0], "cy"), Number(points[2], "cy"));
        Assert.IsGreaterThan(Number(points[0], "cx"), Number(points[2], "cx"));
    }

    [TestMethod]
    public void A_gap_is_left_where_a_value_is_no_number()
    {
        string path = Curves(Draw(new LineSeries("a", [1, 2, double.NaN, 4, 5, double.PositiveInfinity, 7]))).Single().Attribute("d")!.Value;
        Assert.AreEqual(3, path.Count(c => c == 'M'), path);
        Assert.AreEqual(2, path.Count(c => c == 'L'), path);
    }

    [TestMethod]
    public void A_single_epoch_is_a_point()
    {
        XElement svg = Draw(new LineSeries("a", [0.9]));
        Assert.HasCount(1, svg.Elements("circle").Where(e => e.Value == "a, epoch 1: 0.9"));
        Assert.Contains("0.9", svg.Element("desc")!.Value);
    }

    [TestMethod]
    public void A_chart_without_values_says_so()
    {
        foreach (LineSeries[] series in new LineSeries[][] { [], [new LineSeries("a", [])], [new LineSeries("a", [double.NaN, double.NegativeInfinity])] })
        {
            XElement svg = Draw(series);
            Assert.Contains("Not measured", svg.Value);
            Assert.IsEmpty(Curves(svg));
        }
    }

    [TestMethod]
    public void Any_series_give_well_formed_svg_inside_its_frame()
    {
        Gen<LineSeries> one = from name in ArbMap.Default.GeneratorFor<string>()
                              from values in ArbMap.Default.GeneratorFor<double>().ArrayOf()
                              select new LineSeries(name ?? "", values);
        Prop.ForAll(one.ArrayOf().ToArbitrary(), series =>
        {
            XElement svg = Draw(series);
            string[] box = svg.Attribute("viewBox")!.Value.Split(' ');
            double width = double.Parse(box[2], CultureInfo.InvariantCulture), height = double.Parse(box[3], CultureInfo.InvariantCulture);
            return svg.Elements("circle").All(e => Number(e, "cx") >= 0 && Number(e, "cx") <= width && Number(e, "cy") >= 0 && Number(e, "cy") <= height)
                && svg.Elements("rect").All(e => Number(e, "x") >= -3 && Number(e, "x") <= width && Number(e, "y") >= -3 && Number(e, "y") <= height);
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    [DataRow(0.0, 1.0, "0 0.2 0.4 0.6 0.8 1.0")]
    [DataRow(0.912, 0.987, "0.92 0.94 0.96 0.98")]
    [DataRow(0.0, 0.0, "-1.0 -0.5 0 0.5 1.0")]
    [DataRow(-3.0, 12.0, "0 5 10")]
    [DataRow(0.0, 2e7, "0 5e+6 1e+7 1.5e+7 2e+7")]
    public void Ticks_are_round(double low, double high, string expected) => Assert.AreEqual(expected, string.Join(' ', Ticks.Choose(low, high).Labels));

    [TestMethod]
    [DataRow(1, "1")]
    [DataRow(2, "1 2")]
    [DataRow(5, "1 2 3 4 5")]
    [DataRow(20, "5 10 15 20")]
    public void Ticks_of_epochs_are_whole(int epochs, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', Ticks.Choose(1, epochs, 6, whole: true).Labels));

    [TestMethod]
    public void Ticks_lie_inside_any_range_and_ascend()
    {
        Prop.ForAll<double, double>((a, b) =>
        {
            if (!Ticks.CanDraw(a) || !Ticks.CanDraw(b)) return true;
            Ticks ticks = Ticks.Choose(Math.Min(a, b), Math.Max(a, b));
            double slack = (ticks.High - ticks.Low) * 1e-6;
            return ticks.Low < ticks.High && ticks.Low <= Math.Min(a, b) && ticks.High >= Math.Max(a, b)
                && ticks.Values.Count is >= 2 and <= 12
                && ticks.Values.All(v => v >= ticks.Low - slack && v <= ticks.High + slack)
                && ticks.Values.Zip(ticks.Values.Skip(1)).All(pair => pair.First < pair.Second);
        }).QuickCheckThrowOnFailure();
        foreach (double extreme in new[] { double.Epsilon, 1e-300, 1e-12, 1e300, -1e300 })
        {
            Assert.IsGreaterThanOrEqualTo(1, Ticks.Choose(extreme, extreme).Values.Count, $"{extreme}");
            Assert.IsGreaterThanOrEqualTo(2, Ticks.Choose(Math.Min(extreme, 0), Math.Max(extreme, 0)).Values.Count, $"0 and {extreme}");
        }
        Assert.IsGreaterThanOrEqualTo(2, Ticks.Choose(-1e300, 1e300).Values.Count);
    }

    [TestMethod]
    public void A_hundred_thousand_epochs_make_no_hundred_thousand_markers()
    {
        XElement svg = Draw(new LineSeries("a", [.. Enumerable.Range(0, 100_000).Select(i => Math.Sin(i * 0.001))]));
        Assert.IsLessThan(10, svg.Elements("circle").Count());
    }

    private static XElement Draw(params LineSeries[] series) =>
        XElement.Parse(new LineChart { Id = "c", Title = "accuracy per epoch", ValueName = "accuracy", Series = series }.ToSvg().Text);

    private static XElement[] Curves(XElement svg) => [.. svg.Elements("path")];

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
