using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Bytes in JSON as base64 of their deflated form, behind "deflate:"; plain base64 is read too. A record shrinks to a quarter.</summary>
internal sealed class PackedBytes : JsonConverter<byte[]>
{
    private const string Mark = "deflate:";

    // Of what a record holds, nothing is larger; a few bytes of a hostile file can stand for gigabytes.
    private const int Most = 64 << 20;

    /// <inheritdoc/>
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.GetString()!;
        if (!text.StartsWith(Mark, StringComparison.Ordinal)) return Base64(text);
        using var packed = new DeflateStream(new MemoryStream(Base64(text.AsSpan(Mark.Length))), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        byte[] block = new byte[1 << 16];
        try
        {
            for (int read; (read = packed.Read(block)) > 0;)
            {
                if (bytes.Length + read > Most) throw new JsonException($"Got packed bytes of more than {Most}.");
                bytes.Write(block, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new JsonException($"Got packed bytes that cannot be unpacked: {e.Message}", e);
        }
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize)) deflate.Write(value);
        writer.WriteStringValue(Mark + Convert.ToBase64String(packed.ToArray()));
    }

    private static byte[] Base64(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text, bytes, out int written) ? bytes[..written] : throw new JsonException("Got a text that is no base64.");
    }
}
