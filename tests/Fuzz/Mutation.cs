using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MlPipelines.Fuzz;

/// <summary>
/// Changes files with their structure in mind: what is packed is unpacked, changed and packed again; checksums are mostly made right; numbers of texts
/// become extreme ones; the rest is bytes.
/// </summary>
public static class Mutation
{
    private static readonly string[] Extremes = ["0", "-1", "1e999", "2147483648", "9223372036854775808", "null", "\"x\"", "[]", "{}", "NaN", "1.5", "true", ""];

    /// <summary>A changed copy.</summary>
    public static byte[] Of(byte[] file, Random random) => file switch
    {
        [0x1F, 0x8B, ..] when random.Next(4) > 0 => Gzip(Of(Gunzip(file), random)),
        [(byte)'P', (byte)'K', 3, 4, ..] when random.Next(4) > 0 => Zip(file, random),
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Png(file, random),
        _ when IsText(file) && random.Next(3) > 0 => Text(file, random),
        _ => Bytes(file, random),
    };

    private static bool IsText(byte[] file) => !file.AsSpan(0, Math.Min(256, file.Length)).Contains((byte)0) && file.AsSpan(0, Math.Min(64, file.Length)).IndexOfAnyExceptInRange((byte)9, (byte)126) < 0;

    private static byte[] Bytes(byte[] file, Random random)
    {
        List<byte> bytes = [.. file];
        for (int change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(random.Next(2) == 0 ? Math.Min(128, bytes.Count) : bytes.Count);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 16)).Select(_ => (byte)random.Next(256)));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 16), bytes.Count - at));
                    break;
                case 4:
                    // A size that is as large as can be, or one too large.
                    for (int i = 0; i < 4 && at + i < bytes.Count; i++) bytes[at + i] = random.Next(2) == 0 ? (byte)0xFF : (byte)0x7F;
                    break;
                case 5:
                    for (int i = 0; i < 8 && at + i < bytes.Count; i++) bytes[at + i] = 0;
                    break;
                case 6:
                    // A piece again, elsewhere.
                    byte[] piece = [.. bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 64))];
                    bytes.InsertRange(at, piece);
                    break;
                default:
                    if (random.Next(4) == 0) bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>JSON, CSV and the like: a number, word or text becomes another, or a line goes.</summary>
    private static byte[] Text(byte[] file, Random random)
    {
        string text = Encoding.UTF8.GetString(file);
        for (int change = random.Next(1, 4); change > 0 && text.Length > 0; change--)
        {
            int at = random.Next(text.Length), end = at;
            bool digit = char.IsAsciiLetterOrDigit(text[at]);
            while (end < text.Length && end - at < 200 && char.IsAsciiLetterOrDigit(text[end]) == digit) end++;
            text = random.Next(6) switch
            {
                0 => text.Remove(at, end - at),
                1 => text.Insert(at, Extremes[random.Next(Extremes.Length)]),
                2 => text[..at] + new string(text[at], random.Next(2, 300)) + text[at..],
                3 => text.Insert(at, text.Substring(at, end - at)),
                _ => text[..at] + Extremes[random.Next(Extremes.Length)] + text[end..],
            };
        }
        return Encoding.UTF8.GetBytes(text);
    }

    private static byte[] Png(byte[] file, Random random)
    {
        byte[] changed = Bytes(file, random);
        if (random.Next(4) == 0) return changed;
        for (int at = 8; at + 12 <= changed.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(changed.AsSpan(at));
            if (length > changed.Length - at - 12) break;
            BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(at + 8 + (int)length), Checksum(changed.AsSpan(at + 4, (int)length + 4)));
            at += 12 + (int)length;
        }
        return changed;
    }

    /// <summary>CRC-32 of ISO 3309, as in PNG.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }

    private static byte[] Gunzip(byte[] file)
    {
        using var stream = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var file = new MemoryStream();
        using (var stream = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(content);
        return file.ToArray();
    }

    /// <summary>Changes one entry, and mostly the checksums of it that other entries hold.</summary>
    private static byte[] Zip(byte[] file, Random random)
    {
        var entries = new List<(string Name, byte[] Content)>();
        using (var zip = new ZipArchive(new MemoryStream(file)))
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using Stream stream = entry.Open();
                using var content = new MemoryStream();
                stream.CopyTo(content);
                entries.Add((entry.FullName, content.ToArray()));
            }
        int at = random.Next(entries.Count);
        byte[] before = entries[at].Content, after = Of(before, random);
        entries[at] = (random.Next(20) == 0 ? $"../{entries[at].Name}" : entries[at].Name, after);
        if (random.Next(8) > 0)
        {
            string old = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(before)), now = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(after));
            for (int i = 0; i < entries.Count; i++)
            {
                if (i == at || !IsText(entries[i].Content)) continue;
                string text = Encoding.UTF8.GetString(entries[i].Content).Replace(old, now, StringComparison.Ordinal).Replace($"\"bytes\": {before.Length}", $"\"bytes\": {after.Length}", StringComparison.Ordinal)
                    .Replace($"\"bytes\":{before.Length}", $"\"bytes\":{after.Length}", StringComparison.Ordinal);
                entries[i] = (entries[i].Name, Encoding.UTF8.GetBytes(text));
            }
        }
        if (random.Next(10) == 0) entries.RemoveAt(random.Next(entries.Count));
        if (random.Next(20) == 0 && entries.Count > 0) entries.Add(entries[random.Next(entries.Count)]);
        using var result = new MemoryStream();
        using (var zip = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = zip.CreateEntry(name, random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        return result.ToArray();
    }
}
