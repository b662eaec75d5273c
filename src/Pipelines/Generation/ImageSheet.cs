using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Generation;

/// <summary>Sheets of grey images side by side.</summary>
public static class ImageSheet
{
    /// <summary>Writes a PNG of images, row after row.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="images">Images, one after the other, a byte a pixel.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="height">Height of an image in pixels.</param>
    /// <param name="width">Width of an image in pixels.</param>
    /// <param name="enlarge">How many pixels wide and high a pixel becomes, at least 1.</param>
    /// <exception cref="ArgumentException">There is no image, the bytes are not those of whole images, or a number is out of bounds.</exception>
    public static void Save(string path, ReadOnlySpan<byte> images, int columns, int height = 28, int width = 28, int enlarge = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        int size = height * width, count = images.Length / size;
        if (count == 0 || images.Length % size != 0)
            throw new ArgumentException($"Got {images.Length} bytes for a sheet of images of {height} x {width}; it takes a positive multiple of {size}.", nameof(images));
        var sheet = new ContactSheet((count + columns - 1) / columns, columns, new ImageShape(height, width), enlarge);
        for (int i = 0; i < count; i++) sheet.Put(i / columns, i % columns, images.Slice(i * size, size));
        sheet.Save(path);
    }

    /// <summary>Writes a PNG of grey digits, row after row.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="digits">The images.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="enlarge">How many pixels wide and high a pixel becomes, at least 1.</param>
    /// <exception cref="ArgumentException">There is no image, or they are coloured.</exception>
    public static void Save(string path, DigitSet digits, int columns, int enlarge = 2)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Channels != 1) throw new ArgumentException($"Got images of {digits.Channels} channels; a sheet takes grey ones, of 1.", nameof(digits));
        Save(path, digits.Images, columns, digits.Height, digits.Width, enlarge);
    }

    /// <summary>A sheet of digits as one image, row after row.</summary>
    /// <param name="digits">The images, grey or coloured.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="enlarge">How many pixels wide and high a pixel becomes, at least 1.</param>
    /// <exception cref="ArgumentException">There is no image, or a number is out of bounds.</exception>
    /// <example><code>byte[] png = PngWriter.Encode(ImageSheet.Of(digits.Take(40), columns: 10));</code></example>
    public static ImageData Of(DigitSet digits, int columns, int enlarge = 2)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (digits.Count == 0) throw new ArgumentException("Got no images for a sheet; it takes 1 or more.", nameof(digits));
        var sheet = new ContactSheet((digits.Count + columns - 1) / columns, columns, new ImageShape(digits.Height, digits.Width, digits.Channels), enlarge);
        for (int i = 0; i < digits.Count; i++) sheet.Put(i / columns, i % columns, digits.Image(i));
        return sheet.ToImage();
    }
}
