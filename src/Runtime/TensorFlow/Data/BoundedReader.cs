namespace Tensorflow.IO;

/// <summary>Reads a claimed number of bytes from a stream that may hold fewer, without believing the claim.</summary>
public static class BoundedReader
{
    private const int FirstStep = 1 << 20;

    /// <summary>
    /// Reads up to <paramref name="length"/> bytes. The buffer grows with the bytes that really arrive, so that a small file
    /// which claims gigabytes costs a megabyte.
    /// </summary>
    /// <param name="stream">Where to read from.</param>
    /// <param name="length">Bytes wanted, 0 to <see cref="Array.MaxLength"/>.</param>
    /// <returns>The bytes; fewer than <paramref name="length"/> when the stream ended before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or above what one array can hold.</exception>
    public static byte[] ReadUpTo(Stream stream, long length)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength);
        byte[] buffer = new byte[Math.Min(length, FirstStep)];
        int filled = 0;
        while (true)
        {
            int read = stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            filled += read;
            if (filled < buffer.Length)
            {
                Array.Resize(ref buffer, filled);
                return buffer;
            }
            if (filled == length) return buffer;
            Array.Resize(ref buffer, (int)Math.Min(length, 2L * buffer.Length));
        }
    }
}
