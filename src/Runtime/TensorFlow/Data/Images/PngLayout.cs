using System.Buffers.Binary;

namespace Tensorflow.IO;

/// <summary>How a PNG file's pixels lie in its unpacked bytes, and what they mean.</summary>
internal sealed class PngLayout(int width, int height, int depth, int colour, bool interlaced)
{
    private const int Palettes = 3;

    // Adam7: the first column and row of each pass, and the steps to its next ones.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int StepX, int StepY)[] Whole = [(0, 0, 1, 1)];

    /// <summary>Opacities of the palette's colours, where there are any.</summary>
    private byte[]? _opacities;

    /// <summary>The values of the one transparent colour, where there is one.</summary>
    private ushort[]? _transparent;

    /// <summary>Red, green and blue of each colour; null without PLTE.</summary>
    public byte[]? Palette { get; set; }

    /// <summary>Values a pixel in the file.</summary>
    private int Samples => colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    private bool HasTransparency => _opacities is not null || _transparent is not null;

    private int Channels => (colour == Palettes ? 3 : Samples) + (HasTransparency ? 1 : 0);

    /// <summary>Bytes of all rows, each with its filter's number.</summary>
    public long RawBytes
    {
        get
        {
            long bytes = 0;
            foreach ((int x, int y, int stepX, int stepY) in interlaced ? Passes : Whole)
            {
                int columns = Count(width, x, stepX), rows = Count(height, y, stepY);
                if (columns > 0) bytes += rows * (1 + RowBytes(columns));
            }
            return bytes;
        }
    }

    /// <summary>Takes the chunk tRNS.</summary>
    public void SetTransparency(ReadOnlySpan<byte> data, string name)
    {
        if (colour == Palettes)
        {
            if (Palette is null || data.Length == 0 || data.Length > Palette.Length / 3)
                throw new InvalidDataException($"{name}: tRNS has {data.Length} bytes for {Palette?.Length / 3 ?? 0} colours of PLTE "
                    + "before it; expected 1 for each, or fewer.");
            _opacities = new byte[Palette.Length / 3];
            _opacities.AsSpan().Fill(byte.MaxValue);
            data.CopyTo(_opacities);
            return;
        }
        if (colour is 4 or 6 || data.Length != 2 * Samples)
            throw new InvalidDataException($"{name}: tRNS has {data.Length} bytes; expected "
                + $"{(colour is 4 or 6 ? "no tRNS beside alpha" : $"{2 * Samples}")}.");
        _transparent = new ushort[Samples];
        for (int i = 0; i < Samples; i++) _transparent[i] = BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]);
    }

    /// <summary>Checks that all chunks that are needed are there.</summary>
    public void Check(string name)
    {
        if (colour == Palettes && Palette is null) throw new InvalidDataException($"{name} has a palette's colour type, but no chunk "
            + "PLTE.");
    }

    /// <summary>The image in the unpacked bytes: two rows of them are kept at a time.</summary>
    public ImageData Image(Stream raw, string name)
    {
        int channels = Channels, distance = Math.Max(1, Samples * depth / 8);
        long read = 0;
        bool isPlain = depth == 8 && colour != Palettes && _transparent is null && !interlaced;
        byte[] pixels = new byte[checked(width * height * channels)];
        foreach ((int x, int y, int stepX, int stepY) in interlaced ? Passes : Whole)
        {
            int columns = Count(width, x, stepX), rows = Count(height, y, stepY);
            if (columns == 0) continue;
            // Before its bytes a row has the number of its filter.
            int bytes = checked((int)RowBytes(columns)) + 1;
            byte[] line = new byte[bytes], above = new byte[bytes];
            for (int row = 0; row < rows; row++)
            {
                int got = raw.ReadAtLeast(line, bytes, throwOnEndOfStream: false);
                read += got;
                if (got < bytes) throw new InvalidDataException($"{name} is damaged: its pixels end after {read} bytes, in row {row} of {rows}.");
                if (line[0] >= PngFilter.Kinds) throw new InvalidDataException($"{name} is damaged: row {row} has the filter {line[0]}, "
                    + $"expected 0 to {PngFilter.Kinds - 1}.");
                PngFilter.Undo(line[0], line.AsSpan(1), above.AsSpan(1), distance);
                int to = ((y + row * stepY) * width + x) * channels;
                if (isPlain) line.AsSpan(1).CopyTo(pixels.AsSpan(to));
                for (int column = isPlain ? columns : 0; column < columns; column++, to += stepX * channels)
                    Pixel(line.AsSpan(1), column, pixels.AsSpan(to, channels), name);
                (line, above) = (above, line);
            }
        }
        return new ImageData(height, width, channels, pixels);
    }

    private void Pixel(ReadOnlySpan<byte> line, int column, Span<byte> pixel, string name)
    {
        if (colour == Palettes)
        {
            int index = Value(line, column);
            if (index >= Palette!.Length / 3)
                throw new InvalidDataException($"{name} is damaged: a pixel has colour {index} of a palette of {Palette.Length / 3}.");
            Palette.AsSpan(3 * index, 3).CopyTo(pixel);
            if (_opacities is not null) pixel[3] = _opacities[index];
            return;
        }
        bool transparent = _transparent is not null;
        for (int i = 0; i < Samples; i++)
        {
            int value = Value(line, column * Samples + i);
            transparent &= value == _transparent?[i];
            pixel[i] = depth switch { 16 => (byte)(value >> 8), 8 => (byte)value, _ => (byte)(value * 255 / ((1 << depth) - 1)) };
        }
        if (_transparent is not null) pixel[^1] = transparent ? (byte)0 : byte.MaxValue;
    }

    /// <summary>A value of a row; values of less than 8 bits begin at the highest bit.</summary>
    private int Value(ReadOnlySpan<byte> line, int i) => depth switch
    {
        8 => line[i],
        16 => BinaryPrimitives.ReadUInt16BigEndian(line[(2 * i)..]),
        _ => line[i * depth / 8] >> (8 - depth - i * depth % 8) & ((1 << depth) - 1),
    };

    private static int Count(int size, int first, int step) => (size - first + step - 1) / step;

    private long RowBytes(int columns) => ((long)columns * Samples * depth + 7) / 8;
}
