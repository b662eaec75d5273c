using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Training;

/// <summary>Few drawn digits and models that learn them in a moment.</summary>
internal static class Tiny
{
    private static readonly Lazy<DigitData> Drawn = new(() => SyntheticStrokes.Generate(400, 300));

    public static DigitSet Train => Drawn.Value.Train;

    /// <summary>More rows than a cursor scores at once.</summary>
    public static DigitSet Test => Drawn.Value.Test;

    /// <summary>One layer on 784 pixels.</summary>
    public static Sequential Linear(int classes = 10) => keras.Sequential([keras.layers.Dense(classes, activation: "softmax", input_shape: 784)]);

    /// <summary>One convolution on images of some size.</summary>
    public static Sequential Convolution(int height = 28, int width = 28, int channels = 1) => keras.Sequential(
    [
        keras.layers.Conv2D(4, (3, 3), strides: (2, 2), activation: "relu", input_shape: (height, width, channels)),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation: "softmax"),
    ]);

    public static KerasTrainer.Options Options(Func<Model>? model = null, int epochs = 1) =>
        new() { Model = (_, _) => model?.Invoke() ?? Linear(), Epochs = epochs, Seed = 1, Verbose = false };

    public static KerasTransformer Fit(KerasTrainer.Options options, IDataView? data = null)
    {
        var ml = new MLContext(1);
        return ml.MulticlassClassification.Trainers.Keras(ml, options).Fit(data ?? Train.AsDataView());
    }

    public static byte[][] Weights(Model model) =>
        [.. model.Weights.Select(w => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(w.numpy().ToArray<float>()).ToArray())];

    public static void SameWeights(Model expected, Model actual)
    {
        byte[][] a = Weights(expected), b = Weights(actual);
        Assert.HasCount(a.Length, b);
        for (int i = 0; i < a.Length; i++) CollectionAssert.AreEqual(a[i], b[i]);
    }

    /// <summary>The scores of all rows of a view.</summary>
    public static float[][] Scores(IDataView scored) => [.. scored.GetColumn<float[]>(scored.Schema["Score"])];
}
