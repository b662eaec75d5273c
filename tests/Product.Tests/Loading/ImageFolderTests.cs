using System.Diagnostics;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.Loading;

/// <summary>Protects the reading of folders of image files.</summary>
[TestClass]
public sealed class ImageFolderTests
{
    private readonly TemporaryData _data = new();
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<string> _notices = [];

    [TestCleanup]
    public void Cleanup() => _data.Dispose();

    private void Put(string name, int channels, int height, int width, params byte[] pixels)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_data[name])!);
        PngWriter.Write(_data[name], new ImageData(height, width, channels, pixels));
    }

    private DigitSet Load(int height, int width, int channels = 1, Interpolation interpolation = Interpolation.Bilinear) =>
        _ml.Data.LoadImageFolder(_data.Folder, height, width, channels, interpolation, _notices.Add).Set;

    [TestMethod]
    public void Folders_are_classes_in_the_order_of_numbers_or_names()
    {
        foreach (string name in (string[])["10", "2", "1"]) Put($"{name}/b.png", 1, 1, 1, byte.Parse(name));
        Put("2/a/z.png", 1, 1, 1, 20);
        DigitSet set = Load(1, 1);
        CollectionAssert.AreEqual(new[] { "1", "2", "10" }, set.ClassNames.ToArray());
        CollectionAssert.AreEqual(new byte[] { 0, 1, 1, 2 }, set.Labels);
        CollectionAssert.AreEqual(new byte[] { 1, 20, 2, 10 }, set.Images);
        Put("cat/a.png", 1, 1, 1, 5);
        CollectionAssert.AreEqual(new[] { "1", "10", "2", "cat" }, Load(1, 1).ClassNames.ToArray());
        Assert.HasCount(0, _notices);
    }

    [TestMethod]
    public void Kinds_of_files_and_pixels_give_the_same_image()
    {
        Put("a/grey.png", 1, 1, 2, 10, 200);
        Put("a/colour.png", 3, 1, 2, 10, 10, 10, 200, 200, 200);
        Put("a/alpha.PNG", 2, 1, 2, 10, 255, 200, 255);
        File.WriteAllText(_data["a", "text.pgm"], "P2 2 1 255 10 200");
        DigitSet set = Load(1, 2);
        for (int i = 0; i < set.Count; i++) CollectionAssert.AreEqual(new byte[] { 10, 200 }, set.Image(i).ToArray());
        Assert.AreEqual(4, set.Count);
        CollectionAssert.AreEqual(new byte[] { 10, 10, 10, 200, 200, 200 }, Load(1, 2, 3).Image(2).ToArray());
    }

    [TestMethod]
    public void Alpha_is_blended_on_white()
    {
        Put("a/1.png", 4, 1, 3, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 127);
        CollectionAssert.AreEqual(new byte[] { 255, 255, 255, 255, 0, 0, 128, 128, 128 }, Load(1, 3, 3).Images);
        Put("a/1.png", 2, 1, 3, 0, 0, 0, 255, 100, 51);
        CollectionAssert.AreEqual(new byte[] { 255, 0, 224 }, Load(1, 3).Images);
    }

    [TestMethod]
    public void Images_of_other_sizes_are_resized()
    {
        Put("a/1.png", 1, 2, 4, 0, 40, 80, 120, 100, 140, 180, 220);
        CollectionAssert.AreEqual(new byte[] { 70, 150 }, Load(1, 2).Images); // between the four in the middle
        CollectionAssert.AreEqual(new byte[] { 70, 150 }, Load(1, 2, interpolation: Interpolation.Area).Images);
        CollectionAssert.AreEqual(new byte[] { 140, 220 }, Load(1, 2, interpolation: Interpolation.Nearest).Images);
        CollectionAssert.AreEqual(new byte[] { 0, 10, 30, 50, 70, 90, 110, 120 }, Load(2, 8).Images[..8]);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 40, 40, 80, 80, 120, 120 }, Load(2, 8, interpolation: Interpolation.Nearest).Images[..8]);
        Put("a/1.png", 1, 1, 5, 10, 20, 30, 40, 50);
        CollectionAssert.AreEqual(new byte[] { 18, 42 }, Load(1, 2, interpolation: Interpolation.Area).Images); // (10 + 20 + 30 / 2) / 2.5
    }

    [TestMethod]
    public void A_picture_of_one_colour_keeps_it_at_any_size()
    {
        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            foreach ((int height, int width) in ((int, int)[])[(1, 1), (1, 9), (13, 7), (40, 3), (28, 28)])
            {
                Put("a/1.png", 1, height, width, [.. Enumerable.Repeat((byte)201, height * width)]);
                Assert.IsTrue(Load(11, 17, interpolation: interpolation).Images.All(pixel => pixel == 201), $"{interpolation} {height} x {width}");
            }
    }

    [TestMethod]
    public void Other_files_are_named_in_a_warning()
    {
        Put("a/1.png", 1, 1, 1, 5);
        File.WriteAllText(_data["a", "photo.jpg"], "");
        File.WriteAllText(_data["readme.txt"], "");
        Directory.CreateDirectory(_data[".git"]);
        Assert.AreEqual(1, Load(1, 1).Count);
        Assert.HasCount(1, _notices);
        StringAssert.Contains(_notices[0], "2 files");
        StringAssert.Contains(_notices[0], "readme.txt, " + Path.Combine("a", "photo.jpg"));
        var seen = new List<string>();
        _ml.Log += (_, e) => { if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) seen.Add(e.Message); };
        _ml.Data.LoadImageFolder(_data.Folder, 1, 1, notice: _ml.Warnings());
        Assert.HasCount(1, seen);
        StringAssert.Contains(seen[0], "photo.jpg");
    }

    [TestMethod]
    public void A_class_folder_without_images_is_named()
    {
        Put("a/1.png", 1, 1, 1, 5);
        Directory.CreateDirectory(_data["b"]);
        Directory.CreateDirectory(_data["c"]);
        File.WriteAllText(_data["c", "photo.jpg"], "");
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => Load(1, 1));
        StringAssert.Contains(e.Message, "class folders b, c");
        StringAssert.Contains(e.Message, ".png");
    }

    [TestMethod]
    public void Folders_that_are_none_are_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<DirectoryNotFoundException>(() => _ml.Data.LoadImageFolder(_data["none"], 1, 1)).Message, "none");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Load(1, 1)).Message, "0 folders");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Load(0, 1));
        Assert.ThrowsExactly<ArgumentException>(() => Load(1, 1, 2));
        for (int i = 0; i < 257; i++) Directory.CreateDirectory(_data[$"{i}"]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Load(1, 1)).Message, "257 folders");
    }

    [TestMethod]
    public void All_unreadable_images_are_listed_in_one_error()
    {
        for (int i = 0; i < 20; i++) Put($"a/{i}.png", 1, 1, 1, 5);
        byte[] whole = File.ReadAllBytes(_data["a", "3.png"]);
        File.WriteAllBytes(_data["a", "3.png"], whole[..30]);
        whole[^20] ^= 1;
        File.WriteAllBytes(_data["a", "5.png"], whole);
        File.WriteAllBytes(_data["a", "7.png"], [0xFF, 0xD8, 0xFF, 0xE0]);
        File.WriteAllBytes(_data["a", "9.bmp"], []);
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => Load(1, 1));
        foreach (string part in (string[])["4 of 21 images", "3.png is truncated", "5.png is damaged", "7.png is a JPEG", "9.bmp"]) StringAssert.Contains(e.Message, part);
    }

    [TestMethod]
    public void Files_of_other_programs_are_read()
    {
        Directory.CreateDirectory(_data["a"]);
        string[] files = [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Runtime.Tests", "Data", "Images")).Where(file => ImageFile.Extensions.Contains(Path.GetExtension(file)))];
        foreach (string file in files) File.Copy(file, _data["a", Path.GetFileName(file)]);
        DigitSet set = Load(11, 13);
        Assert.IsGreaterThan(40, files.Length);
        Assert.AreEqual(files.Length, set.Count);
        // 8 bits of grey by three encoders.
        string[] names = [.. files.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        foreach (string name in (string[])["libpng-gray.png", "netpbm-8-os2.bmp", "p2-255.pgm"])
            Assert.IsTrue(set.Image(Array.IndexOf(names, name)).SequenceEqual(set.Image(Array.IndexOf(names, "colour0-8.png"))), name);
    }

    [TestMethod]
    public void Mnist_as_pngs_has_the_pixels_of_the_idx_file() => ReadMnistAsPngs(400);

    [TestMethod]
    [Slow] // most of it is the file system, which takes seconds for 10,000 new files
    public void Ten_thousand_pngs_are_read_at_over_3000_a_second() => Assert.IsGreaterThan(3000, ReadMnistAsPngs(10_000));

    /// <summary>Writes MNIST's test images as PNG files and reads them back; returns the images read a second.</summary>
    private double ReadMnistAsPngs(int count)
    {
        DigitSet test = _ml.Data.LoadMnist("test", Path.GetDirectoryName(Repository.RequireMnist())!).Set.Take(count);
        for (int c = 0; c < 10; c++) Directory.CreateDirectory(_data[$"{c}"]);
        Parallel.For(0, test.Count, i => File.WriteAllBytes(_data[$"{test.Labels[i]}", $"{i:D5}.png"],
            PngWriter.Encode(new ImageData(28, 28, 1, test.Image(i).ToArray()))));
        var clock = Stopwatch.StartNew();
        DigitSet read = Load(28, 28);
        double seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine($"{read.Count} PNGs in {seconds:F3} s: {read.Count / seconds:F0} images/s on {Environment.ProcessorCount} cores");
        DigitSet expected = test.Select([.. Enumerable.Range(0, test.Count).OrderBy(i => test.Labels[i])]);
        CollectionAssert.AreEqual(expected.Labels, read.Labels);
        Assert.IsTrue(expected.Images.AsSpan().SequenceEqual(read.Images));
        return read.Count / seconds;
    }
}
