using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Loading;

/// <summary>Protects the reading of EMNIST: upright images, class names, label ranges.</summary>
[TestClass]
public sealed class EmnistTests
{
    private readonly TemporaryData _data = new();
    private readonly MLContext _ml = new(seed: 1);

    [TestCleanup]
    public void Cleanup() => _data.Dispose();

    private void Put(string variant, params byte[] labels) => PutPart(variant, "train", labels);

    private void PutPart(string variant, string part, byte[] labels)
    {
        byte[] images = new byte[labels.Length * 6];
        for (int i = 0; i < images.Length; i++) images[i] = (byte)i;
        Idx.Write(_data["emnist", $"emnist-{variant}-{part}-images-idx3-ubyte.gz"], new IdxArray([labels.Length, 2, 3], images), gzip: true);
        Idx.Write(_data["emnist", $"emnist-{variant}-{part}-labels-idx1-ubyte"], new IdxArray([labels.Length], labels));
    }

    [TestMethod]
    public void Images_stand_upright()
    {
        Put("digits", 7, 0);
        DigitSet set = _ml.Data.LoadEmnist("train", "digits", _data.Folder).Set;
        Assert.AreEqual((3, 2), (set.Height, set.Width));
        CollectionAssert.AreEqual(new byte[] { 0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11 }, set.Images);
        CollectionAssert.AreEqual(new byte[] { 7, 0 }, set.Labels);
    }

    [TestMethod]
    public void Letters_are_numbered_from_one_in_the_file()
    {
        Put("letters", 1, 26, 2);
        DigitSet set = _ml.Data.LoadEmnist("train", "letters", _data.Folder).Set;
        CollectionAssert.AreEqual(new byte[] { 0, 25, 1 }, set.Labels);
        Assert.AreEqual("A Z B", string.Join(' ', set.Labels.Select(label => set.ClassNames[label])));
    }

    [TestMethod]
    public void The_first_variant_that_is_here_is_found_with_both_parts()
    {
        var options = new DataOptions { DataFolder = _data.Folder };
        Assert.IsNull(Emnist.Find(options));
        Put("letters", 1, 26);
        Assert.ThrowsExactly<FileNotFoundException>(() => Emnist.Find(options));
        PutPart("letters", "test", [3]);
        DigitData found = Emnist.Find(options)!;
        Assert.AreEqual(("emnist-letters", 2, 1, 26), (found.Name, found.Train.Count, found.Test.Count, found.Classes));
    }

    [TestMethod]
    [DataRow("digits", 10, "0", "9")]
    [DataRow("mnist", 10, "0", "9")]
    [DataRow("letters", 26, "A", "Z")]
    [DataRow("balanced", 47, "0", "t")]
    [DataRow("bymerge", 47, "0", "t")]
    [DataRow("byclass", 62, "0", "z")]
    public void Variants_have_their_class_names(string variant, int count, string first, string last)
    {
        IReadOnlyList<string> names = Emnist.ClassNames(variant);
        Assert.AreEqual((count, first, last), (names.Count, names[0], names[^1]));
        Assert.AreEqual(count, names.Distinct().Count());
        if (count == 47) Assert.AreEqual("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt", string.Concat(names));
    }

    [TestMethod]
    [DataRow("digits", (byte)10, "0 to 9")]
    [DataRow("letters", (byte)0, "1 to 26")]
    [DataRow("letters", (byte)27, "1 to 26")]
    [DataRow("balanced", (byte)47, "0 to 46")]
    [DataRow("byclass", (byte)62, "0 to 61")]
    public void Labels_outside_the_range_are_named(string variant, byte label, string range)
    {
        Put(variant, 3, label);
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadEmnist("train", variant, _data.Folder));
        StringAssert.Contains(e.Message, $"emnist-{variant}-train-labels-idx1-ubyte: label 1");
        StringAssert.Contains(e.Message, $"is {label}, expected {range}");
    }

    [TestMethod]
    public void What_is_missing_is_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Data.LoadEmnist("test", "balanced", _data.Folder)).Message,
            "emnist-balanced-test-images-idx3-ubyte");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadEmnist("test", "kuzushiji", _data.Folder)).Message, "byclass");
        Put("digits", 1);
        File.Delete(_data["emnist", "emnist-digits-train-labels-idx1-ubyte"]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadEmnist("train", "digits", _data.Folder)).Message,
            "not emnist-digits-train-labels-idx1-ubyte");
    }
}
