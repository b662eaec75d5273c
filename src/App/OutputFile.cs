namespace MlPipelines.App;

/// <summary>Files that a long command will write: whether it can is found out before the work, not after it.</summary>
internal static class OutputFile
{
    /// <summary>Tries the folder of a file, which is made if need be, and leaves nothing in it.</summary>
    /// <param name="path">The file; one that is there will be replaced.</param>
    /// <param name="option">The option that named it, for the error's text.</param>
    /// <exception cref="IOException">The path is a folder, or its folder cannot be written to.</exception>
    public static void Check(string path, string option)
    {
        if (Directory.Exists(path)) throw new IOException($"{option} '{path}' is a folder; name a file.");
        Try(Path.GetDirectoryName(Path.GetFullPath(path))!, path, option, "file");
    }

    /// <summary>Tries a folder for files of fixed names, which is made if need be, and leaves nothing in it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">The option that named it, for the error's text.</param>
    /// <exception cref="IOException">The path is a file, or cannot be written to.</exception>
    public static void CheckFolder(string path, string option)
    {
        if (File.Exists(path)) throw new IOException($"{option} '{path}' is a file; name a folder, or a place where one can be made.");
        Try(path, path, option, "folder");
    }

    private static void Try(string folder, string named, string option, string what)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using (File.Create(Path.Combine(folder, $".probe-{Guid.NewGuid():N}.tmp"), 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option} '{named}' cannot be written to ({e.Message}); name another {what}.", e);
        }
    }
}
