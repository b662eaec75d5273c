using System.Buffers.Binary;
using System.Numerics;

namespace Tensorflow.IO;

/// <summary>Reads Windows bitmaps of 1, 4, 8, 16, 24 and 32 bits a pixel that are not packed, in either order of rows.</summary>
internal static class BmpReader
{
    private const int FileHeader = 14, CoreHeader = 12, InfoHeader = 40;
    private const uint Plain = 0, Fields = 3, FieldsWithAlpha = 6;

    public static bool Accepts(ReadOnlySpan<byte> content) => content is [(byte)'B', (byte)'M', ..] && content.Length >= FileHeader + 4;

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">It is packed.</exception>
    public static ImageData Read(ReadOnlySpan<byte> content, string name)
    {
        uint headerLength = U32(content, FileHeader);
        if (headerLength != CoreHeader && headerLength is < InfoHeader or > 1024 || content.Length < FileHeader + headerLength)
            throw new InvalidDataException($"{name}: the bitmap's header claims {headerLength} bytes of {content.Length}; expected "
                + $"{CoreHeader} or {InfoHeader} and more.");
        bool core = headerLength == CoreHeader;
        long width = core ? U16(content, 18) : (int)U32(content, 18), rows = core ? U16(content, 20) : (int)U32(content, 22);
        int depth = U16(content, core ? 24 : 28);
        uint packing = core ? Plain : U32(content, 30), coloursUsed = core ? 0 : U32(content, 46);
        bool topDown = rows < 0;
        ImageFile.CheckSize(name, width, Math.Abs(rows));
        if (packing is not (Plain or Fields or FieldsWithAlpha))
            throw new NotSupportedException($"{name} is a packed bitmap (kind {packing}); plain ones are read. Convert it to PNG.");
        if (depth is not (1 or 4 or 8 or 16 or 24 or 32) || (packing != Plain && depth is not (16 or 32)))
            throw new InvalidDataException($"{name}: a bitmap of {depth} bits a pixel and kind {packing} does not exist.");

        long rowBytes = (width * depth + 31) / 32 * 4, start = U32(content, 10);
        long colourTable = FileHeader + headerLength;
        if (packing != Plain && headerLength == InfoHeader) colourTable += packing == Fields ? 12 : 16;
        if (start < colourTable || start + rowBytes * Math.Abs(rows) > content.Length)
            throw new InvalidDataException($"{name} is truncated: {width} x {Math.Abs(rows)} pixels of {depth} bits from byte {start} on "
                + $"do not fit in {content.Length} bytes.");
        var place = new Place((int)width, (int)Math.Abs(rows), (int)rowBytes, topDown);
        ReadOnlySpan<byte> pixels = content[(int)start..];
        if (depth <= 8)
        {
            long colours = coloursUsed == 0 ? 1L << depth : coloursUsed;
            int size = core ? 3 : 4;
            if (colours > 1 << depth || colourTable + colours * size > start)
                throw new InvalidDataException($"{name}: {colours} colours of {depth} bits do not fit between byte {colourTable} and "
                    + $"{start}.");
            return Indexed(pixels, place, depth, content.Slice((int)colourTable, (int)colours * size), size, name);
        }
        if (packing == Plain && depth != 16) return Coloured(pixels, place, depth / 8);
        Span<uint> masks = stackalloc uint[4];
        // Without masks, 16 bits hold five for each of red, green and blue.
        if (packing == Plain) (masks[0], masks[1], masks[2]) = (0x7C00, 0x03E0, 0x001F);
        int given = packing == Plain ? 0 : headerLength > 52 || packing == FieldsWithAlpha ? 4 : 3;
        for (int i = 0; i < given; i++) masks[i] = U32(content, FileHeader + InfoHeader + 4 * i);
        return Masked(pixels, place, depth, masks, name);
    }

    /// <summary>Numbers of colours; gray where all colours are.</summary>
    private static ImageData Indexed(ReadOnlySpan<byte> pixels, Place place, int depth, ReadOnlySpan<byte> table, int size, string name)
    {
        bool gray = true;
        for (int i = 0; i < table.Length; i += size) gray &= table[i] == table[i + 1] && table[i] == table[i + 2];
        int channels = gray ? 1 : 3, to = 0;
        byte[] result = new byte[checked(place.Width * place.Height * channels)];
        for (int y = 0; y < place.Height; y++)
        {
            ReadOnlySpan<byte> row = place.Row(pixels, y);
            for (int x = 0; x < place.Width; x++)
            {
                int index = row[x * depth / 8] >> (8 - depth - x * depth % 8) & ((1 << depth) - 1);
                if (index * size >= table.Length)
                    throw new InvalidDataException($"{name} is damaged: a pixel has colour {index} of {table.Length / size}.");
                for (int c = 0; c < channels; c++) result[to++] = table[index * size + 2 - c];
            }
        }
        return new ImageData(place.Height, place.Width, channels, result);
    }

    /// <summary>Blue, green, red and perhaps an unused byte.</summary>
    private static ImageData Coloured(ReadOnlySpan<byte> pixels, Place place, int bytes)
    {
        byte[] result = new byte[checked(place.Width * place.Height * 3)];
        int to = 0;
        for (int y = 0; y < place.Height; y++)
        {
            ReadOnlySpan<byte> row = place.Row(pixels, y);
            for (int x = 0; x < place.Width; x++, to += 3)
                (result[to], result[to + 1], result[to + 2]) = (row[x * bytes + 2], row[x * bytes + 1], row[x * bytes]);
        }
        return new ImageData(place.Height, place.Width, 3, result);
    }

    /// <summary>Values in bits that masks name; alpha where there is a mask for it.</summary>
    private static ImageData Masked(ReadOnlySpan<byte> pixels, Place place, int depth, ReadOnlySpan<uint> masks, string name)
    {
        for (int c = 0; c < masks.Length; c++)
        {
            uint bits = masks[c] == 0 ? 0 : masks[c] >> BitOperations.TrailingZeroCount(masks[c]);
            if ((bits & (bits + 1)) != 0 || (c < 3 && bits == 0)) throw new InvalidDataException($"{name}: the mask {masks[c]:x8} is no "
                + "row of bits.");
        }
        int channels = masks[3] != 0 ? 4 : 3, to = 0;
        byte[] result = new byte[checked(place.Width * place.Height * channels)];
        for (int y = 0; y < place.Height; y++)
        {
            ReadOnlySpan<byte> row = place.Row(pixels, y);
            for (int x = 0; x < place.Width; x++)
            {
                uint pixel = depth == 16 ? (uint)U16(row, 2 * x) : U32(row, 4 * x);
                for (int c = 0; c < channels; c++)
                {
                    int shift = BitOperations.TrailingZeroCount(masks[c]);
                    result[to++] = (byte)((ulong)((pixel & masks[c]) >> shift) * 255 / (masks[c] >> shift));
                }
            }
        }
        return new ImageData(place.Height, place.Width, channels, result);
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    /// <summary>Where the rows lie.</summary>
    private readonly record struct Place(int Width, int Height, int RowBytes, bool TopDown)
    {
        public ReadOnlySpan<byte> Row(ReadOnlySpan<byte> pixels, int y) =>
            pixels.Slice((TopDown ? y : Height - 1 - y) * RowBytes, RowBytes);
    }
}
