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

    /// <summary>Pieces of clothing.</summary>
    public FashionMnist fashion_mnist { get; } = new();
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
    public DatasetPass load_data() => DatasetPass.From(KerasCache.LoadMnist());
}

/// <summary>
/// Fashion-MNIST: 60,000 pieces of clothing to train with and 10,000 to test with, of ten kinds: T-shirt or top, trouser, pullover, dress,
/// coat, sandal, shirt, sneaker, bag, ankle boot.
/// </summary>
/// <remarks>Source: Xiao, Rasul and Vollgraf, 2017.</remarks>
public sealed class FashionMnist
{
    internal FashionMnist()
    {
    }

    /// <summary>
    /// Images [samples, 28, 28] and labels [samples], uint8, from the files in datasets/fashion-mnist in Keras' cache folder (the variable
    /// KERAS_HOME moves it); those missing are downloaded there and compared with their checksums.
    /// </summary>
    /// <exception cref="DownloadException">A file is not there and cannot be had; the text says what to do.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public DatasetPass load_data() => DatasetPass.From(FashionMnistCache.Load());
}

/// <summary>A data set in two parts, each of samples and targets.</summary>
/// <param name="Train">(x, y) to train with.</param>
/// <param name="Test">(x, y) to test with.</param>
/// <example><code>var ((x_train, y_train), (x_test, y_test)) = keras.datasets.mnist.load_data();</code></example>
public sealed record DatasetPass((NDArray, NDArray) Train, (NDArray, NDArray) Test)
{
    internal static DatasetPass From(MnistArrays data)
    {
        return new DatasetPass((Images(data.TrainImages), new NDArray(data.TrainLabels)), (Images(data.TestImages),
            new NDArray(data.TestLabels)));

        static NDArray Images(byte[] pixels) =>
            new NDArray(pixels).reshape((pixels.Length / (KerasCache.MnistSide * KerasCache.MnistSide), KerasCache.MnistSide,
                KerasCache.MnistSide));
    }
}
