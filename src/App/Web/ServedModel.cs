using MlPipelines.Pipelines.Recognition;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Web;

/// <summary>A model that the server reads with.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly Bundle _bundle;
    private readonly Lazy<IReadOnlyDictionary<string, byte[]>> _tensorFlowJs;

    /// <param name="name">What the API calls it.</param>
    /// <param name="bundle">The trained model.</param>
    /// <param name="metrics">Counts its passes.</param>
    public ServedModel(string name, Bundle bundle, ServerMetrics metrics)
    {
        (Name, _bundle) = (name, bundle);
        Side = PageReading.SideFor(Classifier);
        Queue = new PredictionQueue(bundle.Predict, metrics);
        _tensorFlowJs = new(() => Export(Classifier));
    }

    public string Name { get; }

    public KerasTransformer Classifier => _bundle.Classifier;

    public BundleInfo Info => _bundle.Info;

    /// <summary>Height and width of the images it is asked about.</summary>
    public int Side { get; }

    public PredictionQueue Queue { get; }

    /// <summary>One line about it.</summary>
    public string Title => ModelList.All.FirstOrDefault(model => model.Name == Info.Model)?.Description ?? (Info.Model.Length > 0 ? Info.Model : Name);

    /// <summary>Share of test images it read right; null where that is not known.</summary>
    public double? Accuracy => Info.Metrics.TryGetValue("test_accuracy", out double value) ? value : null;

    /// <summary>The model's files for TensorFlow.js, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> TensorFlowJs => _tensorFlowJs.Value;

    public void Dispose() => Queue.Dispose();

    private static Dictionary<string, byte[]> Export(KerasTransformer classifier)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlpipelines-");
        try
        {
            string model = Path.Combine(folder.FullName, "model");
            classifier.Model.save(model, save_format: "tfjs");
            return Directory.EnumerateFiles(model).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
