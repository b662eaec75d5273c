using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Recognition;
using Tensorflow.IO;

namespace MlPipelines.Tests.Recognition;

/// <summary>Protects that what is written on a page is found, taken apart and put in reading order, whatever the page looks like.</summary>
[TestClass]
public sealed class PageReadingTests
{
    /// <summary>Bars of these heights stand for digits.</summary>
    private const int Tall = 40, Thick = 8;

    [TestMethod]
    [DataRow(0, 255, 0)]
    [DataRow(6, 255, 0)]
    [DataRow(-8, 255, 0)]
    [DataRow(5, 20, 230)]
    public void Rows_are_read_from_the_top_and_each_from_the_left(int degrees, int paper, int ink)
    {
        // Distances between neighbours tell them apart wherever they are put.
        (double X, double Y)[] bars = [.. from row in Enumerable.Range(0, 3) from column in Enumerable.Range(0, 5) select (60.0 + 45 * column + 6 * column * column / 4.0, 60.0 + 75 * row)];
        ImageData page = Page(420, 360, (byte)paper, (byte)ink, degrees, bars);
        IReadOnlyList<ReadDigit> read = Read(page, AlwaysSure);
        Assert.HasCount(bars.Length, read);
        for (int i = 0; i < bars.Length; i++)
        {
            (double x, double y) = Turned(bars[i].X, bars[i].Y, degrees, page);
            PixelBox box = read[i].Box;
            Assert.AreEqual(x, box.Left + box.Width / 2.0, 3, $"digit {i}");
            Assert.AreEqual(y, box.Top + box.Height / 2.0, 3, $"digit {i}");
            Assert.AreEqual(i / 5, read[i].Row);
        }
    }

    [TestMethod]
    public void Uneven_light_and_specks_are_no_digits()
    {
        ImageData page = Page(300, 200, 255, 0, 0, [(60, 60), (120, 60), (180, 60)]);
        var random = new Random(1);
        for (int y = 0; y < page.Height; y++)
            for (int x = 0; x < page.Width; x++)
            {
                int at = y * page.Width + x;
                page.Pixels[at] = (byte)Math.Clamp(page.Pixels[at] * (1 - 0.6 * x / page.Width) + random.Next(-6, 7), 0, 255);
            }
        for (int i = 0; i < 20; i++)
        {
            int at = (120 + random.Next(60)) * page.Width + random.Next(page.Width - 1);
            (page.Pixels[at], page.Pixels[at + 1]) = (0, 0);
        }
        Assert.HasCount(3, Read(page, AlwaysSure));
    }

    [TestMethod]
    public void Touching_digits_are_cut_and_whole_ones_are_not()
    {
        DigitSet digits = SyntheticStrokes.Generate(1, 60).Test;
        int apart = 0, whole = 0;
        for (int i = 0; i < 30; i++)
        {
            ImageData page = Page(200, 120, 255, 0, 0, []);
            int right = Put(page, digits.Image(2 * i), 30);
            whole += Read(page, AlwaysSure).Count == 1 ? 1 : 0;
            Put(page, digits.Image(2 * i + 1), right - 2);
            apart += Read(page, AlwaysSure).Count == 2 ? 1 : 0;
        }
        // The network that judges was trained on handwriting; these are drawn by a program.
        Assert.IsGreaterThanOrEqualTo(27, whole, "Single digits of 30 that are read as one.");
        Assert.IsGreaterThanOrEqualTo(24, apart, "Pairs of 30 that are read as two.");
    }

    [TestMethod]
    public void A_digit_in_two_pieces_is_one_where_the_model_is_surer_of_both_together()
    {
        // The lower part of a broken stroke stands where the upper one ends.
        ImageData page = Page(260, 160, 255, 0, 0, [(40, 60), (90, 60), (140, 60), (190, 60)]);
        for (int x = 120; x < 160; x++)
            for (int y = 60; y < 63; y++) page.Pixels[y * page.Width + x] = 255;
        Assert.HasCount(4, Read(page, SureOfTall));
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(28, 28)]
    [DataRow(500, 300)]
    public void A_blank_page_has_no_digits_and_asks_nothing(int height, int width)
    {
        byte[] pixels = new byte[height * width];
        pixels.AsSpan().Fill(200);
        var reading = new PageReading(new ImageData(height, width, 1, pixels));
        Assert.IsNull(reading.Questions);
        Assert.IsEmpty(reading.Digits);
    }

    [TestMethod]
    public void More_than_a_hundred_digits_are_refused_with_the_number_that_is_read()
    {
        (double, double)[] bars = [.. from row in Enumerable.Range(0, 11) from column in Enumerable.Range(0, 10) select (40.0 + 40 * column, 40.0 + 60 * row)];
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => new PageReading(Page(480, 720, 255, 0, 0, bars)));
        Assert.Contains("more than 100 digits", error.Message);
    }

    [TestMethod]
    public void Noise_is_refused_or_read_as_little_in_a_bounded_time()
    {
        byte[] pixels = new byte[2000 * 2000];
        new Random(3).NextBytes(pixels);
        try
        {
            Assert.IsLessThanOrEqualTo(PageReading.MostDigits, Read(new ImageData(2000, 2000, 1, pixels), AlwaysSure).Count);
        }
        catch (InvalidDataException)
        {
            // Said as such.
        }
    }

    [TestMethod]
    public void Images_of_one_digit_are_seen_as_predict_sees_them()
    {
        DigitSet digits = SyntheticStrokes.Generate(1, 200).Test;
        for (int i = 0; i < digits.Count; i++)
        {
            var picture = new ImageData(28, 28, 1, digits.Image(i).ToArray());
            var reading = new PageReading(picture);
            CollectionAssert.AreEqual(DigitPreparation.Prepare(picture), reading.Questions!.Image(reading.Questions.Count - 1).ToArray(), $"digit {i}");
        }
    }

    [TestMethod]
    public void Wrong_answers_are_refused()
    {
        var reading = new PageReading(Page(200, 120, 255, 0, 0, [(70, 60), (130, 60)]));
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => reading.Answer([]));
        Assert.Contains("Got the scores of 0 images", error.Message);
        while (reading.Questions is { } asked) reading.Answer(AlwaysSure(asked));
        Assert.ThrowsExactly<InvalidOperationException>(() => reading.Answer([]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new PageReading(Page(50, 50, 255, 0, 0, []), side: 3));
    }

    private static IReadOnlyList<ReadDigit> Read(ImageData page, Func<DigitSet, float[][]> model)
    {
        var reading = new PageReading(page);
        for (int round = 0; reading.Questions is { } asked; round++)
        {
            Assert.IsLessThan(2, round, "A page takes at most two rounds.");
            reading.Answer(model(asked));
        }
        return reading.Digits;
    }

    private static float[] Sure(double probability) => [(float)probability, (float)(1 - probability), 0, 0, 0, 0, 0, 0, 0, 0];

    private static float[][] AlwaysSure(DigitSet images) => [.. Enumerable.Range(0, images.Count).Select(_ => Sure(0.99))];

    /// <summary>Sure of what is more than four times as high as wide.</summary>
    private static float[][] SureOfTall(DigitSet images) => [.. Enumerable.Range(0, images.Count).Select(i => Sure(Columns(images.Image(i)) < 6 ? 0.99 : 0.3))];

    /// <summary>Draws a digit three times as large, its ink from a column on; the column behind it.</summary>
    private static int Put(ImageData page, ReadOnlySpan<byte> digit, int left)
    {
        int first = 28, last = 0;
        for (int i = 0; i < digit.Length; i++)
            if (digit[i] > 100) (first, last) = (Math.Min(first, i % 28), Math.Max(last, i % 28));
        for (int y = 0; y < 84; y++)
            for (int x = 3 * first; x < 3 * (last + 1); x++)
            {
                int at = (y + 18) * page.Width + left + x - 3 * first;
                page.Pixels[at] = Math.Min(page.Pixels[at], (byte)(255 - digit[y / 3 * 28 + x / 3]));
            }
        return left + 3 * (last + 1 - first);
    }

    private static int Columns(ReadOnlySpan<byte> image)
    {
        int count = 0;
        for (int x = 0; x < 28; x++)
            for (int y = 0; y < 28; y++)
            {
                if (image[y * 28 + x] < 64) continue;
                count++;
                break;
            }
        return count;
    }

    private static (double X, double Y) Turned(double x, double y, double degrees, ImageData page)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        (double dx, double dy) = (x - page.Width / 2.0, y - page.Height / 2.0);
        return (page.Width / 2.0 + dx * cos - dy * sin, page.Height / 2.0 + dx * sin + dy * cos);
    }

    /// <summary>Upright bars around some places, then all turned around the middle of the page.</summary>
    private static ImageData Page(int width, int height, byte paper, byte ink, double degrees, (double X, double Y)[] bars)
    {
        byte[] pixels = new byte[height * width];
        pixels.AsSpan().Fill(paper);
        var page = new ImageData(height, width, 1, pixels);
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        foreach ((double x, double y) in bars)
        {
            (double middleX, double middleY) = Turned(x, y, degrees, page);
            for (int row = 0; row < height; row++)
                for (int column = 0; column < width; column++)
                {
                    double dx = column + 0.5 - middleX, dy = row + 0.5 - middleY;
                    if (Math.Abs(dx * cos + dy * sin) <= Thick / 2.0 && Math.Abs(dy * cos - dx * sin) <= Tall / 2.0) pixels[row * width + column] = ink;
                }
        }
        return page;
    }
}
