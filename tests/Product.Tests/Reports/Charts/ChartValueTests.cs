using System.Text.RegularExpressions;
using System.Xml.Linq;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Reports.Charts;
using Tensorflow.IO;
using static MlPipelines.Tests.Reports.Charts.SvgTexts;

namespace MlPipelines.Tests.Reports.Charts;

/// <summary>Each kind of chart puts its values where the axes say they are.</summary>
[TestClass]
public sealed class ChartValueTests
{
    [TestMethod]
    public void Line_values_are_where_the_tick_labels_say()
    {
        XElement svg = Parse(new LineChart { Id = "c", Title = "t", ValueName = "v", Series = [new("a", [0, 1, 0.25, 0.5])] });
        Func<double, double> y = Scale(svg, "end", "y");
        XElement[] points = [.. svg.Elements("circle").Where(e => e.Value.Contains("epoch"))];
        double[] values = [0, 1, 0.25, 0.5];
        for (int i = 0; i < 4; i++) Assert.AreEqual(y(values[i]) - 4.5, Number(points[i], "cy"), 0.15, $"value {i}");
        Func<double, double> x = Scale(svg, "middle", "x");
        for (int i = 0; i < 4; i++) Assert.AreEqual(x(i + 1), Number(points[i], "cx"), 0.15, $"epoch {i + 1}");
    }

    [TestMethod]
    public void Bands_reach_from_low_to_high_and_break_at_gaps()
    {
        XElement svg = Parse(new LineChart
        {
            Id = "c", Title = "t", ValueName = "v", Series = [new("a", [1, 2, 3, 4, 5], [0, 1, double.NaN, 3, 4], [2, 3, 4, 5, 6])],
        });
        XElement[] bands = [.. svg.Elements("polygon")];
        Assert.HasCount(2, bands);
        double[][] corners = [.. bands[0].Attribute("points")!.Value.Split(' ').Select(p => p.Split(',').Select(double.Parse).ToArray())];
        Func<double, double> y = Scale(svg, "end", "y");
        double[] expected = [2, 3, 1, 0];
        for (int i = 0; i < 4; i++) Assert.AreEqual(y(expected[i]) - 4.5, corners[i][1], 0.15, $"corner {i}");
        Assert.IsTrue(svg.Descendants("title").Any(t => t.Value == "a, epoch 2: 2 (1 to 3)"));
    }

    [TestMethod]
    public void Thinning_keeps_the_extremes_and_the_ends()
    {
        XElement svg = Parse(ChartSamples.Long(100_000));
        string path = svg.Elements("path").Single().Attribute("d")!.Value;
        double[] heights = [.. Regex.Matches(path, @"[ML][0-9.]+ ([0-9.]+)").Select(m => double.Parse(m.Groups[1].Value))];
        Func<double, double> y = Scale(svg, "end", "y");
        Assert.AreEqual(y(9) - 4.5, heights.Min(), 0.15);
        Assert.AreEqual(y(-9) - 4.5, heights.Max(), 0.15);
        Assert.AreEqual(y(0) - 4.5, heights[0], 0.15);
        Assert.IsLessThan(1300, heights.Length);
        Assert.HasCount(60, svg.Elements("rect").Where(r => r.Value.StartsWith("step ", StringComparison.Ordinal)), "strips with values");
    }

    [TestMethod]
    public void Dashes_hide_no_extreme_of_a_dense_curve()
    {
        LineChart Two(int steps)
        {
            double[] values = [.. Enumerable.Range(0, steps).Select(i => Math.Sin(i))];
            return new() { Id = "c", Title = "t", ValueName = "v", Series = [new("a", values), new("b", values)] };
        }
        Assert.AreEqual("7 3", Parse(Two(500)).Elements("path").Last().Attribute("stroke-dasharray")!.Value);
        Assert.AreEqual("none", Parse(Two(5000)).Elements("path").Last().Attribute("stroke-dasharray")!.Value);
        Assert.IsNotEmpty(Parse(Two(5000)).Elements("rect").Where(r => r.Value.StartsWith("b, epoch", StringComparison.Ordinal)), "markers tell them apart");
    }

    [TestMethod]
    public void Thinning_shows_wide_gaps_and_single_values()
    {
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => i is > 20_000 and < 40_000 || i % 2 == 0 ? double.NaN : 1)];
        values[30_000] = 5;
        XElement svg = Parse(new LineChart { Id = "c", Title = "t", ValueName = "v", Series = [new("a", values)] });
        Assert.AreEqual(3, svg.Elements("path").Single().Attribute("d")!.Value.Count(c => c == 'M'), "two parts and the single value");
        Assert.IsTrue(svg.Elements("circle").Any(c => c.Value == "a, epoch 30001: 5"));
    }

    [TestMethod]
    public void Bars_are_as_long_as_their_values()
    {
        XElement svg = Parse(new GroupedBars
        {
            Id = "c", Title = "t", ValueName = "v", Digits = 2, Groups = ["one", "two"],
            Series = [new("claimed", [10, double.NaN]), new("measured", [5, -2.5], [4, -3], [6, -2])],
        });
        XElement Bar(string hint) => svg.Elements("rect").Single(r => r.Value.StartsWith(hint, StringComparison.Ordinal));
        double unit = Number(Bar("one, claimed: 10.00"), "width") / 10;
        Assert.AreEqual(5 * unit, Number(Bar("one, measured: 5.00 (4.00 to 6.00)"), "width"), 0.15);
        Assert.AreEqual(2.5 * unit, Number(Bar("two, measured: -2.50 (-3.00 to -2.00)"), "width"), 0.15);
        double zero = Number(Bar("one, claimed"), "x");
        Assert.AreEqual(zero, Number(Bar("two, measured"), "x") + Number(Bar("two, measured"), "width"), 0.15, "both begin at zero");
        XElement whisker = svg.Elements("line").First(l => l.Attribute("class")!.Value == "whisker");
        Assert.AreEqual(zero + 4 * unit, Number(whisker, "x1"), 0.15);
        Assert.AreEqual(zero + 6 * unit, Number(whisker, "x2"), 0.15);
        CollectionAssert.IsSubsetOf(new[] { "not measured", "10.00", "-2.50", "claimed", "measured", "one", "two" }, svg.Elements("text").Select(t => t.Value).ToArray());
    }

    [TestMethod]
    public void An_axis_that_does_not_begin_at_zero_says_so()
    {
        GroupedBars bars = new() { Id = "c", Title = "t", ValueName = "v", Groups = ["g"], Series = [new("a", [0.99])], From = 0.9 };
        Assert.Contains("The axis begins at 0.9, not at 0.", Parse(bars).Value);
        XElement svg = Parse(new GroupedBars { Id = "c", Title = "t", ValueName = "v", Groups = ["g"], Series = [new("a", [0.99])] });
        Assert.DoesNotContain("begins", svg.Value);
    }

    [TestMethod]
    public void A_histogram_counts_every_value_once()
    {
        double[] values = [0, 0.1, 0.3, 0.35, 1, 1, double.NaN, double.PositiveInfinity];
        XElement svg = Parse(new Histogram { Id = "c", Title = "t", ValueName = "v", Bins = 10, Series = [new("a", values)] });
        string[] hints = [.. svg.Elements("rect").Where(r => r.Attribute("class")?.Value == "hover").Select(r => r.Value)];
        Assert.HasCount(10, hints);
        Assert.AreEqual("0 to 0.1\na: 1", hints[0]);
        Assert.AreEqual("0.1 to 0.2\na: 1", hints[1]);
        Assert.AreEqual("0.3 to 0.4\na: 2", hints[3]);
        Assert.AreEqual("0.9 to 1\na: 2", hints[9]);
        Assert.AreEqual(6, hints.Sum(h => int.Parse(h.Split(' ')[^1])));
        Assert.Contains("2 values are not finite and left out.", svg.Value);
        Func<double, double> y = Scale(svg, "end", "y");
        double top = svg.Elements("polygon").First().Attribute("points")!.Value.Split(' ').Min(p => double.Parse(p.Split(',')[1]));
        Assert.AreEqual(y(1) - 4.5, top, 0.15);
    }

    [TestMethod]
    public void Cells_of_a_heat_map_have_their_counts_and_the_worst_error_is_the_darkest()
    {
        ConfusionMatrix matrix = ChartSamples.Digits();
        XElement svg = Parse(new ConfusionHeatMap { Id = "c", Title = "t", Matrix = matrix });
        XElement[] errors = [.. svg.Elements("rect").Where(r => r.Attribute("class")!.Value == "miss" && r.Value.Length > 0)];
        Assert.AreEqual("true 4, predicted 9: 12", errors.MaxBy(e => Number(e, "fill-opacity"))!.Value);
        Assert.AreEqual(1, errors.Max(e => Number(e, "fill-opacity")), 0.001);
        Assert.IsTrue(errors.All(e => Number(e, "fill-opacity") >= 0.12));
        Assert.HasCount(10, svg.Elements("rect").Where(r => r.Attribute("class")!.Value == "hit" && r.Value.Length > 0));
        int[] drawn = [.. svg.Elements("text").Where(t => t.Attribute("class")!.Value.StartsWith("cell", StringComparison.Ordinal)).Select(t => int.Parse(t.Value))];
        CollectionAssert.AreEqual(matrix.ToArrays().SelectMany(r => r).ToArray(), drawn);
        Assert.Contains("4 taken for 9 (12)", svg.Element("desc")!.Value);
    }

    [TestMethod]
    public void Images_decode_to_the_same_pixels()
    {
        ImageData[] images =
        [
            ChartSamples.Digit(1, 28), ChartSamples.Digit(2, 1),
            new(2, 3, 3, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 14))]),
            new(3, 2, 4, [.. Enumerable.Range(0, 24).Select(i => (byte)(255 - i))]),
        ];
        XElement svg = Parse(new ImageGrid { Id = "c", Title = "t", Images = [.. images.Select((image, i) => new GridImage(image, $"no. {i}", i == 1 ? false : null))] });
        XElement[] drawn = [.. svg.Elements("image")];
        Assert.HasCount(4, drawn);
        for (int i = 0; i < 4; i++)
        {
            string href = drawn[i].Attribute("href")!.Value;
            Assert.StartsWith("data:image/png;base64,", href);
            ImageData decoded = ImageFile.Read(Convert.FromBase64String(href["data:image/png;base64,".Length..]));
            Assert.AreEqual((images[i].Height, images[i].Width, images[i].Channels), (decoded.Height, decoded.Width, decoded.Channels));
            CollectionAssert.AreEqual(images[i].Pixels, decoded.Pixels);
        }
        Assert.AreEqual("✗ no. 1", drawn[1].Value);
        Assert.HasCount(1, svg.Elements("rect").Where(r => r.Attribute("class")!.Value == "wrong"));
    }

    [TestMethod]
    [DataRow(5, 2, "0,1|2,3|4,")]
    [DataRow(3, 20, "0,1,2")]
    [DataRow(60, 2, "0,1|2,3|4,5|6,7|8,9|12,13|14,15|16,17|18,19|20,21|24,25|26,27|28,29|30,31|32,33|36,37|38,39|40,41|42,43|44,45|48,49|50,51|52,53|54,55|58,59")]
    public void A_sheet_is_one_picture_with_every_image_in_its_place(int count, int columns, string expected)
    {
        // Image i is all of the value 3 i; lines between the images have the value 96.
        byte[] pixels = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)(3 * i), 4 * 3))];
        XElement svg = Parse(new SheetPicture { Id = "c", Title = "t", Height = 4, Width = 3, Columns = columns, Pixels = pixels });
        string href = svg.Elements("image").Single().Attribute("href")!.Value;
        ImageData drawn = ImageFile.Read(Convert.FromBase64String(href["data:image/png;base64,".Length..]));
        string[][] rows = [.. expected.Split('|').Select(row => row.Split(','))];
        Assert.AreEqual((rows.Length * 5 - 1, rows[0].Length * 4 - 1, 1), (drawn.Height, drawn.Width, drawn.Channels));
        for (int y = 0; y < drawn.Height; y++)
            for (int x = 0; x < drawn.Width; x++)
            {
                bool line = y % 5 == 4 || x % 4 == 3 || rows[y / 5][x / 4].Length == 0;
                Assert.AreEqual(line ? 96 : 3 * int.Parse(rows[y / 5][x / 4]), drawn.Pixels[y * drawn.Width + x], $"{x}, {y}");
            }
        Assert.AreEqual(count == 60, svg.Value.Contains("25 of 30 rows are drawn", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Lines_cross_each_axis_at_their_values()
    {
        XElement svg = Parse(new ParallelCoordinates
        {
            Id = "c", Title = "t",
            Axes = [new("rate", null, true), new("units"), new("optimizer", ["SGD", "Adam", "RMSprop"])],
            Lines = [new("low", [0.001, 10, 0]), new("mid", [0.01, 15, 1], true), new("high", [0.1, 20, 2])],
        });
        string path = svg.Elements("path").Single(p => p.Attribute("class")!.Value == "curve").Attribute("d")!.Value;
        double[] xs = [.. Regex.Matches(path, @"[ML]([0-9.]+) ").Select(m => double.Parse(m.Groups[1].Value))];
        Assert.HasCount(3, xs);
        foreach (double x in xs) Assert.AreEqual(180, x, 0.15, "the middle of a logarithmic axis, of a plain one, and of three names");
        Assert.IsTrue(svg.Descendants("title").Any(t => t.Value == "mid: rate 0.01, units 15, optimizer Adam"));
        string[] labels = ["rate", "units", "optimizer", "SGD", "Adam", "RMSprop", "0.001", "0.1", "10", "20", "mid"];
        CollectionAssert.IsSubsetOf(labels, svg.Elements("text").Select(t => t.Value).ToArray());
    }

    [TestMethod]
    public void Thinned_lines_keep_the_extremes_of_every_axis()
    {
        ParallelLine[] lines = [.. Enumerable.Range(0, 5000).Select(i => new ParallelLine($"run {i}", [i == 2501 ? 100 : Math.Sin(i), i == 2503 ? -100 : Math.Cos(i)]))];
        XElement svg = Parse(new ParallelCoordinates { Id = "c", Title = "t", Axes = [new("a"), new("b")], Lines = lines });
        Assert.IsInRange(280, 300, svg.Elements("path").Count());
        foreach (string name in new[] { "run 2501:", "run 2503:" }) Assert.IsTrue(svg.Descendants("title").Any(t => t.Value.StartsWith(name, StringComparison.Ordinal)), name);
        Assert.Contains($"{svg.Elements("path").Count()} of 5000 lines are drawn", svg.Value);
    }

    [TestMethod]
    public void Calibration_is_drawn_with_its_intervals()
    {
        Calibration calibration = Calibration.Compute([0.95f, 0.95f, 0.95f, 0.95f, 0.55f, 0.55f], [true, true, true, false, true, false], 10);
        XElement svg = Parse(new CalibrationChart { Id = "c", Title = "t", Series = [new("m", calibration), new("n", null)] });
        XElement[] points = [.. svg.Elements("circle").Where(c => c.Value.Contains("accuracy"))];
        Func<double, double> y = Scale(svg, "end", "y"), x = Scale(svg, "middle", "x");
        Assert.HasCount(2, points);
        Assert.AreEqual(y(0.5) - 4.5, Number(points[0], "cy"), 0.15);
        Assert.AreEqual(y(0.75) - 4.5, Number(points[1], "cy"), 0.15);
        Assert.AreEqual(x(0.55), Number(points[0], "cx"), 0.15);
        Assert.AreEqual("m, confidence 0.950: accuracy 0.750 (0.301 to 0.954), 4 predictions", points[1].Value, "Wilson's interval");
        string[] texts = [.. svg.Elements("text").Select(t => t.Value)];
        CollectionAssert.IsSubsetOf(new[] { $"m: error {(4 * 0.2 + 2 * 0.05) / 6:F4}", "n: not measured" }, texts);
    }

    [TestMethod]
    public void Texts_are_cleaned_cut_and_wrapped()
    {
        Assert.AreEqual("red b c", ChartText.Clean("\0\u001bred\u202E\tb\nc\ud800\uffff "));
        Assert.AreEqual("👨‍👩‍👧‍👦", ChartText.Clean("👨‍👩‍👧‍👦"));
        Assert.AreEqual("", ChartText.Clean(null));
        Assert.AreEqual("short", ChartText.Cut("short", 13, 100));
        string cut = ChartText.Cut(string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 50)), 13, 200);
        Assert.IsLessThanOrEqualTo(200, ChartText.Width(cut, 13));
        Assert.EndsWith("👦…", cut, "families stay whole");
        IReadOnlyList<string> lines = ChartText.Wrap("one two threefour five", 13, 55, 2);
        Assert.AreEqual("one two", lines[0]);
        Assert.StartsWith("three", lines[1]);
        Assert.EndsWith("…", lines[1]);
        foreach (string line in ChartText.Wrap(string.Join(' ', ChartSamples.Names), 13, 120, 9)) Assert.IsLessThanOrEqualTo(120, ChartText.Width(line, 13));
        Assert.AreEqual("\u2068שלום\u2069", ChartText.Isolate("שלום"));
        Assert.AreEqual("name", ChartText.Isolate("name"));
    }

    [TestMethod]
    [DataRow(1000000.0, 1000001.0)]
    [DataRow(1e-9, 1.1e-9)]
    [DataRow(123456789.0, 123456790.0)]
    [DataRow(0.0, 3e300)]
    public void Labels_of_neighbouring_ticks_differ(double low, double high)
    {
        if (high > 1e300) high = 1e300;
        Ticks ticks = Ticks.Choose(low, high);
        Assert.HasCount(ticks.Labels.Count, ticks.Labels.Distinct(), string.Join(' ', ticks.Labels));
    }

    private static XElement Parse(Chart chart) => XElement.Parse(chart.ToSvg().Text);

    /// <summary>Where values are by an axis' labels: a straight line through the first and the last.</summary>
    private static Func<double, double> Scale(XElement svg, string anchor, string attribute)
    {
        (double Value, double At)[] labels = [.. svg.Elements("text")
            .Where(t => t.Attribute("class")?.Value == "tick" && t.Attribute("text-anchor")?.Value == anchor && double.TryParse(t.Value, out _))
            .Select(t => (double.Parse(t.Value), Number(t, attribute)))];
        (double v0, double p0) = labels[0];
        (double v1, double p1) = labels[^1];
        return value => p0 + (value - v0) / (v1 - v0) * (p1 - p0);
    }
}
