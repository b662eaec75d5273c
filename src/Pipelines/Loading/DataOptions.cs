using Tensorflow.IO;

namespace MlPipelines.Pipelines.Loading;

/// <summary>One place where data sets are looked for.</summary>
/// <param name="Kind">What it is, as in "MLPIPELINES_DATA".</param>
/// <param name="Path">The folder; it need not exist.</param>
public sealed record DataPlace(string Kind, string Path);

/// <summary>Where data sets are looked for, and whether the network may be used. <see cref="Detect"/> fills it in from the machine.</summary>
public sealed record DataOptions
{
    /// <summary>The environment variable that names a data folder.</summary>
    public const string Variable = "MLPIPELINES_DATA";

    private const string SolutionFile = "MlPipelines.sln";

    /// <summary>The option --data: an existing folder that must hold the data set asked for. Null when not given.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The value of MLPIPELINES_DATA: a folder that is looked into first. Null when not set.</summary>
    public string? VariableFolder { get; init; }

    /// <summary>The folder of MlPipelines.sln. Null outside a checkout.</summary>
    public string? Repository { get; init; }

    /// <summary>Keras' folder, as in ~/.keras. Null to leave it out.</summary>
    public string? KerasHome { get; init; }

    /// <summary>The user's own data folder, for a program without a checkout. Null to leave it out.</summary>
    public string? UserFolder { get; init; }

    /// <summary>Do not use the network.</summary>
    public bool Offline { get; init; }

    /// <summary>Time for the mirrors to begin an answer before a run goes on without them.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The data set that is looked for and fetched as MNIST.</summary>
    public IdxDataset Mnist { get; init; } = IdxDataset.Mnist;

    /// <summary>The places, in the order in which they are searched.</summary>
    public IReadOnlyList<DataPlace> Places
    {
        get
        {
            var places = new List<DataPlace>();
            void Add(string kind, string? path)
            {
                if (path is not null) places.Add(new DataPlace(kind, System.IO.Path.GetFullPath(path)));
            }
            Add("--data", DataFolder);
            Add(Variable, VariableFolder);
            Add("data/ in the repository", Repository is null ? null : Path.Combine(Repository, "data"));
            Add("../shared/data beside the checkout", Repository is null ? null : Path.Combine(Repository, "..", "shared", "data"));
            Add("Keras cache", KerasHome is null ? null : Path.GetDirectoryName(KerasCache.MnistPath(KerasHome)));
            Add("user's data folder", UserFolder);
            return places;
        }
    }

    /// <summary>
    /// Where downloaded and drawn digits are kept: the folder of --data, else that of MLPIPELINES_DATA if it exists, else data/ in the
    /// repository, else the user's data folder, else one among the temporary files.
    /// </summary>
    public string KeepFolder => Path.GetFullPath(
        DataFolder
        ?? (Directory.Exists(VariableFolder) ? VariableFolder : null)
        ?? (Repository is null ? null : Path.Combine(Repository, "data"))
        ?? UserFolder
        ?? Path.Combine(Path.GetTempPath(), "mlpipelines", "data"));

    /// <summary>The options of this machine and user: environment, checkout around the current folder or the program, Keras' cache.</summary>
    /// <param name="dataFolder">The option --data.</param>
    /// <param name="offline">The option --offline.</param>
    public static DataOptions Detect(string? dataFolder = null, bool offline = false)
    {
        string? variable = Environment.GetEnvironmentVariable(Variable);
        // Not verified: a new user has no such folder yet.
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new DataOptions
        {
            DataFolder = dataFolder,
            VariableFolder = string.IsNullOrWhiteSpace(variable) ? null : variable,
            Repository = FindRepository(Environment.CurrentDirectory, AppContext.BaseDirectory),
            KerasHome = KerasCache.Home(),
            UserFolder = local.Length == 0 ? null : Path.Combine(local, "mlpipelines", "data"),
            Offline = offline,
        };
    }

    /// <summary>The nearest folder with MlPipelines.sln at or above one of these, the first start first; null when there is none.</summary>
    /// <param name="starts">Folders to start from.</param>
    public static string? FindRepository(params ReadOnlySpan<string> starts)
    {
        foreach (string start in starts)
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, SolutionFile))) return folder.FullName;
            }
        }
        return null;
    }
}
