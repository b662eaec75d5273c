using System.Text;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>The small files of a sweep's folder.</summary>
internal static class SweepFiles
{
    private const long MostBytes = 2_000_000;

    /// <summary>Reads a text that may have been written by anybody.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it should be, for the error's text.</param>
    /// <exception cref="InvalidDataException">The file is too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string ReadText(string path, string what)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > MostBytes) throw new InvalidDataException($"'{path}' has {stream.Length:N0} bytes; {what} has at most {MostBytes:N0}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
