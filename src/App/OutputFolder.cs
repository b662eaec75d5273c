using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;

namespace MlPipelines.App;

/// <summary>The folder a run writes to: checked before training starts, removed again if nothing came of the run.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _path;
    private readonly bool _created;
    private readonly List<RunRecord> _added = [];

    private OutputFolder(string path, bool created, IReadOnlyList<RunRecord> earlier) => (_path, _created, Earlier) = (path, created, earlier);

    /// <summary>The records that were there when it was opened.</summary>
    public IReadOnlyList<RunRecord> Earlier { get; }

    /// <summary>The records of this run, in the order in which they came.</summary>
    public IReadOnlyList<RunRecord> Added => _added;

    /// <summary>Makes the folder if need be, tries to write to it and reads the records that are there already.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="isOption">True when the caller named it, for the error's text.</param>
    /// <exception cref="IOException">The path is a file, or cannot be written to.</exception>
    /// <exception cref="InvalidDataException">The folder holds a .json file that is no run record, so that its report could not be made.</exception>
    public static OutputFolder Open(string path, bool isOption)
    {
        string what = isOption ? $"--out '{path}'" : $"The folder '{path}'";
        if (File.Exists(path)) throw new IOException($"{what} is a file; name a folder, or a place where one can be made.");
        bool created = !Directory.Exists(path);
        try
        {
            Directory.CreateDirectory(path);
            string probe = Path.Combine(path, $".probe-{Guid.NewGuid():N}.tmp");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{what} cannot be written to ({e.Message}); name another folder with --out.", e);
        }
        return new OutputFolder(path, created, created ? [] : RunRecordFiles.ReadAll(path));
    }

    /// <summary>Where trainings of a scale keep what they go on from.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="resume">Whether they are to go on.</param>
    /// <exception cref="IOException">They are not, and an earlier run left such files.</exception>
    public string Work(Scale scale, bool resume)
    {
        string work = Path.Combine(_path, "work", scale.Name());
        if (!resume && Directory.Exists(work))
            throw new IOException($"'{work}' holds the checkpoints of an earlier run. Add --resume to go on from them, or name another folder with --out.");
        return work;
    }

    /// <summary>Stores a record at once.</summary>
    public void Add(RunRecord record)
    {
        RunRecordFiles.Write(record, _path);
        _added.Add(record);
    }

    /// <summary>Writes the report over all records in the folder, earlier runs included, and returns its full path.</summary>
    public string WriteReport() => HtmlReport.Write(RunRecordFiles.ReadAll(_path), _path);

    /// <summary>Removes the folder if it was made for this run and is empty.</summary>
    public void Dispose()
    {
        if (_created && Directory.Exists(_path) && !Directory.EnumerateFileSystemEntries(_path).Any()) Directory.Delete(_path);
    }
}
