using System.Buffers.Binary;
using System.Text;

namespace Tensorflow.IO;

/// <summary>Reads and writes numpy's .npy files (format 1.0, 2.0 and 3.0; written as 1.0).</summary>
/// <remarks>Little-endian bool, u1, i1, i2, i4, i8, f4 and f8. Fortran order is read and turned into row-major order.</remarks>
public static class Npy
{
    private const int MaxHeader = 1 << 16;
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads one array.</summary>
    /// <param name="path">A .npy file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, too short or too long; the text names it and the reason.</exception>
    /// <exception cref="NotSupportedException">The element type or the byte order is not one of the above.</exception>
    public static NpyArray Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path, file.Length, Array.MaxLength);
    }

    /// <summary>Writes one array through a temporary file that is flushed and renamed.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="array">What to write.</param>
    public static void Write(string path, NpyArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        AtomicFile.Write(path, stream => Write(stream, array));
    }

    /// <summary>Reads the array that fills <paramref name="length"/> bytes of <paramref name="stream"/>.</summary>
    /// <param name="stream">Stands at the first byte of the format.</param>
    /// <param name="name">For error texts.</param>
    /// <param name="length">Bytes the stream is said to hold.</param>
    /// <param name="maxBytes">Largest array to accept.</param>
    internal static NpyArray Read(Stream stream, string name, long length, long maxBytes)
    {
        byte[] start = BoundedReader.ReadUpTo(stream, 8);
        if (start.Length < 8 || !start.AsSpan(0, 6).SequenceEqual(Magic))
            throw new InvalidDataException($"{name}: not a .npy file: it starts with {Hex(start)}, expected {Hex(Magic)} and a version.");
        int version = start[6];
        if (version is < 1 or > 3)
            throw new InvalidDataException($"{name}: .npy format version {version}.{start[7]}; versions 1 to 3 are known.");
        byte[] lengthField = BoundedReader.ReadUpTo(stream, version == 1 ? 2 : 4);
        if (lengthField.Length < (version == 1 ? 2 : 4))
            throw new InvalidDataException($"{name}: the file ends in the header's length, at byte {8 + lengthField.Length}.");
        long headerLength = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthField)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthField);
        long headerStart = 8 + lengthField.Length;
        if (headerLength > MaxHeader || headerLength > length - headerStart)
            throw new InvalidDataException(
                $"{name}: the header claims {headerLength} bytes at byte {headerStart}; the file has {length} bytes and headers end "
                + $"at {MaxHeader}.");
        byte[] headerBytes = BoundedReader.ReadUpTo(stream, headerLength);
        if (headerBytes.Length < headerLength)
            throw new InvalidDataException($"{name}: the header has {headerBytes.Length} bytes of {headerLength}; the file ends early.");
        NpyHeader header = NpyHeader.Parse(version == 3 ? Encoding.UTF8.GetString(headerBytes) : Encoding.Latin1.GetString(headerBytes), name);

        if (NpyArray.ByteCount(header.Type, header.Shape) is not { } bytes || bytes > maxBytes)
            throw new InvalidDataException(
                $"{name}: shape {NpyArray.Text(header.Shape)} of {header.Type} is above the limit of {maxBytes} bytes.");
        long dataStart = headerStart + headerLength;
        if (bytes != length - dataStart)
            throw new InvalidDataException(
                $"{name}: shape {NpyArray.Text(header.Shape)} of {header.Type} takes {bytes} bytes, but {length - dataStart} follow "
                + $"the header at byte {dataStart}.");
        byte[] data = BoundedReader.ReadUpTo(stream, bytes);
        if (data.Length < bytes)
            throw new InvalidDataException($"{name}: the data end after {data.Length} of {bytes} bytes.");
        if (header.FortranOrder && header.Shape.Length > 1) data = ToRowMajor(data, header.Shape, NpyArray.SizeOf(header.Type));
        return new NpyArray(header.Type, header.Shape, data);
    }

    internal static void Write(Stream stream, NpyArray array)
    {
        const int FixedPart = 10;
        string shape = array.Shape.Length == 1 ? $"({array.Shape[0]},)" : $"({string.Join(", ", array.Shape)})";
        string text = $"{{'descr': '{NpyHeader.Code(array.Type)}', 'fortran_order': False, 'shape': {shape}, }}";
        int padded = (FixedPart + text.Length + 1 + 63) / 64 * 64 - FixedPart; // numpy starts the data at a multiple of 64 bytes
        byte[] header = new byte[FixedPart + padded];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)padded));
        Encoding.Latin1.GetBytes(text, header.AsSpan(FixedPart));
        header[^1] = (byte)'\n';
        stream.Write(header);
        stream.Write(array.Data);
    }

    private static byte[] ToRowMajor(byte[] source, long[] shape, int size)
    {
        byte[] result = new byte[source.Length];
        if (source.Length == 0) return result;
        long[] strides = new long[shape.Length];
        long stride = size;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        long[] index = new long[shape.Length];
        long from = 0;
        for (int to = 0; to < result.Length; to += size)
        {
            source.AsSpan((int)from, size).CopyTo(result.AsSpan(to));
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis]) break;
                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return result;
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "nothing" : Convert.ToHexStringLower(bytes);
}
