using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Web;

/// <summary>The models that the server reads with, the best or first named first.</summary>
internal sealed class ServedModels(ServerMetrics metrics) : IDisposable
{
    /// <summary>More are not compared side by side.</summary>
    private const int MostFound = 4;

    private const string Runs = "runs", Pattern = "*.mlp";

    private ServedModel[] _models = [];

    public IReadOnlyList<ServedModel> All => _models;

    /// <summary>The model of a name; the first where none is named.</summary>
    public bool TryFind(string? name, [NotNullWhen(true)] out ServedModel? model)
    {
        ServedModel[] models = _models;
        model = name is null ? models.FirstOrDefault() : Array.Find(models, m => m.Name == name);
        return model is not null;
    }

    /// <summary>Reads a bundle and serves it behind the others.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or none.</exception>
    /// <exception cref="NotSupportedException">Its model takes no images that digits can be made into.</exception>
    public ServedModel Add(string path)
    {
        Bundle bundle = new MLContext().Model.LoadBundle(path);
        string name = Path.GetFileNameWithoutExtension(path), unique = name;
        for (int i = 2; _models.Any(model => model.Name == unique); i++) unique = $"{name}-{i}";
        var served = new ServedModel(unique, bundle, metrics);
        _models = [.. _models, served];
        return served;
    }

    /// <summary>The bundles that the last trainings left: of this folder and of the newest folder of runs, the most accurate first.</summary>
    /// <param name="folder">The current folder.</param>
    /// <param name="note">Told of files that cannot be read.</param>
    public static IReadOnlyList<string> Find(string folder, Action<string> note)
    {
        var files = new List<string>(Directory.EnumerateFiles(folder, Pattern));
        string runs = Path.Combine(folder, Runs);
        if (Directory.Exists(runs) && new DirectoryInfo(runs).EnumerateDirectories().MaxBy(run => run.LastWriteTimeUtc) is { } newest)
            files.AddRange(newest.EnumerateFiles(Pattern, SearchOption.AllDirectories).Select(file => file.FullName));
        var found = new List<(string Path, double Accuracy, DateTime Written)>();
        foreach (string file in files)
        {
            try
            {
                BundleInfo info = new MLContext().Model.LoadBundle(file).Info;
                found.Add((file, info.Metrics.GetValueOrDefault("test_accuracy"), File.GetLastWriteTimeUtc(file)));
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException or UnauthorizedAccessException)
            {
                note(e.Message.ReplaceLineEndings(" "));
            }
        }
        return [.. found.OrderByDescending(f => f.Accuracy).ThenByDescending(f => f.Written).Take(MostFound).Select(f => f.Path)];
    }

    public void Dispose()
    {
        foreach (ServedModel model in _models) model.Dispose();
    }
}
