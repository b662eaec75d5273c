using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Loading;

/// <summary>Protects the reading of tables of pixels.</summary>
[TestClass]
public sealed class PixelCsvTests
{
    private readonly TemporaryData _data = new();
    private readonly MLContext _ml = new(seed: 1);

    [TestCleanup]
    public void Cleanup() => _data.Dispose();

    private DigitView Load(string text, string label = "label", IReadOnlyList<string>? names = null)
    {
        File.WriteAllText(_data["a.csv"], text);
        return _ml.Data.LoadCsv(_data["a.csv"], label, 1, 2, names);
    }

    private void Refuses(string text, params string[] parts)
    {
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => Load(text));
        foreach (string part in (string[])[_data["a.csv"], .. parts]) StringAssert.Contains(e.Message, part);
    }

    [TestMethod]
    public void Labels_and_pixels_are_read_wherever_the_label_stands()
    {
        foreach (string text in (string[])["label,p0,p1\n3,0,255\n9,12,7\n", "p0,label,p1\r\n0,3,255\r\n12,9,7", "\uFEFF\"p0\", p1,label\n\n0.0, 255 ,\"3\"\n12,7,9\n\n"])
        {
            DigitSet set = Load(text).Set;
            CollectionAssert.AreEqual(new byte[] { 0, 255, 12, 7 }, set.Images);
            CollectionAssert.AreEqual(new byte[] { 3, 9 }, set.Labels);
        }
        Assert.AreEqual("b", Load("y,p0,p1\n1,0,0\n", "y", ["a", "b"]).Set.ClassNames[1]);
    }

    [TestMethod]
    public void What_is_no_pixel_is_named_with_line_and_column()
    {
        Refuses("label,p0,p1\n3,0,255\n9,NaN,7\n", "line 3", "'p0'", "'NaN'", "0 to 255");
        Refuses("label,p0,p1\n3,0,256\n", "line 2", "'p1'", "'256'");
        Refuses("label,p0,p1\n3,-1,0\n", "line 2", "'-1'");
        Refuses("label,p0,p1\n3,0.5,0\n", "'0.5'", "whole number");
        Refuses("label,p0,p1\n3,,0\n", "'p0'", "got ''");
        Refuses("label,p0,p1\n3,1e99,0\n", "'1e99'");
        Refuses("label,p0,p1\n3,00001,99999999999999999999\n", "'p1'");
    }

    [TestMethod]
    public void What_is_no_label_is_named()
    {
        Refuses("label,p0,p1\nthree,0,1\n", "line 2", "'label'", "'three'", "a label");
        Refuses("label,p0,p1\nNaN,0,1\n", "'NaN'");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Load("label,p0,p1\n2,0,1\n", names: ["a", "b"])).Message, "0 to 1");
    }

    [TestMethod]
    public void Lines_of_another_length_are_named()
    {
        Refuses("label,p0,p1\n3,0\n", "line 2 has 2 values, expected 3");
        Refuses("label,p0,p1\n3,0,1\n3,0,1,4\n", "line 3 has 4 values");
    }

    [TestMethod]
    public void The_first_line_must_name_columns_that_fit()
    {
        Refuses("", "is empty");
        Refuses("3,0,255\n", "no column 'label' among 3, 0, 255");
        Refuses("label,p0\n3,0\n", "1 columns beside 'label', expected 2");
        Refuses("label,p0,p1\n", "at least one image");
    }

    [TestMethod]
    public void Many_lines_are_read()
    {
        DigitSet set = Load("label,p0,p1\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i % 10},{i % 256},{i / 256}\n"))).Set;
        Assert.AreEqual(2000, set.Count);
        for (int i = 0; i < 2000; i++) Assert.AreEqual((i % 10, i), (set.Labels[i], set.Image(i)[0] + 256 * set.Image(i)[1]));
    }
}
