using System.Buffers.Binary;
using System.IO.Compression;

namespace Tensorflow.IO;

/// <summary>
/// Reads IDX files of bytes, MNIST's format: two zero bytes, the element type (8: byte), the number of axes, the length of each axis
/// (4 bytes, most significant first), the elements. Files may be packed with gzip; that is seen by their first two bytes.
/// </summary>
/// <remarks>
/// Errors in a file are <see cref="InvalidDataException"/> and name the file, the offset or count, what was expected and what was found.
/// A header is not believed: its counts are compared with the file's length and <see cref="MaxBytes"/> before memory is taken.
/// </remarks>
public static class IdxReader
{
    /// <summary>Most elements a file may have: 1 GiB (EMNIST, the largest of its family, has 639 million).</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>First four bytes of a file of images, as one number: bytes, 3 axes.</summary>
    public const int ImagesMagic = 0x803;

    /// <summary>First four bytes of a file of labels, as one number: bytes, 1 axis.</summary>
    public const int LabelsMagic = 0x801;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, plain or packed with gzip.</param>
    /// <param name="expectedMagic">Its first four bytes as one number; null for any file of 1 to 4 axes.</param>
    /// <returns>Length of each axis, and the elements in row-major order.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or no IDX file of bytes, or begins with another number.</exception>
    public static (int[] Shape, byte[] Data) Read(string path, int? expectedMagic = null)
    {
        using FileStream file = File.OpenRead(path);
        bool packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        if (!packed) return ReadPlain(file, path, file.Length, expectedMagic);
        try
        {
            using var unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            (int[] shape, byte[] data) = ReadPlain(unpacked, path, null, expectedMagic);
            CheckGzipEnd(file, path, HeaderLength(shape.Length) + data.Length);
            return (shape, data);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: the gzip packing is damaged: {e.Message}", e);
        }
    }

    private static int HeaderLength(int axes) => 4 + 4 * axes;

    /// <summary>
    /// A gzip file ends in the number of bytes it unpacks to; .NET's reader takes a file that is cut just before as whole.
    /// </summary>
    private static void CheckGzipEnd(FileStream file, string path, long unpacked)
    {
        file.Seek(-Math.Min(4, file.Length), SeekOrigin.End);
        byte[] end = BoundedReader.ReadUpTo(file, 4);
        uint claimed = end.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(end) : 0;
        if (claimed != (uint)unpacked)
            throw new InvalidDataException(
                $"{path}: the gzip packing ends early or is no single member: its last 4 bytes say {claimed}, expected {unpacked} "
                + "unpacked bytes.");
    }

    private static (int[] Shape, byte[] Data) ReadPlain(Stream stream, string path, long? length, int? expectedMagic)
    {
        byte[] field = BoundedReader.ReadUpTo(stream, 4);
        if (field.Length < 4) throw new InvalidDataException(
            $"{path}: truncated at byte {field.Length}, in the magic number; expected at least {HeaderLength(1)} bytes.");
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(field);
        if (expectedMagic is null ? magic is < 0x801 or > 0x804 : magic != expectedMagic)
        {
            string expected = expectedMagic is null ? "0x00000801 to 0x00000804 (bytes, 1 to 4 axes)"
                : expectedMagic == ImagesMagic ? "0x00000803 (images)" : $"0x{expectedMagic:x8} (labels)";
            throw new InvalidDataException($"{path}: wrong magic number at byte 0: 0x{magic:x8}, expected {expected}.");
        }
        int axes = (int)(magic & 0xFF);
        field = BoundedReader.ReadUpTo(stream, 4 * axes);
        if (field.Length < 4 * axes) throw new InvalidDataException(
            $"{path}: truncated at byte {4 + field.Length}, in the header, expected {HeaderLength(axes)} bytes.");
        int[] shape = new int[axes];
        long count = 1;
        for (int axis = 0; axis < axes; axis++)
        {
            uint axisLength = BinaryPrimitives.ReadUInt32BigEndian(field.AsSpan(4 * axis));
            // Each factor is checked by itself too, so that [0, 4 billion] is refused and the product cannot overflow.
            if (axisLength > MaxBytes || (count *= axisLength) > MaxBytes)
                throw new InvalidDataException(
                    $"{path}: axis {axis} at byte {HeaderLength(axis)} has length {axisLength}, expected at most {MaxBytes} elements "
                    + "in all.");
            shape[axis] = (int)axisLength;
        }
        string text = $"[{string.Join(", ", shape)}]";
        long whole = HeaderLength(axes) + count;
        if (length is not null && length != whole)
        {
            string what = length < whole ? "truncated" : "oversized";
            throw new InvalidDataException($"{path}: {what}: shape {text} takes {whole} bytes, the file has {length}.");
        }
        byte[] data = BoundedReader.ReadUpTo(stream, count);
        if (data.Length < count)
            throw new InvalidDataException(
                $"{path}: truncated: shape {text} takes {whole} bytes, the content ends after {HeaderLength(axes) + data.Length}.");
        if (stream.ReadByte() >= 0)
            throw new InvalidDataException($"{path}: oversized: shape {text} takes {whole} bytes, the content goes on after them.");
        return (shape, data);
    }
}
