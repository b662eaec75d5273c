using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>A sheet of images in rows and columns, with grey lines between them.</summary>
internal sealed class ContactSheet
{
    // Strokes are seen up to their images' edges.
    private const byte Line = 96;

    private readonly ImageShape _shape;
    private readonly int _enlarge, _cellHeight, _cellWidth, _rowBytes, _height;
    private readonly byte[] _pixels;

    /// <param name="rows">Images from top to bottom, at least 1.</param>
    /// <param name="columns">Images from left to right, at least 1.</param>
    /// <param name="shape">Their size.</param>
    /// <param name="enlarge">How many pixels wide and high a pixel becomes, at least 1.</param>
    public ContactSheet(int rows, int columns, ImageShape shape, int enlarge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(enlarge, 1);
        (_shape, _enlarge, _cellHeight, _cellWidth) = (shape, enlarge, shape.Height * enlarge + 1, shape.Width * enlarge + 1);
        (_height, _rowBytes) = (rows * _cellHeight - 1, (columns * _cellWidth - 1) * shape.Channels);
        _pixels = new byte[checked(_height * _rowBytes)];
        Array.Fill(_pixels, Line);
    }

    /// <summary>Puts an image, [height, width, channels], into its place.</summary>
    public void Put(int row, int column, ReadOnlySpan<byte> image)
    {
        int channels = _shape.Channels;
        for (int y = 0; y < _shape.Height * _enlarge; y++)
        {
            int to = (row * _cellHeight + y) * _rowBytes + column * _cellWidth * channels;
            for (int x = 0; x < _shape.Width * _enlarge; x++, to += channels)
                image.Slice((y / _enlarge * _shape.Width + x / _enlarge) * channels, channels).CopyTo(_pixels.AsSpan(to));
        }
    }

    /// <summary>Writes the sheet as a PNG through a temporary file.</summary>
    public void Save(string path) => PngWriter.Write(path, ToImage());

    /// <summary>The sheet as one image.</summary>
    public ImageData ToImage() => new(_height, _rowBytes / _shape.Channels, _shape.Channels, _pixels);
}
