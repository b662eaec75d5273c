using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Training;
using Tensorflow.IO;

namespace MlPipelines.Tests.Web;

/// <summary>Two small bundles for servers to read with, trained in a moment on drawn digits, and pictures of such digits.</summary>
internal static class ServedBundle
{
    private static readonly Lazy<DirectoryInfo> Folder = new(Make);

    /// <summary>One convolution.</summary>
    public static string First => Path.Combine(Folder.Value.FullName, "convolution.mlp");

    /// <summary>One dense layer.</summary>
    public static string Second => Path.Combine(Folder.Value.FullName, "linear.mlp");

    /// <summary>An empty folder to start a server in.</summary>
    public static string Empty => Folder.Value.CreateSubdirectory("empty").FullName;

    /// <summary>A file as PngWriter makes it.</summary>
    public static byte[] Png(ImageData picture) => PngWriter.Encode(picture);

    /// <summary>A drawn digit.</summary>
    public static ImageData Picture(int index) => new(28, 28, 1, Tiny.Test.Image(index).ToArray());

    private static DirectoryInfo Make()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlp-served-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        var ml = new MLContext(1);
        foreach ((string name, KerasTrainer.Options options) in new[] { ("convolution", Tiny.Options(() => Tiny.Convolution(), epochs: 6)), ("linear", Tiny.Options(epochs: 6)) })
        {
            KerasTransformer trained = Tiny.Fit(options);
            ml.Model.SaveBundle(trained, Path.Combine(folder.FullName, $"{name}.mlp"), new BundleInfo { Model = name, Metrics = { ["test_accuracy"] = name == "convolution" ? 0.9 : 0.8 } });
        }
        return folder;
    }
}
