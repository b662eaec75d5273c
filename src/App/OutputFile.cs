namespace MlPipelines.App;

/// <summary>A file that a long command will write: whether it can is found out before the work, not after it.</summary>
internal static class OutputFile
{
    /// <summary>Tries the folder, which is made if need be, and leaves nothing in it.</summary>
    /// <param name="path">The file; one that is there will be replaced.</param>
    /// <param name="option">The option that named it, for the error's text.</param>
    /// <exception cref="IOException">The path is a folder, or its folder cannot be written to.</exception>
    public static void Check(string path, string option)
    {
        if (Directory.Exists(path)) throw new IOException($"{option} '{path}' is a folder; name a file.");
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            using (File.Create(Path.Combine(folder, $".probe-{Guid.NewGuid():N}.tmp"), 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option} '{path}' cannot be written to ({e.Message}); name another file.", e);
        }
    }
}
