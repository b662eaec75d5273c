using System.Globalization;
using System.Text;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>The folder of a sweep: its specification, one record a finished trial, and what running trials need.</summary>
/// <remarks>
/// <c>spec.json</c>, <c>trial-0000.json</c> and so on stay; <c>claims/</c> and <c>work/</c> (checkpoints) go away when all trials are done. Any number
/// of processes of several machines may have it open. An object is used by one thread at a time.
/// </remarks>
/// <example><code>
/// SweepFolder folder = SweepFolder.Open("runs/my-sweep");
/// foreach (SweepTrial trial in folder.ReadTrials()) Console.WriteLine($"{trial.Number} {trial.Point} {trial.Score}");
/// </code></example>
public sealed class SweepFolder
{
    private const string SpecFile = "spec.json", Prefix = "trial-", End = ".json";

    // A record never changes, so none is read twice.
    private readonly SortedDictionary<int, SweepTrial> _read = [];

    private SweepFolder(string path, SweepSpec spec) => (Path, Spec, Trials) = (path, spec, spec.Trials);

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>What is tried.</summary>
    public SweepSpec Spec { get; }

    /// <summary>How many trials the sweep has.</summary>
    public int Trials { get; }

    internal string Claims => System.IO.Path.Combine(Path, "claims");

    private string Work => System.IO.Path.Combine(Path, "work");

    /// <summary>Opens a sweep that was begun.</summary>
    /// <param name="path">Its folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or no sweep in it.</exception>
    /// <exception cref="InvalidDataException">Its specification cannot be read.</exception>
    public static SweepFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = System.IO.Path.Combine(path, SpecFile);
        return File.Exists(file) ? new SweepFolder(System.IO.Path.GetFullPath(path), SweepSpec.Read(file))
            : throw new DirectoryNotFoundException($"There is no sweep in '{path}': it has no {SpecFile}. Name a folder that 'mlpipelines sweep' wrote.");
    }

    /// <summary>Begins a sweep in a folder, or goes on with the one that is there.</summary>
    /// <param name="path">The folder; made if need be.</param>
    /// <param name="spec">What is to be tried.</param>
    /// <exception cref="InvalidDataException">Another sweep is there, or files that are none of a sweep's.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static SweepFolder Open(string path, SweepSpec spec)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(spec);
        Directory.CreateDirectory(path);
        string file = System.IO.Path.Combine(path, SpecFile), json = spec.ToJson();
        if (!File.Exists(file) && Directory.EnumerateFiles(path, $"*{End}").Any(name => System.IO.Path.GetFileName(name) != SpecFile))
            throw new InvalidDataException($"'{path}' holds files of something else than a sweep; name an empty or new folder.");
        AtomicFile.WriteNew(file, stream => stream.Write(Encoding.UTF8.GetBytes(json)));
        SweepFolder folder = Open(path);
        return folder.Spec.ToJson() == json ? folder
            : throw new InvalidDataException($"'{path}' holds the sweep of another specification, '{file}'. Give that one to go on with it, or name another folder.");
    }

    /// <summary>The records of the trials that have ended, in the order of their numbers.</summary>
    /// <exception cref="InvalidDataException">A file is no record of this sweep, or a trial is recorded twice, or trials had different images.</exception>
    public IReadOnlyList<SweepTrial> ReadTrials()
    {
        foreach (string path in Directory.GetFiles(Path, $"{Prefix}*{End}"))
        {
            string name = System.IO.Path.GetFileNameWithoutExtension(path)[Prefix.Length..];
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number >= Trials || RecordPath(number) != path)
                throw new InvalidDataException($"'{path}' is no record of this sweep: expected the names {Name(0)}{End} to {Name(Trials - 1)}{End}. Remove the file.");
            if (_read.ContainsKey(number)) continue;
            SweepTrial trial = SweepTrial.Read(SweepFiles.ReadText(path, "a trial's record"), path, Spec);
            if (trial.Number != number) throw new InvalidDataException($"'{path}' is the record of trial {trial.Number}; expected trial {number}. Remove the file.");
            CheckData(trial.Data, path);
            _read.Add(number, trial);
        }
        return [.. _read.Values];
    }

    /// <summary>Refuses images that differ from those of the trials that are read.</summary>
    internal void CheckData(SweepDataset data, string what)
    {
        if (_read.Values.FirstOrDefault() is { } other && other.Data != data)
            throw new InvalidDataException($"{what}: got {Describe(data)}; trial {other.Number} of '{Path}' had {Describe(other.Data)}. Scores of different images cannot "
                + "be compared: give all processes the same --data, or begin another folder.");

        static string Describe(SweepDataset set) =>
            $"{set.TrainCount:N0} training and {set.ValidationCount:N0} validation images of {set.Name} ({set.Sha256[..Math.Min(8, set.Sha256.Length)]})";
    }

    /// <summary>Whether a trial's record is there.</summary>
    internal bool IsDone(int number) => _read.ContainsKey(number) || File.Exists(RecordPath(number));

    /// <summary>Stores a record, unless there is one of the trial.</summary>
    /// <returns>False when there was.</returns>
    internal bool Publish(SweepTrial trial) => AtomicFile.WriteNew(RecordPath(trial.Number), stream => stream.Write(trial.ToJson()));

    /// <summary>Where a claim's trial keeps its point and checkpoints. What the holders before it left is moved there.</summary>
    /// <remarks>A folder a claim: whoever lost a trial and does not know it yet writes beside the new holder's files, not among them.</remarks>
    internal string WorkOf(TrialClaim claim, string marker)
    {
        string own = System.IO.Path.Combine(Work, $"{Name(claim.Number)}.{claim.Generation}");
        string? earlier = WorkFolders(claim.Number).Where(folder => File.Exists(System.IO.Path.Combine(folder, marker)))
            .MaxBy(folder => int.TryParse(folder.Split('.')[^1], out int generation) ? generation : 0);
        if (earlier == own) return own;
        if (Directory.Exists(own)) Directory.Delete(own, recursive: true);
        Directory.CreateDirectory(Work);
        if (earlier is null) Directory.CreateDirectory(own);
        else Directory.Move(earlier, own);
        return own;
    }

    /// <summary>Removes what a finished trial needed.</summary>
    internal void RemoveWork(int number)
    {
        foreach (string folder in WorkFolders(number)) Remove(folder);
    }

    /// <summary>Removes claims and checkpoints when all trials are done.</summary>
    internal void Clean()
    {
        Remove(Claims);
        Remove(Work);
    }

    internal static string Name(int number) => $"{Prefix}{number:D4}";

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another process does the same, or lost a trial and still writes there; what is left does no harm.
        }
    }

    private string RecordPath(int number) => System.IO.Path.Combine(Path, Name(number) + End);

    private string[] WorkFolders(int number) => Directory.Exists(Work) ? Directory.GetDirectories(Work, $"{Name(number)}.*") : [];
}
