using MlPipelines.App;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Reports;

namespace MlPipelines.Tests.App;

/// <summary>A place to run commands in: a folder with a small data set, no network, no other place to look for data.</summary>
internal sealed class AppRun : IDisposable
{
    private readonly TemporaryFolder _folder = TestRecords.Folder();

    public AppRun(params Experiment[] experiments)
    {
        Experiments = experiments.Length > 0 ? experiments : [new FakeExperiment("dense"), new FakeExperiment("mlp"), new FakeExperiment("gan")];
        Directory.CreateDirectory(Data);
        foreach (IdxFile file in IdxDataset.Mnist.Files)
        {
            bool images = file.Name.Contains("images");
            Idx.Write(Path.Combine(Data, file.Name), images ? new IdxArray([6, 4, 4], new byte[6 * 16]) : new IdxArray([6], [0, 1, 2, 3, 4, 5]));
        }
    }

    public Experiment[] Experiments { get; }

    public CancellationTokenSource Stop { get; } = new();

    public string Folder => _folder.Path;

    public string Data => _folder["data"];

    /// <summary>An output folder that does not exist yet.</summary>
    public string Results => _folder["results"];

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>Runs a command and keeps what it wrote.</summary>
    public int Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = MlPipelinesApp.Run(args, new AppServices
        {
            Out = output,
            Error = error,
            Experiments = Experiments,
            DataOptions = (data, offline) => new DataOptions { DataFolder = data, VariableFolder = Data, Offline = true, UserFolder = _folder["user"] },
            CancellationToken = Stop.Token,
        });
        (Out, Error) = (output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
        return code;
    }

    public string[] Files(string folder) => [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Stop.Dispose();
        _folder.Dispose();
    }
}
