using Tensorflow.IO;

namespace MlPipelines.Pipelines.Loading;

/// <summary>Makes of any picture of a digit an image as MNIST has them (LeCun et al. 1998, section III.A).</summary>
/// <remarks>
/// Alpha is blended on white and colours turn to brightness. What most of the border shows is paper, whether light or dark; ink is what
/// differs from it, up to 255 where it differs most. The ink's bounding box is shrunk or enlarged to fit a box of 20 x 20 with its aspect
/// kept, each pixel the mean of the area it covers, and its centre of mass is put into the middle of 28 x 28.
/// </remarks>
public static class DigitPreparation
{
    /// <summary>Height and width of MNIST's images.</summary>
    public const int Side = 28;

    private const int Box = 20;

    /// <summary>Paper that is not of one grey varies in the border by this many times its usual deviation at most.</summary>
    private const int NoiseFactor = 8;

    /// <summary>Prepares a picture.</summary>
    /// <param name="path">A file: PNG, BMP, PGM, PPM or PBM.</param>
    /// <param name="side">Height and width of the result, at least 4; the digit fits 20/28 of it.</param>
    /// <returns>[side, side], 0 (paper) to 255 (ink).</returns>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind, or the picture is blank.</exception>
    /// <exception cref="NotSupportedException">It is an image of a kind that is not read.</exception>
    public static byte[] Prepare(string path, int side = Side) => Prepare(ImageFile.Read(path), side, path);

    /// <summary>Prepares a picture.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="side">Height and width of the result, at least 4; the digit fits 20/28 of it.</param>
    /// <param name="name">What errors call it.</param>
    /// <returns>[side, side], 0 (paper) to 255 (ink).</returns>
    /// <exception cref="InvalidDataException">The picture is blank.</exception>
    public static byte[] Prepare(ImageData picture, int side = Side, string name = "the picture")
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 4);
        ImageData grey = picture.Opaque().WithChannels(1);
        byte[] ink = Ink(grey, name);
        byte[] digit = Crop(ink, grey.Width, out int height, out int width);
        return Centre(digit, height, width, side);
    }

    /// <summary>An image of MNIST's size at another, for models that take one.</summary>
    /// <param name="image">[28, 28].</param>
    /// <param name="side">Height and width of the result, at least 1.</param>
    /// <returns>[side, side]; the image itself where it has that size.</returns>
    /// <exception cref="ArgumentException">It has another size.</exception>
    public static byte[] Resize(byte[] image, int side)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (image.Length != Side * Side) throw new ArgumentException($"Got {image.Length} pixels; an image of MNIST's size has {Side * Side}.", nameof(image));
        if (side == Side) return image;
        return Array.ConvertAll(Resampler.Resize(image, new ImageShape(Side, Side), side, side, Interpolation.Bilinear), Resampler.Pixel);
    }

    /// <summary>Makes an image as MNIST has them of the ink of one digit.</summary>
    /// <param name="ink">[height, width], 0 (paper) and above, cropped to the ink.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="side">Height and width of the result, at least 4.</param>
    /// <returns>[side, side], 0 (paper) to 255 (where ink is strongest).</returns>
    internal static byte[] Centre(byte[] ink, int height, int width, int side)
    {
        double scale = (double)Box * side / Side / Math.Max(height, width);
        int newHeight = Math.Max(1, (int)Math.Round(height * scale)), newWidth = Math.Max(1, (int)Math.Round(width * scale));
        float[] small = Resampler.Resize(ink, new ImageShape(height, width), newHeight, newWidth, Interpolation.Area);
        float stretch = 255 / small.Max();
        (int top, int left) = Middle(small, newHeight, newWidth, side);
        byte[] result = new byte[side * side];
        for (int y = 0; y < newHeight; y++)
            for (int x = 0; x < newWidth; x++) result[(top + y) * side + left + x] = Resampler.Pixel(stretch * small[y * newWidth + x]);
        return result;
    }

    /// <summary>Where a digit begins in an image of a side, so that its centre of mass is in the middle but all of it inside; a blank one in the middle.</summary>
    /// <param name="ink">[height, width], 0 (paper) and above.</param>
    /// <param name="height">At most <paramref name="side"/>.</param>
    /// <param name="width">At most <paramref name="side"/>.</param>
    /// <param name="side">Height and width of the image.</param>
    internal static (int Top, int Left) Middle(ReadOnlySpan<float> ink, int height, int width, int side)
    {
        double mass = 0, sumX = 0, sumY = 0;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                float value = ink[y * width + x];
                mass += value;
                sumX += value * x;
                sumY += value * y;
            }
        if (mass == 0) return ((side - height) / 2, (side - width) / 2);
        return (Place(sumY / mass, height, side), Place(sumX / mass, width, side));
    }

    private static int Place(double centre, int size, int side) => Math.Clamp((int)Math.Round(side / 2.0 - centre), 0, side - size);

    /// <summary>How much each pixel differs from the paper, 0 where no more than the paper itself does.</summary>
    private static byte[] Ink(ImageData grey, string name)
    {
        (int height, int width) = (grey.Height, grey.Width);
        ReadOnlySpan<byte> pixels = grey.Pixels;
        Span<int> border = stackalloc int[256];
        for (int x = 0; x < width; x++)
        {
            border[pixels[x]]++;
            border[pixels[(height - 1) * width + x]]++;
        }
        for (int y = 1; y < height - 1; y++)
        {
            border[pixels[y * width]]++;
            border[pixels[y * width + width - 1]]++;
        }
        int paper = Median(border), least = 255, most = 0;
        foreach (byte pixel in pixels) (least, most) = (Math.Min(least, pixel), Math.Max(most, pixel));
        if (least == most)
            throw new InvalidDataException($"{name} is blank: all of its {height} x {width} pixels have the brightness {least}; expected a digit "
                + "that differs from its background.");

        Span<int> deviations = stackalloc int[256];
        for (int value = 0; value < 256; value++) deviations[Math.Abs(value - paper)] += border[value];
        bool dark = 2 * paper > least + most;
        int strongest = dark ? paper - least : most - paper;
        int noise = Math.Min(NoiseFactor * Median(deviations), strongest / 4);
        byte[] ink = new byte[pixels.Length];
        for (int i = 0; i < ink.Length; i++)
        {
            int value = dark ? paper - pixels[i] : pixels[i] - paper;
            ink[i] = value > noise ? (byte)value : (byte)0;
        }
        return ink;
    }

    /// <summary>The pixels inside the bounding box of all ink.</summary>
    private static byte[] Crop(byte[] ink, int width, out int height, out int cropWidth)
    {
        int top = int.MaxValue, bottom = 0, left = width, right = 0;
        for (int y = 0; y * width < ink.Length; y++)
        {
            ReadOnlySpan<byte> row = ink.AsSpan(y * width, width);
            int first = row.IndexOfAnyExcept((byte)0);
            if (first < 0) continue;
            (top, bottom) = (Math.Min(top, y), y);
            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept((byte)0)));
        }
        (height, cropWidth) = (bottom - top + 1, right - left + 1);
        byte[] crop = new byte[height * cropWidth];
        for (int y = 0; y < height; y++) ink.AsSpan((top + y) * width + left, cropWidth).CopyTo(crop.AsSpan(y * cropWidth));
        return crop;
    }

    private static int Median(ReadOnlySpan<int> counts)
    {
        int all = 0, below = 0, value = 0;
        foreach (int count in counts) all += count;
        while ((below += counts[value]) * 2 <= all) value++;
        return value;
    }
}
