using System.Globalization;
using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>The lines about data frames of the program that was run against the original library, and what it printed there.</summary>
[TestClass]
public sealed class ContractTests
{
    [TestMethod]
    public void TheSampleProgramPrintsWhatItPrintedOnTheOriginal()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        string[] names = ["red", "green", "blue"];
        double[][] centre = [[0, 0], [3, 0], [0, 3]];
        uint state = 42;
        float Noise()
        {
            double s = 0;
            for (int i = 0; i < 4; i++)
            {
                state = state * 1664525 + 1013904223;
                s += state / 4294967296.0 - 0.5;
            }
            return (float)(s * 1.7);
        }
        var rows = Enumerable.Range(0, 300).Select(i => new { Color = names[i % 3], F0 = (float)centre[i % 3][0] + Noise(), F1 = (float)centre[i % 3][1] + Noise() }).ToArray();
        var df = new DataFrame(
            new StringDataFrameColumn("Color", rows.Select(r => r.Color)),
            new SingleDataFrameColumn("f0", rows.Select(r => r.F0)),
            new SingleDataFrameColumn("f1", rows.Select(r => r.F1)));
        Assert.AreEqual("frame 300 x 3; mean f0 1.0689; [3,0] = red", $"frame {df.Rows.Count} x {df.Columns.Count}; mean f0 {df["f0"].Mean():F4}; [3,0] = {df[3, 0]}");
        DataFrame grouped = df.GroupBy("Color").Mean("f0");
        Assert.AreEqual("means red=0.0683 green=3.0122 blue=0.1262", "means " + string.Join(" ", grouped.Rows.Select(r => $"{r[0]}={(float)Convert.ToDouble(r[1]):F4}")));
        DataFrame filtered = df.Filter(df["f0"].ElementwiseGreaterThan(2.5f));
        Assert.AreEqual("filtered 70", $"filtered {filtered.Rows.Count}");
        DataFrame fromCsv = DataFrame.LoadCsvFromString("name,x,y\na,1.5,2.5\nb,2.5,3.5\n");
        Assert.AreEqual("csv name:String x:Single y:Single 6", "csv " + string.Join(" ", fromCsv.Columns.Select(c => $"{c.Name}:{c.DataType.Name}")) + $" {fromCsv["y"].Sum()}");
    }
}
