using System.Buffers.Binary;
using Tensorflow.IO;

namespace MlPipelines.Tests.Data;

/// <summary>Protects the readers of image files against files that other encoders made, and the writer against the readers.</summary>
[TestClass]
public sealed class ImageFileTests
{
    private const int Width = 13, Height = 11;

    private static string Folder => Path.Combine(Repository.Root, "tests", "Runtime.Tests", "Data", "Images");

    /// <summary>The value that make.py gave a pixel.</summary>
    private static int Value(int x, int y, int c, int depth) =>
        (int)((uint)(x * 37 + y * 101 + c * 59 + x * y) * 2654435761u >> (32 - depth));

    private static int Scaled(int x, int y, int c, int depth) =>
        depth == 16 ? Value(x, y, c, 16) >> 8 : Value(x, y, c, depth) * 255 / ((1 << depth) - 1);

    private static void Check(string file, int channels, Func<int, int, int, int> expected)
    {
        ImageData image = ImageFile.Read(Path.Combine(Folder, file));
        Assert.AreEqual((Height, Width, channels), (image.Height, image.Width, image.Channels), file);
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                for (int c = 0; c < channels; c++)
                    Assert.AreEqual(expected(x, y, c), image.Pixels[(y * Width + x) * channels + c], $"{file}: row {y}, column {x}, "
                        + $"channel {c}");
    }

    [TestMethod]
    public void Png_of_every_colour_type_and_depth_with_and_without_interlace()
    {
        int files = 0;
        foreach ((int colour, int samples, int[] depths) in ((int, int, int[])[])[(0, 1, [1, 2, 4, 8, 16]), (2, 3, [8, 16]),
            (4, 2, [8, 16]), (6, 4, [8, 16])])
            foreach (int depth in depths)
                foreach (string interlace in (string[])["", "-adam7"])
                {
                    Check($"colour{colour}-{depth}{interlace}.png", samples, (x, y, c) => Scaled(x, y, c, depth));
                    files++;
                }
        Assert.AreEqual(22, files);
    }

    private static int Palette(int index, int c) => c switch { 0 => index * 7 % 256, 1 => index * 11 % 256, _ => 255 - index };

    [TestMethod]
    public void Png_with_a_palette()
    {
        foreach (int depth in (int[])[1, 2, 4, 8])
            foreach (string interlace in (string[])["", "-adam7"])
                Check($"colour3-{depth}{interlace}.png", 3, (x, y, c) => Palette(Value(x, y, 0, depth), c));
    }

    [TestMethod]
    public void Png_with_transparent_colours_gets_a_channel_for_them()
    {
        Check("gray-transparent-16.png", 2, (x, y, c) => c == 0 ? Scaled(x, y, 0, 16) : Value(x, y, 0, 16) == Value(2, 3, 0, 16) ? 0 : 255);
        Check("rgb-transparent-8.png", 4, (x, y, c) => c < 3 ? Value(x, y, c, 8)
            : Enumerable.Range(0, 3).All(i => Value(x, y, i, 8) == Value(2, 3, i, 8)) ? 0 : 255);
        Check("palette-transparent-4.png", 4, (x, y, c) => c < 3 ? Palette(Value(x, y, 0, 4), c) : Value(x, y, 0, 4) switch { 0 => 0, 1 =>
            100, 2 => 200, _ => 255 });
    }

    [TestMethod]
    public void Png_that_libpng_wrote()
    {
        Check("libpng-gray.png", 1, (x, y, c) => Value(x, y, c, 8));
        Check("libpng-gray-4-adam7.png", 1, (x, y, c) => Scaled(x, y, c, 4));
        Check("libpng-rgb-16-adam7.png", 3, (x, y, c) => Scaled(x, y, c, 16));
        Check("libpng-palette.png", 3, (x, y, c) => Scaled(x, y, c, 1));
    }

    [TestMethod]
    public void Bitmaps_of_every_depth()
    {
        Check("netpbm-1.bmp", 1, (x, y, c) => Value(x, y, 0, 1) == 1 ? 0 : 255);
        Check("netpbm-4.bmp", 3, (x, y, c) => Scaled(x, y, c, 1));
        Check("netpbm-8-os2.bmp", 1, (x, y, c) => Value(x, y, 0, 8));
        Check("netpbm-24.bmp", 3, (x, y, c) => Value(x, y, c, 8));
        Check("made-24-topdown.bmp", 3, (x, y, c) => Value(x, y, c, 8));
        Check("made-32.bmp", 3, (x, y, c) => Value(x, y, c, 8));
        Check("made-32-rgba.bmp", 4, (x, y, c) => Value(x, y, c, 8));
        Check("made-16-565.bmp", 3, (x, y, c) => c == 1 ? (Value(x, y, c, 8) >> 2) * 255 / 63 : (Value(x, y, c, 8) >> 3) * 255 / 31);
    }

    [TestMethod]
    public void Netpbm_files_as_text_and_binary()
    {
        Check("p1-1.pbm", 1, (x, y, c) => Value(x, y, 0, 1) == 1 ? 0 : 255);
        Check("p4-1.pbm", 1, (x, y, c) => Value(x, y, 0, 1) == 1 ? 0 : 255);
        Check("p2-255.pgm", 1, (x, y, c) => Value(x, y, 0, 8));
        Check("p5-255.pgm", 1, (x, y, c) => Value(x, y, 0, 8));
        Check("p3-15.ppm", 3, (x, y, c) => Value(x, y, c, 4) * 17);
        Check("p6-255.ppm", 3, (x, y, c) => Value(x, y, c, 8));
        Check("p6-65535.ppm", 3, (x, y, c) => (int)((Value(x, y, c, 16) * 255L + 32767) / 65535));
    }

    [TestMethod]
    public void What_the_writer_writes_reads_back()
    {
        foreach (int channels in (int[])[1, 2, 3, 4])
        {
            var image = new ImageData(7, 5, channels, [.. Enumerable.Range(0, 35 * channels).Select(i => (byte)(i * i))]);
            ImageData read = ImageFile.Read(PngWriter.Encode(image));
            Assert.AreEqual((7, 5, channels), (read.Height, read.Width, read.Channels));
            CollectionAssert.AreEqual(image.Pixels, read.Pixels);
        }
        Assert.Throws<ArgumentException>(() => PngWriter.Encode(new ImageData(2, 2, 1, new byte[5])));
        Assert.Throws<ArgumentException>(() => PngWriter.Encode(new ImageData(0, 2, 1, [])));
    }

    [TestMethod]
    public void Smooth_pictures_are_packed_with_filters()
    {
        var slope = new ImageData(64, 64, 3, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(i / 3 % 64 * 3 + i / 192))]);
        Assert.IsLessThan(700, PngWriter.Encode(slope).Length);
    }

    [TestMethod]
    public void Channels_convert_by_brightness_and_without_blending()
    {
        var colour = new ImageData(1, 2, 4, [255, 0, 0, 7, 10, 20, 30, 0]);
        CollectionAssert.AreEqual(new byte[] { 76, 18 }, colour.WithChannels(1).Pixels);
        CollectionAssert.AreEqual(new byte[] { 255, 0, 0, 10, 20, 30 }, colour.WithChannels(3).Pixels);
        var gray = new ImageData(1, 1, 2, [9, 40]);
        CollectionAssert.AreEqual(new byte[] { 9, 9, 9, 40 }, gray.WithChannels(4).Pixels);
        CollectionAssert.AreEqual(new byte[] { 9, 9, 9, 255 }, new ImageData(1, 1, 1, [9]).WithChannels(4).Pixels);
        Assert.AreSame(colour, colour.WithChannels(4));
        Assert.ThrowsExactly<ArgumentException>(() => colour.WithChannels(2));
    }

    [TestMethod]
    public void Other_kinds_of_images_are_named_with_what_to_do()
    {
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => ImageFile.Read([0xFF, 0xD8, 0xFF, 0xE0, 0],
            "cat.jpg")).Message, "cat.jpg is a JPEG image");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => ImageFile.Read("GIF89a"u8, "cat.gif")).Message,
            "Convert it to PNG");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ImageFile.Read("hello"u8, "note.txt")).Message, "68 65 6c");
        Assert.ThrowsExactly<InvalidDataException>(() => ImageFile.Read([], "empty"));
    }

    [TestMethod]
    public void A_changed_byte_of_a_png_is_found_by_its_checksum()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Folder, "colour2-8.png"));
        for (int i = 0; i < file.Length; i++)
        {
            byte[] wrong = [.. file];
            wrong[i] ^= 0x10;
            Assert.ThrowsExactly<InvalidDataException>(() => ImageFile.Read(wrong), $"A change of byte {i} was not found.");
        }
    }

    [TestMethod]
    public void Sizes_are_refused_before_memory_is_taken()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Folder, "colour0-8.png"));
        // The largest size that is allowed, with a right checksum, over the pixels of a tiny image.
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 8192);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 4096);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc32.Of(file.AsSpan(12, 17)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ImageFile.Read(file)).Message, "its pixels end after");
        Assert.IsLessThan(8L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 1 << 30);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc32.Of(file.AsSpan(12, 17)));
        StringAssert.Contains(Assert.ThrowsExactly<ImageSizeException>(() => ImageFile.Read(file)).Message, "1073741824 x 4096");
        StringAssert.Contains(Assert.ThrowsExactly<ImageSizeException>(() => ImageFile.Read("P5 99999 99999 255 x"u8)).Message,
            "99999 x 99999");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ImageFile.Read("P5 4000 4000 255 x"u8)).Message,
            "truncated");
    }

    [TestMethod]
    public void Random_damage_ends_in_an_image_or_a_named_error()
    {
        string[] files = [.. Directory.GetFiles(Folder).Where(f =>
            !f.EndsWith(".py", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.IsGreaterThan(45, files.Length);
        var random = new Random(5);
        int errors = 0, images = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string path in files)
        {
            byte[] whole = File.ReadAllBytes(path);
            for (int trial = 0; trial < 60; trial++)
            {
                byte[] damaged = whole[..(trial % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
                for (int flips = trial % 3 == 0 ? 0 : random.Next(1, 5); flips > 0; flips--) damaged[random.Next(Math.Min(damaged.Length,
                    trial % 2 == 0 ? 80 : int.MaxValue))] = (byte)random.Next(256);
                if (path.EndsWith(".png", StringComparison.Ordinal)) Repair(damaged);
                try
                {
                    ImageData image = ImageFile.Read(damaged, "damaged");
                    Assert.HasCount(image.Height * image.Width * image.Channels, image.Pixels);
                    images++;
                }
                catch (InvalidDataException e)
                {
                    StringAssert.Contains(e.Message, "damaged");
                    errors++;
                }
                catch (NotSupportedException)
                {
                    errors++;
                }
            }
        }
        Assert.IsGreaterThan(500, errors);
        Assert.IsGreaterThan(100, images);
        Assert.IsLessThan(1L << 30, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Gives the chunks of a damaged PNG right checksums, so that the damage gets further than to them.</summary>
    private static void Repair(byte[] png)
    {
        for (long at = 8; at + 12 <= png.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan((int)at));
            if (length > png.Length - at - 12) return;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan((int)(at + 8 + length)), Crc32.Of(png.AsSpan((int)at + 4, (int)length + 4)));
            at += 12 + length;
        }
    }
}
