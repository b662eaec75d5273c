using System.Buffers.Binary;

namespace Tensorflow.IO;

/// <summary>
/// Reads netpbm's PBM (black and white), PGM (gray) and PPM (colour) files, as text and binary; values are scaled to 0 to 255.
/// </summary>
internal static class PnmReader
{
    public static bool Accepts(ReadOnlySpan<byte> content) => content is [(byte)'P', >= (byte)'1' and <= (byte)'6', ..];

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static ImageData Read(ReadOnlySpan<byte> content, string name)
    {
        int kind = content[1] - '0', channels = kind is 3 or 6 ? 3 : 1;
        bool text = kind <= 3, bits = kind is 1 or 4;
        var reader = new Numbers(content, name) { At = 2 };
        int width = reader.Next(), height = reader.Next(), most = bits ? 1 : reader.Next();
        ImageFile.CheckSize(name, width, height);
        if (most is < 1 or > ushort.MaxValue) throw new InvalidDataException($"{name}: the largest value is {most}, expected 1 to "
            + $"{ushort.MaxValue}.");
        int count = checked(width * height * channels), bytes = most > byte.MaxValue ? 2 : 1;
        // One white space stands before binary values; a value as text takes at least one character.
        int start = reader.At + (text ? 0 : 1);
        long least = text ? count : bits ? (width + 7) / 8 * (long)height : (long)count * bytes;
        if (content.Length - start < least)
            throw new InvalidDataException($"{name} is truncated: {width} x {height} pixels take {least} bytes from byte {start} on, "
                + $"{Math.Max(0, content.Length - start)} are left.");
        byte[] pixels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            int value = kind switch
            {
                1 => reader.Bit(),
                4 => content[start + i / width * ((width + 7) / 8) + i % width / 8] >> (7 - i % width % 8) & 1,
                <= 3 => reader.Next(),
                _ => bytes == 1 ? content[start + i] : BinaryPrimitives.ReadUInt16BigEndian(content[(start + 2 * i)..]),
            };
            if (value > most) throw new InvalidDataException($"{name}: value {i} is {value}, above the largest, {most}.");
            // In black and white 1 is black.
            pixels[i] = bits ? (byte)(value == 0 ? 255 : 0) : (byte)((value * 255L + most / 2) / most);
        }
        return new ImageData(height, width, channels, pixels);
    }

    /// <summary>Numbers as text, with white space and comments between them.</summary>
    private ref struct Numbers(ReadOnlySpan<byte> content, string name)
    {
        private readonly ReadOnlySpan<byte> _content = content;

        public int At { get; set; }

        public int Next()
        {
            SkipSpace();
            int value = 0, digits = 0;
            for (; At < _content.Length && char.IsAsciiDigit((char)_content[At]); At++, digits++)
            {
                if (value > 100_000_000) throw new InvalidDataException($"{name}: the number before byte {At} has too many digits.");
                value = value * 10 + (_content[At] - '0');
            }
            return digits > 0 ? value : throw new InvalidDataException($"{name}: expected a number at byte "
                + $"{At}{(At == _content.Length ? ", where the file ends" : "")}.");
        }

        /// <summary>A single 0 or 1, which may stand right beside the next.</summary>
        public int Bit()
        {
            SkipSpace();
            if (At == _content.Length || _content[At] is not ((byte)'0' or (byte)'1')) throw new InvalidDataException($"{name}: expected "
                + $"0 or 1 at byte {At}.");
            return _content[At++] - '0';
        }

        private void SkipSpace()
        {
            while (At < _content.Length)
            {
                if (_content[At] == '#')
                    while (At < _content.Length && _content[At] != '\n') At++;
                else if (char.IsWhiteSpace((char)_content[At])) At++;
                else return;
            }
        }
    }
}
