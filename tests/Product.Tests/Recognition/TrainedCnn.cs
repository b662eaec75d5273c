using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Optimizers;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Recognition;

/// <summary>The CNN of the desk-scale ensemble, trained once for all slow tests that read handwriting, and kept as a bundle while they run.</summary>
internal static class TrainedCnn
{
    private static readonly Lazy<string> Trained = new(Train);
    private static readonly Lazy<Bundle> Loaded = new(() => new MLContext().Model.LoadBundle(Path));

    /// <summary>The bundle's file.</summary>
    public static string Path => Trained.Value;

    public static Bundle Bundle => Loaded.Value;

    private static string Train()
    {
        DigitData mnist = IdxDataset.Mnist.Read(Repository.RequireMnist())!;
        var ml = new MLContext(1);
        KerasTrainer.Options options = ModelList.All.Single(m => m.Name == "cnn").Options();
        (options.Epochs, options.BatchSize, options.Seed, options.Verbose, options.Augmentation) = (6, 64, 1, false, ClassicalAugmentation.Mild);
        int steps = options.Epochs * (mnist.Train.Count / options.BatchSize);
        options.Optimizer = () => keras.optimizers.Adam(new CosineDecay(4e-3f, steps));
        KerasTransformer cnn = ml.MulticlassClassification.Trainers.Keras(ml, options).Fit(mnist.Train.AsDataView());
        string path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("mlp-trained-").FullName, "cnn.mlp");
        ml.Model.SaveBundle(cnn, path, new BundleInfo { Model = "cnn", Data = mnist.Name, Epochs = options.Epochs, Seed = options.Seed });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(System.IO.Path.GetDirectoryName(path)!, recursive: true);
        return path;
    }
}
