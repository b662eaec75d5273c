using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Loading;

namespace MlPipelines.Tests.Augmentation;

/// <summary>Protects what each option does to pixels, against results worked out by hand, and that it follows from seed, row and copy alone.</summary>
[TestClass]
public sealed class ClassicalAugmentationTests
{
    // Every option on, none of them at an end of its range.
    private static readonly ClassicalAugmentation Everything = new()
    {
        Rotation = (-20, 20), ShiftX = (-3, 3), ShiftY = (-3, 3), Zoom = (0.8, 1.2), Shear = (-15, 15), FlipHorizontal = 0.5, FlipVertical = 0.5,
        ElasticAlpha = (10, 40), StrokeThickness = (-1, 1), Noise = (1, 20),
    };

    private static readonly byte[] Nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    private static byte[] Apply(ClassicalAugmentation options, byte[] image, int height, int width, int channels = 1, ulong seed = 1, long rowId = 2, int copy = 3)
    {
        byte[] result = new byte[image.Length];
        options.Apply(image, result, height, width, channels, seed, rowId, copy);
        return result;
    }

    private static byte[] RandomImage(int seed, int size)
    {
        byte[] image = new byte[size];
        new Random(seed).NextBytes(image);
        return image;
    }

    [TestMethod]
    public void No_option_leaves_the_image_as_it_is() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            (int height, int width, int channels) = (random.Next(1, 20), random.Next(1, 20), random.Next(2) * 2 + 1);
            byte[] image = RandomImage(seed, height * width * channels);
            float[] levels = [.. image.Select(value => value / 255f - 0.5f)], changed = new float[image.Length];
            new ClassicalAugmentation().Apply(levels, changed, height, width, channels, (ulong)seed, seed, 0);
            // A mirror that is on but never drawn takes the way through the warp, at whole pixels.
            var never = new ClassicalAugmentation { FlipHorizontal = double.Epsilon };
            return Apply(new(), image, height, width, channels).SequenceEqual(image) && levels.SequenceEqual(changed)
                && Apply(never, image, height, width, channels).SequenceEqual(image) && new ClassicalAugmentation().IsIdentity && !never.IsIdentity;
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    [DataRow(1, 0, new byte[] { 0, 1, 2, 0, 4, 5, 0, 7, 8 })]
    [DataRow(-1, 0, new byte[] { 2, 3, 0, 5, 6, 0, 8, 9, 0 })]
    [DataRow(0, 1, new byte[] { 0, 0, 0, 1, 2, 3, 4, 5, 6 })]
    [DataRow(2, -1, new byte[] { 0, 0, 4, 0, 0, 7, 0, 0, 0 })]
    [DataRow(3, 0, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void Shifting_by_whole_pixels_moves_them_right_and_down(int x, int y, byte[] expected) =>
        CollectionAssert.AreEqual(expected, Apply(new() { ShiftX = x, ShiftY = y }, Nine, 3, 3));

    [TestMethod]
    public void Shifting_by_half_a_pixel_takes_means_rounded_up() =>
        CollectionAssert.AreEqual(new byte[] { 10, 30, 41, 91 }, Apply(new() { ShiftX = 0.5, Fill = 0 }, [20, 40, 81, 100], 2, 2));

    [TestMethod]
    [DataRow(90.0, new byte[] { 3, 6, 9, 2, 5, 8, 1, 4, 7 })]
    [DataRow(-90.0, new byte[] { 7, 4, 1, 8, 5, 2, 9, 6, 3 })]
    [DataRow(180.0, new byte[] { 9, 8, 7, 6, 5, 4, 3, 2, 1 })]
    public void Right_angles_turn_counter_clockwise_without_blur(double degrees, byte[] expected) =>
        CollectionAssert.AreEqual(expected, Apply(new() { Rotation = degrees }, Nine, 3, 3));

    [TestMethod]
    public void Turning_by_45_degrees_takes_corners_from_the_edges()
    {
        // The pixel right of the centre comes from (s, s) right and down of it, s = 0.7071; in 256ths 181: between 5 and 9 in the lower right quarter.
        byte[] image = [10, 20, 30, 40, 50, 60, 70, 80, 90];
        byte[] turned = Apply(new() { Rotation = 45 }, image, 3, 3);
        double upper = 50 + 10 * 181 / 256.0, lower = 80 + 10 * 181 / 256.0;
        Assert.AreEqual((byte)Math.Round(upper + (lower - upper) * 181 / 256), turned[5]);
        Assert.AreEqual(50, turned[4]);
    }

    [TestMethod]
    public void Mirrors_change_sides()
    {
        CollectionAssert.AreEqual(new byte[] { 3, 2, 1, 6, 5, 4 }, Apply(new() { FlipHorizontal = 1 }, [1, 2, 3, 4, 5, 6], 2, 3));
        CollectionAssert.AreEqual(new byte[] { 4, 5, 6, 1, 2, 3 }, Apply(new() { FlipVertical = 1 }, [1, 2, 3, 4, 5, 6], 2, 3));
        // Colours stay in their pixels.
        CollectionAssert.AreEqual(new byte[] { 4, 5, 6, 1, 2, 3 }, Apply(new() { FlipHorizontal = 1 }, [1, 2, 3, 4, 5, 6], 1, 2, 3));
    }

    [TestMethod]
    public void A_mirror_is_drawn_as_often_as_asked()
    {
        var often = new ClassicalAugmentation { FlipHorizontal = 0.25 };
        int mirrored = Enumerable.Range(0, 4000).Count(row => Apply(often, [1, 2], 1, 2, rowId: row)[0] == 2);
        Assert.IsTrue(mirrored is > 900 and < 1100, $"{mirrored} of 4000");
    }

    [TestMethod]
    public void Zoom_grows_about_the_centre()
    {
        // Twice the size: column 0 of 4 comes from 0.75, 1 from 1.25, 2 from 1.75, 3 from 2.25.
        CollectionAssert.AreEqual(new byte[] { 75, 125, 175, 213 }, Apply(new() { Zoom = 2 }, [0, 100, 200, 252], 1, 4));
        // Half the size: columns 0 and 3 come from -1.5 and 4.5, outside; 1 and 2 from 0.5 and 2.5. The one row is the centre, and stays.
        CollectionAssert.AreEqual(new byte[] { 9, 50, 226, 9 }, Apply(new() { Zoom = 0.5, Fill = 9 }, [0, 100, 200, 252], 1, 4));
    }

    [TestMethod]
    public void Shear_leans_the_top_to_the_right() =>
        // By 45 degrees a row moves by its distance from the middle one.
        CollectionAssert.AreEqual(new byte[] { 0, 1, 2, 4, 5, 6, 8, 9, 0 }, Apply(new() { Shear = 45 }, Nine, 3, 3));

    [TestMethod]
    public void Steps_come_in_the_order_promised()
    {
        byte[] image = RandomImage(3, 49);
        // All at whole pixels: the one pass equals one step after the other.
        byte[] one = Apply(new() { FlipHorizontal = 1, Shear = 45, Rotation = 90, ShiftX = 1, ShiftY = -2 }, image, 7, 7);
        byte[] steps = Apply(new() { Rotation = 90 }, Apply(new() { Shear = 45 }, Apply(new() { FlipHorizontal = 1 }, image, 7, 7), 7, 7), 7, 7);
        steps = Apply(new() { ShiftX = 1, ShiftY = -2 }, steps, 7, 7);
        byte[] inside = [.. Enumerable.Range(0, 49).Where(i => steps[i] != 0).Select(i => (byte)i)];
        Assert.IsGreaterThan(15, inside.Length);
        foreach (byte i in inside) Assert.AreEqual(steps[i], one[i], $"pixel {i}");
    }

    [TestMethod]
    public void Thickness_is_grey_dilation_and_erosion()
    {
        byte[] dot = [0, 0, 0, 0, 200, 0, 0, 0, 0], cross = [0, 200, 0, 200, 200, 200, 0, 200, 0];
        CollectionAssert.AreEqual(cross, Apply(new() { StrokeThickness = 1 }, dot, 3, 3));
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)200, 9).ToArray(), Apply(new() { StrokeThickness = 2 }, dot, 3, 3));
        CollectionAssert.AreEqual(new byte[] { 0, 50, 0, 50, 200, 50, 0, 50, 0 }, Apply(new() { StrokeThickness = 0.25 }, dot, 3, 3));
        // Half a step on from the cross.
        CollectionAssert.AreEqual(new byte[] { 100, 200, 100, 200, 200, 200, 100, 200, 100 }, Apply(new() { StrokeThickness = 1.5 }, dot, 3, 3));
        CollectionAssert.AreEqual(dot, Apply(new() { StrokeThickness = -1 }, cross, 3, 3));
        CollectionAssert.AreEqual(new byte[] { 0, 100, 0, 100, 200, 100, 0, 100, 0 }, Apply(new() { StrokeThickness = -0.5 }, cross, 3, 3));
        // Nothing comes from outside: an image full of ink stays full.
        CollectionAssert.AreEqual(new byte[] { 9, 9, 9, 9 }, Apply(new() { StrokeThickness = -3 }, [9, 9, 9, 9], 2, 2));
        // Channels keep to themselves.
        CollectionAssert.AreEqual(new byte[] { 8, 0, 1, 8, 0, 1 }, Apply(new() { StrokeThickness = 1 }, [8, 0, 0, 0, 0, 1], 1, 2, 3));
    }

    [TestMethod]
    public void Noise_has_the_deviation_asked_for_and_stays_within_bytes()
    {
        byte[] grey = [.. Enumerable.Repeat((byte)128, 10000)], noisy = Apply(new() { Noise = 10 }, grey, 100, 100);
        double mean = noisy.Average(value => (double)value), deviation = Math.Sqrt(noisy.Average(value => (value - mean) * (value - mean)));
        Assert.AreEqual(128, mean, 0.5);
        Assert.AreEqual(10, deviation, 0.3);
        byte[] black = Apply(new() { Noise = 255 }, new byte[10000], 100, 100);
        // What falls below 0 stays 0: about half.
        Assert.AreEqual(0.5, black.Count(value => value == 0) / 10000.0, 0.03);
    }

    [TestMethod]
    public void Elastic_distortion_moves_pixels_smoothly_by_what_the_summary_says()
    {
        // Values that rise by one a column say, of each pixel, where it came from.
        const int Side = 64, Middle = 20;
        float[] ramp = [.. Enumerable.Range(0, Side * Side).Select(i => (float)(i % Side))], moved = new float[ramp.Length];
        double squares = 0, steps = 0;
        int count = 0;
        for (int row = 0; row < 200; row++)
        {
            new ClassicalAugmentation { ElasticAlpha = 34, ElasticSigma = 4 }.Apply(ramp, moved, Side, Side, 1, 5, row, 0);
            for (int i = 0; i < moved.Length; i++)
            {
                if (Math.Min(i % Side, i / Side) < Middle || Math.Max(i % Side, i / Side) >= Side - Middle) continue;
                double move = moved[i] - ramp[i], next = moved[i + 1] - ramp[i + 1];
                squares += move * move;
                steps = Math.Max(steps, Math.Abs(next - move));
                count++;
            }
        }
        Assert.AreEqual(34 / (Math.Sqrt(3) * 2 * Math.Sqrt(Math.PI) * 4), Math.Sqrt(squares / count), 0.06);
        Assert.IsLessThan(1.6, steps);
    }

    [TestMethod]
    public void Images_of_Single_move_as_bytes_do()
    {
        byte[] image = RandomImage(9, 28 * 28);
        float[] levels = [.. image.Select(value => (float)value)], moved = new float[levels.Length];
        ClassicalAugmentation options = Everything with { Noise = 0 };
        for (int row = 0; row < 20; row++)
        {
            options.Apply(levels, moved, 28, 28, 1, 1, row, 3);
            byte[] bytes = Apply(options, image, 28, 28, rowId: row);
            for (int i = 0; i < bytes.Length; i++) Assert.AreEqual(bytes[i], moved[i], 1.01, $"row {row}, pixel {i}");
        }
    }

    [TestMethod]
    public void Seed_row_and_copy_give_the_bits_whatever_the_thread()
    {
        DigitSet digits = TemporaryData.Digits(64, 7);
        byte[][] alone = [.. Enumerable.Range(0, 64).Select(i => Apply(Everything, digits.Image(i).ToArray(), 28, 28, rowId: i))];
        byte[][] together = new byte[64][];
        Parallel.For(0, 64, i => together[i] = Apply(Everything, digits.Image(i).ToArray(), 28, 28, rowId: i));
        for (int i = 0; i < 64; i++) CollectionAssert.AreEqual(alone[i], together[i]);

        byte[] image = digits.Image(0).ToArray();
        byte[][] others = [.. Enumerable.Range(0, 5).SelectMany(k => new[] { Apply(Everything, image, 28, 28, seed: (ulong)k + 10),
            Apply(Everything, image, 28, 28, rowId: k + 10), Apply(Everything, image, 28, 28, copy: k + 10) })];
        Assert.AreEqual(others.Length, others.Select(Convert.ToHexString).Distinct().Count());
    }

    [TestMethod]
    public void The_bits_are_the_ones_they_always_were()
    {
        DigitSet strokes = TemporaryData.Digits(16, 7);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < 16; i++) hash.AppendData(Apply(Everything, strokes.Image(i).ToArray(), 28, 28, rowId: i, copy: i % 3));
        Assert.AreEqual("DBC713EA5918D9CF", Convert.ToHexString(hash.GetHashAndReset())[..16]);
    }

    [TestMethod]
    public void An_option_switched_on_leaves_what_the_others_draw()
    {
        byte[] image = RandomImage(2, 28 * 28);
        var shift = new ClassicalAugmentation { ShiftX = (-9, 9) };
        for (int row = 0; row < 20; row++)
        {
            // Mirrored before the shift: the same as the shift of the mirrored image.
            CollectionAssert.AreEqual(Apply(shift, Apply(new() { FlipVertical = 1 }, image, 28, 28), 28, 28, rowId: row),
                Apply(shift with { FlipVertical = 1 }, image, 28, 28, rowId: row));
        }
    }

    [TestMethod]
    public void Ranges_out_of_bounds_are_refused_with_bounds_and_remedy()
    {
        (Func<ClassicalAugmentation> Make, string Text)[] cases =
        [
            (() => new() { Rotation = (-200, 0) }, "Rotation = (-200, 0); expected a range from -180 to 180 degrees"),
            (() => new() { Rotation = (10, -10) }, "smaller end first"),
            (() => new() { ShiftX = (0, double.PositiveInfinity) }, "ShiftX"),
            (() => new() { ShiftY = double.NaN }, "ShiftY"),
            (() => new() { Zoom = (0, 1) }, "Zoom = (0, 1); expected a range from 0.1 to 10"),
            (() => new() { Shear = 90 }, "-60 to 60"),
            (() => new() { FlipHorizontal = 1.5 }, "FlipHorizontal"),
            (() => new() { FlipVertical = -0.5 }, "FlipVertical"),
            (() => new() { ElasticAlpha = (-1, 1) }, "ElasticAlpha"),
            (() => new() { ElasticSigma = 0 }, "0.5 to 50"),
            (() => new() { StrokeThickness = 4 }, "-3 to 3"),
            (() => new() { Noise = (0, 300) }, "Noise"),
            (() => new() { Fill = 256 }, "Fill"),
        ];
        foreach ((Func<ClassicalAugmentation> make, string text) in cases)
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(make).Message, text);
    }

    [TestMethod]
    public void Sizes_that_do_not_fit_are_refused()
    {
        byte[] image = new byte[12];
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Apply(new(), image, 3, 3)).Message, "12 values");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new ClassicalAugmentation().Apply(image, new byte[9], 3, 4, 1, 0, 0, 0)).Message, "room for 9");
        Assert.ThrowsExactly<ArgumentException>(() => Apply(new(), [], 0, 3));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new ClassicalAugmentation().Apply(image, image, 3, 4, 1, 0, 0, 0)).Message, "span of its own");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Apply(new() { Fill = -1 }, image, 3, 4)).Message, "Fill = -1");
    }

    [TestMethod]
    public void Images_of_any_size_take_every_option() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            (int height, int width, int channels) = (random.Next(1, 40), random.Next(1, 40), random.Next(2) * 2 + 1);
            byte[] image = RandomImage(seed, height * width * channels);
            byte[] changed = Apply(Everything with { ElasticSigma = random.Next(1, 9) / 2.0 }, image, height, width, channels, rowId: seed);
            // Of an image all of one grey on paper of the same, only noise can be seen.
            byte[] flat = Apply(Everything with { Fill = 77, Noise = 0 }, [.. Enumerable.Repeat((byte)77, image.Length)], height, width, channels, rowId: seed);
            return changed.Length == image.Length && flat.All(value => value == 77);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Options_are_equal_by_value()
    {
        Assert.AreEqual(new ClassicalAugmentation { Rotation = (-10, 10) }, new ClassicalAugmentation { Rotation = (-10, 10) });
        Assert.AreNotEqual(ClassicalAugmentation.Mild, ClassicalAugmentation.Mild with { Noise = 1 });
    }
}
