using Tensorflow.IO;
using Tensorflow.NumPy;

namespace Tensorflow.Keras.Datasets;

/// <summary><c>keras.datasets</c>.</summary>
public sealed class DatasetsApi
{
    internal DatasetsApi()
    {
    }

    /// <summary>Handwritten digits.</summary>
    public Mnist mnist { get; } = new();
}

/// <summary>MNIST: 60,000 handwritten digits to train with and 10,000 to test with.</summary>
public sealed class Mnist
{
    internal Mnist()
    {
    }

    /// <summary>
    /// Images [samples, 28, 28] and labels [samples], uint8, from mnist.npz in Keras' cache folder (the variable KERAS_HOME moves it); it
    /// is downloaded there, and compared with its checksum, when it is missing.
    /// </summary>
    /// <exception cref="DownloadException">The file is not there and cannot be had; the text says what to do.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public DatasetPass load_data()
    {
        MnistArrays data = KerasCache.LoadMnist();
        return new DatasetPass((Images(data.TrainImages), Labels(data.TrainLabels)), (Images(data.TestImages), Labels(data.TestLabels)));
    }

    private static NDArray Images(byte[] pixels) =>
        new NDArray(pixels).reshape((pixels.Length / (KerasCache.MnistSide * KerasCache.MnistSide), KerasCache.MnistSide, KerasCache.MnistSide));

    private static NDArray Labels(byte[] labels) => new(labels);
}

/// <summary>A data set in two parts, each of samples and targets.</summary>
/// <param name="Train">(x, y) to train with.</param>
/// <param name="Test">(x, y) to test with.</param>
/// <example><code>var ((x_train, y_train), (x_test, y_test)) = keras.datasets.mnist.load_data();</code></example>
public sealed record DatasetPass((NDArray, NDArray) Train, (NDArray, NDArray) Test);
