using System.Buffers.Binary;
using System.IO.Compression;

namespace Tensorflow.IO;

/// <summary>Writes PNG files of 8 bits a channel.</summary>
public static class PngWriter
{
    /// <summary>Writes an image through a temporary file that is flushed and renamed.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="image">1 to 4 channels.</param>
    /// <exception cref="ArgumentException">Sizes and pixels do not fit.</exception>
    public static void Write(string path, ImageData image)
    {
        byte[] content = Encode(image);
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>A PNG file in memory. The same image gives the same bytes.</summary>
    /// <param name="image">1 to 4 channels.</param>
    /// <exception cref="ArgumentException">Sizes and pixels do not fit.</exception>
    public static byte[] Encode(ImageData image)
    {
        ArgumentNullException.ThrowIfNull(image);
        (int height, int width, int channels, byte[] pixels) = image;
        if (height < 1 || width < 1 || channels is < 1 or > 4 || pixels.Length != (long)height * width * channels)
            throw new ArgumentException($"Got {height} x {width} pixels of {channels} channels in {pixels.Length} bytes; "
                + "a PNG takes at least 1 x 1 pixels of 1 to 4 channels, a byte each.", nameof(image));
        var file = new MemoryStream();
        file.Write(PngReader.Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 });
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Pack(pixels, width * channels, channels));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Packs rows, each with the filter that makes its bytes smallest, which is what packs best.</summary>
    private static byte[] Pack(byte[] pixels, int rowBytes, int distance)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] above = new byte[rowBytes], best = new byte[rowBytes + 1], trial = new byte[rowBytes + 1];
            for (int at = 0; at < pixels.Length; at += rowBytes)
            {
                ReadOnlySpan<byte> row = pixels.AsSpan(at, rowBytes);
                long least = long.MaxValue;
                for (int kind = 0; kind < PngFilter.Kinds; kind++)
                {
                    trial[0] = (byte)kind;
                    PngFilter.Apply(kind, row, above, distance, trial.AsSpan(1));
                    long sum = 0;
                    foreach (byte value in trial.AsSpan(1)) sum += Math.Abs((int)(sbyte)value);
                    if (sum >= least) continue;
                    least = sum;
                    (best, trial) = (trial, best);
                }
                zlib.Write(best);
                row.CopyTo(above);
            }
        }
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(field, data.Length);
        file.Write(field);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(field, Crc32.Of(Crc32.Of(type), data));
        file.Write(field);
    }
}
