using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Tensorflow.IO;

/// <summary>Reads PNG files of every colour type and depth, with and without interlace; 16-bit values keep their higher byte.</summary>
/// <remarks>PNG specification (ISO/IEC 15948). Every chunk's checksum is compared, and so is that of the packed pixels.</remarks>
internal static class PngReader
{
    private const uint Ihdr = 0x49484452, Plte = 0x504C5445, Trns = 0x74524E53, Idat = 0x49444154, Iend = 0x49454E44;
    private const uint AncillaryBit = 0x20000000;

    /// <summary>Deflate packs at most so many bytes into one (RFC 1951: 258 in two bits).</summary>
    private const int MostPacking = 1032;

    /// <summary>Bytes of a chunk beside its data: length, type and checksum.</summary>
    private const int Frame = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static bool Accepts(ReadOnlySpan<byte> content) => content.StartsWith(Signature);

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static ImageData Read(ReadOnlySpan<byte> content, string name)
    {
        PngLayout? layout = null;
        using var packed = new MemoryStream();
        bool ended = false;
        for (int at = Signature.Length; !ended;)
        {
            uint type = Chunk(content, at, name, out ReadOnlySpan<byte> data);
            if (layout is null != (type == Ihdr))
                throw new InvalidDataException($"{name}: chunk '{Text(type)}' at byte {at}; expected IHDR first and only there.");
            switch (type)
            {
                case Ihdr:
                    layout = Header(data, name);
                    break;
                case Plte:
                    if (data.Length is 0 or > 768 || data.Length % 3 != 0)
                        throw new InvalidDataException($"{name}: PLTE has {data.Length} bytes; expected 3 for each of 1 to 256 colours.");
                    layout!.Palette = data.ToArray();
                    break;
                case Trns:
                    layout!.SetTransparency(data, name);
                    break;
                case Idat:
                    packed.Write(data);
                    break;
                case Iend:
                    ended = true;
                    break;
                default:
                    if ((type & AncillaryBit) == 0) throw new InvalidDataException($"{name}: the chunk '{Text(type)}' at byte {at} is "
                        + "unknown and cannot be left out.");
                    break;
            }
            at += Frame + data.Length;
        }
        layout!.Check(name);
        packed.Position = 0;
        return Unpack(packed, layout, name);
    }

    /// <summary>The type and the data of the chunk that begins at a byte.</summary>
    private static uint Chunk(ReadOnlySpan<byte> content, int at, string name, out ReadOnlySpan<byte> data)
    {
        if (content.Length - at < Frame) throw new InvalidDataException($"{name} is truncated: it ends at byte {content.Length}, before "
            + "the chunk IEND.");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(content[at..]), type = BinaryPrimitives.ReadUInt32BigEndian(content[(at + 4)..]);
        if (length > content.Length - at - Frame)
            throw new InvalidDataException($"{name} is truncated: the chunk '{Text(type)}' at byte {at} claims {length} bytes, "
                + $"{content.Length - at - Frame} are left.");
        data = content.Slice(at + 8, (int)length);
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(content[(at + 8 + (int)length)..]),
            found = Crc32.Of(content.Slice(at + 4, 4 + (int)length));
        if (found != expected)
            throw new InvalidDataException($"{name} is damaged: the chunk '{Text(type)}' at byte {at} has the checksum {found:x8}, "
                + $"expected {expected:x8}.");
        return type;
    }

    private static PngLayout Header(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length != 13) throw new InvalidDataException($"{name}: IHDR has {data.Length} bytes, expected 13.");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data), height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        ImageFile.CheckSize(name, width, height);
        (int depth, int colour) = (data[8], data[9]);
        bool known = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8, 2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!known) throw new InvalidDataException($"{name}: colour type {colour} with {depth} bits does not exist.");
        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw new InvalidDataException($"{name}: compression {data[10]}, filter {data[11]}, interlace {data[12]}; expected 0, 0 and "
                + "0 or 1.");
        return new PngLayout((int)width, (int)height, depth, colour, interlaced: data[12] == 1);
    }

    private static ImageData Unpack(Stream packed, PngLayout layout, string name)
    {
        // What cannot be there is not made room for.
        if (layout.RawBytes > MostPacking * (packed.Length + 1))
            throw new InvalidDataException($"{name} is damaged: its {packed.Length} packed bytes cannot hold pixels of {layout.RawBytes} bytes; its pixels end after fewer.");
        try
        {
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            ImageData image = layout.Image(zlib, name);
            // Reading on to the end has the checksum compared.
            if (zlib.ReadByte() >= 0) throw new InvalidDataException($"{name} is damaged: its pixels go on behind its last row.");
            return image;
        }
        catch (IOException e) // where zlib asks for a dictionary
        {
            throw new InvalidDataException($"{name} is damaged: {e.Message}", e);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name} is damaged: {e.Message}", e);
        }
    }

    private static string Text(uint type)
    {
        Span<byte> letters = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(letters, type);
        foreach (ref byte letter in letters)
            if (!char.IsAsciiLetter((char)letter)) letter = (byte)'?';
        return Encoding.ASCII.GetString(letters);
    }
}
