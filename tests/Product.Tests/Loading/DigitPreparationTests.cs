using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.Loading;

/// <summary>Protects that pictures of digits become what MNIST would have made of them.</summary>
[TestClass]
public sealed class DigitPreparationTests
{
    private const int Side = 28;

    private static DigitSet Digits() =>
        IdxDataset.Mnist.ReadPart(Repository.RequireMnist(), train: false)!.Take(300);

    private static ImageData Picture(ReadOnlySpan<byte> image) => new(Side, Side, 1, image.ToArray());

    /// <summary>MNIST's image, with its darkest ink at 255 as the preparation has it.</summary>
    private static byte[] Expected(ReadOnlySpan<byte> image)
    {
        int most = 0;
        foreach (byte pixel in image) most = Math.Max(most, pixel);
        byte[] result = new byte[image.Length];
        for (int i = 0; i < image.Length; i++) result[i] = (byte)(image[i] * 255f / most + 0.5f);
        return result;
    }

    /// <summary>Mean difference of pixels, in grey levels.</summary>
    private static double Difference(byte[] a, byte[] b) => a.Zip(b).Average(pair => Math.Abs(pair.First - pair.Second));

    private static ImageData Inverted(ImageData image) => image with { Pixels = [.. image.Pixels.Select(pixel => (byte)(255 - pixel))] };

    /// <summary>Each pixel as a square of some, with more paper around.</summary>
    private static ImageData Enlarged(ImageData image, int times, int above, int left, int height, int width, byte paper)
    {
        byte[] pixels = new byte[height * width];
        pixels.AsSpan().Fill(paper);
        for (int y = 0; y < image.Height * times; y++)
            for (int x = 0; x < image.Width * times; x++)
                pixels[(above + y) * width + left + x] = image.Pixels[y / times * image.Width + x / times];
        return new ImageData(height, width, 1, pixels);
    }

    [TestMethod]
    public void Mnist_images_stay_as_they_are()
    {
        DigitSet digits = Digits();
        for (int i = 0; i < digits.Count; i++)
            CollectionAssert.AreEqual(Expected(digits.Image(i)), DigitPreparation.Prepare(Picture(digits.Image(i))), $"digit {i}");
    }

    [TestMethod]
    public void Enlarged_moved_and_inverted_images_come_back()
    {
        DigitSet digits = Digits();
        var random = new Random(1);
        for (int i = 0; i < digits.Count; i++)
        {
            int times = 1 + i % 9, above = random.Next(200), left = random.Next(200);
            bool dark = i % 2 == 0;
            ImageData picture = Picture(digits.Image(i));
            picture = Enlarged(dark ? Inverted(picture) : picture, times, above, left, above + 28 * times + random.Next(200), left + 28 * times + random.Next(200),
                dark ? (byte)255 : (byte)0);
            Assert.IsLessThan(0.05, Difference(Expected(digits.Image(i)), DigitPreparation.Prepare(picture)), $"digit {i}");
        }
    }

    [TestMethod]
    public void Faint_ink_on_grey_noisy_paper_is_found()
    {
        DigitSet digits = Digits();
        var random = new Random(2);
        double[] differences = new double[digits.Count];
        for (int i = 0; i < digits.Count; i++)
        {
            ImageData picture = Enlarged(Picture(digits.Image(i)), 8, 100, 50, 420, 500, 0);
            byte[] pixels = [.. picture.Pixels.Select(ink => (byte)(190 + random.Next(-3, 4) - ink * 120 / 255))];
            differences[i] = Difference(Expected(digits.Image(i)), DigitPreparation.Prepare(picture with { Pixels = pixels }));
        }
        Console.WriteLine($"mean difference {differences.Average():F2}, largest {differences.Max():F2} grey levels");
        // The faintest edges of the ink are lost in the noise; where they bound the digit, it comes out a pixel larger.
        Assert.IsLessThan(4.0, differences.Average());
        Assert.IsLessThan(20.0, differences.Max());
    }

    [TestMethod]
    public void Colours_and_transparent_paper_make_no_difference()
    {
        DigitSet digits = Digits().Take(50);
        for (int i = 0; i < digits.Count; i++)
        {
            byte[] image = digits.Image(i).ToArray(), expected = Expected(image);
            var strokes = new ImageData(Side, Side, 4, [.. image.SelectMany(ink => (byte[])[0, 0, 0, ink])]); // black, transparent where there is none
            CollectionAssert.AreEqual(expected, DigitPreparation.Prepare(strokes), $"digit {i}");
            var blue = new ImageData(Side, Side, 3, [.. image.SelectMany(ink => (byte[])[(byte)(255 - ink), (byte)(255 - ink), 255])]);
            Assert.IsLessThan(1.0, Difference(expected, DigitPreparation.Prepare(blue)), $"digit {i}");
        }
    }

    [TestMethod]
    public void A_turned_picture_gives_the_turned_digit()
    {
        DigitSet digits = Digits();
        for (int i = 0; i < digits.Count; i++)
        {
            byte[] image = digits.Image(i).ToArray(), turned = new byte[image.Length];
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++) turned[x * Side + Side - 1 - y] = image[y * Side + x];
            byte[] prepared = DigitPreparation.Prepare(Picture(turned));
            // Turning moves the middle of 28 by a pixel, so the same ink stands there up to a shift.
            CollectionAssert.AreEqual(Expected(turned).Where(ink => ink > 0).ToArray(), prepared.Where(ink => ink > 0).ToArray(), $"digit {i}");
        }
    }

    [TestMethod]
    public void The_ink_fits_its_box_and_is_centred_by_mass()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            int height = random.Next(1, 90), width = random.Next(1, 90);
            byte[] pixels = new byte[(height + 2) * (width + 2)];
            for (int n = random.Next(1, 30); n > 0; n--) pixels[random.Next(1, height + 1) * (width + 2) + random.Next(1, width + 1)] = (byte)random.Next(1, 256);
            byte[] result = DigitPreparation.Prepare(new ImageData(height + 2, width + 2, 1, pixels));
            Assert.AreEqual(255, result.Max());
            int[] inked = [.. Enumerable.Range(0, 784).Where(i => result[i] > 0)];
            int rows = inked.Max(i => i / 28) - inked.Min(i => i / 28) + 1, columns = inked.Max(i => i % 28) - inked.Min(i => i % 28) + 1;
            Assert.IsLessThanOrEqualTo(20, Math.Max(rows, columns));
            double mass = result.Sum(pixel => pixel), y = inked.Sum(i => result[i] * (i / 28)) / mass, x = inked.Sum(i => result[i] * (i % 28)) / mass;
            bool inside = inked.Min(i => i / 28) > 0 && inked.Max(i => i / 28) < 27 && inked.Min(i => i % 28) > 0 && inked.Max(i => i % 28) < 27;
            if (inside) Assert.IsTrue(Math.Abs(y - 14) < 0.6 && Math.Abs(x - 14) < 0.6, $"round {round}: {y}, {x}");
        }
    }

    [TestMethod]
    public void Another_side_scales_the_box()
    {
        byte[] pixels = new byte[100 * 100];
        for (int y = 20; y < 80; y++) pixels.AsSpan(y * 100 + 20, 60).Fill(200);
        byte[] result = DigitPreparation.Prepare(new ImageData(100, 100, 1, pixels), side: 56);
        Assert.HasCount(56 * 56, result);
        Assert.AreEqual(40 * 40, result.Count(pixel => pixel == 255));
        Assert.AreEqual(0, result.Count(pixel => pixel is > 0 and < 255));
    }

    [TestMethod]
    public void Blank_pictures_are_refused()
    {
        foreach (ImageData blank in (ImageData[])[new(5, 7, 1, [.. Enumerable.Repeat((byte)9, 35)]), new(1, 1, 3, [1, 2, 3]), new(1, 2, 2, [0, 0, 50, 0])])
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => DigitPreparation.Prepare(blank, name: "x.png")).Message, "x.png is blank");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DigitPreparation.Prepare(new ImageData(1, 1, 1, [3]), side: 3));
    }

    [TestMethod]
    public void Files_are_read_and_named()
    {
        using var data = new TemporaryData();
        string path = data["seven.png"];
        PngWriter.Write(path, new ImageData(1, 4, 1, [255, 255, 0, 255]));
        Assert.AreEqual(400, DigitPreparation.Prepare(path).Count(pixel => pixel == 255));
        PngWriter.Write(path, new ImageData(1, 2, 1, [255, 255]));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => DigitPreparation.Prepare(path)).Message, path);
    }
}
