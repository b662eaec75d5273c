using System.Buffers.Binary;
using System.IO.Compression;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Loading;

/// <summary>An array of bytes as an IDX file holds it.</summary>
/// <param name="Shape">Length of each of the 1 to 4 axes, as in [60000, 28, 28].</param>
/// <param name="Data">The elements in row-major order.</param>
public sealed record IdxArray(int[] Shape, byte[] Data)
{
    /// <summary>The shape as text, as in "[60000, 28, 28]".</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}]";
}

/// <summary>
/// Reads and writes IDX files of bytes, MNIST's format: two zero bytes, the element type (8: byte), the number of axes, the length of
/// each axis (4 bytes, most significant first), the elements. Files may be packed with gzip; that is seen by their first two bytes.
/// </summary>
/// <remarks>
/// Errors in a file are <see cref="InvalidDataException"/> and name the file, the offset or count, what was expected and what was found.
/// A header is not believed: its counts are compared with the file's length and <see cref="MaxBytes"/> before memory is taken.
/// </remarks>
public static class Idx
{
    /// <summary>Most elements a file may have: 1 GiB (EMNIST, the largest of its family, has 639 million).</summary>
    public const long MaxBytes = IdxReader.MaxBytes;

    /// <summary>First four bytes of a file of images, as one number: bytes, 3 axes.</summary>
    public const int ImagesMagic = IdxReader.ImagesMagic;

    /// <summary>First four bytes of a file of labels, as one number: bytes, 1 axis.</summary>
    public const int LabelsMagic = IdxReader.LabelsMagic;

    /// <summary>Reads a file of 1 to 4 axes.</summary>
    /// <param name="path">The file, plain or packed with gzip.</param>
    /// <exception cref="InvalidDataException">The file is damaged or no IDX file of bytes.</exception>
    public static IdxArray Read(string path) => Read(path, expectedMagic: null);

    /// <summary>Reads a file of images, [images, height, width].</summary>
    /// <param name="path">The file, plain or packed with gzip.</param>
    /// <exception cref="InvalidDataException">The file is damaged, has other axes, or no image or no pixel.</exception>
    public static IdxArray ReadImages(string path)
    {
        IdxArray images = Read(path, ImagesMagic);
        if (images.Data.Length == 0) throw new InvalidDataException(
            $"{path}: shape {images} holds no pixel; expected at least one image of at least 1 x 1.");
        return images;
    }

    /// <summary>Reads a file of labels.</summary>
    /// <param name="path">The file, plain or packed with gzip.</param>
    /// <param name="maxLabel">Largest label allowed, 0 to 255.</param>
    /// <exception cref="InvalidDataException">The file is damaged, has other axes, or has a label above the largest.</exception>
    public static byte[] ReadLabels(string path, int maxLabel = 9)
    {
        byte[] labels = Read(path, LabelsMagic).Data;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] > maxLabel)
                throw new InvalidDataException(
                    $"{path}: label {i} (byte {HeaderLength(1) + i} of the unpacked file) is {labels[i]}, expected 0 to {maxLabel}.");
        }
        return labels;
    }

    /// <summary>Reads images and their labels.</summary>
    /// <param name="imagesPath">File of images.</param>
    /// <param name="labelsPath">File of as many labels.</param>
    /// <param name="maxLabel">Largest label allowed, 0 to 255.</param>
    /// <exception cref="InvalidDataException">A file is damaged or the counts differ.</exception>
    public static DigitSet ReadPair(string imagesPath, string labelsPath, int maxLabel = 9)
    {
        byte[] labels = ReadLabels(labelsPath, maxLabel);
        IdxArray images = ReadImages(imagesPath);
        if (images.Shape[0] != labels.Length)
            throw new InvalidDataException(
                $"{imagesPath} has {images.Shape[0]} images and {labelsPath} {labels.Length} labels; the counts must be equal.");
        return new DigitSet(images.Data, labels, images.Shape[1], images.Shape[2]);
    }

    /// <summary>Writes a file through a temporary one that is flushed and renamed.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="array">1 to 4 axes.</param>
    /// <param name="gzip">Pack it with gzip.</param>
    /// <exception cref="ArgumentException">The shape has no or more than 4 axes, or does not fit the elements.</exception>
    public static void Write(string path, IdxArray array, bool gzip = false)
    {
        byte[] header = Header(array);
        AtomicFile.Write(path, stream =>
        {
            using Stream? packed = gzip ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            (packed ?? stream).Write(header);
            (packed ?? stream).Write(array.Data);
        });
    }

    /// <summary>The first bytes of the file that holds this array: magic number and shape.</summary>
    internal static byte[] Header(IdxArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (array.Shape.Length is < 1 or > 4) throw new ArgumentException(
            $"Got {array.Shape.Length} axes; an IDX file here has 1 to 4.", nameof(array));
        Int128 count = 1;
        foreach (int length in array.Shape) count *= length;
        if (count != array.Data.Length || array.Shape.Min() < 0) throw new ArgumentException(
            $"Got {array.Data.Length} bytes for shape {array}; the shape and the bytes must fit.", nameof(array));
        byte[] header = new byte[HeaderLength(array.Shape.Length)];
        BinaryPrimitives.WriteInt32BigEndian(header, 0x800 | array.Shape.Length);
        for (int axis = 0; axis < array.Shape.Length; axis++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(HeaderLength(axis)), array.Shape[axis]);
        return header;
    }

    private static int HeaderLength(int axes) => 4 + 4 * axes;

    private static IdxArray Read(string path, int? expectedMagic)
    {
        (int[] shape, byte[] data) = IdxReader.Read(path, expectedMagic);
        return new IdxArray(shape, data);
    }
}
