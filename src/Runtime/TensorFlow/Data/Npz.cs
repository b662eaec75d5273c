using System.IO.Compression;

namespace Tensorflow.IO;

/// <summary>Reads and writes numpy's .npz files: a zip with one .npy entry an array.</summary>
public static class Npz
{
    private const string Extension = ".npy";

    /// <summary>Reads every array, by its name without ".npy". Entries that are no .npy are left out.</summary>
    /// <param name="path">A .npz file, stored or deflated.</param>
    /// <param name="maxBytes">Most bytes all arrays together may take; one array takes at most 2 GiB.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no zip, is damaged (checksums are compared), has an entry twice or is above the limit; the text names file, entry and reason.
    /// </exception>
    /// <exception cref="NotSupportedException">An array has an element type that <see cref="Npy"/> does not read.</exception>
    public static Dictionary<string, NpyArray> Read(string path, long maxBytes = int.MaxValue)
    {
        using FileStream file = File.OpenRead(path);
        using ZipArchive zip = Guard(path, "is no zip, or a damaged one", () => new ZipArchive(file, ZipArchiveMode.Read));
        var arrays = new Dictionary<string, NpyArray>(StringComparer.Ordinal);
        long left = maxBytes;
        foreach (ZipArchiveEntry entry in Guard(path, "has a damaged directory", () => zip.Entries))
        {
            if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal)) continue;
            string name = $"{path}: entry '{entry.FullName}'";
            NpyArray array = ReadEntry(entry, name, left);
            left -= array.Data.Length;
            if (!arrays.TryAdd(entry.FullName[..^Extension.Length], array))
                throw new InvalidDataException($"{name} is there twice.");
        }
        return arrays;
    }

    /// <summary>Writes arrays through a temporary file that is flushed and renamed. The same arrays give the same bytes.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="arrays">Names, without ".npy", and arrays.</param>
    /// <param name="compress">Deflate, as np.savez_compressed does; else store, as np.savez does.</param>
    /// <exception cref="ArgumentException">A name is empty or there twice.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NpyArray>> arrays, bool compress = false)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        var names = new HashSet<string>(StringComparer.Ordinal);
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, NpyArray array) in arrays)
            {
                if (string.IsNullOrEmpty(name) || !names.Add(name))
                    throw new ArgumentException(
                        $"Got the array name '{name}', which is empty or there twice; every array needs a name of its own.", nameof(arrays));
                ZipArchiveEntry entry = zip.CreateEntry(name + Extension, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream content = entry.Open();
                Npy.Write(content, array);
            }
        });
    }

    private static NpyArray ReadEntry(ZipArchiveEntry entry, string name, long maxBytes)
    {
        if (entry.IsEncrypted) throw new InvalidDataException($"{name} is encrypted; arrays are read from plain entries only.");
        using Stream content = Guard(name, "cannot be opened", entry.Open);
        var read = new CrcStream(content, name);
        NpyArray array = Npy.Read(read, name, entry.Length, maxBytes);
        if (read.Crc != entry.Crc32)
            throw new InvalidDataException($"{name} has the checksum {read.Crc:x8}, expected {entry.Crc32:x8}: the file is damaged.");
        return array;
    }

    /// <summary>Runs a step of the zip reader and turns whatever it makes of a damaged file into one kind of error.</summary>
    private static T Guard<T>(string name, string what, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException
            or OverflowException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{name} {what}: {e.Message}", e);
        }
    }

    /// <summary>Sums up the CRC-32 of what is read, which .NET's zip reader does not compare.</summary>
    private sealed class CrcStream(Stream inner, string name) : Stream
    {
        public uint Crc { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int read = 0;
            try
            {
                read = inner.Read(buffer);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                throw new InvalidDataException($"{name} cannot be unpacked: {e.Message}", e);
            }
            Crc = Crc32.Of(Crc, buffer[..read]);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
