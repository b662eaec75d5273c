namespace Tensorflow.IO;

/// <summary>Writes files so that a reader sees the old content or the whole new one, never a part.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Calls <paramref name="write"/> with a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it.
    /// The folder is made if need be. Whatever <paramref name="write"/> throws passes on, and the temporary file is removed.
    /// </summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="write">Writes the content. It need not flush or close the stream.</param>
    /// <exception cref="IOException">The file cannot be written or renamed.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = TemporaryBeside(path);
        try
        {
            WriteFlushed(temporary, write);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            Remove(temporary);
        }
    }

    /// <summary>As <see cref="Write"/>, but leaves a file that is there as it is: of several processes that write the same one, one succeeds.</summary>
    /// <param name="path">The file to make, in a folder that is there.</param>
    /// <param name="write">Writes the content. It need not flush or close the stream.</param>
    /// <returns>False when there was a file.</returns>
    /// <exception cref="IOException">The file cannot be written or renamed.</exception>
    public static bool WriteNew(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        path = Path.GetFullPath(path);
        string temporary = TemporaryBeside(path);
        try
        {
            WriteFlushed(temporary, write);
            // A hard link where there are some, so that only one succeeds on network file systems too.
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            return false;
        }
        finally
        {
            Remove(temporary);
        }
    }

    /// <summary>A new name in the folder of <paramref name="path"/> that no reader looks for: what a killed process leaves is never read.</summary>
    internal static string TemporaryBeside(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");

    private static void WriteFlushed(string path, Action<Stream> write)
    {
        using FileStream file = Create(path);
        write(file);
        file.Flush(flushToDisk: true);
    }

    internal static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);

    /// <summary>Removes a temporary file if it is still there. A file that cannot be removed must not hide the error that led here.</summary>
    internal static void Remove(string path)
    {
        try
        {
            if (File.Exists(path)) File.Delete(path);
        }
        catch (IOException)
        {
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
