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

    /// <summary>Stops a run as soon as it has written a line with this text.</summary>
    public string? StopAt { get; set; }

    public string Folder => _folder.Path;

    public string Data => _folder["data"];

    /// <summary>An output folder that does not exist yet.</summary>
    public string Results => _folder["results"];

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>Runs a command and keeps what it wrote.</summary>
    public int Run(params string[] args)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop.Token);
        using StringWriter output = new StoppingWriter(StopAt, stop), error = new();
        int code = MlPipelinesApp.Run(args, new AppServices
        {
            Out = output,
            Error = error,
            Experiments = Experiments,
            DataOptions = (data, offline) => new DataOptions { DataFolder = data, VariableFolder = Data, Offline = true, UserFolder = _folder["user"] },
            CancellationToken = stop.Token,
        });
        (Out, Error) = (output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
        return code;
    }

    /// <summary>Puts drawn digits of 28 x 28 in MNIST's place.</summary>
    public DigitData PutStrokes(int train, int test)
    {
        DigitData drawn = SyntheticStrokes.Generate(train, test);
        IdxDataset names = IdxDataset.Mnist;
        Put(Data, names.TrainImages, names.TrainLabels, drawn.Train);
        Put(Data, names.TestImages, names.TestLabels, drawn.Test);
        return drawn;
    }

    /// <summary>Writes one part of a data set as IDX files.</summary>
    public static void Put(string folder, IdxFile images, IdxFile labels, DigitSet set)
    {
        Idx.Write(Path.Combine(folder, images.Name), new IdxArray([set.Count, set.Height, set.Width], set.Images));
        Idx.Write(Path.Combine(folder, labels.Name), new IdxArray([set.Count], set.Labels));
    }

    public string[] Files(string folder) => [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Stop.Dispose();
        _folder.Dispose();
    }

    private sealed class StoppingWriter(string? text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (text is not null && value?.Contains(text, StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
