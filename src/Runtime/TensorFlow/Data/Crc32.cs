namespace Tensorflow.IO;

/// <summary>The checksum of zip and PNG files.</summary>
public static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Of(0, bytes);

    /// <summary>The checksum of bytes behind others of a known checksum.</summary>
    /// <param name="before">Checksum of what comes before; 0 for nothing.</param>
    /// <param name="bytes">What comes behind.</param>
    public static uint Of(uint before, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~before;
        foreach (byte b in bytes) crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) * 0xEDB88320u);
            table[i] = value;
        }
        return table;
    }
}
