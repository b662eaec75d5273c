using System.Text;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>Run records as files in a folder, one JSON file a record.</summary>
public static class RunRecordFiles
{
    /// <summary>Larger files are refused before they are read, in bytes. A record with 10,000 predictions takes about 25,000.</summary>
    public const long MaximumBytes = 64L << 20;

    /// <summary>
    /// The record's file name: "dense-seed1.json", or "gan-cnn-seed1.json" where the model's name is not the experiment's, and
    /// "gan-cnn-gan-32-seed1.json" for the variant "gan+32".
    /// </summary>
    public static string Name(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        string experiment = Plain(record.Experiment), model = Plain(record.Model);
        string stem = model == experiment ? experiment : $"{experiment}-{model}";
        if (record.Variant.Length > 0) stem += $"-{Plain(record.Variant)}";
        return $"{stem}-seed{record.Seed}.json";
    }

    /// <summary>
    /// Writes a record under <see cref="Name"/>, to a temporary file that is flushed and then renamed, so that a file that exists is whole.
    /// An older record is never replaced: where the name is taken, "-2", "-3" and so on is added.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="folder">An existing folder.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Write(RunRecord record, string folder)
    {
        byte[] json = RunRecordJson.Serialize(record);
        string stem = Path.GetFileNameWithoutExtension(Name(record));
        for (int copy = 1; ; copy++)
        {
            string path = Path.Combine(folder, copy == 1 ? $"{stem}.json" : $"{stem}-{copy}.json");
            if (!Path.Exists(path) && AtomicFile.WriteNew(path, stream => stream.Write(json))) return path;
        }
    }

    /// <summary>Reads one record.</summary>
    /// <exception cref="InvalidDataException">The file is too large or no valid record; the message names file and reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunRecord Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (stream.Length > MaximumBytes)
            throw new InvalidDataException($"'{path}' has {stream.Length:N0} bytes; a run record has at most {MaximumBytes:N0}.");
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return RunRecordJson.Deserialize(json, path) with { FileName = Path.GetFileName(path) };
    }

    /// <summary>Reads all records of a folder: every file ending in .json, subfolders left out.</summary>
    /// <returns>The records in the order of experiment, model, variant, seed and start.</returns>
    /// <exception cref="InvalidDataException">A file is no valid record; the message names file and reason.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static IReadOnlyList<RunRecord> ReadAll(string folder)
    {
        var records = new List<RunRecord>();
        string[] paths = Directory.GetFiles(folder, "*.json");
        Array.Sort(paths, StringComparer.Ordinal);
        foreach (string path in paths) records.Add(Read(path));
        // Sorting with LINQ is stable: equal keys stay in the order of their file names.
        return [.. records.OrderBy(r => r.Experiment, StringComparer.Ordinal).ThenBy(r => r.Model, StringComparer.Ordinal)
            .ThenBy(r => r.Variant, StringComparer.Ordinal).ThenBy(r => r.Seed).ThenBy(r => r.StartedUtc)];
    }

    /// <summary>Letters, digits and single hyphens only, so that a name is a file name everywhere.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (char c in name)
        {
            if (plain.Length == 60) break;
            if (char.IsAsciiLetterOrDigit(c)) plain.Append(char.ToLowerInvariant(c));
            else if (plain.Length > 0 && plain[^1] != '-') plain.Append('-');
        }
        string result = plain.ToString().Trim('-');
        return result.Length == 0 ? "run" : result;
    }
}
