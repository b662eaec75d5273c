namespace Tensorflow.IO;

/// <summary>Reads images of the kinds PNG, BMP, PGM, PPM and PBM; the content says which, not the name.</summary>
/// <remarks>
/// Errors in a file are <see cref="InvalidDataException"/> and name the file and the reason. Sizes are compared with
/// <see cref="MaxPixels"/> and with the file's content before memory is taken.
/// </remarks>
public static class ImageFile
{
    /// <summary>Most pixels an image may have: 40 megapixels, as in 8000 x 5000.</summary>
    public const int MaxPixels = 40_000_000;

    /// <summary>Longest side an image may have, in pixels.</summary>
    public const int MaxSide = 65_535;

    private const long MaxFileBytes = 1L << 29;

    /// <summary>The files' usual extensions, in small letters: .png, .bmp, .pgm, .ppm, .pbm, .pnm.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".bmp", ".pgm", ".ppm", ".pbm", ".pnm"];

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Gray (1 channel), gray and alpha (2), colour (3) or colour and alpha (4), as the file has it.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    /// <exception cref="ImageSizeException">It has more than <see cref="MaxPixels"/>, or a side longer than <see cref="MaxSide"/>.</exception>
    /// <exception cref="NotSupportedException">It is an image of a kind that is not read; the text says what to do.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImageData Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > MaxFileBytes) throw new InvalidDataException($"{path} has {file.Length} bytes; images of up to "
            + $"{MaxFileBytes} are read.");
        return Read(BoundedReader.ReadUpTo(file, file.Length), path);
    }

    /// <summary>Reads an image from memory.</summary>
    /// <param name="content">A whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <inheritdoc cref="Read(string)"/>
    public static ImageData Read(ReadOnlySpan<byte> content, string name = "image")
    {
        if (PngReader.Accepts(content)) return PngReader.Read(content, name);
        if (BmpReader.Accepts(content)) return BmpReader.Read(content, name);
        if (PnmReader.Accepts(content)) return PnmReader.Read(content, name);
        string? other = content switch
        {
            [0xFF, 0xD8, 0xFF, ..] => "JPEG",
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
            [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "TIFF",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
            _ => null,
        };
        if (other is not null) throw new NotSupportedException($"{name} is a {other} image; PNG, BMP, PGM, PPM and PBM are read. Convert "
            + "it to PNG.");
        throw new InvalidDataException($"{name} is no PNG, BMP, PGM, PPM or PBM image: it begins with "
            + $"[{string.Join(' ', content[..Math.Min(8, content.Length)].ToArray().Select(b => b.ToString("x2")))}].");
    }

    /// <summary>Refuses sizes that no image has, and those of too large ones.</summary>
    internal static void CheckSize(string name, long width, long height)
    {
        if (width < 1 || height < 1) throw new InvalidDataException($"{name} claims {width} x {height} pixels; expected at least 1 x 1.");
        if (width > MaxSide || height > MaxSide || width * height > MaxPixels)
            throw new ImageSizeException($"{name} claims {width} x {height} pixels; at most {MaxPixels:N0} in all and {MaxSide:N0} on a side are read. Make it smaller.");
    }
}
